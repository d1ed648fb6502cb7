"""Indicator series, each with one scope and one counter, and the sentence that says how far it moved."""

from __future__ import annotations

import pandas as pd

BASIS_ORDER = ["actual", "passed", "estimate", "proposal"]
"""Of several values for one date, the firmest speaks for it."""


def first_and_last(indicators: pd.DataFrame) -> pd.DataFrame:
    """One row a series, from its first value to its last; where a date has several values, the firmest basis counts (BASIS_ORDER).

    Columns: series_id, unit, first_date, first_value, last_date, last_value, values (count), peak_date, peak_value, change
    (last / first - 1; NaN when the first value is zero).
    """
    firm = indicators.assign(place=indicators["basis"].map({basis: place for place, basis in enumerate(BASIS_ORDER)}))
    ordered = firm.sort_values(["series_id", "date", "place", "indicator_id"])
    single = ordered.drop_duplicates(["series_id", "date"])
    groups = single.groupby("series_id", sort=False)
    peaks = single.loc[groups["value"].idxmax()].set_index("series_id")
    frame = groups.agg(
        unit=("unit", "first"),
        first_date=("date", "first"),
        first_value=("value", "first"),
        last_date=("date", "last"),
        last_value=("value", "last"),
    )
    frame = frame.assign(values=indicators.groupby("series_id").size(), peak_date=peaks["date"], peak_value=peaks["value"])
    base = frame["first_value"].where(frame["first_value"] != 0)
    return frame.assign(change=frame["last_value"] / base - 1).reset_index()
