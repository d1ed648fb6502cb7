"""The bill of materials names what an environment holds, no more and no less than the lock, and nothing of the machine."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from components.server import charts
from deploy import sbom

LOCK = "one==1.0 \\\n    --hash=sha256:{0}\n    # via two\nTwo_Words==2.0 \\\n    --hash=sha256:{0}\nthree==3.0 ; sys_platform == 'emscripten' \\\n    --hash=sha256:{0}\n".format(
    "a" * 64
)


@pytest.fixture
def locked(tmp_path: Path) -> Path:
    lock = tmp_path / "tiny.lock"
    lock.write_text("# made\n--only-binary :all:\n\n" + LOCK, encoding="utf-8")
    return lock


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    """An environment with two packages, of which one needs the other."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "env"], check=True, timeout=60)
    packages = next((tmp_path / "env").glob("lib/python*/site-packages"))
    for name, version, more in (("one", "1.0", "License-Expression: MIT\n"), ("two_words", "2.0", "Requires-Dist: one\n")):
        folder = packages / f"{name}-{version}.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(f"Metadata-Version: 2.4\nName: {name}\nVersion: {version}\n{more}", encoding="utf-8")
    return tmp_path / "env"


def test_pins_that_count_here(locked: Path) -> None:
    assert [str(pin) for pin in sbom.pins(locked)] == ["one==1.0", "Two_Words==2.0"]


def test_the_bill_of_a_tiny_environment(tmp_path: Path, locked: Path, environment: Path) -> None:
    direct = tmp_path / "requirements.txt"
    direct.write_text("# direct\nTwo_Words==2.0\n", encoding="utf-8")
    written = tmp_path / "build" / "bill.json"
    assert sbom.write(environment, written, locked, direct) == []
    bill = json.loads(written.read_text(encoding="utf-8"))
    assert (bill["bomFormat"], bill["metadata"]["component"]["name"]) == ("CycloneDX", "korea-posture-ledger")
    assert [(part["name"], part["version"]) for part in bill["components"]] == [
        ("one", "1.0"),
        ("two_words", "2.0"),
        ("plotly.js-basic-dist-min", charts.VERSION),
    ]
    needs = {each["ref"]: each.get("dependsOn", []) for each in bill["dependencies"]}
    assert needs["root-component"] == ["two_words==2.0"]
    assert needs["two_words==2.0"] == ["one==1.0"]
    assert bill["components"][0]["licenses"][0]["license"]["id"] == "MIT"
    (digest,) = bill["components"][2]["hashes"]
    assert digest == {"alg": "SHA-256", "content": hashlib.sha256(charts.LIBRARY.read_bytes()).hexdigest()}
    assert str(tmp_path) not in written.read_text(encoding="utf-8")
    assert [file.name for file in written.parent.iterdir()] == ["bill.json"]


def test_a_bill_that_is_not_the_lock_is_not_kept(tmp_path: Path, locked: Path, environment: Path) -> None:
    locked.write_text(LOCK.replace("one==1.0", "one==1.1"), encoding="utf-8")
    written = tmp_path / "bill.json"
    assert sbom.write(environment, written, locked, locked) == [
        "one==1.0 is in the environment, but not in the lock.",
        "one==1.1 is in the lock, but not in the environment.",
    ]
    assert not written.exists()


def test_a_place_on_this_machine_is_a_fault() -> None:
    bill = {
        "components": [
            {"name": "one", "version": "1.0", "url": "file:///srv/one"},
            {"name": "two", "version": "2.0", "path": "/srv/here/two"},
        ]
    }
    pins = [Requirement("one==1.0"), Requirement("two==2.0")]
    assert sbom.faults(bill, pins, ["/srv/here"]) == ["It names file:///srv/one.", "It names /srv/here/two."]
    assert (
        sbom.faults({"components": [{"name": "one", "version": "1.0", "url": "https://one.example/srv/here"}]}, pins[:1], ["/srv/here"])
        == []
    )
