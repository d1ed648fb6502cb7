"""Filtering: which rows of each table the shared choices leave. Filtering never adds a row and never changes one."""

from __future__ import annotations

import unicodedata

import pandas as pd

SEARCHED = {
    "sources": ["title", "publisher", "agency"],
    "milestones": ["title", "summary", "actors"],
    "components": ["name", "name_ko", "description"],
    "initiatives": ["name", "name_ko", "description"],
    "mechanisms": ["name", "abbreviation", "name_ko", "description"],
    "observations": ["summary", "reported_by"],
    "posture": ["stance"],
    "statements": ["speaker", "institution", "summary"],
    "commitments": ["promise", "made_by", "outcome_summary"],
    "indicators": ["counted_by", "unit"],
    "terms": ["term", "term_ko", "abbreviation", "definition"],
}
"""The columns of each table in which search words are looked for, beside the id and the names of its subject."""


def folded(text: str) -> str:
    """Text as it is compared: composed Hangul, lower case, hyphens as spaces, accents away."""
    decomposed = unicodedata.normalize("NFKD", text)
    plain = unicodedata.normalize("NFC", "".join(character for character in decomposed if not unicodedata.combining(character)))
    return " ".join(plain.casefold().replace("-", " ").split())


def narrow_subjects(
    index: pd.DataFrame, theme: tuple[str, ...], axis: tuple[str, ...], partner: tuple[str, ...], words: str
) -> pd.DataFrame:
    """Subjects of the chosen themes, axes and partners (any of each) whose names or description hold every word."""
    keep = pd.Series(True, index=index.index)
    if theme:
        keep &= index["theme"].isin(theme)
    if axis:
        keep &= index["axis"].isin(axis)
    if partner:
        keep &= _any_partner(index["partners"], partner)
    if words:
        keep &= holds_words(index, ["subject_id", "name", "name_ko", "abbreviation", "description"], words)
    return index[keep]


def narrow_rows(
    name: str, rows: pd.DataFrame, index: pd.DataFrame, theme: tuple[str, ...], axis: tuple[str, ...], partner: tuple[str, ...], words: str
) -> pd.DataFrame:
    """Rows of any table that fit the choices. A table that lacks what a choice speaks of is not narrowed by it.

    Milestones carry theme and axis themselves; observations, promises and statements take theirs from their subject or country.
    A row with several subjects fits when one of them does; a row without a subject does not fit a partner.
    """
    keep = pd.Series(True, index=rows.index)
    lookup = index.set_index("subject_id")
    for attribute, chosen in (("theme", theme), ("axis", axis)):
        if chosen and attribute in rows:
            keep &= rows[attribute].isin(chosen)
        elif chosen and "subject_id" in rows:
            keep &= rows["subject_id"].map(lookup[attribute]).isin(chosen)
    if partner:
        keep &= _partner_mask(rows, lookup, partner)
    if words:
        columns = SEARCHED.get(name, [])
        keep &= holds_words(_with_subject_names(rows, lookup), [rows.columns[0], *columns, "subject_names"], words)
    return rows[keep]


def holds_words(rows: pd.DataFrame, columns: list[str], words: str) -> pd.Series:
    """True where every word stands somewhere in the columns, compared as `folded` says."""
    texts = pd.Series("", index=rows.index, dtype="str")
    for column in columns:
        if column in rows:
            cells = rows[column].map(lambda cell: " ".join(cell) if isinstance(cell, tuple) else cell).astype("str")
            texts = texts + " " + cells
    texts = texts.map(folded)
    mask = pd.Series(True, index=rows.index)
    for word in folded(words).split():
        mask &= texts.str.contains(word, regex=False)
    return mask


def _partner_mask(rows: pd.DataFrame, lookup: pd.DataFrame, partner: tuple[str, ...]) -> pd.Series:
    everything = pd.Series(True, index=rows.index)
    if "partners" in rows:
        return _any_partner(rows["partners"], partner)
    if "country" in rows:
        return rows["country"].isin(partner)
    if "subject_ids" in rows:
        fitting = set(lookup.index[_any_partner(lookup["partners"], partner)])
        return rows["subject_ids"].map(lambda subjects: any(subject in fitting for subject in subjects)).astype(bool)
    if "subject_id" in rows:
        return rows["subject_id"].isin(lookup.index[_any_partner(lookup["partners"], partner)])
    return everything


def _any_partner(cells: pd.Series, partner: tuple[str, ...]) -> pd.Series:
    chosen = set(partner)
    return cells.map(lambda members: not chosen.isdisjoint(members)).astype(bool)


def _with_subject_names(rows: pd.DataFrame, lookup: pd.DataFrame) -> pd.DataFrame:
    names = (lookup["name"] + " " + lookup["name_ko"] + " " + lookup["abbreviation"]).to_dict()
    if "subject_id" in rows:
        return rows.assign(subject_names=rows["subject_id"].map(names).fillna(""))
    if "subject_ids" in rows:
        return rows.assign(subject_names=rows["subject_ids"].map(lambda subjects: " ".join(names.get(subject, "") for subject in subjects)))
    return rows


def facet(rows: pd.DataFrame, lookup: pd.DataFrame, name: str) -> pd.Series:
    """The codes of "theme", "axis" or "partner" that the rows carry, one entry a row and code; empty when the table has none.

    `lookup` is the subject index by subject_id. The same rules as in narrow_rows decide which codes a row carries.
    """
    if name == "partner":
        return _partners_carried(rows, lookup)
    if name in rows:
        return rows[name]
    if "subject_id" in rows:
        return rows["subject_id"].map(lookup[name]).dropna()
    return pd.Series(dtype="str")


def _partners_carried(rows: pd.DataFrame, lookup: pd.DataFrame) -> pd.Series:
    if "partners" in rows:
        return rows["partners"].explode().dropna()
    if "country" in rows:
        return rows["country"]
    if "subject_ids" in rows:
        return rows["subject_ids"].map(lambda subjects: _partners_of(subjects, lookup)).explode().dropna()
    if "subject_id" in rows:
        return rows["subject_id"].map(lookup["partners"]).explode().dropna()
    return pd.Series(dtype="str")


def _partners_of(subjects: tuple[str, ...], lookup: pd.DataFrame) -> tuple[str, ...]:
    """The partners of some subjects, each once; a subject that the index does not hold brings none."""
    known = [subject for subject in subjects if subject in lookup.index]
    return tuple({partner for subject in known for partner in lookup.at[subject, "partners"]})
