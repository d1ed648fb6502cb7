"""Codes in words: labels, definitions and order, all from the vocabularies and the contract."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

Tables = Mapping[str, pd.DataFrame]

CERTAINTY = {
    "stated": "Stated by the source in its own voice",
    "attributed": "Attributed by the source to somebody",
    "inferred": "Inferred by the rule given in the note",
}
SCOPE_LABELS = {"anchors": "The two anchor reports only", "then": "Known then: sources of the time", "all": "Known now: all sources"}
SCOPE_DEFINITIONS = {
    "anchors": "Each side shows what the newest anchor report of its time says, and nothing else.",
    "then": "Each side shows only what sources published on or before that side's date say.",
    "all": "Both sides show what all sources say today of that date.",
}
KIND_LABELS = {"component": "Component", "initiative": "Initiative", "mechanism": "Mechanism"}
SOURCE_KINDS = {
    "news-report": "News report",
    "government-release": "Government release",
    "official-document": "Official document",
    "joint-statement": "Joint statement",
    "think-tank": "Think tank",
    "dataset": "Data set",
}


def labels(tables: Tables, vocabulary: str) -> dict[str, str]:
    """Code -> label of a vocabulary, in its order; codes off the scale come last."""
    frame = in_order(tables[vocabulary])
    return dict(zip(frame["code"], frame["label"], strict=True))


def in_order(vocabulary: pd.DataFrame) -> pd.DataFrame:
    """The rows of a vocabulary by `order`; those without one stay in their file's order at the end."""
    return vocabulary.sort_values("order", na_position="last", kind="stable")
