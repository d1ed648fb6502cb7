"""Metrics, logs and compressed files: what is counted, what is written and what must not be."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.datastructures import Headers
from starlette.testclient import TestClient
from starlette.types import Message
from streamlit import file_util
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from components.cached import ledger
from components.server.compression import SHELF, best_coding, takes
from components.server.logs import JsonLines, json_logs
from components.server.metrics import Reruns, asks_for_rerun, ends_run, kind_of


def numbers(client: TestClient) -> dict[tuple[str, ...], float]:
    """Every sample by its name and the values of its labels."""
    text = client.get("/metrics").text
    return {
        (sample.name, *sample.labels.values()): sample.value for family in text_string_to_metric_families(text) for sample in family.samples
    }


def rerun() -> bytes:
    message = BackMsg()
    message.rerun_script.query_string = ""
    return message.SerializeToString()


def finished(status: int) -> bytes:
    return ForwardMsg(script_finished=status, hash="h").SerializeToString()


def test_metrics_tell_the_data_and_count_requests(client: TestClient) -> None:
    before = numbers(client)
    client.get("/data/terms.csv")
    client.get("/data/terms.csv?a=x")
    after = numbers(client)
    assert after[("posture_http_requests_total", "data", "200")] - before.get(("posture_http_requests_total", "data", "200"), 0) == 1
    assert after[("posture_http_requests_total", "data", "400")] - before.get(("posture_http_requests_total", "data", "400"), 0) == 1
    assert after[("posture_data", ledger().fingerprint, ledger().version)] == 1
    assert after[("posture_data_faults",)] == 0
    assert after[("posture_sessions",)] == 0


def test_metrics_of_broken_data_can_still_be_read(client: TestClient, data_copy: Path) -> None:
    (data_copy / "datapackage.json").unlink()
    found = numbers(client)
    assert found[("posture_data_faults",)] == 1
    assert found[("posture_data_rows",)] == 0
    assert not [name for name in found if name[0] == "posture_data"]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "page"), ("/compare", "page"), ("/data/x", "data"), ("/data", "data"), ("/static/js/a.js", "static"), ("/_stcore/health", "streamlit"),
        ("/wp-login.php", "other"), ("/compare2", "other"),
    ],
)  # fmt: skip
def test_there_are_few_kinds_of_addresses(path: str, kind: str) -> None:
    assert kind_of(path) == kind


def test_only_a_request_for_a_run_counts_as_one() -> None:
    stop = BackMsg(stop_script=True).SerializeToString()
    assert [asks_for_rerun(content) for content in (rerun(), stop, b"", b"\xff\xff\xff")] == [True, False, False, False]


def test_only_the_end_of_a_whole_run_ends_it() -> None:
    status = ForwardMsg.ScriptFinishedStatus
    ends = [status.FINISHED_SUCCESSFULLY, status.FINISHED_WITH_COMPILE_ERROR, status.FINISHED_FRAGMENT_RUN_SUCCESSFULLY]
    assert [ends_run(finished(end)) for end in ends] == [True, True, True]
    assert not ends_run(finished(status.FINISHED_EARLY_FOR_RERUN))
    assert not ends_run(ForwardMsg(page_info_changed={"query_string": "q"}).SerializeToString())
    assert not ends_run(b"")


def test_a_rerun_is_timed_from_its_request_to_its_end(client: TestClient) -> None:
    async def nothing(message: Message) -> None:
        return None

    async def asked() -> Message:
        return {"type": "websocket.receive", "bytes": rerun()}

    async def one_run() -> None:
        run = Reruns(asked, nothing)
        await run.receive()
        await run.send({"type": "websocket.send", "bytes": finished(ForwardMsg.ScriptFinishedStatus.FINISHED_SUCCESSFULLY)})
        # An end without a request, such as after a change of a file, is not timed.
        await run.send({"type": "websocket.send", "bytes": finished(ForwardMsg.ScriptFinishedStatus.FINISHED_SUCCESSFULLY)})

    before = numbers(client)
    asyncio.run(one_run())
    after = numbers(client)
    assert after[("posture_reruns_total",)] - before[("posture_reruns_total",)] == 1
    assert after[("posture_rerun_seconds_count",)] - before[("posture_rerun_seconds_count",)] == 1


def test_a_log_line_is_one_line_of_json_whatever_is_in_it() -> None:
    record = logging.LogRecord("a", logging.INFO, "", 0, "two\nlines %s", ("\u2028",), None)
    record.fields = {"path": '/x"\n{"level": "fake"}'}
    line = JsonLines().format(record)
    assert "\n" not in line
    written = json.loads(line)
    assert (written["message"], written["path"], written["level"]) == ("two\nlines \u2028", '/x"\n{"level": "fake"}', "info")
    assert written["time"].endswith("+00:00")


def test_a_failure_is_logged_with_its_traceback() -> None:
    try:
        raise ValueError("why")
    except ValueError as error:
        record = logging.LogRecord("a", logging.ERROR, "", 0, "failure", (), (type(error), error, error.__traceback__))
    assert json.loads(JsonLines().format(record))["traceback"].endswith("ValueError: why")


def test_requests_are_logged_without_what_was_searched(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "components.server.requests"):
        client.get("/data/terms.csv?q=personal")
    (record,) = [record for record in caplog.records if record.name == "components.server.requests"]
    fields = record.fields  # type: ignore[attr-defined]
    assert {name: fields[name] for name in ("method", "path", "status")} == {"method": "GET", "path": "/data/terms.csv", "status": 200}
    assert "personal" not in str(fields)
    assert "personal" not in record.getMessage()


def test_logs_are_as_they_were_afterwards() -> None:
    root, streamlit = logging.getLogger(), logging.getLogger("streamlit")
    before = (root.handlers[:], root.level, streamlit.handlers[:], streamlit.propagate)
    with json_logs():
        outer = root.handlers[:]
        with json_logs():
            assert root.handlers == outer
        assert streamlit.handlers == []
    assert (root.handlers, root.level, streamlit.handlers, streamlit.propagate) == before


@pytest.mark.parametrize(
    ("header", "accepted"),
    [
        ("gzip", True),
        ("br, gzip;q=0.5", True),
        ("GZIP", True),
        ("gzip; q=0", False),
        ("gzip;q=0.0", False),
        ("br", False),
        ("", False),
        ("xgzip", False),
    ],
)
def test_only_who_takes_gzip_gets_it(header: str, accepted: bool) -> None:
    assert takes(Headers({"accept-encoding": header}), "gzip") is accepted


@pytest.mark.parametrize(
    ("header", "coding"),
    [("gzip, deflate, br, zstd", "br"), ("br;q=0, gzip", "gzip"), ("gzip", "gzip"), ("br;q=0", ""), ("zstd", ""), ("", "")],
)
def test_the_smallest_coding_that_is_taken_wins(header: str, coding: str) -> None:
    assert best_coding(Headers({"accept-encoding": header})) == coding


def script_path() -> str:
    folder = Path(file_util.get_static_dir())
    largest = max((folder / "static" / "js").glob("*.js"), key=lambda path: path.stat().st_size)
    return f"/static/js/{largest.name}"


def test_scripts_are_sent_compressed_and_whole(client: TestClient) -> None:
    path = script_path()
    small, packed, plain = (client.get(path, headers={"Accept-Encoding": coding}) for coding in ("br, gzip", "gzip", "identity"))
    assert (small.headers["content-encoding"], packed.headers["content-encoding"]) == ("br", "gzip")
    assert int(small.headers["content-length"]) < int(packed.headers["content-length"])
    assert small.content == packed.content == plain.content == (Path(file_util.get_static_dir()) / path.removeprefix("/")).read_bytes()
    assert int(packed.headers["content-length"]) * 2 < int(plain.headers["content-length"])
    assert packed.headers["cache-control"] == plain.headers["cache-control"]
    assert packed.headers["content-type"].split("/")[1] == "javascript"
    assert packed.headers["vary"] == "Accept-Encoding"
    assert client.head(path, headers={"Accept-Encoding": "gzip"}).content == b""


def test_a_part_of_a_script_is_never_compressed(client: TestClient) -> None:
    part = client.get(script_path(), headers={"Accept-Encoding": "gzip", "Range": "bytes=0-9"})
    assert (part.status_code, len(part.content)) == (206, 10)
    assert "content-encoding" not in part.headers


def test_only_files_on_the_shelf_can_be_had() -> None:
    assert script_path() in SHELF
    for path in ("/static/../index.html", "/static/js/", "/index.html", "/dashboard.py"):
        assert path not in SHELF
    with pytest.raises(KeyError):
        SHELF.packed("/static/../../../../etc/passwd", "gzip")


def test_the_same_file_is_compressed_once() -> None:
    path = script_path()
    assert SHELF.packed(path, "gzip") is SHELF.packed(path, "gzip")
    assert gzip.decompress(SHELF.packed(path, "gzip"))[:20] == (Path(file_util.get_static_dir()) / path.removeprefix("/")).read_bytes()[:20]
