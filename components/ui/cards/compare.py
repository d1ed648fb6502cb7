"""Cards of the comparison: the dimension matrix, change classes, the dumbbell."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.analysis import findings
from components.analysis.comparison import CHANGE_DEFINITIONS, CHANGES, change_counts, stage_flow
from components.cached import View
from components.charts.coverage import counted_bars
from components.charts.stages import flow
from components.ui.cards.shared import dumbbell_card, sides
from components.ui.chart_card import Card, kept_card
from components.ui.evidence import place
from components.ui.page import colors
from components.ui.words import day, linked, passage_link, plain, row_link

COVERAGE_WORDS = {"stated": "", "touched": "Mentioned in passing. ", "not-mentioned": ""}


def dimension_matrix(seen: View) -> None:
    """Each dimension with both stances beside each other, each with its passage."""
    title, days, rows = seen.narrowed.kept(("matrix",), lambda: _matrix(seen))
    with st.container(border=True, key="card-dimensions"):
        st.header(title, anchor=False)
        st.caption(
            f"The two anchor reports: first {days}. This matrix is of the reports themselves and does not change with dates A and B."
        )
        for name, stances in rows:
            st.subheader(name, anchor=False)
            for column, stance in zip(st.columns(2, gap="medium"), stances, strict=False):
                column.markdown(stance)


def _matrix(seen: View) -> tuple[str, str, list[tuple[str, list[str]]]]:
    """The finding, the days of the reports, and of each dimension its name and what each report says, as Markdown."""
    both = seen.dimensions
    sources = seen.ledger["sources"].query("is_anchor").sort_values("published_on")
    sides = list(zip("ab", sources.itertuples(), strict=False))
    rows = [(plain(row.label), [_stance(row, side, source, seen) for side, source in sides]) for row in both.itertuples()]
    return plain(findings.dimensions(both)), " then ".join(day(when) for when in sources["published_on"]), rows


def _stance(row, side: str, source, seen: View) -> str:
    """What one report says of a dimension, and the passage on which that rests."""
    year = source.published_on.year
    if getattr(row, f"coverage_{side}") == "not-mentioned":
        return f":gray-badge[{year}] *Not mentioned in this report.*"
    stage = getattr(row, f"stage_{side}")
    words = f" Stage: {plain(seen.stage_labels[stage].lower())}." if stage else ""
    said = f":gray-badge[{year}] {COVERAGE_WORDS[getattr(row, f'coverage_{side}')]}{plain(getattr(row, f'stance_{side}'))}{words}"
    phrase, locator = getattr(row, f"key_phrase_{side}"), getattr(row, f"locator_{side}")
    where = place(locator) if locator else ""
    words = f"“{phrase}”, {where}"
    link = passage_link(source.url, phrase, locator)
    # A report without a web address on file still leads to its evidence.
    own = row_link(words, getattr(row, f"posture_id_{side}"))
    return f"{said}\n\n{linked(words, link) if link else own}"


@kept_card
def change_card(seen: View) -> Card:
    """How many subjects stand in each class of change, and what the classes mean."""
    counts = change_counts(seen.comparison)
    some = counts[counts > 0]
    rows = pd.DataFrame(
        {
            "name": [CHANGES[code] for code in some.index],
            "count": some.to_numpy(),
            "open": [code in ("only-a", "only-b", "not-reported") for code in some.index],
        }
    )
    listed = counts if len(seen.comparison) else counts.head(0)
    table = pd.DataFrame(
        {
            "Change": [CHANGES[code] for code in listed.index],
            "Subjects": listed.to_numpy(),
            "What it means": [CHANGE_DEFINITIONS[code] for code in listed.index],
        }
    )
    return Card(
        key="changes",
        title=findings.silence(seen.comparison),
        subtitle=f"Subjects by class of change, of {len(seen.comparison)}. Hollow bars are silence on one or both dates. {sides(seen)}",
        figure=counted_bars(rows, colors()),
        table=table,
        export=listed.rename("subjects").rename_axis("change").reset_index(),
    )


@kept_card
def flow_card(seen: View, kind: str) -> Card:
    """From which stage to which: all subjects at once."""
    rows, noun = seen.comparison[seen.comparison["kind"] == kind], f"{kind}s"
    counts = stage_flow(rows)
    names = {**seen.stage_labels, "": "Not reported"}
    table = pd.DataFrame(
        {"On date A": counts["stage_a"].map(names), "On date B": counts["stage_b"].map(names), "Subjects": counts["subjects"]}
    )
    return Card(
        key=f"{kind}-flow",
        title=findings.stood_still(rows, noun),
        subtitle=(
            f"Stage on date A (rows) to stage on date B (columns); the number is how many {noun} took that way. "
            f"The shaded diagonal is no change. {sides(seen)}"
        ),
        figure=flow(counts, seen.stage_labels, colors()),
        table=table,
        export=counts,
    )


def dumbbells_by_change(seen: View) -> None:
    """The dumbbell of all subjects, narrowed by kind and class of change."""
    rows = seen.comparison
    kinds = st.pills(
        "Kind",
        ["component", "initiative", "mechanism"],
        selection_mode="multi",
        default=["component"],
        format_func=lambda kind: f"{kind.capitalize()}s",
        key="compare-kinds",
        persist_state="session",
    )
    classes = st.pills(
        "Change",
        seen.kept(("classes of change",), lambda: [code for code in CHANGES if (rows["change"] == code).any()]),
        selection_mode="multi",
        format_func=CHANGES.__getitem__,
        key="compare-classes",
        persist_state="session",
    )
    dumbbell_card(seen, tuple(kinds), tuple(classes))
