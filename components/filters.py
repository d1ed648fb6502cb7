"""The shared choices: dates A and B, evidence scope, theme, axis, partner, search words; and how they are written in a URL.

The codes in a URL are a public API: `a`, `b` (ISO dates), `scope`, `theme`, `axis`, `partner` (repeated for several), `q`.
Everything from outside is checked here, once: what can't be used falls back and is named in a note.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pandas as pd

from components.analysis.evidence import SCOPES, Scope
from components.analysis.narrowing import folded

DATE_A = date(2017, 9, 5)
DATE_B = date(2023, 7, 3)
FIRST_DAY = date(2016, 1, 1)
MOST_WORDS = 200
"""Search words beyond this length are cut: nobody types them, and a URL should stay short."""

LISTS = ("theme", "axis", "partner")
MOST_NAMED = 3
"""So many wrong codes of one list are named, each in a note; a link with thousands of them gets one note for the rest."""
ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Filters:
    """What the reader has chosen; empty tuples and words mean "all"."""

    a: date = DATE_A
    b: date = DATE_B
    scope: Scope = "all"
    theme: tuple[str, ...] = ()
    axis: tuple[str, ...] = ()
    partner: tuple[str, ...] = ()
    q: str = ""

    @property
    def day_a(self) -> pd.Timestamp:
        """Date A as frames hold days."""
        return pd.Timestamp(self.a)

    @property
    def day_b(self) -> pd.Timestamp:
        """Date B as frames hold days."""
        return pd.Timestamp(self.b)

    @property
    def narrows(self) -> bool:
        """True when rows are left out; dates and scope compare, they don't narrow."""
        return bool(self.theme or self.axis or self.partner or self.q)

    def changed(self, name: str, value: Any) -> Filters:
        """The same choices with another value for one of them."""
        values: dict[str, Any] = {name: value}
        return replace(self, **values)

    def without(self, name: str, code: str) -> Filters:
        """The same choices less one code of one list."""
        return self.changed(name, tuple(other for other in getattr(self, name) if other != code))

    @property
    def narrowing(self) -> Filters:
        """What narrows rows, alone: dates and scope as they are by default."""
        return Filters(theme=self.theme, axis=self.axis, partner=self.partner, q=self.q)


@dataclass(frozen=True)
class Known:
    """Which codes there are, and the newest day that can be chosen."""

    theme: frozenset[str]
    axis: frozenset[str]
    partner: frozenset[str]
    today: date
    retired: Mapping[str, str] = field(default_factory=dict)


def read_choices(params: Mapping[str, Sequence[str]], known: Known) -> tuple[Filters, list[str]]:
    """The choices in URL parameters, and a sentence for each thing that could not be used. Never raises."""
    notes: list[str] = []
    values: dict[str, Any] = {
        "a": _read_day(params, "a", DATE_A, known.today, notes),
        "b": _read_day(params, "b", DATE_B, known.today, notes),
        "scope": _read_scope(params, notes),
        "q": _read_words(params, notes),
    }
    for name in LISTS:
        values[name] = _read_codes(params, name, getattr(known, name), notes)
    return Filters(**values), notes


def parse_day(text: str, today: date) -> date | str:
    """The day in an ISO text, or a sentence that says why there is none."""
    try:
        # Python reads weeks (2017-W36-2) as well; a link has days alone.
        day = date.fromisoformat(text) if ISO_DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        return f"“{shown(text)}” is not a date: year, month and day such as 2020-01-31 are expected"
    if not FIRST_DAY <= day <= today:
        return f"{day} is outside the days that can be compared, {FIRST_DAY} to {today}"
    return day


def clean_words(text: str) -> str:
    """Search words from outside on one line: what nobody sees (joiners, soft hyphens, turned text) is gone, other signs are blanks."""
    seen = "".join(character for character in text if unicodedata.category(character) != "Cf")
    return " ".join("".join(character if character.isprintable() else " " for character in seen).split())


def shown(text: str, most: int = 40) -> str:
    """Text from outside, printable and short enough for a sentence."""
    clean = "".join(character for character in text if character.isprintable())
    return clean if len(clean) <= most else clean[: most - 1] + "…"


def write_choices(filters: Filters, everything: bool = False) -> dict[str, str | list[str]]:
    """The choices as URL parameters: only those that differ from the defaults, or all of them."""
    default = Filters()
    params: dict[str, str | list[str]] = {}
    for name in ("a", "b", "scope", *LISTS, "q"):
        value = getattr(filters, name)
        if value == getattr(default, name) and not (everything and name in ("a", "b", "scope")):
            continue
        params[name] = list(value) if name in LISTS else str(value)
    return params


def _read_day(params: Mapping[str, Sequence[str]], name: str, fallback: date, today: date, notes: list[str]) -> date:
    text = _single(params, name, notes)
    if not text:
        return fallback
    day = parse_day(text, today)
    if isinstance(day, date):
        return day
    notes.append(f"Date {name.upper()} in the link can't be used: {day}. Shown is {fallback}.")
    return fallback


def _read_scope(params: Mapping[str, Sequence[str]], notes: list[str]) -> Scope:
    text = _single(params, "scope", notes)
    for scope in SCOPES:
        if text == scope:
            return scope
    if text:
        notes.append(
            f"The evidence scope “{shown(text)}” in the link does not exist; it can be {', '.join(SCOPES)}. All sources are shown."
        )
    return "all"


def _read_words(params: Mapping[str, Sequence[str]], notes: list[str]) -> str:
    words = clean_words(_single(params, "q", notes))
    if len(words) > MOST_WORDS:
        notes.append(f"The search words in the link are longer than {MOST_WORDS} characters and were cut.")
    words = words[:MOST_WORDS].rstrip()
    if words and not folded(words):
        notes.append(f"The search words “{shown(words)}” in the link hold nothing that can be looked for.")
        return ""
    return words


def _read_codes(params: Mapping[str, Sequence[str]], name: str, known: frozenset[str], notes: list[str]) -> tuple[str, ...]:
    given = [code for code in params.get(name, ()) if code]
    codes = list(dict.fromkeys(given))
    unknown = [code for code in codes if code not in known]
    for code in unknown[:MOST_NAMED]:
        notes.append(f"The {name} “{shown(code)}” in the link does not exist (any more); the rest of the link is shown.")
    if len(unknown) > MOST_NAMED:
        notes.append(f"{len(unknown) - MOST_NAMED} more {name} codes in the link do not exist.")
    if len(codes) < len(given):
        notes.append(f"The link gives the same {name} more than once; it counts once.")
    return tuple(sorted(set(codes) & known))


def _single(params: Mapping[str, Sequence[str]], name: str, notes: list[str]) -> str:
    texts = [text for text in params.get(name, ()) if text]
    if len(texts) > 1:
        notes.append(f"The link gives {name} more than once; the first one is used.")
    return texts[0] if texts else ""
