"""Stable addresses for the rows: /data/<table>.csv and what belongs to them, under the same choices as the app's pages.

The rows are the ones that the pages show and offer for download. An address that can't be answered in full is not answered in
part: a choice that does not exist is a 400, a name that does not exist a 404, each with a sentence.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date

import pandas as pd
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from components.analysis.comparison_rows import by_change, comparison_export
from components.cached import View, ledger, view
from components.contract import Table
from components.exports.citations import bibtex, csl_json, ris
from components.exports.csv_files import ROWS_AT_ONCE, plain_csv, plain_pieces
from components.exports.names import file_name
from components.filters import shown
from components.server.answers import ANYBODY, FRESH, METHODS, File, not_modified, preflight, send, sentences, tag, unchanged
from components.server.choices import asked_choices
from components.tables import Ledger, UnreadablePackage
from components.ui.cards.evidence import package_bytes

CSV = "text/csv; charset=utf-8; header=present"
Maker = Callable[[View], File]
RETRY = {"Retry-After": "60"}


def answer(request: Request) -> Response:
    """The answer to one address below /data."""
    if request.method == "OPTIONS":
        return preflight()
    try:
        source = ledger()
    except UnreadablePackage as error:
        return sentences(503, [f"The data can't be read. {error}"], RETRY)
    name = request.path_params.get("name", "")
    make = makers(source).get(name)
    if make is None:
        return sentences(
            404, [f"There is no /data/{shown(name)}.", "There are: " + ", ".join(f"/data/{known}" for known in makers(source)) + "."]
        )
    chosen, notes = asked_choices(request.query_params, source)
    if notes:
        return sentences(400, notes)
    return _fresh(request, make, view(chosen, source), name)


def _fresh(request: Request, make: Maker, seen: View, name: str) -> Response:
    # The package says on which day it was taken; nothing else depends on the day.
    day = date.today() if name == "package.zip" else ""
    etag = tag(name, seen.ledger.fingerprint, seen.filters, day)
    headers = {**ANYBODY, "Cache-Control": FRESH, "X-Data-Version": seen.ledger.version}
    if unchanged(request, etag):
        return not_modified(etag, headers)
    return send(request, make(seen), etag, headers)


def makers(source: Ledger) -> dict[str, Maker]:
    """What there is below /data: the name and how its file is made. Tables answer by their path in the package and by their name."""
    found: dict[str, Maker] = {}
    for table in source.contract.tables.values():
        for name in (f"{table.name}.csv", table.path):
            found[name] = _table_maker(table)
    return {
        **found,
        "compare.csv": _compared,
        "datapackage.json": _descriptor,
        "package.zip": _package,
        "sources.bib": _cited(bibtex, "application/x-bibtex; charset=utf-8", ".bib"),
        "sources.ris": _cited(ris, "application/x-research-info-systems; charset=utf-8", ".ris"),
        "sources.json": _cited(csl_json, "application/vnd.citationstyles.csl+json", ".json"),
    }


def table_rows(seen: View, table: Table) -> pd.DataFrame:
    """The rows of one table that the choices leave, with the contract's columns; vocabularies and corrections are always whole."""
    whole = table.is_vocabulary or table.name == "corrections"
    rows = seen.ledger[table.name] if whole else seen.rows(table.name)
    return rows[table.column_names].reset_index(drop=True)


def csv_content(rows: pd.DataFrame) -> bytes | Iterator[bytes]:
    """The bytes of plain_csv: at once for a table of the usual size, in pieces for a large one, so that memory stays bounded."""
    return plain_csv(rows) if len(rows) <= ROWS_AT_ONCE else plain_pieces(rows, ROWS_AT_ONCE)


def _table_maker(table: Table) -> Maker:
    return lambda seen: File(csv_content(table_rows(seen, table)), CSV, _saved_as(seen, table.name, ".csv"))


def _compared(seen: View) -> File:
    return File(csv_content(comparison_export(by_change(seen.comparison))), CSV, _saved_as(seen, "compare", ".csv"))


def _descriptor(seen: View) -> File:
    """The contract as it is: the paths in it lead to the tables beside it, so the address itself can be validated."""
    return File((json.dumps(dict(seen.ledger.contract.descriptor), ensure_ascii=False, indent=2) + "\n").encode(), "application/json")


def _package(seen: View) -> File:
    return File(package_bytes(seen), "application/zip", _saved_as(seen, "package", ".zip"))


def _cited(write: Callable[[pd.DataFrame], str], media_type: str, suffix: str) -> Maker:
    return lambda seen: File(write(seen.rows("sources")).encode(), media_type, _saved_as(seen, "sources", suffix))


def _saved_as(seen: View, table: str, suffix: str) -> str:
    return file_name(table, seen.filters.a, seen.filters.b, seen.ledger.version, suffix)


ROUTES = [Route("/data", answer, methods=list(METHODS)), Route("/data/{name:path}", answer, methods=list(METHODS))]
