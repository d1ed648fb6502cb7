"""Days with their precision: the window that a date of day, month or year precision covers, and its words."""

from __future__ import annotations

from datetime import date

import pandas as pd


def window_end(dates: pd.Series, precision: pd.Series) -> pd.Series:
    """The last day that each date may mean: itself, the end of its month or of its year; NaT stays NaT."""
    ends = dates.copy()
    months, years = precision == "month", precision == "year"
    ends[months] = dates[months] + pd.offsets.MonthEnd(0)
    ends[years] = dates[years] + pd.offsets.YearEnd(0)
    return ends


def in_words(day: date | pd.Timestamp | None, precision: str = "day") -> str:
    """A date as the sources give it: 5 Sep 2017, Sep 2017 or 2017; "no date" for an empty one."""
    if day is None or pd.isna(day):
        return "no date"
    if precision == "year":
        return f"{day.year}"
    if precision == "month":
        return f"{day:%b} {day.year}"
    return f"{day.day} {day:%b} {day.year}"


def words(dates: pd.Series, precision: pd.Series) -> pd.Series:
    """in_words for whole columns; empty text for an empty date."""
    pairs = zip(dates, precision, strict=True)
    return pd.Series([in_words(day, kind) if pd.notna(day) else "" for day, kind in pairs], index=dates.index, dtype="str")
