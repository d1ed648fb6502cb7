"""Fuzz of table files: real bytes are spoiled, and what is read is held against a reader that goes letter by letter.

Whatever the bytes, no exception leaves the reader, no row appears that is not in the file, and rows without a fault stay. Inputs that ever
failed lie in corpus/tables, named after their table; the tests read them again. `run(seconds)` looks for more of them.
"""

from __future__ import annotations

import hashlib
import random
import shutil
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from components.contract import Table
from components.lines import BYTE_ORDER_MARK, INVISIBLE, LONGEST_LINE, Rows, read_rows
from components.tables import DESCRIBED, SHIPPED, Ledger, read_ledger

CORPUS = Path(__file__).parent / "corpus" / "tables"
SPOILERS = (
    b'"', b'""', b',"', b'",', b",", b",,", b"\n", b"\n\n", b"\r", b"\r\n", b"\x00", b"\t", b"\x1b", b"\x7f", b"\x80", b"\xff", b"\xc3",
    b"\xed\xa0\x80", b"\xf0\x9f", b"\xc2\x85", BYTE_ORDER_MARK, "\u202e".encode(), "\u200b".encode(), "\u2028".encode(), "\U000e0041".encode(),
    "한".encode(), "한".encode("euc-kr"), b"=", b"=1+1", b"<b>", b"<", b"a" * 200_000, b'"' * 3, b"'", b";", b"; ", b" ", b"-", b"NaN", b"1,234",
    b"2017-02-30", b"true", b"kmpr", b"mnd-2016",
)  # fmt: skip
KINDS = ("put", "overwrite", "cut", "repeat", "swap", "end", "flip")
BASE = read_ledger(SHIPPED)
FILES = {table.name: (SHIPPED / table.path).read_bytes() for table in BASE.contract.tables.values()}
LEDGER_EVERY = 40
"""A whole folder takes about a hundred times as long as one file."""


class Spoil(NamedTuple):
    """One change of some bytes: what is done, where (in thousandths of the file), over how many bytes, and with which spoiler."""

    kind: str
    place: int
    length: int
    spoiler: int


def spoiled(content: bytes, changes: list[Spoil]) -> bytes:
    """The content after all changes."""
    for change in changes:
        content = _changed(content, change)
    return content


def _changed(content: bytes, change: Spoil) -> bytes:
    at = len(content) * change.place // 1000
    before, taken, after = content[:at], content[at : at + change.length], content[at + change.length :]
    put = SPOILERS[change.spoiler % len(SPOILERS)]
    changed = {
        "put": before + put + taken + after,
        "overwrite": before + put + content[at + len(put) :],
        "cut": before + after,
        "repeat": before + taken + taken + after,
        "swap": before + after[: change.length] + taken + after[change.length :],
        "end": before,
        "flip": before + bytes(byte ^ (1 << change.spoiler % 8) for byte in taken[:1]) + taken[1:] + after,
    }
    return changed[change.kind]


# What should be read


def cells_by_letter(line: str) -> list[str] | None:
    """The cells of a line by RFC 4180, letter by letter; None when its quotes don't fit."""
    cells, cell, state = [], "", "start"
    for letter in line:
        if state in ("start", "plain") and letter == ",":
            cells.append(cell)
            cell, state = "", "start"
        elif state == "start" and letter == '"':
            state = "quoted"
        elif state in ("start", "plain"):
            if letter == '"':
                return None
            cell, state = cell + letter, "plain"
        elif state == "quoted":
            if letter == '"':
                state = "after"
            else:
                cell += letter
        elif letter == '"':
            cell, state = cell + '"', "quoted"
        elif letter == ",":
            cells.append(cell)
            cell, state = "", "start"
        else:
            return None
    return None if state == "quoted" else [*cells, cell]


def expected_rows(table: Table, content: bytes) -> dict[int, list[str]] | None:
    """The rows of a file by their lines; None when its header is not that of the table."""
    lines = content.removeprefix(BYTE_ORDER_MARK).replace(b"\r\n", b"\n").split(b"\n")
    texts = [_text(line) for line in (lines[:-1] if len(lines) > 1 and not lines[-1] else lines)]
    header = texts[0]
    if header is None or "\x00" in header or "\r" in header or cells_by_letter(header) != table.column_names:
        return None
    rows = {}
    for number, text in enumerate(texts[1:], start=2):
        if text and len(text) <= LONGEST_LINE and "\r" not in text:
            cells = cells_by_letter(text)
            if cells is not None and len(cells) == len(table.columns):
                rows[number] = cells
    return rows


def _text(line: bytes) -> str | None:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return None


# What is wrong with what was read


def faults_of_rows(table: Table, content: bytes) -> list[str]:
    """What the reader of one file got wrong, in words; nothing when it is right."""
    expected, found = expected_rows(table, content), read_rows(table, content)
    if expected is None:
        return [] if found.unread and len(found.frame) == 0 and found.faults else ["a file without its header was read"]
    if found.unread:
        return ["a file with its header was not read"]
    cells = dict(zip(found.frame.index.tolist(), found.frame.to_numpy().tolist(), strict=True))
    return [*_compared(expected, cells), *_untold(content, expected, found)]


def _compared(expected: Mapping[int, list[str]], cells: Mapping[int, list[str]]) -> list[str]:
    wrong = [f"line {line} is no row and was read as one" for line in cells.keys() - expected.keys()]
    wrong += [f"line {line} is a row and was lost" for line in expected.keys() - cells.keys()]
    return wrong + [f"line {line} was read as other cells" for line in expected.keys() & cells.keys() if expected[line] != cells[line]]


def _untold(content: bytes, expected: Mapping[int, list[str]], found: Rows) -> list[str]:
    """Each line that is no row, and each row with an invisible character, has a fault; no other line has one."""
    told = {fault.line for fault in found.faults}
    body = content.removeprefix(BYTE_ORDER_MARK).replace(b"\r\n", b"\n").removesuffix(b"\n")
    lines = set(range(2, body.count(b"\n") + 2 + (content.endswith(b"\n\n") and not body)))
    suspect = {line for line, cells in expected.items() if any(INVISIBLE.search(cell) or cell[:1] == "=" or "<" in cell for cell in cells)}
    sure = {line for line, cells in expected.items() if any(INVISIBLE.search(cell) or cell[:1] == "=" for cell in cells)}
    wrong = [f"line {line} is broken and nothing is said" for line in (lines - expected.keys() | sure) - told]
    return wrong + [f"line {line} is sound and has a fault" for line in told & expected.keys() - suspect]


def faults_of_ledger(ledger: Ledger, table: Table, content: bytes) -> list[str]:
    """What the reader of the folder got wrong, one of whose files has this content."""
    expected = expected_rows(table, content) or {}
    wrong = [f"not a sentence: {problem!r}" for problem in ledger.problems if not problem.sentence().isprintable()]
    if not ledger.problems and len(ledger[table.name]) != len(expected):
        wrong.append("rows were lost and nothing is said")
    known = pd.Series([cells[0] for cells in expected.values()], dtype="str")
    wrong += [f"{row} is not in the file" for row in ledger[table.name].iloc[:, 0] if row not in set(known)]
    for name, frame in BASE.tables.items():
        if name != table.name and not set(ledger[name].iloc[:, 0]) <= set(frame.iloc[:, 0]):
            wrong.append(f"{name} has rows that are not in its file")
    faulty = {problem.line for problem in ledger.problems if problem.file == table.path}
    shown = set(ledger[table.name].iloc[:, 0])
    for line, cells in expected.items():
        if line not in faulty and cells[0] not in shown and not _rests_on_what_is_gone(ledger, table, cells):
            wrong.append(f"line {line} is sound and was lost")
    return wrong


def _rests_on_what_is_gone(ledger: Ledger, table: Table, cells: list[str]) -> bool:
    for column, cell in zip(table.columns, cells, strict=True):
        if column.required and column.parent and cell not in set(ledger[column.parent.table][column.parent.column]):
            return True
    described = {row for name, key in DESCRIBED for row in ledger[name][key]}
    return table.name == "subjects" and cells[0] not in described


# Many inputs


def table_of(file: Path) -> Table:
    """The table after which an input of the corpus is named: observations-1a2b3c.csv."""
    return BASE.contract.tables[file.stem.rpartition("-")[0]]


def keep(table: Table, content: bytes) -> Path:
    """Put an input that failed into the corpus."""
    CORPUS.mkdir(parents=True, exist_ok=True)
    file = CORPUS / f"{table.name}-{hashlib.sha256(content).hexdigest()[:12]}.csv"
    file.write_bytes(content)
    return file


def some_lines(content: bytes, choose: random.Random) -> bytes:
    """The header and a few lines of a file, so that one input takes a millisecond."""
    header, *lines = content.split(b"\n")[:-1]
    start = choose.randrange(max(1, len(lines)))
    return b"\n".join([header, *lines[start : start + choose.randrange(12)]]) + b"\n"


def some_changes(choose: random.Random) -> list[Spoil]:
    return [
        Spoil(choose.choice(KINDS), choose.randrange(1001), choose.choice((1, 2, 5, 40, 400)), choose.randrange(len(SPOILERS)))
        for _ in range(choose.choice((1, 1, 1, 2, 3, 6)))
    ]


def read_spoiled(folder: Path, table: Table, content: bytes) -> Ledger:
    """The ledger of a folder in which one file has this content, and which is whole again afterwards."""
    file = folder / table.path
    file.write_bytes(content)
    try:
        return read_ledger(folder)
    finally:
        file.write_bytes(FILES[table.name])


def run(seconds: float, seed: int | None = None) -> dict[str, tuple[int, int]]:
    """Read spoiled files for so long, some of them in their folder: how many were read and how many of these failed, which the corpus keeps."""
    choose = random.Random(seed)
    read, failed = {"files": 0, "folders": 0}, {"files": 0, "folders": 0}
    until = time.monotonic() + seconds
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / "data"
        shutil.copytree(SHIPPED, folder)
        while time.monotonic() < until:
            target = "folders" if read["files"] >= LEDGER_EVERY * (read["folders"] + 1) else "files"
            table = BASE.contract.tables[choose.choice(list(FILES))]
            content = FILES[table.name] if target == "folders" else some_lines(FILES[table.name], choose)
            content = spoiled(content, some_changes(choose))
            read[target] += 1
            wrong = wrong_with(target, folder, table, content)
            if wrong:
                failed[target] += 1
                print(keep(table, content).name, *wrong[:3], sep="\n  ")
    return {target: (read[target], failed[target]) for target in read}


def wrong_with(target: str, folder: Path, table: Table, content: bytes) -> list[str]:
    """What went wrong with one input; an exception is a fault too."""
    try:
        if target == "folders":
            return faults_of_ledger(read_spoiled(folder, table, content), table, content)
        return faults_of_rows(table, content)
    except Exception as error:
        return [f"{type(error).__name__}: {error}"]
