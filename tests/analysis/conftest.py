"""Tiny frames of observations with their sources, as evidence.with_sources makes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest


def _row(number: int, subject: str, date: str, stage: str, **given: Any) -> dict[str, Any]:
    published = pd.Timestamp(given.get("published", date))
    return {
        "observation_id": given.get("id", f"o{number}"), "subject_id": subject, "date": pd.Timestamp(date), "date_precision": given.get("precision", "day"),
        "stage": stage, "shows": given.get("shows", "holds"), "summary": f"{subject} {stage}.", "reported_by": "Ministry", "source_id": given.get("source", f"s{number}"),
        "key_phrase": "three words here", "locator": "p1", "certainty": "stated", "note": "", "source_title": "A title", "publisher": given.get("voice", f"P{number}"),
        "published_on": published, "published_precision": "day" if pd.notna(published) else "", "url": "", "language": "en", "is_anchor": given.get("anchor", False),
        "voice": given.get("voice", f"P{number}"), "published_by": published,
    }  # fmt: skip


@pytest.fixture
def observed() -> Callable[..., pd.DataFrame]:
    """observed(("radar", "2016-01-01", "in-place"), ...): rows o1, o2, ... from sources s1, s2, ... of publishers P1, P2, ...

    A fourth member of a row is a dict of what differs: id, precision, shows, source, published, voice, anchor. A page is
    published on the day of which it speaks unless told otherwise.
    """

    def make(*rows: tuple) -> pd.DataFrame:
        return pd.DataFrame([_row(number, *row[:3], **(row[3] if len(row) > 3 else {})) for number, row in enumerate(rows, start=1)])

    return make
