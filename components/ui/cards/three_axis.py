"""Cards of the three axes: ribbons, stage flow, one component's history."""

from __future__ import annotations

import streamlit as st

from components.analysis import findings
from components.analysis.density import one_a_month
from components.analysis.evidence import ADDED
from components.analysis.posture import NUMBERED
from components.cached import View
from components.charts.stages import steps
from components.ui.cards.shared import ribbon_card, ribbon_rows
from components.ui.chart_card import Card, Later, kept_card
from components.ui.evidence import observation_table
from components.ui.page import colors, span
from components.ui.words import plain

MOST_STEPS = 300
"""Beyond so many reports on one subject, one a month and stage is drawn."""


def axis_ribbons(seen: View) -> None:
    """Components of one axis group at a time, or of all."""
    shown = _axis_groups(seen)
    chosen = st.pills(
        "Show", list(shown), default=list(shown)[:1] or None, selection_mode="multi", key="axis-groups", persist_state="session"
    )
    ribbon_card(seen, "component", "component-ribbons", tuple(shown[label] for label in chosen or shown))


def _axis_groups(seen: View) -> dict[str, str]:
    """Label of the pill -> axis, of the axes that have components, in their order."""

    def found() -> dict[str, str]:
        with_components = set(seen.subjects.loc[seen.subjects["kind"] == "component", "axis"])
        return {plain(name): name for code, name in seen.labels("axis").items() if code in with_components}

    return seen.narrowed.kept(("axis groups",), found)


def component_history(seen: View) -> None:
    """The history of one component: at first of that on top of the ribbons."""
    shown = _axis_groups(seen)
    history_card(seen, "component", tuple(shown[label] for label in st.session_state.get("axis-groups") or shown if label in shown))


def history_card(seen: View, kind: str, groups: tuple[str, ...]) -> None:
    """One subject's history as steps, each observation with its source; at first of that on top of the ribbons of these groups."""
    names = seen.kept(("names", kind), lambda: _names(seen, kind))
    if not names:
        return
    chosen = st.selectbox(
        f"{kind.capitalize()} in detail",
        list(names),
        # Nothing is chosen at first: a value of the list would stay when Back brings other choices, and another page than before.
        index=None,
        placeholder=names[_first(seen, kind, groups)],
        format_func=names.__getitem__,
        key=f"history-{kind}",
        persist_state="session",
    )
    _history_card(seen, kind, groups, chosen or "")


def _first(seen: View, kind: str, groups: tuple[str, ...]) -> str:
    """The id of the subject on top of the ribbons of these groups."""
    return seen.kept(
        ("first", kind, groups),
        lambda: next(iter(ribbon_rows(seen, kind, groups)["subject_id"]), next(iter(_names(seen, kind)))),
    )


def _names(seen: View, kind: str) -> dict[str, str]:
    """Subject id -> name of the subjects of one kind, by name."""
    rows = seen.subjects[seen.subjects["kind"] == kind].sort_values("name")
    return dict(zip(rows["subject_id"], rows["name"], strict=True))


@kept_card
def _history_card(seen: View, kind: str, groups: tuple[str, ...], asked: str) -> Card:
    chosen = asked or _first(seen, kind, groups)
    rows = seen.subjects[seen.subjects["kind"] == kind]
    names = dict(zip(rows["subject_id"], rows["name"], strict=True))
    start, end = span()
    reports = seen.reports(end)
    found = reports[reports["subject_id"] == chosen].sort_values(["date", "observation_id"]).reset_index(drop=True)
    about = rows.set_index("subject_id").loc[chosen]
    begin = min(start, found["date"].min()) if len(found) else start
    return Card(
        key=f"history-{kind}",
        behind="observations",
        title=findings.one_history(found, names[chosen], seen.stage_labels),
        subtitle=" · ".join(text for text in (about["name_ko"], f"{about['description']} {about['note']}".strip()) if text),
        figure=steps(
            one_a_month(found, ["stage"], most=MOST_STEPS), seen.filters.day_a, seen.filters.day_b, begin, end, seen.stage_labels, colors()
        ),
        table=Later(found, lambda part: observation_table(part, seen)),
        export=found.drop(columns=[*ADDED, *NUMBERED]),
        rows={row.observation_id: f"{seen.stage_labels[row.stage]}, {row.date:%Y}: {row.publisher}" for row in found.itertuples()},
    )
