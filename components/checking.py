"""Holds tables of text against the contract; pandera does the column checks, whole columns at a time.

A frame that comes in has only text in it and its line numbers as index, so that a failed check knows its line.
Rules that Table Schema can't express (precision, lists, silence, cycles) are the small functions at the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

import pandas as pd
import pandera.pandas as pa

from components.contract import Column, Contract, Table
from components.problems import Problem

Frames = Mapping[str, pd.DataFrame]
ISO_DATE = r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"


def not_in(column: str, table: str) -> str:
    """What is said of a value that should stand in a column of another table."""
    return f"is not a {column} of the table {table}"


def not_described(table: str) -> str:
    """What is said of a subject without a row of its kind."""
    return f"is not described in {table}.csv"


def contract_faults(contract: Contract) -> list[str]:
    """What the contract says that can't be: a reference to nothing, a pattern that is none, a path out of the folder."""
    faults = []
    for table in contract.tables.values():
        path = PurePosixPath(table.path)
        if path.is_absolute() or ".." in path.parts:
            faults.append(f"has a path that leads out of the folder: {table.path}")
        faults += [f"has the key {name} in {table.name}, which is not a column" for name in table.key if name not in table.column_names]
        for column in table.columns:
            faults += _column_faults(contract, table, column)
    return faults


def _column_faults(contract: Contract, table: Table, column: Column) -> Iterator[str]:
    for reference in (column.parent, column.members):
        if reference and (reference.table not in contract.tables or reference.column not in contract.tables[reference.table].column_names):
            yield f"refers from {table.name}.{column.name} to {reference.table}.{reference.column}, which there is not"
    if column.precision_of and column.precision_of not in table.column_names:
        yield f"gives in {table.name}.{column.name} the precision of {column.precision_of}, which is not a column"
    try:
        re.compile(column.pattern)
    except re.error:
        yield f"has a pattern in {table.name}.{column.name} that is none: {column.pattern}"


def check(contract: Contract, frames: Frames) -> list[Problem]:
    """Every problem in the frames (table name -> frame of text, index: line in the file), in file order."""
    found: list[Problem] = []
    for name, frame in frames.items():
        table = contract.tables[name]
        found += _check_columns(table, frame, frames)
        for rule in (_precision, _members, _silence, _windows):
            found += rule(table, frame, frames)
    found += _cycles("components", "component_id", "part_of", contract, frames)
    found += _cycles("terms", "term_id", "replaced_by", contract, frames)
    found += _kinds(contract, frames)
    return sorted(set(found))


def _check_columns(table: Table, frame: pd.DataFrame, frames: Frames) -> Iterator[Problem]:
    schema = pa.DataFrameSchema({column.name: pa.Column(checks=_checks(column, frames), required=True) for column in table.columns})
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        failed = errors.failure_cases
        for case in failed.drop_duplicates(subset=["column", "check", "index"]).itertuples():
            yield Problem(table.path, int(case.index), str(case.column), str(case.failure_case or ""), str(case.check))
    if len(table.key) > 1:
        yield from _repeated_keys(table, frame)


def _checks(column: Column, frames: Frames) -> list[pa.Check]:
    """The checks of a column; the error text of each is what the sentence says was expected."""
    checks: list[pa.Check] = []
    if column.required:
        checks.append(pa.Check(_filled, error="is empty, a value was expected"))
    if column.choices:
        checks.append(pa.Check(_one_of(set(column.choices)), error=f"is not one of: {', '.join(column.choices)}"))
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
    if column.kind in ("number", "integer"):
        checks.append(pa.Check(_is_number, error="is not a number"))
    if column.kind == "integer":
        checks.append(pa.Check(_is_whole, error="is not a whole number"))
    if column.kind == "boolean":
        checks.append(pa.Check(_one_of({"true", "false"}), error="is not true or false"))
    if column.parent and column.parent.table in frames:
        known = set(frames[column.parent.table][column.parent.column])
        checks.append(pa.Check(_one_of(known), error=not_in(column.parent.column, column.parent.table)))
    return checks


def _filled(cells: pd.Series) -> pd.Series:
    return cells != ""


def _one_of(known: set[str]):
    return lambda cells: cells.isin(known) | (cells == "")


def _fits(pattern: str):
    return lambda cells: cells.str.fullmatch(pattern) | (cells == "")


def _is_date(cells: pd.Series) -> pd.Series:
    real = cells.str.fullmatch(ISO_DATE) & pd.to_datetime(cells, format="%Y-%m-%d", errors="coerce").notna()
    return real | (cells == "")


def _is_number(cells: pd.Series) -> pd.Series:
    finite = pd.to_numeric(cells, errors="coerce").abs() < float("inf")
    return finite | (cells == "")


def _is_whole(cells: pd.Series) -> pd.Series:
    return pd.to_numeric(cells, errors="coerce").fillna(0) % 1 == 0


def _pattern_sentence(column: Column) -> str:
    if column.name.endswith("key_phrase"):
        return "is not a key phrase of three to eight words"
    if column.pattern.startswith("^[a-z0-9]+(-"):
        return "is not in kebab-case (lower-case letters, digits, single hyphens)"
    return f"does not have the form {column.pattern}"


def _repeated_keys(table: Table, frame: pd.DataFrame) -> Iterator[Problem]:
    repeated = frame.duplicated(subset=list(table.key), keep="first")
    for line, row in frame[repeated].iterrows():
        yield Problem(table.path, int(line), ", ".join(table.key), ", ".join(row[list(table.key)]), "stands on an earlier line too")


def _precision(table: Table, frame: pd.DataFrame, frames: Frames) -> Iterator[Problem]:
    """A date of month precision is the first of its month, one of year precision the first of its year.

    A date and its precision come together.
    """
    for column in table.columns:
        if not column.precision_of:
            continue
        dates, precision = frame[column.precision_of], frame[column.name]
        finer = ((precision == "month") & ~dates.str.endswith("-01")) | ((precision == "year") & ~dates.str.endswith("-01-01"))
        for line in frame.index[finer & (dates != "")]:
            expected = f"is finer than its precision, the first day of the {precision[line]} was expected"
            yield Problem(table.path, int(line), column.precision_of, dates[line], expected)
        for line in frame.index[(dates == "") != (precision == "")]:
            empty, filled = (column.precision_of, column.name) if dates[line] == "" else (column.name, column.precision_of)
            yield Problem(table.path, int(line), empty, "", f"is empty although {filled} is not")


def _members(table: Table, frame: pd.DataFrame, frames: Frames) -> Iterator[Problem]:
    """Each member of a list cell is known, and no member is empty or repeated."""
    for column in table.columns:
        if not column.is_list:
            continue
        cells = frame[column.name]
        known = set(frames[column.members.table][column.members.column]) if column.members and column.members.table in frames else None
        for line, cell in cells[cells != ""].items():
            members = cell.split(column.separator)
            if len(set(members)) < len(members) or any(member != member.strip() or not member for member in members):
                yield Problem(table.path, int(line), column.name, cell, "is not a list of different values divided by '; '")
            elif known is not None and column.members:
                for member in sorted(set(members) - known):
                    yield Problem(table.path, int(line), column.name, member, not_in(column.members.column, column.members.table))


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
        precisions = [frame[column.name] for column in table.columns if column.precision_of == end]
        known = precisions[0].map({"month": 7, "year": 4}).fillna(10).astype("int64") if precisions else pd.Series(10, index=frame.index)
        for line, first, last, length in zip(frame.index, frame[start], frame[end], known, strict=True):
            if first and last and last[:length] < first[:length]:
                yield Problem(table.path, int(line), end, last, f"is before {start} ({first})")


def _cycles(name: str, key: str, parent: str, contract: Contract, frames: Frames) -> Iterator[Problem]:
    """Nothing is part of itself, and no name replaces itself, directly or through others."""
    if name not in frames:
        return
    frame = frames[name].drop_duplicates(subset=key)
    above = dict(zip(frame[key], frame[parent], strict=True))
    lines = dict(zip(frame[key], frame.index, strict=True))
    for start in above:
        seen, at = {start}, above[start]
        while at and at in above and at not in seen:
            seen.add(at)
            at = above[at]
        if start and at == start:
            yield Problem(contract.tables[name].path, int(lines[start]), parent, above[start], "leads back to this row")


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
