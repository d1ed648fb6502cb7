"""What is wrong with a data folder, in sentences that a curator can act on."""

from __future__ import annotations

from dataclasses import dataclass

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
            place += f", column {self.column}"
        return f"{place}: {_shown(self.value)}{self.expected}"


def _shown(value: str) -> str:
    if not value:
        return ""
    clean = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in value)
    cut = clean if len(clean) <= MOST_OF_A_VALUE else clean[: MOST_OF_A_VALUE - 1] + "…"
    return f"'{cut}' "
