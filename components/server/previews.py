"""Pages as link previews and search engines see them: title, description, both dates and a picture, before any script has run."""

from __future__ import annotations

import gzip
import os
import re
from functools import cache
from html import escape
from pathlib import Path
from urllib.parse import urlencode

from anyio import to_thread
from starlette.datastructures import Headers, QueryParams
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import file_util

from components.analysis.dates import in_words
from components.cached import known_codes, ledger
from components.filters import Filters, read_choices, write_choices
from components.navigation import BY_STEM, PAGES, PageSpec
from components.server.answers import sentences, tag, unchanged
from components.server.choices import NAMES, several
from components.server.compression import takes
from components.server.headers import page_policy
from components.server.preloading import preloads
from components.tables import UnreadablePackage
from components.ui.page import lead

PRODUCT = "Korea Posture Ledger"
PICTURES = Path(__file__).resolve().parent / "pictures"
PICTURE_SIZE = (1200, 630)
ADDRESS = "POSTURE_ADDRESS"
"""The public address of the dashboard, such as https://posture.example.org; without it the request's own host is taken."""
FRONT = PAGES[0].stem
NO_PAGES = ("_stcore", "app", "auth", "component", "data", "index.html", "media", "oauth2callback", "preview", "static")
"""First segments of addresses at which HTML, if any comes, is not Streamlit's answer to an unknown page."""
LONGEST = 300


class Previews:
    """Answers the addresses of pages with the index page and the tags of that page in it; all other requests pass.

    Streamlit answers any other path with its index page and 200: that becomes a 404 with the same body, in which the app says that
    there is no such page.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        stem = scope["path"].removeprefix(scope.get("root_path", "")).removeprefix("/")
        if stem == FRONT:
            # The front page lives at / alone.
            query = scope["query_string"].decode("latin-1")
            await RedirectResponse("./" + (f"?{query}" if query else ""), 307)(scope, receive, send)
        elif stem == "" or stem in BY_STEM:
            response = await to_thread.run_sync(_page, Request(scope), BY_STEM[stem or FRONT])
            await response(scope, receive, send)
        else:
            await self.app(scope, receive, send if stem.split("/")[0] in NO_PAGES else _missing_page(send))


def _missing_page(send: Send) -> Send:
    async def corrected(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == 200:
            kind = Headers(raw=message["headers"]).get("content-type", "")
            message["status"] = 404 if kind.startswith("text/html") else 200
        await send(message)

    return corrected


def _page(request: Request, spec: PageSpec) -> Response:
    html = page_html(spec, request.query_params, public_address(request))
    etag = tag("page", html)
    headers = {
        "ETag": etag,
        "Cache-Control": "no-cache",
        "Vary": "Accept-Encoding",
        # From the index page as Streamlit has it, before anything came into it that somebody has asked for.
        "Content-Security-Policy": page_policy(index_html()),
    }
    if unchanged(request, etag):
        return Response(status_code=304, headers=headers)
    content = html.encode()
    if takes(request.headers, "gzip"):
        content = gzip.compress(content, compresslevel=6, mtime=0)
        headers["Content-Encoding"] = "gzip"
    headers["Content-Length"] = str(len(content))
    return Response(b"" if request.method == "HEAD" else content, headers=headers, media_type="text/html")


def page_html(spec: PageSpec, params: QueryParams, address: str) -> str:
    """The index page with title, description and preview tags of one page under the choices in its address."""
    chosen = _choices(params)
    html = re.sub(r"<html[^>]*>", '<html lang="en">', index_html(), count=1)
    html = re.sub(r"<title>.*?</title>", "", html, count=1, flags=re.DOTALL)
    head = "\n    ".join([*tags(spec, chosen, address), *preloads(index_html(), spec.charts)])
    return html.replace("</head>", f"  {head}\n  </head>", 1)


def tags(spec: PageSpec, chosen: Filters, address: str) -> list[str]:
    """The head elements of one page; every text in them is escaped."""
    title = f"{spec.question} · {PRODUCT}"
    about = description(spec, chosen)
    query = urlencode(write_choices(chosen), doseq=True)
    link = f"{address}/{'' if spec.stem == FRONT else spec.stem}" + (f"?{query}" if query else "")
    picture = f"{address}/preview/{spec.stem}.png"
    width, height = (str(side) for side in PICTURE_SIZE)
    named = {"description": about, "twitter:card": "summary_large_image"}
    opened = {
        "og:type": "website",
        "og:site_name": PRODUCT,
        "og:locale": "en_US",
        "og:title": spec.question,
        "og:description": about,
        "og:url": link,
        "og:image": picture,
        "og:image:type": "image/png",
        "og:image:width": width,
        "og:image:height": height,
        "og:image:alt": f"{PRODUCT}: {spec.question}",
    }
    return [
        f"<title>{escape(title)}</title>",
        f'<link rel="canonical" href="{escape(link)}" />',
        *(f'<meta name="{name}" content="{escape(text)}" />' for name, text in named.items()),
        *(f'<meta property="{name}" content="{escape(text)}" />' for name, text in opened.items()),
    ]


def description(spec: PageSpec, chosen: Filters) -> str:
    """What the page shows, with both dates."""
    dates = f"South Korea's reported defense posture on {in_words(chosen.day_a)} and on {in_words(chosen.day_b)}."
    text = f"{dates} {_words_only(lead(spec.stem))}"
    return text if len(text) <= LONGEST else text[:LONGEST].rsplit(" ", 1)[0] + " …"


def public_address(request: Request) -> str:
    """Where the dashboard can be reached, without a slash at the end: POSTURE_ADDRESS, or the host that was asked for.

    A host that is no host name (it comes from the asker) gives addresses without one.
    """
    given = os.environ.get(ADDRESS, "").strip().rstrip("/")
    if re.fullmatch(r"https?://[^\s\"'<>]+", given):
        return given
    host = request.headers.get("host", "")
    base = request.scope.get("root_path", "")
    return f"{request.url.scheme}://{host}{base}" if re.fullmatch(r"[A-Za-z0-9.-]+(:\d{1,5})?|\[[0-9A-Fa-f:]+\](:\d{1,5})?", host) else base


@cache
def index_html() -> str:
    """Streamlit's own index page."""
    return (Path(file_util.get_static_dir()) / "index.html").read_text(encoding="utf-8")


def _choices(params: QueryParams) -> Filters:
    """The choices in a page's address; what can't be used falls back as it does on the page itself."""
    try:
        known = known_codes(ledger())
    except UnreadablePackage:
        return Filters()
    given = several(params)
    return read_choices({name: given[name] for name in NAMES if name in given}, known)[0]


def _words_only(markdown: str) -> str:
    """A lead without its Markdown: links become their words, emphasis goes."""
    linked = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", markdown)
    return " ".join(re.sub(r"[*_`#]", "", linked).split())


def picture(request: Request) -> Response:
    """The preview picture of a page."""
    name = request.path_params["name"]
    path = PICTURES / name
    if name.removesuffix(".png") not in BY_STEM or not path.is_file():
        return sentences(404, ["There is no such picture."])
    return FileResponse(
        path, media_type="image/png", headers={"Cache-Control": "public, max-age=86400", "Access-Control-Allow-Origin": "*"}
    )


ROUTES = [Route("/preview/{name:path}", picture)]
