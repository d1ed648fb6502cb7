"""The two anchor reports beside each other."""

from __future__ import annotations

import pandas as pd

from components.analysis.dimensions import DIMENSION_CHANGES, dimensions


def said(dimension, anchor, coverage, stance=""):
    return {
        "posture_id": f"{dimension}-{anchor}", "dimension_id": dimension, "anchor": anchor, "coverage": coverage, "stance": stance, "stage": "",
        "source_id": anchor, "key_phrase": "", "locator": "", "certainty": "", "note": "",
    }  # fmt: skip


POSTURE = pd.DataFrame(
    [
        said("aim", "old", "stated", "To deter."), said("aim", "new", "stated", "To overwhelm."),
        said("japan", "old", "not-mentioned"), said("japan", "new", "touched", "To normalize."),
        said("limits", "old", "stated", "To lift."), said("limits", "new", "not-mentioned"),
        said("drones", "old", "not-mentioned"), said("drones", "new", "not-mentioned"),
    ]
)  # fmt: skip


def test_each_dimension_once_with_both_sides():
    both = dimensions(POSTURE, "old", "new").set_index("dimension_id")
    assert both["mentioned"].to_dict() == {"aim": "both", "japan": "only-later", "limits": "only-earlier", "drones": "neither"}
    assert both.loc["aim", ["stance_a", "stance_b", "posture_id_a", "posture_id_b"]].tolist() == [
        "To deter.",
        "To overwhelm.",
        "aim-old",
        "aim-new",
    ]
    assert set(both["mentioned"]) == set(DIMENSION_CHANGES)


def test_a_report_that_has_no_row_is_silent():
    both = dimensions(POSTURE[POSTURE["anchor"] == "old"], "old", "new").set_index("dimension_id")
    assert both["coverage_b"].tolist() == ["not-mentioned"] * 4
    assert both.at["aim", "mentioned"] == "only-earlier"
    assert both.at["aim", "stance_b"] == ""


def test_without_reports_there_is_no_dimension():
    assert len(dimensions(POSTURE, "", "")) == 0
