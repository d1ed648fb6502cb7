"""The brief of the present comparison: on the page, and as one file."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from components.analysis import findings
from components.analysis.comparison import CHANGES, most_important
from components.analysis.findings import unbroken
from components.analysis.promises import outcome_counts
from components.cached import View
from components.exports.brief import Brief, Footnotes, Point, Section, brief_html
from components.exports.citations import footnote, view_citation
from components.exports.names import file_name
from components.labels import SCOPE_LABELS
from components.ui.cards.shared import REPORTS, SILENT, how_it_came, reports_table
from components.ui.chart_card import empty_state
from components.ui.words import day, plain

MOST_CHANGES = 8
MOST_PROMISES = 5


def brief_download(seen: View) -> None:
    """The brief as one HTML file that opens without a network."""
    filters = seen.filters
    st.download_button(
        "The brief as one HTML file",
        lambda: brief_html(make_brief(seen)).encode(),
        file_name=file_name("brief", filters.a, filters.b, seen.ledger.version, ".html"),
        mime="text/html",
        on_click="ignore",
        key="download-brief",
        icon=":material/download:",
    )


def brief_body(seen: View) -> None:
    """The brief on the page, as it prints."""
    brief = seen.kept(("brief", date.today()), lambda: make_brief(seen))
    with st.container(border=True, key="card-brief"):
        st.header(plain(brief.title), anchor=False)
        if seen.comparison.empty:
            empty_state(seen)
        st.caption(plain(brief.dateline))
        for section in brief.sections:
            st.subheader(plain(section.heading), anchor=False)
            if section.points:
                st.markdown(
                    "\n".join(f"- {plain(point.text)} {' '.join(f'[{number}]' for number in point.notes)}" for point in section.points)
                )
            if section.columns:
                rows = pd.DataFrame(section.rows, columns=list(section.columns))
                reports_table(*(rows[name] for name in section.columns))
        st.subheader("Sources", anchor=False)
        st.markdown("\n".join(f"{number}. {plain(text)}" for number, text in enumerate(brief.footnotes, start=1)))


def make_brief(seen: View) -> Brief:
    """The brief of what the visitor sees."""
    filters = seen.filters
    notes = _Passages()
    rows = seen.comparison
    openings = seen.openings(filters.day_b)
    cited = view_citation("Brief", seen.ledger.version, "", date.today())
    return Brief(
        title=f"South Korea's reported defense posture, {unbroken(day(filters.day_a))} and {unbroken(day(filters.day_b))}",
        dateline=(
            f"{SCOPE_LABELS[filters.scope]}. {_narrowing(seen)}"
            "As reported in public news and official statements; “not reported” does not mean “none”. "
            "Dates in the text are those of events; under Sources, of publication."
        ),
        sections=(
            Section(
                "In short",
                (
                    Point(findings.stage_change(rows, "subjects", filters.day_a, filters.day_b) + "."),
                    Point(findings.silence(rows) + "."),
                    Point(findings.dimensions(seen.dimensions) + "."),
                ),
            ),
            Section(
                "What moved most",
                tuple(_change(row, openings.loc[row.subject_id], seen, notes) for row in most_important(rows, MOST_CHANGES).itertuples()),
            ),
            _reports(seen),
            Section("Promises, by all sources", tuple(_promises(seen, notes))),
            Section("Limits", (Point(findings.thin_evidence(rows) + ". Reprints of one news agency count as one publisher."),)),
            Section("How to cite", (Point(cited.footnote),)),
        ),
        footnotes=notes.texts,
    )


def _narrowing(seen: View) -> str:
    chosen = [seen.labels(name)[code] for name in ("theme", "axis", "partner") for code in getattr(seen.filters, name)]
    if seen.filters.q:
        chosen.append(f"words “{seen.filters.q}”")
    return f"Narrowed to {', '.join(chosen)}. " if chosen else ""


class _Passages:
    """Footnotes of one brief: each page has one, with the key phrases of all its passages that are used."""

    def __init__(self) -> None:
        self._notes = Footnotes()
        self._phrases: dict[int, dict[str, None]] = {}

    def number(self, source: pd.Series, key_phrase: str) -> int:
        """The number of a page, a new one at its first use; keeps the key phrase."""
        number = self._notes.number(footnote(source))
        self._phrases.setdefault(number, {})[f"“{key_phrase}”"] = None
        return number

    @property
    def texts(self) -> tuple[str, ...]:
        """All footnotes, number 1 first."""
        told = [(text, list(self._phrases[number])) for number, text in enumerate(self._notes.texts, start=1)]
        return tuple(f"{text} Key {'phrase' if len(phrases) == 1 else 'phrases'}: {'; '.join(phrases)}." for text, phrases in told)


def _note(seen: View, notes: _Passages, source_id: str, key_phrase: str) -> int:
    sources = seen.ledger["sources"]
    return notes.number(sources[sources["source_id"] == source_id].iloc[0], key_phrase)


def _change(row, opening: pd.Series, seen: View, notes: _Passages) -> Point:
    marks = [_note(seen, notes, row.source_id_a, row.key_phrase_a)] if row.source_id_a else []
    marks.append(_note(seen, notes, opening["source_id"], opening["key_phrase"]))
    before = seen.stage_labels[row.stage_a].lower() if row.stage_a else "not reported"
    moved = f"{row.name}: {CHANGES[row.change].lower()} ({before} on date A, {seen.stage_labels[row.stage_b].lower()} on date B)."
    return Point(f"{moved} {how_it_came(opening)}", tuple(dict.fromkeys(marks)))


def _reports(seen: View) -> Section:
    both = seen.dimensions
    rows = tuple((row.label, row.stance_a or SILENT, row.stance_b or SILENT) for row in both.itertuples())
    return Section("The two reports beside each other", columns=("Dimension", *REPORTS), rows=rows)


def _promises(seen: View, notes: _Passages) -> list[Point]:
    rows = seen.promises
    told = findings.promises(outcome_counts(rows, list(seen.labels("outcome"))))
    failed = rows[rows["outcome"].isin(["kept-late", "not-kept", "not-established"])].sort_values(["made_on", "commitment_id"])
    telling = failed.tail(MOST_PROMISES)
    of_all = f"the newest {findings.small(len(telling))} of the {len(failed)}" if len(telling) < len(failed) else "those"
    listed = f" Listed are {of_all} that were kept late, not kept, or have no result established." if len(telling) else ""
    points = [Point(f"{told}.{listed}")]
    for row in telling.itertuples():
        marks = [_note(seen, notes, row.source_id, row.key_phrase)]
        if row.outcome_source_id:
            marks.append(_note(seen, notes, row.outcome_source_id, row.outcome_key_phrase))
        points.append(
            Point(
                f"{day(row.made_on, row.made_precision)}, {row.made_by}: {row.promise} Result: {row.slip_words}.",
                tuple(dict.fromkeys(marks)),
            )
        )
    return points
