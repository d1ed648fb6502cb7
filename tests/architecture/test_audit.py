"""The audit fails on a known vulnerability, and never takes silence for a good answer; pip-audit is asked for real, against a service on loopback."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from deploy import audit

ROOT = Path(__file__).resolve().parents[2]
GOOD = {"name": "one", "version": "1.0", "vulns": []}
BAD = {"name": "two", "version": "2.0", "vulns": [{"id": "PYSEC-1", "aliases": ["CVE-1"], "fix_versions": ["2.1", "3.0"]}]}
UNKNOWN = {"name": "three", "skip_reason": "Dependency not found on PyPI"}
MIRROR = "NOT AUDITED: the service of advisories answered, but knows none of the packages, as a mirror does that has no advisories."


@pytest.mark.parametrize(
    ("packages", "code", "strict_code", "said"),
    [
        ([GOOD], 0, 0, ["1 packages audited, no known vulnerability."]),
        ([GOOD, BAD], 1, 1, ["Vulnerable: two 2.0: PYSEC-1, CVE-1. Mended in 2.1 or 3.0."]),
        (
            [GOOD, UNKNOWN],
            0,
            1,
            ["NOT AUDITED: the service of advisories knows nothing of three.", "1 packages audited, no known vulnerability."],
        ),
        ([UNKNOWN], 0, 1, [MIRROR]),
    ],
)
def test_the_verdict_on_a_report(packages: list[object], code: int, strict_code: int, said: list[str]) -> None:
    report = json.dumps({"dependencies": packages, "fixes": []})
    assert audit.outcome(report, "", strict=False) == (code, said)
    assert audit.outcome(report, "", strict=True) == (strict_code, said)


def test_an_accepted_advisory_is_left_out_under_any_of_its_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "ACCEPTED", {"CVE-1": "That part of two is not used."})
    assert audit.read({"dependencies": [BAD]}).found == ()
    monkeypatch.setattr(audit, "ACCEPTED", {"CVE-2": "Another one."})
    assert len(audit.read({"dependencies": [BAD]}).found) == 1


def test_every_accepted_advisory_has_a_reason() -> None:
    assert [name for name, reason in audit.ACCEPTED.items() if not reason.endswith(".")] == []


def test_without_a_report_only_want_of_an_answer_is_forgiven() -> None:
    assert audit.outcome("", "requests.exceptions.ConnectionError: no route", strict=False)[0] == 0
    assert audit.outcome("", "requests.exceptions.ConnectionError: no route", strict=True)[0] == 1
    assert audit.outcome("", "No module named pip_audit", strict=False) == (
        1,
        ["pip-audit ended without a report:", "No module named pip_audit"],
    )


class Advisories(BaseHTTPRequestHandler):
    """Knows one vulnerability: of every package named two."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        known = [{"id": "OSV-1", "aliases": ["CVE-9"], "summary": "A fault.", "affected": []}] if asked["package"]["name"] == "two" else []
        content = json.dumps({"vulns": known} if known else {}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: pytest shows what matters."""


@pytest.fixture
def service() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Advisories) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def run(lock: Path, service: str) -> tuple[int, str]:
    more = ["--", "--vulnerability-service", "osv", "--osv-url", service]
    done = subprocess.run(
        [sys.executable, "deploy/audit.py", str(lock), *more], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    return done.returncode, done.stdout.replace(str(lock), "LOCK")


def tiny_lock(folder: Path, *packages: str) -> Path:
    lock = folder / "tiny.lock"
    lock.write_text("--only-binary :all:\n" + "".join(f"{package} --hash=sha256:{'a' * 64}\n" for package in packages), encoding="utf-8")
    return lock


def test_pip_audit_itself_finds_a_vulnerability(tmp_path: Path, service: str) -> None:
    assert run(tiny_lock(tmp_path, "one==1.0", "two==2.0"), service) == (
        1,
        "Audit of LOCK. Vulnerable: two 2.0: CVE-9, OSV-1. No release mends it yet.\n",
    )
    assert run(tiny_lock(tmp_path, "one==1.0"), service) == (0, "Audit of LOCK. 1 packages audited, no known vulnerability.\n")


def test_a_service_that_is_not_there_is_said_and_does_not_fail(tmp_path: Path, service: str) -> None:
    gone = service.rsplit(":", 1)[0] + ":9"
    assert run(tiny_lock(tmp_path, "two==2.0"), gone) == (
        0,
        "Audit of LOCK. NOT AUDITED: the service of advisories can't be reached from here.\n",
    )


def test_a_lock_that_cannot_be_read_fails(tmp_path: Path, service: str) -> None:
    bare = tmp_path / "bare.lock"
    bare.write_text("two==2.0\n", encoding="utf-8")
    code, said = run(bare, service)
    assert code == 1
    assert "does not contain a hash" in said
