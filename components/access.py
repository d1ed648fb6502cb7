"""Who may in: the rule for a person's claims, as an OpenID provider states them. Whatever is not allowed by name is denied.

Nothing here reads settings or cookies; pages and data addresses ask the same function.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
DOMAIN = re.compile(rf"(?:{LABEL}\.)+{LABEL}", re.ASCII)
LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*", re.ASCII)
LONGEST = 254
AHEAD = 300
"""Seconds by which the provider's clock may run ahead of ours."""
MOST_HOURS = 720
"""Streamlit's cookie lives for 30 days; a longer sign-in can't be promised."""
OURS = ("origin", "is_logged_in", "tokens")
"""What Streamlit adds to the provider's claims, in the cookie or in the session."""


class Answer(StrEnum):
    """What becomes of someone who wants to see the ledger; the value names the text that says so."""

    ALLOWED = "allowed"
    SIGNED_OUT = "signed-out"
    EXPIRED = "expired"
    UNVERIFIED = "unverified"
    NOT_LISTED = "not-listed"
    CLOSED = "closed"


@dataclass(frozen=True)
class Rule:
    """Who may in and for how long. With a fault, which says what is wrong with the settings, nobody may."""

    addresses: frozenset[str] = field(default_factory=frozenset)
    domains: frozenset[str] = field(default_factory=frozenset)
    hours: float = 12
    assume_verified: bool = False
    fault: str = ""


def decide(rule: Rule, claims: Mapping[str, object], now: float, ended: Container[str] = ()) -> Answer:
    """Allowed is only who signed in a short while ago with a confirmed address that the list names; `ended` holds marks of sign-ins."""
    if rule.fault:
        return Answer.CLOSED
    if claims.get("is_logged_in") is not True or mark(claims) in ended:
        return Answer.SIGNED_OUT
    if not _recent(claims.get("iat"), now, rule.hours):
        return Answer.EXPIRED
    if not _verified(claims, rule.assume_verified):
        return Answer.UNVERIFIED
    return Answer.ALLOWED if _listed(rule, claims.get("email")) else Answer.NOT_LISTED


def mark(claims: Mapping[str, object]) -> str:
    """The same for one sign-in wherever its claims are met, another for the next: the provider's claims hold a number used once."""
    provided = {name: value for name, value in claims.items() if name not in OURS}
    return hashlib.sha256(json.dumps(provided, sort_keys=True, default=str).encode()).hexdigest()


def _recent(issued: object, now: float, hours: float) -> bool:
    """Claims without the time of their issue count as old."""
    if isinstance(issued, bool) or not isinstance(issued, int | float):
        return False
    return -AHEAD <= now - issued < hours * 3600


def _verified(claims: Mapping[str, object], assume: bool) -> bool:
    """An address counts as confirmed when the provider says so; some write the truth value as text. What it denies is never assumed."""
    stated = claims.get("email_verified")
    return stated is True or stated == "true" or (stated is None and assume)


def _listed(rule: Rule, address: object) -> bool:
    """The address itself or its whole domain is on the list; letters count alike in both cases, and only ASCII is an address."""
    found = parsed_address(address) if isinstance(address, str) else None
    return found is not None and ("@".join(found) in rule.addresses or found[1] in rule.domains)


def parsed_address(text: str) -> tuple[str, str] | None:
    """The two sides of an e-mail address in lower case; None for what is not exactly one plain address.

    Case is only folded after the text has been found to be ASCII: other letters may fold into one (the Kelvin sign into k).
    """
    if not text.isascii() or len(text) > LONGEST or text.count("@") != 1:
        return None
    local, domain = text.lower().split("@")
    return (local, domain) if LOCAL.fullmatch(local) and DOMAIN.fullmatch(domain) else None


def allow_list(entries: Iterable[str]) -> tuple[frozenset[str], frozenset[str], list[str]]:
    """The addresses and the domains of a list, and what of it is neither. A domain stands for itself alone, not for what is below it."""
    addresses, domains, wrong = set(), set(), []
    for entry in entries:
        address = parsed_address(entry)
        domain = entry.removeprefix("@").lower()
        if address:
            addresses.add("@".join(address))
        elif entry.isascii() and len(domain) <= LONGEST and DOMAIN.fullmatch(domain):
            domains.add(domain)
        else:
            wrong.append(entry)
    return frozenset(addresses), frozenset(domains), wrong


def hours_of(text: object) -> float | None:
    """A number of hours above 0 and up to 720; None for anything else."""
    try:
        hours = float(str(text))
    except ValueError:
        return None
    return hours if math.isfinite(hours) and 0 < hours <= MOST_HOURS else None
