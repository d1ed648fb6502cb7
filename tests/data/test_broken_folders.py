"""A broken folder is answered with sentences that name file, line, column, value and what was expected; never with a traceback.

Most tests put a handful of short rows into terms.csv (line 2 onward), where a fault is easy to see; the other tables stay as shipped.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from components import tables
from components.problems import MOST_OF_A_VALUE, Problem
from components.tables import SHIPPED, UnreadablePackage, data_folder, folder_state, main
from tests.data.rows import COMPONENT, HEADER, MILESTONE, POSTURE, PROMISE, VALUE, term

VERSION = json.loads((SHIPPED / "datapackage.json").read_text(encoding="utf-8"))["version"]


def ids(ledger, table: str = "terms") -> list[str]:
    return ledger[table].iloc[:, 0].tolist()


def test_an_untouched_copy_has_no_problem(folder):
    assert folder.sentences() == []


def test_the_rows_of_these_tests_are_sound(folder):
    folder.table("terms", term("one"), term("two", replaced_by="one"))
    ledger = folder.read()
    assert ledger.problems == ()
    assert ids(ledger) == ["one", "two"]
    assert ledger["terms"].at[0, "used_from"] == pd.Timestamp("2016-01-01")


def test_the_header_here_is_that_of_the_shipped_table():
    assert (SHIPPED / "terms.csv").read_text(encoding="utf-8").split("\n")[0] == HEADER


# The file


def test_missing_file(folder):
    (folder.path / "terms.csv").unlink()
    ledger = folder.read()
    assert [problem.sentence() for problem in ledger.problems] == [
        f"terms.csv: the file is missing, a table with these columns was expected: {HEADER.replace(',', ', ')}"
    ]
    assert list(ledger["terms"].columns) == HEADER.split(",")
    assert len(ledger["terms"]) == 0
    assert len(ledger["sources"]) > 500


def test_missing_sources_are_one_fault_and_not_one_a_row(folder):
    (folder.path / "sources.csv").unlink()
    ledger = folder.read()
    assert [problem.file for problem in ledger.problems] == ["sources.csv"]
    assert len(ledger["observations"]) == 0, "a row without its source may not be shown"


def test_missing_vocabulary_names_its_path(folder):
    (folder.path / "vocabularies" / "stage.csv").unlink()
    assert folder.sentences() == [
        "vocabularies/stage.csv: the file is missing, a table with these columns was expected: code, label, definition, order"
    ]


@pytest.mark.parametrize("content", [b"", b"\n", b"  \n\n"])
def test_empty_file(folder, content):
    folder.write("terms", lambda _: content)
    assert folder.sentences() == ["terms.csv, line 1: the file is empty, a header row was expected"]


@pytest.mark.parametrize("end", [b"", b"\n"])
def test_header_without_rows_is_no_fault(folder, end):
    folder.write("corrections", lambda content: content.split(b"\n")[0] + end)
    folder.write("terms", lambda content: content.split(b"\n")[0] + end)
    ledger = folder.read()
    assert ledger.problems == ()
    assert len(ledger["terms"]) == 0


def test_last_line_without_a_line_feed_is_no_fault(folder):
    folder.write("terms", lambda content: content.rstrip(b"\n"))
    ledger = folder.read()
    assert ledger.problems == ()
    assert len(ledger["terms"]) == len(tables.read_ledger(SHIPPED)["terms"])


def test_empty_line_above_the_header(folder):
    folder.write("terms", lambda content: b"\n" + content)
    assert folder.sentences() == ["terms.csv, line 1: the line is empty, a header row was expected"]


# The header


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (",abbreviation", "", ["terms.csv, line 1, column abbreviation: the column is missing"]),
        (",abbreviation", ",abbreviation,color", ["terms.csv, line 1, column color: the contract has no such column"]),
        (
            "term_id,term,",
            "term_id,term_id,",
            ["terms.csv, line 1, column term: the column is missing", "terms.csv, line 1, column term_id: the column stands twice"],
        ),
        (
            "term_id,term,",
            "term,term_id,",
            [f"terms.csv, line 1: the columns stand in another order, expected was: {HEADER.replace(',', ', ')}"],
        ),
        (
            "term_id,",
            '"term_id,',
            [f"terms.csv, line 1: '\"{HEADER[:78]}…' can't be read as a header row, it has a quote that is not closed"],
        ),
    ],
    ids=["missing", "extra", "twice", "swapped", "open-quote"],
)
def test_header(folder, old, new, expected):
    folder.line("terms", 1, lambda header: header.replace(old, new, 1))
    ledger = folder.read()
    assert [problem.sentence() for problem in ledger.problems] == expected
    assert len(ledger["terms"]) == 0, "cells under a header that is not understood are not guessed"


def test_quoted_header_is_no_fault(folder):
    folder.line("terms", 1, lambda header: header.replace("term_id", '"term_id"'))
    assert folder.sentences() == []


# Rows


def test_cell_too_many_sets_one_row_aside(folder):
    folder.table("terms", term("one"), term("two") + ",x", term("three"))
    ledger = folder.read()
    assert [problem.sentence() for problem in ledger.problems] == [
        "terms.csv, line 3: '" + (term("two") + ",x")[: MOST_OF_A_VALUE - 1] + "…' has 16 cells, 15 were expected"
    ]
    assert ids(ledger) == ["one", "three"]


def test_cell_too_few(folder):
    folder.table("terms", term("one"), "two,Some name", term("three"))
    ledger = folder.read()
    assert [problem.sentence() for problem in ledger.problems] == ["terms.csv, line 3: 'two,Some name' has 2 cells, 15 were expected"]
    assert ids(ledger) == ["one", "three"]


def test_lines_after_a_skipped_row_keep_their_numbers(folder):
    folder.table("terms", "a,b", term("two"), "c,d", term("four", certainty="sure"))
    assert folder.sentences() == [
        "terms.csv, line 2: 'a,b' has 2 cells, 15 were expected",
        "terms.csv, line 4: 'c,d' has 2 cells, 15 were expected",
        "terms.csv, line 5, column certainty: 'sure' is not one of: stated, attributed, inferred",
    ]


def test_empty_line_between_rows(folder):
    folder.table("terms", term("one"), "", term("three", certainty="sure"))
    assert folder.sentences() == [
        "terms.csv, line 3: the line is empty, a row was expected",
        "terms.csv, line 4, column certainty: 'sure' is not one of: stated, attributed, inferred",
    ]


def test_line_break_in_a_cell_breaks_no_other_row(folder):
    folder.table("terms", term("one"), term("two", note='"first\nsecond"'), term("three", certainty="sure"))
    ledger = folder.read()
    assert [problem.sentence() for problem in ledger.problems] == [
        "terms.csv, line 3, column note: '\"first' has a quote that is not closed where its cell ends, one line a row was expected",
        "terms.csv, line 4, column term_id: 'second\"' has a quote inside a cell that does not begin with one",
        "terms.csv, line 5, column certainty: 'sure' is not one of: stated, attributed, inferred",
    ]
    assert ids(ledger) == ["one"]


@pytest.mark.parametrize("row", [term('"two'), term("two", note='"open'), term("two", term='"open'), term("two", term='"a"b"')])
def test_quote_left_open_swallows_nothing(folder, row):
    folder.table("terms", term("one"), row, term("three"), term("four", note='"a, b"'))
    ledger = folder.read()
    assert [(problem.line, problem.expected) for problem in ledger.problems] == [
        (3, "has a quote that is not closed where its cell ends, one line a row was expected")
    ]
    assert ids(ledger) == ["one", "three", "four"]


def test_quotes_commas_and_doubled_quotes_are_kept(folder):
    folder.table("terms", term("one", note='"He said ""no"", twice"'))
    ledger = folder.read()
    assert ledger.problems == ()
    assert ledger["terms"].at[0, "note"] == 'He said "no", twice'


def test_reference_to_a_row_that_could_not_be_read_is_not_a_second_fault(folder):
    folder.table("terms", term("one", replaced_by="two"), term("two") + ",x")
    ledger = folder.read()
    assert [problem.line for problem in ledger.problems] == [3]
    assert ids(ledger) == ["one"], "the row itself is sound"


def test_huge_cell(folder):
    folder.table("terms", term("one"), term("two", note="x" * 1_000_000), term("three"))
    ledger = folder.read()
    assert [problem.sentence() for problem in ledger.problems] == [
        f"terms.csv, line 3, column note: '{'x' * (MOST_OF_A_VALUE - 1)}…' is longer than 131,072 characters"
    ]
    assert ids(ledger) == ["one", "three"]


def test_long_cell_is_no_fault_and_is_kept_whole(folder):
    folder.table("terms", term("one", note="x" * 100_000))
    ledger = folder.read()
    assert ledger.problems == ()
    assert len(ledger["terms"].at[0, "note"]) == 100_000


@pytest.mark.parametrize("text", ["+82", "-5", "@SUM(A1)", "a =1+1", "1 = 1"])
def test_text_without_an_equals_sign_in_front_is_allowed_and_kept(folder, text):
    folder.table("terms", term("one", note=text))
    ledger = folder.read()
    assert ledger.problems == ()
    assert ledger["terms"].at[0, "note"] == text


@pytest.mark.parametrize(
    ("mark", "code"),
    [
        ("\u202e", "U+202E"),
        ("\u200f", "U+200F"),
        ("\u2066", "U+2066"),
        ("\u200b", "U+200B"),
        ("\ufeff", "U+FEFF"),
        ("\t", "U+0009"),
        ("\x1b", "U+001B"),
        ("\x85", "U+0085"),
    ],
)
def test_invisible_characters_are_reported(folder, mark, code):
    folder.table("terms", term("one"), term("two", note=f"before{mark}after"))
    ledger = folder.read()
    expected = f"terms.csv, line 3, column note: 'before\N{REPLACEMENT CHARACTER}after' holds an invisible character ({code})"
    assert [problem.sentence() for problem in ledger.problems] == [expected]
    assert ids(ledger) == ["one"]


@pytest.mark.parametrize("text", ["천궁-Ⅱ", "핵·WMD", "日本の防衛", "naïve – “quoted”…", "עברית", "👍🏽", "a\u2028b"])
def test_text_of_any_script_is_kept(folder, text):
    folder.table("terms", term("one", note=text))
    ledger = folder.read()
    assert ledger.problems == ()
    assert ledger["terms"].at[0, "note"] == text


# Cells

PHRASE = "is not a key phrase of three to eight words"


@pytest.mark.parametrize(
    ("cells", "column", "expected"),
    [
        ({"certainty": "sure"}, "certainty", "'sure' is not one of: stated, attributed, inferred"),
        ({"certainty": ""}, "certainty", "is empty, a value was expected"),
        ({"used_from": "1 May 2016"}, "used_from", "'1 May 2016' is not a date, YYYY-MM-DD was expected"),
        ({"used_from": "2016-1-1"}, "used_from", "'2016-1-1' is not a date, YYYY-MM-DD was expected"),
        ({"used_to": "2023-02-30"}, "used_to", "'2023-02-30' is not a date, YYYY-MM-DD was expected"),
        ({"used_to": "2023-02-29"}, "used_to", "'2023-02-29' is not a date, YYYY-MM-DD was expected"),
        ({"source_id": "nobody-2016"}, "source_id", "'nobody-2016' is not a source_id of the table sources"),
        ({"replaced_by": "three"}, "replaced_by", "'three' is not a term_id of the table terms"),
        (
            {"key_phrase": "one two three four five six seven eight nine"},
            "key_phrase",
            f"'one two three four five six seven eight nine' {PHRASE}",
        ),
        ({"key_phrase": "two words"}, "key_phrase", f"'two words' {PHRASE}"),
        ({"key_phrase": "three words  here"}, "key_phrase", f"'three words  here' {PHRASE}"),
        ({"locator": "somewhere"}, "locator", "'somewhere' does not have the form ^(p[0-9]+|page [0-9]+([-–][0-9]+)?)$"),
        ({"used_from": "2019-01-11"}, "used_to", "'2019-01-10' is before used_from (2019-01-11)"),
        ({"replaced_by": "two"}, "replaced_by", "'two' leads back to this row"),
    ],
)
def test_cell(folder, cells, column, expected):
    folder.table("terms", term("one"), term("two", **cells))
    ledger = folder.read()
    assert [problem.sentence() for problem in ledger.problems] == [f"terms.csv, line 3, column {column}: {expected}"]
    assert ids(ledger) == ["one"]


@pytest.mark.parametrize(
    ("used_to", "phrase"),
    [("2016-01-01", "three words here"), ("2019-01-10", "일본어와중국어가아닌 세 낱말"), ("2024-02-29", "防衛省は閣議で決定し")],
)
def test_cells_at_the_edge_are_no_fault(folder, used_to, phrase):
    """A period of one day, three words of Korean, Chinese characters without spaces."""
    folder.table("terms", term("one", used_to=used_to, key_phrase=phrase))
    assert folder.sentences() == []


@pytest.mark.parametrize(("used_to", "precision"), [("2019-01-01", "year"), ("2019-05-01", "month")])
def test_a_period_may_end_in_the_month_or_year_in_which_it_starts(folder, used_to, precision):
    folder.table("terms", term("one", used_from="2019-05-20", used_to=used_to, used_to_precision=precision))
    assert folder.sentences() == []


def test_a_period_may_not_end_in_an_earlier_year(folder):
    folder.table("terms", term("one", used_from="2019-05-20", used_to="2018-01-01", used_to_precision="year"))
    assert folder.sentences() == ["terms.csv, line 2, column used_to: '2018-01-01' is before used_from (2019-05-20)"]


def test_bad_id(folder):
    folder.table("terms", term("One_Two"))
    assert folder.sentences() == [
        "terms.csv, line 2, column term_id: 'One_Two' is not in kebab-case (lower-case letters, digits, single hyphens)"
    ]


def test_id_twice_names_the_later_line(folder):
    folder.table("terms", term("one"), term("two"), term("one"))
    ledger = folder.read()
    assert [problem.sentence() for problem in ledger.problems] == [
        "terms.csv, line 4, column term_id: 'one' stands on an earlier line too, each id once was expected"
    ]
    assert ids(ledger) == ["one", "two"]


def test_names_that_replace_each_other(folder):
    folder.table(
        "terms",
        term("one", replaced_by="two"),
        term("two", replaced_by="three"),
        term("three", replaced_by="one"),
        term("four", replaced_by="one"),
    )
    assert folder.sentences() == [
        "terms.csv, line 2, column replaced_by: 'two' leads back to this row",
        "terms.csv, line 3, column replaced_by: 'three' leads back to this row",
        "terms.csv, line 4, column replaced_by: 'one' leads back to this row",
    ]


def test_components_that_are_part_of_each_other(folder):
    folder.write(
        "components",
        lambda content: (
            content + COMPONENT.format("ring-a", "ring-b").encode() + b"\n" + COMPONENT.format("ring-b", "ring-a").encode() + b"\n"
        ),
    )
    folder.write("subjects", lambda content: content + b"ring-a,component\nring-b,component\n")
    ledger = folder.read()
    assert [(problem.file, problem.column, problem.value, problem.expected) for problem in ledger.problems] == [
        ("components.csv", "part_of", "ring-b", "leads back to this row"),
        ("components.csv", "part_of", "ring-a", "leads back to this row"),
    ]
    assert len(ledger["components"]) > 0, "the other rows stay"


def test_subject_without_a_description(folder):
    folder.write("subjects", lambda content: content + b"nothing-there,mechanism\n")
    ledger = folder.read()
    assert [(problem.file, problem.column, problem.value, problem.expected) for problem in ledger.problems] == [
        ("subjects.csv", "subject_id", "nothing-there", "is not described in mechanisms.csv")
    ]


@pytest.mark.parametrize(
    ("date_precision", "actors", "subjects", "column", "expected"),
    [
        ("day", "South Korea;United States", "", "", ""),  # one actor with a semicolon in its name is still one member
        ("day", "South Korea; ", "", "actors", "'South Korea; ' is not a list of different values divided by '; '"),
        ("day", "South Korea; South Korea", "", "actors", "'South Korea; South Korea' is not a list of different values divided by '; '"),
        ("day", "", "kmpr;  gsomia", "subject_ids", "'kmpr;  gsomia' is not a list of different values divided by '; '"),
        ("day", "", "kmpr; nothing-there", "subject_ids", "'nothing-there' is not a subject_id of the table subjects"),
        ("week", "", "", "date_precision", "'week' is not one of: day, month, year"),
    ],
)
def test_lists_and_precision_of_milestones(folder, date_precision, actors, subjects, column, expected):
    folder.table("milestones", MILESTONE.format("one", date_precision, actors, subjects))
    assert folder.sentences() == ([f"milestones.csv, line 2, column {column}: {expected}"] if expected else [])


@pytest.mark.parametrize(
    ("day", "precision", "first"),
    [("2023-04-02", "month", "month"), ("2023-04-01", "year", "year"), ("2023-01-31", "month", "month"), ("2023-01-02", "year", "year")],
)
def test_date_finer_than_its_precision(folder, day, precision, first):
    folder.table("milestones", MILESTONE.format("one", precision, "", "").replace("2017-01-01", day))
    assert folder.sentences() == [
        f"milestones.csv, line 2, column date: '{day}' is finer than its precision, the first day of the {first} was expected"
    ]


@pytest.mark.parametrize(("day", "precision"), [("2023-04-01", "month"), ("2023-01-01", "year"), ("2023-04-02", "day")])
def test_date_as_fine_as_its_precision_is_no_fault(folder, day, precision):
    folder.table("milestones", MILESTONE.format("one", precision, "", "").replace("2017-01-01", day))
    assert folder.sentences() == []


@pytest.mark.parametrize(
    ("due_from", "due_to", "outcome", "outcome_on", "precision", "column", "expected"),
    [
        ("2018-02-01", "2018-01-31", "open", "", "", "due_to", "'2018-01-31' is before due_from (2018-02-01)"),
        ("", "", "kept", "2018-01-31", "", "outcome_precision", "is empty although outcome_on is not"),
        ("", "", "kept", "", "month", "outcome_on", "is empty although outcome_precision is not"),
        ("", "", "broken", "", "", "outcome", "'broken' is not a code of the table outcome"),
    ],
)
def test_promises(folder, due_from, due_to, outcome, outcome_on, precision, column, expected):
    folder.table("commitments", PROMISE.format(due_from, due_to, outcome, outcome_on, precision))
    assert folder.sentences() == [f"commitments.csv, line 2, column {column}: {expected}"]


@pytest.mark.parametrize("text", ["forty", "1,5", "nan", "inf", "1e999", "4.0.1"])
def test_number(folder, text):
    folder.table("indicators", VALUE.format(f'"{text}"'))
    assert folder.sentences() == [f"indicators.csv, line 2, column value: '{text}' is not a number"]


def test_whole_number(folder):
    folder.table(
        "vocabularies/outcome",
        "kept,Kept,Done.,1.5",
        *(f"{code},Label,What it is.,2" for code in ("kept-late", "partly-kept", "not-kept", "open", "not-established")),
    )
    assert folder.sentences() == ["vocabularies/outcome.csv, line 2, column order: '1.5' is not a whole number"]


def test_truth_value(folder):
    folder.line("sources", 2, lambda line: line.removesuffix("false") + "FALSE")
    assert folder.sentences() == ["sources.csv, line 2, column is_anchor: 'FALSE' is not true or false"]


@pytest.mark.parametrize(
    ("told", "phrase", "certainty", "expected"),
    [
        (
            "not-mentioned,Silent.,",
            "",
            "",
            ["column stance: 'Silent.' was expected to be empty: the report does not mention the dimension"],
        ),
        ("not-mentioned,,ended", "", "", ["column stage: 'ended' was expected to be empty: the report does not mention the dimension"]),
        (
            "not-mentioned,,",
            "three words here",
            "",
            ["column key_phrase: 'three words here' was expected to be empty: the report does not mention the dimension"],
        ),
        ("stated,,", "three words here", "stated", ["column stance: is empty although the report mentions the dimension"]),
        (
            "touched,It is.,",
            "",
            "",
            [
                "column certainty: is empty although the report mentions the dimension",
                "column key_phrase: is empty although the report mentions the dimension",
            ],
        ),
        ("not-mentioned,,", "", "", []),
        ("stated,It is.,ended", "three words here", "stated", []),
    ],
)
def test_silence_is_told_from_words(folder, told, phrase, certainty, expected):
    folder.table("posture", POSTURE.format(f"bizwire-2017-09-05,{told}", phrase, certainty))
    assert folder.sentences() == [f"posture.csv, line 2, {sentence}" for sentence in expected]


def test_correction_twice(folder):
    row = "terms,one,note,old,new,A reason.,2026-01-01,1.0.1"
    folder.table("corrections", row, row.replace("1.0.1", "1.0.2"), row)
    assert folder.sentences() == [
        "corrections.csv, line 4, column table, row_id, column, version: 'terms, one, note, 1.0.1' stands on an earlier line too"
    ]


# Several faults, and what stays


def test_all_faults_of_all_files_are_told_at_once_in_file_order(folder):
    (folder.path / "corrections.csv").unlink()
    folder.line("statements", 1, lambda header: header + ",more")
    folder.table("terms", term("two", used_from="2016-02-30", certainty="sure"), "three")
    folder.table("milestones", MILESTONE.format("one", "day", "", "nothing-there"))
    places = [(problem.file, problem.line, problem.column) for problem in folder.read().problems]
    assert places == [
        ("corrections.csv", 0, ""),
        ("milestones.csv", 2, "subject_ids"),
        ("statements.csv", 1, "more"),
        ("terms.csv", 2, "certainty"),
        ("terms.csv", 2, "used_from"),
        ("terms.csv", 3, ""),
    ]


def test_a_row_goes_with_the_source_on_which_it_rests(folder):
    """A faulty source is told once; what cites it is set aside in silence, all else stays."""
    whole = folder.read()
    cited = whole["terms"]["source_id"].iloc[0]
    line = whole["sources"].index[whole["sources"]["source_id"] == cited][0] + 2
    folder.line("sources", line, lambda text: text.removesuffix("false") + "maybe")
    ledger = folder.read()
    assert [problem.sentence() for problem in ledger.problems] == [
        f"sources.csv, line {line}, column is_anchor: 'maybe' is not true or false"
    ]
    assert ids(ledger, "sources") == [source for source in ids(whole, "sources") if source != cited]
    assert ids(ledger) == whole["terms"].loc[whole["terms"]["source_id"] != cited, "term_id"].tolist()
    assert cited not in set(ledger["observations"]["source_id"])


def test_observations_go_with_the_component_that_can_not_be_read(folder):
    whole = folder.read()
    line = whole["components"].index[whole["components"]["component_id"] == "f-35a"][0] + 2
    folder.line("components", line, lambda text: text.replace(",strike,", ",fly,"))
    ledger = folder.read()
    assert [(problem.line, problem.column, problem.value) for problem in ledger.problems] == [(line, "role", "fly")]
    assert "f-35a" not in set(ledger["observations"]["subject_id"])
    assert len(ledger["observations"]) == len(whole["observations"]) - (whole["observations"]["subject_id"] == "f-35a").sum()
    assert len(ledger["milestones"]) == len(whole["milestones"]), "a list that names it among others is no ground to drop an event"


# The descriptor


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{", "datapackage.json is not JSON in plain UTF-8: Expecting property name"),
        ("", "datapackage.json is not JSON in plain UTF-8: Expecting value"),
        ("\ufeff{}", "datapackage.json is not JSON in plain UTF-8: Unexpected UTF-8 BOM"),
        ("[]", "datapackage.json has another form than a Frictionless Data Package"),
        ("null", "datapackage.json has another form than a Frictionless Data Package"),
        ("{}", "datapackage.json lacks 'resources'"),
        (
            '{"name": "a", "title": "b", "version": "1", "resources": "x"}',
            "datapackage.json has another form than a Frictionless Data Package",
        ),
        (
            '{"name": "a", "title": "b", "version": "1", "resources": []}',
            "datapackage.json has no table axis, and has no table commitments",
        ),
    ],
)
def test_broken_descriptor(folder, text, expected):
    (folder.path / "datapackage.json").write_text(text, encoding="utf-8")
    with pytest.raises(UnreadablePackage) as caught:
        folder.read()
    assert str(caught.value).startswith(expected)
    assert "\n" not in str(caught.value)


def resource(descriptor, name):
    return next(each for each in descriptor["resources"] if each["name"] == name)


def field(descriptor, table, name):
    return next(each for each in resource(descriptor, table)["schema"]["fields"] if each["name"] == name)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            lambda package: field(package, "terms", "locator")["constraints"].update(pattern="("),
            "has a pattern in terms.locator that is none: (",
        ),
        (lambda package: resource(package, "terms").update(path="../terms.csv"), "has a path that leads out of the folder: ../terms.csv"),
        (lambda package: resource(package, "terms").update(path="/etc/hostname"), "has a path that leads out of the folder: /etc/hostname"),
        (lambda package: resource(package, "terms")["schema"].update(primaryKey="id"), "has the key id in terms, which is not a column"),
        (
            lambda package: resource(package, "terms")["schema"]["foreignKeys"][0]["reference"].update(resource="names"),
            "refers from terms.replaced_by to names.term_id, which there is not",
        ),
        (
            lambda package: field(package, "milestones", "subject_ids")["listOf"].update(field="id"),
            "refers from milestones.subject_ids to subjects.id, which there is not",
        ),
        (
            lambda package: field(package, "milestones", "date_precision").update(precisionOf="day"),
            "gives in milestones.date_precision the precision of day, which is not a column",
        ),
        (lambda package: package["resources"].remove(resource(package, "corrections")), "has no table corrections"),
    ],
)
def test_descriptor_that_contradicts_itself(folder, change, expected):
    folder.package(change)
    with pytest.raises(UnreadablePackage) as caught:
        folder.read()
    assert str(caught.value) == f"datapackage.json {expected}."


# Which folder, and the command line


def test_folder_from_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("POSTURE_DATA", str(tmp_path))
    assert data_folder() == tmp_path
    monkeypatch.setenv("POSTURE_DATA", "~/posture")
    assert data_folder() == Path.home() / "posture"
    monkeypatch.setenv("POSTURE_DATA", "")
    assert data_folder() == SHIPPED
    monkeypatch.delenv("POSTURE_DATA")
    assert data_folder() == SHIPPED


def test_state_and_fingerprint_change_with_any_edit(folder):
    state, mark = folder_state(folder.path), folder.read().fingerprint
    assert (folder_state(folder.path), folder.read().fingerprint) == (state, mark)
    folder.table("vocabularies/outcome", "kept,Kept,Done.,1")
    assert folder_state(folder.path) != state
    assert folder.read().fingerprint != mark
    assert {name for name, *_ in state} >= {"datapackage.json", "terms.csv", "vocabularies/outcome.csv"}


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    root = SHIPPED.parent
    return subprocess.run(
        [sys.executable, "-m", "components.tables", *words],
        cwd=root,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_command_line_prints_the_sentences_and_exits_with_1(folder):
    folder.table("terms", term("one", certainty="sure"), "two")
    done = run(str(folder.path))
    lines = done.stdout.splitlines()
    assert lines[:2] == [
        "terms.csv, line 2, column certainty: 'sure' is not one of: stated, attributed, inferred",
        "terms.csv, line 3: 'two' has 1 cells, 15 were expected",
    ]
    assert lines[2].endswith(f"version {VERSION}: 2 problems.")
    assert len(lines) == 3
    assert (done.returncode, done.stderr) == (1, "")


def test_command_line_reads_the_folder_of_the_environment(folder):
    (folder.path / "datapackage.json").unlink()
    done = run(POSTURE_DATA=str(folder.path))
    assert (done.returncode, done.stdout, done.stderr) == (
        1,
        "datapackage.json is missing in the data folder, a Frictionless Data Package was expected.\n",
        "",
    )


def test_command_line_on_the_shipped_folder(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["tables"])
    monkeypatch.delenv("POSTURE_DATA", raising=False)
    assert main() == 0
    assert capsys.readouterr().out.endswith(f"version {VERSION}: no problems.\n")


def test_one_problem_is_not_spelled_as_many(folder, monkeypatch, capsys):
    folder.table("corrections", "terms,one")
    monkeypatch.setattr(sys, "argv", ["tables", str(folder.path)])
    assert main() == 1
    assert capsys.readouterr().out.endswith(": 1 problem.\n")


# The sentence itself


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (
            Problem("a.csv", 7, "axis", "kilchain", "is not a code of the table axis"),
            "a.csv, line 7, column axis: 'kilchain' is not a code of the table axis",
        ),
        (Problem("a.csv", 7, "", "", "is empty"), "a.csv, line 7: is empty"),
        (Problem("a.csv", 0, "", "", "the file is missing"), "a.csv: the file is missing"),
        (Problem("a.csv", 2, "b", "x" * 80, "is long"), f"a.csv, line 2, column b: '{'x' * 80}' is long"),
        (Problem("a.csv", 2, "b", "x" * 81, "is long"), f"a.csv, line 2, column b: '{'x' * 79}…' is long"),
        (
            Problem("a.csv", 2, "b", "a\u202eb\nc", "is odd"),
            "a.csv, line 2, column b: 'a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}c' is odd",
        ),
    ],
)
def test_sentence(problem, sentence):
    assert problem.sentence() == sentence
