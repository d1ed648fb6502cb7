"""Two dates compared."""

from __future__ import annotations

import pandas as pd
import pytest

from components.analysis.comparison import (
    CHANGE_DEFINITIONS,
    CHANGES,
    MIRROR,
    change_class,
    change_counts,
    compare,
    most_important,
    stage_flow,
)

A, B = pd.Timestamp("2017-09-05"), pd.Timestamp("2023-07-03")


@pytest.mark.parametrize(
    ("stage_a", "stage_b", "begun", "expected"),
    [
        ("", "", False, "not-reported"),
        ("", "", True, "not-reported"),
        ("decided", "decided", True, "unchanged"),
        ("ended", "ended", False, "unchanged"),
        ("in-place", "", False, "only-a"),
        ("ended", "", False, "only-a"),
        ("", "in-place", False, "only-b"),
        ("", "in-place", True, "new"),
        ("", "ended", True, "only-b"),
        ("", "suspended", True, "only-b"),
        ("decided", "in-place", False, "advanced"),
        ("proposed", "decided", False, "advanced"),
        ("in-place", "strengthened", False, "strengthened"),
        ("proposed", "strengthened", False, "strengthened"),
        ("strengthened", "in-place", False, "set-back"),
        ("in-place", "proposed", False, "set-back"),
        ("in-place", "suspended", False, "suspended"),
        ("ended", "suspended", False, "suspended"),
        ("suspended", "ended", False, "ended"),
        ("strengthened", "ended", False, "ended"),
        ("ended", "proposed", False, "resumed"),
        ("suspended", "strengthened", False, "resumed"),
    ],
)
def test_change_class(stage_a, stage_b, begun, expected):
    assert change_class(stage_a, stage_b, begun) == expected


def test_every_class_has_label_definition_and_mirror():
    assert list(CHANGES) == list(CHANGE_DEFINITIONS)
    assert set(CHANGES) == set(MIRROR)
    assert set().union(*MIRROR.values()) <= set(CHANGES)
    assert all(code in MIRROR[other] for code, others in MIRROR.items() for other in others)


@pytest.fixture
def evidence(observed):
    return observed(
        ("radar", "2016-01-01", "decided"),
        ("radar", "2020-01-01", "in-place", {"shows": "begins"}),
        ("group", "2022-01-01", "in-place", {"shows": "begins"}),
        ("drill", "2022-01-01", "in-place"),
        ("limits", "2012-01-01", "in-place"),
        ("limits", "2021-05-21", "ended", {"shows": "begins"}),
        ("later", "2024-01-01", "proposed", {"shows": "begins"}),
    )


def test_compare(evidence):
    both = compare(evidence, pd.Series(["radar", "group", "drill", "limits", "later"]), A, B, "all")
    assert both["subject_id"].tolist() == ["radar", "group", "drill", "limits", "later"]
    assert both["stage_a"].tolist() == ["decided", "", "", "in-place", ""]
    assert both["stage_b"].tolist() == ["in-place", "in-place", "in-place", "ended", ""]
    assert both["change"].tolist() == ["advanced", "new", "only-b", "ended", "not-reported"]
    assert both["steps"].tolist() == [2, 0, 0, 0, 0]
    assert both["observation_id_b"].tolist() == ["o2", "o3", "o4", "o6", ""]
    assert both["reported_a"].tolist() == [True, False, False, True, False]


def test_compare_counts_steps_backwards(evidence):
    both = compare(evidence, pd.Series(["radar", "group"]), B, A, "all")
    assert both["change"].tolist() == ["set-back", "only-a"]
    assert both["steps"].tolist() == [-2, 0]


def test_subject_with_an_earlier_mention_is_not_new(observed):
    """It begins between the dates, but an earlier observation by date B shows that it had been there: then date A is not silent."""
    evidence = observed(("radar", "2018-01-01", "in-place"), ("radar", "2019-01-01", "strengthened", {"shows": "begins"}))
    assert compare(evidence, pd.Series(["radar"]), A, B, "all")["change"].tolist() == ["only-b"]


def test_one_of_several_first_observations_of_a_day_is_enough_to_be_new(observed):
    evidence = observed(("radar", "2018-01-01", "decided"), ("radar", "2018-01-01", "decided", {"shows": "begins"}))
    assert compare(evidence, pd.Series(["radar"]), A, B, "all")["change"].tolist() == ["new"]


def test_what_begins_after_date_b_is_not_new_on_date_b(observed):
    evidence = observed(("radar", "2024-01-01", "decided", {"shows": "begins"}))
    assert compare(evidence, pd.Series(["radar"]), A, B, "all")["change"].tolist() == ["not-reported"]


def test_change_counts_hold_every_class(evidence):
    counts = change_counts(compare(evidence, pd.Series(["radar", "group", "later"]), A, B, "all"))
    assert counts.index.tolist() == list(CHANGES)
    assert counts[counts > 0].to_dict() == {"new": 1, "advanced": 1, "not-reported": 1}


def test_stage_flow_goes_by_the_scale_and_keeps_silence():
    comparison = pd.DataFrame(
        {"stage_a": ["in-place", "", "decided", "in-place", ""], "stage_b": ["ended", "", "in-place", "ended", "decided"]}
    )
    flow = stage_flow(comparison)
    assert flow.to_dict("split")["data"] == [["", "", 1], ["", "decided", 1], ["decided", "in-place", 1], ["in-place", "ended", 2]]


def scored(name, kind, group, change, steps, stage_b, voices, observations=1):
    return {
        "name": name,
        "kind": kind,
        "group": group,
        "change": change,
        "steps": steps,
        "stage_b": stage_b,
        "voices_b": voices,
        "observations_b": observations,
    }


def test_most_important_weighs_change_by_backing_and_takes_one_of_a_group():
    comparison = pd.DataFrame(
        [
            scored("Two steps, two voices", "component", "Kill Chain", "advanced", 2, "in-place", 2),  # 4
            scored("Set back by three", "component", "Kill Chain", "set-back", -3, "proposed", 1),  # 3, same group
            scored("New and in place", "mechanism", "Consultation", "new", 0, "in-place", 3),  # 12
            scored("Ended", "mechanism", "Missile limits", "ended", 0, "ended", 2),  # 8
            scored("Unchanged", "component", "KAMD", "unchanged", 0, "in-place", 9),
            scored("Only on B", "component", "KMPR", "only-b", 0, "in-place", 9),
            scored("An initiative", "initiative", "Foreign purchase", "advanced", 4, "strengthened", 9),
        ]
    )
    top = most_important(comparison)
    assert top["name"].tolist() == ["New and in place", "Ended", "Two steps, two voices"]
    assert top["weight"].tolist() == [4, 4, 2]
    assert "score" not in top.columns
    assert most_important(comparison, most=1)["name"].tolist() == ["New and in place"]


def test_most_important_breaks_ties_by_reports_then_name():
    comparison = pd.DataFrame(
        [
            scored("B", "component", "one", "ended", 0, "ended", 1, 2),
            scored("A", "component", "two", "suspended", 0, "suspended", 1, 2),
            scored("C", "component", "three", "resumed", 0, "in-place", 1, 3),
        ]
    )
    assert most_important(comparison)["name"].tolist() == ["C", "A", "B"]


def test_most_important_of_nothing():
    assert len(most_important(pd.DataFrame([scored("U", "component", "g", "unchanged", 0, "in-place", 1)]))) == 0
