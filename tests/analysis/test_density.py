"""Fewer marks where there would be too many."""

from __future__ import annotations

import pandas as pd

from components.analysis.density import last_rows, left_out, one_a_month

ROWS = pd.DataFrame(
    {
        "id": ["a1", "a2", "a3", "b1", "a4", "b2"],
        "subject": ["a", "a", "a", "b", "a", "b"],
        "date": pd.to_datetime(["2017-09-01", "2017-09-30", "2017-10-01", "2017-09-02", "2018-09-05", "2017-09-20"]),
    }
)


def test_few_rows_stay_as_they_are():
    assert one_a_month(ROWS, ["subject"], most=6) is ROWS
    assert last_rows(ROWS, most=6) is ROWS


def test_beyond_the_limit_the_last_of_each_month_and_group_stands_for_the_rest():
    thin = one_a_month(ROWS, ["subject"], most=5)
    assert thin["id"].tolist() == ["a2", "a3", "a4", "b2"]
    # September of another year is another month.
    assert list(thin.columns) == list(ROWS.columns)


def test_beyond_the_limit_the_last_rows_stay():
    assert last_rows(ROWS, most=2)["id"].tolist() == ["a4", "b2"]


def test_what_is_left_out_is_said_and_nothing_is_said_when_all_is_there():
    assert left_out(150, 5400, "promises") == " 150 of 5,400 promises are drawn, all stand in the table and the download."
    assert left_out(54, 54, "promises") == ""
