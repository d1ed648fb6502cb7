"""The data addresses: the rows of the app, and nothing in silence."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import date

import pandas as pd
import pytest
from starlette.requests import Request
from starlette.testclient import TestClient

from components.analysis.comparison_rows import EXPORTED, by_change, comparison_export
from components.cached import ledger, view
from components.exports.citations import bibtex, csl_json, ris
from components.exports.csv_files import plain_csv
from components.filters import Filters
from components.server import data
from components.server.answers import File, send
from components.server.choices import asked_choices
from components.tables import SHIPPED
from components.ui.cards.evidence import package_bytes

CHOSEN = Filters(
    a=date(2018, 1, 1), b=date(2022, 5, 10), scope="then", theme=("acquisition", "exercises"), axis=("kmpr",), partner=("us",), q="missile"
)
ADDRESS = "?a=2018-01-01&b=2022-05-10&scope=then&theme=exercises&theme=acquisition&axis=kmpr&partner=us&q=missile"
TABLES = [table.name for table in ledger().contract.tables.values()]


def rows_of(content: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content, newline="")))


@pytest.mark.parametrize("name", TABLES)
def test_without_choices_each_table_is_the_file_in_the_data_folder(client: TestClient, name: str) -> None:
    path = ledger().contract.tables[name].path
    assert client.get(f"/data/{name}.csv").content == (SHIPPED / path).read_bytes()
    assert client.get(f"/data/{path}").content == (SHIPPED / path).read_bytes()


@pytest.mark.parametrize(
    "name", ["observations", "milestones", "statements", "commitments", "components", "initiatives", "mechanisms", "sources", "subjects"]
)
@pytest.mark.parametrize(
    ("address", "chosen"), [(ADDRESS, CHOSEN), ("?axis=kamd", Filters(axis=("kamd",))), ("?q=사드", Filters(q="사드"))]
)
def test_a_narrowed_table_has_the_rows_of_the_pages(client: TestClient, name: str, address: str, chosen: Filters) -> None:
    expected = view(chosen).rows(name)[ledger().contract.tables[name].column_names]
    assert client.get(f"/data/{name}.csv{address}").content == plain_csv(expected)


def test_narrowing_leaves_out_what_does_not_fit(client: TestClient) -> None:
    every, kamd = (rows_of(client.get(f"/data/components.csv{query}").text) for query in ("", "?axis=kamd"))
    assert {row["axis"] for row in kamd} == {"kamd"}
    assert [row for row in every if row["axis"] == "kamd"] == kamd
    assert 0 < len(kamd) < len(every)


def test_a_vocabulary_is_whole_under_every_choice(client: TestClient) -> None:
    assert client.get("/data/theme.csv" + ADDRESS).content == client.get("/data/theme.csv").content


@pytest.mark.parametrize(("address", "chosen"), [("", Filters()), (ADDRESS, CHOSEN)])
def test_the_comparison_is_the_one_of_the_compare_page(client: TestClient, address: str, chosen: Filters) -> None:
    answer = client.get("/data/compare.csv" + address)
    assert answer.content == plain_csv(comparison_export(by_change(view(chosen).comparison)))
    assert answer.text.split("\n", 1)[0] == ",".join(EXPORTED)


def test_the_comparison_follows_the_dates(client: TestClient) -> None:
    same = rows_of(client.get("/data/compare.csv?a=2020-01-01&b=2020-01-01").text)
    assert {row["change"] for row in same} == {"unchanged", "not-reported"}
    assert "new" in {row["change"] for row in rows_of(client.get("/data/compare.csv").text)}


def test_the_descriptor_leads_to_tables_that_are_there(client: TestClient) -> None:
    answer = client.get("/data/datapackage.json")
    descriptor = json.loads(answer.text)
    assert descriptor == json.loads((SHIPPED / "datapackage.json").read_text(encoding="utf-8"))
    assert {client.get(f"/data/{resource['path']}").status_code for resource in descriptor["resources"]} == {200}


def test_the_package_is_the_one_of_the_evidence_page(client: TestClient) -> None:
    answer = client.get("/data/package.zip" + ADDRESS)
    assert answer.content == package_bytes(view(CHOSEN))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.read("observations.csv") == client.get("/data/observations.csv" + ADDRESS).content


def test_sources_come_as_the_page_gives_them(client: TestClient) -> None:
    sources = ledger()["sources"]
    for suffix, write in (("bib", bibtex), ("ris", ris), ("json", csl_json)):
        assert client.get(f"/data/sources.{suffix}").text.encode() == write(sources).encode()
    some = json.loads(client.get("/data/sources.json?q=Bizwire").text)
    assert [item["id"] for item in some] == [row["source_id"] for row in rows_of(client.get("/data/sources.csv?q=Bizwire").text)]
    assert 0 < len(some) < len(sources)


@pytest.mark.parametrize(
    ("name", "media_type", "saved_as"),
    [
        (
            "observations.csv",
            "text/csv; charset=utf-8; header=present",
            "korea-posture-ledger_observations_2017-09-05_2020-01-01_v1.0.0.csv",
        ),
        (
            "vocabularies/theme.csv",
            "text/csv; charset=utf-8; header=present",
            "korea-posture-ledger_theme_2017-09-05_2020-01-01_v1.0.0.csv",
        ),
        ("compare.csv", "text/csv; charset=utf-8; header=present", "korea-posture-ledger_compare_2017-09-05_2020-01-01_v1.0.0.csv"),
        ("package.zip", "application/zip", "korea-posture-ledger_package_2017-09-05_2020-01-01_v1.0.0.zip"),
        ("sources.bib", "application/x-bibtex; charset=utf-8", "korea-posture-ledger_sources_2017-09-05_2020-01-01_v1.0.0.bib"),
        (
            "sources.ris",
            "application/x-research-info-systems; charset=utf-8",
            "korea-posture-ledger_sources_2017-09-05_2020-01-01_v1.0.0.ris",
        ),
        ("sources.json", "application/vnd.citationstyles.csl+json", "korea-posture-ledger_sources_2017-09-05_2020-01-01_v1.0.0.json"),
    ],
)
def test_each_file_says_what_it_is_and_how_it_is_called(client: TestClient, name: str, media_type: str, saved_as: str) -> None:
    headers = client.get(f"/data/{name}?b=2020-01-01").headers
    assert headers["content-type"] == media_type
    assert headers["content-disposition"] == f'attachment; filename="{saved_as.replace("1.0.0", ledger().version)}"'
    assert headers["x-data-version"] == ledger().version
    assert headers["cache-control"] == "public, max-age=60, must-revalidate"


def test_the_descriptor_is_shown_and_not_saved(client: TestClient) -> None:
    headers = client.get("/data/datapackage.json").headers
    assert headers["content-type"] == "application/json"
    assert "content-disposition" not in headers


@pytest.mark.parametrize(
    ("query", "sentences"),
    [
        ("theme=no-such", ["The theme “no-such” in the link does not exist (any more); the rest of the link is shown."]),
        ("scope=some", ["The evidence scope “some” in the link does not exist; it can be anchors, then, all. All sources are shown."]),
        ("themes=acquisition", ["There is no parameter “themes”; there are a, b, scope, theme, axis, partner, q and v."]),
        ("v=0.0.1", [f"Version “0.0.1” of the data is asked for, this server has {ledger().version}."]),
        (
            "id=m-1&v=x",
            [
                "There is no parameter “id”; there are a, b, scope, theme, axis, partner, q and v.",
                f"Version “x” of the data is asked for, this server has {ledger().version}.",
            ],
        ),
        ("q=" + "w" * 201, ["The search words in the link are longer than 200 characters and were cut."]),
    ],
)
def test_a_choice_that_cannot_be_used_is_refused_in_sentences(client: TestClient, query: str, sentences: list[str]) -> None:
    answer = client.get(f"/data/observations.csv?{query}")
    assert (answer.status_code, answer.headers["content-type"]) == (400, "text/plain; charset=utf-8")
    assert answer.text.splitlines() == sentences
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("day", ["2017-13-01", "20170905", "1999-01-01", "9999-01-01", "2017-9-5", "today", "%00", "2017-09-05T00:00"])
def test_a_day_that_is_none_is_refused(client: TestClient, day: str) -> None:
    answer = client.get(f"/data/compare.csv?a={day}")
    assert answer.status_code == 400
    assert answer.text.startswith("Date A in the link can't be used: ")


def test_the_present_version_may_be_asked_for(client: TestClient) -> None:
    assert client.get(f"/data/terms.csv?v={ledger().version}").content == (SHIPPED / "terms.csv").read_bytes()


@pytest.mark.parametrize(
    "name",
    [
        "nothing.csv",
        "observations",
        "observations.CSV",
        "observations.csv.gz",
        "",
        "vocabularies/",
        "datapackage.csv",
        "%EA%B0%80.csv",
        "a" * 3000,
    ],
)
def test_a_name_that_does_not_exist_is_a_404_in_a_sentence(client: TestClient, name: str) -> None:
    answer = client.get(f"/data/{name}")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/plain; charset=utf-8")
    assert answer.text.startswith("There is no /data/")
    assert "/data/observations.csv, " in answer.text
    assert len(answer.text) < 1500


@pytest.mark.parametrize(
    "path",
    [
        "/data/../datapackage.json", "/data/%2e%2e/%2e%2e/etc/passwd", "/data/..%2f..%2fdashboard.py", "/data/..%5c..%5cdashboard.py", "/data//etc/passwd",
        "/data/%2Fetc%2Fpasswd", "/data/vocabularies/../../dashboard.py", "/data/observations.csv%00.png", "/data/~/x", "/data/C:%5Cx.csv",
    ],
)  # fmt: skip
def test_no_path_leads_out_of_the_data(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in (400, 404)
    assert "root:" not in answer.text
    assert "import streamlit" not in answer.text
    assert "Traceback" not in answer.text


def test_what_is_asked_never_becomes_a_header(client: TestClient) -> None:
    answer = client.get("/data/sources.csv?q=Bizwire%0d%0aSet-Cookie:%20x=1%22;%20filename=%22evil.exe")
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    assert "evil" not in str(answer.headers)
    broken = client.get("/data/x%0d%0aSet-Cookie:%20x=1.csv")
    assert broken.status_code in (400, 404)
    assert "set-cookie" not in broken.headers


def test_nothing_new_has_no_body(client: TestClient) -> None:
    first = client.get("/data/observations.csv?axis=kamd")
    tag = first.headers["etag"]
    for asked in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        again = client.get("/data/observations.csv?axis=kamd", headers={"If-None-Match": asked})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert again.headers["access-control-allow-origin"] == "*"
    assert client.get("/data/observations.csv?axis=kamd", headers={"If-None-Match": '"other"'}).status_code == 200


def test_each_choice_has_a_tag_of_its_own(client: TestClient) -> None:
    addresses = (
        "observations.csv",
        "observations.csv?axis=kamd",
        "milestones.csv",
        "compare.csv",
        "compare.csv?scope=then",
        "compare.csv?b=2024-01-01",
    )
    tags = {client.get(f"/data/{address}").headers["etag"] for address in addresses}
    assert len(tags) == 6
    same = [
        client.get(f"/data/compare.csv?{query}").headers["etag"]
        for query in ("theme=exercises&theme=budget", "theme=budget&theme=exercises")
    ]
    assert same[0] == same[1]


def test_head_has_the_headers_and_no_body(client: TestClient) -> None:
    whole, head = (
        client.get("/data/terms.csv", headers={"Accept-Encoding": "identity"}),
        client.head("/data/terms.csv", headers={"Accept-Encoding": "identity"}),
    )
    assert (head.status_code, head.content) == (200, b"")
    for name in ("content-type", "content-length", "etag", "content-disposition", "access-control-allow-origin"):
        assert head.headers[name] == whole.headers[name]


def test_any_site_may_read_and_none_may_write(client: TestClient) -> None:
    asked = client.options("/data/observations.csv", headers={"Origin": "https://example.org", "Access-Control-Request-Method": "GET"})
    assert (asked.status_code, asked.content) == (204, b"")
    assert asked.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
    assert asked.headers["access-control-allow-origin"] == "*"
    for address in ("/data/observations.csv", "/data/nothing.csv", "/data/observations.csv?a=x"):
        assert client.get(address).headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in asked.headers
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert client.request(method, "/data/observations.csv").status_code == 405


def test_pages_are_not_for_other_sites(client: TestClient) -> None:
    assert "access-control-allow-origin" not in client.get("/compare", headers={"Origin": "https://example.org"}).headers


def test_tables_are_compressed_for_those_who_take_it(client: TestClient) -> None:
    packed, plain = (client.get("/data/observations.csv", headers={"Accept-Encoding": coding}) for coding in ("gzip", "identity"))
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    assert int(packed.headers["content-length"]) * 2 < int(plain.headers["content-length"])
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert "content-encoding" not in client.get("/data/package.zip", headers={"Accept-Encoding": "gzip"}).headers


def test_a_large_table_comes_in_pieces_of_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = pd.DataFrame({"row_id": ["a", "b", "c", "d", "e"], "words, quoted": ['x"y', "", "z\n", "ㄱ", ","]})
    monkeypatch.setattr(data, "ROWS_AT_ONCE", 2)
    pieces = data.csv_content(rows)
    assert not isinstance(pieces, bytes)
    parts = list(pieces)
    assert b"".join(parts) == plain_csv(rows)
    assert len(parts) == 4
    assert data.csv_content(rows.head(2)) == plain_csv(rows.head(2))


def test_a_large_table_is_streamed(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "ROWS_AT_ONCE", 100)
    answer = client.get("/data/observations.csv", headers={"Accept-Encoding": "identity"})
    assert "content-length" not in answer.headers
    assert answer.content == (SHIPPED / "observations.csv").read_bytes()


def test_choices_are_read_as_the_pages_read_them() -> None:
    from starlette.datastructures import QueryParams

    assert asked_choices(QueryParams(ADDRESS.removeprefix("?")), ledger()) == (CHOSEN, [])
    assert asked_choices(QueryParams(""), ledger()) == (Filters(), [])


def test_head_makes_no_piece_of_a_large_file() -> None:
    request = Request({"type": "http", "method": "HEAD", "headers": [], "path": "/data/x.csv", "query_string": b""})
    pieces = (pytest.fail("a piece was made") for _ in range(1))
    assert send(request, File(pieces, "text/csv", "x.csv"), 'W/"1"', {}).body == b""
    assert send(request, File(b"row\n", "text/csv", "x.csv"), 'W/"1"', {}).headers["content-length"] == "4"
