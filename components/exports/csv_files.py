"""Frames as CSV: byte for byte as data/ holds them, and a second form that a spreadsheet can open without harm.

Arrow's own writer puts the lines together. It can quote every text or none, but the ledger's files quote only the cells that need it: so
these cells are quoted beforehand, with bytes that no text can hold in place of the signs that the writer would refuse.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from io import BytesIO
from itertools import chain
from numbers import Number
from typing import Any, cast

import numpy as np
import pandas as pd
import pyarrow as arrow
import pyarrow.compute as compute
import pyarrow.csv as arrow_csv
from pandas.api.types import is_bool_dtype, is_datetime64_any_dtype, is_float_dtype, is_numeric_dtype

LIST_SEPARATOR = "; "
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
ROWS_AT_ONCE = 16_384
"""Bounds the memory of one step, which is fastest while it fits into the processor's own."""
STAND_INS = {ord('"'): 0xFF, ord(","): 0xFE, ord("\n"): 0xFD, ord("\r"): 0xFC}
"""The signs for which a cell needs quotes, each with a byte that UTF-8 never uses."""
MEANT = np.arange(256, dtype=np.uint8)
MEANT[list(STAND_INS.values())] = list(STAND_INS)
TEXT, BYTES = arrow.large_string(), arrow.large_binary()
QUOTE = arrow.scalar(bytes([STAND_INS[ord('"')]]), BYTES)
STARTS_A_FORMULA = r"^(?:[\t\r\n]|[\s\p{Z}\p{Cc}\p{Cf}]*[=+\-@\x{FF1D}\x{FF0B}\x{FF0D}\x{FF20}\x{FE66}\x{FE62}\x{FE63}\x{FE6B}\x{2212}])"
"""A tab or line break in front, or = + - @ after any blanks; also their fullwidth and small forms and the minus sign."""


def plain_csv(frame: pd.DataFrame) -> bytes:
    """The rows exactly as a file in data/ holds them: UTF-8, comma, line feed, a header, quotes only where needed.

    Days are YYYY-MM-DD, whole numbers have no decimal point, no number has an exponent, truth values are true and false,
    lists are joined by a semicolon and a space; what is not given is empty. The index is not written.
    """
    return _whole(plain_pieces(frame))


def plain_pieces(frame: pd.DataFrame, rows_at_once: int = ROWS_AT_ONCE) -> Iterator[bytes]:
    """The bytes of plain_csv one after the other: the header, then so many rows each time."""
    return _pieces(frame, "\n", rows_at_once, guarded=False)


def spreadsheet_csv(frame: pd.DataFrame) -> bytes:
    """The rows for a spreadsheet: a byte order mark, CRLF, and no text cell that a spreadsheet would run as a formula.

    After the OWASP rule on CSV injection, a text cell or header that starts with = + - @, a tab or a line break gets an
    apostrophe in front, also behind blanks or invisible characters and in fullwidth form. Numbers stay numbers: -5 is one,
    the text "-5" is not. Who needs the exact text takes plain_csv.
    """
    return _whole(chain([BYTE_ORDER_MARK], _pieces(frame, "\r\n", ROWS_AT_ONCE, guarded=True)))


def _whole(pieces: Iterable[bytes]) -> bytes:
    """All pieces as one; they are not kept beside it meanwhile, as a join would."""
    whole = BytesIO()
    whole.writelines(pieces)
    return whole.getvalue()


def texts(column: pd.Series) -> arrow.LargeStringArray:
    """The cells of a column as plain_csv writes them, before quotes; never null."""
    return compute.fill_null(_texts_or_nulls(column).cast(TEXT), "")


def _pieces(frame: pd.DataFrame, line_end: str, rows_at_once: int, *, guarded: bool) -> Iterator[bytes]:
    header = pd.DataFrame([[str(name) for name in frame.columns]], columns=range(frame.shape[1]), dtype=object)
    yield _lines(header, line_end, guarded=guarded)
    for start in range(0, len(frame), rows_at_once):
        yield _lines(frame.iloc[start : start + rows_at_once], line_end, guarded=guarded)


def _lines(frame: pd.DataFrame, line_end: str, *, guarded: bool) -> bytes:
    if frame.shape[1] == 0:
        return b""
    columns = [frame.iloc[:, position] for position in range(frame.shape[1])]
    cells = [_written(column, guarded=guarded) for column in columns]
    if len(cells) == 1:
        # A lone empty cell would be an empty line, which readers skip.
        cells = [_with_marked_blanks(cells[0].cast(TEXT))]
    table = arrow.Table.from_arrays(cells, [str(position) for position in range(len(cells))])
    options = arrow_csv.WriteOptions(include_header=False, batch_size=4096, eol=line_end, quoting_style="none")
    written = arrow.BufferOutputStream()
    arrow_csv.write_csv(table, written, options)
    return _as_meant(written.getvalue())


def _written(column: pd.Series, *, guarded: bool) -> arrow.Array:
    """The cells of a column as Arrow's writer takes them: days as they are, all else as text."""
    if is_datetime64_any_dtype(column.dtype):
        return _days(column)
    return _quoted(_formula_safe(texts(column), column) if guarded else _texts_or_nulls(column))


def _as_meant(written: arrow.Buffer) -> bytes:
    """The bytes with the signs for which others stand in."""
    signs = np.frombuffer(written, np.uint8)
    places = np.flatnonzero(signs >= min(STAND_INS.values()))
    # Nobody else has these bytes yet, so they are changed where they are.
    signs[places] = MEANT[signs[places]]
    return cast(bytes, written.to_pybytes())


def _quoted(cells: arrow.Array) -> arrow.LargeStringArray:
    """The cells with stand-ins for all signs of structure, quoted where there was one."""
    cells = cells.cast(TEXT)
    needy, signs = _needy(cells)
    if not signs:
        return cells
    mask = arrow.array(needy)
    plain = cells.view(BYTES)
    quoted = plain.filter(mask)
    for sign in signs:
        quoted = compute.replace_substring(quoted, bytes([sign]), bytes([STAND_INS[sign]]) * (2 if sign == ord('"') else 1))
    quoted = compute.binary_join_element_wise(QUOTE, quoted, QUOTE, arrow.scalar(b"", BYTES))
    # Arrow gathers from two arrays in one go faster than it replaces in one.
    order = np.arange(len(cells))
    order[needy] = np.arange(len(cells), len(cells) + len(quoted))
    return arrow.concat_arrays([plain, quoted]).take(arrow.array(order)).view(TEXT)


def _needy(cells: arrow.LargeStringArray) -> tuple[np.ndarray, list[int]]:
    """Which cells hold a sign of structure, and which signs there are."""
    needy = np.zeros(len(cells), bool)
    _, borders, text = cells.buffers()
    ends = np.frombuffer(borders, np.int64)[cells.offset : cells.offset + len(cells) + 1]
    if text is None or ends[0] == ends[-1]:
        return needy, []
    signs = np.frombuffer(text, np.uint8)[ends[0] : ends[-1]]
    found = []
    for sign in STAND_INS:
        hits = signs == sign
        if hits.any():
            found.append(sign)
            needy[np.searchsorted(ends, np.flatnonzero(hits) + ends[0], side="right") - 1] = True
    return needy, found


def _with_marked_blanks(cells: arrow.LargeStringArray) -> arrow.LargeStringArray:
    plain = compute.fill_null(cells.view(BYTES), b"")
    empty = arrow.scalar(QUOTE.as_py() * 2, BYTES)
    return compute.if_else(compute.equal(plain, b""), empty, plain).view(TEXT)


def _formula_safe(cells: arrow.StringArray, column: pd.Series) -> arrow.StringArray:
    if is_numeric_dtype(column.dtype) or is_datetime64_any_dtype(column.dtype):
        return cells
    risky = compute.match_substring_regex(cells, STARTS_A_FORMULA)
    if column.dtype == object:
        risky = compute.and_(risky, arrow.array([not isinstance(cell, Number) for cell in column], type=arrow.bool_()))
    return compute.if_else(risky, compute.binary_join_element_wise(arrow.scalar("'", TEXT), cells, arrow.scalar("", TEXT)), cells)


def _texts_or_nulls(column: pd.Series) -> arrow.StringArray:
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype(column.cat.categories.dtype)
    if is_datetime64_any_dtype(column.dtype):
        return _days(column).cast(TEXT)
    if is_float_dtype(column.dtype):
        return _decimals(_arrow(column, None))
    if is_bool_dtype(column.dtype) or is_numeric_dtype(column.dtype):
        return _arrow(column, None).cast(arrow.string())
    return _texts_or_lists(column)


def _days(column: pd.Series) -> arrow.Date32Array:
    local = column if column.dt.tz is None else column.dt.tz_localize(None)
    return _arrow(local, None).cast(arrow.date32(), safe=False)


def _texts_or_lists(column: pd.Series) -> arrow.StringArray:
    """Most columns are all text or all lists, which Arrow takes at once; only a mixed one goes cell by cell."""
    try:
        return _arrow(column, TEXT)
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
