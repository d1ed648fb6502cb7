"""Any bytes in a table: nothing is raised, nothing is invented, and what is sound stays; by search, by letter and by Arrow alike.

`FUZZ_SECONDS=300` lets the last test look for new inputs for so long.
"""

from __future__ import annotations

import os
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from components import lines
from components.lines import INVISIBLE, read_rows
from components.tables import read_ledger
from tests.benchmarks.generate import generate
from tests.fuzz import tables as fuzz
from tests.fuzz.tables import BASE, CORPUS, FILES, KINDS, SPOILERS, Spoil, faults_of_ledger, faults_of_rows, read_spoiled, spoiled

TABLES = list(BASE.contract.tables.values())
SPOILS = st.lists(
    st.builds(Spoil, st.sampled_from(KINDS), st.integers(0, 1000), st.sampled_from((1, 2, 5, 40, 400)), st.integers(0, len(SPOILERS) - 1)),
    max_size=5,
)
QUICK = settings(deadline=None, database=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])


@settings(QUICK, max_examples=150)
@given(st.sampled_from(TABLES), st.integers(0, 10**6), SPOILS)
def test_spoiled_bytes_of_one_file(table, seed, changes):
    content = spoiled(fuzz.some_lines(FILES[table.name], random.Random(seed)), changes)
    assert faults_of_rows(table, content) == []


@settings(QUICK, max_examples=5)
@given(st.sampled_from(TABLES), SPOILS)
def test_spoiled_bytes_in_a_folder(folder, table, changes):
    content = spoiled(FILES[table.name], changes)
    assert faults_of_ledger(read_spoiled(folder.path, table, content), table, content) == []


@pytest.mark.parametrize("file", sorted(CORPUS.glob("*.csv")), ids=lambda file: file.name)
def test_what_once_failed_is_read(folder, file: Path):
    table, content = fuzz.table_of(file), file.read_bytes()
    assert faults_of_rows(table, content) == []
    assert faults_of_ledger(read_spoiled(folder.path, table, content), table, content) == []


CELLS = st.text(st.sampled_from('ab,"\n\r\t =<>-한é\u200b\x00'), max_size=5)


@settings(QUICK, max_examples=150)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=6), st.booleans(), st.booleans())
def test_lines_of_few_letters(rows, quoted, end):
    """Few letters meet in all ways: quotes, commas, line ends, blanks, and what may not be in a cell."""
    table = BASE.contract.tables["stage"]
    written = [",".join('"' + cell.replace('"', '""') + '"' if quoted else cell for cell in row) for row in rows]
    content = "\n".join([",".join(table.column_names), *written]).encode() + b"\n" * end
    assert faults_of_rows(table, content) == []


# The ways to read a line are one


def looked_at_one_by_one(patch: pytest.MonkeyPatch) -> None:
    """No line passes the search, and no row goes through Arrow's parser."""
    patch.setattr(lines, "_not_in_cells", lambda signs, begins, ends, columns: np.ones(len(ends), bool))
    patch.setattr(lines, "_parsed", lambda table, body: None)


def both_ways(monkeypatch: pytest.MonkeyPatch, content: bytes, table: str = "terms") -> None:
    """Whether lines are searched or looked at one by one, and cut by Arrow or one by one: the same rows and the same faults."""
    quick = read_rows(BASE.contract.tables[table], content)
    with monkeypatch.context() as patch:
        looked_at_one_by_one(patch)
        careful = read_rows(BASE.contract.tables[table], content)
    pd.testing.assert_frame_equal(quick.frame, careful.frame)
    assert (quick.faults, quick.lost, quick.unread) == (careful.faults, careful.lost, careful.unread)


@pytest.mark.parametrize("name", FILES)
def test_both_ways_read_the_shipped_tables_alike(monkeypatch, name):
    both_ways(monkeypatch, FILES[name], name)


@settings(QUICK, max_examples=60)
@given(seed=st.integers(0, 10**6), changes=SPOILS, block=st.sampled_from((1, 7, 200, 1 << 24)))
def test_both_ways_read_spoiled_tables_alike_in_blocks_of_any_size(monkeypatch, seed, changes, block):
    content = spoiled(fuzz.some_lines(FILES["terms"], random.Random(seed)), changes)
    with monkeypatch.context() as patch:
        patch.setattr(lines, "BLOCK", block)
        both_ways(monkeypatch, content)
        assert faults_of_rows(BASE.contract.tables["terms"], content) == []


@pytest.mark.parametrize("broken", [False, True])
def test_both_ways_read_a_generated_folder_alike(monkeypatch, tmp_path, broken):
    generate(3, tmp_path / "data")
    if broken:
        for table in TABLES:
            file = tmp_path / "data" / table.path
            file.write_bytes(spoiled(file.read_bytes(), [Spoil("put", 400, 1, 0), Spoil("flip", 700, 1, 7), Spoil("cut", 800, 40, 0)]))
    quick = read_ledger(tmp_path / "data")
    looked_at_one_by_one(monkeypatch)
    careful = read_ledger(tmp_path / "data")
    assert quick.problems == careful.problems
    assert bool(quick.problems) == broken
    for table in TABLES:
        pd.testing.assert_frame_equal(quick[table.name], careful[table.name])


def test_a_table_of_one_column_has_no_empty_line():
    table = BASE.contract.tables["subjects"]
    alone = replace(table, columns=table.columns[:1], key=("subject_id",))
    found = read_rows(alone, b"subject_id\na\n\nb\n")
    assert found.frame["subject_id"].to_dict() == {2: "a", 4: "b"}
    assert [fault.sentence() for fault in found.faults] == ["subjects.csv, line 3: the line is empty, a row was expected"]


def test_a_parser_that_disagrees_is_not_believed(monkeypatch):
    table = BASE.contract.tables["terms"]
    expected = read_rows(table, FILES["terms"]).frame
    parsed = lines._parsed
    monkeypatch.setattr(lines, "_parsed", lambda table, body: parsed(table, body).slice(1))
    pd.testing.assert_frame_equal(read_rows(table, FILES["terms"]).frame, expected)


def test_the_search_knows_every_invisible_character():
    """Each character in a line of its own: those that are invisible have a fault, and no other has."""
    points = [
        point for point in [*range(0x11000), *range(0xE0000, 0xE0200)] if not 0xD800 <= point < 0xE000 and chr(point) not in '\n\r",='
    ]
    table = BASE.contract.tables["subjects"]
    content = "subject_id,kind\n" + "".join(f"a{chr(point)},component\n" for point in points)
    found = read_rows(table, content.encode())
    assert [fault.line - 2 for fault in found.faults] == [place for place, point in enumerate(points) if INVISIBLE.match(chr(point))]
    assert len(found.frame) == len(points)
    assert len(found.faults) == 218


def test_letter_by_letter():
    """The reader that the others are held against."""
    assert fuzz.cells_by_letter('a,"b, ""c""",,""') == ["a", 'b, "c"', "", ""]
    assert fuzz.cells_by_letter("") == [""]
    for line in ('"a', 'a"', '"a"b', '"""', 'a,"b"c,d', 'a b"c"'):
        assert fuzz.cells_by_letter(line) is None, line


@pytest.mark.skipif(not os.environ.get("FUZZ_SECONDS"), reason="only when asked for: FUZZ_SECONDS=300")
def test_for_as_long_as_is_asked():
    counts = fuzz.run(float(os.environ["FUZZ_SECONDS"]))
    assert all(read > 0 and failed == 0 for read, failed in counts.values()), counts
