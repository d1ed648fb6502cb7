"""The comparison as a two-page brief with footnotes: one structure, written as Markdown for the page and as one HTML file.

The HTML file holds everything it needs, opens without a network and prints to A4 and Letter.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

HTML_STYLE = """
@page { size: auto; margin: 18mm 16mm; }
:root { color-scheme: light; }
body {
  font: 10.5pt/1.42 "Source Sans 3", "Noto Sans", "Noto Sans KR", "Malgun Gothic", "Apple SD Gothic Neo", sans-serif;
  color: #1b2330; background: #fff; max-width: 46rem; margin: 2rem auto; padding: 0 1rem;
}
h1 { font-size: 18pt; line-height: 1.2; margin: 0 0 .2em; } h2 { font-size: 12.5pt; margin: 1.2em 0 .3em; break-after: avoid; }
p.date { color: #525c6b; margin: 0 0 1em; } li { margin: .25em 0; break-inside: avoid; }
table { border-collapse: collapse; width: 100%; font-size: 9pt; }
th, td { text-align: left; vertical-align: top; border-bottom: 1px solid #d5dae1; padding: .3em .5em .3em 0; }
tr { break-inside: avoid; } thead { display: table-header-group; } em { color: #525c6b; }
sup a { color: #2457b3; text-decoration: none; }
ol.notes { font-size: 8.5pt; color: #1b2330; padding-left: 1.6em; } ol.notes li { overflow-wrap: anywhere; }
@media print {
  @page { margin: 13mm 14mm; }
  body { margin: 0; max-width: none; padding: 0; font-size: 8.8pt; line-height: 1.28; }
  h1 { font-size: 15pt; } h2 { font-size: 10.5pt; margin: .7em 0 .2em; } p.date { margin-bottom: .5em; }
  ul { margin: .2em 0; padding-left: 1.3em; } li { margin: .12em 0; }
  table { font-size: 7.8pt; } th, td { padding: .18em .5em .18em 0; }
  ol.notes { font-size: 6.8pt; line-height: 1.22; columns: 2; column-gap: 6mm; }
}
"""


@dataclass(frozen=True)
class Point:
    """One sentence of the brief and the numbers of its footnotes."""

    text: str
    notes: tuple[int, ...] = ()


@dataclass(frozen=True)
class Section:
    """A heading with points, or with a table of texts."""

    heading: str
    points: tuple[Point, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Brief:
    """A whole brief; footnotes are numbered from 1 in the order of their first use."""

    title: str
    dateline: str
    sections: tuple[Section, ...]
    footnotes: tuple[str, ...]


class Footnotes:
    """Numbers citations in the order in which they are used; the same citation keeps its number."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, citation: str) -> int:
        """The number of a citation, a new one at its first use."""
        return self._numbers.setdefault(citation, len(self._numbers) + 1)

    @property
    def texts(self) -> tuple[str, ...]:
        """All citations, number 1 first."""
        return tuple(self._numbers)


def brief_html(brief: Brief) -> str:
    """The brief as one HTML page, every text escaped."""
    body = [f"<h1>{escape(brief.title)}</h1>", f'<p class="date">{escape(brief.dateline)}</p>']
    for section in brief.sections:
        body.append(f"<section><h2>{escape(section.heading)}</h2>")
        if section.points:
            body.append("<ul>" + "".join(f"<li>{escape(point.text)}{_marks(point.notes)}</li>" for point in section.points) + "</ul>")
        if section.columns:
            head = "".join(f'<th scope="col">{escape(name)}</th>' for name in section.columns)
            rows = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in section.rows)
            body.append(f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>")
        body.append("</section>")
    notes = "".join(f'<li id="note-{number}">{escape(text)}</li>' for number, text in enumerate(brief.footnotes, start=1))
    body.append(f'<section><h2>Sources</h2><ol class="notes">{notes}</ol></section>')
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(brief.title)}</title><style>{HTML_STYLE}</style></head>"
        f"<body><main>{''.join(body)}</main></body></html>\n"
    )


def _marks(notes: tuple[int, ...]) -> str:
    return "".join(f'<sup><a href="#note-{number}" aria-label="Note {number}">{number}</a></sup> ' for number in notes).rstrip()
