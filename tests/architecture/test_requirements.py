"""Locks and requirements agree, nothing is installed without its hash, and what is imported is pinned by name."""

from __future__ import annotations

import ast
import re
import sys
from dataclasses import dataclass
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = ROOT / "deploy" / "requirements.lock"
TESTS = ROOT / "tests" / "requirements.lock"
LOCKS = sorted([*ROOT.glob("deploy/*.lock"), TESTS])
INPUTS = {
    "requirements.txt": LOCKS,
    "deploy/requirements-sign-in.txt": [ROOT / "deploy" / "requirements-sign-in.lock", TESTS],
    "requirements-dev.txt": [TESTS],
}
"""Which locks hold the direct pins of which file."""
SOURCES = sorted([*ROOT.glob("components/**/*.py"), *ROOT.glob("pages/*.py"), ROOT / "dashboard.py", ROOT / "deploy" / "serve.py"])
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


@dataclass(frozen=True)
class Locked:
    """One package of a lock: what is asked for, and how many files of it are allowed."""

    asked: Requirement
    hashes: int


def lines(text: str) -> list[str]:
    """The lines of a requirements file as pip reads them: joined where they go on, without comments."""
    joined = re.sub(r"\\\n\s*", "", re.sub(r"(?m)(^|\s)#.*$", "", text))
    return [line.strip() for line in joined.splitlines() if line.strip()]


def locked(text: str) -> list[Locked]:
    """Every package of a lock; a line that is not a package with hashes and nothing else is an error."""
    found = []
    for line in lines(text):
        if line == "--only-binary :all:":
            continue
        asked, *more = re.split(r"\s+(?=--hash)", line)
        assert all(HASH.fullmatch(each) for each in more), line
        found.append(Locked(Requirement(asked), len(more)))
    return found


def loose(packages: list[Locked]) -> list[str]:
    """Packages that are not held to one version, come from an address, or have no hash."""
    return [
        str(each.asked)
        for each in packages
        if not each.hashes
        or each.asked.url
        or [part.operator for part in each.asked.specifier] != ["=="]
        or "*" in str(each.asked.specifier)
    ]


def addresses(text: str) -> list[str]:
    """Lines, comments included, that name a host, an index or a place on a machine."""
    return [
        line
        for line in text.splitlines()
        if re.search(r"://|--(?:extra-)?index|--find-links|--trusted|(?:^|[\s=])[~/]|(?:^|\s)-[if]\s|@ |[A-Z]:\\", line)
    ]


def versions(packages: list[Locked]) -> dict[str, set[str]]:
    """By name the versions, each with the condition under which it counts."""
    found: dict[str, set[str]] = {}
    for each in packages:
        found.setdefault(canonicalize_name(each.asked.name), set()).add(f"{each.asked.specifier} {each.asked.marker or ''}".strip())
    return found


def direct(file: str) -> dict[str, str]:
    return {canonicalize_name(pin.name): str(pin.specifier) for pin in map(Requirement, lines((ROOT / file).read_text(encoding="utf-8")))}


def imported(text: str) -> set[str]:
    """Packages that a text imports and that are neither Python's own nor ours."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        names = (
            [each.name for each in node.names]
            if isinstance(node, ast.Import)
            else [str(node.module)]
            if isinstance(node, ast.ImportFrom)
            else []
        )
        found |= {name.split(".")[0] for name in names}
    return found - set(sys.stdlib_module_names) - {"components", "pages", "dashboard", "deploy"}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: str(lock.relative_to(ROOT)))
def test_a_lock_names_every_package_with_one_version_its_hashes_and_no_address(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert "--only-binary :all:" in lines(text), "pip would run a package's own code to build it"
    assert loose(locked(text)) == []
    assert addresses(text) == []
    assert len(locked(text)) > 40


@pytest.mark.parametrize(
    ("file", "lock"), [(file, lock) for file, locks in INPUTS.items() for lock in locks], ids=lambda each: Path(each).name
)
def test_every_direct_pin_stands_in_its_locks_with_its_version(file: str, lock: Path) -> None:
    there = versions(locked(lock.read_text(encoding="utf-8")))
    pins = direct(file)
    assert pins
    assert all(re.fullmatch(r"==[\w.]+", version) for version in pins.values())
    assert {name: there.get(name) for name in pins} == {name: {version} for name, version in pins.items()}


def test_every_lock_and_every_file_of_requirements_is_held_here() -> None:
    assert {lock for locks in INPUTS.values() for lock in locks} == set(LOCKS)
    written = {str(file.relative_to(ROOT)) for folder in ("", "deploy/") for file in ROOT.glob(f"{folder}requirements*.txt")}
    assert written - set(INPUTS) == {"requirements-bench.txt"}, "rivals are installed beside what is locked"


def test_tests_run_with_the_versions_of_production() -> None:
    tested = versions(locked(TESTS.read_text(encoding="utf-8")))
    for lock in LOCKS:
        used = versions(locked(lock.read_text(encoding="utf-8")))
        assert {name: tested.get(name) for name in used} == used, lock.name


def test_tools_of_tests_are_not_in_production() -> None:
    used = versions(locked(PRODUCTION.read_text(encoding="utf-8")))
    assert {"pytest", "playwright", "pip-audit", "cyclonedx-bom", "authlib"} & set(used) == set()


def test_what_the_app_imports_is_pinned_by_name() -> None:
    belongs = packages_distributions()
    wanted = {name for file in SOURCES for name in imported(file.read_text(encoding="utf-8"))}
    owners = {name: {canonicalize_name(owner) for owner in belongs.get(name, [])} for name in wanted}
    pins = set(direct("requirements.txt"))
    assert {name: owner for name, owner in owners.items() if not owner & pins} == {}
    assert pins - {owner for found in owners.values() for owner in found} == set(), "a pin that nothing imports"
    assert {"streamlit", "pandas", "plotly"} <= wanted


def test_what_tests_and_tools_import_is_pinned_by_name() -> None:
    """Benchmarks aside, whose rivals have an environment of their own."""
    files = [file for file in [*ROOT.glob("tests/**/*.py"), *ROOT.glob("deploy/*.py")] if "benchmarks" not in file.parts]
    belongs, pins = packages_distributions(), {name for file in INPUTS for name in direct(file)}
    wanted = {name for file in files for name in imported(file.read_text(encoding="utf-8"))} - {"tests"}
    assert [name for name in sorted(wanted) if not {canonicalize_name(owner) for owner in belongs.get(name, [])} & pins] == []
    assert {"pytest", "packaging"} <= wanted


def test_what_runs_and_deploys_installs_from_a_lock() -> None:
    """Only the plain way of the README and the benchmarks' rivals come without hashes."""
    installs = [
        line
        for file in ("Makefile", "deploy/Containerfile", "deploy/app@.service", "deploy/README.md")
        for line in re.sub(r"\\\n\s*", " ", (ROOT / file).read_text(encoding="utf-8")).splitlines()
        if re.search(r"\binstall\b.*-r[ ,\"]|requirements[\w-]*\.txt", line)
    ]
    unlocked = [line for line in installs if "install" in line and "--require-hashes" not in line and "$(LOCKED)" not in line]
    assert [line for line in unlocked if "requirements-bench.txt" not in line] == []
    assert len(installs) > 4


TINY = """# made by
--only-binary :all:
one==1.0 ; sys_platform == 'win32' \\
    --hash=sha256:{0} \\
    --hash=sha256:{0}
    # via two
two==2.0 \\
    --hash=sha256:{0}
""".format("a" * 64)


def test_a_lock_is_read_as_pip_reads_it() -> None:
    assert [(str(each.asked), each.hashes) for each in locked(TINY)] == [('one==1.0; sys_platform == "win32"', 2), ("two==2.0", 1)]
    assert versions(locked(TINY)) == {"one": {'==1.0 sys_platform == "win32"'}, "two": {"==2.0"}}
    assert loose(locked(TINY)) == addresses(TINY) == []


@pytest.mark.parametrize(
    "line",
    ["three==3.0", "three>=3.0 --hash=sha256:" + "a" * 64, "three==3.* --hash=sha256:" + "a" * 64, "three @ https://x.example/a.whl"],
)
def test_a_package_without_hash_or_version_is_found(line: str) -> None:
    assert len(loose(locked(TINY + line + "\n"))) == 1


@pytest.mark.parametrize("line", ["three==3.0 --hash=sha256:abc", "three==3.0 --hash=md5:" + "a" * 32])
def test_a_hash_that_is_none_is_an_error(line: str) -> None:
    with pytest.raises(AssertionError):
        locked(TINY + line + "\n")


@pytest.mark.parametrize(
    "line",
    [
        "--index host",
        "--find-links wheels",
        "#   -c /srv/x.lock",
        "# via -r ~/requirements.txt",
        "-i host",
        "three @ file:///three.whl",
        r"# C:\locks",
    ],
)
def test_an_address_or_a_place_is_found_in_comments_too(line: str) -> None:
    assert addresses(TINY + line + "\n") == [line]


def test_imports_are_found_wherever_they_stand() -> None:
    text = "import os, numpy.linalg\nfrom components import labels\ndef late():\n    from google.protobuf import message\n"
    assert imported(text) == {"numpy", "google"}
