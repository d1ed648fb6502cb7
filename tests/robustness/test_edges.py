"""Each thing from outside is checked once, where it comes in: what can't be used falls back and is named."""

from __future__ import annotations

from datetime import date

import pytest
from starlette.datastructures import QueryParams
from streamlit.testing.v1 import AppTest

from components.analysis.search import MOST_TOKENS, _tokens
from components.cached import known_codes, ledger, search_engine
from components.charts.theme import LONGEST_WORD, safe, safe_labels, wrap
from components.exports.chart_page import _in_script
from components.filters import Filters, clean_words, parse_day, read_choices
from components.server.choices import asked_choices
from components.ui.words import cell, linked, passage_link
from tests.app.conftest import ROOT, opened, run

TODAY = date(2026, 1, 31)


def read(**params: list[str]) -> tuple[Filters, list[str]]:
    return read_choices(params, known_codes(ledger()))


@pytest.mark.parametrize(("name", "code"), [("theme", "budget"), ("axis", "kamd"), ("partner", "us")])
def test_a_code_that_stands_twice_counts_once_and_is_named(name: str, code: str) -> None:
    assert read(**{name: [code, code]}) == (Filters(**{name: (code,)}), [f"The link gives the same {name} more than once; it counts once."])
    assert read(**{name: [code, ""]}) == (Filters(**{name: (code,)}), [])


def test_one_value_that_stands_twice_is_named_too() -> None:
    said = "The link gives {} more than once; the first one is used."
    assert read(a=["2018-01-01", "2019-01-01"]) == (Filters(a=date(2018, 1, 1)), [said.format("a")])
    assert read(scope=["then", "then"]) == (Filters(scope="then"), [said.format("scope")])
    assert read(q=["", "missile"]) == (Filters(q="missile"), [])


def test_a_page_says_that_a_code_stands_twice_and_shows_one_chip() -> None:
    at = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    at.query_params["theme"] = ["budget", "budget"]
    run(at.switch_page("pages/about.py"))
    assert [warning.value for warning in at.warning] == ["The link gives the same theme more than once; it counts once\\."]
    assert [button.key for button in at.main.button if str(button.key).startswith("chip-")] == ["chip-theme-budget"]


def test_a_link_with_many_wrong_codes_names_three_and_counts_the_rest() -> None:
    chosen, notes = read(theme=["budget", *(f"wrong-{number}" for number in range(50))])
    assert chosen == Filters(theme=("budget",))
    assert len(notes) == 4
    assert "“wrong-2”" in notes[2]
    assert notes[3] == "47 more theme codes in the link do not exist."


def test_a_data_address_names_three_wrong_parameters_and_counts_the_rest() -> None:
    notes = asked_choices(QueryParams("&".join(f"x{number}=1" for number in range(9)) + "&v=1&v=2&v=3&v=4&v=5"), ledger())[1]
    assert [note[:25] for note in notes[:3]] == [f"There is no parameter “x{number}”"[:25] for number in range(3)]
    assert notes[3] == "6 more parameters do not exist."
    assert len(notes) == 7


@pytest.mark.parametrize(
    "text", ["2017-W36-2", "2017-248", "20170905", "２０１７-09-05", "2017-09-05 ", "2017-09-05\n", "2017-9-05", "+017-09-05"]
)
def test_only_year_month_and_day_are_a_day(text: str) -> None:
    assert isinstance(parse_day(text, TODAY), str)
    assert parse_day("2017-09-05", TODAY) == date(2017, 9, 5)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("L-\u200bSAM", "L-SAM"),
        ("mis\u00adsile", "missile"),
        ("\u202egnort\u202c", "gnort"),
        ("a\u00a0 \tb\r\nc\x00d", "a b c d"),
        ("\ud800x", "x"),
        ("사드  배치", "사드 배치"),
    ],
)
def test_search_words_lose_what_nobody_sees(text: str, words: str) -> None:
    assert clean_words(text) == words
    assert read(q=[text]) == (Filters(q=words), [])


def test_words_of_which_nothing_is_left_to_look_for_are_named_and_no_choice() -> None:
    assert read(q=["- -"]) == (Filters(), ["The search words “- -” in the link hold nothing that can be looked for."])


def test_words_that_are_cut_end_with_a_word() -> None:
    chosen, notes = read(q=["x" * 199 + " yy"])
    assert chosen.q == "x" * 199
    assert len(notes) == 1


def test_typed_words_are_cleaned_like_those_of_a_link() -> None:
    at = opened("about")
    at.sidebar.text_input(key="choice-q").set_value(" L-\u200bSAM \u202e ")
    run(at)
    assert at.session_state["choices"].q == "L-SAM"


def test_the_first_of_several_rows_is_shown_and_the_rest_is_named() -> None:
    first, second = ledger()["components"]["component_id"].iloc[:2]
    at = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    at.query_params["id"] = [first, second]
    run(at.switch_page("pages/evidence.py"))
    assert [warning.value for warning in at.warning] == ["The link gives id more than once; the first one is used."]
    assert any(caption.value.endswith(f"id {first.replace('-', chr(92) + '-')}") for caption in at.main.caption)


def test_an_unknown_row_is_named_without_signs_that_turn_the_text() -> None:
    at = opened("evidence", id="gone\u202e*x*" + "y" * 200)
    assert at.warning[0].value.startswith("No row has the id “gone\\*x\\*yyy")
    assert len(at.warning[0].value) < 180


def test_a_long_search_counts_its_first_words_once_each() -> None:
    assert _tokens("b a b a " * 100) == ["b", "a"]
    assert len(_tokens(" ".join(f"w{number}" for number in range(500)))) == MOST_TOKENS
    assert _tokens("_ a_b __") == ["a", "b"]


def test_special_letters_find_what_plain_ones_name() -> None:
    engine = search_engine(ledger())
    assert engine.find("ＴＨＡＡＤ", 5)[0] == engine.find("THAAD", 5)[0] != []


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("https://x.org/a_(b)?c=1&copy;=2", r"https://x.org/a_\(b\)?c=1\&copy;=2"),
        (r"https://x.org/\)<y>$z$`", r"https://x.org/\\\)\<y\>\$z\$\`"),
        ("http://x.org/:material/home:", "http://x.org/%3Amaterial/home:"),
    ],
)
def test_an_address_in_a_link_is_kept_whole(address: str, target: str) -> None:
    assert linked("x", address) == f"[x]({target})"
    assert cell(address).endswith(f"]({target})")


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "//x.org", "ftp://x.org/", "https://x.org/ y", " https://x.org", "HTTPS", ""]
)
def test_what_is_no_web_address_is_no_link(address: str) -> None:
    assert "](" not in linked("x", address)
    assert "](" not in cell(address)
    assert passage_link(address, "three words here", "page 3") == ""


def test_a_passage_behind_a_fragment_has_one_fragment() -> None:
    assert passage_link("https://x.org/a#part", "one two-three") == "https://x.org/a#part:~:text=one%20two%2Dthree"
    assert passage_link("https://x.org/a.pdf#part", "one", "page 7") == "https://x.org/a.pdf#page=7"
    assert passage_link("https://x.org/a.PDF?b=1", "one", "") == "https://x.org/a.PDF?b=1"


def test_a_name_in_a_script_can_not_end_it() -> None:
    assert _in_script('</script>"') == '"\\u003c/script>\\""'


def test_a_word_beyond_all_words_is_broken_and_no_entity_with_it() -> None:
    assert wrap("a" * LONGEST_WORD, 9) == "a" * LONGEST_WORD
    assert wrap("a" * 41, 20) == "<br>".join(["a" * 20, "a" * 20, "a"])
    assert wrap(safe("<" * 41), 40) == "&lt;" * 40 + "<br>&lt;"


def test_labels_in_charts_are_text() -> None:
    assert safe_labels({"decided": "<b>&"}) == {"decided": "&lt;b&gt;&amp;"}
