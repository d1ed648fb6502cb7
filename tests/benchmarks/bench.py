"""All benchmarks, side by side in one run: `python tests/benchmarks/bench.py [--quick] [--only NAME...]`.

Writes build/bench/results.md and results.json, and exits with 1 when anything that was measured has failed.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.benchmarks.measuring import Plan, Report, about, say, write  # noqa: E402

PARTS = {
    "reruns": "server time of a choice on every page",
    "browser": "choice to all charts redrawn, in Chromium, against Dash and a static page",
    "visits": "first visit with an empty cache: bytes and time to the first chart; bytes on the websocket",
    "starts": "process start to healthy and to the first charts",
    "capacity": "50 viewers on one process, 100 on two; memory",
    "scale": "the same pages with up to 2,000 times the rows; reading, checking and CSV",
    "others": "filter and CSV against Datasette",
    "cost": "where a rerun's time goes",
}
FULL_SECONDS, QUICK_SECONDS = 34 * 60, 235


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a few values of each: a try, no result")
    parser.add_argument("--only", nargs="+", choices=list(PARTS), metavar="NAME", help=f"some parts only: {', '.join(PARTS)}")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "bench", help="the folder for the results")
    given = parser.parse_args()
    plan = Plan(given.quick, given.out, time.monotonic() + (QUICK_SECONDS if given.quick else FULL_SECONDS))
    report, facts = Report(), about()
    for name in given.only or PARTS:
        if plan.left() < 5:
            report.fail(name, "the time was over before it began")
            continue
        say(f"{name}: {PARTS[name]}")
        try:
            importlib.import_module(f"tests.benchmarks.{name}").run(plan, report)
        except Exception as error:  # One part that can't be measured leaves the others.
            report.fail(name, f"{type(error).__name__}: {error}")
    write(report, facts, given.out, ["bench.py", *sys.argv[1:]])
    return 1 if report.failures else 0


if __name__ == "__main__":
    sys.exit(main())
