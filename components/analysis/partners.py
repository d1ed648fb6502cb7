"""Who works with whom: partners joined by the mechanisms that are in place on a date."""

from __future__ import annotations

from itertools import combinations

import pandas as pd

AT_WORK = ("in-place", "strengthened")


def by_purpose(comparison: pd.DataFrame, index: pd.DataFrame) -> pd.DataFrame:
    """For each purpose and partner other than South Korea, how many mechanisms are in place on both dates.

    Columns: group (purpose in words), partner, at_work_a, at_work_b, mechanisms (all that the ledger knows of). Mechanisms
    count for each of their partners.
    """
    pairs = _mechanisms(comparison, index).explode("partners").rename(columns={"partners": "partner"})
    pairs = pairs[pairs["partner"] != "kr"]
    for side in "ab":
        pairs[f"at_work_{side}"] = pairs[f"stage_{side}"].isin(AT_WORK)
    groups = pairs.groupby(["group", "partner"], sort=True)
    return groups.agg(at_work_a=("at_work_a", "sum"), at_work_b=("at_work_b", "sum"), mechanisms=("subject_id", "size")).reset_index()


def ties(comparison: pd.DataFrame, index: pd.DataFrame, side: str) -> pd.DataFrame:
    """Pairs of partners and how many mechanisms in place on one side ("a" or "b") join them: first, second, mechanisms, names."""
    rows = _mechanisms(comparison, index)
    rows = rows[rows[f"stage_{side}"].isin(AT_WORK)]
    pairs = [(*sorted(pair), row.name) for row in rows.itertuples(index=False) for pair in combinations(row.partners, 2)]
    frame = pd.DataFrame(pairs, columns=["first", "second", "name"])
    groups = frame.groupby(["first", "second"])
    return groups.agg(mechanisms=("name", "size"), names=("name", lambda names: "; ".join(sorted(names)))).reset_index()


def _mechanisms(comparison: pd.DataFrame, index: pd.DataFrame) -> pd.DataFrame:
    chosen = index.loc[index["kind"] == "mechanism", ["subject_id", "name", "group", "partners"]]
    return chosen.merge(comparison[["subject_id", "stage_a", "stage_b"]], on="subject_id", how="inner")
