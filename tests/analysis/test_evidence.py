"""Sources beside their rows, and which rows may speak under which scope."""

from __future__ import annotations

import pandas as pd
import pytest

from components.analysis.evidence import SCOPES, history_in_scope, in_scope, with_sources

SOURCES = pd.DataFrame(
    {
        "source_id": ["a", "b", "c"], "title": ["One", "Two", "Three"], "publisher": ["Korea Bizwire", "KBS", "Daum"], "agency": ["Yonhap", "", "Yonhap"],
        "author": ["", "", ""], "published_on": pd.to_datetime(["2017-09-05", "2019-03-01", None]), "published_precision": ["day", "month", ""],
        "url": ["http://a", "", ""], "language": ["en", "ko", "ko"], "kind": ["news-report"] * 3, "is_anchor": [True, False, False],
    }
)  # fmt: skip


def test_with_sources_adds_the_source_and_its_voice():
    rows = pd.DataFrame({"id": ["1", "2", "3", "4"], "source_id": ["b", "a", "c", "b"]})
    joined = with_sources(rows, SOURCES)
    assert joined["id"].tolist() == ["1", "2", "3", "4"]
    assert joined["source_title"].tolist() == ["Two", "One", "Three", "Two"]
    assert joined["voice"].tolist() == ["KBS", "Yonhap", "Yonhap", "KBS"], "two reprints of one agency are one voice"
    assert joined["published_by"].tolist()[:2] == [pd.Timestamp("2019-03-31"), pd.Timestamp("2017-09-05")]
    assert pd.isna(joined["published_by"][2])
    assert joined["is_anchor"].tolist() == [False, True, False, False]
    assert "agency" not in joined.columns
    assert "author" not in joined.columns


def test_with_sources_refuses_a_source_that_stands_twice():
    with pytest.raises(pd.errors.MergeError):
        with_sources(pd.DataFrame({"source_id": ["a"]}), pd.concat([SOURCES, SOURCES]))


@pytest.fixture
def reports(observed):
    """Two anchor reports, a page of 2019 on 2017, an undated page, a page on a later day."""
    return observed(
        ("radar", "2017-09-05", "under-way", {"source": "first", "anchor": True}),
        ("radar", "2023-07-03", "in-place", {"source": "second", "anchor": True}),
        ("radar", "2017-01-01", "decided", {"published": "2019-02-12"}),
        ("radar", "2017-02-01", "decided", {"published": None}),
        ("radar", "2017-03-01", "decided", {"published": "2017-03-02"}),
    )


@pytest.mark.parametrize(
    ("day", "scope", "expected"),
    [
        ("2017-09-04", "all", ["o3", "o4", "o5"]),
        ("2017-09-05", "all", ["o1", "o3", "o4", "o5"]),
        ("2017-09-05", "then", ["o1", "o5"]),
        ("2017-03-01", "then", []),
        ("2017-03-02", "then", ["o5"]),
        ("2023-07-03", "then", ["o1", "o2", "o3", "o5"]),
        ("2017-09-04", "anchors", []),
        ("2017-09-05", "anchors", ["o1"]),
        ("2023-07-02", "anchors", ["o1"]),
        ("2023-07-03", "anchors", ["o2"]),
    ],
)
def test_in_scope(reports, day, scope, expected):
    assert in_scope(reports, pd.Timestamp(day), scope)["observation_id"].tolist() == expected


def test_page_known_to_the_month_counts_from_its_last_day(observed):
    row = observed(("radar", "2019-03-01", "decided", {"published": "2019-03-31"}))
    assert len(in_scope(row, pd.Timestamp("2019-03-30"), "then")) == 0
    assert len(in_scope(row, pd.Timestamp("2019-03-31"), "then")) == 1


@pytest.mark.parametrize(
    ("scope", "expected"), [("all", ["o1", "o2", "o3", "o4", "o5"]), ("then", ["o1", "o2", "o3", "o5"]), ("anchors", ["o1", "o2"])]
)
def test_history_lets_in_every_anchor_report_of_the_time(reports, scope, expected):
    assert history_in_scope(reports, pd.Timestamp("2023-07-03"), scope)["observation_id"].tolist() == expected


def test_history_holds_no_anchor_report_that_had_not_appeared(reports):
    assert history_in_scope(reports, pd.Timestamp("2023-07-02"), "anchors")["observation_id"].tolist() == ["o1"]


def test_scopes_from_narrow_to_wide():
    assert SCOPES == ("anchors", "then", "all")
