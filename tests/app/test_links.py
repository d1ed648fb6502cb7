"""Links: everything written out, and what an older or a wrong data version says."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pandas as pd

from components.analysis.versions import changes_since
from components.cached import ledger, view
from components.filters import Filters
from components.ui.choices import full_link
from tests.app.conftest import opened


def test_a_copied_link_writes_every_choice_and_the_data_version_out() -> None:
    seen = view(Filters(a=date(2018, 1, 1), theme=("budget", "exercises"), q="킬체인"))
    link = urlsplit(full_link("http://host/compare?old=1", seen))
    assert (link.netloc, link.path) == ("host", "/compare")
    assert parse_qs(link.query) == {
        "a": ["2018-01-01"], "b": ["2023-07-03"], "scope": ["all"], "theme": ["budget", "exercises"], "q": ["킬체인"], "v": [ledger().version],
    }  # fmt: skip


def test_a_copied_link_to_the_front_page_has_a_path() -> None:
    assert full_link("http://host", view(Filters())).startswith("http://host/?a=")
    assert full_link("http://host/app/?a=2018-01-01", view(Filters())).startswith("http://host/app/?a=2017-09-05&")


def test_a_link_of_an_older_version_says_what_changed_since() -> None:
    at = opened("overview", v="0.9.0")
    assert any("made with data version 0\\.9\\.0" in note.value for note in at.info)
    assert not at.exception


def test_a_link_of_a_version_that_never_was_says_so_and_shows_the_rest() -> None:
    at = opened("overview", v="<b>new</b>")
    assert any("does not exist" in note.value for note in at.warning)
    assert len(at.header) > 2


def test_a_link_of_the_present_version_says_nothing() -> None:
    at = opened("overview", v=ledger().version)
    assert not at.info and not at.warning


def test_corrections_of_later_versions_come_newest_first() -> None:
    corrections = pd.DataFrame({"row_id": ["a", "b", "c"], "version": ["1.0.1", "1.1.0", "1.10.0"]})
    assert changes_since(corrections, "1.0.1")["row_id"].tolist() == ["c", "b"]
    assert changes_since(corrections, "nonsense").empty
