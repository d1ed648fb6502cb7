"""Titles that say what is seen, word for word."""

from __future__ import annotations

import pandas as pd
import pytest

from components.analysis import findings

A, B = pd.Timestamp("2017-09-05"), pd.Timestamp("2023-07-03")


def compared(*rows) -> pd.DataFrame:
    """Rows of (stage_a, stage_b, change, group, voices_b)."""
    frame = pd.DataFrame(
        [(*row, *("", "in-place", "new", "g", 1)[len(row) :]) for row in rows],
        columns=["stage_a", "stage_b", "change", "group", "voices_b"],
    )
    known = {f"reported_{side}": frame[f"stage_{side}"].astype(str) != "" for side in "ab"}
    codes = {(True, True): "both", (True, False): "a", (False, True): "b", (False, False): "neither"}
    pairs = zip(known["reported_a"], known["reported_b"], strict=True)
    return frame.assign(**known, knowledge=[codes[bool(a), bool(b)] for a, b in pairs], voices_a=frame["voices_b"])


EMPTY = compared()


@pytest.mark.parametrize(
    ("count", "start", "inside"),
    [(0, "None", "none"), (1, "One", "one"), (12, "Twelve", "twelve"), (13, "13", "13"), (1234, "1,234", "1,234")],
)
def test_numbers(count, start, inside):
    assert (findings.number(count), findings.small(count)) == (start, inside)


def test_stage_change():
    rows = compared(
        ("decided", "in-place", "advanced"), ("in-place", "strengthened", "strengthened"), ("", "decided", "new"), ("", "decided", "new"),
        ("in-place", "ended", "ended"), ("in-place", "suspended", "suspended"), ("ended", "in-place", "resumed"), ("in-place", "decided", "set-back"), ("", "", "not-reported"),
    )  # fmt: skip
    assert (
        findings.stage_change(rows, "components")
        == "Two of 9 components moved forward, two are new, one came back, one fell back, one was suspended, one ended"
    )


def test_stage_change_at_its_edges():
    assert findings.stage_change(EMPTY, "components") == "No components fit the choices"
    assert (
        findings.stage_change(compared(("in-place", "", "only-a"), ("", "", "not-reported")))
        == "None of the 2 subjects is reported on date B"
    )
    assert findings.stage_change(compared(("in-place", "in-place", "unchanged"))) == "None of 1 subject moved forward"
    same = compared(("in-place", "in-place", "unchanged"), ("", "", "not-reported"))
    assert findings.stage_change(same, "mechanisms", A, A) == "One of 2 mechanisms are reported on 5 Sep 2017; both dates are the same"
    assert "moved forward" in findings.stage_change(same, "mechanisms", A, B)


def test_silence():
    assert findings.silence(EMPTY) == "No subjects fit the choices"
    assert (
        findings.silence(compared(("", "decided"), ("", "decided"), ("decided", ""), ("", "")))
        == "Two of 4 subjects are reported on date B alone, one on neither date"
    )
    assert (
        findings.silence(compared(("decided", ""), ("decided", "decided")), "components")
        == "One of 2 components are reported on date A alone, none on neither date"
    )


def test_life_lines_name_the_group_when_there_is_one_alone():
    one = compared(("decided", "in-place", "advanced", "KAMD"), ("", "", "not-reported", "KAMD"))
    assert findings.life_lines(one, "components") == "KAMD: one of 2 components moved forward"
    assert findings.life_lines(one.assign(group=["KAMD", "KMPR"]), "components") == "One of 2 components moved forward"


def test_count_of():
    assert [findings.count_of(count, "components") for count in (0, 1, 2)] == ["0 components", "1 component", "2 components"]


def test_dimensions():
    both = pd.DataFrame({"mentioned": ["only-later", "only-later", "both", "only-earlier", "neither"]})
    assert findings.dimensions(both) == "Two of 5 dimensions are in the 2023 report alone, one in the 2017 report alone, one in both"


def test_groups_in_place():
    groups = pd.DataFrame({"in_place_a": [1, 2, 0], "in_place_b": [3, 2, 1], "subjects": [5, 4, 2]})
    assert findings.groups_in_place(groups) == "6 of 11 subjects are reported in place on date B, 3 on date A; two of 3 groups grew"
    assert findings.groups_in_place(groups.head(0)) == "No group fits the choices"


def test_events():
    labels = {"budget": "Budget", "exercises": "Exercises"}
    milestones = pd.DataFrame(
        {
            "date": pd.to_datetime(["2018-01-01", "2017-01-01", "2017-05-01", "2018-03-01"]),
            "theme": ["exercises", "budget", "budget", "exercises"],
        }
    )
    assert findings.events(milestones, labels) == "4 events, most in 2017 and 2018 (2 each); Budget leads with 2", "no year wins a tie"
    assert findings.events(milestones.head(3), labels) == "3 events, more in 2017 (2) than in any other year; Budget leads with 2"
    assert findings.events(milestones[milestones["theme"] == "budget"], labels) == "Two events on Budget, 2 of them in 2017"
    assert findings.events(milestones.head(1), labels) == "One event on Exercises, 1 of them in 2018"
    assert findings.events(milestones.head(0), labels) == "No events fit the choices"


def test_promises():
    assert (
        findings.promises(pd.Series({"kept": 3, "kept-late": 2, "open": 4, "not-established": 1}))
        == "Five of 10 promises were kept, two of them late; one left no established result"
    )
    assert findings.promises(pd.Series({"kept": 0})) == "No promises fit the choices"


def late(*rows):
    """Rows of (slip, unit, outcome); all were due by 31 December 2018."""
    frame = pd.DataFrame(rows, columns=["slip", "slip_unit", "outcome_on"])
    return frame.assign(outcome_on=pd.to_datetime(frame["outcome_on"]), due_to=pd.Timestamp("2018-12-31"))


def test_slips():
    rows = late((0.0, "days", "2018-12-31"), (60.0, "days", "2019-03-01"), (3.0, "months", "2019-04-02"), (float("nan"), "", None))
    assert findings.slips(rows) == "Two of 3 promises with a date and a result came late, the longest by 3 months"
    assert findings.slips(rows.head(2)) == "One of 2 promises with a date and a result came late, the longest by 60 days"
    assert findings.slips(rows.head(1)) == "All 1 promises with a date and a result came in time"
    assert findings.slips(rows.tail(1)) == "No promise with a date and a dated result fits the choices"
    assert (
        findings.slips(late((1.0, "months", "2019-02-01")))
        == "One of 1 promises with a date and a result came late, the longest by 1 month"
    )
    assert (
        findings.slips(late((0.0, "months", "2019-01-01")))
        == "One of 1 promises with a date and a result came late, none by a full month that its source shows"
    )


def test_approaches():
    rows = compared(
        ("decided", "in-place", "", "Foreign purchase"), ("under-way", "ended", "", "Foreign purchase"),
        ("strengthened", "proposed", "", "Developed at home"), ("", "under-way", "", "Rules and procedures"),
    )  # fmt: skip
    assert findings.approaches(rows, "b") == "On date B, one of 2 foreign purchases and none of 1 home-made programs were under way or done"
    assert findings.approaches(rows, "a") == "On date A, one of 2 foreign purchases and one of 1 home-made programs were under way or done"
    assert findings.approaches(EMPTY, "a") == "No initiatives fit the choices"


def test_positions():
    said = pd.DataFrame({"position": ["affirms", "commits", "denies", "declines"]})
    assert findings.positions(said) == "Four statements: two affirm or commit, one qualifies or leaves open, one denies"
    assert findings.positions(said.head(1)) == "One statement: one affirms or commits"
    assert findings.positions(said.head(0)) == "No statement on this question fits the choices"


def test_mechanisms_at_work():
    assert (
        findings.mechanisms_at_work(compared(("in-place", "strengthened"), ("", "in-place"), ("ended", "suspended")))
        == "Two of 3 mechanisms are reported in place on date B, one on date A"
    )
    assert findings.mechanisms_at_work(EMPTY) == "No mechanisms fit the choices"


def test_partner_growth():
    purposes = pd.DataFrame({"partner": ["us", "jp", "jp"], "at_work_a": [4, 1, 0], "at_work_b": [5, 2, 2]})
    labels = {"us": "United States", "jp": "Japan"}
    assert findings.partner_growth(purposes, labels) == "Mechanisms in place with Japan grew most: 1 on date A, 4 on date B"
    assert (
        findings.partner_growth(purposes.assign(at_work_b=0), labels)
        == "With no partner are more mechanisms in place on date B than on date A"
    )
    assert findings.partner_growth(purposes.head(0), labels) == "No mechanism with a partner fits the choices"


def test_network():
    ties = pd.DataFrame({"first": ["jp", "kr"], "second": ["kr", "us"]})
    assert findings.network(ties, "a", A) == "Date A, 5 Sep 2017: two pairs of partners share a mechanism in place"
    assert findings.network(ties.head(1), "b", B) == "Date B, 3 Jul 2023: one pair of partners share a mechanism in place"
    assert findings.network(ties.head(0), "b", B) == "Date B, 3 Jul 2023: no mechanism in place is reported"


def moved(first, last, peak=0.0, end=B):
    return pd.Series(
        {
            "first_date": A,
            "last_date": end,
            "first_value": first,
            "last_value": last,
            "peak_date": pd.Timestamp("2020-01-01"),
            "peak_value": peak,
            "unit": "trillion won",
        }
    )


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (None, "Budget: no value"),
        (moved(40.5, 57.0, 57.0), "Budget: up from 40.5 in 2017 to 57 trillion won in 2023"),
        (moved(40.5, 57.0, 60.25), "Budget: up from 40.5 in 2017 to 57 trillion won in 2023, 60.25 in 2020"),
        (moved(1200, 800, 1200), "Budget: down from 1,200 in 2017 to 800 trillion won in 2023"),
        (moved(7, 7, 7), "Budget: 7 trillion won in 2017 and in 2023"),
        (moved(7, 7, 9), "Budget: 7 trillion won in 2017 and in 2023, 9 in 2020"),
        (moved(7, 7, 7, end=A), "Budget: 7 trillion won in 2017"),
    ],
)
def test_moved_series(row, expected):
    assert findings.moved_series(row, "Budget") == expected


def test_thin_evidence():
    rows = compared(("decided", "in-place", "", "g", 1), ("", "in-place", "", "g", 2), ("", "", "", "g", 0))
    assert findings.thin_evidence(rows) == "One of 2 stages on date B rest on one publisher alone"
    assert findings.thin_evidence(rows, "a") == "One of 1 stages on date A rest on one publisher alone"
    assert findings.thin_evidence(rows.tail(1)) == "Nothing is reported on date B under these choices"


def test_one_history():
    rows = pd.DataFrame(
        {"stage": ["decided", "in-place"], "date": pd.to_datetime(["2016-01-01", "2019-03-01"]), "date_precision": ["year", "month"]}
    )
    labels = {"decided": "Decided", "in-place": "In place"}
    assert findings.one_history(rows, "Radar", labels) == "Radar: in place in the newest of 2 reports, Mar 2019"
    assert findings.one_history(rows.head(1), "Radar", labels) == "Radar: decided in the newest of 1 report, 2016"
    assert findings.one_history(rows.head(0), "Radar", labels) == "Radar: no source reports it under these choices"


def test_largest_amount():
    rows = pd.DataFrame({"name": ["F-35A", "KF-21"]})
    assert findings.largest_amount(rows, "trillion won") == "F-35A is the largest of 2 amounts given in won"
    assert findings.largest_amount(rows.head(1), "billion dollars") == "F-35A is the only amount given in dollars"
    assert findings.largest_amount(rows.head(0), "trillion won") == "No amount in trillion won fits the choices"
