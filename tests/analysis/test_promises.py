"""Promises and what became of them."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from components.analysis.promises import outcome_counts, slip_in_words, with_slips


def promised(due_from="", due_to="", outcome="kept", on="", precision="day", row_id="p"):
    days = {name: pd.to_datetime(text or None) for name, text in (("due_from", due_from), ("due_to", due_to), ("outcome_on", on))}
    return {"commitment_id": row_id, "outcome": outcome, "outcome_precision": precision if on else "", **days}


def frame(*rows):
    made = pd.DataFrame(list(rows))
    return made.assign(**{name: pd.to_datetime(made[name]) for name in ("due_from", "due_to", "outcome_on")})


@pytest.mark.parametrize(
    ("row", "slip", "unit", "words"),
    [
        (promised("2023-10-01", "2023-10-31", "kept", "2023-10-31"), 0, "days", "on time"),
        (promised("2023-10-01", "2023-10-31", "kept", "2023-09-01"), 0, "days", "on time"),
        (promised("2023-10-01", "2023-10-31", "kept-late", "2023-11-01"), 1, "days", "1 day late"),
        (promised("2023-10-01", "2023-10-31", "kept-late", "2023-12-30"), 60, "days", "60 days late"),
        (promised("2018-01-01", "2021-12-31", "kept-late", "2022-01-25"), 0, "months", "less than a month late"),
        (promised("2018-01-01", "2018-12-31", "kept-late", "2019-02-01", "month"), 1, "months", "1 month late"),
        (promised("2018-01-01", "2018-12-31", "kept-late", "2019-02-28"), 1, "months", "1 month late"),
        (promised("2018-01-01", "2018-12-31", "kept-late", "2019-03-01"), 2, "months", "2 months late"),
        (promised("2018-01-01", "2018-06-15", "kept-late", "2018-07-15"), 0, "months", "less than a month late"),
        (promised("2018-01-01", "2018-06-15", "kept-late", "2018-07-16"), 1, "months", "1 month late"),
        (promised("2018-01-01", "2018-12-31", "kept-late", "2021-03-01", "month"), 26, "months", "26 months late"),
        (promised("2023-10-01", "2023-10-31", "kept-late", "2024-01-01", "year"), 2, "months", "2 months late"),
        (promised("2018-01-01", "2018-12-31", "partly-kept", "2018-06-01"), 0, "months", "partly done on time"),
        (promised("2018-01-01", "2018-12-31", "partly-kept", "2020-06-01"), 17, "months", "partly done, 17 months late"),
        (promised("2018-01-01", "2018-06-30", "kept", "2018-01-01", "year"), 0, "months", "done in the promised period or shortly after"),
        (promised(outcome="kept", on="2018-06-01"), None, "", "done, no date was promised"),
        (promised(outcome="partly-kept", on="2018-06-01"), None, "", "partly done, no date was promised"),
        (promised("2018-01-01", "2018-12-31", "kept"), None, "", "done"),
        (promised("2018-01-01", "2018-12-31", "not-kept", "2020-01-01"), None, "", "not kept"),
        (promised("2018-01-01", "2018-12-31", "open"), None, "", "open"),
        (promised("2018-01-01", "2018-12-31", "not-established"), None, "", "no result established"),
    ],
)
def test_slip(row, slip, unit, words):
    done = with_slips(frame(row)).iloc[0]
    assert math.isnan(done["slip"]) if slip is None else done["slip"] == slip
    assert (done["slip_unit"], done["slip_words"]) == (unit, words)


def test_slips_keep_rows_and_columns():
    rows = frame(promised(row_id="a"), promised(row_id="b", outcome="open"))
    slipped = with_slips(rows)
    assert slipped["commitment_id"].tolist() == ["a", "b"]
    assert list(slipped.columns) == [*rows.columns, "slip", "slip_unit", "slip_words"]


def test_slip_in_words_is_one_cell_of_that():
    class Row:
        outcome, slip, slip_unit, slip_straddles = "kept-late", 3.0, "months", False
        due_to, outcome_on = pd.Timestamp("2018-12-31"), pd.Timestamp("2019-04-15")

    assert slip_in_words(Row) == "3 months late"


def test_outcome_counts_hold_every_outcome_in_order():
    counts = outcome_counts(
        frame(promised(outcome="open"), promised(outcome="kept"), promised(outcome="open")), ["kept", "not-kept", "open"]
    )
    assert list(counts.items()) == [("kept", 1), ("not-kept", 0), ("open", 2)]
