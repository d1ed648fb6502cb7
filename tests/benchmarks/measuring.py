"""Numbers and how they are told: medians, 95th percentiles and ratios; and failures, which are told beside them."""

from __future__ import annotations

import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

PACKAGES = ("streamlit", "pandas", "plotly", "pyarrow", "pandera", "uvicorn", "starlette", "dash", "datasette", "websockets", "playwright")
ENOUGH = 9
"""A median of fewer values is marked as such."""
GIVEN_UP = 3
"""A case that has failed so often is measured no more."""
OVERTIME = 20
"""Seconds in which a round that has begun may be ended."""


class Failure(Exception):
    """Something that was measured did not do what it should; the text says what."""


@dataclass(frozen=True)
class Plan:
    """How much is measured: the values of each case, and whether this is only a try."""

    quick: bool
    folder: Path
    ends: float = float("inf")

    def values(self, full: int, quick: int) -> int:
        return quick if self.quick else full

    def left(self) -> float:
        """Seconds until the whole run should be over."""
        return self.ends - time.monotonic()

    def until(self, seconds: float) -> float:
        """The moment at which a part that may take so many seconds stops taking new values."""
        return min(time.monotonic() + seconds, self.ends)


@dataclass
class Table:
    """One table of results, as it stands in results.md."""

    title: str
    note: str
    rows: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Report:
    """All tables and all failures of one run."""

    tables: list[Table] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def add(self, title: str, note: str, rows: Iterable[dict[str, Any]]) -> None:
        """Keep a table, and show it at once; a table without rows is a failure."""
        table = Table(title, note, list(rows))
        self.tables.append(table)
        if not table.rows:
            self.fail(title, "nothing could be measured")
        print(f"\n{markdown(table)}", flush=True)

    def fail(self, where: str, what: object) -> None:
        """Keep a failure, and show it at once."""
        text = f"{where}: {' '.join(str(what).split())[:1500] or type(what).__name__}"
        self.failures.append(text)
        print(f"FAILURE {text}", flush=True)


def say(text: str) -> None:
    """Show progress."""
    print(f"{datetime.now():%H:%M:%S} {text}", flush=True)


def percentile(values: list[float], share: float) -> float:
    """The value below which that share of the values lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * (len(ordered) - 1))))]


def summary(values: list[float], unit: str = "ms", expected: int = ENOUGH) -> dict[str, Any]:
    """Median, 95th percentile and number of values, as cells; "failed" when there is none."""
    if not values:
        return {f"median {unit}": "failed", f"p95 {unit}": "failed", "n": "0"}
    few = " (few)" if len(values) < expected else ""
    return {
        f"median {unit}": rounded(statistics.median(values)),
        f"p95 {unit}": rounded(percentile(values, 0.95)),
        "n": f"{len(values)}{few}",
    }


def rounded(value: float) -> float:
    """A number without digits that mean nothing."""
    return round(value, 1 if abs(value) >= 10 else 2)


def ratio(values: list[float], others: list[float]) -> float | str:
    """The median of the first over the median of the second; "" when one of them has no value."""
    if not values or not others or not statistics.median(others):
        return ""
    return round(statistics.median(values) / statistics.median(others), 2)


async def round_robin(
    cases: Mapping[Any, Callable[[int], Awaitable[float]]], rounds: int, until: float, where: str, report: Report
) -> dict[Any, list[float]]:
    """Values of all cases, one of each a round, so that whatever else the machine does falls on all of them alike.

    A failure is told and gives no value; no round begins after `until`.
    """
    values: dict[Any, list[float]] = {name: [] for name in cases}
    for turn, name, failing in _turns(cases, rounds, until, where, report):
        with failing:
            values[name].append(await cases[name](turn))
    return values


def in_turn(cases: Mapping[Any, Callable[[int], float]], rounds: int, until: float, where: str, report: Report) -> dict[Any, list[float]]:
    """The same for cases that need no event loop (and can't have one: Playwright's plain interface)."""
    values: dict[Any, list[float]] = {name: [] for name in cases}
    for turn, name, failing in _turns(cases, rounds, until, where, report):
        with failing:
            values[name].append(cases[name](turn))
    return values


def _turns(
    cases: Iterable[Any], rounds: int, until: float, where: str, report: Report
) -> Iterator[tuple[int, Any, AbstractContextManager[None]]]:
    """Each round's number with each case that is still measured, and what takes its failure: whatever goes wrong in a case is its result."""
    failed = dict.fromkeys(cases, 0)

    @contextmanager
    def failing(name: Any) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            failed[name] += 1
            report.fail(f"{where}, {name}", f"{type(error).__name__}: {error}")

    for turn in range(rounds):
        if time.monotonic() > until:
            report.fail(where, f"the time was over after {turn} of {rounds} rounds")
            return
        for name in failed:
            if failed[name] < GIVEN_UP and time.monotonic() <= until + OVERTIME:
                yield turn, name, failing(name)


def markdown(table: Table) -> str:
    """A table as Markdown."""
    lines = [f"## {table.title}", "", table.note, ""]
    names = list(dict.fromkeys(name for row in table.rows for name in row))
    if names:
        lines += ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]
        lines += ["| " + " | ".join(str(row.get(name, "")) for name in names) + " |" for row in table.rows]
    return "\n".join(lines) + "\n"


def about() -> dict[str, Any]:
    """Machine, versions and date of a run."""
    versions = {}
    for name in PACKAGES:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            versions[name] = "not installed"
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{platform.system()} {platform.machine()}, {_processor()}, {os.cpu_count()} cores, {_memory()}",
        "load at the start": " ".join(f"{value:.1f}" for value in os.getloadavg()) if hasattr(os, "getloadavg") else "",
        "python": platform.python_version(),
        "versions": versions,
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown processor")


def _memory() -> str:
    import psutil

    return f"{psutil.virtual_memory().total / 2**30:.0f} GB"


def write(report: Report, facts: Mapping[str, Any], folder: Path, command: list[str]) -> None:
    """results.md and results.json; what failed stands first."""
    folder.mkdir(parents=True, exist_ok=True)
    head = [
        "# Benchmark results", "",
        f"{facts['date']}, `{' '.join(command)}`, {facts['machine']}, load {facts['load at the start']}, Python {facts['python']}, "
        + ", ".join(f"{name} {number}" for name, number in facts["versions"].items()) + ".",
        "", "Times drift between runs: compare within a table. How each number comes about: tests/benchmarks/README.md.", "",
    ]  # fmt: skip
    told = (
        ["No failures.", ""]
        if not report.failures
        else [f"**{len(report.failures)} failures:**", "", *(f"- {text}" for text in report.failures), ""]
    )
    text = "\n".join([*head, *told, *(markdown(table) for table in report.tables)])
    (folder / "results.md").write_text(text, encoding="utf-8")
    content = {
        **facts,
        "failures": report.failures,
        "tables": [{"title": table.title, "note": table.note, "rows": table.rows} for table in report.tables],
    }
    (folder / "results.json").write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"\nWritten: {folder / 'results.md'} and results.json; {len(report.failures)} failures.", file=sys.stderr)
