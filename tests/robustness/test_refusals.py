"""What the reader of the data refuses, so that it never reaches a page: the row is set aside, the rest stands, and the value is named."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

from components.tables import read_ledger
from tests.robustness.payloads import PAYLOADS, REFUSED, Payload, injected_folder, row_id


def test_markup_and_formulas_are_refused_by_the_reader_and_nothing_else_is(tmp_path: Path) -> None:
    found = read_ledger(injected_folder(tmp_path / "data"))
    named = {problem.line for problem in found.problems if problem.file == "sources.csv"}
    refused = {payload.name for place, payload in enumerate(PAYLOADS) if place + 4 in named}
    assert refused == {payload.name for payload in PAYLOADS if re.search(r"<[A-Za-z/!?]", payload.text) or payload.text.startswith("=")}
    assert len(refused) >= 12


@pytest.mark.parametrize("name", REFUSED)
def test_an_invisible_sign_in_a_cell_sets_its_row_aside_and_is_named(tmp_path: Path, name: str) -> None:
    folder = injected_folder(tmp_path / "data", [Payload(name, REFUSED[name], 7), Payload("sound", "A sound text", 8)])
    found = read_ledger(folder)
    assert {problem.file for problem in found.problems} >= {"components.csv", "sources.csv", "milestones.csv"}
    assert all(problem.sentence().isprintable() for problem in found.problems)
    assert row_id("components", Payload(name, "", 7)) not in set(found["components"]["component_id"])


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("url", "javascript:alert(1)"),
        ("url", "data:text/html,<script>alert(1)</script>"),
        ("url", "https://example.org/ x"),
        ("url", "//example.org"),
        ("source_id", "../x"),
        ("source_id", "<b>"),
        ("source_id", "x;y"),
        ("language", 'en"'),
        ("kind", "<script>"),
        ("published_on", "2017-02-30"),
        ("is_anchor", "TRUE"),
    ],
)
def test_a_value_that_its_column_does_not_take_is_named(tmp_path: Path, column: str, value: str) -> None:
    folder = injected_folder(tmp_path / "data", [Payload("sound", "A sound text", 8)])
    rows = list(csv.DictReader(io.StringIO((folder / "sources.csv").read_text(encoding="utf-8"), newline="")))
    rows[-1][column] = value
    with (folder / "sources.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    found = read_ledger(folder)
    named = [
        problem for problem in found.problems if (problem.file, problem.line, problem.column) == ("sources.csv", len(rows) + 1, column)
    ]
    assert {problem.value for problem in named} == {value}
    assert value not in set(found["sources"][column].astype("str"))
