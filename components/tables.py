"""The only reader of the data folder: files in, checked and typed tables out.

Empty text cells are "", empty dates NaT, empty numbers NaN, empty lists (): each means "not given" and nothing else.
A row with a fault is set aside and named; the other rows go on working, so that one slip does not hide the ledger.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import pandas as pd
import pyarrow as arrow
import pyarrow.compute as compute

from components.checking import check, contract_faults, not_described, not_in
from components.contract import Contract, Table, read_contract
from components.lines import Rows, no_rows, read_rows
from components.problems import Problem, in_order

PACKAGE = "datapackage.json"
SHIPPED = Path(__file__).resolve().parents[1] / "data"
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

ATTEMPTS = 3
"""How often a folder is read that changes while it is read."""


class UnreadablePackage(Exception):
    """datapackage.json itself is missing or broken; the message says how."""

    def sentence(self) -> str:
        """What is wrong, as problems of the tables say it."""
        return str(self)


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
    contract, contents, changed = _contents(folder)
    digest = hashlib.sha256(json.dumps(dict(contract.descriptor), sort_keys=True).encode())
    for content in contents.values():
        digest.update(content if isinstance(content, bytes) else b"")
    texts = {
        table.name: Rows(no_rows(table), [content], unread=True) if isinstance(content, Problem) else read_rows(table, content)
        for table, content in zip(contract.tables.values(), contents.values(), strict=True)
    }
    found = [*changed, *(problem for text in texts.values() for problem in text.faults)]
    # What rests on a table that could not be read is not a second fault: such a table is not looked up.
    found += check(contract, {name: text.frame for name, text in texts.items() if not text.unread})
    problems = in_order(_told(found, contract, texts))
    frames = {name: text.frame for name, text in texts.items()}
    tables = {name: _typed(contract.tables[name], frame) for name, frame in _sound(contract, frames, problems).items()}
    return Ledger(contract, MappingProxyType(tables), problems, digest.hexdigest()[:16])


def _told(found: list[Problem], contract: Contract, texts: Mapping[str, Rows]) -> list[Problem]:
    """The problems without values that are unknown only because the row that holds them is broken: a fault is told once, where it is."""
    lost = {}
    for name, text in texts.items():
        for sentence in (not_in(contract.tables[name].key[0], name), not_described(name)):
            lost[sentence] = text.lost
    return [problem for problem in found if problem.value not in lost.get(problem.expected, ())]


def folder_state(folder: Path) -> tuple[tuple[str, int, int, int], ...]:
    """Name, size and times of each file in the folder: differs after any edit, also by a program that sets the old time of change again."""
    states = []
    for inside in ("", "vocabularies/"):
        with suppress(OSError), os.scandir(folder / inside) as entries:
            for entry in entries:
                if entry.name.endswith(".csv") or inside + entry.name == PACKAGE:
                    with suppress(OSError):
                        now = entry.stat()
                        states.append((inside + entry.name, now.st_size, now.st_mtime_ns, now.st_ctime_ns))
    return tuple(sorted(states))


# The files


def _contents(folder: Path) -> tuple[Contract, dict[str, bytes | Problem], list[Problem]]:
    """The contract and the bytes of all files at one moment; of a folder that never rests, what changed is a problem."""
    for _ in range(ATTEMPTS):
        before = folder_state(folder)
        contract = _read_package(folder)
        contents = {table.name: _read_bytes(folder, table) for table in contract.tables.values()}
        moved = set(before) ^ set(folder_state(folder))
        if not moved:
            break
    files = sorted({name for name, *_ in moved})
    return contract, contents, [Problem(file, 0, "", "", "the file changed while it was read, it is read again") for file in files]


def _read_package(folder: Path) -> Contract:
    try:
        contract = read_contract(json.loads(_bytes(folder / PACKAGE).decode("utf-8")))
        faults = [*contract_faults(contract), *(f"has no table {name}" for name in sorted(NEEDED - set(contract.tables)))]
    except FileNotFoundError:
        raise UnreadablePackage(f"{PACKAGE} is missing in the data folder, a Frictionless Data Package was expected.") from None
    except OSError as error:
        raise UnreadablePackage(f"{PACKAGE} can't be read ({error.strerror}).") from None
    except KeyError as error:
        raise UnreadablePackage(f"{PACKAGE} lacks {error}, a descriptor with resources, schemas and keys was expected.") from None
    except ValueError as error:
        raise UnreadablePackage(f"{PACKAGE} is not JSON in plain UTF-8: {error}.") from None
    except (TypeError, AttributeError, IndexError, RecursionError):
        raise UnreadablePackage(
            f"{PACKAGE} has another form than a Frictionless Data Package: a descriptor with resources, schemas and keys was expected."
        ) from None
    if faults:
        raise UnreadablePackage(f"{PACKAGE} {', and '.join(faults)}.")
    return contract


def _read_bytes(folder: Path, table: Table) -> bytes | Problem:
    try:
        return _bytes(folder / table.path)
    except FileNotFoundError:
        expected = "the file is missing, a table with these columns was expected: " + ", ".join(table.column_names)
    except OSError as error:
        expected = f"the file can't be read ({error.strerror})"
    return Problem(table.path, 0, "", "", expected)


def _bytes(path: Path) -> bytes:
    """All of a file; OSError for a pipe or a device, which might never end."""
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise OSError(None, "it is no regular file")
    return path.read_bytes()


# What of it is sound


def _sound(contract: Contract, frames: Mapping[str, pd.DataFrame], problems: tuple[Problem, ...]) -> dict[str, pd.DataFrame]:
    """The frames without the rows that have a fault, and without those that rest on such a row (its source, its subject, its code)."""
    bad: dict[str, set[int]] = {}
    for problem in problems:
        bad.setdefault(problem.file, set()).add(problem.line)
    sound = {
        name: frame[~frame.index.isin(list(bad[path]))] if (path := contract.tables[name].path) in bad else frame
        for name, frame in frames.items()
    }
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
            typed[column.name] = _dates(cells)
        elif column.kind in ("number", "integer"):
            typed[column.name] = pd.to_numeric(cells, errors="coerce").astype("float64")
        elif column.kind == "boolean":
            typed[column.name] = cells == "true"
        elif column.is_list:
            typed[column.name] = _lists(cells, column.separator)
        else:
            typed[column.name] = cells
    return pd.DataFrame(typed, index=frame.index)


def _dates(cells: pd.Series) -> pd.Series:
    texts = arrow.array(cells, arrow.large_string(), from_pandas=True)
    days = compute.if_else(compute.equal(texts, ""), None, texts).cast(arrow.timestamp("us"))
    return pd.Series(days.to_pandas(), index=cells.index)


def _lists(cells: pd.Series, separator: str) -> pd.Series:
    """Tuples; equal cells share one, which a tuple allows and which spares most of the memory."""
    codes, values = pd.factorize(cells)
    lists = pd.Series([tuple(value.split(separator)) if value else () for value in values], dtype=object)
    return lists.take(codes).set_axis(cells.index)


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
