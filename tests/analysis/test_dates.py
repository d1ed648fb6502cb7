"""Days with their precision."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from components.analysis.dates import in_words, window_end, words


def test_window_end_is_the_last_day_that_may_be_meant():
    dates = pd.Series(pd.to_datetime(["2017-09-05", "2023-04-01", "2024-02-01", "2014-01-01", None]))
    ends = window_end(dates, pd.Series(["day", "month", "month", "year", ""]))
    assert ends.tolist()[:4] == [
        pd.Timestamp("2017-09-05"),
        pd.Timestamp("2023-04-30"),
        pd.Timestamp("2024-02-29"),
        pd.Timestamp("2014-12-31"),
    ]
    assert pd.isna(ends[4])


def test_window_end_leaves_its_argument_alone():
    dates = pd.Series(pd.to_datetime(["2023-04-01"]))
    window_end(dates, pd.Series(["year"]))
    assert dates[0] == pd.Timestamp("2023-04-01")


@pytest.mark.parametrize(
    ("day", "precision", "expected"),
    [
        (pd.Timestamp("2017-09-05"), "day", "5 Sep 2017"),
        (date(2023, 7, 3), "day", "3 Jul 2023"),
        (pd.Timestamp("2023-04-01"), "month", "Apr 2023"),
        (pd.Timestamp("2014-01-01"), "year", "2014"),
        (pd.NaT, "day", "no date"),
        (None, "year", "no date"),
    ],
)
def test_in_words_is_never_finer_than_the_source(day, precision, expected):
    assert in_words(day, precision) == expected


def test_words_of_an_empty_date_are_empty():
    dates = pd.Series(pd.to_datetime(["2023-04-01", None]), index=[7, 3])
    told = words(dates, pd.Series(["month", ""], index=[7, 3]))
    assert told.to_dict() == {7: "Apr 2023", 3: ""}
