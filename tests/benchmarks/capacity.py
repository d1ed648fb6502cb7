"""Part 5: many viewers at once on one process, and on two behind the nginx configuration of deploy/; memory a viewer takes."""

from __future__ import annotations

import asyncio
import os
import random
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.benchmarks.measuring import Failure, Plan, Report, percentile, rounded
from tests.benchmarks.pages import NAMED_DAYS, STEMS, path_of
from tests.benchmarks.protocol import Visitor
from tests.benchmarks.serving import ROOT, Server, ours, plain_dashboard, serving

THINKING = 3.0
"""Seconds between a viewer's choices, on average."""
LONGEST_OPENING = 90.0


def run(plan: Plan, report: Report) -> None:
    viewers, seconds, stems = (50, 36.0, STEMS) if not plan.quick else (6, 6.0, STEMS[:3])
    rows: list[dict[str, Any]] = []
    with serving(ours) as server:
        rows.append(_level(report, "ours, one process", [server], [server.address], viewers, seconds, stems))
    with serving(plain_dashboard, {"POSTURE_COLD": "1"}) as server:
        rows.append(_level(report, "same, plain Streamlit, cold", [server], [server.address], viewers, seconds, stems))
    with ExitStack() as stack:
        servers = [stack.enter_context(serving(ours, {"STREAMLIT_SERVER_COOKIE_SECRET": "benchmark"})) for _ in range(2)]
        addresses, way = [server.address for server in servers], "taken in turn"
        try:
            addresses, way = [stack.enter_context(nginx_before([server.port for server in servers]))], "deploy/nginx.conf"
        except (Failure, OSError) as error:
            report.fail("capacity, nginx", f"{error}; the replicas are taken in turn instead")
        rows.append(_level(report, f"ours, two processes, {way}", servers, addresses, viewers * 2, seconds, stems))
    note = (
        f"All viewers come at once, each to one of the {len(stems)} pages; when all are there, each changes date A to one of {len(NAMED_DAYS)} days that were chosen before, with {THINKING:.0f} s to think "
        "on average. A late client means that the measuring itself was slowed: then the times are upper bounds. Memory is resident memory, after minus before."
    )
    report.add("Many viewers at once", note, rows)


def _level(
    report: Report, name: str, servers: list[Server], addresses: list[str], viewers: int, seconds: float, stems: list[str]
) -> dict[str, Any]:
    try:
        return {"case": name, "viewers": viewers, **asyncio.run(_crowd(report, name, servers, addresses, viewers, seconds, stems))}
    except Exception as error:
        report.fail(f"capacity, {name}", f"{type(error).__name__}: {error}")
        return {"case": name, "viewers": viewers, "failed": "all"}


async def _crowd(
    report: Report, name: str, servers: list[Server], addresses: list[str], viewers: int, seconds: float, stems: list[str]
) -> dict[str, Any]:
    # The first look at each page on each day is not the crowd's: what a day nobody has chosen before costs stands in the first tables.
    for server in servers:
        for stem in stems:
            await _look_once(server.address, stem)
    before = sum(server.memory() for server in servers)
    opened, late, failed, times = [], [], [], []
    chosen = random.Random(1)
    # Every viewer has a loopback address of their own: the limits an address has in nginx.conf stay as they are.
    crowd = [
        Visitor(addresses[number % len(addresses)], path_of(stems[number % len(stems)]), source=f"127.0.1.{number + 1}")
        for number in range(viewers)
    ]
    charts: dict[int, int] = {}

    async def come(number: int) -> None:
        started = time.perf_counter()
        try:
            async with asyncio.timeout(LONGEST_OPENING):
                await crowd[number].open()
                run = await crowd[number].run()
            run.checked(len(run.charts))
            charts[number] = len(run.charts)
            opened.append((time.perf_counter() - started) * 1000)
        except Exception as error:
            failed.append(f"{type(error).__name__}: {error}")

    async def stay(number: int, until: float) -> None:
        await asyncio.sleep(chosen.random() * THINKING)
        day = ""
        while time.monotonic() < until:
            day = chosen.choice([each for each in NAMED_DAYS if each != day])
            try:
                times.append((await crowd[number].run(choice_a=day)).checked(charts[number], f"a={day}").ms)
            except Exception as error:
                failed.append(f"{type(error).__name__}: {error}")
                return
            await asyncio.sleep(min(chosen.expovariate(1 / THINKING), 4 * THINKING))

    async def watch() -> None:
        while True:
            asked = time.perf_counter()
            await asyncio.sleep(0.05)
            late.append((time.perf_counter() - asked - 0.05) * 1000)

    watching = asyncio.create_task(watch())
    started = time.perf_counter()
    await asyncio.gather(*(come(number) for number in range(viewers)))
    all_open, staying = time.perf_counter() - started, time.perf_counter()
    await asyncio.gather(*(stay(number, time.monotonic() + seconds) for number in charts))
    spent = time.perf_counter() - staying
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching
    after = sum(server.memory() for server in servers)
    await asyncio.gather(*(visitor.close() for visitor in crowd), return_exceptions=True)
    for text in sorted(set(failed)):
        report.fail(f"capacity, {name}, {failed.count(text)} times", text)
    for told in {server.traceback() for server in servers} - {""}:
        report.fail(f"capacity, {name}, in the log", told)
    if not times or not opened:
        raise Failure("nobody could use the pages")
    return {
        "all there s": rounded(all_open), "first view p50 ms": rounded(percentile(opened, 0.5)), "first view p95 ms": rounded(percentile(opened, 0.95)),
        "choice p50 ms": rounded(percentile(times, 0.5)), "choice p95 ms": rounded(percentile(times, 0.95)), "choices": len(times), "went ahead": sum(len(visitor.ahead) for visitor in crowd), "choices/s": rounded(len(times) / spent),
        "failed": len(failed), "MB before": round(before), "MB per viewer": round((after - before) / viewers, 2), "late client p95 ms": rounded(percentile(late, 0.95)),
    }  # fmt: skip


async def _look_once(address: str, stem: str) -> None:
    visitor = Visitor(address, path_of(stem))
    await visitor.open()
    try:
        run = await visitor.run()
        run.checked(len(run.charts))
        for day in NAMED_DAYS:
            await visitor.run(choice_a=day)
    finally:
        await visitor.close()


@contextmanager
def nginx_before(ports: list[int]) -> Iterator[str]:
    """The project's own nginx configuration, with other ports and folders and nothing else changed; yields its address."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        raise Failure("there is no nginx")
    with tempfile.TemporaryDirectory() as folder:
        own = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
        for old, new in zip((8501, 8502), ports, strict=True):
            own = _replaced(own, f"127.0.0.1:{old}", f"127.0.0.1:{new}")
        own = _replaced(own, "/var/cache/nginx/posture", f"{folder}/cache")
        own = _replaced(own, "/var/log/nginx/posture.log", f"{folder}/access.log")
        with serving(
            lambda port: [program, "-p", folder, "-c", _main_file(Path(folder), own, port), "-e", f"{folder}/error.log"],
            health="/healthz",
            seconds=15,
        ) as server:
            yield server.address


def _main_file(folder: Path, own: str, port: int) -> str:
    user = "user root;" if os.geteuid() == 0 else ""
    places = " ".join(f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (folder / "posture.conf").write_text(re.sub(r"\blisten 80;", f"listen 127.0.0.1:{port};", own, count=1), encoding="utf-8")
    main = folder / "nginx.conf"
    main.write_text(
        f"{user} daemon off; pid {folder}/pid; events {{ worker_connections 2048; }} http {{ {places} include {folder}/posture.conf; }}\n",
        encoding="utf-8",
    )
    checked = subprocess.run(
        [shutil.which("nginx") or "/usr/sbin/nginx", "-t", "-p", str(folder), "-c", str(main), "-e", f"{folder}/error.log"],
        capture_output=True,
        text=True,
        check=False,
    )
    if checked.returncode:
        raise Failure(f"nginx does not take deploy/nginx.conf: {checked.stderr}")
    return str(main)


def _replaced(text: str, old: str, new: str) -> str:
    if old not in text:
        raise Failure(f"deploy/nginx.conf has no {old} any more")
    return text.replace(old, new)
