"""Part 6: the same pages with many times the rows: reading and checking, choices, downloads, memory."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

from tests.benchmarks.generate import generate
from tests.benchmarks.measuring import Failure, Plan, Report, round_robin, rounded, say, summary
from tests.benchmarks.pages import KNOWN_DAYS, new_day, path_of
from tests.benchmarks.protocol import Visitor
from tests.benchmarks.serving import ROOT, Server, ours, serving

FACTORS = (1, 10, 100, 1000, 2000)
STEMS = ("overview", "compare", "three_axis", "timeline", "commitments", "evidence")
SECONDS = 620
LONGEST_READ = 200
OF_ONE = 110
"""Seconds for the choices at one size."""


def run(plan: Plan, report: Report) -> None:
    reading: list[dict[str, Any]] = []
    choices: list[dict[str, Any]] = []
    until = plan.until(SECONDS)
    with tempfile.TemporaryDirectory() as parent:
        for factor in FACTORS if not plan.quick else (1, 10):
            if time.monotonic() > until:
                report.fail("scale", f"the time was over before {factor} times the rows")
                continue
            folder = Path(parent) / str(factor)
            rows = generate(factor, folder)
            say(f"scale: {rows:,} rows")
            try:
                reading.append(
                    {
                        "times": factor,
                        "rows": f"{rows:,}",
                        **_read(folder, _longest(until), 9 if factor < 100 and not plan.quick else 3 if factor < 1000 else 1),
                    }
                )
                with serving(ours, {"POSTURE_DATA": str(folder)}, health="/readyz", seconds=_longest(until)) as server:
                    reading[-1]["server MB"] = round(server.memory())
                    reading[-1] |= _download(server, folder, 9 if factor < 1000 and not plan.quick else 3)
                    choices += asyncio.run(_choices(plan, report, server, factor, rows, min(until, time.monotonic() + OF_ONE)))
                    reading[-1]["server MB after"] = round(server.memory())
            except Exception as error:
                report.fail(f"scale, {factor} times", f"{type(error).__name__}: {error}")
    note = "Reading is read_ledger with all checks. The download is /data/observations.csv as curl would fetch it; plain_csv and pyarrow write the same rows in memory, in pieces is how they are streamed (above 1 is faster than pyarrow; pyarrow quotes every text and joins no lists; its speed is counted in our bytes)."
    report.add("Many rows: reading, checking, CSV", note, reading)
    report.add("Many rows: server time of a choice", "Date A is changed; known and new days as in the first tables.", choices)


def _longest(until: float) -> float:
    return max(20.0, min(LONGEST_READ, until - time.monotonic()))


def _read(folder: Path, seconds: float, times: int) -> dict[str, Any]:
    command = [sys.executable, str(ROOT / "tests" / "benchmarks" / "reading.py"), str(folder), str(times)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)
    if done.returncode:
        raise Failure(f"reading failed: {done.stderr[-800:]}")
    found = json.loads(done.stdout)
    if found["problems"] or not found["same"]:
        raise Failure(f"the generated data is not whole or not written as it was read: {found['problems']}")
    size = found["bytes"] / 1e6
    return {
        "observations": f"{found['rows']:,}", "CSV MB": rounded(size), **{f"read {key}": value for key, value in summary(found["read"]).items()},
        "plain_csv MB/s": _speed(size, found["plain_csv"]), "pyarrow MB/s": _speed(size, found["pyarrow"]),
        "in pieces MB/s": _speed(size, found["pieces"]),
        "in pieces to pyarrow": round(_middle(found["pyarrow"]) / _middle(found["pieces"]), 2), "plain_csv to pyarrow": round(_middle(found["pyarrow"]) / _middle(found["plain_csv"]), 2),
    }  # fmt: skip


def _speed(size: float, spent: list[float]) -> float:
    return rounded(size / (_middle(spent) / 1000))


def _middle(spent: list[float]) -> float:
    return sorted(spent)[len(spent) // 2]


def _download(server: Server, folder: Path, times: int) -> dict[str, Any]:
    expected = (folder / "observations.csv").stat().st_size
    spent = []
    for _ in range(times):
        started = time.perf_counter()
        with urllib.request.urlopen(f"{server.address}/data/observations.csv", timeout=120) as answer:
            size = 0
            while piece := answer.read(1 << 20):
                size += len(piece)
        spent.append((time.perf_counter() - started) * 1000)
        if size != expected:
            raise Failure(f"the download has {size} bytes, the file {expected}")
    return {"download MB/s": _speed(expected / 1e6, spent), **{f"download {key}": value for key, value in summary(spent).items()}}


async def _choices(plan: Plan, report: Report, server: Server, factor: int, rows: int, until: float) -> list[dict[str, Any]]:
    found = []
    stems = STEMS if not plan.quick else STEMS[:2]
    for turn_of, stem in enumerate(stems):
        # Each page has its share of the time that is left.
        ends = time.monotonic() + (until - time.monotonic()) / (len(stems) - turn_of)
        visitor = Visitor(server.address, path_of(stem))
        try:
            await visitor.open()
            first = await visitor.run()
            first.checked(len(first.charts))
            for day in KNOWN_DAYS:
                await visitor.run(choice_a=day)

            async def known(turn: int, visitor: Visitor = visitor, charts: int = len(first.charts)) -> float:
                day = KNOWN_DAYS[turn % 2]
                return (await visitor.run(choice_a=day)).checked(charts, f"a={day}").ms

            async def new(turn: int, visitor: Visitor = visitor, charts: int = len(first.charts), place: int = STEMS.index(stem)) -> float:
                day = new_day(2000 + 50 * place + turn)
                return (await visitor.run(choice_a=day)).checked(charts, f"a={day}").ms

            values = await round_robin({"known": known, "new": new}, plan.values(9, 3), ends, f"scale, {factor} times, {stem}", report)
            row = {
                "times": factor,
                "rows": f"{rows:,}",
                "page": stem,
                "charts": len(first.charts),
                "first view ms": rounded(first.ms),
                "first view kB": round(first.payload / 1000),
            }
            found.append({**row, **{f"{kind} {key}": value for kind, got in values.items() for key, value in summary(got).items()}})
        except Exception as error:
            report.fail(f"scale, {factor} times, {stem}", f"{type(error).__name__}: {error}")
        finally:
            await visitor.close()
    return found
