"""The data contract, read from datapackage.json: which tables, columns, codes and keys there are.

Everything that checks, labels, documents or exports a column asks this module, so that a rule stands in one place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True)
class Reference:
    """A column whose values must stand in a column of another table."""

    table: str
    column: str


@dataclass(frozen=True)
class Column:
    """One column of one table, as datapackage.json describes it."""

    name: str
    kind: str
    title: str
    description: str
    required: bool = False
    unique: bool = False
    choices: tuple[str, ...] = ()
    pattern: str = ""
    separator: str = ""
    members: Reference | None = None
    parent: Reference | None = None
    precision_of: str = ""

    @property
    def is_list(self) -> bool:
        """List cells hold several values, divided by the separator."""
        return bool(self.separator)


@dataclass(frozen=True)
class Table:
    """One table: its file below the data folder, its columns in order, its key."""

    name: str
    title: str
    description: str
    path: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def column_names(self) -> list[str]:
        """The names of all columns, in order."""
        return [column.name for column in self.columns]

    def column(self, name: str) -> Column:
        """The column of that name; KeyError when there is none."""
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    @property
    def is_vocabulary(self) -> bool:
        """True for a table of codes: those lie in a folder of their own."""
        return self.path.startswith("vocabularies/")


@dataclass(frozen=True)
class Contract:
    """All tables of the data package, and its version."""

    name: str
    title: str
    version: str
    tables: Mapping[str, Table]
    descriptor: Mapping[str, Any]

    @property
    def fact_tables(self) -> list[Table]:
        """Tables that state facts: every row names its source."""
        return [table for table in self.tables.values() if "source_id" in table.column_names and table.name != "sources"]


def read_contract(descriptor: Mapping[str, Any]) -> Contract:
    """The contract in a data package descriptor (the parsed datapackage.json); KeyError names what it lacks."""
    tables = {resource["name"]: _table(resource) for resource in descriptor["resources"]}
    return Contract(
        descriptor["name"], descriptor["title"], descriptor["version"], MappingProxyType(tables), MappingProxyType(dict(descriptor))
    )


def _table(resource: Mapping[str, Any]) -> Table:
    schema = resource["schema"]
    parents = {
        key["fields"][0]: Reference(key["reference"]["resource"], key["reference"]["fields"][0]) for key in schema.get("foreignKeys", [])
    }
    key = schema["primaryKey"]
    return Table(
        name=resource["name"],
        title=resource["title"],
        description=resource["description"],
        path=resource["path"],
        columns=tuple(_column(field, parents.get(field["name"])) for field in schema["fields"]),
        key=(key,) if isinstance(key, str) else tuple(key),
    )


def _column(field: Mapping[str, Any], parent: Reference | None) -> Column:
    limits = field.get("constraints", {})
    members = field.get("listOf")
    return Column(
        name=field["name"],
        kind=field["type"],
        title=field["title"],
        description=field["description"],
        required=limits.get("required", False),
        unique=limits.get("unique", False),
        choices=tuple(limits.get("enum", ())),
        pattern=limits.get("pattern", ""),
        separator=field.get("listSeparator", ""),
        members=Reference(members["resource"], members["field"]) if members else None,
        parent=parent,
        precision_of=field.get("precisionOf", ""),
    )
