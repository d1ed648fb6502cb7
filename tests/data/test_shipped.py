"""The shipped tables: whole, of the promised size, and coded by the rules of data/EXTRACTION.md."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from components.analysis.evidence import with_sources
from components.analysis.posture import latest_first
from components.tables import SHIPPED, read_ledger

LEDGER = read_ledger(SHIPPED)
CONTRACT = LEDGER.contract
EARLIER, LATER = "bizwire-2017-09-05", "yonhap-2023-07-03"

AT_LEAST = {
    "sources": 250, "milestones": 200, "components": 45, "initiatives": 25, "mechanisms": 40, "observations": 320,
    "posture": 22, "statements": 50, "commitments": 40, "indicators": 150, "terms": 25,
}  # fmt: skip
VOCABULARY_SIZES = {"stage": 7, "axis": 7, "theme": 13, "dimension": 11, "outcome": 6, "partner": 6}

OWN_WORDS = {
    "milestones": ["title", "summary", "actors", "note"],
    "components": ["name", "description", "note"],
    "initiatives": ["name", "value_basis", "description", "note"],
    "mechanisms": ["name", "description", "note"],
    "observations": ["summary", "reported_by", "note"],
    "posture": ["stance", "note"],
    "statements": ["speaker", "institution", "summary", "note"],
    "commitments": ["made_by", "promise", "outcome_summary", "note"],
    "indicators": ["unit", "counted_by", "note"],
    "terms": ["term", "definition", "note"],
    **{name: ["label", "definition"] for name, table in CONTRACT.tables.items() if table.is_vocabulary},
}
"""The columns in which the project speaks itself; titles of sources, key phrases and promises' own wording are others' words."""

BRITISH = (
    r"\b(defence|defences|offence|licence|programmes?|centres?|centred|metres?|kilometres?|litres?|theatres?|fibre|calibre|manoeuv\w+|"
    r"armour\w*|behaviour\w*|colour\w*|favour\w*|harbour\w*|honour\w*|labour|neighbour\w*|rumour\w*|vapour|endeavour\w*|"
    r"\w*(?:organis|recognis|normalis|modernis|authoris|emphasis|finalis|mobilis|stabilis|criticis|minimis|maximis|prioritis|utilis|summaris|specialis|centralis|formalis|"
    r"institutionalis|operationalis|standardis|demilitaris|denuclearis)(?:e|ed|es|ing|ation|ations)|analys(?:e|ed|ing)|"
    r"cancell(?:ed|ing)|travell(?:ed|ing)|modell(?:ed|ing)|labell(?:ed|ing)|signall(?:ed|ing)|channell(?:ed|ing)|fuell(?:ed|ing)|"
    r"towards|whilst|amongst|learnt|aeroplanes?|grey|ageing|judgement|storey|tonnes?|cheque|enrol|fulfil|instalments?|practise[ds]?|sceptic\w*)\b"
)
FINDING = (
    r"\b(excerpts?|research batch|stored|snippets?|crawl\w*|scraped|scraping|retriev\w+|fetch\w*|downloaded|cached|archived|paywall\w*|"
    r"search results?|search engine|web search|stored cop(?:y|ies)|could not be opened|not opened|not reached|unreachable|dead link|"
    r"research (?:row|file|note|fact|index)s?|facts?\.jsonl|jsonl|language model|curator\w*|anchor text|corpus|database entry|on file)\b"
)
"""How a page was found is no fact; "research and development" and "search and rescue" are."""


OFFICIAL_NAMES = ("Department of National Defence",)
"""Canada's ministry spells itself so."""


def own_cells() -> list[tuple[str, str, str]]:
    """Place, column and text of every cell in our own words, quotations left out."""
    cells = []
    for name, columns in OWN_WORDS.items():
        frame = LEDGER[name]
        for column in columns:
            texts = frame[column].map(lambda cell: "; ".join(cell) if isinstance(cell, tuple) else cell)
            cells += [
                (f"{name} {row_id}", column, re.sub(r'"[^"]*"', "", text))
                for row_id, text in zip(frame.iloc[:, 0], texts, strict=True)
                if text
            ]
    for official in OFFICIAL_NAMES:
        cells = [(place, column, text.replace(official, "")) for place, column, text in cells]
    return cells


def test_no_problem():
    assert [problem.sentence() for problem in LEDGER.problems] == []


def test_frictionless_calls_the_package_valid():
    command = Path(sys.executable).with_name("frictionless")
    program = str(command) if command.exists() else shutil.which("frictionless")
    assert program, "frictionless is a part of requirements-dev.txt: install it"
    done = subprocess.run([program, "validate", "data/datapackage.json"], cwd=SHIPPED.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("VALID") - done.stdout.count("INVALID") == len(CONTRACT.tables)
    assert "INVALID" not in done.stdout


@pytest.mark.parametrize(("table", "size"), AT_LEAST.items())
def test_size(table, size):
    assert len(LEDGER[table]) >= size


@pytest.mark.parametrize(("table", "size"), VOCABULARY_SIZES.items())
def test_vocabulary_size(table, size):
    assert len(LEDGER[table]) == size


def test_ids_are_unique_over_the_whole_ledger():
    """One row has one address: ?id= names no table."""
    ids = pd.concat([LEDGER[table.name][table.key[0]] for table in [*CONTRACT.fact_tables, CONTRACT.tables["sources"]]])
    assert ids[ids.duplicated(keep=False)].tolist() == []
    assert len(ids) > 1900


@pytest.mark.parametrize(("table", "key"), [("components", "component_id"), ("mechanisms", "mechanism_id")])
def test_what_is_not_known_of_2017_says_why(table, key):
    """A subject without an observation by 5 September 2017 is a real silence, and its note speaks."""
    by_then = LEDGER["observations"].loc[LEDGER["observations"]["date"] <= pd.Timestamp("2017-09-05"), "subject_id"]
    silent = LEDGER[table][~LEDGER[table][key].isin(by_then)]
    assert silent.loc[silent["note"] == "", key].tolist() == []
    assert 0 < len(silent) < len(LEDGER[table]) / 2


def test_every_promise_has_an_outcome_that_its_columns_bear_out():
    promises = LEDGER["commitments"]
    assert set(promises["outcome"]) <= set(LEDGER["outcome"]["code"])
    shown = promises[promises["outcome"].isin(["kept", "kept-late", "partly-kept", "not-kept"])]
    for column in ("outcome_summary", "outcome_source_id", "outcome_key_phrase", "outcome_precision"):
        assert shown.loc[shown[column] == "", "commitment_id"].tolist() == [], column
    assert shown.loc[shown["outcome_on"].isna(), "commitment_id"].tolist() == []
    late = promises[promises["outcome"] == "kept-late"]
    assert late.loc[~(late["outcome_on"] > late["due_to"]), "commitment_id"].tolist() == [], "late is what came after its due day"
    kept = promises[(promises["outcome"] == "kept") & promises["due_to"].notna()]
    assert kept.loc[kept["outcome_on"] > kept["due_to"], "commitment_id"].tolist() == []
    assert promises.loc[promises["outcome_on"] < promises["made_on"], "commitment_id"].tolist() == []


def test_promise_without_a_due_date_is_never_late():
    promises = LEDGER["commitments"]
    assert promises.loc[promises["due_to"].isna() & promises["outcome"].eq("kept-late"), "commitment_id"].tolist() == []


def test_no_source_is_unused():
    used: set[str] = set()
    for table in CONTRACT.tables.values():
        for column in table.columns:
            if column.parent and column.parent.table == "sources":
                used |= set(LEDGER[table.name][column.name])
    assert sorted(set(LEDGER["sources"]["source_id"]) - used) == []


def test_no_subject_is_without_an_observation():
    assert sorted(set(LEDGER["subjects"]["subject_id"]) - set(LEDGER["observations"]["subject_id"])) == []


def test_subjects_are_exactly_what_is_described():
    described = [("component", row) for row in LEDGER["components"]["component_id"]]
    described += [("initiative", row) for row in LEDGER["initiatives"]["initiative_id"]]
    described += [("mechanism", row) for row in LEDGER["mechanisms"]["mechanism_id"]]
    assert sorted(zip(LEDGER["subjects"]["kind"], LEDGER["subjects"]["subject_id"], strict=True)) == sorted(described)


def test_key_phrases_are_three_to_eight_words():
    """A phrase with Latin or Hangul letters has words; Japanese and Chinese are counted in characters by the contract."""
    wrong = []
    for table in CONTRACT.fact_tables:
        for column in (name for name in table.column_names if name.endswith("key_phrase")):
            frame = LEDGER[table.name]
            for row_id, phrase in zip(frame.iloc[:, 0], frame[column], strict=True):
                words = len(phrase.split(" "))
                if phrase and not 3 <= words <= 8 and (re.search("[A-Za-z가-힣]", phrase) or not 4 <= len(phrase) <= 40):
                    wrong.append((table.name, row_id, phrase))
    assert wrong == []


def test_strengthened_subject_never_falls_back_to_in_place_by_itself():
    """What is in place and has grown stays strengthened in later repeats, unless a pause or an end comes between."""
    ordered = latest_first(with_sources(LEDGER["observations"], LEDGER["sources"]))
    before = ordered.groupby("subject_id")["stage"].shift()
    assert ordered.loc[(before == "strengthened") & (ordered["stage"] == "in-place"), "observation_id"].tolist() == []
    assert (before == "strengthened").sum() > 0


def test_observation_ids_open_with_their_subject_and_stage():
    frame = LEDGER["observations"]
    wrong = [row.observation_id for row in frame.itertuples() if not row.observation_id.startswith(f"{row.subject_id}-{row.stage}")]
    assert wrong == []


def test_inferred_rows_name_their_rule():
    silent = [
        (table.name, row_id)
        for table in CONTRACT.fact_tables
        for row_id in LEDGER[table.name].query("certainty == 'inferred' and note == ''").iloc[:, 0]
    ]
    assert silent == []


def test_no_own_word_tells_how_a_page_was_found():
    assert [(place, column, text) for place, column, text in own_cells() if re.search(FINDING, text, re.IGNORECASE)] == []


def test_own_words_are_spelled_the_american_way():
    assert [
        (place, column, re.search(BRITISH, text, re.IGNORECASE).group())
        for place, column, text in own_cells()
        if re.search(BRITISH, text, re.IGNORECASE)
    ] == []


@pytest.mark.parametrize("text", ["the Ministry of Defence", "a new programme", "Centre", "modernisation", "was cancelled", "organised"])
def test_the_word_list_knows_british_spellings(text):
    assert re.search(BRITISH, text, re.IGNORECASE)


@pytest.mark.parametrize(
    "text",
    [
        "defense",
        "program",
        "center",
        "canceled",
        "exercise",
        "promised",
        "advised",
        "raised",
        "analyses",
        "research and development",
        "search and rescue",
    ],
)
def test_the_word_lists_leave_good_words_alone(text):
    assert not re.search(BRITISH, text, re.IGNORECASE)
    assert not re.search(FINDING, text, re.IGNORECASE)


def test_two_anchor_reports_and_no_guessed_address():
    anchors = LEDGER["sources"][LEDGER["sources"]["is_anchor"]].set_index("source_id")
    assert sorted(anchors.index) == [EARLIER, LATER]
    assert anchors.at[EARLIER, "published_on"] == pd.Timestamp("2017-09-05")
    assert anchors.at[LATER, "published_on"] == pd.Timestamp("2023-07-03")
    assert anchors.at[EARLIER, "url"] == "http://koreabizwire.com/south-korea-denies-plan-to-spend-billions-of-dollars-on-weapons/94118"
    assert anchors.at[LATER, "url"] == "", "its own address is not known, and nobody guesses one"


def test_addresses_are_web_addresses():
    urls = LEDGER["sources"]["url"]
    assert urls[(urls != "") & ~urls.str.fullmatch(r"https?://[^\s\"<>]+")].tolist() == []
    assert urls[urls != ""].duplicated().sum() == 0


def test_posture_speaks_of_eleven_dimensions_in_both_reports():
    posture = LEDGER["posture"]
    assert len(posture) == 22
    assert (posture["anchor"] == posture["source_id"]).all()
    for report in (EARLIER, LATER):
        assert (
            posture.loc[posture["anchor"] == report, "dimension_id"].tolist() == LEDGER["dimension"].sort_values("order")["code"].tolist()
        )


def test_posture_keeps_the_silences_of_both_reports():
    silent = LEDGER["posture"].query("coverage == 'not-mentioned'").groupby("anchor")["dimension_id"].agg(set).to_dict()
    assert silent == {
        EARLIER: {
            "command-structure",
            "nuclear-consultation",
            "strategic-assets",
            "acquisition-rules",
            "counter-drone",
            "japan",
            "united-nations-command",
        },
        LATER: {"missile-limits", "arms-purchases"},
    }


def test_series_have_one_unit_and_one_value_a_date_and_basis():
    indicators = LEDGER["indicators"]
    assert indicators.groupby("series_id")["unit"].nunique().max() == 1
    assert set(indicators["series_id"]) == set(LEDGER["series"]["code"])


def test_what_is_dated_after_its_page_is_told_in_a_note():
    """A page can announce a meeting for a later day; then the note says so. One day may lie between two sides of the date line."""
    evidence = with_sources(LEDGER["observations"], LEDGER["sources"])
    announced = evidence[evidence["date"] > evidence["published_by"] + pd.Timedelta(days=1)]
    assert announced.loc[announced["note"] == "", "observation_id"].tolist() == []
    assert 0 < len(announced) < 10


def test_order_of_a_vocabulary_leaves_no_gap():
    for table in CONTRACT.tables.values():
        if table.is_vocabulary:
            order = LEDGER[table.name]["order"].dropna().tolist()
            assert order == list(range(1, len(order) + 1)), table.name
    assert LEDGER["stage"].loc[LEDGER["stage"]["order"].isna(), "code"].tolist() == ["suspended", "ended"]
