"""Filtering never adds a row and never changes one."""

from __future__ import annotations

import pandas as pd
import pytest

from components.analysis.narrowing import SEARCHED, facet, folded, holds_words, narrow_rows, narrow_subjects
from components.tables import SHIPPED, read_ledger

INDEX = pd.DataFrame(
    {
        "subject_id": ["radar", "purchase", "pact"], "kind": ["component", "initiative", "mechanism"], "name": ["Green Pine radar", "KF-21 program", "Military pact"],
        "name_ko": ["그린파인 레이더", "", "군사협정"], "abbreviation": ["", "", "GSOMIA"], "axis": ["kamd", "kill-chain", "none"],
        "theme": ["three-axis", "acquisition", "japan-cooperation"], "partners": [("kr",), ("kr", "us"), ("kr", "jp")], "description": ["Sees far.", "", "Shares."],
    }
)  # fmt: skip
LOOKUP = INDEX.set_index("subject_id")
NOTHING: tuple[str, ...] = ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("KF-21", "kf 21"),
        ("  Naïve\tCafé ", "naive cafe"),
        ("천궁", "천궁"),
        ("\u110e\u1165\u11ab\u1100\u116e\u11bc", "천궁"),
        ("천궁-Ⅱ", "천궁 ii"),
        ("Straße", "strasse"),
        ("", ""),
    ],
)
def test_folded(text, expected):
    assert folded(text) == expected


@pytest.mark.parametrize(
    ("theme", "axis", "partner", "words", "expected"),
    [
        (NOTHING, NOTHING, NOTHING, "", ["radar", "purchase", "pact"]),
        (("three-axis", "acquisition"), NOTHING, NOTHING, "", ["radar", "purchase"]),
        (("three-axis",), ("kill-chain",), NOTHING, "", []),
        (NOTHING, NOTHING, ("jp", "us"), "", ["purchase", "pact"]),
        (NOTHING, NOTHING, NOTHING, "kf21", []),
        (NOTHING, NOTHING, NOTHING, "KF 21", ["purchase"]),
        (NOTHING, NOTHING, NOTHING, "radar pine", ["radar"]),
        (NOTHING, NOTHING, NOTHING, "radar pact", []),
        (NOTHING, NOTHING, NOTHING, "gsomia", ["pact"]),
        (NOTHING, NOTHING, NOTHING, "레이더", ["radar"]),
        (NOTHING, NOTHING, NOTHING, "(", []),
    ],
)
def test_narrow_subjects(theme, axis, partner, words, expected):
    assert narrow_subjects(INDEX, theme, axis, partner, words)["subject_id"].tolist() == expected


OBSERVATIONS = pd.DataFrame(
    {
        "observation_id": ["o1", "o2", "o3"],
        "subject_id": ["radar", "pact", "gone"],
        "summary": ["Seen.", "Signed.", "Lost."],
        "reported_by": ["", "", ""],
    }
)
MILESTONES = pd.DataFrame(
    {
        "milestone_id": ["m1", "m2", "m3"], "title": ["Test", "Signing", "Budget"], "summary": ["", "", ""], "theme": ["three-axis", "japan-cooperation", "budget"],
        "axis": ["kamd", "none", "none"], "actors": [("ADD",), (), ("Assembly", "Cabinet")], "subject_ids": [("radar", "purchase"), ("pact",), ()],
    }
)  # fmt: skip
STATEMENTS = pd.DataFrame(
    {"statement_id": ["s1", "s2"], "country": ["us", "kr"], "speaker": ["A", "B"], "institution": ["", ""], "summary": ["", ""]}
)
TERMS = pd.DataFrame({"term_id": ["t1"], "term": ["Kill Chain"], "term_ko": [""], "abbreviation": [""], "definition": [""]})


@pytest.mark.parametrize(
    ("name", "rows", "chosen", "expected"),
    [
        ("observations", OBSERVATIONS, {}, ["o1", "o2", "o3"]),
        ("observations", OBSERVATIONS, {"theme": ("three-axis",)}, ["o1"]),
        ("observations", OBSERVATIONS, {"axis": ("none",)}, ["o2"]),
        ("observations", OBSERVATIONS, {"partner": ("kr",)}, ["o1", "o2"]),
        ("observations", OBSERVATIONS, {"words": "gsomia"}, ["o2"]),
        ("observations", OBSERVATIONS, {"words": "o3"}, ["o3"]),
        ("milestones", MILESTONES, {"theme": ("budget", "three-axis")}, ["m1", "m3"]),
        ("milestones", MILESTONES, {"partner": ("us",)}, ["m1"]),
        ("milestones", MILESTONES, {"partner": ("kr",)}, ["m1", "m2"]),
        ("milestones", MILESTONES, {"words": "cabinet"}, ["m3"]),
        ("milestones", MILESTONES, {"words": "kf-21"}, ["m1"]),
        ("statements", STATEMENTS, {"partner": ("us",)}, ["s1"]),
        ("statements", STATEMENTS, {"theme": ("budget",)}, ["s1", "s2"]),
        ("terms", TERMS, {"theme": ("budget",), "axis": ("none",), "partner": ("us",)}, ["t1"]),
        ("terms", TERMS, {"words": "kill  CHAIN"}, ["t1"]),
        ("terms", TERMS, {"words": "chain pact"}, []),
    ],
)
def test_narrow_rows(name, rows, chosen, expected):
    narrowed = narrow_rows(name, rows, INDEX, *({"theme": (), "axis": (), "partner": (), "words": "", **chosen}.values()))
    assert narrowed.iloc[:, 0].tolist() == expected
    assert list(narrowed.columns) == list(rows.columns), "no column of the search is left behind"


def test_holds_words_looks_into_lists_and_skips_columns_that_are_not_there():
    assert holds_words(MILESTONES, ["actors", "unheard"], "assembly cabinet").tolist() == [False, False, True]
    assert holds_words(MILESTONES, ["title"], "").tolist() == [True, True, True]


@pytest.mark.parametrize(
    ("rows", "name", "expected"),
    [
        (MILESTONES, "theme", ["three-axis", "japan-cooperation", "budget"]),
        (OBSERVATIONS, "theme", ["three-axis", "japan-cooperation"]),
        (OBSERVATIONS, "axis", ["kamd", "none"]),
        (TERMS, "axis", []),
        (TERMS, "partner", []),
        (INDEX, "partner", ["kr", "kr", "us", "kr", "jp"]),
        (STATEMENTS, "partner", ["us", "kr"]),
        (OBSERVATIONS, "partner", ["kr", "kr", "jp"]),
    ],
)
def test_facet(rows, name, expected):
    assert facet(rows, LOOKUP, name).tolist() == expected


def test_facet_counts_a_partner_once_a_row():
    assert sorted(facet(MILESTONES, LOOKUP, "partner")) == ["jp", "kr", "kr", "us"]


def test_searched_columns_are_there_in_the_contract():
    contract = read_ledger(SHIPPED).contract
    for table, columns in SEARCHED.items():
        assert set(columns) <= set(contract.tables[table].column_names), table
