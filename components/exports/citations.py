"""Sources, views and the data set itself as footnotes and for reference managers: CSL-JSON, BibTeX and RIS.

A citation never says more than the source row: a month is no day, an address that is not on file is left out, a date that
is not known is "n.d.". Where a page reprints a news agency, the agency is named.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

import pandas as pd
import rispy
from bibtexparser import Library
from bibtexparser.entrypoint import write_string
from bibtexparser.model import Entry, Field

Row: TypeAlias = Mapping[str, Any] | pd.Series
"""A row of sources.csv (or of a table of facts), as a frame's row or as a dict."""

NAME = "Korea Posture Ledger"
TITLE = "Korea Posture Ledger: South Korea's reported defense posture, 2017 and 2023"
MAKERS = "Korea Posture Ledger contributors"
CITATION_KEY = "korea-posture-ledger"

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
"""Spelled out here, because the names that Python gives follow the server's language."""
DATE_PARTS = {"year": 1, "month": 2, "day": 3}

CSL_TYPES = {
    "news-report": "article-newspaper",
    "government-release": "webpage",
    "joint-statement": "webpage",
    "official-document": "report",
    "think-tank": "report",
    "dataset": "dataset",
}
RIS_TYPES = {
    "news-report": "NEWS",
    "government-release": "GOVDOC",
    "joint-statement": "GOVDOC",
    "official-document": "GOVDOC",
    "think-tank": "RPRT",
    "dataset": "DATA",
}

LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{special: f"\\{special}" for special in "#$%&_"},
    }
)
"""Braces become commands: BibTeX counts them even behind a backslash. All else stays Unicode, as Biber and managers read it."""


@dataclass(frozen=True)
class Citation:
    """One citation in every form that is offered."""

    footnote: str
    csl: dict[str, Any]
    bibtex: str
    ris: str

    @property
    def csl_json(self) -> str:
        """CSL-JSON with this one item."""
        return _json([self.csl])


class _Ris(rispy.RisWriter):  # type: ignore[misc]
    """RIS as its description has it: lines end with CRLF, and no numbers stand between the records."""

    NEWLINE = "\r\n"

    def set_header(self, count: int) -> str:
        """No header: a number before a record is not part of the format."""
        return ""


def footnote(source: Row, locator: str = "") -> str:
    """A Chicago-style note: "Title," Publisher, 5 September 2017, URL.

    The date keeps its precision (2023; July 2023) or is "n.d."; an address that is not on file is left out. A page that reprints
    an agency is cited as "Yonhap News Agency, in The Korea Herald". Descriptive titles in square brackets have no quotation marks.
    `locator` (p3, page 54) is the place in the source.
    """
    parts = [
        ", ".join(_authors(source)),
        f"{_quoted_title(source['title'])} {_origin(source)}",
        day_in_words(source),
        locator_in_words(locator),
        _line(source["url"]),
    ]
    return _sentence(parts)


def row_footnote(row: Row, sources: pd.DataFrame) -> str:
    """The note for one row of a table of facts, with the place in its source; KeyError when the source is not in the frame."""
    found = sources[sources["source_id"] == row["source_id"]]
    if found.empty:
        raise KeyError(f"no source {row['source_id']}")
    return footnote(found.iloc[0], row["locator"])


def day_in_words(source: Row) -> str:
    """The date of publication as far as it is known: 5 September 2017, July 2023, 2023 or n.d."""
    parts = _date_parts(source)
    if not parts:
        return "n.d."
    year, *rest = parts
    words = [str(year), *(MONTHS[month - 1] for month in rest[:1]), *(str(day) for day in rest[1:])]
    return " ".join(reversed(words))


def locator_in_words(locator: str) -> str:
    """The place in a source as notes have it: p3 is "para. 3", page 54 is "p. 54", pages 5-6 are "pp. 5-6"."""
    paragraph = re.fullmatch(r"p(\d+)", locator)
    if paragraph:
        return f"para. {paragraph[1]}"
    page = re.fullmatch(r"page (\d+(?:[-–]\d+)?)", locator)
    if page:
        return f"p. {page[1]}" if page[1].isdigit() else f"pp. {page[1]}"
    return _line(locator)


def csl_item(source: Row) -> dict[str, Any]:
    """The source as one CSL-JSON item; `issued` has only the parts of the date that are known, and is missing when none is."""
    parts = _date_parts(source)
    agency = _agency(source)
    item = {
        "id": source["source_id"],
        "type": CSL_TYPES.get(source["kind"], "document"),
        "title": _line(source["title"]),
        "author": [{"literal": author} for author in _authors(source)],
        "container-title": _line(source["publisher"]) if CSL_TYPES.get(source["kind"]) in ("article-newspaper", "webpage") else "",
        "publisher": _line(source["publisher"]),
        "issued": {"date-parts": [parts]} if parts else {},
        "URL": _line(source["url"]),
        "language": source["language"],
        "note": f"Text by {agency}" if agency else "",
    }
    return _given(item)


def csl_json(sources: pd.DataFrame) -> str:
    """All sources of the frame, in its order, as a CSL-JSON array."""
    return _json([csl_item(source) for source in _rows(sources)])


def bibtex(sources: pd.DataFrame) -> str:
    """All sources of the frame, in its order, as BibTeX: LaTeX's own characters escaped, addresses and Unicode as they are.

    The citation key is the source_id. Each has `date` for BibLaTeX and reference managers and `year` and `month` for BibTeX.
    """
    return _bibtex([_bibtex_entry(source) for source in _rows(sources)])


def ris(sources: pd.DataFrame) -> str:
    """All sources of the frame, in its order, as RIS."""
    return _ris([_ris_record(source) for source in _rows(sources)])


def dataset_citation(version: str, address: str, today: date, released: date | None = None) -> Citation:
    """How to cite the data set itself; `released` is the date of the version, left out where it is not given."""
    return _own_citation(CITATION_KEY, TITLE, "", version, address, today, released)


def view_citation(title: str, version: str, address: str, today: date, released: date | None = None) -> Citation:
    """How to cite one view of the ledger: its title, the version of the data behind it and the address that opens it again."""
    return _own_citation(f"{CITATION_KEY}-view", title, NAME, version, address, today, released)


def _own_citation(key: str, title: str, container: str, version: str, address: str, today: date, released: date | None) -> Citation:
    title, address, version = _line(title), _line(address), _line(version)
    name = f"{_quoted_title(title)} in {container}" if container else title
    note = [MAKERS, name, f"version {version}", _full(released), f"accessed {_full(today)}", address]
    item = {
        "id": key,
        "type": "dataset",
        "title": title,
        "container-title": container,
        "author": [{"literal": MAKERS}],
        "version": version,
        "issued": {"date-parts": [_parts(released)]} if released else {},
        "accessed": {"date-parts": [_parts(today)]},
        "URL": address,
        "language": "en",
    }
    fields = {
        "title": _protected(title),
        "author": _protected(MAKERS),
        "howpublished": _escaped(container),
        "date": released.isoformat() if released else "",
        "year": str(released.year) if released else "",
        "version": _escaped(version),
        "url": _verbatim(address),
        "urldate": today.isoformat(),
        "note": f"Version {_escaped(version)}, accessed {_full(today)}",
    }
    record = {
        "type_of_reference": "DATA",
        "id": key,
        "title": title,
        "secondary_title": container,
        "authors": [MAKERS],
        "edition": version,
        "year": str(released.year) if released else "",
        "date": _ris_date(_parts(released)) if released else "",
        "access_date": _ris_date(_parts(today)),
        "urls": [address] if address else [],
        "language": "en",
    }
    return Citation(_sentence(note), _given(item), _bibtex([_entry(key, fields)]), _ris([_given(record)]))


def _rows(sources: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in sources.drop_duplicates("source_id").to_dict("records")]


def _bibtex_entry(source: Row) -> Entry:
    parts = _date_parts(source)
    fields = {
        "title": _protected(_line(source["title"])),
        # Braces keep a name as the page prints it: BibTeX would take the last word of Kim Min-young for the surname.
        "author": " and ".join(_protected(author) for author in _authors(source)),
        "howpublished": _escaped(_origin(source)),
        "publisher": _escaped(_line(source["publisher"])),
        "date": "-".join(f"{part:02d}" for part in parts),
        "year": f"{parts[0]}" if parts else "",
        "month": MONTHS[parts[1] - 1][:3].lower() if len(parts) > 1 else "",
        "url": _verbatim(_line(source["url"])),
        "language": source["language"],
    }
    return _entry(source["source_id"], fields)


def _entry(key: str, fields: Mapping[str, str]) -> Entry:
    """A @misc entry, the one type that BibTeX, BibLaTeX and reference managers all know for a page."""
    # A month goes without braces: it is one of BibTeX's own abbreviations.
    return Entry(
        "misc", key, [Field(name, value, enclosing="no-enclosing" if name == "month" else "{") for name, value in fields.items() if value]
    )


def _bibtex(entries: list[Entry]) -> str:
    return write_string(Library(list(entries)))


def _ris_record(source: Row) -> dict[str, Any]:
    parts = _date_parts(source)
    agency = _agency(source)
    url = _line(source["url"])
    record = {
        "type_of_reference": RIS_TYPES.get(source["kind"], "GEN"),
        "id": source["source_id"],
        "title": _line(source["title"]),
        "authors": _authors(source),
        "secondary_title": _line(source["publisher"]) if source["kind"] == "news-report" else "",
        "publisher": _line(source["publisher"]),
        "year": str(parts[0]) if parts else "",
        "date": _ris_date(parts),
        "urls": [url] if url else [],
        "language": source["language"],
        "notes": [f"Text by {agency}"] if agency else [],
    }
    return _given(record)


def _ris(records: list[dict[str, Any]]) -> str:
    # rispy knows no tag for the day of access; Y2 is the one of the RIS description.
    mapping = {**rispy.TAG_KEY_MAPPING, "Y2": "access_date"}
    return str(rispy.dumps(records, implementation=_Ris, mapping=mapping))


def _ris_date(parts: list[int]) -> str:
    """RIS writes YYYY/MM/DD/ and leaves empty what is not known."""
    if not parts:
        return ""
    known = [f"{parts[0]:04d}", *(f"{part:02d}" for part in parts[1:])]
    return "/".join(known) + "/" * (4 - len(known))


def _date_parts(source: Row) -> list[int]:
    """Year, month and day of publication as far as they are known; an empty list when there is no date."""
    published = source["published_on"]
    if published is None or pd.isna(published):
        return []
    return _parts(published)[: DATE_PARTS.get(source["published_precision"], 3)]


def _parts(day: date) -> list[int]:
    return [int(day.year), int(day.month), int(day.day)]


def _full(day: date | None) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}" if day else ""


def _agency(source: Row) -> str:
    """The news agency whose text a page reprints; empty where the publisher is the agency."""
    agency = _line(source["agency"])
    return "" if agency == _line(source["publisher"]) else agency


def _sentence(parts: Iterable[str]) -> str:
    """The parts that are given, divided by commas, with one full stop at the end even behind "n.d."."""
    return ", ".join(part for part in parts if part).removesuffix(".") + "."


def _origin(source: Row) -> str:
    agency, publisher = _agency(source), _line(source["publisher"])
    return f"{agency}, in {publisher}" if agency else publisher


def _authors(source: Row) -> list[str]:
    return [author for author in (part.strip() for part in _line(source["author"]).split(";")) if author]


def _quoted_title(title: str) -> str:
    """The title in quotation marks with its comma inside; a title that the ledger made up itself, in brackets, without."""
    clean = _line(title)
    if re.fullmatch(r"\[[^\[\]]*\]", clean):
        return f"{clean},"
    inner = clean.replace('"', "'").replace("“", "‘").replace("”", "’")
    return f'"{inner},"'


def _line(text: str) -> str:
    """The text on one line: a line break would start a new field in BibTeX or RIS."""
    return " ".join("".join(character if character.isprintable() else " " for character in str(text)).split())


def _escaped(text: str) -> str:
    """The text for LaTeX; two hyphens or quotes in a row are kept apart, because LaTeX would join them to one sign."""
    return re.sub(r"([-'`])(?=\1)", r"\1{}", text.translate(LATEX))


def _protected(text: str) -> str:
    """Escaped, in braces of its own, so that a style does not put Korea or THAAD into small letters."""
    return f"{{{_escaped(text)}}}"


def _verbatim(url: str) -> str:
    """An address as it is, but for the three characters that would end a BibTeX value or start a command."""
    return url.replace("\\", "%5C").replace("{", "%7B").replace("}", "%7D")


def _given(item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if value}


def _json(items: Iterable[Mapping[str, Any]]) -> str:
    return json.dumps(list(items), ensure_ascii=False, indent=2) + "\n"
