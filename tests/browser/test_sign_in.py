"""Sign-in against a real OpenID provider, in a real browser: who is not let in gets no page, no row, no file, by no address."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Response, expect

from components.tables import SHIPPED, read_ledger
from tests.browser.looking import keyed, open_page, settled, shown
from tests.browser.serving import App
from tests.sign_in.serving import NotHere, dashboard, installed

LEDGER = read_ledger(SHIPPED)
ADDRESSES = (
    "/data/observations.csv",
    "/data/compare.csv",
    "/data/package.zip",
    "/data/sources.bib",
    "/preview/overview.png",
    "/metrics",
    "/media/x.csv",
)


@pytest.fixture(scope="module")
def provided() -> Path:
    try:
        return installed()
    except NotHere as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="module")
def closed(provided: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The whole server with sign-in on, as on a public instance."""
    with dashboard(tmp_path_factory.mktemp("served"), ["deploy/serve.py"], provided) as app:
        yield app
        assert not app.tracebacks()


@pytest.fixture(scope="module")
def plain(provided: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """`streamlit run` with sign-in on, without our server around it."""
    command = ["-m", "streamlit", "run", "dashboard.py", "--server.port", "{port}"]
    with dashboard(tmp_path_factory.mktemp("plain"), command, provided) as app:
        yield app
        assert not app.tracebacks()


def door(page: Page) -> Locator:
    """The sign-in page's button, once it is there; nothing else may be on the page."""
    button = keyed(page, "sign-in").get_by_role("button")
    button.wait_for()
    assert_nothing_shown(page)
    return button


def assert_nothing_shown(page: Page) -> None:
    """The name of the product and one button: no links to pages, no choices, no table, no chart."""
    settled(page)
    assert page.get_by_role("heading").all_inner_texts() == ["Korea Posture Ledger"]
    assert page.get_by_test_id("stMain").get_by_role("button").count() == 1
    for kind in ("stPageLink", "stTable", "stDataFrame", "stPlotlyChart", "stBidiComponent", "stSelectbox", "stDownloadButton"):
        assert page.get_by_test_id(kind).count() == 0, kind


def sign_in(page: Page, account: str) -> None:
    """From the sign-in page through the provider's own pages and back."""
    door(page).click()
    page.locator("input[name=login]").fill(account)
    page.locator("input[name=password]").fill("anything")
    page.get_by_role("button", name="Sign-in").click()
    page.get_by_role("button", name="Continue").click()
    page.get_by_test_id("stApp").wait_for()
    settled(page)


def sign_out(page: Page) -> None:
    """Out here and at the provider."""
    keyed(page, "sign-out").get_by_role("button").click()
    page.get_by_role("button", name="Yes, sign me out").click()
    door(page)


def status(address: str, cookies: str = "") -> int:
    """What an address answers to someone with these cookies alone."""
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers={"Cookie": cookies} if cookies else {}), timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def cookies_of(context: BrowserContext, app: App) -> str:
    return "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in context.cookies(app.address))  # type: ignore[typeddict-item]


def received(page: Page) -> list[bytes]:
    """All that will come through this page's connections, as it comes."""
    frames: list[bytes] = []
    page.on(
        "websocket",
        lambda socket: socket.on("framereceived", lambda frame: frames.append(frame if isinstance(frame, bytes) else frame.encode())),
    )
    return frames


def told(frames: list[bytes]) -> str:
    """The first text of the data that stands in the frames; "" when there is none."""
    content = b"".join(frames)
    texts = [*LEDGER["mechanisms"]["name"], *LEDGER["observations"]["summary"], *LEDGER["sources"]["title"], *LEDGER["milestones"]["title"]]
    return next((text for text in texts if text.encode() in content), "")


def test_without_a_session_there_is_the_sign_in_page_and_nothing_else(closed: App, page: Page) -> None:
    frames = received(page)
    for path in ("/", "/compare?theme=exercises", "/evidence?id=l-sam"):
        page.goto(f"{closed.address}{path}", wait_until="domcontentloaded")
        door(page)
    assert frames and told(frames) == ""
    expect(page.get_by_test_id("stMain")).to_contain_text("A ledger of South Korea's reported defense posture on two dates")
    assert {path: status(f"{closed.address}{path}", cookies_of(page.context, closed)) for path in ADDRESSES} == dict.fromkeys(
        ADDRESSES, 401
    )
    assert [status(f"{closed.address}{path}") for path in ("/_stcore/health", "/healthz", "/readyz")] == [200, 200, 200]
    assert "_streamlit_user" not in cookies_of(page.context, closed)


def test_who_is_on_the_list_comes_to_the_page_of_the_link_until_signing_out(closed: App, page: Page) -> None:
    """One visit for both halves, because each sign-in costs seconds."""
    address, frames, set_cookies = closed.address, received(page), listened(page, f"{closed.address}/oauth2callback")
    page.goto(f"{address}/evidence?id=l-sam", wait_until="domcontentloaded")
    sign_in(page, "analyst")
    assert page.url == f"{address}/evidence?id=l-sam"
    assert shown(page).title == "Where does it come from?"
    expect(page.get_by_test_id("stSidebar")).to_contain_text("Signed in as")
    assert told(frames)
    assert_flags(page.context, closed)
    assert [name for name in ("_streamlit_user", "_streamlit_user_tokens") if any(cookie.startswith(f"{name}=") for cookie in set_cookies)]
    for cookie in set_cookies:
        assert "httponly" in cookie.lower() and "samesite=lax" in cookie.lower(), cookie
        assert not cookie.startswith("_streamlit_user") or "Max-Age=43200" in cookie, cookie
    file = read_everything(page, address, cookies_of(page.context, closed))
    copied = cookies_of(page.context, closed)
    assert (status(file), status(file, copied)) == (401, 200)

    second = page.context.new_page()
    open_page(second, f"{address}/about")
    later = received(second)
    sign_out(page)
    assert "_streamlit_user=" not in cookies_of(page.context, closed)
    for path in (*ADDRESSES, file.removeprefix(address)):
        assert [status(f"{address}{path}", cookies_of(page.context, closed)), status(f"{address}{path}", copied)] == [401, 401], path
    second.get_by_test_id("stSidebar").get_by_role("link", name="Timeline").click()
    door(second)
    assert told(later) == ""
    page.goto(f"{address}/evidence", wait_until="domcontentloaded")
    door(page)


def listened(page: Page, address: str) -> list[str]:
    """Every cookie that an address will set, as it stands in the answer."""
    found: list[str] = []

    def note(answer: Response) -> None:
        if answer.url.split("?")[0] == address:
            found.extend(entry["value"] for entry in answer.headers_array() if entry["name"].lower() == "set-cookie")

    page.on("response", note)
    return found


def read_everything(page: Page, address: str, cookies: str) -> str:
    """With the browser's own cookies the addresses answer, for this browser alone; returns the address of a file made by a button."""
    mine = page.request.get(f"{address}/data/observations.csv")
    assert mine.body() == (SHIPPED / "observations.csv").read_bytes()
    assert (mine.headers["cache-control"], "access-control-allow-origin" in mine.headers) == ("private, no-cache", False)
    assert [status(f"{address}{path}", cookies) for path in ADDRESSES] == [200, 200, 200, 200, 200, 200, 404]
    with page.expect_download() as started:
        page.get_by_test_id("stDownloadButton").first.get_by_role("button").click()
    assert started.value.url.startswith(f"{address}/media/")
    assert page.request.get(started.value.url).headers["cache-control"] == "no-store"
    return started.value.url


def assert_flags(context: BrowserContext, app: App) -> None:
    """The flags of every cookie as the browser keeps them: only the token against forged requests can be read by scripts."""
    kept = {cookie["name"]: cookie for cookie in context.cookies(app.address)}  # type: ignore[typeddict-item]
    ours = {name: cookie for name, cookie in kept.items() if name.startswith(("_streamlit", "posture"))}  # type: ignore[typeddict-item]
    assert {name: (cookie["httpOnly"], cookie["sameSite"], cookie["path"]) for name, cookie in ours.items()} == {  # type: ignore[typeddict-item]
        "_streamlit_user": (True, "Lax", "/"),
        "_streamlit_user_tokens": (True, "Lax", "/"),
        "_streamlit_xsrf": (False, "Lax", "/"),
    }


@pytest.mark.parametrize(
    ("account", "sentence"), [("stranger", "not among those that may open the ledger"), ("unconfirmed", "e-mail address is confirmed")]
)
def test_who_is_not_let_in_gets_a_sentence_and_the_way_out(closed: App, page: Page, account: str, sentence: str) -> None:
    frames = received(page)
    page.goto(f"{closed.address}/evidence?id=l-sam", wait_until="domcontentloaded")
    sign_in(page, account)
    assert_nothing_shown(page)
    expect(page.get_by_test_id("stMain")).to_contain_text(sentence)
    assert {path: status(f"{closed.address}{path}", cookies_of(page.context, closed)) for path in ADDRESSES} == dict.fromkeys(
        ADDRESSES, 403
    )
    sign_out(page)
    assert told(frames) == ""


def test_under_plain_streamlit_the_pages_are_guarded_alike(plain: App, page: Page) -> None:
    """The address that nobody has visited comes first: Streamlit runs that page alone."""
    frames = received(page)
    page.goto(f"{plain.address}/evidence?id=l-sam", wait_until="domcontentloaded")
    door(page)
    assert told(frames) == ""
    sign_in(page, "colleague")
    assert shown(page).title == "What changed between the two dates?"
    assert told(frames)
    second = page.context.new_page()
    open_page(second, f"{plain.address}/about")
    sign_out(page)
    second.get_by_test_id("stSidebar").get_by_role("link", name="Timeline").click()
    door(second)
