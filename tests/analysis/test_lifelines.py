"""Life lines: stretches of time at one stage."""

from __future__ import annotations

import pandas as pd

from components.analysis.lifelines import STRETCH_COLUMNS, openings, stretches

UNTIL = pd.Timestamp("2025-01-01")


def day(text):
    return pd.Timestamp(text)


def test_a_stretch_runs_to_the_next_stage_and_the_last_one_goes_on(observed):
    evidence = observed(
        ("radar", "2016-01-01", "decided", {"precision": "year", "shows": "begins"}),
        ("radar", "2017-01-01", "decided"),
        ("radar", "2018-01-01", "in-place", {"shows": "begins"}),
        ("radar", "2019-01-01", "in-place"),
        ("radar", "2026-01-01", "ended"),
        ("drill", "2015-01-01", "in-place"),
    )
    lines = stretches(evidence, UNTIL)
    assert list(lines.columns) == STRETCH_COLUMNS
    assert lines.to_dict("split")["data"] == [
        ["drill", "in-place", day("2015-01-01"), "day", "holds", UNTIL, True, "o6", 1],
        ["radar", "decided", day("2016-01-01"), "year", "begins", day("2018-01-01"), False, "o1", 2],
        ["radar", "in-place", day("2018-01-01"), "day", "begins", UNTIL, True, "o3", 2],
    ]


def test_a_repeat_opens_nothing_and_a_return_does(observed):
    evidence = observed(
        ("drill", "2016-01-01", "in-place"),
        ("drill", "2017-01-01", "suspended"),
        ("drill", "2018-01-01", "suspended"),
        ("drill", "2019-01-01", "in-place"),
    )
    lines = stretches(evidence, UNTIL)
    assert lines["stage"].tolist() == ["in-place", "suspended", "in-place"]
    assert lines["observation_id"].tolist() == ["o1", "o2", "o4"]
    assert lines["reports"].tolist() == [1, 2, 1]


def test_observations_of_one_day_are_one_and_the_later_stage_counts(observed):
    evidence = observed(("radar", "2016-01-01", "under-way"), ("radar", "2016-01-01", "decided"), ("radar", "2017-01-01", "under-way"))
    lines = stretches(evidence, UNTIL)
    assert lines[["stage", "observation_id", "reports"]].to_dict("split")["data"] == [["under-way", "o1", 3]]


def test_until_is_the_last_day_used(observed):
    evidence = observed(("radar", "2024-12-31", "decided"), ("radar", "2025-01-01", "under-way"), ("radar", "2025-01-02", "in-place"))
    lines = stretches(evidence, UNTIL)
    assert lines["stage"].tolist() == ["decided", "under-way"]
    assert lines["end"].tolist() == [UNTIL, UNTIL]
    assert lines["goes_on"].tolist() == [False, True]


def test_nothing_known_by_then(observed):
    lines = stretches(observed(("radar", "2026-01-01", "decided")), UNTIL)
    assert list(lines.columns) == STRETCH_COLUMNS
    assert len(lines) == 0


def test_openings_name_the_observation_that_brought_the_stage(observed):
    evidence = observed(
        ("radar", "2016-01-01", "decided"),
        ("radar", "2018-01-01", "in-place"),
        ("radar", "2019-01-01", "in-place"),
        ("drill", "2026-01-01", "in-place"),
    )
    assert openings(evidence, stretches(evidence, UNTIL), UNTIL)["observation_id"].to_dict() == {"radar": "o2"}
    assert openings(evidence, stretches(evidence, UNTIL), day("2017-01-01"))["observation_id"].to_dict() == {"radar": "o1"}
    assert len(openings(evidence, stretches(evidence, UNTIL), day("2015-01-01"))) == 0
