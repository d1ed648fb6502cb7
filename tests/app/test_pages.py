"""Every page without a browser: asked for first on a server, it runs whole under default, narrowed and empty choices."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components.filters import LISTS
from components.navigation import PAGES, PageSpec
from components.state import widget_key
from tests.app.conftest import ROOT, read

NARROWED: tuple[dict[str, Any], ...] = (
    {"theme": ["extended-deterrence"], "scope": "then"},
    {"axis": ["kamd", "kill-chain"], "a": "2020-01-01", "b": "2025-06-04"},
    {"partner": ["jp"], "q": "exercise", "scope": "anchors"},
)
WITHOUT_CHOICES = ("about",)
"""Pages whose title card stays whole under any choice; every other page must say which choice empties it."""


def asked_first(spec: PageSpec, choices: dict[str, Any] | None = None) -> AppTest:
    """The page as the first thing that a visitor asks of a server.

    Each run of AppTest begins like a fresh server: Streamlit finds the page by its file and runs it alone, and the page has
    to call for the frame. After a first run the session would believe that the frame is there, and it would not be drawn.
    """
    at = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=30)
    for name, value in (choices or {}).items():
        at.query_params[name] = value
    return at.switch_page(spec.file).run()


def assert_whole(at: AppTest, spec: PageSpec) -> None:
    """The page's question is its title, the shared choices stand beside it, and nothing failed."""
    assert [error.value for error in at.error] == []
    assert [str(exception.value) for exception in at.exception] == []
    assert [title.value for title in at.title] == [spec.question]
    assert {choice.key for choice in [*at.sidebar.selectbox, *at.sidebar.pills, *at.sidebar.text_input]} == {
        widget_key(name) for name in ("a", "b", "scope", *LISTS, "q")
    }


@pytest.mark.parametrize("spec", PAGES, ids=lambda spec: spec.stem)
def test_a_page_runs_whole_under_default_choices_and_warns_of_nothing(spec: PageSpec) -> None:
    at = asked_first(spec)
    assert_whole(at, spec)
    assert not at.warning


@pytest.mark.parametrize("choices", NARROWED, ids=lambda choices: "-".join(choices))
@pytest.mark.parametrize("spec", PAGES, ids=lambda spec: spec.stem)
def test_a_page_that_is_asked_for_first_keeps_the_choices_of_its_link_and_names_each_as_a_chip(
    spec: PageSpec, choices: dict[str, Any]
) -> None:
    at = asked_first(spec, choices)
    assert_whole(at, spec)
    assert not at.warning
    chips = {button.key for button in at.main.button if str(button.key).startswith("chip-")}
    assert chips == {f"chip-{name}-{code}" for name in LISTS for code in choices.get(name, [])} | ({"chip-q"} if "q" in choices else set())
    assert {name: at.sidebar.pills(key=widget_key(name)).value for name in LISTS} == {name: choices.get(name, []) for name in LISTS}
    assert at.sidebar.selectbox(key=widget_key("scope")).value == choices.get("scope", "all")


@pytest.mark.parametrize("spec", PAGES, ids=lambda spec: spec.stem)
def test_a_page_without_rows_names_the_search_words_and_draws_no_chart(spec: PageSpec) -> None:
    at = asked_first(spec, {"q": "zzzz"})
    assert_whole(at, spec)
    assert not at.get("plotly_chart")
    if spec.stem == "brief":
        assert any("Narrowed to words “zzzz”" in read(caption.value) for caption in at.main.caption)
    elif spec.stem not in WITHOUT_CHOICES:
        assert any("search words “zzzz”" in info.value for info in at.info)
