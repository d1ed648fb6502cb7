"""The zip as its reader has it: unpacked, and validated by Frictionless in Python and on the command line."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from frictionless import Package

from components.exports.package import ExtraResource, data_package
from components.tables import SHIPPED, read_ledger

LEDGER = read_ledger(SHIPPED)
WORDS = [table.name for table in LEDGER.contract.tables.values() if table.is_vocabulary]
ROWS = [name for name in LEDGER.contract.tables if name not in WORDS]
TODAY = date(2026, 7, 3)


def packed(frames: dict[str, pd.DataFrame], **changes: Any) -> bytes:
    arguments: dict[str, Any] = {
        "title": "Observations",
        "choices": {"Evidence": "all sources"},
        "counts": {name: (len(frame), len(LEDGER[name])) for name, frame in frames.items()},
        "address": "https://example.org/compare?a=2017-09-05&b=2023-07-03",
        "today": TODAY,
        "citation": "Korea Posture Ledger contributors, Korea Posture Ledger.",
        "sources": LEDGER["sources"],
        "vocabularies": LEDGER.tables,
    }
    return data_package(frames, LEDGER.contract, **{**arguments, **changes})


def files(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def descriptor(content: bytes) -> dict[str, Any]:
    return json.loads(files(content)["datapackage.json"])


def resource(content: bytes, name: str) -> dict[str, Any]:
    return next(made for made in descriptor(content)["resources"] if made["name"] == name)


def errors(content: bytes, folder: Path) -> list[str]:
    """What Frictionless finds wrong with the unpacked folder."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(folder)
    report = Package(str(folder / "datapackage.json")).validate()
    return [error.message for task in report.tasks for error in task.errors] + [error.message for error in report.errors]


@pytest.mark.parametrize("count", [0, 1, 7, None], ids=["no rows", "one row", "some rows", "all rows"])
def test_any_number_of_rows_is_valid(count: int | None, tmp_path: Path) -> None:
    assert errors(packed({name: LEDGER[name].head(len(LEDGER[name]) if count is None else count) for name in ROWS}), tmp_path) == []


@pytest.mark.parametrize("name", ROWS)
def test_any_table_alone_is_valid(name: str, tmp_path: Path) -> None:
    assert errors(packed({name: LEDGER[name].tail(5)}), tmp_path) == []


def test_the_command_line_says_valid(tmp_path: Path) -> None:
    content = packed({"observations": LEDGER["observations"].head(20), "mechanisms": LEDGER["mechanisms"].head(3)})
    assert errors(content, tmp_path) == []
    command = [str(Path(sys.executable).with_name("frictionless")), "validate", "datapackage.json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "INVALID" not in done.stdout
    assert done.stdout.count("VALID") == len(descriptor(content)["resources"])


def test_a_changed_cell_must_not_pass(tmp_path: Path) -> None:
    errors(packed({"observations": LEDGER["observations"].head(3)}), tmp_path)
    path = tmp_path / "observations.csv"
    path.write_bytes(path.read_bytes().replace(b"-", b"+", 1))
    assert not Package(str(tmp_path / "datapackage.json")).validate().valid


def test_the_zip_holds_what_the_reader_needs() -> None:
    assert sorted(files(packed({"observations": LEDGER["observations"].head(3)}))) == [
        "README.md",
        "datapackage.json",
        "observations.csv",
        "observations_excel.csv",
        "sources.bib",
        "sources.csv",
        "sources_excel.csv",
        "vocabularies/stage.csv",
    ]


def test_only_sources_that_a_row_names_are_in() -> None:
    rows = LEDGER["commitments"].head(6)
    content = packed({"commitments": rows})
    named = (set(rows["source_id"]) | set(rows["outcome_source_id"])) - {""}
    made = pd.read_csv(io.BytesIO(files(content)["sources.csv"]))
    assert set(made["source_id"]) == named
    assert files(content)["sources.bib"].decode().count("@misc{") == len(named)
    assert len(descriptor(content)["sources"]) == len(named)


def test_sources_that_were_chosen_themselves_are_in() -> None:
    content = packed({"sources": LEDGER["sources"].head(4)})
    assert list(pd.read_csv(io.BytesIO(files(content)["sources.csv"]))["source_id"]) == list(LEDGER["sources"]["source_id"].head(4))


def test_a_reference_to_rows_that_are_not_in_is_left_out() -> None:
    def targets(content: bytes, name: str) -> set[str]:
        return {key["reference"]["resource"] for key in resource(content, name)["schema"].get("foreignKeys", [])}

    rows = LEDGER["observations"].head(3)
    subjects = LEDGER["subjects"]
    assert targets(packed({"observations": rows}), "observations") == {"stage", "sources"}
    assert targets(packed({"observations": rows, "subjects": subjects}), "observations") == {"stage", "sources", "subjects"}
    others = subjects[~subjects["subject_id"].isin(rows["subject_id"])]
    assert targets(packed({"observations": rows, "subjects": others}), "observations") == {"stage", "sources"}
    assert targets(packed({"observations": rows}, vocabularies={}), "observations") == {"sources"}


def test_a_list_refers_to_a_table_only_while_it_is_in() -> None:
    def is_linked(content: bytes) -> bool:
        fields = resource(content, "mechanisms")["schema"]["fields"]
        return "listOf" in next(field for field in fields if field["name"] == "partners")

    assert is_linked(packed({"mechanisms": LEDGER["mechanisms"].head(3)}))
    assert not is_linked(packed({"mechanisms": LEDGER["mechanisms"].head(3)}, vocabularies={}))


def test_a_table_with_fewer_and_other_columns_is_valid(tmp_path: Path) -> None:
    rows = LEDGER["observations"].head(5)[["date", "subject_id", "stage", "source_id"]].assign(stage_label="In place")
    content = packed({"observations": rows})
    assert errors(content, tmp_path) == []
    assert "primaryKey" not in resource(content, "observations")["schema"]


def test_a_derived_table_gets_a_schema_of_its_own(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "subject_id": ["thaad", "l-sam"],
            "date_a": pd.to_datetime(["2017-09-05", None]),
            "steps": [2, 0],
            "share": [0.5, None],
            "held": [True, False],
            "partners": [("kr", "us"), ()],
            "source_id_a": [LEDGER["sources"]["source_id"].iloc[0], ""],
        }
    )
    extra = ExtraResource(
        "comparison", "Comparison", "One row is one subject on both dates.", frame, {"steps": "Stages between the dates."}
    )
    content = packed({}, extra_resources=[extra], counts={"comparison": (2, 142)})
    assert errors(content, tmp_path) == []
    fields = resource(content, "comparison")["schema"]["fields"]
    assert [field["type"] for field in fields] == ["string", "date", "integer", "number", "boolean", "string", "string"]
    assert fields[2]["description"] == "Stages between the dates."
    assert fields[5]["listSeparator"] == "; "
    assert "2 of 142" in files(content)["README.md"].decode()
    assert len(pd.read_csv(io.BytesIO(files(content)["sources.csv"]))) == 1
    assert errors(packed({}, extra_resources=[extra._replace(frame=frame.head(0))]), tmp_path / "empty") == []


def test_the_size_and_hash_of_every_table_are_in() -> None:
    content = packed({"observations": LEDGER["observations"].head(3)})
    for made in descriptor(content)["resources"]:
        assert made["bytes"] == len(files(content)[made["path"]])
        assert made["hash"].startswith("sha256:")
    assert resource(content, "observations")["rows"] == 3


def test_the_same_rows_give_the_same_bytes() -> None:
    frames = {"observations": LEDGER["observations"].head(3)}
    assert packed(frames) == packed({name: frame.copy() for name, frame in frames.items()})
    with zipfile.ZipFile(io.BytesIO(packed(frames))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_readme_says_what_was_chosen_and_how_to_cite() -> None:
    text = files(packed({"observations": LEDGER["observations"].head(3)}))["README.md"].decode()
    for part in (
        "- Evidence: all sources",
        f"| `observations.csv` | 3 of {len(LEDGER['observations'])} |",
        "<https://example.org/compare?a=2017-09-05&b=2023-07-03>",
        f"Data version {LEDGER.version}, taken on 2026-07-03.",
        "    Korea Posture Ledger contributors, Korea Posture Ledger.",
        "CC BY 4.0",
    ):
        assert part in text


def test_search_words_must_not_become_markdown() -> None:
    text = files(packed({"terms": LEDGER["terms"].head(1)}, choices={"Words": "a\n\n# b <script> [x](y) |"}))["README.md"].decode()
    assert "- Words: a \\# b \\<script\\> \\[x\\](y) \\|\n" in text


def test_an_address_must_not_leave_its_brackets() -> None:
    text = files(packed({"terms": LEDGER["terms"].head(1)}, address="https://example.org/?q=국방 <b>\n# x"))["README.md"].decode()
    assert "<https://example.org/?q=%EA%B5%AD%EB%B0%A9%20%3Cb%3E%20#%20x>" in text


def test_nothing_narrowed_down_is_said_too() -> None:
    text = files(packed({"terms": LEDGER["terms"]}, choices={}, address=""))["README.md"].decode()
    assert "every row is in" in text
    assert "on the dashboard" not in text


def test_a_table_that_the_contract_does_not_have_is_refused() -> None:
    with pytest.raises(KeyError, match="no table nothing"):
        data_package(
            {"nothing": LEDGER["terms"]},
            LEDGER.contract,
            title="",
            choices={},
            counts={},
            address="",
            today=TODAY,
            citation="",
            sources=LEDGER["sources"],
        )


@pytest.mark.parametrize("name", ["../evil", "A", "", "a b", "terms", "twice", "rows_excel"])
def test_a_name_that_is_no_file_name_or_is_taken_is_refused(name: str) -> None:
    extras = [ExtraResource(each, "T", "D", pd.DataFrame({"a": ["x"]}), {}) for each in (name, "twice")]
    with pytest.raises(ValueError, match=r"no name for a table|two tables"):
        packed({}, extra_resources=extras)


def test_no_frame_is_changed() -> None:
    rows = LEDGER["milestones"].head(5).copy()
    before = rows.copy(deep=True)
    packed({"milestones": rows})
    pd.testing.assert_frame_equal(rows, before)
