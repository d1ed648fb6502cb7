"""What an ill-meant or careless text may hold, and a data folder in which every text is one of them.

Each payload has a mark of its own (zq07), so that a text of a page can be told to be this one wherever it turns up.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from components import lines
from components.contract import Column, Table, read_contract
from components.tables import PACKAGE, SHIPPED

PWN = "window.__pwned=1"


@dataclass(frozen=True)
class Payload:
    """One text, its name for people, and the mark that goes with it."""

    name: str
    text: str
    number: int

    @property
    def mark(self) -> str:
        """A word that stands in no other text."""
        return f"zq{self.number:02d}"

    @property
    def first(self) -> str:
        """The text at the beginning of a cell, where headings, lists and formulas begin."""
        return f"{self.text} {self.mark}"

    @property
    def last(self) -> str:
        """The text at the end of a cell, where a backslash would take what follows."""
        return f"{self.mark} {self.text}"

    @property
    def word(self) -> str:
        """The text without blanks, as one word of a key phrase or the end of an address."""
        return "".join(self.text.split())

    @property
    def phrase(self) -> str:
        """A key phrase of three words, as the contract wants at least."""
        return f"{self.word} {self.mark} phrase"

    @property
    def address(self) -> str:
        """A web address with the text in it."""
        return f"https://example.org/{self.mark}/{self.word}"


TEXTS: dict[str, str] = {
    "HTML": "<b>bold</b>",
    "script": f"<script>{PWN}</script>",
    "image": f"<img src=x onerror={PWN}>",
    "svg": f"<svg/onload={PWN}><image href=x />",
    "frame": '<iframe srcdoc="<script>parent.__pwned=1</script>"></iframe>',
    "attribute": f'" autofocus onfocus="{PWN}" x="',
    "attribute in single quotes": f"' onmouseover='{PWN}' x='",
    "closing tags": f"</p></title></style></textarea></script><script>{PWN}</script>",
    "comment": f"<!--><script>{PWN}</script>--",
    "HTML link": f'<a href="javascript:{PWN}">x</a><br>y<sup>z</sup>',
    "Markdown link": f"[click](javascript:{PWN})",
    "Markdown image": "![x](x)",
    "heading": "# heading",
    "bullet": "- bullet",
    "numbered": "1. numbered",
    "quote": "> quote",
    "rule": "---",
    "code": "`code` ``` ~~~",
    "emphasis": "**b** __b__ *i* _i_ ~~s~~",
    "table": "| a | b | --- | c",
    "footnote": "[^1]: [x]: [[y]] [ ]",
    "mathematics": "$x^2$",
    "mathematics on a line": r"$$\frac{1}{2}$$ \(y\) \[z\]",
    "color": ":red[x] :blue-background[y] :small[z]",
    "icon": ":material/home:",
    "logo": ":streamlit:",
    "emoji code": ":smile: :+1:",
    "directive": "::leaf[x]{.y} :::note[z]",
    "arrows": "<-> a -> b <- c -- d >= e <= f ~=",
    "entities": "&lt;b&gt; &amp; &#60; &#x3c; &copy;",
    "addresses": "www.example.org https://example.org/y mail@example.org x@-example.org",
    "script address": f"javascript:{PWN}",
    "data address": f"data:text/html,<script>{PWN}</script>",
    "formula": "=1+1",
    "formula with plus": "+1+1",
    "formula with minus": "-1+1",
    "formula with at": "@SUM(1+1)",
    "formula with a link": '=HYPERLINK("http://example.org","x")',
    "DDE": "=cmd|' /C calc'!A0",
    "fullwidth formula": "＝1+1",
    "path": "../../etc/passwd",
    "Windows path": r"..\..\win.ini C:\x",
    "encoded path": "%2e%2e%2f%252e%252e%255c%00",
    "header": "x%0d%0aSet-Cookie:%20a=1",
    "file name": '"; filename="evil.exe',
    "template": "{{7*7}} ${7*7} <%= 7*7 %> #{7*7} {0} {name!r} %(x)s %s",
    "chart template": "%{x} %{customdata} <extra></extra> %{y|%Y}",
    "SQL": "'; DROP TABLE rows; --",
    "search syntax": '" OR title:x* NEAR(a b, 2) ^y -z AND NOT (',
    "JSON": '{"a": [1, null], "b": "\\u003c"}',
    "Python": "__import__('os').system('x')",
    "LaTeX": r"\input{x} \write18{x} ^^41 %x {y} ~z",
    "nothing": "NaN",
    "backslash": "\\*a\\* \\",
    "emoji": "👩🏽 🇰🇷 𝒳 e\u0301\u0323",
    "right to left": "שלום עולם",
    "very long": "long" * 800,
}  # fmt: skip
PAYLOADS: tuple[Payload, ...] = tuple(Payload(name, text, number) for number, (name, text) in enumerate(TEXTS.items()))
"""Texts that the columns admit. The reader refuses markup and formulas; what stands behind it has to hold without it."""

REFUSED: dict[str, str] = {
    "tab": "\t=1+1",
    "carriage return": "\r=1+1",
    "line feed": "one\nTY  - BOOK",
    "null": "a\x00b",
    "escape": "\x1b[31mred",
    "right-to-left override": "\u202egpj.exe",
    "isolate": "a\u2066b\u2069",
    "zero width space": "a\u200bb",
    "joiner": "a\u2060b",
    "byte order mark": "\ufeffa",
    "soft hyphen": "mis\u00adsile",
    "tag": "a\U000e0041b",
}
"""Texts that no cell may hold: the row is set aside and named."""

KINDS = {"components": "component", "initiatives": "initiative", "mechanisms": "mechanism"}
KEPT_WHOLE = ("posture", "corrections", "subjects")
Row = dict[str, str]


def lift_the_readers_guard() -> tuple[object, str, object]:
    """What to set where, so that the reader admits markup and formulas: class, name and value for setattr."""
    return lines._Line, "_unwelcome", lambda self, cells: iter(())


def injected_folder(folder: Path, payloads: Iterable[Payload] = PAYLOADS) -> Path:
    """A data folder, valid by the contract, whose rows are the payloads: one row a table (two observations) for each of them."""
    shutil.copytree(SHIPPED, folder)
    contract = read_contract(json.loads((folder / PACKAGE).read_text(encoding="utf-8")))
    chosen = list(payloads)
    for table in contract.tables.values():
        if table.is_vocabulary:
            _rewrite(folder, table, lambda rows: [{**row, **_words(chosen[number % len(chosen)])} for number, row in enumerate(rows)])
        elif table.name not in KEPT_WHOLE:
            kept = [row for row in _read(folder, table) if table.name == "sources" and row["is_anchor"] == "true"]
            _write(folder, table, kept + [row for payload in chosen for row in _rows(table, payload)])
    _write(
        folder,
        contract.tables["subjects"],
        [{"subject_id": _id(kind, payload), "kind": kind} for kind in KINDS.values() for payload in chosen],
    )
    _rewrite(
        folder, contract.tables["posture"], lambda rows: [_stance(row, chosen[number % len(chosen)]) for number, row in enumerate(rows)]
    )
    _write(folder, contract.tables["corrections"], [_correction(payload) for payload in chosen])
    return folder


def row_id(table: str, payload: Payload) -> str:
    """The id of a payload's row in a table (the first of its two observations)."""
    return _id(table.removesuffix("s"), payload)


def _id(kind: str, payload: Payload) -> str:
    return f"{kind}-row-{payload.number:02d}"


def _words(payload: Payload) -> Row:
    return {"label": payload.first, "definition": payload.last} | ({"scope": payload.last})


def _stance(row: Row, payload: Payload) -> Row:
    if row["coverage"] == "not-mentioned":
        return row
    return {**row, "stance": payload.first, "key_phrase": payload.phrase, "note": payload.last}


def _correction(payload: Payload) -> Row:
    return {
        "table": "sources", "row_id": f"gone-{payload.number:02d}", "column": "title", "old": payload.first, "new": payload.last,
        "reason": payload.first, "date": "2024-01-01", "version": "1.0.0",
    }  # fmt: skip


def _rows(table: Table, payload: Payload) -> list[Row]:
    row = {column.name: _cell(table, column, payload) for column in table.columns}
    if table.name != "observations":
        return [row]
    later = {"observation_id": row["observation_id"] + "-later", "date": "2021-01-01", "stage": "strengthened", "shows": "begins"}
    return [row, {**row, **later}]


def _cell(table: Table, column: Column, payload: Payload) -> str:
    """A cell that fits its column: the payload where the contract takes any text, else the plainest value."""
    if column.name == table.key[0]:
        return _id(table.name.removesuffix("s"), payload)
    given = FITTING.get(f"{table.name}.{column.name}", FITTING.get(column.name))
    if given is not None:
        return given(payload)
    if column.choices:
        return column.choices[payload.number % len(column.choices)]
    return payload.last if column.name in ("note", "definition", "description", "outcome_summary") else payload.first


def _one_of(*values: str) -> Callable[[Payload], str]:
    return lambda payload: values[payload.number % len(values)]


FITTING: dict[str, Callable[[Payload], str]] = {
    "key_phrase": lambda payload: payload.phrase,
    "outcome_key_phrase": lambda payload: payload.phrase,
    "source_id": lambda payload: _id("source", payload),
    "outcome_source_id": lambda payload: _id("source", payload),
    "subject_id": lambda payload: _id(_one_of(*KINDS.values())(payload), payload),
    "observations.subject_id": lambda payload: _id(_one_of(*KINDS.values())(payload), payload),
    "commitments.subject_id": lambda payload: _id("component", payload),
    "subject_ids": lambda payload: _id("component", payload),
    "component_id": lambda payload: _id("component", payload),
    "part_of": lambda payload: "",
    "replaced_by": lambda payload: "",
    "locator": _one_of("p3", "page 4", ""),
    "url": lambda payload: payload.address,
    "language": lambda payload: "en",
    "is_anchor": lambda payload: "false",
    "actors": lambda payload: payload.word,
    # A semicolon parts two authors.
    "author": lambda payload: payload.first.replace(";", ","),
    "value": lambda payload: str(1_000_000_000 + payload.number),
    "supplier": lambda payload: "us",
    "currency": _one_of("KRW", "USD"),
    "axis": _one_of("kill-chain", "kamd", "kmpr"),
    "theme": _one_of("three-axis", "budget", "exercises"),
    "status": lambda payload: "occurred",
    "partners": _one_of("kr; us", "kr; us; jp"),
    "country": lambda payload: "kr",
    "question_id": lambda payload: "arms-purchases-2017",
    "series_id": _one_of("defense-budget", "nk-launches-cns", "missile-range-limit"),
    "stage": lambda payload: "decided",
    "shows": lambda payload: "begins",
    "outcome": _one_of("kept-late", "not-established", "not-kept"),
    "outcome_on": _one_of("2020-06-01", "", ""),
    "outcome_precision": _one_of("day", "", ""),
    "used_to": lambda payload: "",
    "used_to_precision": lambda payload: "",
    "used_from": lambda payload: "2016-02-01",
    "used_from_precision": lambda payload: "day",
    "published_on": lambda payload: "2017-02-01",
    "published_precision": lambda payload: "day",
    "date": lambda payload: "2017-02-01",
    "date_precision": lambda payload: "day",
    "made_on": lambda payload: "2017-02-01",
    "made_precision": lambda payload: "day",
    "due_from": lambda payload: "2018-01-01",
    "due_to": lambda payload: "2019-01-01",
}  # fmt: skip


def _read(folder: Path, table: Table) -> list[Row]:
    with (folder / table.path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(folder: Path, table: Table, rows: list[Row]) -> None:
    content = io.StringIO(newline="")
    writer = csv.DictWriter(content, table.column_names, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    (folder / table.path).write_text(content.getvalue(), encoding="utf-8")


def _rewrite(folder: Path, table: Table, change: Callable[[list[Row]], list[Row]]) -> None:
    _write(folder, table, change(_read(folder, table)))
