"""A comparison as rows to read and to take away: their order and their columns, the same on pages, in downloads and at the data address."""

from __future__ import annotations

import pandas as pd

from components.analysis.comparison import CHANGES

CHANGE_ORDER = {code: place for place, code in enumerate(CHANGES)}
SUBJECT_COLUMNS = ["subject_id", "name", "name_ko", "kind", "group", "axis", "theme", "change", "steps"]
SIDE_COLUMNS = [
    "stage",
    "date",
    "date_precision",
    "summary",
    "reported_by",
    "source_id",
    "publisher",
    "key_phrase",
    "locator",
    "certainty",
    "voices",
]
EXPORTED = [*SUBJECT_COLUMNS, *(f"{column}_{side}" for side in "ab" for column in SIDE_COLUMNS)]
"""The columns of a downloaded comparison: the subject and its change, then what is reported on date A and on date B."""


def by_change(rows: pd.DataFrame) -> pd.DataFrame:
    """By group (group_place, then group), then by class of change, then by how far it moved, then by name."""
    keyed = rows.assign(place=rows["change"].map(CHANGE_ORDER))
    order = ["group_place", "group", "place", "steps", "name"]
    ordered = keyed.sort_values(order, ascending=[True, True, True, False, True])
    return ordered.drop(columns="place").reset_index(drop=True)


def comparison_export(rows: pd.DataFrame) -> pd.DataFrame:
    """A comparison as it is downloaded: both dates, the change, both key phrases."""
    return rows[EXPORTED].reset_index(drop=True)


ABOUT = {
    "subject_id": "Component, initiative or mechanism.",
    "name": "Full English name.",
    "name_ko": "Korean name.",
    "kind": "component, initiative or mechanism.",
    "group": "Heading under which the subject is listed.",
    "axis": "Axis that it serves.",
    "theme": "Theme to which it belongs.",
    "change": "Class of the change from date A to date B.",
    "steps": "Stages of the scale between the two dates; negative when set back, 0 where a side is silent or off the scale.",
    "stage": "Stage on date {side}; empty where nothing is reported, which does not mean none.",
    "date": "From when the latest observation up to date {side} holds.",
    "date_precision": "How much of that date the source gives.",
    "summary": "What the passage behind date {side} says, in our own words.",
    "reported_by": "Who said it.",
    "source_id": "Source of the passage.",
    "publisher": "Publisher of the source.",
    "key_phrase": "Words exactly as the source prints them.",
    "locator": "Paragraph or page.",
    "certainty": "stated, attributed or inferred.",
    "voices": "Independent publishers that report this stage by date {side}.",
}


def column_words() -> dict[str, str]:
    """What each column of comparison_export holds, for the description that goes with a download."""
    words = {}
    for column in EXPORTED:
        base, side = (column[:-2], column[-1].upper()) if column.endswith(("_a", "_b")) else (column, "")
        words[column] = ABOUT[base].format(side=side)
    return words
