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
    same = compared(("in-place", "in-place", "unchanged"), ("", "", "not-reported"))
    assert findings.stage_change(same, "mechanisms", A, A) == "One of 2 mechanisms is reported on 5 Sep 2017; both dates are the same"
    assert "moved forward" in findings.stage_change(same, "mechanisms", A, B)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (("decided", "in-place", "advanced"), "moved forward"),
        (("in-place", "strengthened", "strengthened"), "moved forward"),
        (("", "decided", "new"), "is new"),
        (("in-place", "suspended", "suspended"), "was suspended"),
        (("in-place", "in-place", "unchanged"), "stands where it stood"),
        (("", "in-place", "only-b"), "is reported on date B alone"),
        (("in-place", "", "only-a"), "is not reported on date B"),
    ],
)
def test_a_single_subject_is_told_without_a_count(row, told):
    assert findings.stage_change(compared(row), "mechanisms", A, B) == f"The one mechanism {told}"
    assert findings.life_lines(compared(row), "mechanisms") == f"g: the one mechanism {told}"


def test_a_single_subject_on_the_same_date_twice():
    assert findings.stage_change(compared(("", "", "not-reported")), "components", A, A).startswith(
        "The one component is not reported on 5 Sep"
    )
    assert findings.stage_change(compared(("decided", "decided", "unchanged")), "components", A, A).startswith(
        "The one component is reported"
    )


def test_silence():
    assert findings.silence(EMPTY) == "No subjects fit the choices"
    assert (
        findings.silence(compared(("", "decided"), ("", "decided"), ("decided", ""), ("", "")))
        == "Two of 4 subjects are reported on date B alone, one on date A alone, one on neither date"
    )
    assert (
        findings.silence(compared(("decided", ""), ("decided", "decided")), "components")
        == "One of 2 components is reported on date A alone"
    )


def test_silence_without_a_silent_side():
    assert findings.silence(compared(("decided", "decided"), ("decided", "decided"), ("", ""))) == (
        "Two of 3 subjects are reported on both dates, one on neither date"
    )
    assert findings.silence(compared(("", ""), ("", ""))) == "None of the 2 subjects is reported on either date"
    assert findings.silence(compared(("", ""))) == "The one subject is reported on neither date"
    assert findings.silence(compared(("", "decided"))) == "The one subject is reported on date B alone"
    assert findings.silence(compared(("decided", "decided"))) == "The one subject is reported on both dates"


def test_life_lines_name_the_group_when_there_is_one_alone():
    one = compared(("decided", "in-place", "advanced", "KAMD"), ("", "", "not-reported", "KAMD"))
    assert findings.life_lines(one, "components") == "KAMD: one of 2 components moved forward"
    assert findings.life_lines(one.assign(group=["KAMD", "KMPR"]), "components") == "One of 2 components moved forward"


def test_listed():
    assert [findings.listed(names) for names in (["A"], ["A", "B"], ["A", "B", "C"])] == ["A", "A and B", "A, B and C"]


def test_count_of():
    assert [findings.count_of(count, "components") for count in (0, 1, 2)] == ["0 components", "1 component", "2 components"]


def test_dimensions():
    both = pd.DataFrame({"mentioned": ["only-later", "only-later", "both", "only-earlier", "neither"]})
    assert findings.dimensions(both) == "Two of 5 dimensions are in the 2023 report alone, one in the 2017 report alone, one in both"


def test_groups_in_place():
    groups = pd.DataFrame({"in_place_a": [1, 2, 0], "in_place_b": [3, 2, 1], "subjects": [5, 4, 2]})
    assert findings.groups_in_place(groups) == "Six of 11 subjects are reported in place on date B, three on date A; two of 3 groups grew"
    assert findings.groups_in_place(groups.tail(1)) == "One of 2 subjects is reported in place on date B, none on date A", "one group alone"
    assert findings.groups_in_place(groups.head(0)) == "No group fits the choices"


def test_events():
    labels = {"budget": "Budget", "exercises": "Exercises"}
    milestones = pd.DataFrame(
        {
            "date": pd.to_datetime(["2018-01-01", "2017-01-01", "2017-05-01", "2018-03-01"]),
            "theme": ["exercises", "budget", "budget", "exercises"],
        }
    )
    assert findings.events(milestones, labels) == "Four events, most in 2017 and 2018 (2 each)", "no year and no theme wins a tie"
    assert findings.events(milestones.head(3), labels) == "Three events, more in 2017 (2) than in any other year; Budget leads with 2"
    assert findings.events(milestones[milestones["theme"] == "budget"], labels) == "Budget: two events, all in 2017"
    assert findings.events(milestones.head(1), labels) == "Exercises: one event, in 2018"
    assert findings.events(milestones.head(0), labels) == "No events fit the choices"


def test_events_name_together_what_is_tied():
    labels = {"budget": "Budget", "exercises": "Exercises", "diplomacy": "Diplomacy"}
    days = pd.to_datetime(["2016-01-01", "2017-01-01", "2018-01-01", "2018-02-01", "2019-01-01"])
    milestones = pd.DataFrame({"date": days, "theme": ["exercises", "budget", "exercises", "budget", "diplomacy"]})
    assert (
        findings.events(milestones, labels) == "Five events, more in 2018 (2) than in any other year; Budget and Exercises lead with 2 each"
    )
    assert findings.events(milestones.head(3), labels) == "Three events, no two in one year; Exercises leads with 2"
    assert findings.events(milestones.iloc[[0, 0, 1, 1, 2, 2]], labels).startswith("Six events, most in 2016, 2017 and 2018 (2 each)")


def test_promises():
    assert (
        findings.promises(pd.Series({"kept": 3, "kept-late": 2, "open": 4, "not-established": 1}))
        == "Five of 10 promises were kept, two of them late; one left no established result"
    )
    assert findings.promises(pd.Series({"kept": 3, "kept-late": 0})) == "Three of 3 promises were kept, none of them late"
    assert findings.promises(pd.Series({"kept": 0, "kept-late": 1, "open": 1})) == "One of 2 promises was kept, but late"
    assert findings.promises(pd.Series({"kept": 1, "open": 1})) == "One of 2 promises was kept"
    assert findings.promises(pd.Series({"kept": 0, "open": 2})) == "None of 2 promises were kept"
    assert findings.promises(pd.Series({"kept": 0, "partly-kept": 1})) == "The one promise was partly kept"
    assert findings.promises(pd.Series({"kept": 0})) == "No promises fit the choices"


def late(*rows):
    """Rows of (slip, unit, outcome); all were due by 31 December 2018."""
    frame = pd.DataFrame(rows, columns=["slip", "slip_unit", "outcome_on"])
    return frame.assign(outcome_on=pd.to_datetime(frame["outcome_on"]), due_to=pd.Timestamp("2018-12-31"))


def test_slips():
    rows = late((0.0, "days", "2018-12-31"), (60.0, "days", "2019-03-01"), (3.0, "months", "2019-04-02"), (float("nan"), "", None))
    assert findings.slips(rows) == "Two of 3 promises with a date and a result came late, the longest by 3 months"
    assert findings.slips(rows.head(2)) == "One of 2 promises with a date and a result came late, by 60 days"
    assert findings.slips(rows.head(1)) == "The one promise with a date and a result came in time"
    assert findings.slips(rows.iloc[[0, 0]]) == "All 2 promises with a date and a result came in time"
    assert findings.slips(rows.tail(1)) == "No promise with a date and a dated result fits the choices"
    assert findings.slips(late((1.0, "months", "2019-02-01"))) == "The one promise with a date and a result came late, by 1 month"


def test_a_slip_below_a_month_is_not_given_a_length():
    short = late((0.0, "months", "2019-01-01"), (0.0, "days", "2018-12-01"))
    assert findings.slips(short) == "One of 2 promises with a date and a result came late, none by a full month that its source shows"
    assert findings.slips(short.head(1)) == "The one promise with a date and a result came late, not by a full month that its source shows"


def test_approaches():
    rows = compared(
        ("decided", "in-place", "", "Foreign purchase"), ("under-way", "ended", "", "Foreign purchase"),
        ("strengthened", "proposed", "", "Developed at home"), ("", "under-way", "", "Rules and procedures"),
    )  # fmt: skip
    assert (
        findings.approaches(rows, "b") == "On date B, one of 2 foreign purchases and not the one home-made program were under way or done"
    )
    assert findings.approaches(rows, "a") == "On date A, one of 2 foreign purchases and the one home-made program were under way or done"
    assert findings.approaches(rows.iloc[[2]], "a") == "On date A, the one home-made program was under way or done"
    assert findings.approaches(rows.iloc[[2]], "b") == "On date B, not the one home-made program was under way or done"
    assert findings.approaches(rows.iloc[[3]], "b") == "No foreign purchase or home-made program fits the choices"
    assert findings.approaches(EMPTY, "a") == "No initiatives fit the choices"


def test_positions():
    said = pd.DataFrame({"position": ["affirms", "commits", "denies", "declines"]})
    assert findings.positions(said) == "Four statements: two affirm or commit, one qualifies or leaves open, one denies"
    assert findings.positions(said.head(1)) == "One statement: one affirms or commits"
    assert findings.positions(said.head(0)) == "No statement on this question fits the choices"


def test_stood_still():
    rows = compared(("in-place", "in-place"), ("", ""), ("decided", "in-place"))
    assert findings.stood_still(rows, "components") == "Two of 3 components stand where they stood"
    assert findings.stood_still(rows.tail(2), "components") == "One of 2 components stands where it stood"
    assert findings.stood_still(EMPTY, "components") == "No components fit the choices"


def test_without_outcome():
    promised = pd.DataFrame({"outcome": ["kept", "not-established", "open"]})
    assert findings.without_outcome(promised) == "One of 3 promises has no established outcome"
    assert "None of" in findings.without_outcome(promised.tail(1))
    assert findings.without_outcome(promised.head(0)) == "No promises fit the choices"


def test_partner_growth():
    purposes = pd.DataFrame({"partner": ["us", "jp", "jp"], "at_work_a": [4, 1, 0], "at_work_b": [5, 2, 2]})
    labels = {"us": "United States", "jp": "Japan"}
    assert findings.partner_growth(purposes, labels) == "Mechanisms in place with Japan grew most: one on date A, four on date B"
    assert (
        findings.partner_growth(purposes.assign(at_work_b=0), labels)
        == "With no partner are more mechanisms in place on date B than on date A"
    )
    tied = "Mechanisms in place with the United States and Japan grew most, by one each"
    assert findings.partner_growth(purposes.head(2), labels) == tied, "no partner wins a tie"
    assert findings.partner_growth(purposes.head(0), labels) == "No mechanism with a partner fits the choices"


def test_network():
    ties = pd.DataFrame({"first": ["jp", "kr"], "second": ["kr", "us"]})
    assert findings.network(ties, "a", A) == "Date A, 5 Sep 2017: two pairs of partners share a mechanism in place"
    assert findings.network(ties.head(1), "b", B) == "Date B, 3 Jul 2023: one pair of partners shares a mechanism in place"
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
        (moved(40.5, 57.0, 60.25), "Budget: up from 40.5 in 2017 to 57 trillion won in 2023, with a peak of 60.25 in 2020"),
        (moved(1200, 800, 1200), "Budget: down from 1,200 in 2017 to 800 trillion won in 2023"),
        (moved(7, 7, 7), "Budget: 7 trillion won in 2017 and in 2023"),
        (moved(7, 7, 9), "Budget: 7 trillion won in 2017 and in 2023, with a peak of 9 in 2020"),
        (moved(7, 7, 7, end=A), "Budget: 7 trillion won in 2017"),
    ],
)
def test_moved_series(row, expected):
    assert findings.moved_series(row, "Budget") == expected


def test_thin_evidence():
    rows = compared(("decided", "in-place", "", "g", 1), ("", "in-place", "", "g", 2), ("", "", "", "g", 0))
    assert findings.thin_evidence(rows) == "One of 2 stages on date B rests on one publisher alone"
    assert findings.thin_evidence(rows, "a") == "The one stage on date A rests on one publisher alone"
    assert findings.thin_evidence(rows.iloc[[1]]) == "The one stage on date B rests on more than one publisher"
    assert findings.thin_evidence(rows.tail(1)) == "Nothing is reported on date B under these choices"


def test_one_history():
    rows = pd.DataFrame(
        {"stage": ["decided", "in-place"], "date": pd.to_datetime(["2016-01-01", "2019-03-01"]), "date_precision": ["year", "month"]}
    )
    labels = {"decided": "Decided", "in-place": "In place"}
    assert findings.one_history(rows, "Radar", labels) == "Radar: in place in the newest of 2 reports, Mar 2019"
    assert findings.one_history(rows.head(1), "Radar", labels) == "Radar: decided in its only report, 2016"
    assert findings.one_history(rows.head(0), "Radar", labels) == "Radar: no source reports it under these choices"


def test_largest_amount():
    rows = pd.DataFrame({"name": ["F-35A", "KF-21"]})
    assert findings.largest_amount(rows, "trillion won") == "F-35A is the largest of 2 amounts given in won"
    assert findings.largest_amount(rows.head(1), "billion dollars") == "F-35A is the only amount given in dollars"
    assert findings.largest_amount(rows.head(0), "trillion won") == "No amount in won fits the choices"
