"""Back to where a link led: Streamlit sends everybody to the front page after signing in, so a cookie keeps the page asked for.

Only the stem of a page of ours and its query are kept and used, so no address can lead anywhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, unquote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from streamlit import config
from streamlit.auth_util import get_origin_from_redirect_uri
from streamlit.url_util import make_url_path
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from components.navigation import BY_STEM

COOKIE = "posture_return"
MINUTES = 15
LONGEST = 1500


def remember(answer: MutableHeaders, asked: Headers) -> None:
    """Keep the page on which "Sign in" was pressed, as the browser names it, for a quarter of an hour."""
    came_from = urlsplit(asked.get("referer", ""))
    ours = f"{came_from.scheme}://{came_from.netloc}" == get_origin_from_redirect_uri()
    stem = came_from.path.rsplit("/", 1)[-1]
    kept = quote(f"{stem}?{came_from.query}", safe="")
    if ours and stem in ("", *BY_STEM) and len(kept) <= LONGEST:
        _set(answer, kept, MINUTES * 60)


def returned(answer: MutableHeaders, cookies: Mapping[str, str]) -> None:
    """After a sign-in lead to the page that was kept; a failed one, or a cookie that names no page, leads to the front page."""
    kept = unquote(cookies.get(COOKIE, ""))
    signed_in = any(cookie.startswith(f"{USER_COOKIE_NAME}=") and "Max-Age=0" not in cookie for cookie in answer.getlist("set-cookie"))
    if not kept or not signed_in:
        return
    stem, _, query = kept.partition("?")
    front = make_url_path(str(config.get_option("server.baseUrlPath") or ""), "/")
    if stem in ("", *BY_STEM) and answer.get("location") == front:
        answer["location"] = front.rstrip("/") + f"/{stem}" + (f"?{quote(query, safe='=&%+-._~')}" if query else "")
    _set(answer, "", 0)


def _set(answer: MutableHeaders, value: str, seconds: int) -> None:
    cookie = Response()
    cookie.set_cookie(COOKIE, value, max_age=seconds, httponly=True, samesite="lax")
    answer.append("set-cookie", cookie.headers["set-cookie"])
