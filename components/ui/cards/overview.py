"""Cards of the overview: the most important changes, stage change by group, the two reports beside each other, where to go next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd
import streamlit as st

from components.analysis import findings
from components.analysis.comparison import CHANGES, most_important
from components.cached import View
from components.charts.stages import share_in_place
from components.navigation import PAGES, page_of
from components.state import link_params
from components.ui.cards.shared import groups_in_place, how_it_came, published_by, reports_table, sides
from components.ui.chart_card import Card, empty_state, kept_card
from components.ui.page import colors
from components.ui.words import plain


def orientation() -> None:
    """Twenty seconds for a first visit, folded once read."""
    with st.expander("New here? How to read this in 20 seconds", icon=":material/help:"):
        st.markdown(
            "- **Two dates, A and B.** Every page compares what is reported of them. "
            "Change them in the sidebar; any day since 2016 works.\n"
            "- **Stages.** Each component, purchase or mechanism stands at a stage: "
            "proposed, decided, under way, in place, strengthened; or suspended, ended.\n"
            "- **Silence is not absence.** “Not reported” means that no source here says anything. "
            "It is drawn open or dotted, never as zero.\n"
            "- **Every mark leads to its passage.** Click a mark, or choose it below the chart: source, date, key words, link."
        )


def headlines(seen: View) -> None:
    """The most important changes in words, each with the way to its evidence."""
    title, lines = seen.kept(("headlines",), lambda: _headlines(seen))
    with st.container(border=True, key="card-headlines"):
        st.header(title, anchor=False)
        st.caption(
            "The changes that moved furthest, chosen by rule: how far each moved, times how many independent publishers report it; "
            f"one of each group. {sides(seen)}"
        )
        if not lines:
            if seen.comparison.empty:
                empty_state(seen)
            else:
                st.markdown("No change between the two dates is reported under these choices.")
            return
        for line in lines:
            _headline(line)


class Headline(NamedTuple):
    """One change in words, the observation that it rests on, and the subject's name; texts are Markdown."""

    words: str
    observation: str
    name: str


def _headlines(seen: View) -> tuple[str, list[Headline]]:
    """The finding over the most important changes, and the changes."""
    comparison, filters = seen.comparison, seen.filters
    openings = seen.openings(filters.day_b)
    lines = [_in_words(row, openings.loc[row.subject_id], seen.stage_labels) for row in most_important(comparison).itertuples()]
    return plain(findings.stage_change(comparison, "subjects", filters.day_a, filters.day_b)), lines


def _in_words(row, opening: pd.Series, stages: Mapping[str, str]) -> Headline:
    before = stages[row.stage_a].lower() if row.stage_a else "not reported"
    after = stages[row.stage_b].lower()
    words = (
        f"**{plain(row.name)}: {CHANGES[row.change].lower()}.** {plain(before.capitalize())} on date A, {plain(after)} on date B. "
        f"{plain(how_it_came(opening))} ({plain(published_by(opening))})"
    )
    return Headline(words, opening["observation_id"], plain(row.name))


def _headline(line: Headline) -> None:
    st.markdown(line.words)
    st.page_link(
        page_of("evidence"), label=":blue[Evidence →]", query_params=link_params(id=line.observation), help=f"Evidence on {line.name}"
    )


@kept_card
def group_card(seen: View) -> Card:
    """How many subjects of each group are in place on both dates."""
    groups = groups_in_place(seen.comparison)
    table = groups.rename(
        columns={"name": "Group", "in_place_a": "In place on date A", "in_place_b": "In place on date B", "subjects": "Subjects"}
    )
    return Card(
        key="groups",
        title=findings.groups_in_place(groups),
        subtitle=f"Subjects reported in place or strengthened, of all that the ledger knows in the group. {sides(seen)}",
        figure=share_in_place(groups, colors()),
        table=table,
        export=groups,
    )


def reports_card(seen: View) -> None:
    """The two anchor reports beside each other, the dimensions on which they differ most first."""
    both = seen.dimensions
    with st.container(border=True, key="card-reports"):
        st.header(plain(findings.dimensions(both)), anchor=False)
        st.caption(
            "What each of the two anchor reports says, dimension by dimension, in our own words. Silence of a report is marked as silence."
        )
        reports_table(both["label"], both["stance_a"], both["stance_b"])
        st.page_link(
            page_of("compare"), label="Compare them with their passages", icon=":material/arrow_forward:", query_params=link_params()
        )


def ways_on() -> None:
    """Doors to the pages, by the question that each answers; in two columns, which a phone puts under each other in their order."""
    st.header("Where to go next", anchor=False)
    specs = PAGES[1:]
    half = (len(specs) + 1) // 2
    for column, part in zip(st.columns(2), (specs[:half], specs[half:]), strict=True):
        for spec in part:
            column.page_link(page_of(spec.stem), label=spec.name, icon=spec.icon, query_params=link_params())
            column.caption(spec.question)
