"""Posture on a date: of each subject, the latest observation by valid time on or before the day."""

from __future__ import annotations

import numpy as np
import pandas as pd

from components.analysis.dates import window_end
from components.analysis.evidence import Scope, may_speak

STAGES = ["proposed", "decided", "under-way", "in-place", "strengthened", "suspended", "ended"]
SCALE = STAGES[:5]
"""The stages in their order; the last two are off the scale."""

RANK = {stage: rank for rank, stage in enumerate(STAGES, start=1)}
SIDE_COLUMNS = [
    "stage",
    "date",
    "date_precision",
    "unsure",
    "observation_id",
    "summary",
    "reported_by",
    "source_id",
    "source_title",
    "publisher",
    "voice",
    "published_on",
    "published_precision",
    "key_phrase",
    "locator",
    "certainty",
    "voices",
    "observations",
    "newest",
]


def latest_first(evidence: pd.DataFrame) -> pd.DataFrame:
    """Observations in the order in which they count: by valid time, then stage, then publication; the last one wins.

    Where two observations begin on one day, the later stage counts: what was decided and begun in one year was begun.
    """
    if "subject_code" in evidence:
        return evidence
    keyed = evidence.assign(stage_rank=evidence["stage"].map(RANK))
    order = ["subject_id", "date", "stage_rank", "published_by", "observation_id"]
    return keyed.sort_values(order, na_position="first", kind="stable").drop(columns="stage_rank")


def in_order(evidence: pd.DataFrame) -> pd.DataFrame:
    """The observations put into the order of latest_first, with numbers beside the texts by which they are grouped (NUMBERED).

    Made once, many days are read from it: without it every day would sort all of them again. What is in order is given back.
    """
    if "subject_code" in evidence:
        return evidence
    ordered = latest_first(evidence)
    return ordered.assign(
        subject_code=pd.factorize(ordered["subject_id"])[0],
        voice_code=pd.factorize(ordered["voice"])[0],
        stage_rank=ordered["stage"].map(RANK).astype("int64"),
    )


NUMBERED = ["subject_code", "voice_code", "stage_rank"]


def posture_on(evidence: pd.DataFrame, subject_ids: pd.Series, day: pd.Timestamp, scope: Scope) -> pd.DataFrame:
    """One row a subject, in the order given: what is reported of it on the day, or nothing.

    `evidence` is the observations with_sources. Columns: subject_id, reported (bool), SIDE_COLUMNS. `voices` counts the
    independent publishers that report this very stage by the day, `observations` all rows on the subject by then, `newest` is
    the newest date of publication among them; `unsure` is true where the day lies inside the window that the date's precision
    leaves open.
    A subject without an observation has reported False, an empty stage and zero counts: not reported, which is not "none".
    """
    ordered = in_order(evidence)
    rows = np.flatnonzero(may_speak(ordered, day, scope).to_numpy())
    counted = ordered[[*NUMBERED, "published_on"]].take(rows)
    subjects = counted["subject_code"].to_numpy()
    # The rows stand in order, so the last of each subject is what counts.
    kept = pd.Series(rows, index=subjects).groupby(level=0).last()
    last = ordered.take(kept.to_numpy())
    last = last.assign(
        unsure=window_end(last["date"], last["date_precision"]) > day,
        voices=_backing(counted, last).reindex(kept.index).to_numpy(),
        observations=counted.groupby("subject_code").size().to_numpy(),
        newest=counted.groupby("subject_code")["published_on"].max().to_numpy(),
    )
    side = last.set_index("subject_id")[SIDE_COLUMNS].reindex(pd.Index(subject_ids, name="subject_id"))
    return _fill_silence(side).reset_index()


def _backing(counted: pd.DataFrame, last: pd.DataFrame) -> pd.Series:
    """For each subject's number, how many independent publishers report the stage at which it stands."""
    stands = counted["subject_code"].map(last.set_index("subject_code")["stage_rank"])
    same = counted[counted["stage_rank"] == stands]
    return same.drop_duplicates(["subject_code", "voice_code"]).groupby("subject_code").size()


def _fill_silence(side: pd.DataFrame) -> pd.DataFrame:
    texts = [name for name in SIDE_COLUMNS if name not in ("date", "published_on", "newest", "unsure", "voices", "observations")]
    written = {name: side[name].fillna("").astype("str") for name in texts}
    counts = {name: side[name].fillna(0).astype("int64") for name in ("voices", "observations")}
    filled = side.assign(reported=side["stage"].notna(), unsure=side["unsure"].eq(True), **written, **counts)
    return filled[["reported", *SIDE_COLUMNS]]
