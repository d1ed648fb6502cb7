"""The only reader of the data folder: files in, checked and typed tables out.

Empty text cells are "", empty dates NaT, empty numbers NaN, empty lists (): each means "not given" and nothing else.
A row with a fault is set aside and named; the other rows go on working, so that one slip does not hide the ledger.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from components.checking import check, contract_faults, not_described, not_in
from components.contract import Contract, Table, read_contract
from components.problems import Problem

PACKAGE = "datapackage.json"
SHIPPED = Path(__file__).resolve().parents[1] / "data"
INVISIBLE = "[\x01-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
DESCRIBED = (("components", "component_id"), ("initiatives", "initiative_id"), ("mechanisms", "mechanism_id"))
"""Where subjects are described, and by which column."""

VOCABULARIES = ("stage", "axis", "theme", "status", "dimension", "question", "series", "outcome", "partner")
OF_FACTS = (
    "milestones",
    "components",
    "initiatives",
    "mechanisms",
    "observations",
    "posture",
    "statements",
    "commitments",
    "indicators",
    "terms",
)
NEEDED = frozenset({"sources", "subjects", "corrections", *OF_FACTS, *VOCABULARIES})
"""The tables without which the pages can't stand."""

LONGEST_LINE = 131_072


class UnreadablePackage(Exception):
    """datapackage.json itself is missing or broken; the message says how."""


@dataclass(frozen=True)
class Ledger:
    """The tables of one data folder at one moment; nobody changes them."""

    contract: Contract
    tables: Mapping[str, pd.DataFrame]
    problems: tuple[Problem, ...]
    fingerprint: str

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.tables[name]

    @property
    def version(self) -> str:
        """The version of the data, as its package gives it."""
        return self.contract.version


def data_folder() -> Path:
    """The folder with the tables: POSTURE_DATA, or the one that is shipped."""
    return Path(os.environ.get("POSTURE_DATA") or SHIPPED).expanduser()


def read_ledger(folder: Path) -> Ledger:
    """All tables of a data folder, with every problem found; UnreadablePackage when there is no usable contract."""
    contract = _read_package(folder)
    texts: dict[str, _Text] = {}
    digest = hashlib.sha256(json.dumps(dict(contract.descriptor), sort_keys=True).encode())
    for table in contract.tables.values():
        content, missing = _read_bytes(folder, table)
        digest.update(content)
        texts[table.name] = _Text(_no_rows(table), missing, unread=True) if missing else _read_text(table, content)
    frames = {name: text.frame for name, text in texts.items()}
    found = [problem for text in texts.values() for problem in text.faults] + check(contract, frames)
    tables = {name: _typed(contract.tables[name], frame) for name, frame in _sound(contract, frames, found).items()}
    told = {problem for problem in found if not _follows(problem, contract, texts)}
    return Ledger(contract, MappingProxyType(tables), tuple(sorted(told)), digest.hexdigest()[:16])


@dataclass(frozen=True)
class _Text:
    """A file as text: rows by line number, faults of form, and what of it is not in the rows: ids of broken lines, or all (unread)."""

    frame: pd.DataFrame
    faults: list[Problem]
    lost: set[str] = field(default_factory=set)
    unread: bool = False


def _follows(problem: Problem, contract: Contract, texts: Mapping[str, _Text]) -> bool:
    """A value that is unknown only because the row or file that holds it is broken: one fault is told once, where it is."""
    for name, text in texts.items():
        unknown = problem.expected in (not_in(contract.tables[name].key[0], name), not_described(name))
        if unknown and (text.unread or problem.value in text.lost):
            return True
    return False


def folder_state(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Name, size and time of change of each file in the folder: differs after any edit."""
    files = sorted([*folder.glob("*.csv"), *folder.glob("vocabularies/*.csv"), folder / PACKAGE])
    return tuple((str(file.relative_to(folder)), file.stat().st_size, file.stat().st_mtime_ns) for file in files if file.exists())


def _read_package(folder: Path) -> Contract:
    path = folder / PACKAGE
    try:
        descriptor = json.loads(path.read_text(encoding="utf-8"))
        contract = read_contract(descriptor)
    except FileNotFoundError:
        raise UnreadablePackage(f"{PACKAGE} is missing in the data folder, a Frictionless Data Package was expected.") from None
    except OSError as error:
        raise UnreadablePackage(f"{PACKAGE} can't be read ({error.strerror}).") from None
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise UnreadablePackage(f"{PACKAGE} is not JSON in plain UTF-8: {error}.") from None
    except KeyError as error:
        raise UnreadablePackage(f"{PACKAGE} lacks {error}, a descriptor with resources, schemas and keys was expected.") from None
    except (TypeError, AttributeError, IndexError):
        raise UnreadablePackage(
            f"{PACKAGE} has another form than a Frictionless Data Package: a descriptor with resources, schemas and keys was expected."
        ) from None
    faults = [*contract_faults(contract), *(f"has no table {name}" for name in sorted(NEEDED - set(contract.tables)))]
    if faults:
        raise UnreadablePackage(f"{PACKAGE} {', and '.join(faults)}.")
    return contract


def _read_bytes(folder: Path, table: Table) -> tuple[bytes, list[Problem]]:
    try:
        return (folder / table.path).read_bytes(), []
    except FileNotFoundError:
        return b"", [
            Problem(table.path, 0, "", "", "the file is missing, a table with these columns was expected: " + ", ".join(table.column_names))
        ]
    except OSError as error:
        return b"", [Problem(table.path, 0, "", "", f"the file can't be read ({error.strerror})")]


def _read_text(table: Table, content: bytes) -> _Text:
    """The rows as text by their line in the file, and what is wrong with the file's form."""
    fault = _form_fault(table, content)
    if fault:
        return _Text(_no_rows(table), [fault], unread=True)
    header, *lines = content.decode("utf-8").removesuffix("\n").split("\n")
    try:
        names = _cells(header)
    except csv.Error as error:
        return _Text(_no_rows(table), [Problem(table.path, 1, "", header, f"can't be read as a header row ({error})")], unread=True)
    faults = _header_faults(table, names)
    return _Text(_no_rows(table), faults, unread=True) if faults else _rows(table, lines)


def _form_fault(table: Table, content: bytes) -> Problem | None:
    if not content.strip():
        return Problem(table.path, 1, "", "", "the file is empty, a header row was expected")
    if content.startswith(b"\n"):
        return Problem(table.path, 1, "", "", "the line is empty, a header row was expected")
    if content.startswith(b"\xef\xbb\xbf"):
        return Problem(table.path, 1, "", "", "the file starts with a byte order mark, plain UTF-8 was expected")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        return Problem(
            table.path, content.count(b"\n", 0, error.start) + 1, "", "", f"byte {error.start} is not UTF-8, the file was expected in UTF-8"
        )
    for byte, name in ((b"\x00", "a NUL character"), (b"\r", "a carriage return")):
        if byte in content:
            line = content.count(b"\n", 0, content.index(byte)) + 1
            return Problem(table.path, line, "", "", f"holds {name}, lines ending with a line feed alone were expected")
    return None


def _header_faults(table: Table, header: list[str]) -> list[Problem]:
    expected = table.column_names
    faults = [Problem(table.path, 1, name, "", "the column is missing") for name in expected if name not in header]
    faults += [Problem(table.path, 1, name, "", "the contract has no such column") for name in header if name not in expected]
    faults += [
        Problem(table.path, 1, name, "", "the column stands twice") for name in sorted({name for name in header if header.count(name) > 1})
    ]
    if not faults and header != expected:
        faults.append(Problem(table.path, 1, "", "", "the columns stand in another order, expected was: " + ", ".join(expected)))
    return faults


def _cells(line: str) -> list[str]:
    """The cells of one line that stands for itself; csv.Error when a quote is left open or a cell is beyond all measure."""
    return next(csv.reader([line], strict=True), [])


def _rows(table: Table, lines: list[str]) -> _Text:
    """Each line is read alone, so that a quote left open breaks its own row and no line after it is counted wrongly."""
    rows: dict[int, list[str]] = {}
    faults: list[Problem] = []
    lost: set[str] = set()
    for number, line in enumerate(lines, start=2):
        cells, sentence = _row(line, len(table.columns))
        if sentence:
            faults.append(Problem(table.path, number, "", line, sentence))
            lost.add(cells[0] if cells else line.lstrip('"').partition(",")[0])
        else:
            rows[number] = cells
    frame = pd.DataFrame(list(rows.values()), columns=table.column_names, index=pd.Index(list(rows), dtype="int64"), dtype="str")
    if re.search(INVISIBLE, "".join(lines)):
        faults += _invisible(table, frame)
    return _Text(frame, faults, lost)


def _row(line: str, expected: int) -> tuple[list[str], str]:
    """The cells of a line, and what is wrong with it as a row."""
    if not line.strip():
        return [], "the line is empty, a row was expected"
    # Our own bound: the one of the csv module is set for the whole process, and other libraries raise it.
    if len(line) > LONGEST_LINE:
        return [], f"is longer than {LONGEST_LINE:,} characters"
    try:
        cells = _cells(line)
    except csv.Error:
        return [], "has a quote that is not closed where its cell ends, one line a row was expected"
    return cells, "" if len(cells) == expected else f"has {len(cells)} cells, {expected} were expected"


def _invisible(table: Table, frame: pd.DataFrame) -> list[Problem]:
    """Control characters and marks that turn the direction of text show something else than what is stored, so there are none."""
    faults = []
    for name in table.column_names:
        for line, cell in frame.loc[frame[name].str.contains(INVISIBLE), name].items():
            code = next(ord(character) for character in cell if re.match(INVISIBLE, character))
            faults.append(Problem(table.path, int(line), name, cell, f"holds an invisible character (U+{code:04X})"))
    return faults


def _no_rows(table: Table) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype="str") for name in table.column_names}, index=pd.Index([], dtype="int64"))


def _sound(contract: Contract, frames: Mapping[str, pd.DataFrame], problems: list[Problem]) -> dict[str, pd.DataFrame]:
    """The frames without the rows that have a fault, and without those that rest on such a row (its source, its subject, its code)."""
    bad: dict[str, set[int]] = {}
    for problem in problems:
        bad.setdefault(problem.file, set()).add(problem.line)
    sound = {name: frame[~frame.index.isin(bad.get(contract.tables[name].path, ()))] for name, frame in frames.items()}
    shrinks = bool(problems)
    while shrinks:
        before = sum(len(frame) for frame in sound.values())
        for name, frame in sound.items():
            sound[name] = frame[_rests(contract.tables[name], frame, sound)]
        shrinks = sum(len(frame) for frame in sound.values()) < before
    return {name: frame.reset_index(drop=True) for name, frame in sound.items()}


def _rests(table: Table, frame: pd.DataFrame, sound: Mapping[str, pd.DataFrame]) -> pd.Series:
    """True for rows whose every required reference leads to a row; a subject leads to the row that describes it."""
    keep = pd.Series(True, index=frame.index)
    for column in table.columns:
        if column.required and column.parent:
            keep &= frame[column.name].isin(sound[column.parent.table][column.parent.column])
    if table.name == "subjects":
        described = pd.concat([sound[name][key] for name, key in DESCRIBED])
        keep &= frame["subject_id"].isin(described)
    return keep


def _typed(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """The same rows with dates, numbers, truth values and lists as such."""
    typed = {}
    for column in table.columns:
        cells = frame[column.name]
        if column.kind == "date":
            typed[column.name] = pd.to_datetime(cells, format="%Y-%m-%d", errors="coerce")
        elif column.kind in ("number", "integer"):
            typed[column.name] = pd.to_numeric(cells, errors="coerce").astype("float64")
        elif column.kind == "boolean":
            typed[column.name] = cells == "true"
        elif column.is_list:
            separator = column.separator
            typed[column.name] = cells.map(lambda cell, separator=separator: tuple(cell.split(separator)) if cell else ()).astype(object)
        else:
            typed[column.name] = cells
    return pd.DataFrame(typed, index=frame.index)


def main() -> int:
    """Check a data folder on the command line: every problem in a sentence; 1 when there is one."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else data_folder()
    try:
        ledger = read_ledger(folder)
    except UnreadablePackage as error:
        print(error)
        return 1
    for problem in ledger.problems:
        print(problem.sentence())
    rows = sum(len(table) for table in ledger.tables.values())
    found = f"{len(ledger.problems) or 'no'} problem{'s' * (len(ledger.problems) != 1)}"
    print(f"{len(ledger.tables)} tables, {rows} rows, version {ledger.version}: {found}.")
    return 1 if ledger.problems else 0


if __name__ == "__main__":
    sys.exit(main())
