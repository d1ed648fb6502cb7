"""From the bytes of one file to its rows as text: each line stands for itself, so that a fault breaks its own row and no other.

The bytes are searched for anything unusual, block by block. Only lines that show something are looked at one by one, which tells what is
wrong and where; all that are rows by the strict grammar (RFC 4180, a row a line) are then cut into cells by Arrow's parser at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as arrow
import pyarrow.csv as arrow_csv

from components.contract import Table
from components.problems import Problem

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
LONGEST_LINE = 131_072
"""In characters: what is longer comes from a broken export and not from a curator."""
BLOCK = 1 << 24
"""Bytes that are searched at a time, which bounds the memory of the search."""
UNSEEN = (
    *range(0x20), *range(0x7F, 0xA0), 0xAD, 0x61C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A),
    0xFEFF, *range(0xFFF9, 0xFFFC), *range(0xE0000, 0xE0080),
)  # fmt: skip
"""Control characters, characters without width and marks that turn the direction of text: they show something else than what is stored."""
INVISIBLE = re.compile("[" + "".join(re.escape(chr(point)) for point in UNSEEN) + "]")
MARKUP = re.compile(r"<[A-Za-z/!?][^<>]*>")

LF, QUOTE, COMMA, EQUALS, DELETE = b'\n",=\x7f'
_CELL = re.compile(r'(?:"((?:[^"]++|"")*+)"|([^",]*+))(,|\Z)')
_LOST_BYTE = re.compile("[\udc80-\udcff]")
_BORDER = np.isin(np.arange(256), (COMMA, LF, QUOTE))
"""What may stand outside a quote that opens or closes a cell; a quote there is the other half of a doubled one."""


@dataclass(frozen=True)
class Rows:
    """A file as text: rows by line number, faults of form, and what of it is not in the rows: ids of broken lines, or all (unread)."""

    frame: pd.DataFrame
    faults: list[Problem]
    lost: set[str] = field(default_factory=set)
    unread: bool = False


class _Place(NamedTuple):
    """A line of the file: its number (the header is 1), where its bytes begin, and where they end."""

    number: int
    begin: int
    end: int


def no_rows(table: Table) -> pd.DataFrame:
    """A table of text without a row."""
    return pd.DataFrame({name: pd.Series(dtype="str") for name in table.column_names}, index=pd.Index([], dtype="int64"))


def read_rows(table: Table, content: bytes) -> Rows:
    """The rows of a file and every fault of its form; a byte order mark, and CRLF for LF, change nothing."""
    content = content.removeprefix(BYTE_ORDER_MARK)
    if b"\r" in content:
        content = content.replace(b"\r\n", b"\n")
    header = content if b"\n" not in content else content[: content.index(b"\n")]
    faults = _header_faults(table, content, header)
    if faults:
        return Rows(no_rows(table), faults, unread=True)
    number_of_lines, unusual = _searched(content, len(header) + 1, len(table.columns))
    broken: list[_Place] = []
    lost: set[str] = set()
    for place in unusual:
        line = _Line(table, content[place.begin : place.end])
        faults += [Problem(table.path, place.number, *fault) for fault in line.faults]
        if not line.is_row:
            broken.append(place)
            lost.add(line.first_cell)
    return Rows(_frame(table, content, len(header) + 1, number_of_lines, broken), faults, lost)


# The header


def _header_faults(table: Table, content: bytes, header: bytes) -> list[Problem]:
    fault = _unreadable_header(content, header)
    if fault:
        return [Problem(table.path, 1, "", "", fault)]
    names, rest = cells_of(header.decode())
    if rest is not None:
        return [Problem(table.path, 1, "", header.decode(), "can't be read as a header row, it has a quote that is not closed")]
    return _wrong_columns(table, names)


def _unreadable_header(content: bytes, header: bytes) -> str:
    if not content or content.isspace():
        return "the file is empty, a header row was expected"
    if not header:
        return "the line is empty, a header row was expected"
    try:
        header.decode()
    except UnicodeDecodeError as error:
        return f"byte {error.start} is not UTF-8, the file was expected in UTF-8"
    for byte, name in ((b"\x00", "a NUL character"), (b"\r", "a carriage return")):
        if byte in header:
            return f"holds {name}, a header row in UTF-8 that ends with a line feed was expected"
    return ""


def _wrong_columns(table: Table, header: list[str]) -> list[Problem]:
    expected = table.column_names
    faults = [Problem(table.path, 1, name, "", "the column is missing") for name in expected if name not in header]
    faults += [Problem(table.path, 1, name, "", "the contract has no such column") for name in header if name not in expected]
    faults += [
        Problem(table.path, 1, name, "", "the column stands twice") for name in sorted({name for name in header if header.count(name) > 1})
    ]
    if not faults and header != expected:
        faults.append(Problem(table.path, 1, "", "", "the columns stand in another order, expected was: " + ", ".join(expected)))
    return faults


# The search for what is unusual


def _searched(content: bytes, start: int, columns: int) -> tuple[int, list[_Place]]:
    """How many lines there are from `start` on, and those that have to be looked at."""
    lines, unusual = 0, []
    for begin, end in _blocks(content, start):
        begins, ends, odd = _unusual(content[begin:end], columns)
        for place in np.flatnonzero(odd).tolist():
            unusual.append(_Place(lines + place + 2, begin + int(begins[place]), begin + int(ends[place])))
        lines += len(ends)
    return lines, unusual


def _blocks(content: bytes, start: int) -> Iterator[tuple[int, int]]:
    """Begin and end of pieces that end with a line."""
    while start < len(content):
        end = start + BLOCK
        if end < len(content):
            end = (content.rfind(b"\n", start, end) + 1) or (content.find(b"\n", end) + 1) or len(content)
        end = min(end, len(content))
        yield start, end
        start = end


def _unusual(block: bytes, columns: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Begin and end of each line in a block, and which lines may not be rows, or may hold what should not be in a cell."""
    signs = np.frombuffer(block, np.uint8)
    ends = np.flatnonzero(signs == LF)
    if not block.endswith(b"\n"):
        ends = np.append(ends, len(signs))
    begins = np.append(0, ends[:-1] + 1)
    odd = (ends == begins) | (ends - begins > LONGEST_LINE) | _not_in_cells(signs, begins, ends, columns)
    for positions in _unwelcome(block, signs):
        odd[np.searchsorted(ends, positions)] = True
    odd[_not_utf_8(block, begins, ends)] = True
    return begins, ends, odd


def _not_in_cells(signs: np.ndarray, begins: np.ndarray, ends: np.ndarray, columns: int) -> np.ndarray:
    """Lines whose quotes don't pair, or whose commas outside quotes don't part as many cells as there are columns."""
    commas, quotes = np.flatnonzero(signs == COMMA), np.flatnonzero(signs == QUOTE)
    parted = np.searchsorted(commas, ends) - np.searchsorted(commas, begins)
    if not len(quotes):
        return parted != columns - 1
    line = np.searchsorted(ends, quotes)
    opens = (np.arange(len(quotes)) - np.searchsorted(line, line)) % 2 == 0
    edge = np.array([LF], np.uint8)
    bordered = np.concatenate((edge, signs, edge))
    alone = ~_BORDER[bordered[np.where(opens, quotes, quotes + 2)]]
    wrong = np.bincount(line, minlength=len(ends)) % 2 == 1
    wrong[line[alone]] = True
    paired = ~wrong[line]
    first, last = quotes[opens & paired], quotes[~opens & paired]
    inside = np.searchsorted(commas, last) - np.searchsorted(commas, first)
    parted -= np.bincount(line[opens & paired], weights=inside, minlength=len(ends)).astype("int64")
    return wrong | (parted != columns - 1)


def _unwelcome(block: bytes, signs: np.ndarray) -> Iterator[np.ndarray]:
    """Where something stands that may not be in a cell; more is found than is meant, never less."""
    if np.count_nonzero(signs < 32) != np.count_nonzero(signs == LF) or DELETE in block:
        yield np.flatnonzero(((signs < 32) & (signs != LF)) | (signs == DELETE))
    equals = np.flatnonzero(signs == EQUALS)
    yield equals[(equals == 0) | _BORDER[signs[equals - 1]]]
    for first, pattern in _UNWELCOME_BYTES.items():
        if first in block:
            yield np.array([found.start() for found in pattern.finditer(block)], dtype="int64")


def _not_utf_8(block: bytes, begins: np.ndarray, ends: np.ndarray) -> list[int]:
    """The lines that are not UTF-8; whether all are is seen at once, for no part of a longer character looks like a line feed."""
    try:
        arrow.array([block], arrow.large_binary()).cast(arrow.large_string())
        return []
    except arrow.ArrowInvalid:
        spans = zip(begins.tolist(), ends.tolist(), strict=True)
        return [place for place, (begin, end) in enumerate(spans) if not _is_utf_8(block[begin:end])]


def _is_utf_8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _patterns_of_bytes() -> dict[int, re.Pattern[bytes]]:
    """Markup and the invisible characters beyond ASCII, by the first byte of each: most files have none of most of these bytes."""
    by_first: dict[int, list[bytes]] = {}
    for encoded in (chr(point).encode() for point in UNSEEN if point > DELETE):
        by_first.setdefault(encoded[0], []).append(re.escape(encoded))
    invisible = {first: re.compile(b"|".join(encoded)) for first, encoded in by_first.items()}
    return {ord("<"): re.compile(MARKUP.pattern.encode()), **invisible}


_UNWELCOME_BYTES = _patterns_of_bytes()


# One line


def cells_of(line: str) -> tuple[list[str], str | None]:
    """The cells of a line, and what is left of it from the cell on whose quotes don't fit (None when all do)."""
    cells, at = [], 0
    while found := _CELL.match(line, at):
        quoted, plain, comma = found.groups()
        cells.append(plain if quoted is None else quoted.replace('""', '"'))
        if not comma:
            return cells, None
        at = found.end()
    return cells, line[at:]


class _Line:
    """One line looked at closely: whether it is a row, and each fault as column, value and what was expected."""

    def __init__(self, table: Table, line: bytes) -> None:
        text = line.decode("utf-8", "surrogateescape")
        cells, rest = cells_of(text)
        self._names = table.column_names
        self.first_cell = cells[0] if cells else text.lstrip('"').partition(",")[0]
        fault = self._fault_of_form(text, cells, rest)
        self.is_row = fault is None
        self.faults = [_printable(fault)] if fault else list(self._unwelcome(cells))

    def _fault_of_form(self, text: str, cells: list[str], rest: str | None) -> tuple[str, str, str] | None:
        if not text:
            return "", "", "the line is empty, a row was expected"
        if len(text) > LONGEST_LINE:
            return *self._longest(text, cells, rest), f"is longer than {LONGEST_LINE:,} characters"
        if rest is not None:
            column = self._names[len(cells)] if len(cells) < len(self._names) else ""
            return column, rest, QUOTE_LEFT_OPEN if rest.startswith('"') else QUOTE_INSIDE
        if len(cells) != len(self._names):
            return "", text, f"has {len(cells)} cells, {len(self._names)} were expected"
        for name, cell in zip(self._names, cells, strict=True):
            if lost := _LOST_BYTE.search(cell):
                return name, cell, f"is not UTF-8 (byte {ord(lost[0]) - 0xDC00:X}), the file was expected in UTF-8"
            if "\r" in cell:
                return name, cell, "holds a carriage return, which may stand at the end of a line alone"
        return None

    def _longest(self, text: str, cells: list[str], rest: str | None) -> tuple[str, str]:
        """The column of the longest cell and its text, where the line has its cells."""
        if rest is not None or len(cells) != len(self._names):
            return "", text
        longest = max(range(len(cells)), key=lambda place: len(cells[place]))
        return self._names[longest], cells[longest]

    def _unwelcome(self, cells: list[str]) -> Iterator[tuple[str, str, str]]:
        for name, cell in zip(self._names, cells, strict=True):
            if unseen := INVISIBLE.search(cell):
                yield name, cell, f"holds an invisible character (U+{ord(unseen[0]):04X})"
            elif cell.startswith("="):
                yield name, cell, "starts with an equals sign, which spreadsheets take for a formula"
            elif MARKUP.search(cell):
                yield name, cell, "holds markup, plain text was expected"


QUOTE_LEFT_OPEN = "has a quote that is not closed where its cell ends, one line a row was expected"
QUOTE_INSIDE = "has a quote inside a cell that does not begin with one"


def _printable(fault: tuple[str, str, str]) -> tuple[str, str, str]:
    """The same with a replacement character for each byte that is no text."""
    column, value, expected = fault
    return column, value.encode("utf-8", "surrogateescape").decode("utf-8", "replace"), expected


# The rows


def _frame(table: Table, content: bytes, start: int, lines: int, broken: list[_Place]) -> pd.DataFrame:
    """The lines that are rows as a frame of text, by their line numbers."""
    numbers = np.delete(np.arange(2, lines + 2), [place.number - 2 for place in broken])
    if not len(numbers):
        return no_rows(table)
    body = _without(content, start, broken)
    columns = _parsed(table, body)
    if columns is None or columns.num_rows != len(numbers):
        columns = _one_by_one(table, body)
    cells = {name: pd.array(columns[name].combine_chunks(), dtype="str") for name in table.column_names}
    return pd.DataFrame(cells, index=pd.Index(numbers, dtype="int64"))


def _without(content: bytes, start: int, broken: list[_Place]) -> memoryview:
    whole = memoryview(content)
    if not broken:
        return whole[start:]
    begins = [start, *(place.end + 1 for place in broken)]
    ends = [*(place.begin for place in broken), len(content)]
    return memoryview(b"".join(whole[begin:end] for begin, end in zip(begins, ends, strict=True)))


def _parsed(table: Table, body: memoryview) -> arrow.Table | None:
    text = {name: arrow.large_string() for name in table.column_names}
    try:
        return arrow_csv.read_csv(
            arrow.py_buffer(body),
            # A line may not be longer than a block; in bytes it is at most four times as long as in characters.
            arrow_csv.ReadOptions(column_names=table.column_names, block_size=8 * LONGEST_LINE),
            arrow_csv.ParseOptions(ignore_empty_lines=False),
            arrow_csv.ConvertOptions(column_types=text, check_utf8=False, strings_can_be_null=False),
        )
    except arrow.ArrowInvalid:
        return None


def _one_by_one(table: Table, body: memoryview) -> arrow.Table:
    """The same rows without Arrow's parser: should it ever take a line for more or less than one row, this is what counts."""
    rows = [cells_of(line)[0] for line in bytes(body).decode().removesuffix("\n").split("\n")]
    columns = zip(*rows, strict=True)
    return arrow.table(
        {name: arrow.chunked_array([list(cells)], arrow.large_string()) for name, cells in zip(table.column_names, columns, strict=True)}
    )
