"""Posture on a date: of each subject, the latest observation by valid time on or before the day."""

from __future__ import annotations

import pandas as pd

from components.analysis.dates import window_end
from components.analysis.evidence import Scope, in_scope

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
    keyed = evidence.assign(stage_rank=evidence["stage"].map(RANK))
    order = ["subject_id", "date", "stage_rank", "published_by", "observation_id"]
    return keyed.sort_values(order, na_position="first", kind="stable").drop(columns="stage_rank")


def posture_on(evidence: pd.DataFrame, subject_ids: pd.Series, day: pd.Timestamp, scope: Scope) -> pd.DataFrame:
    """One row a subject, in the order given: what is reported of it on the day, or nothing.

    `evidence` is the observations with_sources. Columns: subject_id, reported (bool), SIDE_COLUMNS. `voices` counts the
    independent publishers that report this very stage by the day, `observations` all rows on the subject by then, `newest` is
    the newest date of publication among them; `unsure` is true where the day lies inside the window that the date's precision
    leaves open.
    A subject without an observation has reported False, an empty stage and zero counts: not reported, which is not "none".
    """
    usable = latest_first(in_scope(evidence, day, scope))
    groups = usable.groupby("subject_id", sort=False)
    last = groups.tail(1).set_index("subject_id")
    last = last.assign(
        unsure=window_end(last["date"], last["date_precision"]) > day,
        voices=_backing(usable, last["stage"]),
        observations=groups.size(),
        newest=groups["published_on"].max(),
    )
    side = last[SIDE_COLUMNS].reindex(pd.Index(subject_ids, name="subject_id"))
    return _fill_silence(side).reset_index()


def _backing(usable: pd.DataFrame, stages: pd.Series) -> pd.Series:
    """For each subject, how many independent publishers report the stage at which it stands."""
    same = usable[usable["stage"] == usable["subject_id"].map(stages)]
    return same.groupby("subject_id")["voice"].nunique()


def _fill_silence(side: pd.DataFrame) -> pd.DataFrame:
    texts = [name for name in SIDE_COLUMNS if name not in ("date", "published_on", "newest", "unsure", "voices", "observations")]
    written = {name: side[name].fillna("").astype("str") for name in texts}
    counts = {name: side[name].fillna(0).astype("int64") for name in ("voices", "observations")}
    filled = side.assign(reported=side["stage"].notna(), unsure=side["unsure"].eq(True), **written, **counts)
    return filled[["reported", *SIDE_COLUMNS]]
