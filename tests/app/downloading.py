"""Every card that a page shows, with what its download buttons give: collected while the page runs, nothing is made again."""

from __future__ import annotations

import io
import pkgutil
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from numbers import Number
from typing import Any
from unittest.mock import patch

import pandas as pd
import streamlit as st

from components.cached import View
from components.ui import cards, chart_card
from components.ui.chart_card import Card
from tests.app.conftest import opened, run

SUFFIXES = (".csv", "_excel.csv", ".xlsx")
"""The ends of the file names of rows; a chart has a page of its own beside them."""

FORMULA = re.compile(r"[\t\r\n]|[\s\u200b\ufeff]*[=+\-@＝＋－＠−]")
"""Texts that a spreadsheet would run, as far as a ledger may hold them."""


@dataclass
class Taken:
    """One card as it was shown: the card, the view behind it, and the file of each of its buttons by its whole name."""

    card: Card
    seen: View
    buttons: dict[str, Callable[[], bytes]] = field(default_factory=dict)

    def file(self, suffix: str) -> tuple[str, bytes]:
        """Name and content of the file that the button of one kind gives."""
        excel = suffix == ".csv"
        (name,) = [name for name in self.buttons if name.endswith(suffix) and not (excel and name.endswith("_excel.csv"))]
        return name, self.buttons[name]()


class _Open:
    """A popover that a reader has opened."""

    open = True

    def __init__(self, *_: Any, key: str | None = None, **__: Any) -> None:
        self._block = st.container(key=key)

    def __enter__(self) -> _Open:
        self._block.__enter__()
        return self

    def __exit__(self, *reason: Any) -> None:
        self._block.__exit__(*reason)


def cards_of(stem: str, own: dict[str, Any] | None = None, **choices: Any) -> list[Taken]:
    """The cards of a page under the choices of a link and under values of the page's own widgets by key, "More formats" open."""
    taken: list[Taken] = []
    with _collecting(taken):
        at = opened(stem, **choices)
        if own:
            taken.clear()
            for key, value in own.items():
                at.session_state[key] = value
            run(at)
    return taken


@contextmanager
def _collecting(taken: list[Taken]) -> Iterator[None]:
    show, foot, button = chart_card.chart_card, chart_card._downloads, st.download_button

    def collected(card: Card, seen: View) -> None:
        taken.append(Taken(card, seen))
        show(card, seen)

    def with_buttons(card: Card, seen: View) -> None:
        # The buttons of a card come after all charts of its page.
        drawn.append(next(each for each in reversed(taken) if each.card is card))
        foot(card, seen)
        drawn.pop()

    drawn: list[Taken] = []

    def recorded(label: str, data: Any, *, file_name: str, **more: Any) -> bool:
        if drawn:
            assert file_name not in drawn[-1].buttons
            drawn[-1].buttons[file_name] = data
        return button(label, data, file_name=file_name, **more)

    modules = [chart_card, *(import_module(f"{cards.__name__}.{found.name}") for found in pkgutil.iter_modules(cards.__path__))]
    with ExitStack() as stack:
        for module in modules:
            if hasattr(module, "chart_card"):
                stack.enter_context(patch.object(module, "chart_card", collected))
        stack.enter_context(patch.object(chart_card, "_downloads", with_buttons))
        stack.enter_context(patch.object(st, "download_button", recorded))
        stack.enter_context(patch.object(st, "popover", _Open))
        yield


def text(value: object) -> str:
    """A cell as a reader of files expects it: nothing for what is not given, ISO days, plain numbers, lists by semicolons."""
    if isinstance(value, tuple | list):
        return "; ".join(map(text, value))
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, bool) or type(value).__name__ == "bool":
        return str(value).lower()
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, Number):
        return f"{value:f}".rstrip("0").rstrip(".") if value == int(value) else repr(float(value))
    return str(value)


def cells(frame: pd.DataFrame) -> list[list[str]]:
    return [[text(value) for value in row] for row in frame.itertuples(index=False, name=None)]


def read_csv(content: bytes) -> pd.DataFrame:
    """A file as pandas reads it, every cell as the text that stands there."""
    return pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False, encoding="utf-8-sig")


def guarded_cells(frame: pd.DataFrame) -> list[list[str]]:
    """The cells as a spreadsheet may have them: an apostrophe before each text that it would run as a formula, before no number."""
    texts = [not pd.api.types.is_numeric_dtype(kind) for kind in frame.dtypes]
    return [
        [f"'{cell}" if is_text and FORMULA.match(cell) else cell for cell, is_text in zip(row, texts, strict=True)] for row in cells(frame)
    ]
