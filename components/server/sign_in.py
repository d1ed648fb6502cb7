"""The same rule as on the pages for every other address: without a sign-in only what the sign-in page itself needs can be had.

What is open is named one by one; every address that is not named is guarded, those of tomorrow included. Cookies are read with
Streamlit's own functions, so what its pages accept and what is accepted here can't differ.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from google.protobuf.message import DecodeError
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config, file_util
from streamlit.auth_util import get_origin_from_redirect_uri
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.web.server.starlette.starlette_server_config import AUTH_COOKIE_MAX_AGE_SECONDS, USER_COOKIE_NAME
from streamlit.web.server.starlette.starlette_websocket import _get_signed_cookie_with_chunks, _parse_decoded_user_cookie

from components.access import Answer, Rule, decide
from components.navigation import BY_STEM
from components.server import charts
from components.server.headers import page_policy
from components.server.health import rows_shown
from components.server.metrics import STREAM
from components.server.origins import turned_away
from components.server.previews import PRODUCT, index_html
from components.server.return_address import remember, returned
from components.sign_in import ENDED, in_force

SIGN_IN, SIGN_OUT, CALLBACK = "/auth/login", "/auth/logout", "/oauth2callback"
OPEN = frozenset({"/_stcore/health", "/_stcore/host-config", charts.ADDRESS, SIGN_IN, SIGN_OUT, CALLBACK})
"""The handshake of the page, the library of the charts, and the ways in and out; the front end's own files are open too (front_end)."""
REFUSALS = {
    Answer.SIGNED_OUT: (401, "Sign in first: open the dashboard in this browser."),
    Answer.EXPIRED: (401, "The sign-in has come to its end: open the dashboard in this browser and sign in again."),
    Answer.UNVERIFIED: (403, "The provider does not say that the e-mail address of this account is confirmed."),
    Answer.NOT_LISTED: (403, "This account is not among those that may open the ledger."),
    Answer.CLOSED: (503, "Sign-in is not set up, so nobody gets in. The log says what is missing."),
}


class SignedIn:
    """Lets through what may be seen and answers everything else; passes all when sign-in is off."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        rule = in_force()
        if rule is None or scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket" and inner_path(scope) == STREAM:
            await self._stream(scope, receive, send, rule)
        elif scope["type"] == "websocket":
            allowed = answer_to(rule, claims_of(HTTPConnection(scope))) is Answer.ALLOWED
            await (self.app if allowed else turned_away)(scope, receive, send)
        else:
            await self._request(scope, receive, send, rule)

    async def _stream(self, scope: Scope, receive: Receive, send: Send, rule: Rule) -> None:
        """The page's own connection stays open, because the sign-in page is drawn through it; the page itself asks who is there."""
        claims = claims_of(HTTPConnection(scope))

        async def only_while_in() -> Message:
            message = await receive()
            if claims and message.get("bytes") and answer_to(rule, claims) is not Answer.ALLOWED:
                message["bytes"] = whole_run(message["bytes"])
            return message

        await self.app(scope, only_while_in, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send, rule: Rule) -> None:
        path, claims = inner_path(scope), claims_of(HTTPConnection(scope))
        answer, anybodys = answer_to(rule, claims), is_open(path, rule)
        if path == SIGN_OUT and claims:
            ENDED.note(claims, rule.hours)
        if anybodys or answer is Answer.ALLOWED:
            await self.app(scope, receive, _sent(scope, path, send, rule, guarded=not anybodys))
        else:
            await _refused(scope, path, answer)(scope, receive, send)


def answer_to(rule: Rule, claims: Mapping[str, object]) -> Answer:
    """Whether these claims open anything, now."""
    return decide(rule, claims, time.time(), ENDED)


def claims_of(connection: HTTPConnection) -> dict[str, object]:
    """The claims in Streamlit's cookie; none when it is missing, tampered with, too old, of another secret or for another address."""
    if USER_COOKIE_NAME not in connection.cookies:
        return {}
    content = _get_signed_cookie_with_chunks(connection.cookies, USER_COOKIE_NAME)
    return _parse_decoded_user_cookie(content, get_origin_from_redirect_uri() or "") if content else {}


def inner_path(scope: Scope) -> str:
    """The path below the address at which the dashboard is mounted."""
    path = str(scope["path"]).removeprefix(scope.get("root_path", ""))
    base = str(config.get_option("server.baseUrlPath") or "").strip("/")
    return path.removeprefix(f"/{base}") if base else path


def is_open(path: str, rule: Rule) -> bool:
    """Whether anybody may have this address; with a fault in the settings there is no way in."""
    return path in front_end() or (path in OPEN and not (rule.fault and path in (SIGN_IN, SIGN_OUT, CALLBACK)))


@cache
def front_end() -> frozenset[str]:
    """The addresses of Streamlit's own scripts, styles and fonts: the files themselves, so nothing else can pass for one."""
    folder = Path(file_util.get_static_dir())
    files = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return frozenset(f"/{name}" for name in files if not name.endswith(".html"))


def whole_run(content: bytes) -> bytes:
    """What a browser asks for, made a run of the whole page, which asks who is there.

    A dialog alone, a download button or the next rows of a table would be answered without it.
    """
    message = BackMsg()
    try:
        message.ParseFromString(content)
    except DecodeError:
        return content
    if message.WhichOneof("type") != "rerun_script":
        message.rerun_script.SetInParent()
    message.rerun_script.fragment_id = ""
    return message.SerializeToString()


def _refused(scope: Scope, path: str, answer: Answer) -> Response:
    """The page on which to sign in for the addresses of pages, that the process lives for those who watch it, a sentence for the rest."""
    reading = scope["method"] in ("GET", "HEAD")
    if reading and path.removeprefix("/") in ("", *BY_STEM):
        return _door()
    if reading and path == "/healthz":
        return JSONResponse({"status": "alive"}, headers={"Cache-Control": "no-store"})
    if reading and path == "/readyz":
        status, sentence = (200, "Ready.") if rows_shown() else (503, "There is no usable data.")
    else:
        status, sentence = REFUSALS[answer]
    return PlainTextResponse(f"{sentence}\n", status, {"Cache-Control": "no-store", "Vary": "Cookie"})


def _door() -> Response:
    """Streamlit's own index page with nothing of ours in it but the name."""
    html = re.sub(r"<html[^>]*>", '<html lang="en">', index_html(), count=1)
    html = re.sub(r"<title>.*?</title>", f"<title>{PRODUCT}</title>", html, count=1, flags=re.DOTALL)
    headers = {
        "Cache-Control": "no-store",
        "Content-Security-Policy": page_policy(index_html()),
        "Vary": "Cookie",
        "X-Robots-Tag": "noindex",
    }
    return Response(html, headers=headers, media_type="text/html")


def _sent(scope: Scope, path: str, send: Send, rule: Rule, guarded: bool) -> Send:
    """Sends on, with cookies that end with the sign-in, and with nothing of what is guarded left in caches that others share."""

    async def corrected(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if guarded:
                keep_private(headers)
            if path == SIGN_IN:
                remember(headers, Headers(scope=scope))
            elif path == CALLBACK:
                returned(headers, HTTPConnection(scope).cookies)
            harden_cookies(headers, rule)
        await send(message)

    return corrected


def keep_private(headers: MutableHeaders) -> None:
    """No shared cache keeps the answer, the browser asks again each time, and no other site may read it."""
    headers["Cache-Control"] = "private, no-cache" if "etag" in headers else "no-store"
    headers.add_vary_header("Cookie")
    del headers["Access-Control-Allow-Origin"]


def harden_cookies(headers: MutableHeaders, rule: Rule) -> None:
    """Streamlit's cookies go over https alone where the dashboard has such an address, and the sign-in's not longer than it lasts."""
    secure = (get_origin_from_redirect_uri() or "").startswith("https://")
    cookies = [_hardened(value, secure, rule) for value in headers.getlist("set-cookie")]
    del headers["set-cookie"]
    for cookie in cookies:
        headers.append("set-cookie", cookie)


def _hardened(cookie: str, secure: bool, rule: Rule) -> str:
    shorter = min(AUTH_COOKIE_MAX_AGE_SECONDS, int(rule.hours * 3600))
    if cookie.startswith(USER_COOKIE_NAME):
        cookie = cookie.replace(f"Max-Age={AUTH_COOKIE_MAX_AGE_SECONDS}", f"Max-Age={shorter}")
    has_it = re.search(r";\s*secure\b", cookie, re.IGNORECASE)
    return f"{cookie}; Secure" if secure and not has_it else cookie
