"""A long run: some viewers use every page for half an hour, and the memory of the process is looked at all the while.

`python tests/benchmarks/soak.py [--minutes 30] [--viewers 20]`. Viewers leave and come back, so that sessions begin and end too. The slope is that of a
straight line through the memory after the first third, when caches have filled.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:  # Run as a command, Python knows this folder alone.
    sys.path.insert(0, str(ROOT))

from tests.benchmarks.measuring import Report, percentile, rounded, say  # noqa: E402
from tests.benchmarks.pages import NAMED_DAYS, STEMS, path_of  # noqa: E402
from tests.benchmarks.protocol import Visitor  # noqa: E402
from tests.benchmarks.serving import Server, ours, serving  # noqa: E402

THINKING = 3.0
STAYS = 12
"""Choices that a viewer makes on a page before going to another one, in a session of its own."""
LOOKED_AT = 10.0
"""Seconds between two looks at the memory."""


async def _viewer(server: Server, number: int, ends: float, times: list[float], failed: list[str]) -> None:
    chance = random.Random(number)
    while time.monotonic() < ends:
        visitor = Visitor(server.address, path_of(chance.choice(STEMS)))
        try:
            await visitor.open()
            run = await visitor.run()
            charts, day = len(run.charts), ""
            run.checked(charts)
            for _ in range(STAYS):
                await asyncio.sleep(min(chance.expovariate(1 / THINKING), 3 * THINKING))
                if time.monotonic() > ends:
                    break
                day = chance.choice([each for each in NAMED_DAYS if each != day])
                times.append((await visitor.run(choice_a=day)).checked(charts, f"a={day}").ms)
        except Exception as error:
            failed.append(f"{type(error).__name__}: {error}")
        finally:
            await visitor.close()


async def _soak(server: Server, viewers: int, minutes: float) -> tuple[list[tuple[float, float]], list[float], list[str]]:
    started = time.monotonic()
    ends = started + 60 * minutes
    times: list[float] = []
    failed: list[str] = []
    memory: list[tuple[float, float]] = []
    crowd = [asyncio.create_task(_viewer(server, number, ends, times, failed)) for number in range(viewers)]
    while time.monotonic() < ends:
        memory.append(((time.monotonic() - started) / 60, server.memory()))
        if len(memory) % 12 == 1:
            say(f"{memory[-1][0]:5.1f} min {memory[-1][1]:7.1f} MB, {len(times)} choices, {len(failed)} failures")
        await asyncio.sleep(LOOKED_AT)
    await asyncio.gather(*crowd)
    return memory, times, failed


def main() -> None:
    parser = argparse.ArgumentParser(description="Viewers use every page for a long time; memory and errors are reported.")
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--viewers", type=int, default=20)
    asked, report = parser.parse_args(), Report()
    with serving(ours) as server:
        memory, times, failed = asyncio.run(_soak(server, asked.viewers, asked.minutes))
        told = server.traceback()
    for reason in sorted(set(failed)):
        report.fail(f"{failed.count(reason)} times", reason)
    if told:
        report.fail("in the log", told)
    minutes, megabytes = (np.array(column) for column in zip(*memory, strict=True))
    late = minutes >= minutes[-1] / 3
    slope = float(np.polyfit(minutes[late], megabytes[late], 1)[0])
    row = {
        "minutes": rounded(asked.minutes), "viewers": asked.viewers, "choices": len(times), "failed": len(failed), "p50 ms": rounded(percentile(times, 0.5)),
        "p95 ms": rounded(percentile(times, 0.95)), "MB at first": round(megabytes[0]), "MB after a third": round(float(megabytes[late][0])), "MB at the end": round(megabytes[-1]),
        "slope MB/h": rounded(slope * 60),
    }  # fmt: skip
    report.add(
        "Soak", f"Resident memory every {LOOKED_AT:.0f} s; each viewer leaves after {STAYS} choices and comes back to another page.", [row]
    )
    sys.exit(1 if report.failures else 0)


if __name__ == "__main__":
    main()
