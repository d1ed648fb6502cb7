"""Frames and cards that several pages use: the comparison as a table, the ribbon picture, the dumbbell."""

from __future__ import annotations

import re

import pandas as pd
import streamlit as st

from components.analysis import findings
from components.analysis.comparison import CHANGES
from components.analysis.comparison_rows import by_change, comparison_export
from components.analysis.dates import words
from components.analysis.density import left_out, one_a_month
from components.cached import View
from components.charts.ribbons import ribbons
from components.charts.stages import dumbbells
from components.labels import SCOPE_LABELS
from components.ui.chart_card import Card, kept_card
from components.ui.page import colors, span
from components.ui.words import day, plain

READING = (
    "How to read this: the bar is the stage, {shade} is further on; hatched is suspended, hollow is ended. "
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


def how_it_came(opening: pd.Series) -> str:
    """The observation that opened a stage, in words: the date of which it speaks, what happened, and what an end or a pause means here."""
    told = f"{day(opening['date'], opening['date_precision'])}: {opening['summary']}"
    return f"{told} {opening['note']}" if opening["stage"] in ("ended", "suspended") and opening["note"] else told


def published_by(opening: pd.Series) -> str:
    """Who says it, and when that was published: another date than that of the event."""
    dated = pd.notna(opening["published_on"])
    when = f"published {day(opening['published_on'], opening['published_precision'])}" if dated else "no date of publication"
    return f"{opening['voice']}, {when}"


REPORTS = ("Korea Bizwire (Yonhap), 5 Sep 2017", "Yonhap, 3 Jul 2023")
SILENT = "Not mentioned in this report"


def reports_table(dimensions: pd.Series, earlier: pd.Series, later: pd.Series) -> None:
    """What the two anchor reports say, beside each other; the dimension opens the first: a phone has room for two columns."""
    first = [f"**{plain(name)}.** {plain(text or SILENT)}" for name, text in zip(dimensions, earlier, strict=True)]
    columns = [first, [plain(text or SILENT) for text in later]]
    st.table(pd.DataFrame(dict(zip(REPORTS, columns, strict=True))), hide_index=True, border="horizontal")


def due_in_words(promises: pd.DataFrame) -> list[str]:
    """When each promise was due, in the words of its source; where those lack the year, the window behind them follows in brackets."""
    return [_due(row) for row in promises.itertuples()]


def _due(row) -> str:
    stated: str = row.due_as_stated
    if pd.isna(row.due_to):
        return stated or "no date promised"
    # A window that opens with the promise itself is a last day alone.
    opens = pd.notna(row.due_from) and row.due_from > row.made_on
    window = _window(row.due_from if opens else row.due_to, row.due_to)
    if not stated:
        return window
    return stated if re.search(r"\d{4}", stated) else f"{stated} ({window})"


def _window(first: pd.Timestamp, last: pd.Timestamp) -> str:
    """A window of time as short as it can be said: a day, a whole month, a whole year, or from and to."""
    if first == last:
        return day(last)
    whole = first.day == 1 and last.is_month_end
    if whole and (first.year, first.month) == (last.year, last.month):
        return day(last, "month")
    if whole and (first.year, first.month, last.month) == (last.year, 1, 12):
        return day(last, "year")
    return f"{day(first)} to {day(last)}"


def ribbon_rows(seen: View, kind: str, groups: tuple[str, ...] | None = None) -> pd.DataFrame:
    """The rows of a ribbon picture from the top: by group, in the order given, and by change within it."""
    rows = by_change(seen.comparison[seen.comparison["kind"] == kind])
    if groups is None:
        return rows
    place = {name: number for number, name in enumerate(groups)}
    return rows[rows["group"].isin(groups)].sort_values("group", key=lambda names: names.map(place), kind="stable")


@kept_card
def ribbon_card(seen: View, kind: str, key: str, groups: tuple[str, ...] | None = None) -> Card:
    """The ribbon picture of one kind of subject, sorted by change within groups."""
    noun = f"{kind}s"
    rows = ribbon_rows(seen, kind, groups)
    start, end = span()
    reports = seen.reports(end)
    lines = seen.stretches(end)
    reports = reports[reports["subject_id"].isin(rows["subject_id"])]
    dots = one_a_month(reports, ["subject_id"])
    stages = one_a_month(lines[lines["subject_id"].isin(rows["subject_id"])], ["subject_id"], "start")
    figure = ribbons(
        rows,
        stages,
        dots,
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
        subtitle=f"Reported stage of each subject, 2016 to today. {sides(seen)}{left_out(len(dots), len(reports), 'reports')}",
        figure=figure,
        table=comparison_table(rows, seen),
        export=comparison_export(rows),
        rows=evidence_rows(rows),
        reading=READING.format(shade="lighter" if colors().mode == "dark" else "darker"),
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
