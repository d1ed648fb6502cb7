"""Fewer marks where there would be too many to tell apart: a chart aggregates, the table and the download keep every row."""

from __future__ import annotations

import pandas as pd

MOST_MARKS = 1500
"""Beyond so many, marks in one picture lie on each other at any width."""

MOST_ROWS_DRAWN = 150
"""Beyond so many, a picture with a row for each is longer than anybody scrolls."""


def one_a_month(rows: pd.DataFrame, by: list[str], day: str = "date", most: int = MOST_MARKS) -> pd.DataFrame:
    """All rows up to `most`; beyond, for each combination of `by` the last row of each month, in the order given."""
    if len(rows) <= most:
        return rows
    month = rows[day].dt.year * 12 + rows[day].dt.month
    return rows[~rows[by].assign(month=month).duplicated(keep="last")]


def last_rows(rows: pd.DataFrame, most: int = MOST_ROWS_DRAWN) -> pd.DataFrame:
    """All rows up to `most`; beyond, the last of them."""
    return rows if len(rows) <= most else rows.tail(most)


def left_out(drawn: int, total: int, noun: str) -> str:
    """A sentence that says how many are not drawn; "" when all are."""
    return "" if drawn >= total else f" {drawn:,} of {total:,} {noun} are drawn, all stand in the table and the download."
