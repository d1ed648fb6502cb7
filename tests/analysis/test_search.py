"""Full-text search by English, Korean, abbreviated and former names."""

from __future__ import annotations

import threading

import pandas as pd
import pytest

from components.analysis.narrowing import SEARCHED
from components.analysis.search import CLOSE, OPEN, TITLES, Hit, SearchEngine

INDEX = pd.DataFrame(
    {
        "subject_id": ["green-pine", "gsomia"],
        "name": ["Green Pine radar", "Military information pact"],
        "name_ko": ["그린파인", "군사정보보호협정"],
        "abbreviation": ["", "GSOMIA"],
    }
)


def table(name: str, *rows: dict) -> pd.DataFrame:
    """A table with its id, its searched columns, a key phrase and a note; what a row leaves out is empty."""
    key = {"sources": "source_id", "indicators": "indicator_id", "posture": "posture_id"}.get(name, f"{name.removesuffix('s')}_id")
    columns = [
        key,
        *SEARCHED[name],
        "key_phrase",
        "note",
        *(["subject_id"] if name == "observations" else []),
        *(["replaced_by"] if name == "terms" else []),
    ]
    return pd.DataFrame([dict.fromkeys(columns, "") | row for row in rows], columns=columns)


TABLES = {
    **{name: table(name) for name in SEARCHED},
    "components": table(
        "components",
        {"component_id": "green-pine", "name": "Green Pine radar", "name_ko": "그린파인", "description": "Sees missiles at launch."},
    ),
    "observations": table(
        "observations",
        {"observation_id": "o1", "subject_id": "gsomia", "summary": "Signed in Seoul."},
        {"observation_id": "o2", "subject_id": "green-pine", "summary": "Ordered from Israel.", "note": "A café note."},
    ),
    "milestones": table(
        "milestones", {"milestone_id": "m1", "title": "Nuclear and WMD response system named", "actors": ("Ministry", "Cabinet")}
    ),
    "terms": table(
        "terms",
        {"term_id": "t1", "term": "Three-axis system", "term_ko": "3축 체계", "replaced_by": "t2"},
        {"term_id": "t2", "term": "Nuclear and WMD response system", "term_ko": "핵·WMD 대응체계"},
        {"term_id": "t3", "term": "Lonely", "replaced_by": "gone"},
    ),
}
ENGINE = SearchEngine(TABLES, INDEX)


def found(words: str, most: int = 20) -> list[str]:
    return [hit.row_id for hit in ENGINE.find(words, most)[0]]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("seoul", {"o1"}),
        ("GSOMIA", {"o1"}),
        ("군사정보", {"o1"}),
        ("green-pine", {"green-pine", "o2"}),
        ("pine israel", {"o2"}),
        ("cafe", {"o2"}),
        ("cabinet", {"m1"}),
        ("three axis", {"t1", "t2", "m1"}),
        ("response system", {"t1", "t2", "m1"}),
        ("seoul israel", set()),
        ("", set()),
        (' "*" ( ', set()),
    ],
)
def test_find(words, expected):
    assert set(found(words)) == expected


def test_hit_names_table_row_and_title_and_marks_the_word():
    hits, instead = ENGINE.find("Israel", 5)
    assert hits == [Hit("observations", "o2", "Ordered from Israel.", f"Ordered from {OPEN}Israel{CLOSE}.")]
    assert instead == ""


def test_a_name_counts_more_than_a_word_of_the_body():
    assert found("radar")[0] == "green-pine"


def test_no_more_than_asked_for():
    assert len(found("system", 2)) == 2


def test_near_spelling_is_used_only_when_nothing_is_found_and_is_told():
    hits, instead = ENGINE.find("isreal", 5)
    assert ([hit.row_id for hit in hits], instead) == (["o2"], "israel")
    assert ENGINE.find("israel", 5)[1] == ""
    assert ENGINE.find("qqqqqqq", 5) == ([], "")


def test_every_searched_table_has_a_title():
    assert set(TITLES) == set(SEARCHED)


def test_threads_may_share_it():
    answers: list[list[str]] = []
    threads = [threading.Thread(target=lambda: answers.append(found("seoul"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [["o1"]] * 8
