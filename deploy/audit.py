"""Ask the service of advisories about every package that runs in production; a known vulnerability fails, silence is said aloud.

The asking is pip-audit's. It ends well, too, when the service knows none of the packages, as behind a mirror that has no advisories:
so its report is read, not its exit code alone. What follows `--` is handed on to it.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
ACCEPTED: Mapping[str, str] = {}
"""Advisories that don't concern this app, each by its identifier with the reason in a sentence."""
NOT_REACHED = ("requests.exceptions.", "Could not connect to", "is not redirecting properly")
"""How pip-audit words that the service gave no answer, or none that can be read."""


@dataclass(frozen=True)
class Answer:
    """What the service said: of how many packages it knew, of which it said nothing, and the vulnerabilities in sentences."""

    audited: int
    silent: tuple[str, ...]
    found: tuple[str, ...]


def read(report: Mapping[str, Any]) -> Answer:
    """pip-audit's report in JSON, without the advisories that are accepted."""
    packages = report["dependencies"]
    known = [package for package in packages if "skip_reason" not in package]
    silent = tuple(package["name"] for package in packages if "skip_reason" in package)
    return Answer(
        len(known), silent, tuple(sentence(package, each) for package in known for each in package["vulns"] if not accepted(each))
    )


def accepted(vulnerability: Mapping[str, Any]) -> bool:
    """An advisory is accepted under any of its names."""
    return bool({vulnerability["id"], *vulnerability.get("aliases", [])} & set(ACCEPTED))


def sentence(package: Mapping[str, Any], vulnerability: Mapping[str, Any]) -> str:
    """Which package, which advisory, and what mends it."""
    names = ", ".join([vulnerability["id"], *vulnerability.get("aliases", [])])
    mended = " or ".join(vulnerability.get("fix_versions", []))
    return f"{package['name']} {package['version']}: {names}. " + (f"Mended in {mended}." if mended else "No release mends it yet.")


def verdict(answer: Answer, strict: bool) -> tuple[int, list[str]]:
    """Exit code and sentences: 1 for a vulnerability, and when strict for every package that nothing was said of."""
    if answer.audited == 0:
        return int(strict), [
            "NOT AUDITED: the service of advisories answered, but knows none of the packages, as a mirror does that has no advisories."
        ]
    said = [f"Vulnerable: {each}" for each in answer.found]
    if answer.silent:
        said.append(f"NOT AUDITED: the service of advisories knows nothing of {', '.join(answer.silent)}.")
    if not answer.found:
        said.append(f"{answer.audited} packages audited, no known vulnerability.")
    return int(bool(answer.found) or (strict and bool(answer.silent))), said


def ask(locks: list[str], more: list[str]) -> tuple[str, str]:
    """pip-audit's report and complaints about packages that are locked with their hashes; it resolves and installs nothing."""
    named = [part for lock in locks for part in ("--requirement", lock)]
    command = [sys.executable, "-m", "pip_audit", "--format", "json", "--progress-spinner", "off", "--timeout", "10"]
    done = subprocess.run(
        [*command, "--disable-pip", "--require-hashes", *named, *more], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout, done.stderr


def outcome(report: str, complaints: str, strict: bool) -> tuple[int, list[str]]:
    """The verdict on a report; without one, whether that was for want of an answer (said) or for another reason (fails)."""
    if report.startswith("{"):
        return verdict(read(json.loads(report)), strict)
    if any(words in complaints for words in NOT_REACHED):
        return int(strict), ["NOT AUDITED: the service of advisories can't be reached from here."]
    return 1, ["pip-audit ended without a report:", complaints.strip()]


def main() -> int:
    """Audit the locks that are named, production's without a name."""
    parser = argparse.ArgumentParser(description="Known vulnerabilities of the locked packages.")
    parser.add_argument("locks", nargs="*", default=sorted(str(lock.relative_to(ROOT)) for lock in ROOT.glob("deploy/requirements*.lock")))
    parser.add_argument("--strict", action="store_true", help="fail when the service gives no answer, too")
    given = sys.argv[1:]
    end = given.index("--") if "--" in given else len(given)
    chosen = parser.parse_args(given[:end])
    code, said = outcome(*ask(chosen.locks, given[end + 1 :]), chosen.strict)
    print("\n".join(f"Audit of {', '.join(chosen.locks)}. {each}" for each in said))
    return code


if __name__ == "__main__":
    sys.exit(main())
