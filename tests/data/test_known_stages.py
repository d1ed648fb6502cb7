"""The stage of ten well-known subjects on four days, read off observations.csv by hand; "" is silence."""

from __future__ import annotations

import pandas as pd
import pytest

from components.analysis.evidence import with_sources
from components.analysis.posture import posture_on
from components.tables import SHIPPED, read_ledger

LEDGER = read_ledger(SHIPPED)
EVIDENCE = with_sources(LEDGER["observations"], LEDGER["sources"])
DAYS = ("2017-09-05", "2020-01-01", "2023-07-03", "2025-01-01")

# The comment names the observations on which the four stages rest, by their dates.
STAGES = {
    "strategic-command": ("proposed", "ended", "under-way", "in-place"),  # 2017-07; 2019-02-12; 2023-07-03; 2024-10-01
    "missile-guidelines": ("in-place", "in-place", "ended", "ended"),  # 2017-09-04; 2017-11-07; 2021-05-21
    "extended-deterrence-strategy-and-consultation-group": (
        "in-place",
        "suspended",
        "in-place",
        "in-place",
    ),  # 2016-12-20; 2018-01-18; 2022-09-16; 2024-08-30
    "gsomia": (
        "in-place",
        "in-place",
        "in-place",
        "in-place",
    ),  # 2016-11-23; 2019-11-22 (the notice was suspended, not the agreement); 2023-03-21
    "inter-korean-military-agreement": ("", "in-place", "in-place", "suspended"),  # signed 2018-09-19; 2018-11-01; 2023-01-04; 2024-06-04
    "cheongung-ii": ("under-way", "under-way", "in-place", "in-place"),  # 2017-06; 2017-06; 2023-02-16; strengthened only on 2025-07-28
    "f-35a": ("under-way", "under-way", "in-place", "in-place"),  # 2014-09-24; 2019-03-29; 2023-02-16; 2023-12-27
    "special-mission-brigade": ("decided", "in-place", "in-place", "in-place"),  # 2017-09-04; 2017-12-02; 2023-02-16; 2024-08-27
    "nuclear-consultative-group": ("", "", "decided", "in-place"),  # 2023-07-03, fifteen days before its first meeting; 2024-06-10
    "key-resolve-foal-eagle": ("in-place", "ended", "ended", "ended"),  # 2017-03-01; 2019-03-02
}
LATEST = {
    ("strategic-command", "2017-09-05"): "strategic-command-proposed-2017-07",
    ("missile-guidelines", "2017-09-05"): "missile-guidelines-in-place-2017-09-04-washington",
    ("missile-guidelines", "2023-07-03"): "missile-guidelines-ended-2021-05-21",
    ("gsomia", "2020-01-01"): "gsomia-in-place-2019-11-22",
    ("special-mission-brigade", "2020-01-01"): "special-mission-brigade-in-place-2017-12-02",
    ("nuclear-consultative-group", "2023-07-03"): "nuclear-consultative-group-decided-2023-07-03",
    ("cheongung-ii", "2025-01-01"): "cheongung-ii-in-place-2023-02-16",
    ("key-resolve-foal-eagle", "2020-01-01"): "key-resolve-foal-eagle-ended-2019-03-02",
}


@pytest.mark.parametrize("place", range(len(DAYS)), ids=DAYS)
def test_stages(place):
    side = posture_on(EVIDENCE, pd.Series(list(STAGES)), pd.Timestamp(DAYS[place]), "all")
    assert dict(zip(side["subject_id"], side["stage"], strict=True)) == {subject: stages[place] for subject, stages in STAGES.items()}


@pytest.mark.parametrize(("subject", "day"), LATEST)
def test_the_observation_behind_a_stage(subject, day):
    side = posture_on(EVIDENCE, pd.Series([subject]), pd.Timestamp(day), "all")
    assert side.at[0, "observation_id"] == LATEST[subject, day]


def test_what_was_known_then_is_less():
    """The campaign pledge of 2017 is known from a page of 2019: under `then`, the strategic command is silent in 2017."""
    command = pd.Series(["strategic-command"])
    assert posture_on(EVIDENCE, command, pd.Timestamp("2017-09-05"), "then").at[0, "stage"] == ""
    assert (
        posture_on(EVIDENCE, command, pd.Timestamp("2023-07-03"), "anchors").at[0, "observation_id"]
        == "strategic-command-under-way-2023-07-03"
    )
    assert posture_on(EVIDENCE, command, pd.Timestamp("2023-07-02"), "anchors").at[0, "stage"] == ""
