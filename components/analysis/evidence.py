"""Observations joined with their sources, and which of them may be used under which evidence scope."""

from __future__ import annotations

from typing import Literal

import pandas as pd

from components.analysis.dates import window_end

Scope = Literal["anchors", "then", "all"]
SCOPES: tuple[Scope, ...] = ("anchors", "then", "all")
SOURCE_COLUMNS = ["source_id", "title", "publisher", "agency", "published_on", "published_precision", "url", "language", "is_anchor"]

ADDED = ["voice", "published_by", "is_anchor", "language"]
"""What with_sources adds for reckoning; downloads leave it out."""


def with_sources(rows: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """The rows of a table of facts with their source beside them.

    Adds source_title, publisher, published_on, published_precision, published_by (the last day on which the page may have
    appeared), url, language, is_anchor and voice (the news agency whose text a page reprints, else its publisher: two
    reprints of one agency are one voice).
    """
    about = sources[SOURCE_COLUMNS].rename(columns={"title": "source_title"})
    joined = rows.merge(about, on="source_id", how="left", validate="many_to_one")
    agency = joined.pop("agency")
    joined["voice"] = agency.where(agency != "", joined["publisher"])
    joined["published_by"] = window_end(joined["published_on"], joined["published_precision"])
    return joined


def in_scope(evidence: pd.DataFrame, day: pd.Timestamp, scope: Scope) -> pd.DataFrame:
    """The rows that may speak for a day: valid on or before it, and from a source that the scope lets in.

    `all`: any source. `then`: only sources that had surely appeared by the day; a source without a date of publication is
    left out. `anchors`: only the newest of the anchor reports that had appeared by the day.
    """
    return evidence[may_speak(evidence, day, scope)]


def may_speak(evidence: pd.DataFrame, day: pd.Timestamp, scope: Scope) -> pd.Series:
    """For each row, whether it may speak for a day, as in_scope says."""
    valid = evidence["date"] <= day
    if scope == "all":
        return valid
    known = valid & (evidence["published_by"] <= day)
    if scope == "then":
        return known
    return known & (evidence["source_id"] == _anchor_on(evidence, day))


def _anchor_on(evidence: pd.DataFrame, day: pd.Timestamp) -> str:
    reports = evidence[evidence["is_anchor"] & (evidence["published_by"] <= day)]
    return "" if reports.empty else str(reports.sort_values("published_by")["source_id"].iloc[-1])


def history_in_scope(evidence: pd.DataFrame, last_day: pd.Timestamp, scope: Scope) -> pd.DataFrame:
    """The rows that may draw a history up to a day: as in_scope, but `anchors` lets in every anchor report of the time."""
    if scope != "anchors":
        return in_scope(evidence, last_day, scope)
    known = evidence[(evidence["date"] <= last_day) & (evidence["published_by"] <= last_day)]
    return known[known["is_anchor"]]
