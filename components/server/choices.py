"""The choices in the address of a request: the same codes as in the app's own addresses, but nothing falls back in silence."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import QueryParams

from components.cached import known_codes
from components.filters import LISTS, MOST_NAMED, Filters, read_choices, shown
from components.tables import Ledger

NAMES = ("a", "b", "scope", *LISTS, "q")
"""The parameters that make a difference to rows; `v`, the data version, is checked beside them."""


def asked_choices(params: QueryParams, source: Ledger) -> tuple[Filters, list[str]]:
    """The choices that an address asks for, and a sentence for each thing in it that can't be used.

    A program reads the answer, nobody sees a note: so a parameter that does not exist, and a data version that is not
    this one, count as faults too.
    """
    given = several(params)
    chosen, notes = read_choices(given, known_codes(source))
    unknown = [name for name in given if name not in (*NAMES, "v")]
    for name in unknown[:MOST_NAMED]:
        notes.append(f"There is no parameter “{shown(name)}”; there are {', '.join(NAMES)} and v.")
    if len(unknown) > MOST_NAMED:
        notes.append(f"{len(unknown) - MOST_NAMED} more parameters do not exist.")
    others = [version for version in dict.fromkeys(given.get("v", [])) if version != source.version]
    for version in others[:MOST_NAMED]:
        notes.append(f"Version “{shown(version)}” of the data is asked for, this server has {source.version}.")
    return chosen, notes


def several(params: QueryParams) -> Mapping[str, list[str]]:
    """Every value of every parameter, in order."""
    return {name: params.getlist(name) for name in params}
