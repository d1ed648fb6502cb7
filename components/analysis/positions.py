"""Who said what on one question: positions in the order of time, and how far they spread."""

from __future__ import annotations

import pandas as pd

POSITIONS = ["affirms", "commits", "qualifies", "declines", "denies"]
"""From yes to no, the order in which charts place positions."""


def on_question(statements: pd.DataFrame, question: str) -> pd.DataFrame:
    """The statements on one question, in order of time; on one day yes comes before no, then by id."""
    rows = statements[statements["question_id"] == question]
    order = rows.assign(place=rows["position"].map({position: place for place, position in enumerate(POSITIONS)}))
    return order.sort_values(["date", "place", "statement_id"]).drop(columns="place").reset_index(drop=True)


def spread(statements: pd.DataFrame) -> pd.DataFrame:
    """One row a question: question_id, statements, speakers (institutions), one column a position with its count, contested.

    `contested` is true where somebody affirms or commits and somebody else denies.
    """
    counts = pd.crosstab(statements["question_id"], statements["position"]).reindex(columns=POSITIONS, fill_value=0)
    groups = statements.groupby("question_id")
    frame = counts.assign(statements=groups.size(), speakers=groups["institution"].nunique())
    contested = ((frame["affirms"] + frame["commits"]) > 0) & (frame["denies"] > 0)
    frame.columns.name = None
    return frame.assign(contested=contested).reset_index()[["question_id", "statements", "speakers", *POSITIONS, "contested"]]
