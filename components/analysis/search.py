"""Full-text search over all tables, by English, Korean, abbreviated and former names, forgiving of spelling.

SQLite's FTS5 (in the standard library) does the indexing, ranking and highlighting; what is ours is which words of a row count,
which other names a word stands for, and which near word is meant when nothing is found.
"""

from __future__ import annotations

import difflib
import re
import sqlite3
import threading
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from components.analysis.narrowing import SEARCHED, folded

OPEN, CLOSE = "\x01", "\x02"
"""Stand around the found words in an excerpt; no text of ours holds them."""

MOST_CHARACTERS = 1_000
MOST_TOKENS = 20
"""Of a search text so many characters are read and so many different words looked for."""

TITLES = {
    "components": "name",
    "initiatives": "name",
    "mechanisms": "name",
    "milestones": "title",
    "observations": "summary",
    "statements": "summary",
    "commitments": "promise",
    "indicators": "indicator_id",
    "terms": "term",
    "posture": "stance",
    "sources": "title",
}
"""The column of each table that names a row in the list of hits."""

CREATE = (
    'CREATE VIRTUAL TABLE rows USING fts5(source UNINDEXED, id UNINDEXED, title, names, body, tokenize="unicode61 remove_diacritics 2")'
)
SELECT = (
    "SELECT source, id, title, snippet(rows, -1, ?, ?, '…', 24) FROM rows WHERE rows MATCH ? "
    "ORDER BY bm25(rows, 0, 0, 8.0, 6.0, 1.0), id LIMIT ?"
)
"""A word in the title weighs most, then in another name; equal hits stand by id."""


@dataclass(frozen=True)
class Hit:
    """One row that was found: its table, its id, its title, an excerpt with the words found between OPEN and CLOSE."""

    table: str
    row_id: str
    title: str
    excerpt: str


class SearchEngine:
    """An index of one ledger in memory; safe to share between threads."""

    def __init__(self, tables: Mapping[str, pd.DataFrame], index: pd.DataFrame) -> None:
        self._lock = threading.Lock()
        self._base = sqlite3.connect(":memory:", check_same_thread=False)
        self._base.execute(CREATE)
        self._base.executemany("INSERT INTO rows VALUES (?, ?, ?, ?, ?)", _documents(tables, index))
        self._base.execute("CREATE VIRTUAL TABLE words USING fts5vocab(rows, 'row')")
        self._words = [word for (word,) in self._base.execute("SELECT term FROM words")]

    def find(self, words: str, most: int) -> tuple[list[Hit], str]:
        """The best hits for some words, and the words that were used instead when nothing held the first ones ("" otherwise).

        Of a long text the first MOST_TOKENS different words count: each near word costs a walk through all words of the index.
        """
        asked = _tokens(words)
        if not asked:
            return [], ""
        hits = self._run(asked, most)
        if hits:
            return hits, ""
        meant = [self._nearest(word) for word in asked]
        hits = self._run(meant, most) if meant != asked else []
        return hits, " ".join(meant) if hits else ""

    def _run(self, words: list[str], most: int) -> list[Hit]:
        query = " AND ".join(f'"{word}"*' for word in words)
        with self._lock:
            found = self._base.execute(SELECT, (OPEN, CLOSE, query, most)).fetchall()
        return [Hit(table, row_id, title, excerpt) for table, row_id, title, excerpt in found]

    def _nearest(self, word: str) -> str:
        """The word of the index that is spelled most like this one; the word itself when none is near."""
        near = difflib.get_close_matches(word, self._words, n=1, cutoff=0.75)
        return near[0] if near else word


def _tokens(words: str) -> list[str]:
    # Without the underscore, which the index takes for a blank: alone it would find nothing.
    return list(dict.fromkeys(re.findall(r"[^\W_]+", folded(words[:MOST_CHARACTERS]))))[:MOST_TOKENS]


def _documents(tables: Mapping[str, pd.DataFrame], index: pd.DataFrame) -> list[tuple[str, str, str, str, str]]:
    """Table, id, title, other names, body of each row."""
    names = _subject_names(index)
    former = _former_names(tables["terms"])
    rows = []
    for table, columns in SEARCHED.items():
        frame = tables[table]
        extra = [column for column in ("key_phrase", "note") if column in frame]
        key = frame.columns[0]
        for row in frame.to_dict("records"):
            body = " ".join(_text(row[column]) for column in [*columns, *extra])
            subjects = [row.get("subject_id") or row[key], *row.get("subject_ids", ())]
            known_as = " ".join(names.get(subject, "") for subject in subjects)
            title = _text(row[TITLES[table]]) or row[key]
            other_names = f"{known_as} {_renamed(f'{body} {known_as}', former)} {_compatible(f'{title} {body}')}"
            rows.append((table, row[key], title, other_names, body))
    return rows


def _text(cell: object) -> str:
    return " ".join(cell) if isinstance(cell, tuple) else str(cell)


def _compatible(text: str) -> str:
    """The text in plain letters where it has fullwidth or other special ones, as search words are looked for; else ""."""
    plain = unicodedata.normalize("NFKC", text)
    return "" if plain == text else plain


def _subject_names(index: pd.DataFrame) -> dict[str, str]:
    joined = index["name"] + " " + index["name_ko"] + " " + index["abbreviation"] + " " + index["subject_id"].str.replace("-", " ")
    return dict(zip(index["subject_id"], joined, strict=True))


def _former_names(terms: pd.DataFrame) -> list[tuple[str, str]]:
    """Pairs of names of one thing: each term with the one that replaced it, both ways."""
    by_id = terms.set_index("term_id")
    pairs = []
    for row in terms[terms["replaced_by"] != ""].itertuples():
        if row.replaced_by in by_id.index:
            other = by_id.loc[row.replaced_by]
            pairs += [(row.term, f"{other['term']} {other['term_ko']}"), (other["term"], f"{row.term} {row.term_ko}")]
    return pairs


def _renamed(text: str, former: list[tuple[str, str]]) -> str:
    lower = text.casefold()
    return " ".join(other for name, other in former if name.casefold() in lower)
