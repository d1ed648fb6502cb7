"""CSV byte for byte, and CSV that a spreadsheet cannot run."""

from __future__ import annotations

import csv
import io
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.contract import Table
from components.exports.csv_files import BYTE_ORDER_MARK, ROWS_AT_ONCE, STAND_INS, plain_csv, plain_pieces, spreadsheet_csv
from components.tables import SHIPPED, read_ledger

LEDGER = read_ledger(SHIPPED)
PRESENT = [table for table in LEDGER.contract.tables.values() if (SHIPPED / table.path).exists()]

MIXED = pd.DataFrame(
    {
        "id": ["a", "b", "c"],
        "on": pd.to_datetime(["2017-09-05", None, "2023-07-03"]),
        "value": [17.0, np.nan, -0.5],
        "partners": [("kr", "us"), (), ("한국",)],
        "is_anchor": [True, False, True],
        "note": ["", 'says "no", twice', "대한민국"],
    }
)

PAYLOADS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "-5",
    "@SUM(A1)",
    '=HYPERLINK("http://evil.example";"x")',
    "\t=1+1",
    "\ttext behind a tab",
    "\r=1+1",
    "\n=1+1",
    "   =1+1",
    "\u00a0=1+1",
    "\u3000@SUM(A1)",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\x00=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "﹦1+1",
    "−1",
]
HARMLESS = ["", "text", "a=b", "1-2", "kim@example.org", "'=1+1", "2017-09-05", "; =1", "(+82)", "–", "…", "50 %"]


def read_back(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_every_kind_of_cell() -> None:
    assert plain_csv(MIXED).decode() == (
        'id,on,value,partners,is_anchor,note\na,2017-09-05,17,kr; us,true,\nb,,,,false,"says ""no"", twice"\nc,2023-07-03,-0.5,한국,true,대한민국\n'
    )


@pytest.mark.parametrize("table", PRESENT, ids=lambda table: table.name)
def test_the_ledger_comes_back_byte_for_byte(table: Table) -> None:
    assert plain_csv(LEDGER[table.name]) == (SHIPPED / table.path).read_bytes()


@pytest.mark.parametrize("write", [plain_csv, spreadsheet_csv])
def test_without_rows_only_the_header_is_left(write) -> None:
    assert read_back(write(MIXED.head(0))) == [list(MIXED.columns)]


def test_one_row_is_a_header_and_a_line() -> None:
    assert plain_csv(MIXED.head(1)).count(b"\n") == 2


def test_the_frame_stays_as_it_was_and_its_index_is_not_written() -> None:
    frame = MIXED.set_index(pd.Index([9, 8, 7]))
    before = frame.copy(deep=True)
    assert plain_csv(frame) == plain_csv(MIXED)
    spreadsheet_csv(frame)
    pd.testing.assert_frame_equal(frame, before)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (45.10, "45.1"),
        (750000000000.0, "750000000000"),
        (12345678901.5, "12345678901.5"),
        (1e-7, "0.0000001"),
        (1e22, "10000000000000000000000"),
        (-0.0, "0"),
        (0.9441, "0.9441"),
    ],
)
def test_numbers_have_neither_exponent_nor_needless_point(number: float, text: str) -> None:
    assert plain_csv(pd.DataFrame({"n": [number, 1.0]})).decode() == f"n\n{text}\n1\n"


def test_nullable_and_whole_numbers_and_truths() -> None:
    frame = pd.DataFrame({"n": pd.array([1, None], dtype="Int64"), "t": pd.array([None, True], dtype="boolean"), "i": [2, -3]})
    assert plain_csv(frame).decode() == "n,t,i\n1,,2\n,true,-3\n"


def test_a_mixed_column_is_written_cell_by_cell() -> None:
    cells = [1, 2.5, "x", (1, "y"), None, True, pd.Timestamp("2017-09-05"), pd.NaT, float("nan")]
    assert read_back(plain_csv(pd.DataFrame({"a": pd.Series(cells, dtype=object), "b": "."})))[1:] == [
        [text, "."] for text in ["1", "2.5", "x", "1; y", "", "true", "2017-09-05", "", ""]
    ]


def test_categories_are_written_as_their_labels() -> None:
    assert plain_csv(pd.DataFrame({"c": pd.Categorical(["b", None]), "d": "x"})) == b"c,d\nb,x\n,x\n"


def test_a_lone_empty_cell_is_no_empty_line() -> None:
    assert read_back(plain_csv(pd.DataFrame({"a": ["", "x"]}))) == [["a"], [""], ["x"]]


def test_line_breaks_quotes_and_commas_stay_inside_their_cell() -> None:
    cells = ["a\nb", "a\r\nb", 'a"b', "a,b", '"', ""]
    assert [row[0] for row in read_back(plain_csv(pd.DataFrame({"a": cells, "b": "x"})))[1:]] == cells


def test_more_rows_than_one_step_takes_are_all_written_in_order() -> None:
    frame = pd.DataFrame({"n": range(40_001), "t": "x"})
    lines = plain_csv(frame).decode().splitlines()
    assert (len(lines), lines[ROWS_AT_ONCE + 1], lines[-1]) == (40_002, f"{ROWS_AT_ONCE},x", "40000,x")


TEXTS = st.text(st.sampled_from('ab ,"\n\r;한é\u2028\x00\x01\U0010ffff'), max_size=6)


def by_hand(rows: list[list[str | None]]) -> bytes:
    """The rows of two columns as the format has them: a cell is quoted when it holds a comma, a quote or a line break, and never else."""
    lines = []
    for row in [["a", "b, c"], *rows]:
        cells = [cell or "" for cell in row]
        lines.append(",".join('"' + cell.replace('"', '""') + '"' if set(cell) & set(',"\n\r') else cell for cell in cells))
    return "".join(f"{line}\n" for line in lines).encode()


@settings(deadline=None, database=None, derandomize=True, max_examples=200)
@given(
    st.lists(st.lists(st.none() | TEXTS, min_size=2, max_size=2), max_size=12),
    st.sampled_from(["str", "object", "category"]),
    st.integers(1, 5),
)
def test_any_text_is_written_byte_for_byte_in_pieces_of_any_size(rows, dtype, rows_at_once) -> None:
    frame = pd.DataFrame(rows, columns=["a", "b, c"], dtype=dtype)
    assert plain_csv(frame) == by_hand(rows)
    pieces = list(plain_pieces(frame, rows_at_once))
    assert b"".join(pieces) == by_hand(rows)
    assert len(pieces) == 1 + -(-len(rows) // rows_at_once)


def test_a_part_of_a_frame_is_written_as_that_part() -> None:
    """Arrow shares the memory of a column between its parts: quotes of other rows must not be seen."""
    frame = pd.DataFrame({"a": ["x,1", "plain", "", "y\n2", None], "b": ["", 'q"', "", "", "한"]}, dtype="str")
    for first in range(5):
        for last in range(first, 6):
            part = frame.iloc[first:last]
            assert plain_csv(part) == plain_csv(pd.DataFrame({"a": list(part["a"]), "b": list(part["b"])}, dtype="str"))


def test_no_text_can_hold_a_byte_that_stands_for_a_sign() -> None:
    every = "".join(chr(point) for point in range(0x110000) if not 0xD800 <= point < 0xE000).encode()
    assert not set(STAND_INS.values()) & set(every)


def test_a_piece_is_small_and_the_header_comes_first() -> None:
    frame = pd.DataFrame({"n": range(2 * ROWS_AT_ONCE + 1), "t": "x"})
    pieces = list(plain_pieces(frame))
    assert pieces[0] == b"n,t\n"
    assert [piece.count(b"\n") for piece in pieces[1:]] == [ROWS_AT_ONCE, ROWS_AT_ONCE, 1]


@pytest.mark.parametrize("payload", PAYLOADS, ids=repr)
def test_a_spreadsheet_must_not_run_a_text(payload: str) -> None:
    for cell in (payload, (payload, "kr")):
        written = read_back(spreadsheet_csv(pd.DataFrame({"a": pd.Series([cell], dtype=object), "b": "x"})))[1][0]
        assert written.startswith("'" + payload)


@pytest.mark.parametrize("payload", PAYLOADS, ids=repr)
def test_the_plain_form_must_not_change_a_text(payload: str) -> None:
    assert read_back(plain_csv(pd.DataFrame({"a": [payload], "b": "x"})))[1][0] == payload


@pytest.mark.parametrize("text", HARMLESS, ids=repr)
def test_harmless_text_gets_no_apostrophe(text: str) -> None:
    assert read_back(spreadsheet_csv(pd.DataFrame({"a": [text], "b": "x"})))[1][0] == text


def test_numbers_and_days_stay_what_they_are() -> None:
    frame = pd.DataFrame({"n": [-5.0], "o": pd.Series([-7], dtype=object), "t": ["-5"], "d": pd.to_datetime(["2017-09-05"])})
    assert read_back(spreadsheet_csv(frame))[1] == ["-5", "-7", "'-5", "2017-09-05"]


def test_a_header_is_guarded_too() -> None:
    assert read_back(spreadsheet_csv(pd.DataFrame({"=1+1": ["x"], "b": ["y"]})))[0] == ["'=1+1", "b"]


def test_a_spreadsheet_file_has_one_mark_and_crlf() -> None:
    content = spreadsheet_csv(MIXED)
    assert content.count(BYTE_ORDER_MARK) == 1
    assert content.startswith(BYTE_ORDER_MARK + b"id,on,")
    assert content.count(b"\r\n") == content.count(b"\n") == 4


def test_no_export_needs_streamlit() -> None:
    modules = "citations, csv_files, names, package, workbook"
    code = f"import sys; from components.exports import {modules}; sys.exit('streamlit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=SHIPPED.parent, check=False).returncode == 0
