"""Partners joined by mechanisms in place."""

from __future__ import annotations

import pandas as pd

from components.analysis.partners import by_purpose, ties

INDEX = pd.DataFrame(
    {
        "subject_id": ["group", "drill", "pact", "radar"], "kind": ["mechanism", "mechanism", "mechanism", "component"],
        "name": ["Group", "Drill", "Pact", "Radar"], "group": ["Consultation", "Exercises", "Exercises", "Kill Chain"],
        "partners": [("kr", "us"), ("kr", "us", "jp"), ("jp", "kr"), ("kr", "us")],
    }
)  # fmt: skip
COMPARISON = pd.DataFrame(
    {
        "subject_id": ["group", "drill", "pact", "radar"],
        "stage_a": ["decided", "in-place", "", "in-place"],
        "stage_b": ["in-place", "strengthened", "suspended", "in-place"],
    }
)


def test_by_purpose_counts_mechanisms_in_place_for_each_other_partner():
    rows = by_purpose(COMPARISON, INDEX)
    assert rows.to_dict("split")["data"] == [["Consultation", "us", 0, 1, 1], ["Exercises", "jp", 1, 1, 2], ["Exercises", "us", 1, 1, 1]]
    assert list(rows.columns) == ["group", "partner", "at_work_a", "at_work_b", "mechanisms"]
    assert "kr" not in set(rows["partner"])


def test_by_purpose_holds_only_what_is_compared():
    assert by_purpose(COMPARISON[COMPARISON["subject_id"] == "group"], INDEX)["partner"].tolist() == ["us"]


def test_by_purpose_of_nothing_is_empty():
    assert len(by_purpose(COMPARISON.head(0), INDEX)) == 0


def test_ties_join_pairs_by_mechanisms_in_place_on_one_side():
    assert ties(COMPARISON, INDEX, "a").to_dict("split")["data"] == [
        ["jp", "kr", 1, "Drill"],
        ["jp", "us", 1, "Drill"],
        ["kr", "us", 1, "Drill"],
    ]
    assert ties(COMPARISON, INDEX, "b").to_dict("split")["data"] == [
        ["jp", "kr", 1, "Drill"],
        ["jp", "us", 1, "Drill"],
        ["kr", "us", 2, "Drill; Group"],
    ]


def test_ties_of_nothing_are_empty_with_their_columns():
    assert list(ties(COMPARISON.head(0), INDEX, "a").columns) == ["first", "second", "mechanisms", "names"]
    assert len(ties(COMPARISON.head(0), INDEX, "a")) == 0
