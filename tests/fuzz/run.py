"""Run the fuzz targets for some minutes and print what they were given: `python -m tests.fuzz.run --minutes 5`.

Failing inputs are kept in tests/fuzz/corpus and replayed by the suite. Exit 1 when there was one.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import logging
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
MODULES = ("addresses", "tables")


def main() -> int:
    """Divide the time between the modules that there are, and print one row a target."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--only", choices=MODULES, help="one module instead of all")
    chosen = parser.parse_args()
    logging.disable(logging.CRITICAL)
    present = [name for name in MODULES if chosen.only in (None, name) and importlib.util.find_spec(f"tests.fuzz.{name}")]
    rows, start = [], time.monotonic()
    for name in present:
        counts = importlib.import_module(f"tests.fuzz.{name}").run(chosen.minutes * 60 / len(present))
        rows += [(name, target, *tally) for target, tally in counts.items()]
    inputs, faults = (sum(row[place] for row in rows) for place in (2, 3))
    print("| module | target | inputs | faults |")
    print("| --- | --- | ---: | ---: |")
    for module, target, given, failed in [*rows, ("all", f"{time.monotonic() - start:.0f} seconds", inputs, faults)]:
        print(f"| {module} | {target} | {given:,} | {failed:,} |")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
