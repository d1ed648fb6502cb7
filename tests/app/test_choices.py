"""Days are typed as people write them."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components import state
from components.ui.choices import _as_iso
from tests.app.conftest import act, opened, run


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        ("1 Jan 2020", "2020-01-01"),
        ("22 August 2019", "2019-08-22"),
        ("Jul 3, 2023", "2023-07-03"),
        ("2019-08-22", "2019-08-22"),
        ("soon", "soon"),
    ],
)
def test_a_day_is_understood_as_the_list_shows_it(typed: str, iso: str) -> None:
    assert _as_iso(typed) == iso


def choose(at: AppTest, name: str, *codes: str) -> AppTest:
    return act(at, at.sidebar.pills(key=f"choice-{name}"), list(codes))


def address(at: AppTest) -> dict[str, Any]:
    return {name: at.query_params.get(name) for name in ("theme", "axis", "a") if name in at.query_params}


def asks_with(at: AppTest, **choices: str) -> None:
    """The browser's address at the next action."""
    at.query_params.clear()
    at.query_params.update(choices)


def test_a_second_choice_counts_before_the_browser_has_heard_of_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "ON_ITS_WAY", 0.0)
    at = choose(opened("compare", axis="kmpr"), "theme", "three-axis")
    asks_with(at, axis="kmpr")
    choose(at, "axis", "kill-chain", "kamd")
    assert address(at) == {"theme": "three-axis", "axis": ["kamd", "kill-chain"]}
    assert at.session_state[state.CHOICES].theme == ("three-axis",)


def test_a_toggle_right_after_a_choice_does_not_take_it_back() -> None:
    at = choose(opened("compare"), "theme", "three-axis")
    asks_with(at)
    act(at, at.toggle(key="table-dumbbell"), True)
    assert address(at) == {"theme": "three-axis"}
    assert at.session_state[state.CHOICES].theme == ("three-axis",)


def test_back_is_followed_once_the_browser_must_have_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    at = choose(opened("compare"), "theme", "three-axis")
    monkeypatch.setattr(state, "ON_ITS_WAY", 0.0)
    asks_with(at)
    run(at)
    assert address(at) == {} and not at.session_state[state.CHOICES].narrows


def test_a_link_is_followed_at_once() -> None:
    at = choose(opened("compare"), "theme", "three-axis")
    asks_with(at, theme="exercises")
    run(at)
    assert at.session_state[state.CHOICES].theme == ("exercises",)
    # A choice on another page begins where the link has led.
    choose(at, "theme", "exercises", "budget")
    assert address(at) == {"theme": ["budget", "exercises"]}
