"""Life lines: the stretches of time that each subject spent at each stage, and the reports on them."""

from __future__ import annotations

import pandas as pd

from components.analysis.posture import latest_first

STRETCH_COLUMNS = ["subject_id", "stage", "start", "start_precision", "shows", "end", "goes_on", "observation_id", "reports"]


def stretches(evidence: pd.DataFrame, until: pd.Timestamp) -> pd.DataFrame:
    """One row a stretch: subject_id, stage, start, start_precision, shows, end, goes_on, observation_id (that opened it), reports.

    A stretch runs from the observation that reports a stage other than the one before to the next such observation, or to
    `until`, where goes_on is true. A report that repeats the stage is counted in `reports` and opens nothing. Several
    observations of one day count as one: the last in the order of latest_first. Observations after `until` are not used.
    `shows` tells whether the passage shows the stage beginning or only holding: then it may have begun earlier.
    """
    known = latest_first(evidence[evidence["date"] <= until])
    if known.empty:
        return pd.DataFrame(columns=STRETCH_COLUMNS)
    days = known.drop_duplicates(["subject_id", "date"], keep="last")
    opens = days["stage"] != days.groupby("subject_id")["stage"].shift()
    first = days[opens]
    end = first.groupby("subject_id")["date"].shift(-1)
    lines = pd.DataFrame(
        {
            "subject_id": first["subject_id"],
            "stage": first["stage"],
            "start": first["date"],
            "start_precision": first["date_precision"],
            "shows": first["shows"],
            "end": end.fillna(until),
            "goes_on": end.isna(),
            "observation_id": first["observation_id"],
        }
    ).reset_index(drop=True)
    return lines.assign(reports=_reports(lines, known))[STRETCH_COLUMNS]


def _reports(lines: pd.DataFrame, known: pd.DataFrame) -> pd.Series:
    """Of all observations, those within each stretch; one on the day of a change belongs to the stretch that it opens."""
    numbered = lines.reset_index(names="stretch").sort_values("start")
    opened = numbered[["subject_id", "start", "stretch"]]
    dates = known[["subject_id", "date"]].sort_values("date")
    placed = pd.merge_asof(dates, opened, left_on="date", right_on="start", by="subject_id")
    return placed.groupby("stretch").size().reindex(lines.index, fill_value=0).astype("int64")


def openings(evidence: pd.DataFrame, lines: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Of each subject, the observation that opened the stretch in which it stands on a day: the rows of `evidence`, by subject_id.

    `lines` are the stretches of the same evidence up to the day or later: what comes later opens nothing before. The latest
    observation of a subject often only repeats its stage; what a reader wants to be told is how it came about.
    """
    current = lines[lines["start"] <= day].drop_duplicates("subject_id", keep="last") if len(lines) else lines
    return evidence[evidence["observation_id"].isin(current["observation_id"])].drop_duplicates("subject_id").set_index("subject_id")
