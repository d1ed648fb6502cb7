"""The only reader of the data folder: files in, checked and typed tables out.

Empty text cells are "", empty dates NaT, empty numbers NaN, empty lists (): each means "not given" and nothing else.
A row with a fault is set aside and named; the other rows go on working, so that one slip does not hide the ledger.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import pandas as pd
import pyarrow as arrow
from pyarrow import csv as arrow_csv

from components.checking import check
from components.contract import Contract, Table, read_contract
from components.problems import Problem

PACKAGE = "datapackage.json"
SHIPPED = Path(__file__).resolve().parents[1] / "data"


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
        return self.contract.version


def data_folder() -> Path:
    """The folder with the tables: POSTURE_DATA, or the one that is shipped."""
    return Path(os.environ.get("POSTURE_DATA") or SHIPPED).expanduser()


def read_ledger(folder: Path) -> Ledger:
    """All tables of a data folder, with every problem found; UnreadablePackage when there is no usable contract."""
    contract = _read_package(folder)
    texts: dict[str, pd.DataFrame] = {}
    problems: list[Problem] = []
    digest = hashlib.sha256(json.dumps(dict(contract.descriptor), sort_keys=True).encode())
    for table in contract.tables.values():
        content, missing = _read_bytes(folder, table)
        digest.update(content)
        frame, faults = _read_text(table, content) if not missing else (_no_rows(table), missing)
        problems += faults
        texts[table.name] = frame
    problems += check(contract, texts)
    tables = {name: _typed(contract.tables[name], _sound(contract.tables[name], frame, problems)) for name, frame in texts.items()}
    return Ledger(contract, MappingProxyType(tables), tuple(sorted(set(problems))), digest.hexdigest()[:16])


def folder_state(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Name, size and time of change of each file in the folder: differs after any edit."""
    files = sorted([*folder.glob("*.csv"), *folder.glob("vocabularies/*.csv"), folder / PACKAGE])
    return tuple((str(file.relative_to(folder)), file.stat().st_size, file.stat().st_mtime_ns) for file in files if file.exists())


def _read_package(folder: Path) -> Contract:
    path = folder / PACKAGE
    try:
        return read_contract(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise UnreadablePackage(f"{PACKAGE} is missing in {folder}, a Frictionless Data Package was expected.") from None
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise UnreadablePackage(f"{PACKAGE} is not JSON: {error}.") from None
    except (KeyError, TypeError) as error:
        raise UnreadablePackage(f"{PACKAGE} lacks {error}, a descriptor with resources, schemas and keys was expected.") from None


def _read_bytes(folder: Path, table: Table) -> tuple[bytes, list[Problem]]:
    try:
        return (folder / table.path).read_bytes(), []
    except FileNotFoundError:
        return b"", [Problem(table.path, 0, "", "", "the file is missing, a table with these columns was expected: " + ", ".join(table.column_names))]
    except OSError as error:
        return b"", [Problem(table.path, 0, "", "", f"the file can't be read ({error.strerror})")]


def _read_text(table: Table, content: bytes) -> tuple[pd.DataFrame, list[Problem]]:
    """A frame of text whose index is the line in the file, and what is wrong with the file's form."""
    fault = _form_fault(table, content)
    if fault:
        return _no_rows(table), [fault]
    header = next(csv.reader(io.StringIO(content.split(b"\n", 1)[0].decode())))
    faults = _header_faults(table, header)
    if faults:
        return _no_rows(table), faults
    return _rows(table, content, header)


def _form_fault(table: Table, content: bytes) -> Problem | None:
    if not content.strip():
        return Problem(table.path, 1, "", "", "the file is empty, a header row was expected")
    if content.startswith(b"\xef\xbb\xbf"):
        return Problem(table.path, 1, "", "", "the file starts with a byte order mark, plain UTF-8 was expected")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        return Problem(table.path, content.count(b"\n", 0, error.start) + 1, "", "", f"byte {error.start} is not UTF-8, the file was expected in UTF-8")
    for byte, name in ((b"\x00", "a NUL character"), (b"\r", "a carriage return")):
        if byte in content:
            line = content.count(b"\n", 0, content.index(byte)) + 1
            return Problem(table.path, line, "", "", f"holds {name}, lines ending with a line feed alone were expected")
    return None


def _header_faults(table: Table, header: list[str]) -> list[Problem]:
    expected = table.column_names
    faults = [Problem(table.path, 1, name, "", "the column is missing") for name in expected if name not in header]
    faults += [Problem(table.path, 1, name, "", "the contract has no such column") for name in header if name not in expected]
    faults += [Problem(table.path, 1, name, "", "the column stands twice") for name in sorted({name for name in header if header.count(name) > 1})]
    if not faults and header != expected:
        faults.append(Problem(table.path, 1, "", "", "the columns stand in another order, expected was: " + ", ".join(expected)))
    return faults


def _rows(table: Table, content: bytes, header: list[str]) -> tuple[pd.DataFrame, list[Problem]]:
    faults: list[Problem] = []
    broken: list[int] = []

    def skip(row: arrow_csv.InvalidRow) -> str:
        broken.append(row.number)
        sentence = f"has {row.actual_columns} cells, {row.expected_columns} were expected"
        faults.append(Problem(table.path, row.number, "", row.text, sentence))
        return "skip"

    try:
        rows = arrow_csv.read_csv(
            arrow.BufferReader(content),
            read_options=arrow_csv.ReadOptions(use_threads=False),
            parse_options=arrow_csv.ParseOptions(invalid_row_handler=skip, newlines_in_values=True, ignore_empty_lines=False),
            convert_options=arrow_csv.ConvertOptions(column_types={name: arrow.string() for name in header}, strings_can_be_null=False),
        )
    except arrow.ArrowInvalid as error:
        return _no_rows(table), [Problem(table.path, 0, "", "", f"the file can't be read as CSV ({error})")]
    frame = rows.to_pandas()
    # Arrow counts rows, a person counts lines: rows that were skipped keep their number.
    total = len(frame) + len(broken)
    gone = set(broken)
    frame.index = pd.Index([number for number in range(2, total + 2) if number not in gone], dtype="int64")
    return frame, faults + _line_breaks(table, frame)


def _line_breaks(table: Table, frame: pd.DataFrame) -> list[Problem]:
    """A line break inside a cell would make every later line number wrong, so there is none."""
    faults = []
    for name in table.column_names:
        for line, cell in frame.loc[frame[name].str.contains("\n", regex=False), name].items():
            faults.append(Problem(table.path, int(line), name, cell, "holds a line break, one line a row was expected"))
    return faults


def _no_rows(table: Table) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype="str") for name in table.column_names}, index=pd.Index([], dtype="int64"))


def _sound(table: Table, frame: pd.DataFrame, problems: list[Problem]) -> pd.DataFrame:
    bad = {problem.line for problem in problems if problem.file == table.path}
    return frame[~frame.index.isin(bad)].reset_index(drop=True) if bad else frame.reset_index(drop=True)


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
    print(f"{len(ledger.tables)} tables, {rows} rows, version {ledger.version}: {len(ledger.problems) or 'no'} problem{'s' * (len(ledger.problems) != 1)}.")
    return 1 if ledger.problems else 0


if __name__ == "__main__":
    sys.exit(main())
