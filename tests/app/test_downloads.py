"""What is downloaded is what is shown: every card of every page, each kind of file, read back by other programs than made it."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from frictionless import Package
from openpyxl import load_workbook

from components.analysis.comparison import CHANGE_DEFINITIONS, CHANGES
from components.analysis.comparison_rows import EXPORTED, by_change
from components.analysis.coverage import KNOWLEDGE
from components.analysis.dates import in_words
from components.cached import View, ledger, view
from components.charts.indicators import BASIS_LABELS
from components.charts.positions import LABELS as POSITIONS
from components.charts.positions import speaker_in_words
from components.exports.csv_files import plain_csv, spreadsheet_csv
from components.exports.names import file_name
from components.filters import Filters, write_choices
from components.labels import SOURCE_KINDS
from components.navigation import PAGES
from components.ui.cards.evidence import package_bytes
from components.ui.cards.indicators import FAMILIES
from components.ui.cards.shared import due_in_words
from components.ui.chart_card import Card, part_of
from tests.app.downloading import Taken, cards_of, cells, guarded_cells, read_csv, text

NARROW = {"theme": "three-axis", "partner": "kr", "a": "2018-01-01", "b": "2024-10-01", "scope": "then"}
ONE_ROW = {
    **dict.fromkeys(("overview", "compare", "three_axis", "coverage"), ("components", "axis != ''")),
    "acquisition": ("initiatives", "axis != ''"),
    "alliance": ("mechanisms", "purpose != ''"),
    "timeline": ("milestones", "date >= '2017-01-01'"),
    "commitments": ("commitments", "made_by != ''"),
    "indicators": ("indicators", "series_id == 'defense-budget'"),
    "evidence": ("sources", "title != ''"),
    "about": ("terms", "term != ''"),
}
"""By page, the table of which one row is left, and which rows of it the page shows at first; the brief has no card with rows."""
OWN: list[tuple[str, dict[str, Any]]] = [
    ("compare", {"compare-kinds": [], "compare-classes": []}),
    ("compare", {"compare-kinds": ["initiative", "mechanism"], "compare-classes": ["advanced", "ended"]}),
    ("three_axis", {"axis-groups": [], "history-component": "hyunmoo-2"}),
    ("acquisition", {"approach-side": "a", "question": "thaad-deployment"}),
    ("alliance", {"mechanism-groups": []}),
    ("commitments", {"outcomes-chosen": ["kept-late", "open"]}),
    ("timeline", {"timeline-years": (2019, 2020)}),
    *(("indicators", {"series-family": family}) for family in FAMILIES),
    *(("coverage", {"coverage-kind": kind}) for kind in ("initiative", "mechanism")),
]
"""The page's own widgets at other values than at first."""

Row = dict[str, str]


def whole(card: Card) -> pd.DataFrame:
    """All rows of a card's table, as readers see them page by page."""
    return part_of(card.table, 0, len(card.table))


def when(day: str, precision: str) -> str:
    return in_words(pd.Timestamp(day), precision or "day") if day else ""


def amount(number: str, unit: float = 1) -> str:
    return f"{float(number) / unit:,.10g}"


# What the screen shows of a row, made of nothing but the downloaded row and the labels of its codes.


def compared(row: Row, seen: View) -> Row:
    both = {}
    for side, day in (("a", seen.filters.day_a), ("b", seen.filters.day_b)):
        stage = seen.stage_labels[row[f"stage_{side}"]] if row[f"stage_{side}"] else "Not reported"
        both[f"{side.upper()}: {in_words(day)}"] = stage
        both[f"Reported from ({side.upper()})"] = when(row[f"date_{side}"], row[f"date_precision_{side}"])
        both[f"Source ({side.upper()})"] = row[f"publisher_{side}"]
    return {"Subject": row["name"], "Group": row["group"], **both, "Change": CHANGES[row["change"]]}


def source_of(row: Row, seen: View, column: str) -> str:
    publishers = seen.ledger["sources"].set_index("source_id")["publisher"]
    return str(publishers[row[column]]) if row[column] else ""


def due(row: Row) -> str:
    """When a promise was due, out of the three cells of its window."""
    days = {name: pd.to_datetime([row[name] or None]) for name in ("made_on", "due_from", "due_to")}
    return due_in_words(pd.DataFrame({**days, "due_as_stated": [row["due_as_stated"]]}))[0]


def promise(row: Row, seen: View) -> Row:
    return {
        "Promised": when(row["made_on"], row["made_precision"]), "By": row["made_by"], "Promise": row["promise"], "Due": due(row),
        "Outcome": seen.labels("outcome")[row["outcome"]], "When": when(row["outcome_on"], row["outcome_precision"]), "Slip": row["slip_words"],
        "What became of it": row["outcome_summary"], "Key phrase of promise": row["key_phrase"], "Source of promise": row["publisher"],
        "Key phrase of outcome": row["outcome_key_phrase"], "Source of outcome": source_of(row, seen, "outcome_source_id"),
    }  # fmt: skip


def term(row: Row, seen: View) -> Row:
    names = seen.ledger["terms"].set_index("term_id")["term"]
    return {
        "Term": row["term"], "Korean": row["term_ko"], "Abbreviation": row["abbreviation"], "Meaning": row["definition"],
        "Used from": when(row["used_from"], row["used_from_precision"]), "Used to": when(row["used_to"], row["used_to_precision"]),
        "Replaced by": str(names[row["replaced_by"]]) if row["replaced_by"] else "", "Note": row["note"], "Source": row["publisher"],
    }  # fmt: skip


def in_flow(row: Row, seen: View) -> Row:
    names = {**seen.stage_labels, "": "Not reported"}
    return {"On date A": names[row["stage_a"]], "On date B": names[row["stage_b"]], "Subjects": row["subjects"]}


def history(row: Row, seen: View) -> Row:
    begins = {"begins": "from "}.get(row["shows"], "by ")
    return {
        "Date": begins + when(row["date"], row["date_precision"]), "Stage": seen.stage_labels[row["stage"]],
        "What the passage says": row["summary"], "Source": row["publisher"],
    }  # fmt: skip


def statement(row: Row, seen: View) -> Row:
    return {
        "Date": when(row["date"], row["date_precision"]), "Speaker": speaker_in_words(row["speaker"], row["institution"]), "Position": POSITIONS[row["position"]],
        "What was said": row["summary"], "Key phrase": row["key_phrase"], "Source": row["publisher"],
    }  # fmt: skip


def value(row: Row, seen: View) -> Row:
    return {
        "Date": when(row["date"], row["date_precision"]), "Value": amount(row["value"]), "Unit": row["unit"],
        "Basis": BASIS_LABELS[row["basis"]], "Counted by": row["counted_by"], "Source": row["publisher"],
    }  # fmt: skip


SCREEN: dict[str, Callable[[Row, View], Row]] = {
    "groups": lambda row, seen: {
        "Group": row["name"], "In place on date A": row["in_place_a"], "In place on date B": row["in_place_b"], "Subjects": row["subjects"],
    },
    **dict.fromkeys(("dumbbell", "component-ribbons", "initiative-ribbons", "mechanism-ribbons", "approaches"), compared),
    "changes": lambda row, seen: {
        "Change": CHANGES[row["change"]], "Subjects": row["subjects"], "What it means": CHANGE_DEFINITIONS[row["change"]],
    },
    "component-flow": in_flow,
    **dict.fromkeys(("history-component", "history-mechanism"), history),
    "timeline": lambda row, seen: {
        "Date": when(row["date"], row["date_precision"]), "Event": row["title"], "What the passage says": row["summary"],
        "Theme": seen.labels("theme")[row["theme"]], "Source": row["publisher"],
    },
    "statements": statement,
    "money-krw": lambda row, seen: {
        "Initiative": row["name"], "Billion won": amount(row["value"], 1e9), "What it covers": row["value_basis"], "Source": row["publisher"],
    },
    "money-usd": lambda row, seen: {
        "Initiative": row["name"], "Million US dollars": amount(row["value"], 1e6), "What it covers": row["value_basis"],
        "Source": row["publisher"],
    },
    "purposes": lambda row, seen: {
        "Purpose": row["group"], "Partner": seen.labels("partner")[row["partner"]], "In place on date A": row["at_work_a"],
        "In place on date B": row["at_work_b"], "Mechanisms known": row["mechanisms"],
    },
    **dict.fromkeys(("network-a", "network-b"), lambda row, seen: {
        "Partners": f"{seen.labels('partner')[row['first']]} and {seen.labels('partner')[row['second']]}",
        "Mechanisms in place": row["mechanisms"], "Which": row["names"],
    }),
    "outcomes": lambda row, seen: {
        "Outcome": seen.labels("outcome")[row["outcome"]], "Promises": row["promises"],
        "What it means": seen.ledger["outcome"].set_index("code")["definition"][row["outcome"]],
    },
    "promises": promise,
    "series": value,
    "sources": lambda row, seen: {
        "Published": when(row["published_on"], row["published_precision"]) or "no date", "Publisher": row["publisher"], "Title": row["title"],
        "Kind": SOURCE_KINDS[row["kind"]], "Language": row["language"], "Address": row["url"],
    },
    "knowledge": lambda row, seen: {
        "Subject": row["name"], "Group": row["group"], "Reported": KNOWLEDGE[row["knowledge"]], "Publishers behind A": row["voices_a"],
        "Publishers behind B": row["voices_b"],
    },
    "thin": lambda row, seen: {
        "Subject": row["name"], "Stage on date B": seen.stage_labels[row["stage_b"]], "Independent publishers": row["voices_b"],
        "Reports": row["observations_b"], "Newest published": when(row["newest_b"], "day") or "no date",
    },
    "years": lambda row, seen: {"Subject": row["name"], "Year": row["year"], "Sources": row["sources"]},
    "open-promises": lambda row, seen: {
        "Promise": row["promise"], "By": row["made_by"], "Due": due(row), "Source": row["publisher"],
    },
    "terms": term,
}  # fmt: skip
"""By card, the row on the screen out of the row in the file. A column of the screen that no file gives would be missing here."""


def screen_of(card: Card) -> Callable[[Row, View], Row]:
    return SCREEN["series" if card.key.startswith("series-") else card.key]


def assert_files_give_what_is_shown(taken: Taken) -> None:
    """Each kind of file holds the rows of the frame, row for row, and the plain one is enough to make the table on the screen."""
    card, seen = taken.card, taken.seen
    header, expected = [str(column) for column in card.export.columns], cells(card.export)
    assert header and expected

    plain = read_csv(assert_named(taken, ".csv"))
    assert (list(plain.columns), plain.to_numpy().tolist()) == (header, expected)
    assert_spreadsheet_is_safe(assert_named(taken, "_excel.csv"), card.export)
    assert_workbook_equals(assert_named(taken, ".xlsx"), card.export)

    rebuilt = [screen_of(card)(row, seen) for row in plain.to_dict("records")]
    assert [list(row) for row in rebuilt] == [list(whole(card).columns)] * len(card.table)
    # The screen keeps the parts of a date on one line.
    on_screen = [[cell.replace("\N{NO-BREAK SPACE}", " ") for cell in row] for row in cells(whole(card))]
    assert [list(row.values()) for row in rebuilt] == on_screen


def assert_named(taken: Taken, suffix: str) -> bytes:
    name, content = taken.file(suffix)
    filters = taken.seen.filters
    assert name == file_name(taken.card.key, filters.a, filters.b, taken.seen.ledger.version, suffix)
    return content


def assert_spreadsheet_is_safe(content: bytes, frame: pd.DataFrame) -> None:
    """The same cells, but for an apostrophe before each text that a spreadsheet would run, and before no other."""
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") >= len(frame) + 1
    read = read_csv(content)
    assert list(read.columns) == list(frame.columns)
    assert read.to_numpy().tolist() == guarded_cells(frame)


def assert_workbook_equals(content: bytes, frame: pd.DataFrame) -> None:
    """Numbers are numbers, everything else is text, nothing is a formula."""
    (sheet,) = load_workbook(io.BytesIO(content)).worksheets
    header, *rows = list(sheet.iter_rows())
    assert [cell.value for cell in header] == list(frame.columns)
    assert not [cell.coordinate for row in rows for cell in row if cell.data_type == "f"]
    for position, column in enumerate(frame.columns):
        numbers = pd.api.types.is_numeric_dtype(frame[column].dtype) and frame[column].dtype != bool
        found = [row[position].value for row in rows]
        if numbers:
            assert found == [None if pd.isna(number) else number for number in frame[column]], column
        else:
            assert [text(cell) for cell in found] == [text(cell) for cell in frame[column]], column


def files_of(shown: list[Taken]) -> list[Taken]:
    """The cards that offer files. An empty card offers none, and its frame is as empty as its table."""
    for taken in shown:
        assert taken.card.export.empty == taken.card.table.empty, taken.card.key
        assert len(taken.card.export) == len(taken.card.table), taken.card.key
        assert bool(taken.buttons) != taken.card.table.empty, taken.card.key
    return [taken for taken in shown if taken.buttons]


@cache
def at_first(stem: str) -> list[Taken]:
    """The cards of a page as it first opens."""
    return cards_of(stem)


def lone(name: str, rows: str) -> str:
    """The first id of some rows of a table by which a search leaves this row alone; of a subject, the subject alone."""
    subjects = name in ("components", "initiatives", "mechanisms")
    for found in ledger()[name].query(rows).iloc[:, 0]:
        left = view(Filters(q=found))
        if len(left.subjects if subjects else left.rows(name)) == 1:
            return str(found)
    raise AssertionError(f"No id of {name} leaves one row.")


def test_a_cell_as_text() -> None:
    """The measure of all tests here."""
    given = [None, float("nan"), pd.NaT, True, pd.Timestamp("2017-09-05"), 43e12, 2.5, 7, ("kr", "us"), "=1"]
    assert [text(value) for value in given] == ["", "", "", "true", "2017-09-05", "43000000000000", "2.5", "7", "kr; us", "=1"]


def test_a_text_that_a_spreadsheet_would_run_is_guarded_and_a_number_is_not() -> None:
    """The rows of today hold no such text, so that the measure itself is tried on some."""
    hostile = pd.DataFrame({"id": ["=1+1", " +2", "-a", "@b", "c=d", "＝e", ""], "value": [-1.0, 2.5, None, 4, 5, 6, 7]})
    guarded = [["'=1+1", "-1"], ["' +2", "2.5"], ["'-a", ""], ["'@b", "4"], ["c=d", "5"], ["'＝e", "6"], ["", "7"]]
    assert guarded_cells(hostile) == guarded
    assert_spreadsheet_is_safe(spreadsheet_csv(hostile), hostile)
    with pytest.raises(AssertionError):
        assert_spreadsheet_is_safe(b"\xef\xbb\xbf" + plain_csv(hostile).replace(b"\n", b"\r\n"), hostile)


@pytest.mark.parametrize("stem", [spec.stem for spec in PAGES])
@pytest.mark.parametrize("choices", [{}, NARROW], ids=["default", "narrow"])
def test_every_card_gives_the_rows_that_it_shows(stem: str, choices: dict[str, str]) -> None:
    found = files_of(cards_of(stem, **choices) if choices else at_first(stem))
    assert bool(found) == (stem != "brief")
    for taken in found:
        assert_files_give_what_is_shown(taken)
    assert max(Counter(taken.card.key for taken in found).values(), default=1) == 1


@pytest.mark.parametrize("stem", list(ONE_ROW))
def test_one_row_is_downloaded_as_one_row(stem: str) -> None:
    found = files_of(cards_of(stem, q=lone(*ONE_ROW[stem])))
    assert any(len(taken.card.export) == 1 for taken in found)
    for taken in found:
        assert_files_give_what_is_shown(taken)


@pytest.mark.parametrize("stem", [spec.stem for spec in PAGES])
def test_a_card_without_rows_offers_no_file(stem: str) -> None:
    assert files_of(cards_of(stem, q="zzzz")) == []


@pytest.mark.parametrize(("stem", "own"), OWN, ids=lambda each: each if isinstance(each, str) else "-".join(each))
def test_a_control_of_the_page_changes_file_and_table_alike(stem: str, own: dict[str, Any]) -> None:
    found = files_of(cards_of(stem, own))
    assert found
    for taken in found:
        assert_files_give_what_is_shown(taken)


def test_every_card_of_the_app_was_among_them() -> None:
    """A card that no page shows needs no way back to the screen."""
    shown = {taken.card.key for spec in PAGES for taken in at_first(spec.stem)}
    assert {key for key in SCREEN if key != "series"} <= shown


@pytest.mark.parametrize(
    "filters",
    [
        Filters(),
        Filters(theme=("three-axis",), partner=("kr", "us"), a=date(2018, 1, 1), b=date(2024, 10, 1), scope="then"),
        Filters(q="한국형", scope="anchors"),
        Filters(q="zzzz"),
    ],
    ids=["all", "narrow", "hangul", "nothing"],
)
def test_the_package_holds_the_rows_and_the_comparison_that_are_shown(filters: Filters, tmp_path: Path) -> None:
    seen = view(filters)
    with zipfile.ZipFile(io.BytesIO(package_bytes(seen))) as archive:
        archive.extractall(tmp_path)
    report = Package(str(tmp_path / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "message"])

    made = read_csv((tmp_path / "comparison.csv").read_bytes())
    assert list(made.columns) == EXPORTED
    assert sorted(made.to_numpy().tolist()) == sorted(cells(seen.comparison[EXPORTED]))
    assert made["subject_id"].tolist() == by_change(seen.comparison)["subject_id"].tolist()
    for name in ("milestones", "observations", "statements", "commitments", "indicators", "terms", "components"):
        table = seen.ledger.contract.tables[name]
        assert read_csv((tmp_path / f"{name}.csv").read_bytes()).to_numpy().tolist() == cells(seen.rows(name)[table.column_names]), name
    for choice in write_choices(filters).values():
        assert all(part in (tmp_path / "README.md").read_text() for part in ([choice] if isinstance(choice, str) else choice))
