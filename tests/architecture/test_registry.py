"""Pages, their files and their prose belong together; what is public is described; codes in the program are codes of the data."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from components import labels
from components.analysis import comparison, dimensions, evidence, partners, positions, posture, promises, search, subjects
from components.navigation import BY_STEM, PAGES
from components.tables import NEEDED, SHIPPED, read_ledger

ROOT = Path(__file__).resolve().parents[2]
LEDGER = read_ledger(SHIPPED)
SOURCES = sorted([*ROOT.glob("components/**/*.py"), ROOT / "dashboard.py"])


@pytest.mark.parametrize("spec", PAGES, ids=lambda spec: spec.stem)
def test_page(spec):
    page = ROOT / spec.file
    assert page.exists()
    assert ast.get_docstring(ast.parse(page.read_text(encoding="utf-8"))) == spec.question
    assert (ROOT / "components" / "text" / f"{spec.stem}.md").read_text(encoding="utf-8").strip()
    assert spec.question.endswith("?")
    assert f'begin("{spec.stem}")' in page.read_text(encoding="utf-8")


def test_every_page_file_and_every_text_is_registered():
    stems = {spec.stem for spec in PAGES}
    assert {file.stem for file in ROOT.glob("pages/*.py")} == stems
    assert {file.stem for file in ROOT.glob("components/text/*.md")} == stems
    assert set(BY_STEM) == stems
    assert len(stems) == len(PAGES) == 12


def public(file: Path) -> list[tuple[str, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]]:
    """The module, its public functions and classes, and the public methods of these classes."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    place = str(file.relative_to(ROOT))
    found: list[tuple[str, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]] = [(place, tree)]
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            found.append((f"{place}: {node.name}", node))
        if isinstance(node, ast.ClassDef) and not node.bases:  # methods of a derived class are described where they come from
            found += [
                (f"{place}: {node.name}.{part.name}", part)
                for part in node.body
                if isinstance(part, ast.FunctionDef) and not _speaks_for_itself(part)
            ]
    return found


def _speaks_for_itself(method: ast.FunctionDef) -> bool:
    """A private method, or one that only hands out a value."""
    return method.name.startswith("_") or (len(method.body) == 1 and isinstance(method.body[0], ast.Return))


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: str(file.relative_to(ROOT)))
def test_what_is_public_has_a_docstring(file):
    assert [name for name, node in public(file) if not ast.get_docstring(node)] == []


def codes(vocabulary: str) -> list[str]:
    return labels.in_order(LEDGER[vocabulary])["code"].tolist()


def choices(table: str, column: str) -> set[str]:
    return set(LEDGER.contract.tables[table].column(column).choices)


def test_stages_are_those_of_the_vocabulary_in_its_order():
    assert codes("stage") == posture.STAGES
    on_scale = LEDGER["stage"].loc[LEDGER["stage"]["order"].notna(), "code"].tolist()
    assert on_scale == posture.SCALE
    assert set(partners.AT_WORK) < set(posture.SCALE)


def test_positions():
    assert set(positions.POSITIONS) == choices("statements", "position")


def test_groups_and_themes_of_subjects():
    assert set(subjects.GROUP_OF_APPROACH) == choices("initiatives", "approach")
    assert set(subjects.GROUP_OF_PURPOSE) == set(subjects.THEME_OF_PURPOSE) == choices("mechanisms", "purpose")
    assert set(subjects.THEME_OF_AXIS) == set(codes("axis")) - {"none"}
    assert set(subjects.THEME_OF_AXIS.values()) | set(subjects.THEME_OF_PURPOSE.values()) <= set(codes("theme"))
    assert set(subjects.AXIS_OF_PURPOSE) <= set(subjects.GROUP_OF_PURPOSE)
    assert set(subjects.AXIS_OF_PURPOSE.values()) <= set(codes("axis"))


def test_every_subject_of_the_data_has_a_group_a_theme_and_partners():
    index = subjects.subject_index(LEDGER["components"], LEDGER["initiatives"], LEDGER["mechanisms"], labels.labels(LEDGER.tables, "axis"))
    assert index[["group", "theme", "axis", "kind"]].isna().sum().sum() == 0
    assert set(index["theme"]) <= set(codes("theme"))
    assert set(index["axis"]) <= set(codes("axis"))
    assert set(index["partners"].explode()) <= set(codes("partner"))
    assert set(index["kind"]) == set(labels.KIND_LABELS) == choices("subjects", "kind")


def test_outcomes_that_slips_speak_of():
    rows = LEDGER["commitments"].drop_duplicates("outcome")
    assert set(rows["outcome"]) <= set(codes("outcome"))
    told = dict(zip(promises.with_slips(rows)["outcome"], promises.with_slips(rows)["slip_words"], strict=True))
    assert told.get("open", "open") == "open"
    assert told.get("not-kept", "not kept") == "not kept"
    assert {"kept", "kept-late", "partly-kept", "not-kept", "open", "not-established"} == set(codes("outcome"))


def test_codes_that_labels_put_into_words():
    certainty = {value for table in LEDGER.contract.fact_tables for value in table.column("certainty").choices}
    assert set(labels.CERTAINTY) == certainty
    assert set(labels.SOURCE_KINDS) == choices("sources", "kind")
    assert set(labels.SCOPE_LABELS) == set(labels.SCOPE_DEFINITIONS) == set(evidence.SCOPES)
    assert set(comparison.CHANGES) == set(comparison.MIRROR)
    assert set(dimensions.DIMENSION_CHANGES) == {"both", "only-later", "only-earlier", "neither"}


def test_tables_that_the_program_names_are_those_of_the_contract():
    assert set(LEDGER.contract.tables) == NEEDED
    assert set(search.TITLES) == {table.name for table in LEDGER.contract.fact_tables} | {"sources"}
    for table, column in search.TITLES.items():
        assert column in LEDGER.contract.tables[table].column_names


def test_columns_taken_from_sources_are_there():
    assert set(evidence.SOURCE_COLUMNS) <= set(LEDGER.contract.tables["sources"].column_names)


@pytest.mark.parametrize(
    ("table", "column", "vocabulary"),
    [
        ("milestones", "theme", "theme"),
        ("milestones", "axis", "axis"),
        ("milestones", "status", "status"),
        ("components", "axis", "axis"),
        ("initiatives", "axis", "axis"),
        ("statements", "country", "partner"),
    ],
)
def test_columns_of_codes_refer_to_their_vocabulary(table, column, vocabulary):
    reference = LEDGER.contract.tables[table].column(column).parent
    assert reference is not None
    assert (reference.table, reference.column) == (vocabulary, "code")


@pytest.mark.parametrize("vocabulary", ["stage", "theme", "status", "dimension", "question", "series", "outcome", "partner", "axis"])
def test_every_code_of_the_data_is_used(vocabulary):
    used: set[str] = set()
    for table in LEDGER.contract.tables.values():
        for column in table.columns:
            for reference in (column.parent, column.members):
                if reference and reference.table == vocabulary:
                    used |= set(LEDGER[table.name][column.name].explode())
    assert sorted(set(codes(vocabulary)) - used) == []
