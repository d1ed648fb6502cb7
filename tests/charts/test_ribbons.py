"""The ribbon picture."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go
import pytest

from components.analysis.lifelines import STRETCH_COLUMNS
from components.charts.ribbons import ribbons
from components.charts.theme import LIGHT, Palette

A, B, START, END = (pd.Timestamp(day) for day in ("2017-09-05", "2023-07-03", "2016-01-01", "2026-01-01"))
DAY = 86_400_000
ROWS = pd.DataFrame({
    "subject_id": ["thaad", "ksam", "gsomia", "quiet"], "name": ["THAAD battery", "KM-SAM", "GSOMIA", "A<b>&C</b>"], "group": ["Shield", "Shield", "Pacts", "Pacts"],
    "stage_a": ["under-way", "", "in-place", ""], "stage_b": ["in-place", "strengthened", "ended", ""],
})  # fmt: skip
LINES = pd.DataFrame({
    "subject_id": ["thaad", "thaad", "ksam", "gsomia", "gsomia"], "stage": ["under-way", "in-place", "strengthened", "suspended", "ended"],
    "start": pd.to_datetime(["2015-07-01", "2018-01-01", "2020-05-01", "2016-01-11", "2019-01-01"]), "start_precision": ["month", "year", "month", "day", "day"],
    "shows": ["begins", "holds", "begins", "begins", "begins"], "end": pd.to_datetime(["2018-01-01", "2026-01-01", "2026-01-01", "2019-01-01", "2026-01-01"]),
    "goes_on": [False, True, True, False, True], "observation_id": ["o1", "o2", "o3", "o4", "o5"], "reports": [1, 3, 1, 2, 1],
})  # fmt: skip
REPORTS = pd.DataFrame({
    "observation_id": ["o1", "o2", "o3", "o4"], "subject_id": ["thaad", "thaad", "ksam", "gsomia"],
    "date": pd.to_datetime(["2015-07-01", "2018-01-01", "2020-05-01", "2016-01-11"]),
    "date_precision": ["month", "year", "month", "day"], "stage": ["under-way", "in-place", "strengthened", "suspended"], "publisher": ["Yonhap", "A<b>&C</b>", "DAPA", "MND"],
})  # fmt: skip


@pytest.fixture
def draw(stage_labels: dict[str, str]) -> Callable[..., go.Figure]:
    def ribbon(rows: pd.DataFrame, lines: pd.DataFrame, reports: pd.DataFrame, colors: Palette) -> go.Figure:
        return ribbons(rows, lines, reports, A, B, START, END, stage_labels, colors)

    return ribbon


def named(figure: go.Figure, name: str) -> go.Scatter | go.Bar:
    return next(figure.select_traces(selector={"name": name}))


def heights(figure: go.Figure) -> dict[str, float]:
    """Where each row of marks stands: 28.5 pixels below its name (a line of 17, 5 between, half of 13)."""
    names = {note.text: note.y for note in figure.layout.annotations if note.xanchor == "left" and note.yref == "y"}
    return {text: y + 28.5 for text, y in names.items()}


def test_a_stretch_runs_from_its_start_to_its_end_in_the_color_of_its_stage(draw: Callable[..., go.Figure], colors: Palette) -> None:
    figure = draw(ROWS, LINES, REPORTS, colors)
    bar = named(figure, "In place")
    assert list(pd.to_datetime(bar.base)) == [pd.Timestamp("2018-01-01")]
    assert list(bar.x) == [(END - pd.Timestamp("2018-01-01")).days * DAY]
    assert list(bar.y) == [heights(figure)["THAAD battery"]]
    assert (bar.marker.color, list(bar.customdata)) == (colors.stages["in-place"], ["o2"])


def test_what_began_earlier_is_drawn_from_the_start_of_the_axis(draw: Callable[..., go.Figure]) -> None:
    figure = draw(ROWS, LINES, REPORTS, LIGHT)
    bar = named(figure, "Under way")
    assert list(pd.to_datetime(bar.base)) == [START]
    assert list(bar.x) == [(pd.Timestamp("2018-01-01") - START).days * DAY]
    assert "o1" not in list(named(figure, "Report").customdata)


def test_every_shade_is_named_above_the_rows(draw: Callable[..., go.Figure], colors: Palette) -> None:
    figure = draw(ROWS, LINES, REPORTS, colors)
    (key,) = [note for note in figure.layout.annotations if "Under way" in note.text]
    ramp = [
        f"<span style='color:{colors.stages[stage]};stroke:{colors.stage_edge};stroke-width:1px'>■</span> {label}"
        for stage, label in zip(
            ("proposed", "decided", "under-way", "in-place", "strengthened"),
            ("Proposed", "Decided", "Under way", "In place", "Strengthened"),
            strict=True,
        )
    ]
    off = [f"<span style='color:{colors.soft_ink}'>{letter}</span> {label}" for letter, label in (("///", "Suspended"), ("□", "Ended"))]
    assert key.text == "   ".join(ramp[:4]) + "<br>" + "   ".join([ramp[4], *off])
    # Above the names of the dates, and inside of the figure.
    names = [note.yshift for note in figure.layout.annotations if note.text.startswith(("<b>A</b>", "<b>B</b>"))]
    assert max(names) + 17 <= key.yshift <= figure.layout.margin.t - 2 * 17


def test_a_stretch_of_any_stage_has_an_outline(draw: Callable[..., go.Figure], colors: Palette) -> None:
    figure = draw(ROWS, LINES, REPORTS, colors)
    edges = {name: named(figure, name).marker.line.color for name in ("Proposed", "Strengthened", "Suspended")}
    assert edges == {"Proposed": colors.stage_edge, "Strengthened": colors.stage_edge, "Suspended": colors.soft_ink}


def test_off_the_scale_is_hatched_or_hollow_and_never_filled(draw: Callable[..., go.Figure], colors: Palette) -> None:
    figure = draw(ROWS, LINES, REPORTS, colors)
    suspended, ended = named(figure, "Suspended"), named(figure, "Ended")
    assert (suspended.marker.pattern.shape, ended.marker.pattern.shape) == ("/", "")
    assert {suspended.marker.color, ended.marker.color} == {colors.ground}
    assert {suspended.marker.line.color, ended.marker.line.color} == {colors.soft_ink}


def test_silence_is_a_dotted_line_up_to_the_first_report(draw: Callable[..., go.Figure], colors: Palette) -> None:
    figure = draw(ROWS, LINES, REPORTS, colors)
    silence, where = named(figure, "Not reported"), heights(figure)
    assert (silence.mode, silence.line.dash) == ("lines", "dot")
    rows = list(zip(silence.y[::3], pd.to_datetime(list(silence.x[::3])), pd.to_datetime(list(silence.x[1::3])), strict=True))
    assert sorted(rows) == [
        (where["KM-SAM"], START, pd.Timestamp("2020-05-01")),
        (where["GSOMIA"], START, pd.Timestamp("2016-01-11")),
        (where["A&lt;b&gt;&amp;C&lt;/b&gt;"], START, END),
    ]


def test_a_silent_subject_has_no_bar_and_no_dot(draw: Callable[..., go.Figure]) -> None:
    figure = draw(ROWS, LINES, REPORTS, LIGHT)
    silent = heights(figure)["A&lt;b&gt;&amp;C&lt;/b&gt;"]
    assert [trace.name for trace in figure.data if trace.name != "Not reported" and silent in list(trace.y)] == []


def test_each_report_is_a_dot_on_its_row_and_keeps_its_precision_in_words(draw: Callable[..., go.Figure]) -> None:
    figure = draw(ROWS, LINES, REPORTS, LIGHT)
    dots, where = named(figure, "Report"), heights(figure)
    assert list(dots.customdata) == ["o2", "o3", "o4"]
    assert list(dots.y) == [where["THAAD battery"], where["KM-SAM"], where["GSOMIA"]]
    assert list(dots.hovertext) == [
        "<b>THAAD battery</b><br>In place, 2018<br>A&lt;b&gt;&amp;C&lt;/b&gt;",
        "<b>KM-SAM</b><br>Strengthened, May 2020<br>DAPA",
        "<b>GSOMIA</b><br>Suspended, 11 Jan 2016<br>MND",
    ]


def test_a_passage_that_only_holds_does_not_claim_a_beginning(draw: Callable[..., go.Figure]) -> None:
    figure = draw(ROWS, LINES, REPORTS, LIGHT)
    assert list(named(figure, "In place").hovertext) == ["<b>THAAD battery</b><br>In place by 2018<br>3 reports"]
    assert list(named(figure, "Strengthened").hovertext) == ["<b>KM-SAM</b><br>Strengthened from May 2020<br>1 report"]


def test_the_stages_of_both_dates_stand_as_words_in_the_colors_of_the_dates(draw: Callable[..., go.Figure], colors: Palette) -> None:
    figure = draw(ROWS, LINES, REPORTS, colors)
    words = [note.text for note in figure.layout.annotations if note.xanchor == "right" and note.yref == "y"]
    assert words[0] == f"<span style='color:{colors.date_a}'>under way</span> → <span style='color:{colors.date_b}'>in place</span>"
    assert words[3] == f"<span style='color:{colors.date_a}'>no report</span> → <span style='color:{colors.date_b}'>no report</span>"


def test_rows_and_groups_stand_in_the_order_given(draw: Callable[..., go.Figure]) -> None:
    def left(figure: go.Figure) -> list[str]:
        notes = [note for note in figure.layout.annotations if note.xanchor == "left" and note.yref == "y"]
        return [note.text for note in sorted(notes, key=lambda note: note.y)]

    wanted = ["<b>Shield</b>", "THAAD battery", "KM-SAM", "<b>Pacts</b>", "GSOMIA", "A&lt;b&gt;&amp;C&lt;/b&gt;"]
    assert left(draw(ROWS, LINES, REPORTS, LIGHT)) == wanted
    assert left(draw(ROWS.iloc[::-1], LINES, REPORTS, LIGHT)) == [wanted[3], wanted[5], wanted[4], wanted[0], wanted[2], wanted[1]]


def test_subjects_that_are_not_among_the_rows_are_not_drawn(draw: Callable[..., go.Figure]) -> None:
    figure = draw(ROWS.head(1), LINES, REPORTS, LIGHT)
    drawn = {identifier for trace in figure.data if trace.customdata is not None for identifier in trace.customdata}
    assert drawn == {"o1", "o2"}


def test_no_rows_give_a_figure_without_marks(draw: Callable[..., go.Figure]) -> None:
    figure = draw(ROWS.head(0), LINES.head(0), REPORTS.head(0), LIGHT)
    assert sum(len(trace.x) for trace in figure.data if trace.name not in ("Date A", "Date B")) == 0
    assert figure.layout.height < draw(ROWS.head(1), LINES, REPORTS, LIGHT).layout.height


def test_subjects_without_any_evidence_are_silent_all_along(draw: Callable[..., go.Figure]) -> None:
    # Without evidence the analysis hands over a frame with its columns and no types.
    figure = draw(ROWS, pd.DataFrame(columns=STRETCH_COLUMNS), REPORTS.head(0), LIGHT)
    assert list(named(figure, "Not reported").x) == [START, END, None] * 4


def test_300_rows_grow_in_height(draw: Callable[..., go.Figure], many: Callable[..., pd.DataFrame]) -> None:
    figure = draw(many(ROWS.assign(group="All"), "subject_id"), LINES.head(0), REPORTS.head(0), LIGHT)
    assert figure.layout.height > 300 * 40
    assert len([note for note in figure.layout.annotations if note.text == "KM-SAM"]) == 75


def test_text_from_data_is_shown_as_text(draw: Callable[..., go.Figure], shown_as_text: Callable[..., None]) -> None:
    shown_as_text(draw(ROWS, LINES, REPORTS, LIGHT), 2)


def test_house_rules(draw: Callable[..., go.Figure], house_rules: Callable[..., None]) -> None:
    house_rules(draw, ROWS, LINES, REPORTS)
