"""A download that explains itself: the rows, their contract, what was chosen, how to cite, and the sources behind them."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import quote

import pandas as pd
from pandas.api.types import is_bool_dtype, is_datetime64_any_dtype, is_integer_dtype, is_numeric_dtype

from components.contract import Contract, Table
from components.exports.citations import bibtex
from components.exports.csv_files import LIST_SEPARATOR, plain_csv, spreadsheet_csv

ZIP_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can hold, for every file in it, so that the same rows give the same bytes."""
NO_TABLES: Mapping[str, pd.DataFrame] = {}
LICENSE = (
    "The words of the ledger (titles, summaries, notes, definitions) are under the Creative Commons Attribution 4.0 International "
    "license (CC BY 4.0, <https://creativecommons.org/licenses/by/4.0/>): use them, and name the Korea Posture Ledger. "
    "Facts, dates and figures belong to nobody and are given as they are, without warranty. "
    "Key phrases are short quotations; the pages they come from belong to their publishers."
)
FILES = (
    "Every `.csv` is plain UTF-8, exactly as the ledger holds it. "
    "The `_excel.csv` beside it is for spreadsheets: it starts with a byte order mark,",
    "and a text that a spreadsheet would run as a formula has an apostrophe in front. `datapackage.json` explains every column",
    "(`frictionless validate datapackage.json` checks the rows against it); `sources.bib` has the sources for a reference manager.",
    "An empty cell means that it is not given, never that there is none.",
)
"""What the README says of the files, line by line."""


class ExtraResource(NamedTuple):
    """A table that the contract does not have, such as a comparison. `columns` describes its columns by name."""

    name: str
    title: str
    description: str
    frame: pd.DataFrame
    columns: Mapping[str, str]


class _Part(NamedTuple):
    """One table of the package: its file, its rows, and its resource in datapackage.json but for size and hash."""

    path: str
    frame: pd.DataFrame
    resource: dict[str, Any]


def data_package(
    frames: Mapping[str, pd.DataFrame],
    contract: Contract,
    *,
    title: str,
    choices: Mapping[str, str],
    counts: Mapping[str, tuple[int, int]],
    address: str,
    today: date,
    citation: str,
    sources: pd.DataFrame,
    vocabularies: Mapping[str, pd.DataFrame] = NO_TABLES,
    extra_resources: Sequence[ExtraResource] = (),
) -> bytes:
    """A zip of the chosen rows, valid as a Frictionless Data Package however few they are; the same rows give the same bytes.

    `frames` are tables of the contract by name, filtered; `extra_resources` tables that it does not have. Of `sources` those go
    in that a row names, of `vocabularies` (all tables of the ledger will do) those that a table refers to, whole. A reference to rows
    that are not in the package is left out of its contract. `counts` has k and n of "k of n rows" by table; `choices` what the
    reader chose, in words; `address` the link that shows the same rows. KeyError for a table that the contract does not have,
    ValueError for a name that is no file name or stands twice.
    """
    _check_names(frames, contract, extra_resources)
    needed = _needed_sources(frames, contract, sources, extra_resources)
    chosen = {**{name: frame for name, frame in frames.items() if name != "sources"}, "sources": needed}
    words = _vocabularies_of(chosen, contract, vocabularies)
    parts = [_contract_part(contract.tables[name], frame, contract, {**chosen, **words}) for name, frame in {**chosen, **words}.items()]
    parts += [_extra_part(extra) for extra in extra_resources]
    files: dict[str, bytes] = {}
    for part in parts:
        files[part.path] = plain_csv(part.frame)
        if "/" not in part.path:
            files[part.path.removesuffix(".csv") + "_excel.csv"] = spreadsheet_csv(part.frame)
    files["datapackage.json"] = _descriptor(
        contract, parts, files, title=title, choices=choices, address=address, today=today, citation=citation, sources=needed
    )
    files["README.md"] = _readme(
        parts, counts, title=title, choices=choices, address=address, version=contract.version, today=today, citation=citation
    )
    files["sources.bib"] = bibtex(needed).encode()
    return _zip(files)


def _check_names(frames: Mapping[str, pd.DataFrame], contract: Contract, extras: Sequence[ExtraResource]) -> None:
    unknown = [name for name in frames if name not in contract.tables]
    if unknown:
        raise KeyError(f"the contract has no table {', '.join(unknown)}")
    for number, extra in enumerate(extras):
        if not re.fullmatch(r"[a-z0-9]+(?:[-_][a-z0-9]+)*", extra.name) or extra.name.endswith("_excel"):
            raise ValueError(f"'{extra.name}' is no name for a table, small letters, digits, hyphens and underscores were expected")
        if extra.name in contract.tables or extra.name in {other.name for other in extras[:number]}:
            raise ValueError(f"there are two tables with the name {extra.name}")


def _needed_sources(
    frames: Mapping[str, pd.DataFrame], contract: Contract, sources: pd.DataFrame, extras: Sequence[ExtraResource]
) -> pd.DataFrame:
    """The sources that a row of any table names, and those that were chosen themselves, in the order of the ledger."""
    named: set[str] = set()
    for name, frame in frames.items():
        referring = {column.name for column in contract.tables[name].columns if column.parent and column.parent.table == "sources"}
        named |= _values(frame, [column for column in frame.columns if column in referring or "source_id" in str(column)])
    for extra in extras:
        named |= _values(extra.frame, [column for column in extra.frame.columns if "source_id" in str(column)])
    return sources[sources["source_id"].isin(named)].reset_index(drop=True)


def _values(frame: pd.DataFrame, columns: Iterable[str]) -> set[str]:
    """The values of the columns that are given; those of lists one by one."""
    values: set[str] = set()
    for column in columns:
        cells = frame[column].explode() if frame[column].dtype == object else frame[column]
        values |= {str(cell) for cell in cells.dropna().unique()}
    return values - {""}


def _vocabularies_of(
    frames: Mapping[str, pd.DataFrame], contract: Contract, vocabularies: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    columns = [column for name in frames for column in contract.tables[name].columns]
    targets = {reference.table for column in columns for reference in (column.parent, column.members) if reference}
    return {name: frame for name, frame in vocabularies.items() if name in targets - set(frames) and contract.tables[name].is_vocabulary}


def _contract_part(table: Table, frame: pd.DataFrame, contract: Contract, included: Mapping[str, pd.DataFrame]) -> _Part:
    resource = next(dict(resource) for resource in contract.descriptor["resources"] if resource["name"] == table.name)
    resource["schema"] = _schema_for(resource["schema"], frame, included)
    return _Part(table.path, frame, resource)


def _schema_for(schema: Mapping[str, Any], frame: pd.DataFrame, included: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    """The schema of these columns in this order, with the keys and references that still hold for these rows."""
    known = {field["name"]: field for field in schema["fields"]}
    fields = [
        _field_for(known[name], frame, included) if name in known else _inferred_field(name, frame[name], "") for name in frame.columns
    ]
    restricted = {**schema, "fields": fields}
    key = schema["primaryKey"]
    if not set([key] if isinstance(key, str) else key) <= set(frame.columns):
        del restricted["primaryKey"]
    references = [reference for reference in schema.get("foreignKeys", []) if _holds(reference, frame, included)]
    restricted.pop("foreignKeys", None)
    return {**restricted, "foreignKeys": references} if references else restricted


def _field_for(field: Mapping[str, Any], frame: pd.DataFrame, included: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    kept = dict(field)
    members = kept.get("listOf")
    if members and not _complete(frame, field["name"], included.get(members["resource"]), members["field"]):
        del kept["listOf"]
    return kept


def _holds(reference: Mapping[str, Any], frame: pd.DataFrame, included: Mapping[str, pd.DataFrame]) -> bool:
    target = reference["reference"]
    parent = included.get(target["resource"])
    pairs = zip(reference["fields"], target["fields"], strict=True)
    return all(_complete(frame, child, parent, key) for child, key in pairs)


def _complete(frame: pd.DataFrame, child: str, parent: pd.DataFrame | None, key: str) -> bool:
    if parent is None or child not in frame.columns or key not in parent.columns:
        return False
    return _values(frame, [child]) <= _values(parent, [key])


def _extra_part(extra: ExtraResource) -> _Part:
    fields = [_inferred_field(str(name), extra.frame[name], extra.columns.get(str(name), "")) for name in extra.frame.columns]
    resource = {
        "name": extra.name,
        "type": "table",
        "title": extra.title,
        "description": extra.description,
        "path": f"{extra.name}.csv",
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"csv": {"delimiter": ",", "lineTerminator": "\n"}},
        "schema": {"fields": fields, "missingValues": [""]},
    }
    return _Part(f"{extra.name}.csv", extra.frame, resource)


def _inferred_field(name: str, column: pd.Series, description: str) -> dict[str, Any]:
    field: dict[str, Any] = {"name": name, "type": "string", "title": name.replace("_", " ").capitalize()}
    if description:
        field["description"] = description
    return {**field, **_kind(column)}


def _kind(column: pd.Series) -> dict[str, Any]:
    """The Table Schema type of a column, from its dtype, not from its values: a subset must not change it."""
    if is_bool_dtype(column.dtype):
        return {"type": "boolean", "trueValues": ["true"], "falseValues": ["false"]}
    if is_datetime64_any_dtype(column.dtype):
        return {"type": "date", "format": "%Y-%m-%d"}
    if is_numeric_dtype(column.dtype):
        return {"type": "integer" if is_integer_dtype(column.dtype) else "number"}
    if column.dtype == object and column.map(lambda cell: isinstance(cell, (tuple, list))).any():
        return {"type": "string", "listSeparator": LIST_SEPARATOR}
    return {"type": "string"}


def _descriptor(
    contract: Contract,
    parts: Sequence[_Part],
    files: Mapping[str, bytes],
    *,
    title: str,
    choices: Mapping[str, str],
    address: str,
    today: date,
    citation: str,
    sources: pd.DataFrame,
) -> bytes:
    descriptor = {
        **contract.descriptor,
        "title": title,
        "created": f"{today:%Y-%m-%d}T00:00:00Z",
        "homepage": address,
        "sources": _package_sources(sources),
        "choices": dict(choices),
        "citation": citation,
        "resources": [_with_stats(part, files[part.path]) for part in parts],
    }
    given = {name: value for name, value in descriptor.items() if value or name == "resources"}
    return (json.dumps(given, ensure_ascii=False, indent=2) + "\n").encode()


def _package_sources(sources: pd.DataFrame) -> list[dict[str, str]]:
    pairs = zip(sources["title"], sources["url"], strict=True)
    return [{"title": name, "path": url} if url else {"title": name} for name, url in pairs]


def _with_stats(part: _Part, content: bytes) -> dict[str, Any]:
    digest = hashlib.sha256(content).hexdigest()
    return {**part.resource, "bytes": len(content), "hash": f"sha256:{digest}", "rows": len(part.frame)}


def _readme(
    parts: Sequence[_Part],
    counts: Mapping[str, tuple[int, int]],
    *,
    title: str,
    choices: Mapping[str, str],
    address: str,
    version: str,
    today: date,
    citation: str,
) -> bytes:
    chosen = [f"- {_plain(name)}: {_plain(value)}" for name, value in choices.items()] or ["- Nothing was narrowed down: every row is in."]
    lines = [
        f"# {_plain(title)}",
        "",
        f"Data version {_plain(version)}, taken on {today:%Y-%m-%d}.",
        *(["", f"The same rows on the dashboard: {_link(address)}"] if address else []),
        "",
        "## What was chosen",
        "",
        *chosen,
        "",
        "## What is in it",
        "",
        "| file | rows | what a row is |",
        "| --- | --- | --- |",
        *(f"| `{part.path}` | {_count(part, counts)} | {_plain(part.resource['description'])} |" for part in parts),
        "",
        *FILES,
        "",
        "## How to cite",
        "",
        # Four spaces make it literal, so that an address can be copied out without a reader's escapes.
        "    " + " ".join(citation.split()),
        "",
        "## License",
        "",
        LICENSE,
        "",
    ]
    return "\n".join(lines).encode()


def _count(part: _Part, counts: Mapping[str, tuple[int, int]]) -> str:
    name = part.resource["name"]
    if name in counts:
        return f"{counts[name][0]} of {counts[name][1]}"
    if name == "sources":
        return f"{len(part.frame)} (those that the rows name)"
    return str(len(part.frame))


def _plain(text: str) -> str:
    """The text on one line with nothing in it that Markdown would read: search words come from a visitor."""
    return re.sub(r"([\\`*_\[\]<>|#&~$])", r"\\\1", " ".join(str(text).split()))


def _link(address: str) -> str:
    return f"<{quote(' '.join(address.split()), safe=':/?#[]@!$&()*+,;=%~')}>"


def _zip(files: Mapping[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            # 3 is Unix: the same on every system, with a file mode that unzipping keeps.
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])
    return content.getvalue()
