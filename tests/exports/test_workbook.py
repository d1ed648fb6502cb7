"""Workbooks read back by openpyxl, which shares no code with the writer."""

from __future__ import annotations

import io

import numpy as np
import openpyxl
import pandas as pd
import pytest

from components.exports import workbook
from components.exports.workbook import TooLarge, sheet_names, xlsx

FRAME = pd.DataFrame(
    {
        "id": ["a", "b"],
        "on": pd.to_datetime(["2017-09-05", None]),
        "value": [17.5, np.nan],
        "partners": [("kr", "us"), ()],
        "is_anchor": [True, False],
        "note": ["", "대한민국"],
    }
)


def opened(frames: dict[str, pd.DataFrame]) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(xlsx(frames)))


def test_cells_keep_their_kind() -> None:
    sheet = opened({"rows": FRAME})["rows"]
    assert list(sheet.iter_rows(values_only=True)) == [
        ("id", "on", "value", "partners", "is_anchor", "note"),
        ("a", "2017-09-05", 17.5, "kr; us", "true", None),
        ("b", None, None, None, "false", "대한민국"),
    ]


def test_the_header_is_bold_and_frozen() -> None:
    sheet = opened({"rows": FRAME})["rows"]
    assert sheet.freeze_panes == "A2"
    assert all(cell.font.bold for cell in sheet[1])
    assert not any(cell.font.bold for cell in sheet[2])


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "{=1+1}",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "http://example.org",
        "mailto:a@b.c",
        "internal:Sheet1!A1",
        "123",
        "＝1",
        "TRUE",
        "2017-09-05",
    ],
)
def test_text_must_not_become_a_formula_a_link_or_a_number(text: str) -> None:
    cell = opened({"rows": pd.DataFrame({text: [text]})})["rows"]["A2"]
    assert (cell.data_type, cell.value, cell.hyperlink) == ("s", text, None)


def test_no_rows_and_no_frames() -> None:
    assert list(opened({"rows": FRAME.head(0)})["rows"].iter_rows(values_only=True)) == [tuple(FRAME.columns)]
    assert opened({}).sheetnames == ["Empty"]


def test_one_sheet_a_frame_in_order() -> None:
    assert opened({"b": FRAME, "a": FRAME.head(1)}).sheetnames == ["b", "a"]


def test_columns_are_as_wide_as_their_text_within_bounds() -> None:
    widths = opened({"rows": pd.DataFrame({"a": ["x"], "b": ["x" * 20], "c": ["한" * 12], "d": ["x" * 500]})})["rows"].column_dimensions
    assert [round(widths[letter].width) for letter in "ABCD"] == [9, 23, 27, 61]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["a/b:c?*[d]\\e"], ["a b c d e"]),
        (["x" * 40], ["x" * 31]),
        (["x" * 40, "x" * 41], ["x" * 31, "x" * 27 + " (2)"]),
        (["Rows", "rows"], ["Rows", "rows (2)"]),
        (["'quoted'"], ["quoted"]),
        (["", "?"], ["Sheet", "Sheet (2)"]),
        (["History"], ["History rows"]),
        (["a\r\nb"], ["a b"]),
    ],
)
def test_sheet_names(names: list[str], expected: list[str]) -> None:
    assert sheet_names(names) == expected
    assert opened(dict.fromkeys(names, FRAME)).sheetnames == expected


def test_the_same_rows_give_the_same_bytes() -> None:
    assert xlsx({"rows": FRAME}) == xlsx({"rows": FRAME.copy()})


def test_what_does_not_fit_is_refused_not_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TooLarge, match="rows, column note, row 1 has 32768 characters, an Excel cell takes 32767"):
        xlsx({"rows": pd.DataFrame({"note": ["x" * 32_768]})})
    monkeypatch.setattr(workbook, "MOST_ROWS", 1)
    with pytest.raises(TooLarge, match="rows has 2 rows, an Excel sheet takes 1"):
        xlsx({"rows": FRAME})
