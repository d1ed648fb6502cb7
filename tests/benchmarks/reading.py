"""Times of reading, checking and writing one data folder, in a process of its own: `reading.py FOLDER TIMES`; prints JSON."""

from __future__ import annotations

import io
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import pandas as pd
import pyarrow as arrow
import pyarrow.csv as arrow_csv

from components.exports.csv_files import plain_csv, plain_pieces
from components.tables import read_ledger

TABLE = "observations"


def timed(action: Callable[[], object], times: int) -> list[float]:
    spent = []
    for _ in range(times):
        started = time.perf_counter()
        action()
        spent.append((time.perf_counter() - started) * 1000)
    return spent


def streamed(rows: pd.DataFrame) -> int:
    """The size of the file, of which only one piece is there at a time."""
    return sum(len(piece) for piece in plain_pieces(rows))


def main() -> None:
    folder, times = Path(sys.argv[1]), int(sys.argv[2])
    ledger = read_ledger(folder)
    problems = [problem.sentence() for problem in ledger.problems[:3]]
    rows = ledger[TABLE]
    table = arrow.Table.from_pandas(rows, preserve_index=False)
    content = plain_csv(rows)
    found = {
        "problems": problems, "rows": len(rows), "bytes": len(content), "same": content == (folder / f"{TABLE}.csv").read_bytes(),
        "plain_csv": timed(lambda: plain_csv(rows), times), "pieces": timed(lambda: streamed(rows), times), "pyarrow": timed(lambda: arrow_csv.write_csv(table, io.BytesIO()), times),
        "read": timed(lambda: read_ledger(folder), times),
    }  # fmt: skip
    print(json.dumps(found))


if __name__ == "__main__":
    main()
