"""A link of another data version: what of the page changed since, what became of ids and codes that are gone."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import pytest
from streamlit.testing.v1 import AppTest

from components import cached
from components.navigation import BY_STEM
from components.tables import SHIPPED, read_ledger
from components.ui import version_note
from tests.app.conftest import opened, read

LEDGER = read_ledger(SHIPPED)
EVENT, OTHER_EVENT = LEDGER["milestones"].query("theme == 'exercises' and date >= '2017-01-01'")["milestone_id"].iloc[[0, 1]]
REPORT = LEDGER["observations"].query("subject_id == 'strategic-command'")["observation_id"].iloc[0]
VALUE = LEDGER["indicators"].query("series_id == 'defense-budget'")["indicator_id"].iloc[0]
PROMISE = LEDGER["commitments"]["commitment_id"].iloc[0]
GIVEN = {name: LEDGER[name].set_index(LEDGER[name].columns[0]) for name in ("milestones", "observations", "indicators", "commitments")}
EVENT_TITLE, EVENT_SUMMARY = GIVEN["milestones"].loc[EVENT, ["title", "summary"]]
WHY = "The passage was read again."

Correct = Callable[..., None]


@pytest.fixture
def correct(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Correct:
    """Give the app a copy of the data, one version further, with these corrections: table, row, column, old, new, version."""
    folder = tmp_path / "data"
    shutil.copytree(SHIPPED, folder)
    monkeypatch.setenv("POSTURE_DATA", str(folder))
    monkeypatch.setattr(cached, "_last_good", [])

    def write(*rows: tuple[str, str, str, str, str, str], version: str = "1.1.0") -> None:
        package = json.loads((folder / "datapackage.json").read_text())
        (folder / "datapackage.json").write_text(json.dumps({**package, "version": version}))
        # These alone: what was corrected in the real data has its own history.
        header = (folder / "corrections.csv").read_text(encoding="utf-8").splitlines()[0]
        with (folder / "corrections.csv").open("w", encoding="utf-8", newline="") as file:
            file.write(f"{header}\n")
            csv.writer(file, lineterminator="\n").writerows([(*row[:5], WHY, "2026-11-22", row[5]) for row in rows])
        assert read_ledger(folder).problems == ()

    return write


def said(at: AppTest) -> list[str]:
    """What the page says of the link, in the order of the page."""
    return [read(note.value) for note in [*at.main.info, *at.main.warning]]


def listed(at: AppTest) -> list[tuple[str, ...]]:
    """The changes that the page lists: table, row, column, before, after."""
    frames = [element.value for element in at.main.table if "Before" in element.value.columns]
    assert len(frames) <= 1
    return [tuple(map(read, row[:5])) for frame in frames for row in frame.itertuples(index=False, name=None)]


def test_a_page_names_the_changed_rows_that_it_shows_and_counts_the_others(correct: Correct) -> None:
    correct(
        ("milestones", EVENT, "summary", "An older summary.", EVENT_SUMMARY, "1.0.1"),
        ("indicators", VALUE, "unit", "won", "KRW", "1.0.1"),
        ("commitments", PROMISE, "made_by", "somebody", "somebody else", "1.1.0"),
    )
    at = opened("timeline", v="1.0.0", theme="exercises")
    assert said(at) == [
        "This link was made with data version 1.0.0; shown is 1.1.0. 1 row of this page changed since, and 2 rows that it does not show."
    ]
    assert listed(at) == [("Event", EVENT_TITLE, "Summary", "An older summary.", EVENT_SUMMARY)]

    at = opened("indicators", v="1.0.0")
    assert [(row[0], row[2:]) for row in listed(at)] == [("Value", ("Unit", "won", "KRW"))]

    at = opened("alliance", v="1.0.0")
    assert said(at) == [
        "This link was made with data version 1.0.0; shown is 1.1.0. Nothing that this page shows has changed since; "
        "3 rows that it does not show did."
    ]
    assert listed(at) == []


def test_a_cell_is_told_from_the_version_of_the_link_to_now(correct: Correct) -> None:
    correct(
        ("milestones", EVENT, "summary", "First.", "Second.", "1.0.1"),
        ("milestones", EVENT, "summary", "Second.", EVENT_SUMMARY, "1.1.0"),
        ("milestones", OTHER_EVENT, "title", "There", "And away", "1.0.1"),
        ("milestones", OTHER_EVENT, "title", "And away", "There", "1.1.0"),
    )
    for version, before in (("1.0.0", "First."), ("1.0.1", "Second.")):
        assert ("Event", EVENT_TITLE, "Summary", before, EVENT_SUMMARY) in listed(opened("timeline", v=version))
    # What came back to what it was has not changed for who saw it first.
    assert len(listed(opened("timeline", v="1.0.0"))) == 1
    assert len(listed(opened("timeline", v="1.0.1"))) == 2


def test_a_row_that_left_the_choices_by_its_change_is_named_where_it_was(correct: Correct) -> None:
    correct(("milestones", EVENT, "theme", "budget", "exercises", "1.1.0"))
    change = ("Event", EVENT_TITLE, "Theme", "budget", "exercises")
    assert listed(opened("timeline", v="1.0.0", theme="budget")) == [change]
    assert listed(opened("timeline", v="1.0.0", theme="exercises")) == [change]
    assert listed(opened("timeline", v="1.0.0", theme="diplomacy")) == []


def test_a_report_counts_where_its_subject_is_left_and_its_day_is_reached(correct: Correct) -> None:
    correct(("observations", REPORT, "summary", "Before.", "After.", "1.1.0"))
    assert [row[2:] for row in listed(opened("three_axis", v="1.0.0"))] == [("Summary", "Before.", "After.")]
    assert listed(opened("three_axis", v="1.0.0", axis="counter-drone")) == []
    assert listed(opened("compare", v="1.0.0", a="2016-01-01", b="2016-01-02")) == []
    assert listed(opened("alliance", v="1.0.0")) == []


def test_the_row_of_the_address_counts_whatever_the_choices_leave(correct: Correct) -> None:
    correct(("milestones", EVENT, "summary", "Before.", "After.", "1.1.0"))
    assert listed(opened("evidence", v="1.0.0", q="zzzz")) == []
    assert listed(opened("evidence", v="1.0.0", q="zzzz", id=OTHER_EVENT)) == []
    assert len(listed(opened("evidence", v="1.0.0", q="zzzz", id=EVENT))) == 1


def test_a_source_counts_where_a_shown_row_cites_it(correct: Correct) -> None:
    source = GIVEN["milestones"].at[EVENT, "source_id"]
    correct(("sources", source, "publisher", "Elsewhere", "Here", "1.1.0"))
    assert [(row[0], row[2:]) for row in listed(opened("timeline", v="1.0.0"))] == [("Source", ("Publisher", "Elsewhere", "Here"))]
    assert listed(opened("timeline", v="1.0.0", q="zzzz")) == []


def test_rows_added_and_withdrawn_are_named_where_their_table_is_shown(correct: Correct) -> None:
    correct(
        ("milestones", EVENT, "row", "", EVENT, "1.1.0"),
        ("milestones", "gone-event", "row", "gone-event", OTHER_EVENT, "1.1.0"),
        ("milestones", "lost-event", "row", "", "", "1.1.0"),
    )
    title = GIVEN["milestones"].at[OTHER_EVENT, "title"]
    at = opened("timeline", v="1.0.0")
    assert listed(at) == [
        ("Event", "lost-event", "The whole row", "there", "withdrawn"),
        ("Event", "gone-event", "The whole row", "there", f"withdrawn; in its place: {title}"),
        ("Event", EVENT_TITLE, "The whole row", "not there", "added"),
    ]
    assert said(at) == ["This link was made with data version 1.0.0; shown is 1.1.0. 3 rows of this page changed since."]
    assert listed(opened("indicators", v="1.0.0")) == []


def test_a_retired_id_opens_the_row_that_took_its_place(correct: Correct) -> None:
    correct(
        ("milestones", "first-id", "row", "first-id", "second-id", "1.0.1"),
        ("milestones", "second-id", "row", "second-id", EVENT, "1.1.0"),
    )
    at = opened("evidence", id="first-id")
    assert said(at) == ["The row “first-id” was withdrawn in data version 1.0.1: The passage was read again. This row took its place."]
    assert read(at.main.header[0].value) == EVENT_TITLE
    assert f"Event · id {EVENT}" in [read(caption.value) for caption in at.main.caption]


def test_a_retired_id_without_an_heir_says_so_and_an_unknown_one_too(correct: Correct) -> None:
    correct(
        ("milestones", "lost-id", "row", "lost-id", "", "1.1.0"),
        ("milestones", "turning", "row", "", "turned", "1.1.0"),
        ("milestones", "turned", "row", "", "turning", "1.1.0"),
        ("theme", "drills", "row", "drills", "exercises", "1.1.0"),
    )
    for gone in ("lost-id", "turning"):
        assert said(opened("evidence", id=gone)) == [
            f"The row “{gone}” was withdrawn in data version 1.1.0: The passage was read again. No other row took its place."
        ]
    # A code of a vocabulary is no row.
    for unknown in ("drills", "never-was"):
        assert said(opened("evidence", id=unknown)) == [f"No row has the id “{unknown}”. Search for it below."]


def test_a_retired_code_says_what_took_its_place(correct: Correct) -> None:
    correct(("theme", "drills", "row", "drills", "exercises", "1.1.0"), ("axis", "old-axis", "row", "old-axis", "", "1.1.0"))
    at = opened("timeline", theme="drills", axis="old-axis")
    assert [note for note in said(at) if "withdrawn" in note] == [
        "The theme “drills” was withdrawn in data version 1.1.0: The passage was read again. “Exercises” took its place.",
        "The axis “old-axis” was withdrawn in data version 1.1.0: The passage was read again. No other took its place.",
    ]
    assert not [note for note in said(opened("timeline", theme="never-was")) if "withdrawn" in note]


@pytest.mark.parametrize("stem", list(BY_STEM))
def test_every_page_knows_its_rows_and_the_codes_in_them(correct: Correct, stem: str) -> None:
    """A page about which nothing were known would fail on links of older versions alone."""
    correct(("stage", "in-place", "label", "Working", "In place", "1.1.0"), ("series", "nk-gone", "row", "", "", "1.1.0"))
    at = opened(stem, v="1.0.0")
    titles = {name: LEDGER.contract.tables[name].title for name in ("stage", "series")}
    stage = [(titles["stage"], "In place", "Label", "Working", "In place")]
    series = [(titles["series"], "nk-gone", "The whole row", "there", "withdrawn")]
    assert listed(at) == [
        *(series if stem in ("indicators", "evidence", "about") else []),
        *(stage if stem not in ("timeline", "commitments", "indicators") else []),
    ]


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("1.0.0", "This link was made with data version 1.0.0; shown is 1.1.0. No row has changed since."),
        (
            "2.0.0",
            "This link was made with data version 2.0.0, shown is the older 1.1.0: what was added or corrected after it is not here.",
        ),
        (
            "1.10.0",
            "This link was made with data version 1.10.0, shown is the older 1.1.0: what was added or corrected after it is not here.",
        ),
        ("soon", "The link names a data version “soon” that does not exist; shown is 1.1.0."),
        ("1.1", "The link names a data version “1.1” that does not exist; shown is 1.1.0."),
        ("<b>$1$</b>", "The link names a data version “<b>$1$</b>” that does not exist; shown is 1.1.0."),
    ],
)
def test_every_other_version_gets_a_sentence(correct: Correct, asked: str, sentence: str) -> None:
    correct()
    assert said(opened("overview", v=asked)) == [sentence]


def test_a_link_of_the_present_version_looks_nothing_up(correct: Correct) -> None:
    correct(("milestones", EVENT, "summary", "Before.", "After.", "1.1.0"))
    with patch.object(version_note, "changes_since") as since, patch.object(version_note, "became_of") as became:
        at = opened("timeline", v="1.1.0", theme="exercises")
        assert (said(at), since.call_count, became.call_count) == ([], 0, 0)
        opened("timeline", v="1.0.0")
        assert since.call_count == 1


def test_an_older_value_that_is_no_code_any_more_does_no_harm(correct: Correct) -> None:
    mechanism = LEDGER["mechanisms"]["mechanism_id"].iloc[0]
    correct(
        ("mechanisms", mechanism, "purpose", "a purpose of old", "consultation", "1.1.0"),
        ("mechanisms", mechanism, "no-such-column", "x", "y", "1.1.0"),
        ("no-such-table", "x", "y", "x", "y", "1.1.0"),
    )
    at = opened("alliance", v="1.0.0")
    assert [row[2:4] for row in listed(at)] == [("no-such-column", "x"), ("Purpose", "a purpose of old")]
    assert "and 1 row that it does not show" in said(at)[0]


def test_a_long_list_is_cut_and_says_so(correct: Correct) -> None:
    rows = LEDGER["milestones"]["milestone_id"].iloc[-60:]
    correct(*(("milestones", row, "note", "", "x", "1.1.0") for row in rows))
    at = opened("timeline", v="1.0.0")
    assert len(listed(at)) == 50
    assert "The first 50 of 60 changes." in [read(caption.value) for caption in at.main.caption]
    assert "60 rows of this page changed since." in said(at)[0]
