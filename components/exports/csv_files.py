"""Frames as CSV: byte for byte as data/ holds them, and a second form that a spreadsheet can open without harm.

The cells are put together in Arrow: its own CSV writer quotes every text, the ledger's files only the cells that need it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from numbers import Number
from typing import Any, cast

import numpy as np
import pandas as pd
import pyarrow as arrow
import pyarrow.compute as compute
from pandas.api.types import is_bool_dtype, is_datetime64_any_dtype, is_float_dtype, is_numeric_dtype

LIST_SEPARATOR = "; "
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
ROWS_AT_ONCE = 50_000
"""Bounds the memory of one step, and keeps the text of one step below the 2 GB that an Arrow string column holds."""
NEEDS_QUOTES = r'[",\r\n]'
STARTS_A_FORMULA = r"^(?:[\t\r\n]|[\s\p{Z}\p{Cc}\p{Cf}]*[=+\-@\x{FF1D}\x{FF0B}\x{FF0D}\x{FF20}\x{FE66}\x{FE62}\x{FE63}\x{FE6B}\x{2212}])"
"""A tab or line break in front, or = + - @ after any blanks; also their fullwidth and small forms and the minus sign."""


def plain_csv(frame: pd.DataFrame) -> bytes:
    """The rows exactly as a file in data/ holds them: UTF-8, comma, line feed, a header, quotes only where needed.

    Days are YYYY-MM-DD, whole numbers have no decimal point, no number has an exponent, truth values are true and false,
    lists are joined by a semicolon and a space; what is not given is empty. The index is not written.
    """
    return b"".join(_pieces(frame, "\n", guarded=False))


def spreadsheet_csv(frame: pd.DataFrame) -> bytes:
    """The rows for a spreadsheet: a byte order mark, CRLF, and no text cell that a spreadsheet would run as a formula.

    After the OWASP rule on CSV injection, a text cell or header that starts with = + - @, a tab or a line break gets an
    apostrophe in front, also behind blanks or invisible characters and in fullwidth form. Numbers stay numbers: -5 is one,
    the text "-5" is not. Who needs the exact text takes plain_csv.
    """
    return BYTE_ORDER_MARK + b"".join(_pieces(frame, "\r\n", guarded=True))


def texts(column: pd.Series) -> arrow.StringArray:
    """The cells of a column as plain_csv writes them, before quotes; never null."""
    return compute.fill_null(_texts_or_nulls(column), "")


def _pieces(frame: pd.DataFrame, line_end: str, *, guarded: bool) -> Iterator[bytes]:
    header = pd.DataFrame([[str(name) for name in frame.columns]], columns=range(frame.shape[1]), dtype=object)
    for part in (header, *_parts(frame)):
        yield _lines(part, line_end, guarded=guarded)


def _parts(frame: pd.DataFrame) -> Iterator[pd.DataFrame]:
    for start in range(0, len(frame), ROWS_AT_ONCE):
        yield frame.iloc[start : start + ROWS_AT_ONCE]


def _lines(frame: pd.DataFrame, line_end: str, *, guarded: bool) -> bytes:
    if frame.shape[1] == 0:
        return b""
    columns = [frame.iloc[:, position] for position in range(frame.shape[1])]
    cells = [_quoted(_formula_safe(texts(column), column) if guarded else texts(column)) for column in columns]
    if len(cells) == 1:
        # A lone empty cell would be an empty line, which readers skip.
        cells = [compute.if_else(compute.equal(cells[0], ""), '""', cells[0])]
    lines = compute.binary_join_element_wise(*cells, arrow.scalar(","))
    joined = compute.binary_join(arrow.ListArray.from_arrays([0, len(lines)], lines.cast(arrow.binary())), line_end.encode())
    return cast(bytes, joined[0].as_py()) + line_end.encode()


def _quoted(cells: arrow.StringArray) -> arrow.StringArray:
    needy = compute.match_substring_regex(cells, NEEDS_QUOTES)
    if not compute.any(needy).as_py():
        return cells
    doubled = compute.replace_substring(cells, '"', '""')
    return compute.if_else(needy, compute.binary_join_element_wise('"', doubled, '"', ""), cells)


def _formula_safe(cells: arrow.StringArray, column: pd.Series) -> arrow.StringArray:
    if is_numeric_dtype(column.dtype) or is_datetime64_any_dtype(column.dtype):
        return cells
    risky = compute.match_substring_regex(cells, STARTS_A_FORMULA)
    if column.dtype == object:
        risky = compute.and_(risky, arrow.array([not isinstance(cell, Number) for cell in column], type=arrow.bool_()))
    return compute.if_else(risky, compute.binary_join_element_wise("'", cells, ""), cells)


def _texts_or_nulls(column: pd.Series) -> arrow.StringArray:
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype(column.cat.categories.dtype)
    if is_datetime64_any_dtype(column.dtype):
        return _arrow(column.dt.tz_localize(None), None).cast(arrow.date32(), safe=False).cast(arrow.string())
    if is_float_dtype(column.dtype):
        return _decimals(_arrow(column, None))
    if is_bool_dtype(column.dtype) or is_numeric_dtype(column.dtype):
        return _arrow(column, None).cast(arrow.string())
    return _texts_or_lists(column)


def _texts_or_lists(column: pd.Series) -> arrow.StringArray:
    """Most columns are all text or all lists, which Arrow takes at once; only a mixed one goes cell by cell."""
    try:
        return _arrow(column, arrow.string())
    except (arrow.ArrowTypeError, arrow.ArrowInvalid):
        pass
    try:
        return compute.binary_join(_arrow(column, arrow.list_(arrow.string())), LIST_SEPARATOR)
    except (arrow.ArrowTypeError, arrow.ArrowInvalid):
        return arrow.array([_cell(value) for value in column], type=arrow.string())


def _arrow(column: pd.Series, kind: arrow.DataType | None) -> arrow.Array:
    array = arrow.array(column, type=kind, from_pandas=True)
    return array.combine_chunks() if isinstance(array, arrow.ChunkedArray) else array


def _decimals(numbers: arrow.Array) -> arrow.StringArray:
    """Whole numbers without a point; Arrow writes the others in their shortest form, but large and tiny ones with an exponent."""
    written = numbers.cast(arrow.string())
    whole = compute.and_(compute.equal(compute.floor(numbers), numbers), compute.less(compute.abs(numbers), float(2**53)))
    integers = compute.if_else(whole, numbers, None).cast(arrow.int64()).cast(arrow.string())
    short = compute.if_else(whole, integers, written)
    exponents = compute.fill_null(compute.match_substring(short, "e"), False)
    if not compute.any(exponents).as_py():
        return short
    values = numbers.filter(exponents).to_pylist()
    return compute.replace_with_mask(short, exponents, arrow.array([_positional(value) for value in values], type=arrow.string()))


def _positional(number: float) -> str:
    return str(np.format_float_positional(number, trim="-"))


def _cell(value: Any) -> str | None:
    if isinstance(value, (tuple, list)):
        return LIST_SEPARATOR.join(_cell(member) or "" for member in value)
    if value is None or pd.isna(value):
        return None
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, (float, np.floating)):
        return _positional(float(value))
    return str(value)
