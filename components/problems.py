"""What is wrong with a data folder, in sentences that a curator can act on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter

MOST_OF_A_VALUE = 80
"""Longer values are cut in sentences, so that a huge cell does not drown the message."""


@dataclass(frozen=True, order=True)
class Problem:
    """One fault: in which file, on which line, in which column, what stands there and what was expected."""

    file: str
    line: int
    column: str
    value: str
    expected: str

    def sentence(self) -> str:
        """For example: components.csv, line 7, column axis: 'kilchain' is not a code of the table axis."""
        place = self.file
        if self.line:
            place += f", line {self.line}"
        if self.column:
            place += f", column {printable(self.column)}"
        value = f"'{printable(self.value)}' " if self.value else ""
        return f"{place}: {value}{self.expected}"


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each problem once, by file, line and column."""
    return tuple(sorted(set(problems), key=attrgetter("file", "line", "column", "value", "expected")))


def printable(text: str, longest: int = MOST_OF_A_VALUE) -> str:
    """Text from a file as a sentence can show it: cut, and with a replacement character for what can't be seen."""
    cut = text if len(text) <= longest else text[: longest - 1] + "…"
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in cut)
