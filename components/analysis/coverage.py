"""What is known and what is not: how much evidence stands behind each subject and date."""

from __future__ import annotations

import pandas as pd

KNOWLEDGE = {"both": "Reported on both dates", "a": "Date A only", "b": "Date B only", "neither": "On neither date"}


def knowledge(comparison: pd.DataFrame) -> pd.Series:
    """For each row of a comparison, on which of its dates the subject is reported: a code of KNOWLEDGE."""
    codes = {(True, True): "both", (True, False): "a", (False, True): "b", (False, False): "neither"}
    pairs = zip(comparison["reported_a"], comparison["reported_b"], strict=True)
    return pd.Series([codes[bool(a), bool(b)] for a, b in pairs], index=comparison.index, dtype="str")


def sources_a_year(evidence: pd.DataFrame, subject_ids: pd.Series, years: range) -> pd.DataFrame:
    """subject_id, year, sources: how many different sources carry an observation valid from that year; only cells with one or more."""
    chosen = evidence[evidence["subject_id"].isin(set(subject_ids)) & evidence["date"].dt.year.isin(list(years))]
    counted = chosen.assign(year=chosen["date"].dt.year).groupby(["subject_id", "year"])["source_id"].nunique()
    return counted.rename("sources").reset_index()
