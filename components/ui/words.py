"""Text from data or from a URL, made safe for Markdown, and the small words that pages share."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import quote

import pandas as pd

from components.analysis.dates import in_words

AUTOMATIC_LINK = re.compile(r"https?:(?=//)|www(?=\.)|@(?=\w)", re.IGNORECASE)
JOINER = "\N{WORD JOINER}"
MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~<>$:&@])")


def plain(text: object) -> str:
    """Text in which Markdown, LaTeX, directives and HTML are shown as they are written, on one line.

    Addresses are no links either: Markdown would make one of whatever begins like an address, escaped or not, so an invisible
    joiner stands behind the sign by which it knows them.
    """
    flat = AUTOMATIC_LINK.sub(lambda found: found.group() + JOINER, " ".join(str(text).split()))
    return MARKDOWN.sub(r"\\\1", flat)


def cell(text: object) -> str:
    """A cell of a table: plain text, but an address that stands alone is a link to itself."""
    address = str(text)
    if re.fullmatch(r"https?://[^\s<>()\[\]]+", address):
        return f"[{plain(address)}]({address})"
    return plain(address)


def passage_link(url: str, key_phrase: str, locator: str = "") -> str:
    """The address that opens the page at the passage: a text fragment, or the page of a PDF; "" without an address."""
    if not url:
        return ""
    page = re.match(r"page (\d+)", locator)
    if url.lower().split("?")[0].endswith(".pdf"):
        return f"{url}#page={page.group(1)}" if page else url
    if not key_phrase:
        return url
    # A hyphen is part of the syntax of text fragments and must be encoded too.
    return f"{url}#:~:text={quote(key_phrase, safe='').replace('-', '%2D')}"


def day(value: date | pd.Timestamp, precision: str = "day") -> str:
    """A date in words, never finer than its precision."""
    return in_words(value, precision)


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: 1 row, 2 rows."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
