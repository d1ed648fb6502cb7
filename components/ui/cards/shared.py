"""Frames and cards that several pages use: the comparison as a table, the ribbon picture, the dumbbell."""

from __future__ import annotations

import pandas as pd

from components.analysis import findings
from components.analysis.comparison import CHANGES
from components.analysis.comparison_rows import by_change, comparison_export
from components.analysis.dates import words
from components.cached import View
from components.charts.ribbons import ribbons
from components.charts.stages import dumbbells
from components.labels import SCOPE_LABELS
from components.ui.chart_card import Card, kept_card
from components.ui.page import colors, span
from components.ui.words import day

READING = (
    "How to read this: the bar is the stage, darker is further on; hatched is suspended, hollow is ended. "
    "Each dot is a report, on the first day of what is known of its date. "
    "A dotted line is silence, not absence. Click a mark for its evidence."
)


def sides(seen: View) -> str:
    """The two dates and the scope, for subtitles."""
    return f"A is {day(seen.filters.day_a)}, B is {day(seen.filters.day_b)}. {SCOPE_LABELS[seen.filters.scope]}."


def comparison_table(rows: pd.DataFrame, seen: View) -> pd.DataFrame:
    """A comparison as readers see it."""

    def stage(side: str) -> pd.Series:
        return rows[f"stage_{side}"].map(seen.stage_labels).fillna("Not reported")

    def since(side: str) -> pd.Series:
        return words(rows[f"date_{side}"], rows[f"date_precision_{side}"].where(rows[f"date_precision_{side}"] != "", "day"))

    return pd.DataFrame(
        {
            "Subject": rows["name"],
            "Group": rows["group"],
            f"A: {day(seen.filters.day_a)}": stage("a"),
            "Reported from (A)": since("a"),
            "Source (A)": rows["publisher_a"],
            f"B: {day(seen.filters.day_b)}": stage("b"),
            "Reported from (B)": since("b"),
            "Source (B)": rows["publisher_b"],
            "Change": rows["change"].map(CHANGES),
        }
    )


def evidence_rows(rows: pd.DataFrame) -> dict[str, str]:
    """Which marks of a comparison have evidence, by the subject's id."""
    return dict(zip(rows["subject_id"], rows["name"], strict=True))


@kept_card
def ribbon_card(seen: View, kind: str, key: str, groups: tuple[str, ...] | None = None) -> Card:
    """The ribbon picture of one kind of subject, sorted by change within groups."""
    noun = f"{kind}s"
    rows = by_change(seen.comparison[seen.comparison["kind"] == kind])
    if groups is not None:
        place = {name: number for number, name in enumerate(groups)}
        rows = rows[rows["group"].isin(groups)].sort_values("group", key=lambda names: names.map(place), kind="stable")
    start, end = span()
    reports = seen.reports(end)
    lines = seen.stretches(end)
    figure = ribbons(
        rows,
        lines[lines["subject_id"].isin(rows["subject_id"])],
        reports[reports["subject_id"].isin(rows["subject_id"])],
        seen.filters.day_a,
        seen.filters.day_b,
        start,
        end,
        seen.stage_labels,
        colors(),
    )
    return Card(
        key=key,
        title=findings.life_lines(rows, noun),
        subtitle=f"Reported stage of each subject, 2016 to today. {sides(seen)}",
        figure=figure,
        table=comparison_table(rows, seen),
        export=comparison_export(rows),
        rows=evidence_rows(rows),
        reading=READING,
    )


@kept_card
def dumbbell_card(seen: View, kinds: tuple[str, ...], classes: tuple[str, ...]) -> Card:
    """Both stages of each subject on the scale, for some kinds and classes of change (all when none is given)."""
    rows = seen.comparison
    rows = rows[rows["kind"].isin(kinds)] if kinds else rows
    rows = by_change(rows[rows["change"].isin(classes)] if classes else rows)
    noun = f"{kinds[0]}s" if len(kinds) == 1 else "subjects"
    return Card(
        key="dumbbell",
        title=findings.stage_change(rows, noun, seen.filters.day_a, seen.filters.day_b),
        subtitle=f"Stage on date A (circle) and on date B (diamond). {sides(seen)} Silence stands in the first column, off the scale.",
        figure=dumbbells(rows, seen.stage_labels, colors()),
        table=comparison_table(rows, seen),
        export=comparison_export(rows),
        rows=evidence_rows(rows),
    )


def groups_in_place(rows: pd.DataFrame) -> pd.DataFrame:
    """Per group: name, in_place_a, in_place_b, subjects; largest growth first."""
    at_work = {side: rows[f"stage_{side}"].isin(["in-place", "strengthened"]) for side in "ab"}
    counted = (
        rows.assign(in_place_a=at_work["a"], in_place_b=at_work["b"])
        .groupby("group")
        .agg(in_place_a=("in_place_a", "sum"), in_place_b=("in_place_b", "sum"), subjects=("subject_id", "size"))
    )
    frame = counted.reset_index(names="name").assign(growth=lambda groups: groups["in_place_b"] - groups["in_place_a"])
    return frame.sort_values(["growth", "name"], ascending=[False, True]).drop(columns="growth").reset_index(drop=True)
