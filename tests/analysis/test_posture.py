"""Posture on a date: the latest observation by valid time, and silence where there is none."""

from __future__ import annotations

import pandas as pd
import pytest

from components.analysis.posture import RANK, SCALE, SIDE_COLUMNS, STAGES, latest_first, posture_on


def on(evidence, day, subjects=("radar",), scope="all"):
    return posture_on(evidence, pd.Series(list(subjects)), pd.Timestamp(day), scope)


def test_scale_is_the_first_five_stages():
    assert SCALE == ["proposed", "decided", "under-way", "in-place", "strengthened"]
    assert STAGES[5:] == ["suspended", "ended"]
    assert [RANK[stage] for stage in STAGES] == [1, 2, 3, 4, 5, 6, 7]


def test_latest_first_orders_by_day_then_stage_then_publication_then_id(observed):
    evidence = observed(
        ("radar", "2017-01-01", "under-way"),
        ("radar", "2017-01-01", "decided"),
        ("radar", "2016-01-01", "ended"),
        ("radar", "2017-01-01", "under-way", {"published": "2020-01-01", "id": "b"}),
        ("radar", "2017-01-01", "under-way", {"published": "2020-01-01", "id": "a"}),
        ("radar", "2017-01-01", "under-way", {"published": None}),
        ("drone", "2020-01-01", "proposed"),
    )
    assert latest_first(evidence)["observation_id"].tolist() == ["o7", "o3", "o2", "o6", "o1", "a", "b"]
    assert "stage_rank" not in latest_first(evidence).columns


@pytest.mark.parametrize(
    ("day", "stage"),
    [("2015-12-31", ""), ("2016-01-01", "decided"), ("2018-05-31", "decided"), ("2018-06-01", "in-place"), ("2030-01-01", "in-place")],
)
def test_the_latest_observation_by_the_day_wins(observed, day, stage):
    evidence = observed(("radar", "2018-06-01", "in-place"), ("radar", "2016-01-01", "decided"))
    assert on(evidence, day)["stage"].tolist() == [stage]


def test_silence_is_a_row_of_its_own_and_no_stage(observed):
    evidence = observed(("radar", "2018-06-01", "in-place"), ("drone", "2016-01-01", "ended"))
    side = on(evidence, "2017-01-01", ["radar", "unheard", "drone"])
    assert side["subject_id"].tolist() == ["radar", "unheard", "drone"]
    assert side["reported"].tolist() == [False, False, True]
    assert side["stage"].tolist() == ["", "", "ended"]
    assert side["voices"].tolist() == [0, 0, 1]
    assert side["observations"].tolist() == [0, 0, 1]
    assert side["unsure"].tolist() == [False, False, False]
    assert side["summary"].tolist() == ["", "", "drone ended."]
    assert pd.isna(side["date"][0])
    assert list(side.columns) == ["subject_id", "reported", *SIDE_COLUMNS]


def test_voices_count_publishers_of_the_present_stage_and_not_reprints(observed):
    evidence = observed(
        ("radar", "2016-01-01", "decided", {"voice": "KBS"}),
        ("radar", "2017-01-01", "in-place", {"voice": "Yonhap", "published": "2017-05-01"}),
        ("radar", "2017-02-01", "in-place", {"voice": "Yonhap"}),
        ("radar", "2017-03-01", "in-place", {"voice": "Janes"}),
        ("radar", "2019-01-01", "in-place", {"voice": "Reuters"}),
    )
    side = on(evidence, "2018-01-01").iloc[0]
    assert (side["voices"], side["observations"]) == (2, 4)
    assert side["observation_id"] == "o4"
    assert side["newest"] == pd.Timestamp("2017-05-01")
    assert side["published_on"] == pd.Timestamp("2017-03-01")


@pytest.mark.parametrize(
    ("precision", "day", "unsure"),
    [
        ("year", "2017-06-30", True),
        ("year", "2017-12-31", False),
        ("month", "2017-01-30", True),
        ("month", "2017-01-31", False),
        ("day", "2017-01-01", False),
    ],
)
def test_unsure_inside_the_window_that_the_precision_leaves_open(observed, precision, day, unsure):
    evidence = observed(("radar", "2017-01-01", "decided", {"precision": precision}))
    assert on(evidence, day)["unsure"].tolist() == [unsure]


def test_scope_then_does_not_know_what_was_printed_later(observed):
    evidence = observed(("radar", "2016-01-01", "decided"), ("radar", "2017-01-01", "in-place", {"published": "2020-01-01"}))
    assert on(evidence, "2018-01-01", scope="then")["stage"].tolist() == ["decided"]
    assert on(evidence, "2018-01-01", scope="all")["stage"].tolist() == ["in-place"]
    assert on(evidence, "2018-01-01", scope="anchors")["stage"].tolist() == [""]


def test_no_observation_at_all(observed):
    side = on(observed(("radar", "2018-01-01", "decided")), "2017-01-01", ["radar"])
    assert side["reported"].tolist() == [False]
    assert side["voices"].dtype == "int64"


def test_no_subject(observed):
    assert len(on(observed(("radar", "2016-01-01", "decided")), "2017-01-01", [])) == 0
