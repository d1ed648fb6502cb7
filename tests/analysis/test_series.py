"""Indicator series."""

from __future__ import annotations

import pandas as pd
import pytest

from components.analysis.series import first_and_last

INDICATORS = pd.DataFrame(
    {
        "indicator_id": ["i1", "i2", "i3", "i4", "i5"], "series_id": ["budget", "budget", "launches", "budget", "zero"],
        "date": pd.to_datetime(["2023-01-01", "2017-01-01", "2017-06-01", "2020-01-01", "2017-01-01"]), "date_precision": ["year", "year", "month", "year", "year"],
        "value": [57.0, 40.0, 3.0, 50.0, 0.0], "unit": ["trillion won", "trillion won", "launches", "trillion won", "sorties"],
        "basis": ["passed", "passed", "actual", "passed", "actual"],
    }
)  # fmt: skip


def test_first_and_last():
    rows = first_and_last(INDICATORS).set_index("series_id")
    assert rows.loc["budget", ["unit", "values", "first_value", "last_value"]].tolist() == ["trillion won", 3, 40.0, 57.0]
    assert (rows.at["budget", "first_date"], rows.at["budget", "last_date"]) == (pd.Timestamp("2017-01-01"), pd.Timestamp("2023-01-01"))
    assert rows.at["budget", "change"] == pytest.approx(0.425)
    assert rows.at["launches", "change"] == 0
    assert pd.isna(rows.at["zero", "change"]), "from zero there is no rate of change"


def test_no_indicator_no_series():
    assert len(first_and_last(INDICATORS.head(0))) == 0


def test_of_several_values_for_one_date_the_firmest_counts():
    twice = pd.concat([INDICATORS, INDICATORS.iloc[[0]].assign(indicator_id="a0", basis="proposal", value=99.0)], ignore_index=True)
    row = first_and_last(twice).set_index("series_id").loc["budget"]
    assert row[["last_value", "peak_value", "values"]].tolist() == [57.0, 57.0, 4]


def test_peak_between_the_ends():
    row = first_and_last(INDICATORS.assign(value=[57.0, 40.0, 3.0, 90.0, 0.0])).set_index("series_id").loc["budget"]
    assert (row["peak_value"], row["peak_date"]) == (90.0, pd.Timestamp("2020-01-01"))
