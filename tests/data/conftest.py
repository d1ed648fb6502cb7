"""A copy of the shipped data folder that a test may break."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from components.tables import PACKAGE, SHIPPED, Ledger, read_ledger


@dataclass(frozen=True)
class Folder:
    """A data folder of its own, with the few ways in which the tests break one."""

    path: Path

    def write(self, table: str, change: Callable[[bytes], bytes]) -> None:
        """Change a whole file."""
        file = self.path / f"{table}.csv"
        file.write_bytes(change(file.read_bytes()))

    def line(self, table: str, number: int, change: Callable[[str], str]) -> None:
        """Change one line; the header is line 1."""
        lines = (self.path / f"{table}.csv").read_text(encoding="utf-8").split("\n")
        lines[number - 1] = change(lines[number - 1])
        self.write(table, lambda _: "\n".join(lines).encode())

    def table(self, table: str, *rows: str) -> None:
        """Leave the header and put these rows under it."""
        self.write(table, lambda content: b"\n".join([content.split(b"\n")[0], *(row.encode() for row in rows)]) + b"\n")

    def package(self, change: Callable[[Any], None]) -> None:
        """Change the parsed datapackage.json."""
        file = self.path / PACKAGE
        descriptor = json.loads(file.read_text(encoding="utf-8"))
        change(descriptor)
        file.write_text(json.dumps(descriptor), encoding="utf-8")

    def read(self) -> Ledger:
        return read_ledger(self.path)

    def sentences(self) -> list[str]:
        return [problem.sentence() for problem in self.read().problems]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A whole copy of the shipped folder: it reads without a problem until a test breaks it."""
    shutil.copytree(SHIPPED, tmp_path / "data")
    return Folder(tmp_path / "data")
