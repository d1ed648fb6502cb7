"""Two dates compared: each subject's stage on both, and the class of its change."""

from __future__ import annotations

import pandas as pd

from components.analysis.evidence import Scope, may_speak
from components.analysis.posture import RANK, SCALE, in_order, posture_on

CHANGES: dict[str, str] = {
    "new": "New",
    "advanced": "Advanced",
    "strengthened": "Strengthened",
    "resumed": "Resumed",
    "unchanged": "Unchanged",
    "set-back": "Set back",
    "suspended": "Suspended",
    "ended": "Ended",
    "only-b": "Date B only, not shown as new",
    "only-a": "Reported only on date A",
    "not-reported": "Not reported",
}
"""Code and label of each class of change, in the order in which pages list them."""

CHANGE_DEFINITIONS: dict[str, str] = {
    "new": "Not reported on date A; its first observation, between the dates, shows it beginning.",
    "advanced": "A later stage on date B than on date A, up to in place.",
    "strengthened": "In place and expanded or upgraded on date B, at an earlier stage on date A.",
    "resumed": "Suspended or ended on date A, back on the scale on date B.",
    "unchanged": "The same stage on both dates.",
    "set-back": "An earlier stage on date B than on date A.",
    "suspended": "Paused or put on hold on date B, and not on date A.",
    "ended": "Dropped, terminated or replaced on date B, and not on date A.",
    "only-b": (
        "Reported on date B only, and not new: no source shows when it began, so that it may have been there on date A; "
        "or it began between the dates and stands suspended or ended."
    ),
    "only-a": "Reported on date A only; silence on date B is not an end.",
    "not-reported": "No source reports it on either date.",
}

MIRROR: dict[str, frozenset[str]] = {
    "new": frozenset({"only-a"}),
    "only-b": frozenset({"only-a"}),
    "only-a": frozenset({"new", "only-b"}),
    "advanced": frozenset({"set-back"}),
    "strengthened": frozenset({"set-back"}),
    "set-back": frozenset({"advanced", "strengthened"}),
    "suspended": frozenset({"resumed", "ended"}),
    "ended": frozenset({"resumed", "suspended"}),
    "resumed": frozenset({"suspended", "ended"}),
    "unchanged": frozenset({"unchanged"}),
    "not-reported": frozenset({"not-reported"}),
}
"""What each class may become when the two dates change places."""


def compare(evidence: pd.DataFrame, subject_ids: pd.Series, a: pd.Timestamp, b: pd.Timestamp, scope: Scope) -> pd.DataFrame:
    """One row a subject: every column of posture_on twice, with _a and _b, then `change` and `steps`.

    `change` is a code of CHANGES; `steps` is how many stages of the scale lie between, negative when set back, and 0 where
    a side is silent or off the scale.
    """
    evidence = in_order(evidence)
    side_a = posture_on(evidence, subject_ids, a, scope).set_index("subject_id").add_suffix("_a")
    side_b = posture_on(evidence, subject_ids, b, scope).set_index("subject_id").add_suffix("_b")
    both = side_a.join(side_b).reset_index()
    begun = _begun_between(evidence, a, b, scope)
    changes = [change_class(row.stage_a, row.stage_b, row.subject_id in begun) for row in both.itertuples()]
    steps = [_steps(row.stage_a, row.stage_b) for row in both.itertuples()]
    return both.assign(change=pd.Series(changes, index=both.index, dtype="str"), steps=steps)


def change_class(stage_a: str, stage_b: str, begun: bool = False) -> str:
    """The class of the change from one stage to another; an empty stage is silence.

    `begun` tells that a passage shows the subject beginning between the dates. Silence on date A makes everything on date B
    "reported only on date B", unless a passage shows it beginning: an end too, since nothing shows what ended.
    """
    if stage_a == stage_b:
        return "unchanged" if stage_a else "not-reported"
    if not stage_b:
        return "only-a"
    if not stage_a:
        return "new" if begun and stage_b in SCALE else "only-b"
    if stage_b in ("suspended", "ended"):
        return stage_b
    if stage_a in ("suspended", "ended"):
        return "resumed"
    if RANK[stage_b] < RANK[stage_a]:
        return "set-back"
    return "strengthened" if stage_b == "strengthened" else "advanced"


def _begun_between(evidence: pd.DataFrame, a: pd.Timestamp, b: pd.Timestamp, scope: Scope) -> set[str]:
    """Subjects whose first observation by date B is after date A and shows a beginning; of several on one day one is enough."""
    usable = evidence.loc[may_speak(evidence, b, scope), ["subject_id", "subject_code", "date", "shows"]]
    first = usable[usable["date"] == usable.groupby("subject_code")["date"].transform("min")]
    return set(first.loc[(first["date"] > a) & (first["shows"] == "begins"), "subject_id"])


def _steps(stage_a: str, stage_b: str) -> int:
    if stage_a not in SCALE or stage_b not in SCALE:
        return 0
    return RANK[stage_b] - RANK[stage_a]


def change_counts(comparison: pd.DataFrame) -> pd.Series:
    """How many subjects stand in each class of change; every class is there, in the order of CHANGES."""
    return comparison["change"].value_counts().reindex(list(CHANGES), fill_value=0)


def stage_flow(comparison: pd.DataFrame) -> pd.DataFrame:
    """How many subjects went from each stage on date A to each stage on date B; an empty stage is silence.

    Columns: stage_a, stage_b, subjects (count), in the order of the stages.
    """
    flow = comparison.groupby(["stage_a", "stage_b"], sort=False).size().rename("subjects").reset_index()
    rank = {**RANK, "": 0}
    return flow.sort_values(["stage_a", "stage_b"], key=lambda stages: stages.map(rank)).reset_index(drop=True)


def most_important(comparison: pd.DataFrame, most: int = 8) -> pd.DataFrame:
    """The changes for the first page, by this rule and not by hand.

    `comparison` as from compare, with name, kind and group of each subject.
    Only real changes of components and mechanisms (new, advanced, strengthened, resumed, set back, suspended, ended): an
    initiative is the way to a component and would tell the same twice. Weight times backing decides: the weight is the steps
    between the stages (the stage reached for the new; four for an end, a pause or a return), the backing is how many
    independent publishers report the stage of date B. Then more reports, then the name. One of each group. Columns as
    `comparison`, and weight.
    """
    moved = ~comparison["change"].isin(["unchanged", "only-a", "only-b", "not-reported"])
    real = comparison[moved & comparison["kind"].isin(["component", "mechanism"])]
    weights = pd.Series([_weight(row.change, row.steps, row.stage_b) for row in real.itertuples()], index=real.index, dtype="int64")
    scored = real.assign(weight=weights, score=weights * real["voices_b"])
    ordered = scored.sort_values(["score", "observations_b", "name"], ascending=[False, False, True]).drop_duplicates("group")
    return ordered.head(most).drop(columns="score").reset_index(drop=True)


def _weight(change: str, steps: int, stage_b: str) -> int:
    if change in ("ended", "suspended", "resumed"):
        return 4
    return RANK[stage_b] if change == "new" else abs(steps)
