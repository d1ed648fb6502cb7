"""No secret is in the tree, and what an instance keeps secret can't be added by accident."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECRET = re.compile(
    "|".join([
        "-----BEGIN [A-Z ]*PRIVATE KEY",
        r"\bAKIA[0-9A-Z]{16}\b",
        r"\bgh[pousr]_[A-Za-z0-9]{36}",
        r"\bgithub_pat_\w{40}",
        r"\bglpat-[\w-]{20}",
        r"\bxox[abprs]-[\w-]{10}",
        r"\bsk-[A-Za-z0-9_-]{32}",
        r"\bpypi-AgEI[\w-]{20}",
        r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10}",
        r"://[^/\s:@]+:[^/\s:@{]{3,}@",
        # Long random text given to a name that keeps secrets; words with spaces are explanations, and counting up is an example.
        r"(?i:secret|password|passwd|api_?key|token)\w*[\"']?\s*[:=]\s*[\"'](?!0123456789)(?=[^\"']*[0-9])(?=[^\"']*[A-Za-z])[A-Za-z0-9+/=_-]{24,}[\"']",
    ])
)  # fmt: skip
"""The shapes that issuers give their keys, and long random values of names that keep secrets."""


def tracked() -> list[str]:
    """The files under version control, and those about to be; without git, everything that is not made here."""
    done = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    made = re.compile(r"(^|/)(\.|build/|__pycache__)")
    return done.stdout.splitlines() or [
        name for each in ROOT.rglob("*") if each.is_file() and not made.search(name := str(each.relative_to(ROOT)))
    ]


def test_no_file_holds_a_secret() -> None:
    texts = {name: (ROOT / name).read_bytes().decode("utf-8", "replace") for name in tracked() if (ROOT / name).is_file()}
    found = {name: [match[0][:12] for match in SECRET.finditer(text)] for name, text in texts.items()}
    assert {name: matches for name, matches in found.items() if matches} == {}
    assert len(texts) > 200


@pytest.mark.parametrize("name", [".streamlit/secrets.toml", ".env", "posture.env", "deploy/tls.key", "cert.pem"])
def test_what_an_instance_keeps_secret_is_neither_here_nor_can_be_added(name: str) -> None:
    assert name not in tracked()
    ignored = subprocess.run(["git", "check-ignore", "--quiet", "--no-index", name], cwd=ROOT, check=False)
    assert ignored.returncode == 0


def test_the_builder_of_the_container_is_handed_no_secret() -> None:
    rules = (ROOT / ".containerignore").read_text(encoding="utf-8").splitlines()
    assert next(rule for rule in rules if not rule.startswith("#")) == "*"
    assert [rule for rule in rules if rule.startswith("!.")] == ["!.streamlit/config.toml"]
    copied = re.findall(r"(?m)^COPY (?!--from)(\S+)", (ROOT / "deploy" / "Containerfile").read_text(encoding="utf-8"))
    assert {"components", "data", "pages"} < set(copied)
    assert {".", "./", ".streamlit", "deploy"} & set(copied) == set()


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN " + "RSA PRIVATE KEY-----",
        "AKIA" + "ABCDEFGHIJKLMNOP",
        "ghp_" + "a1" * 18,
        'client_secret = "' + "a1B2" * 8 + '"',
        "api_key: '" + "0f" * 16 + "'",
        "https://user:" + "hunter2@host.example",
    ],
)
def test_a_secret_is_found(text: str) -> None:
    assert SECRET.search(text)


@pytest.mark.parametrize(
    "text",
    [
        'cookie_secret = "CHANGE ME"',
        'client_secret = "from your provider"',
        'SECRET = "0123456789abcdef0123456789abcdef"',
        "test_most_important_weighs_change",
        "--hash=sha256:" + "a1" * 32,
    ],
)
def test_a_placeholder_is_no_secret(text: str) -> None:
    assert not SECRET.search(text)
