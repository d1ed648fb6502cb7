"""A comparison as rows to read and to take away."""

from __future__ import annotations

import pandas as pd

from components.analysis.comparison_rows import CHANGE_ORDER, EXPORTED, by_change, comparison_export


def row(name, group_place, group, change, steps):
    return {"name": name, "group_place": group_place, "group": group, "change": change, "steps": steps}


def test_by_change_goes_by_group_then_class_then_steps_then_name():
    rows = pd.DataFrame(
        [
            row("z", 2, "KAMD", "new", 0),
            row("b", 1, "Kill Chain", "unchanged", 0),
            row("a", 1, "Kill Chain", "advanced", 1),
            row("c", 1, "Kill Chain", "advanced", 3),
            row("d", 1, "Kill Chain", "new", 0),
            row("b2", 1, "Kill Chain", "advanced", 1),
        ]
    )
    ordered = by_change(rows)
    assert ordered["name"].tolist() == ["d", "c", "a", "b2", "b", "z"]
    assert list(ordered.columns) == list(rows.columns)
    assert rows["name"].tolist() == ["z", "b", "a", "c", "d", "b2"]


def test_order_of_classes():
    assert list(CHANGE_ORDER)[:2] == ["new", "advanced"]
    assert CHANGE_ORDER["not-reported"] == len(CHANGE_ORDER) - 1


def test_export_holds_both_sides_and_nothing_of_the_page():
    rows = pd.DataFrame([{**dict.fromkeys(EXPORTED, "x"), "group_place": 1, "knowledge": "both"}], index=[9])
    exported = comparison_export(rows)
    assert list(exported.columns) == EXPORTED
    assert exported.index.tolist() == [0]
    assert {"date_a", "date_b", "key_phrase_a", "key_phrase_b", "change"} <= set(EXPORTED)
