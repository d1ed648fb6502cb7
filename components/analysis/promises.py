"""Promises and what became of them: on time, late by how much, open, or without an established result."""

from __future__ import annotations

import pandas as pd

from components.analysis.dates import in_words, window_end

DAYS_A_MONTH = 30.4375
FINE_WINDOW = 31
"""A promised window of up to a month is fine enough for a slip in days."""


def with_slips(commitments: pd.DataFrame) -> pd.DataFrame:
    """The promises with `slip`, `slip_unit` (days or months) and `slip_words`.

    The slip runs from the last day of the promised window to the outcome; 0 means within the window. It is counted in days
    only when the outcome is known to the day and the window is a month or less, else in whole months, rounded down, so that
    no day is invented. NaN without a due date or without a dated outcome of a promise kept: a promise without a due date is never late.
    """
    done = commitments["outcome"].isin(["kept", "kept-late", "partly-kept"])
    earliest = commitments["outcome_on"].where(done)
    latest = window_end(commitments["outcome_on"], commitments["outcome_precision"]).where(done)
    due = commitments["due_to"]
    days = (earliest - due).dt.days
    days = days.where(days > 0, 0).where(earliest.notna() & due.notna())
    coarse = (commitments["outcome_precision"] != "day") | ((due - commitments["due_from"]).dt.days > FINE_WINDOW)
    slip = days.where(~coarse, _whole_months(due, earliest).clip(lower=0))
    unit = coarse.map({True: "months", False: "days"}).where(days.notna(), "")
    straddles = (earliest <= due) & (latest > due)
    frame = commitments.assign(slip=slip, slip_unit=unit, slip_straddles=straddles.fillna(False))
    return frame.assign(slip_words=[slip_in_words(row) for row in frame.itertuples()]).drop(columns="slip_straddles")


def _whole_months(due: pd.Series, done: pd.Series) -> pd.Series:
    """Months of the calendar that were over between the end of the due day and the outcome; negative before it, NaN where a date lacks."""
    start = due + pd.Timedelta(days=1)
    months = (done.dt.year - start.dt.year) * 12 + done.dt.month - start.dt.month
    return months - (done.dt.day < start.dt.day)


def slip_in_words(row) -> str:
    """For a row of with_slips: "on time", "26 months late", "done, no date was promised", or what the outcome is."""
    if row.outcome == "not-established":
        return "no result established"
    if row.outcome == "not-kept":
        return "not kept"
    if row.outcome == "open":
        return "open"
    verb = "partly done" if row.outcome == "partly-kept" else "done"
    if pd.isna(row.slip):
        return f"{verb}, no date was promised" if pd.isna(row.due_to) else verb
    if row.slip_straddles:
        return f"{verb} in the promised period or shortly after"
    if row.slip == 0:
        late = pd.notna(row.outcome_on) and row.outcome_on > row.due_to
        if late and row.outcome_precision == "day":
            return "less than a month late"
        if late:
            return f"late, in {in_words(row.outcome_on, row.outcome_precision)}"
        return "on time" if verb == "done" else "partly done on time"
    count = int(row.slip)
    unit = row.slip_unit[:-1] if count == 1 else row.slip_unit
    return f"{count} {unit} late" if verb == "done" else f"partly done, {count} {unit} late"


def outcome_counts(commitments: pd.DataFrame, outcomes: list[str]) -> pd.Series:
    """How many promises have each outcome; every outcome is there, in the order given."""
    return commitments["outcome"].value_counts().reindex(outcomes, fill_value=0)
