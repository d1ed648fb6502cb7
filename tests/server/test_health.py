"""Alive and ready, with data that is whole, broken in one row, broken altogether, and gone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from components.cached import FACT_TABLES, ledger
from components.server import health


def break_one_row(folder: Path) -> None:
    path = folder / "terms.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("term_id", "trem_id", 1), encoding="utf-8")


def test_whole_data_is_alive_and_ready(client: TestClient) -> None:
    rows = sum(len(ledger()[name]) for name in FACT_TABLES)
    assert client.get("/healthz").json() == {"status": "alive", "data": "whole", "faults": 0, "rows": rows, "version": ledger().version}
    ready = client.get("/readyz")
    assert (ready.status_code, ready.text) == (200, "Ready.\n")
    assert ready.headers["cache-control"] == "no-store"


def test_a_broken_table_leaves_the_server_ready_and_is_named(client: TestClient, data_copy: Path) -> None:
    break_one_row(data_copy)
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert ready.text.splitlines()[:2] == ["Ready.", "terms.csv, line 1, column term_id: the column is missing"]
    assert client.get("/healthz").json()["data"] == "faulty"
    assert client.get("/data/milestones.csv").status_code == 200


def test_without_a_contract_nothing_is_ready_but_the_process_lives(client: TestClient, data_copy: Path) -> None:
    (data_copy / "datapackage.json").write_text("{ not json", encoding="utf-8")
    ready = client.get("/readyz")
    assert ready.status_code == 503
    assert ready.text.splitlines()[0] == "There is no usable data."
    assert ready.text.splitlines()[1].startswith("datapackage.json is not JSON")
    assert ready.headers["retry-after"] == "60"
    alive = client.get("/healthz")
    assert (alive.status_code, alive.json()["data"]) == (200, "none")


def test_data_addresses_without_data_say_so(client: TestClient, data_copy: Path) -> None:
    shutil.rmtree(data_copy)
    answer = client.get("/data/observations.csv")
    assert (answer.status_code, answer.headers["content-type"]) == (503, "text/plain; charset=utf-8")
    assert answer.text.startswith("The data can't be read. datapackage.json is missing in ")
    assert "Traceback" not in answer.text
    assert client.get("/").status_code == 200


def test_tables_without_any_row_are_not_ready(client: TestClient, data_copy: Path) -> None:
    for path in data_copy.glob("*.csv"):
        path.unlink()
    ready = client.get("/readyz")
    assert ready.status_code == 503
    assert "components.csv: the file is missing" in ready.text


def test_the_last_good_data_stays_ready_after_a_broken_edit(client: TestClient, data_copy: Path) -> None:
    assert client.get("/readyz").text == "Ready.\n"
    (data_copy / "datapackage.json").unlink()
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert ready.text.splitlines()[1].startswith("datapackage.json is missing in ")


def test_a_new_edit_has_a_new_tag(client: TestClient, data_copy: Path) -> None:
    before = client.get("/data/terms.csv").headers["etag"]
    path = data_copy / "terms.csv"
    path.write_text("\n".join(path.read_text(encoding="utf-8").splitlines()[:-1]) + "\n", encoding="utf-8")
    after = client.get("/data/terms.csv", headers={"If-None-Match": before})
    assert after.status_code == 200
    assert after.headers["etag"] != before


def test_many_faults_are_counted_and_not_all_written(monkeypatch: pytest.MonkeyPatch) -> None:
    assert health._first([f"fault {number}" for number in range(27)]) == [*(f"fault {number}" for number in range(25)), "And 2 more."]
    assert health._first(["one"]) == ["one"]
