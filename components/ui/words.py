"""Text from data or from a URL, made safe for Markdown, and the small words that pages share."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import quote

import pandas as pd

from components.analysis.dates import in_words

AUTOMATIC_LINK = re.compile(r"https?:(?=//)|www(?=\.)|@(?=[\w-])", re.IGNORECASE)
SHORTCODE = re.compile(r":(?=material/|[\w+-]+:)")
ARROW = re.compile(r"(?<!\S)([<>~-])(?=[=>-]+(?!\S))")
"""What Streamlit turns into a sign when it stands alone: <-> -> <- -- >= <= ~=."""
BLANKS = re.compile(r"[^\S\N{NO-BREAK SPACE}]+")
"""All white space but the one that keeps a date on one line."""
JOINER = "\N{WORD JOINER}"
MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~<>$:&@])")
IN_ADDRESSES = re.compile(r"([\\()<>&$`])")
"""What Markdown reads even in the address of a link."""
WEB_ADDRESS = re.compile(r"https?://\S+")


def plain(text: object) -> str:
    """Text in which Markdown, LaTeX, directives, icons and HTML are shown as they are written, on one line.

    Some things are found in the text once Markdown has been read, escaped or not: addresses, :icons:, arrows. An invisible joiner
    stands behind the sign by which each is known.
    """
    flat = " ".join(filter(None, BLANKS.split(str(text))))
    for sign in (AUTOMATIC_LINK, SHORTCODE, ARROW):
        flat = sign.sub(lambda found: found.group() + JOINER, flat)
    return MARKDOWN.sub(r"\\\1", flat)


def cell(text: object) -> str:
    """A cell of a table: plain text, but a web address that stands alone is a link to itself."""
    return linked(text, str(text))


def linked(words: object, address: str) -> str:
    """Words that lead to an address; the words alone where there is no web address."""
    if not WEB_ADDRESS.fullmatch(address):
        return plain(words)
    # Streamlit rewrites the beginning of an icon wherever it stands, even in an address.
    target = IN_ADDRESSES.sub(r"\\\1", address).replace(":material/", "%3Amaterial/")
    return f"[{plain(words)}]({target})"


def row_link(words: object, row_id: str) -> str:
    """Words that lead to a row's evidence at its own address."""
    return f"[{plain(words)}](evidence?id={quote(row_id)})"


def passage_link(url: str, key_phrase: str, locator: str = "") -> str:
    """The address that opens the page at the passage: a text fragment, or the page of a PDF; "" without a web address."""
    if not WEB_ADDRESS.fullmatch(url):
        return ""
    document, _, fragment = url.partition("#")
    page = re.match(r"page (\d+)", locator)
    if document.lower().split("?")[0].endswith(".pdf"):
        return f"{document}#page={page.group(1)}" if page else url
    if not key_phrase:
        return url
    # A hyphen is part of the syntax of text fragments and must be encoded too.
    return f"{document}#{fragment}:~:text={quote(key_phrase, safe='').replace('-', '%2D')}"


def day(value: date | pd.Timestamp, precision: str = "day") -> str:
    """A date in words, never finer than its precision."""
    return in_words(value, precision)


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: 1 row, 2 rows."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
