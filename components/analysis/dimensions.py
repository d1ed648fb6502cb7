"""The two anchor reports beside each other, dimension by dimension."""

from __future__ import annotations

import pandas as pd

DIMENSION_CHANGES = {
    "both": "Both reports speak of it",
    "only-later": "Only the later report speaks of it",
    "only-earlier": "Only the earlier report speaks of it",
    "neither": "Neither report speaks of it",
}


def dimensions(posture: pd.DataFrame, earlier: str, later: str) -> pd.DataFrame:
    """One row a dimension, with what both reports say of it; a dimension that a report does not mention stays, marked as such.

    Columns: dimension_id, then coverage, stance, stage, key_phrase, locator, certainty, note, posture_id, each with _a and _b,
    then `mentioned`, a code of DIMENSION_CHANGES. `earlier` and `later` are the source_ids of the two reports.
    """
    columns = ["coverage", "stance", "stage", "key_phrase", "locator", "certainty", "note", "posture_id"]
    sides = [posture[posture["anchor"] == report].set_index("dimension_id")[columns] for report in (earlier, later)]
    both = sides[0].add_suffix("_a").join(sides[1].add_suffix("_b"), how="outer")
    both = both.fillna({f"coverage_{side}": "not-mentioned" for side in "ab"}).fillna("")
    codes = {(True, True): "both", (False, True): "only-later", (True, False): "only-earlier", (False, False): "neither"}
    speaks = zip(both["coverage_a"] != "not-mentioned", both["coverage_b"] != "not-mentioned", strict=True)
    return both.assign(mentioned=[codes[pair] for pair in speaks]).reset_index()
