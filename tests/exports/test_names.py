"""File names that hold in every file system and every header."""

from __future__ import annotations

import re
from datetime import date

import pandas as pd
import pytest

from components.exports.names import file_name, name_part

A, B = date(2017, 9, 5), date(2023, 7, 3)


def test_a_name_carries_table_dates_and_version() -> None:
    assert file_name("observations", A, B, "1.0.0", "csv") == "korea-posture-ledger_observations_2017-09-05_2023-07-03_v1.0.0.csv"


@pytest.mark.parametrize(("suffix", "end"), [("csv", ".csv"), (".xlsx", ".xlsx"), ("_excel.csv", "_excel.csv"), ("", ""), ("/../x", ".x")])
def test_endings(suffix: str, end: str) -> None:
    assert file_name("terms", A, B, "1.0.0", suffix) == f"korea-posture-ledger_terms_2017-09-05_2023-07-03_v1.0.0{end}"


@pytest.mark.parametrize("day", [A, pd.Timestamp("2017-09-05 13:00"), "2017-09-05"])
def test_a_day_may_come_as_date_timestamp_or_text(day: object) -> None:
    assert file_name("terms", day, None, "v1.0.0", "csv") == "korea-posture-ledger_terms_2017-09-05_v1.0.0.csv"  # type: ignore[arg-type]


def test_what_is_not_given_is_left_out() -> None:
    assert file_name("", None, pd.NaT, "", "zip") == "korea-posture-ledger.zip"


@pytest.mark.parametrize(
    "text",
    [
        "../../etc/passwd",
        "..\\..\\windows\\win.ini",
        'a"; filename="evil.exe',
        "a\r\nSet-Cookie: x=1",
        "한국 자료",
        "/absolute",
        "a\x00b",
        ".hidden",
        "con.",
        "é́~`$(rm -rf)",
        "x" * 500,
        "%2e%2e%2f",
        "\u202egpj.exe",
        "......",
        "-rf",
    ],
    ids=repr,
)
def test_no_text_gets_a_path_or_a_line_break_into_a_name(text: str) -> None:
    name = file_name(text, text, text, text, text)
    assert re.fullmatch(r"korea-posture-ledger[a-z0-9._-]*", name)
    assert ".." not in name
    assert len(name) <= 255


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("three_axis", "three-axis"),
        ("Three Axis", "three-axis"),
        ("Café  Olé", "cafe-ole"),
        ("1.0.0", "1.0.0"),
        ("a . b", "a-b"),
        ("..", ""),
    ],
)
def test_name_part(text: str, part: str) -> None:
    assert name_part(text) == part
