"""A real browser on the real app: the system's Chromium, a server of its own on loopback, one visitor a test."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.inspecting import Inspection, inspect
from tests.browser.looking import new_context
from tests.browser.serving import App, NotStarted, launch, running_app


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests; fails with a sentence where there is none, so that a check never passes unseen."""
    with sync_playwright() as playwright:
        try:
            started = launch(playwright)
        except NotStarted as reason:
            pytest.fail(str(reason), pytrace=False)
        yield started
        started.close()


@pytest.fixture(scope="session")
def server() -> Iterator[App]:
    """One app for all tests that don't ask for a fresh one; at the end its log must hold no traceback."""
    with running_app() as app:
        yield app
        assert not app.tracebacks()


@pytest.fixture
def fresh_server() -> Iterator[App]:
    """An app that nobody has visited, under plain `streamlit run`: there an inner page that is opened first would run without its frame."""
    with running_app(plain=True) as app:
        yield app
        assert not app.tracebacks()


@pytest.fixture
def width() -> int:
    """The width of the window; a test parametrizes it to take another."""
    return 1440


@pytest.fixture
def scheme() -> str:
    """Light or dark; a test parametrizes it to take the other."""
    return "light"


@pytest.fixture
def page(browser: Browser, width: int, scheme: str) -> Iterator[Page]:
    """A visitor's first page, nothing opened yet."""
    context = new_context(browser, width, scheme)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def inspected(browser: Browser, server: App) -> Iterator[Callable[[str, int, str], Inspection]]:
    """One visit a page, width and color scheme: all checks of looks and access read from the same visit."""
    contexts: dict[tuple[int, str], BrowserContext] = {}
    found: dict[tuple[str, int, str], Inspection] = {}

    def inspection(stem: str, width: int, scheme: str) -> Inspection:
        if (width, scheme) not in contexts:
            contexts[width, scheme] = new_context(browser, width, scheme)
        if (stem, width, scheme) not in found:
            found[stem, width, scheme] = inspect(contexts[width, scheme], server.address, stem)
        return found[stem, width, scheme]

    yield inspection
    for context in contexts.values():
        context.close()
