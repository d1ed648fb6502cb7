"""A data folder with many times the rows that keeps the contract: `python tests/benchmarks/generate.py FACTOR FOLDER`.

Facts are multiplied (observations, milestones, statements, commitments, indicators): each copy has an id of its own and, where
the day is known, another day. What they rest on (sources, subjects, vocabularies) stays as it is, so every reference leads somewhere.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from components.exports.csv_files import plain_csv  # noqa: E402
from components.tables import SHIPPED  # noqa: E402

MULTIPLIED = {"observations": "date", "milestones": "date", "statements": "date", "commitments": "", "indicators": "date"}
"""Tables with many times the rows, and the date that is moved in their copies; windows of promises stay as they are."""
FURTHEST = 365


def generate(factor: int, folder: Path, source: Path = SHIPPED) -> int:
    """Write the folder; returns the number of rows in the multiplied tables. The first copy is the data itself."""
    if folder.exists():
        shutil.rmtree(folder)
    shutil.copytree(source, folder)
    rows = 0
    for name, day in MULTIPLIED.items():
        path = folder / f"{name}.csv"
        frame = pd.read_csv(path, dtype="str", keep_default_na=False)
        copies = many(frame, factor, day)
        path.write_bytes(plain_csv(copies))
        rows += len(copies)
    return rows


def many(frame: pd.DataFrame, factor: int, day: str) -> pd.DataFrame:
    """The rows so many times; ids are unique, days known to the day lie up to a year earlier, other cells are the same."""
    copies = frame.loc[frame.index.repeat(factor)].reset_index(drop=True)
    number = pd.Series(copies.index % factor, index=copies.index)
    key = frame.columns[0]
    copies[key] = copies[key].where(number == 0, copies[key] + "-copy-" + number.astype("str"))
    if day:
        exact = (copies["date_precision"] == "day") & (number > 0)
        days = pd.to_datetime(copies.loc[exact, day], format="%Y-%m-%d") - pd.to_timedelta(number[exact] * 37 % FURTHEST, unit="D")
        copies.loc[exact, day] = days.dt.strftime("%Y-%m-%d")
    return copies


def main() -> int:
    if len(sys.argv) != 3 or not sys.argv[1].isdecimal() or int(sys.argv[1]) < 1:
        print("Usage: generate.py FACTOR FOLDER, for example generate.py 100 build/bench/data-100")
        return 2
    print(f"{generate(int(sys.argv[1]), Path(sys.argv[2])):,} rows in {sys.argv[2]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
