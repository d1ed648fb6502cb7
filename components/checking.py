"""Holds tables of text against the contract; pandera does the column checks, whole columns at a time.

A frame that comes in has only text in it and its line numbers as index, so that a failed check knows its line.
Rules that Table Schema can't express (precision, lists, silence, cycles) are the small functions at the end.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import PurePosixPath

import numpy as np
import pandas as pd
import pandera.pandas as pa
import pyarrow as arrow
import pyarrow.compute as compute

from components.contract import Column, Contract, Table
from components.problems import MOST_OF_A_VALUE, Problem, printable

Frames = Mapping[str, pd.DataFrame]
ISO_DATE = r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
NUMBER = r"^-?[0-9]+(\.[0-9]+)?$"
YEARS = (1900, 2099)
"""No date of the ledger can lie outside of these years: one that does is a slip of the hand, and would stretch every time axis."""
FILE = r"(?:[A-Za-z0-9_-]+/)*[A-Za-z0-9_.-]+\.csv"


def not_in(column: str, table: str) -> str:
    """What is said of a value that should stand in a column of another table."""
    return f"is not a {column} of the table {table}"


def not_described(table: str) -> str:
    """What is said of a subject without a row of its kind."""
    return f"is not described in {table}.csv"


def not_alone(table: str, line: int) -> str:
    """What is said of an id that a row of another table has already."""
    return f"is an id of the table {table} too (line {line}), each id once over all tables was expected"


def contract_faults(contract: Contract) -> list[str]:
    """What the contract says that can't be: a reference to nothing, a pattern that is none, a path out of the folder."""
    faults = [f"has the table {name} twice" for name in _twice(resource["name"] for resource in contract.descriptor["resources"])]
    faults += [f"has the file {path} twice" for path in _twice(table.path for table in contract.tables.values())]
    for table in contract.tables.values():
        path = PurePosixPath(table.path)
        if path.is_absolute() or ".." in path.parts:
            faults.append(f"has a path that leads out of the folder: {table.path}")
        elif not re.fullmatch(FILE, table.path):
            faults.append(f"has a path that is no name of a CSV file: {table.path!r}")
        faults += [f"has the column {table.name}.{name} twice" for name in _twice(table.column_names)]
        faults += [f"has the key {name} in {table.name}, which is not a column" for name in table.key if name not in table.column_names]
        for column in table.columns:
            faults += _column_faults(contract, table, column)
    return [printable(fault, 3 * MOST_OF_A_VALUE) for fault in faults]


def _twice(names: Iterable[str]) -> list[str]:
    return sorted(name for name, times in Counter(names).items() if times > 1)


def _column_faults(contract: Contract, table: Table, column: Column) -> Iterator[str]:
    for reference in (column.parent, column.members):
        if reference and (reference.table not in contract.tables or reference.column not in contract.tables[reference.table].column_names):
            yield f"refers from {table.name}.{column.name} to {reference.table}.{reference.column}, which there is not"
    if column.precision_of and column.precision_of not in table.column_names:
        yield f"gives in {table.name}.{column.name} the precision of {column.precision_of}, which is not a column"
    for word in (column.name, column.kind, column.pattern, column.separator, *column.choices):
        if not isinstance(word, str):
            yield f"has something else than text in the description of {table.name}.{column.name}: {word}"
            return
    try:
        re.compile(column.pattern)
    except re.error:
        yield f"has a pattern in {table.name}.{column.name} that is none: {column.pattern}"


def check(contract: Contract, frames: Frames) -> list[Problem]:
    """Every problem in the frames (table name -> frame of text, index: line in the file); a table without a frame is not looked up."""
    found: list[Problem] = []
    for name, frame in frames.items():
        table = contract.tables[name]
        found += _check_columns(contract, table, frame, frames)
        for rule in (_precision, _members, _silence, _windows):
            found += rule(table, frame, frames)
    found += _shared_ids(contract, frames)
    found += _cycles("components", "component_id", "part_of", contract, frames)
    found += _cycles("terms", "term_id", "replaced_by", contract, frames)
    found += _kinds(contract, frames)
    return found


def _check_columns(contract: Contract, table: Table, frame: pd.DataFrame, frames: Frames) -> Iterator[Problem]:
    limits = {column.name: _limits(contract, table, column) for column in table.columns}
    checks = {column.name: [*_checks(column, frames), *_within(column, *limits[column.name])] for column in table.columns}
    schema = pa.DataFrameSchema({name: pa.Column(checks=each, required=True) for name, each in checks.items()})
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        failed = errors.failure_cases
        for case in failed.drop_duplicates(subset=["column", "check", "index"]).itertuples():
            yield Problem(table.path, int(case.index), str(case.column), str(case.failure_case or ""), str(case.check))
    if len(table.key) > 1:
        yield from _repeated_keys(table, frame)


def _limits(contract: Contract, table: Table, column: Column) -> tuple[str, str]:
    """The least and the greatest value that the descriptor allows in a column; "" where it names none."""
    resource = next(each for each in contract.descriptor["resources"] if each["name"] == table.name)
    named = next(each for each in resource["schema"]["fields"] if each["name"] == column.name).get("constraints", {})
    return str(named.get("minimum", "")), str(named.get("maximum", ""))


def _checks(column: Column, frames: Frames) -> list[pa.Check]:
    """The checks of a column; the error text of each is what the sentence says was expected."""
    checks: list[pa.Check] = []
    if column.required:
        checks.append(pa.Check(_filled, error="is empty, a value was expected"))
    if column.choices:
        checks.append(pa.Check(_one_of(column.choices), error=f"is not one of: {', '.join(column.choices)}"))
    if column.pattern:
        checks.append(pa.Check(_fits(column.pattern), error=_pattern_sentence(column)))
    if column.unique:
        checks.append(
            pa.Check(
                lambda cells: ~((cells != "") & cells.duplicated(keep="first")),
                error="stands on an earlier line too, each id once was expected",
            )
        )
    if column.kind == "date":
        checks.append(pa.Check(_is_date, error="is not a date, YYYY-MM-DD was expected"))
        checks.append(pa.Check(_in_years, error="lies outside of the years {} to {}".format(*YEARS)))
    if column.kind in ("number", "integer"):
        checks.append(pa.Check(_is_number, error="is not a number"))
    if column.kind == "integer":
        checks.append(pa.Check(_is_whole, error="is not a whole number"))
    if column.kind == "boolean":
        checks.append(pa.Check(_one_of(("true", "false")), error="is not true or false"))
    if column.parent and column.parent.table in frames:
        known = frames[column.parent.table][column.parent.column]
        checks.append(pa.Check(_one_of(known), error=not_in(column.parent.column, column.parent.table)))
    return checks


def _within(column: Column, least: str, greatest: str) -> list[pa.Check]:
    """Bounds of dates and numbers, as the descriptor gives them (minimum, maximum)."""
    value = _number if column.kind in ("number", "integer") else _day
    checks = []
    if least:
        checks.append(pa.Check(lambda cells: ~(value(cells) < value(pd.Series([least]))[0]), error=f"is less than {least}"))
    if greatest:
        checks.append(pa.Check(lambda cells: ~(value(cells) > value(pd.Series([greatest]))[0]), error=f"is more than {greatest}"))
    return checks


def _filled(cells: pd.Series) -> pd.Series:
    return cells != ""


def _one_of(known: pd.Series | Iterable[str]) -> Callable[[pd.Series], pd.Series]:
    values = arrow.array(known, arrow.large_string())
    return lambda cells: _among(cells, values) | (cells == "")


def _among(cells: pd.Series, values: arrow.Array) -> pd.Series:
    # Arrow looks a million values up at once; isin of pandas would turn each into an object of Python first.
    found = compute.is_in(arrow.array(cells, arrow.large_string()), value_set=values)
    return pd.Series(found.to_numpy(zero_copy_only=False), index=cells.index, dtype="bool")


def _fits(pattern: str) -> Callable[[pd.Series], pd.Series]:
    return lambda cells: cells.str.fullmatch(pattern) | (cells == "")


def _is_date(cells: pd.Series) -> pd.Series:
    return (cells.str.fullmatch(ISO_DATE) & _day(cells).notna()) | (cells == "")


def _in_years(cells: pd.Series) -> pd.Series:
    first, last = (str(year) for year in YEARS)
    years = cells.str.slice(0, 4)
    return ~(cells.str.fullmatch(ISO_DATE) & ((years < first) | (years > last)))


def _is_number(cells: pd.Series) -> pd.Series:
    return (cells.str.fullmatch(NUMBER) & (_number(cells).abs() < float("inf"))) | (cells == "")


def _is_whole(cells: pd.Series) -> pd.Series:
    return _number(cells).fillna(0) % 1 == 0


def _day(cells: pd.Series) -> pd.Series:
    return pd.to_datetime(cells, format="%Y-%m-%d", errors="coerce")


def _number(cells: pd.Series) -> pd.Series:
    return pd.to_numeric(cells, errors="coerce")


def _pattern_sentence(column: Column) -> str:
    if column.name.endswith("key_phrase"):
        return "is not a key phrase of three to eight words"
    if column.pattern.startswith("^[a-z0-9]+(-"):
        return "is not in kebab-case (lower-case letters, digits, single hyphens)"
    return f"does not have the form {column.pattern}"


def _repeated_keys(table: Table, frame: pd.DataFrame) -> Iterator[Problem]:
    repeated = frame[frame.duplicated(subset=list(table.key), keep="first")]
    for line, *cells in repeated[list(table.key)].itertuples():
        yield Problem(table.path, int(line), ", ".join(table.key), ", ".join(cells), "stands on an earlier line too")


def _precision(table: Table, frame: pd.DataFrame, frames: Frames) -> Iterator[Problem]:
    """A date of month precision is the first of its month, one of year precision the first of its year.

    A date and its precision come together.
    """
    for column in table.columns:
        if not column.precision_of:
            continue
        dates, precision = frame[column.precision_of], frame[column.name]
        finer = ((precision == "month") & ~dates.str.endswith("-01")) | ((precision == "year") & ~dates.str.endswith("-01-01"))
        finer &= dates != ""
        for line, date, unit in zip(frame.index[finer], dates[finer], precision[finer], strict=True):
            expected = f"is finer than its precision, the first day of the {unit} was expected"
            yield Problem(table.path, int(line), column.precision_of, date, expected)
        for empty, filled in ((column.precision_of, column.name), (column.name, column.precision_of)):
            for line in frame.index[(frame[empty] == "") & (frame[filled] != "")]:
                yield Problem(table.path, int(line), empty, "", f"is empty although {filled} is not")


def _members(table: Table, frame: pd.DataFrame, frames: Frames) -> Iterator[Problem]:
    """Each member of a list cell is known, and no member is empty or repeated."""
    for column in table.columns:
        if not column.is_list:
            continue
        known = set(frames[column.members.table][column.members.column]) if column.members and column.members.table in frames else None
        # Equal cells have equal faults, and there are far fewer different cells than rows.
        cells = frame[column.name]
        faults = {cell: found for cell in cells.unique() if cell and (found := list(_list_faults(column, cell, known)))}
        if faults:
            for line, cell in cells[cells.isin(list(faults))].items():
                for value, expected in faults[cell]:
                    yield Problem(table.path, int(line), column.name, value, expected)


def _list_faults(column: Column, cell: str, known: set[str] | None) -> Iterator[tuple[str, str]]:
    members = cell.split(column.separator)
    if len(set(members)) < len(members) or any(member != member.strip() or not member for member in members):
        yield cell, "is not a list of different values divided by '; '"
    elif known is not None and column.members:
        for member in sorted(set(members) - known):
            yield member, not_in(column.members.column, column.members.table)


def _silence(table: Table, frame: pd.DataFrame, frames: Frames) -> Iterator[Problem]:
    """What a report does not mention has no stance, stage or phrase; what it does mention has a stance and a phrase."""
    if table.name != "posture":
        return
    silent = frame["coverage"] == "not-mentioned"
    for column in ("stance", "stage", "key_phrase"):
        for line, value in frame.loc[silent & (frame[column] != ""), column].items():
            yield Problem(table.path, int(line), column, value, "was expected to be empty: the report does not mention the dimension")
    for column in ("stance", "key_phrase", "certainty"):
        for line in frame.index[~silent & (frame[column] == "")]:
            yield Problem(table.path, int(line), column, "", "is empty although the report mentions the dimension")


def _windows(table: Table, frame: pd.DataFrame, frames: Frames) -> Iterator[Problem]:
    """A period ends on or after the day it starts; an end known to the month or year may lie in that of the start."""
    for start, end in (("due_from", "due_to"), ("used_from", "used_to")):
        if start not in frame or end not in frame:
            continue
        both = frame[frame[start].str.fullmatch(ISO_DATE) & frame[end].str.fullmatch(ISO_DATE)]
        precisions = [both[column.name] for column in table.columns if column.precision_of == end]
        for line, first, last in _reversed(both[start], both[end], precisions[0] if precisions else None):
            yield Problem(table.path, int(line), end, last, f"is before {start} ({first})")


def _reversed(starts: pd.Series, ends: pd.Series, precision: pd.Series | None) -> Iterator[tuple[int, str, str]]:
    """Line, start and end of periods that end before they start, as far as the precision of the end tells."""
    wrong = ends < starts
    for unit, length in (("month", 7), ("year", 4)):
        if precision is not None:
            wrong &= (precision != unit) | (ends.str.slice(0, length) < starts.str.slice(0, length))
    yield from zip(starts.index[wrong], starts[wrong], ends[wrong], strict=True)


def _shared_ids(contract: Contract, frames: Frames) -> Iterator[Problem]:
    """One row has one address, which names no table: an id stands in one table of facts or in the sources, and in no second one.

    The later table of the contract has the fault. That an id stands twice in one table is told by the check of its column.
    """
    tables = [
        table for table in contract.tables.values() if table.name in frames and table in [*contract.fact_tables, contract.tables["sources"]]
    ]
    if not tables:  # Not one file of them could be read: each has its own fault.
        return
    ids = pd.concat([frames[table.name][table.key[0]] for table in tables], keys=range(len(tables)))
    ids = ids[ids != ""]
    again = ids[ids.duplicated(keep=False)]
    places = pd.DataFrame({"place": again.index.get_level_values(0), "line": again.index.get_level_values(1), "row_id": again.to_numpy()})
    places = places.drop_duplicates(["place", "row_id"])
    first = places.drop_duplicates("row_id").set_index("row_id")
    for place, line, row_id in places[places.duplicated("row_id")].itertuples(index=False):
        table, earlier = tables[place], first.loc[row_id]
        yield Problem(table.path, int(line), table.key[0], row_id, not_alone(tables[earlier["place"]].name, int(earlier["line"])))


def _cycles(name: str, key: str, parent: str, contract: Contract, frames: Frames) -> Iterator[Problem]:
    """Nothing is part of itself, and no name replaces itself, directly or through others."""
    if name not in frames:
        return
    frame = frames[name]
    frame = frame[frame[key] != ""].drop_duplicates(subset=key)
    rows = len(frame)
    above = pd.Index(frame[key]).get_indexer(frame[parent])
    # Twice as many steps up each time: after as many steps as there are rows, one is at the top (the place beyond the last) or on a ring.
    reached = np.append(np.where(above < 0, rows, above), rows)
    for _ in range(rows.bit_length()):
        reached = reached[reached]
    on_a_ring = np.unique(reached[reached < rows])
    for line, value in frame[parent].iloc[on_a_ring].items():
        yield Problem(contract.tables[name].path, int(line), parent, value, "leads back to this row")


def _kinds(contract: Contract, frames: Frames) -> Iterator[Problem]:
    """Every subject is described by the table that its kind names."""
    if "subjects" not in frames:
        return
    subjects = frames["subjects"]
    for kind in ("component", "initiative", "mechanism"):
        if f"{kind}s" in frames:
            described = set(frames[f"{kind}s"][f"{kind}_id"])
            lost = subjects[(subjects["kind"] == kind) & ~subjects["subject_id"].isin(described)]
            for line, subject in lost["subject_id"].items():
                yield Problem(contract.tables["subjects"].path, int(line), "subject_id", subject, not_described(f"{kind}s"))
