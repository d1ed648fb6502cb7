"""What changed in the data since the version that a link names."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

import pandas as pd
from pandas.api.types import is_bool_dtype, is_datetime64_any_dtype, is_numeric_dtype

VERSION = re.compile(r"\d{1,4}\.\d{1,4}\.\d{1,4}", re.ASCII)

ROW = "row"
"""Stands for a column where the row itself was added or withdrawn."""

Standing = Literal["present", "older", "newer", "unknown"]


def parse_version(text: str) -> tuple[int, ...] | None:
    """Major, minor and patch of a version such as 1.2.0; None for anything else."""
    return tuple(int(part) for part in text.split(".")) if VERSION.fullmatch(text) else None


def standing(asked: str, present: str) -> Standing:
    """How a version that a link names stands to the one that is shown; "unknown" when it is none at all."""
    number, shown = parse_version(asked), parse_version(present)
    if number is None or shown is None:
        return "unknown"
    if number == shown:
        return "present"
    return "older" if number < shown else "newer"


def changes_since(corrections: pd.DataFrame, version: str) -> pd.DataFrame:
    """The corrections of later versions than the one given, newest first; none when the version can't be read."""
    old = parse_version(version)
    if old is None:
        return corrections.head(0)
    numbers = pd.Series([parse_version(each) or (0, 0, 0) for each in corrections["version"]], index=corrections.index, dtype=object)
    later = numbers[[number > old for number in numbers]].iloc[::-1].sort_values(ascending=False, kind="stable")
    return corrections.loc[later.index].reset_index(drop=True)


def net_changes(changes: pd.DataFrame) -> pd.DataFrame:
    """Each cell once, newest first: `old` as it was before all of the changes, `new`, `reason` and `version` after the last.

    A cell that came back to what it was is no change. Rows added or withdrawn (column ROW) always are.
    """
    cell = ["table", "row_id", "column"]
    last = changes.drop_duplicates(cell).reset_index(drop=True)
    first = changes.drop_duplicates(cell, keep="last").set_index(cell)["old"]
    net = last.assign(old=[first[tuple(key)] for key in last[cell].to_numpy()])
    return net[(net["old"] != net["new"]) | (net["column"] == ROW)].reset_index(drop=True)


def undone(rows: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """The rows of one table, with the changed cells as they were before; what was added is not taken away.

    `changes` as from net_changes; those of other tables, of columns and of rows that are not there do nothing.
    """
    before = rows.copy()
    places = dict(zip(rows.iloc[:, 0], rows.index, strict=True))
    for change in changes.itertuples():
        if change.column in rows and change.row_id in places:
            before.at[places[change.row_id], change.column] = _as_cell(change.old, rows[change.column])
    return before


def _as_cell(text: str, column: pd.Series) -> object:
    """What a file's cell holds, in the type of its column."""
    if is_bool_dtype(column.dtype):
        return text == "true"
    if is_datetime64_any_dtype(column.dtype):
        return pd.to_datetime(text, format="%Y-%m-%d", errors="coerce")
    if is_numeric_dtype(column.dtype):
        return pd.to_numeric(text, errors="coerce")
    if column.dtype == object:
        return tuple(text.split("; ")) if text else ()
    return text


@dataclass(frozen=True)
class Retired:
    """What became of an id or a code that is gone: since which version and why, and which one took its place ("" when none did)."""

    version: str
    reason: str
    heir: str


def fate(corrections: pd.DataFrame, gone: str, known: Collection[str]) -> Retired | None:
    """What the corrections say of an id or a code that no row has any more; None when they don't know it.

    A row that is withdrawn has a correction of the column ROW, in which `new` names the row that took its place. One that was
    withdrawn in its turn leads on, up to one of the `known`.
    """
    withdrawn = corrections[corrections["column"] == ROW].drop_duplicates("row_id", keep="last").set_index("row_id")
    if gone not in withdrawn.index:
        return None
    passed = [gone]
    while passed[-1] in withdrawn.index and passed[-1] not in known:
        heir = withdrawn.at[passed[-1], "new"]
        if heir in passed:
            break
        passed.append(heir)
    first = withdrawn.loc[gone]
    return Retired(first["version"], first["reason"], passed[-1] if passed[-1] in known else "")
