"""Part 7: the same tables in Datasette: filtering rows and taking them home as CSV, beside our data addresses."""

from __future__ import annotations

import csv
import gzip
import io
import sqlite3
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from typing import Any

from components.tables import SHIPPED, read_ledger
from tests.benchmarks.measuring import Failure, Plan, Report, in_turn, ratio, summary
from tests.benchmarks.serving import ours, serving

SECONDS = 90


def run(plan: Plan, report: Report) -> None:
    ledger = read_ledger(SHIPPED)
    observations, milestones = ledger["observations"], ledger["milestones"]
    theme = str(milestones["theme"].mode()[0])
    themed = int((milestones["theme"] == theme).sum())
    plan.folder.mkdir(parents=True, exist_ok=True)
    base = database(plan.folder / "ledger.db", {name: SHIPPED / table.path for name, table in ledger.contract.tables.items()})
    with ExitStack() as stack:
        mine = stack.enter_context(serving(ours, health="/readyz")).address
        command = [sys.executable, "-m", "datasette", "serve", str(base), "--host", "127.0.0.1", "--setting", "max_returned_rows", "100000"]
        other = stack.enter_context(serving(lambda port: [*command, "--port", str(port)], health="/-/versions.json")).address
        asked: dict[tuple[str, str], tuple[str, int | None]] = {
            ("whole table as CSV", "ours"): (f"{mine}/data/observations.csv", len(observations)),
            ("whole table as CSV", "datasette"): (f"{other}/ledger/observations.csv?_stream=on", len(observations)),
            # By a theme ours takes every milestone that belongs to it in any way, so only Datasette's number is known beforehand.
            ("milestones of one theme as CSV", "ours"): (f"{mine}/data/milestones.csv?theme={theme}", None),
            ("milestones of one theme as CSV", "datasette"): (f"{other}/ledger/milestones.csv?theme={theme}&_stream=on", themed),
            ("page that filters, HTML", "ours"): (f"{mine}/timeline?theme={theme}", None),
            ("page that filters, HTML", "datasette"): (f"{other}/ledger/milestones?theme={theme}", None),
        }
        sizes: dict[Any, int] = {}
        cases: dict[Any, Callable[[int], float]] = {
            name: partial(_get, name, address, rows, sizes) for name, (address, rows) in asked.items()
        }
        values = in_turn(cases, plan.values(15, 3), plan.until(SECONDS), "others", report)
    rows = [
        {
            "what": what,
            "case": name,
            **summary(got),
            "kB on the wire": round(sizes.get((what, name), 0) / 1000, 1),
            "to ours": ratio(got, values[what, "ours"]),
        }
        for (what, name), got in values.items()
    ]
    note = (
        "Over HTTP, gzip accepted. The HTML of ours is the frame only, its rows come over the websocket (first tables); Datasette's holds 100 rows. "
        "The static page with the same figures is in the tables of the browser."
    )
    report.add("Filter and CSV, against Datasette", note, rows)


def database(path: Path, tables: dict[str, Path]) -> Path:
    """The tables as SQLite, all cells text; a table a file."""
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        for name, file in tables.items():
            with file.open(encoding="utf-8", newline="") as opened:
                header, *rows = csv.reader(opened)
            columns = ", ".join(f'"{column}" TEXT' for column in header)
            connection.execute(f'CREATE TABLE "{name}" ({columns})')
            connection.executemany(f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(header))})', rows)
        connection.commit()
    return path


def _get(name: tuple[str, str], address: str, rows: int | None, sizes: dict[Any, int], turn: int) -> float:
    request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})
    started = time.perf_counter()
    with urllib.request.urlopen(request, timeout=30) as answer:
        content = answer.read()
        packed = answer.headers.get("Content-Encoding") == "gzip"
    spent = (time.perf_counter() - started) * 1000
    sizes[name] = len(content)
    if "CSV" in name[0]:
        text = (gzip.decompress(content) if packed else content).decode()
        found = sum(1 for _ in csv.reader(io.StringIO(text))) - 1
        if found < 1 or (rows is not None and found != rows):
            raise Failure(f"{found} rows came, {rows} were expected")
    return spent
