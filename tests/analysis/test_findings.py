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
        == "Two of nine components moved forward, two are new, one came back, one fell back, one was suspended, one ended"
    )


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("", "decided", "new"), ("", "decided", "only-b")], "one is new, one more is reported on date B alone"),
        ([("", "decided", "new"), ("", "decided", "only-b"), ("", "ended", "only-b")], "one is new, two more are reported on date B alone"),
        ([("", "decided", "only-b"), ("", "", "not-reported")], "one is reported on date B alone"),
        ([("", "decided", "only-b"), ("", "decided", "only-b")], "two are reported on date B alone"),
    ],
)
def test_what_is_not_new_is_told_beside_it(rows, told):
    assert findings.stage_change(compared(*rows)) == f"None of {findings.small(len(rows))} subjects moved forward, {told}"


def test_how_many_stand_paused_or_ended_is_told_where_others_did_so_before():
    was, before, silent = ("decided", "suspended", "suspended"), ("suspended", "suspended", "unchanged"), ("", "suspended", "only-b")
    start = "None of two subjects moved forward"
    assert findings.stage_change(compared(was, before)) == f"{start}, one was suspended (two stand so on date B)"
    assert findings.stage_change(compared(was, silent)).endswith(
        "one is reported on date B alone, one was suspended (two stand so on date B)"
    )
    assert findings.stage_change(compared(was, was)) == f"{start}, two were suspended"
    ended = [("in-place", "ended", "ended"), ("ended", "ended", "unchanged")]
    assert findings.stage_change(compared(*ended)) == f"{start}, one ended (two stand so on date B)"
    assert findings.stage_change(compared(before, before)) == start, "none became so"


def test_stage_change_at_its_edges():
    assert findings.stage_change(EMPTY, "components") == "No components fit the choices"
    assert (
        findings.stage_change(compared(("in-place", "", "only-a"), ("", "", "not-reported")))
        == "None of the two subjects is reported on date B"
    )
    same = compared(("in-place", "in-place", "unchanged"), ("", "", "not-reported"))
    assert (
        findings.stage_change(same, "mechanisms", A, A) == "One of two mechanisms is reported on 5\xa0Sep\xa02017; both dates are the same"
    )
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
        (("in-place", "ended", "ended"), "ended"),
        (("in-place", "", "only-a"), "is not reported on date B"),
    ],
)
def test_a_single_subject_is_told_without_a_count(row, told):
    assert findings.stage_change(compared(row), "mechanisms", A, B) == f"The one mechanism {told}"
    assert findings.life_lines(compared(row), "mechanisms") == f"g: the one mechanism {told}"


def test_a_single_subject_on_the_same_date_twice():
    assert findings.stage_change(compared(("", "", "not-reported")), "components", A, A).startswith(
        "The one component is not reported on 5\xa0Sep\xa02017"
    )
    assert findings.stage_change(compared(("decided", "decided", "unchanged")), "components", A, A).startswith(
        "The one component is reported"
    )


def test_silence():
    assert findings.silence(EMPTY) == "No subjects fit the choices"
    assert (
        findings.silence(compared(("", "decided"), ("", "decided"), ("decided", ""), ("", "")))
        == "Two of four subjects are reported on date B alone, both new; one on date A alone; one on neither date"
    )
    assert (
        findings.silence(compared(("decided", ""), ("decided", "decided")), "components")
        == "One of two components is reported on date A alone"
    )


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (["new"], "One of two subjects is reported on date B alone, new; one on neither date"),
        (["new", "new", "new"], "Three of four subjects are reported on date B alone, all new; one on neither date"),
        (["only-b"], "One of two subjects is reported on date B alone, not shown as new; one on neither date"),
        (
            ["only-b", "new", "new"],
            "Three of four subjects are reported on date B alone: two new, one not shown as new; one on neither date",
        ),
    ],
)
def test_silence_splits_what_is_on_date_b_alone(changes, told):
    rows = [("", "in-place", change) for change in changes]
    assert findings.silence(compared(*rows, ("", "", "not-reported"))) == told


def test_silence_splits_date_b_where_more_are_on_date_a_alone():
    rows = compared(("decided", "", "only-a"), ("decided", "", "only-a"), ("", "decided", "only-b"))
    assert findings.silence(rows) == "Two of three subjects are reported on date A alone; one on date B alone, not shown as new"


def test_silence_without_a_silent_side():
    assert findings.silence(compared(("decided", "decided"), ("decided", "decided"), ("", ""))) == (
        "Two of three subjects are reported on both dates, one on neither date"
    )
    assert findings.silence(compared(("", ""), ("", ""))) == "None of the two subjects is reported on either date"
    assert findings.silence(compared(("", ""))) == "The one subject is reported on neither date"
    assert findings.silence(compared(("", "decided"))) == "The one subject is reported on date B alone"
    assert findings.silence(compared(("decided", "decided"))) == "The one subject is reported on both dates"


def test_life_lines_name_the_group_when_there_is_one_alone():
    one = compared(("decided", "in-place", "advanced", "KAMD"), ("", "", "not-reported", "KAMD"))
    assert findings.life_lines(one, "components") == "KAMD: one of two components moved forward"
    assert findings.life_lines(one.assign(group=["KAMD", "KMPR"]), "components") == "One of two components moved forward"


def test_listed():
    assert [findings.listed(names) for names in (["A"], ["A", "B"], ["A", "B", "C"])] == ["A", "A and B", "A, B and C"]


def test_count_of():
    assert [findings.count_of(count, "components") for count in (0, 1, 2)] == ["0 components", "1 component", "2 components"]


def test_dimensions():
    both = pd.DataFrame({"mentioned": ["only-later", "only-later", "both", "only-earlier", "neither"]})
    assert findings.dimensions(both) == "Two of five dimensions are in the 2023 report alone, one in the 2017 report alone, one in both"


def test_groups_in_place():
    groups = pd.DataFrame({"in_place_a": [1, 2, 0], "in_place_b": [3, 2, 1], "subjects": [5, 4, 2]})
    assert (
        findings.groups_in_place(groups)
        == "Six of eleven subjects are reported in place on date B, three on date A; two of three groups grew"
    )
    assert findings.groups_in_place(groups.tail(1)) == "One of two subjects is reported in place on date B, none on date A", (
        "one group alone"
    )
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


def years(**counts):
    """Events of one theme, so many a year: y2016=3."""
    days = [pd.Timestamp(year=int(year[1:]), month=1, day=1) for year, count in counts.items() for _ in range(count)]
    return pd.DataFrame({"date": days, "theme": "budget"})


def test_events_come_in_waves_where_a_low_lies_between_the_two_fullest_years():
    def told(**counts):
        return findings.events(years(**counts), {"budget": "Budget"}).split(": ", 1)[1]

    assert told(y2016=4, y2017=20, y2019=3, y2021=12) == ("39 events in two waves, 2017 (20) and 2021 (12), with a low in 2018 (0)"), (
        "a year without any is the lowest"
    )
    assert told(y2017=12, y2018=5, y2019=20) == "37 events in two waves, 2017 (12) and 2019 (20), with a low in 2018 (5)"
    assert told(y2017=12, y2018=6, y2019=20).startswith("38 events, more in 2019 (20)"), "half is no low"
    assert told(y2017=12, y2018=20, y2020=4).startswith("36 events, more in 2018 (20)"), "no year between"
    assert told(y2017=20, y2018=1, y2019=9).startswith("30 events, more in 2017 (20)"), "too few for a wave"
    assert told(y2016=12, y2017=20, y2018=1, y2019=12).startswith("45 events, more in 2017 (20)"), "the second place is tied"


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
        == "Five of ten promises were kept, two of them late; one has no result established"
    )
    assert findings.promises(pd.Series({"kept": 3, "kept-late": 0})) == "Three of three promises were kept, none of them late"
    assert findings.promises(pd.Series({"kept": 0, "kept-late": 1, "open": 1})) == "One of two promises was kept, but late"
    assert findings.promises(pd.Series({"kept": 1, "open": 1})) == "One of two promises was kept"
    assert findings.promises(pd.Series({"kept": 0, "open": 2})) == "None of two promises were kept"
    assert findings.promises(pd.Series({"kept": 0, "partly-kept": 1})) == "The one promise was partly kept"
    assert findings.promises(pd.Series({"kept": 0})) == "No promises fit the choices"


def late(*rows):
    """Rows of (slip, unit, day of the outcome, outcome or kept); all were due by 31 December 2018."""
    frame = pd.DataFrame([(*row, "kept")[:4] for row in rows], columns=["slip", "slip_unit", "outcome_on", "outcome"])
    return frame.assign(outcome_on=pd.to_datetime(frame["outcome_on"]), due_to=pd.Timestamp("2018-12-31"))


def test_slips():
    rows = late((0.0, "days", "2018-12-31"), (60.0, "days", "2019-03-01"), (3.0, "months", "2019-04-02"), (float("nan"), "", None))
    assert findings.slips(rows) == "Two of three promises with a date and a result came late, the longest by 3 months"
    assert findings.slips(rows.head(2)) == "One of two promises with a date and a result came late, by 60 days"
    assert findings.slips(rows.head(1)) == "The one promise with a date and a result came in time"
    assert findings.slips(rows.iloc[[0, 0]]) == "Both promises with a date and a result came in time"
    assert findings.slips(rows.tail(1)) == "No promise with a date and a dated result fits the choices"
    assert findings.slips(late((1.0, "months", "2019-02-01"))) == "The one promise with a date and a result came late, by 1 month"


def test_what_came_late_and_in_part_is_no_promise_kept_late():
    whole, part = (3.0, "months", "2019-04-02"), (5.0, "months", "2019-06-02", "partly-kept")
    which = "promises with a date and a result came late"
    assert findings.slips(late(whole, part)) == f"Two of two {which} (one of them only in part), the longest by 5 months"
    assert findings.slips(late(whole, part, part)) == f"Three of three {which} (two of them only in part), the longest by 5 months"
    assert findings.slips(late(part, part)) == f"Two of two {which} and only in part, the longest by 5 months"
    assert findings.slips(late(part)) == "The one promise with a date and a result came late and only in part, by 5 months"
    in_time = (0.0, "days", "2018-12-01", "partly-kept")
    assert findings.slips(late(whole, in_time)) == f"One of two {which}, by 3 months", "in part, but in time"
    assert findings.slips(late(*[in_time] * 3)) == "All three promises with a date and a result came in time"


def test_a_slip_below_a_month_is_not_given_a_length():
    short = late((0.0, "months", "2019-01-01"), (0.0, "days", "2018-12-01"))
    assert findings.slips(short) == "One of two promises with a date and a result came late, none by a full month that its source shows"
    assert findings.slips(short.head(1)) == "The one promise with a date and a result came late, not by a full month that its source shows"


def test_approaches():
    rows = compared(
        ("decided", "in-place", "", "Foreign purchase"), ("under-way", "ended", "", "Foreign purchase"),
        ("strengthened", "proposed", "", "Developed at home"), ("", "under-way", "", "Rules and procedures"),
    )  # fmt: skip
    assert (
        findings.approaches(rows, "b") == "On date B, one of two foreign purchases and not the one home-made program were under way or done"
    )
    assert findings.approaches(rows, "a") == "On date A, one of two foreign purchases and the one home-made program were under way or done"
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
    still, moved = ("in-place", "in-place"), ("decided", "in-place")
    silent, half = ("", ""), ("", "in-place")
    told = "components reported on both dates"
    assert findings.stood_still(compared(still, silent, half, moved), "components") == f"One of two {told} stands where it stood"
    assert findings.stood_still(compared(still, still, silent), "components") == f"Two of two {told} stand where they stood"
    assert findings.stood_still(compared(moved, moved), "components") == f"None of two {told} stand where they stood"
    assert findings.stood_still(compared(still, silent), "components") == "The one component reported on both dates stands where it stood"
    assert (
        findings.stood_still(compared(moved, half), "components")
        == "The one component reported on both dates does not stand where it stood"
    )
    assert findings.stood_still(compared(silent, half), "components") == "None of the 2 components is reported on both dates"
    assert findings.stood_still(EMPTY, "components") == "No components fit the choices"


def test_without_outcome():
    promised = pd.DataFrame({"outcome": ["kept", "not-established", "open"]})
    assert findings.without_outcome(promised) == "One of three promises has no result established"
    assert findings.without_outcome(promised.iloc[[0, 1, 1]]) == "Two of three promises have no result established"
    assert findings.without_outcome(promised.iloc[[0, 2]]) == "None of two promises have no result established"
    assert findings.without_outcome(promised.tail(1)) == "The one promise has a result established"
    assert findings.without_outcome(promised.iloc[[1]]) == "The one promise has no result established"
    assert findings.without_outcome(promised.head(0)) == "No promises fit the choices"


def test_silent_years():
    assert findings.silent_years(461, 660, "component") == "For 461 of 660 component-years no source reports a stage"
    assert findings.silent_years(0, 11, "component") == "For none of eleven component-years no source reports a stage"
    assert findings.silent_years(0, 0, "mechanism") == "No mechanisms fit the choices"


@pytest.mark.parametrize(
    ("count", "total", "told"),
    [
        (0, 12, "None of twelve"),
        (4, 9, "Four of nine"),
        (12, 12, "Twelve of twelve"),
        (8, 13, "8 of 13"),
        (0, 13, "None of 13"),
        (1200, 3400, "1,200 of 3,400"),
    ],
)
def test_both_numbers_of_a_part_are_words_or_digits(count, total, told):
    assert findings.share(count, total) == told


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
    assert findings.network(ties, "a", A) == "Date A, 5\xa0Sep\xa02017: two pairs of partners share a mechanism in place"
    assert findings.network(ties.head(1), "b", B) == "Date B, 3\xa0Jul\xa02023: one pair of partners shares a mechanism in place"
    assert findings.network(ties.head(0), "b", B) == "Date B, 3\xa0Jul\xa02023: no mechanism in place is reported"


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
        (moved(40.5, 57.0, 60.25), "Budget: up from 40.5 in 2017 to 57 trillion won in 2023, with a peak of 60.2 in 2020"),
        (moved(37.456, 65.8642, 65.8642), "Budget: up from 37.5 in 2017 to 65.9 trillion won in 2023"),
        (moved(40.33, 66.3, 66.3), "Budget: up from 40.3 in 2017 to 66.3 trillion won in 2023"),
        (moved(5.2639, 5.3065, 5.3065), "Budget: up from 5.2639 in 2017 to 5.3065 trillion won in 2023"),
        (moved(0.04, 1.5, 1.5), "Budget: up from 0.04 in 2017 to 1.5 trillion won in 2023"),
        (moved(0, 34, 34), "Budget: up from 0 in 2017 to 34 trillion won in 2023"),
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
    assert findings.thin_evidence(rows) == "One of two stages on date B rests on one publisher alone"
    assert findings.thin_evidence(rows, "a") == "The one stage on date A rests on one publisher alone"
    assert findings.thin_evidence(rows.iloc[[1]]) == "The one stage on date B rests on more than one publisher"
    assert findings.thin_evidence(rows.tail(1)) == "Nothing is reported on date B under these choices"


def test_one_history():
    rows = pd.DataFrame(
        {"stage": ["decided", "in-place"], "date": pd.to_datetime(["2016-01-01", "2019-03-01"]), "date_precision": ["year", "month"]}
    )
    labels = {"decided": "Decided", "in-place": "In place"}
    assert findings.one_history(rows, "Radar", labels) == "Radar: in place in the newest of two reports, Mar\xa02019"
    assert findings.one_history(rows.head(1), "Radar", labels) == "Radar: decided in its only report, 2016"
    assert findings.one_history(rows.head(0), "Radar", labels) == "Radar: no source reports it under these choices"


def test_largest_amount():
    rows = pd.DataFrame({"name": ["US arms", "P-8A", "Patriot"], "amount": [25000.0, 2100.0, 769.4]})
    in_dollars = "given in US dollars"
    assert findings.largest_amount(rows, "million US dollars") == f"US arms: about 12 times the next of three amounts {in_dollars}, P-8A"
    assert findings.largest_amount(rows.tail(2), "million US dollars") == f"P-8A: about 2.7 times the other amount {in_dollars}, Patriot"
    assert findings.largest_amount(rows.head(1), "million US dollars") == "US arms is the only amount given in US dollars"
    assert findings.largest_amount(rows.head(0), "million US dollars") == "No amount in US dollars fits the choices"
    exact = rows.assign(amount=[30.0, 10.0, 1.0])
    assert findings.largest_amount(exact, "billion won").startswith("US arms: 3 times the next"), "nothing is rounded"


def test_amounts_near_each_other_are_both_told():
    rows = pd.DataFrame({"name": ["KF-21", "F-35A", "L-SAM"], "amount": [7920.0, 7400.25, 12.0]})
    assert (
        findings.largest_amount(rows, "billion won")
        == "KF-21: 7,920 billion won, against 7,400.2 for the next of three amounts given, F-35A"
    )
    tied = rows.assign(amount=1.0).head(2)
    assert findings.largest_amount(tied, "billion won") == "KF-21: 1 billion won, against 1 for the other amount given, F-35A"
