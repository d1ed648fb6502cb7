"""Citations, word for word; and every source read back by parsers that share no code with the writers."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pandas as pd
import pybtex.database
import pytest
from pylatexenc.latex2text import LatexNodes2Text

from components.exports.citations import (
    bibtex,
    csl_item,
    csl_json,
    dataset_citation,
    footnote,
    locator_in_words,
    ris,
    row_footnote,
    view_citation,
)
from components.tables import SHIPPED, read_ledger

ADDRESS = "https://example.org/paper?a=1&b_c=%20#d~e"
BIZWIRE: dict[str, Any] = {
    "source_id": "bizwire-2017-09-05",
    "title": "South Korea Denies Plan to Spend Billions",
    "publisher": "Korea Bizwire",
    "agency": "",
    "author": "",
    "published_on": pd.Timestamp("2017-09-05"),
    "published_precision": "day",
    "url": "http://koreabizwire.com/94118",
    "language": "en",
    "kind": "news-report",
    "is_anchor": True,
}
NASTY = [
    "50% of R&D: $1 #2 a_b",
    "a {brace} b",
    "an open { brace",
    "a closing } brace",
    "back\\slash \\textbf",
    "a ~ tilde",
    'says "no" twice',
    "“curly” ‘quotes’ – dash…",
    "방위사업청, 초소형위성체계 개발 본격화",
    "핵·WMD 대응체계 (核)",
    "Née à Séoul",
    "line\r\nER  - \r\nTY  - JOUR",
    "ends with a backslash \\",
    "@misc{fake, title = {x}}",
    "100% sure % not a comment",
    " spaces   inside ",
    "ddf--datapoints---time",
    "''two'' ``quotes``",
]


def source(**changes: Any) -> dict[str, Any]:
    return {**BIZWIRE, **changes}


def frame(*rows: dict[str, Any]) -> pd.DataFrame:
    return (
        pd.DataFrame(list(rows)).assign(published_on=lambda made: pd.to_datetime(made["published_on"]))
        if rows
        else pd.DataFrame(columns=list(BIZWIRE))
    )


def every_source() -> pd.DataFrame:
    return read_ledger(SHIPPED)["sources"]


def strict_ris(text: str) -> list[dict[str, list[str]]]:
    """Records of a RIS file; a line that is not a tag, a record that is not closed or is opened twice is an error."""
    records: list[dict[str, list[str]]] = []
    is_open = False
    assert text == "" or text.endswith("\r\n")
    for line in text.split("\r\n"):
        if not line:
            continue
        found = re.fullmatch(r"([A-Z][A-Z0-9])  - (.*)", line)
        assert found, f"no RIS line: {line!r}"
        tag, value = found.groups()
        assert (tag == "TY") != is_open, f"{tag} out of place"
        if tag == "TY":
            records.append({})
        is_open = tag != "ER"
        if is_open:
            records[-1].setdefault(tag, []).append(value)
    assert not is_open
    return records


def on_one_line(text: str) -> str:
    return " ".join(text.split())


def plain(latex: str) -> str:
    # pylatexenc knows braces only behind a backslash, a form that BibTeX itself would miscount.
    latex = latex.replace(r"\textbraceleft{}", r"\{").replace(r"\textbraceright{}", r"\}")
    return LatexNodes2Text(math_mode="verbatim").latex_to_text(latex)


@pytest.mark.parametrize(
    ("changes", "note"),
    [
        ({}, '"South Korea Denies Plan to Spend Billions," Korea Bizwire, 5 September 2017, http://koreabizwire.com/94118.'),
        (
            {"published_precision": "month"},
            '"South Korea Denies Plan to Spend Billions," Korea Bizwire, September 2017, http://koreabizwire.com/94118.',
        ),
        (
            {"published_precision": "year"},
            '"South Korea Denies Plan to Spend Billions," Korea Bizwire, 2017, http://koreabizwire.com/94118.',
        ),
        (
            {"published_on": pd.NaT, "published_precision": ""},
            '"South Korea Denies Plan to Spend Billions," Korea Bizwire, n.d., http://koreabizwire.com/94118.',
        ),
        ({"url": ""}, '"South Korea Denies Plan to Spend Billions," Korea Bizwire, 5 September 2017.'),
        ({"url": "", "published_on": pd.NaT}, '"South Korea Denies Plan to Spend Billions," Korea Bizwire, n.d.'),
        (
            {"agency": "Yonhap News Agency", "publisher": "The Korea Herald"},
            '"South Korea Denies Plan to Spend Billions," Yonhap News Agency, in The Korea Herald, 5 September 2017, http://koreabizwire.com/94118.',
        ),
        (
            {"agency": "Korea Bizwire"},
            '"South Korea Denies Plan to Spend Billions," Korea Bizwire, 5 September 2017, http://koreabizwire.com/94118.',
        ),
        (
            {"author": "Na-Ri Shin; Gi-Jae Han", "url": ""},
            'Na-Ri Shin, Gi-Jae Han, "South Korea Denies Plan to Spend Billions," Korea Bizwire, 5 September 2017.',
        ),
        ({"title": "[L-SAM plan agreed]", "url": ""}, "[L-SAM plan agreed], Korea Bizwire, 5 September 2017."),
        ({"title": "[방위사업청]본격화", "url": ""}, '"[방위사업청]본격화," Korea Bizwire, 5 September 2017.'),
        ({"title": 'The "monster missile"', "url": ""}, "\"The 'monster missile',\" Korea Bizwire, 5 September 2017."),
        ({"title": "Is it ready?", "url": ""}, '"Is it ready?," Korea Bizwire, 5 September 2017.'),
    ],
)
def test_footnotes(changes: dict[str, Any], note: str) -> None:
    assert footnote(source(**changes)) == note


def test_a_note_may_name_the_place() -> None:
    assert footnote(source(url=""), "page 54") == '"South Korea Denies Plan to Spend Billions," Korea Bizwire, 5 September 2017, p. 54.'


@pytest.mark.parametrize(
    ("locator", "words"), [("p3", "para. 3"), ("page 54", "p. 54"), ("page 5-6", "pp. 5-6"), ("page 5–6", "pp. 5–6"), ("", "")]
)
def test_locators(locator: str, words: str) -> None:
    assert locator_in_words(locator) == words


def test_the_note_of_a_row_names_its_source_and_place() -> None:
    sources = frame(source(source_id="other", title="Other"), source(url=""))
    row = pd.Series({"source_id": "bizwire-2017-09-05", "locator": "p2"})
    assert row_footnote(row, sources) == '"South Korea Denies Plan to Spend Billions," Korea Bizwire, 5 September 2017, para. 2.'
    with pytest.raises(KeyError, match="no source nowhere"):
        row_footnote(pd.Series({"source_id": "nowhere", "locator": ""}), sources)


def test_a_csl_item_says_what_is_given_and_no_more() -> None:
    assert csl_item(source()) == {
        "id": "bizwire-2017-09-05",
        "type": "article-newspaper",
        "title": "South Korea Denies Plan to Spend Billions",
        "container-title": "Korea Bizwire",
        "publisher": "Korea Bizwire",
        "issued": {"date-parts": [[2017, 9, 5]]},
        "URL": "http://koreabizwire.com/94118",
        "language": "en",
    }


@pytest.mark.parametrize(("precision", "parts"), [("day", [2017, 9, 5]), ("month", [2017, 9]), ("year", [2017])])
def test_no_format_makes_a_date_more_precise(precision: str, parts: list[int]) -> None:
    row = source(published_precision=precision)
    entry = pybtex.database.parse_string(bibtex(frame(row)), "bibtex").entries["bizwire-2017-09-05"]
    assert csl_item(row)["issued"] == {"date-parts": [parts]}
    assert entry.fields["date"] == "-".join(f"{part:02d}" for part in parts)
    assert entry.fields["year"] == "2017"
    assert entry.fields.get("month") == ("September" if len(parts) > 1 else None)
    assert strict_ris(ris(frame(row)))[0]["DA"] == [{3: "2017/09/05/", 2: "2017/09//", 1: "2017///"}[len(parts)]]


def test_a_date_or_an_address_that_is_not_known_is_in_no_format() -> None:
    row = source(published_on=pd.NaT, published_precision="", url="")
    entry = pybtex.database.parse_string(bibtex(frame(row)), "bibtex").entries["bizwire-2017-09-05"]
    assert not {"issued", "URL"} & set(csl_item(row))
    assert not {"date", "year", "month", "url"} & set(entry.fields)
    assert not {"DA", "PY", "UR"} & set(strict_ris(ris(frame(row)))[0])


def test_a_reprint_names_its_agency_in_every_format() -> None:
    row = source(agency="Yonhap News Agency", publisher="The Korea Herald")
    assert csl_item(row)["note"] == "Text by Yonhap News Agency"
    assert "howpublished = {Yonhap News Agency, in The Korea Herald}" in bibtex(frame(row))
    assert strict_ris(ris(frame(row)))[0]["N1"] == ["Text by Yonhap News Agency"]


def test_a_name_stays_in_its_order() -> None:
    row = source(author="Kim Min-young; 천현빈")
    entry = pybtex.database.parse_string(bibtex(frame(row)), "bibtex").entries["bizwire-2017-09-05"]
    assert [str(person) for person in entry.persons["author"]] == ["{Kim Min-young}", "{천현빈}"]
    assert csl_item(row)["author"] == [{"literal": "Kim Min-young"}, {"literal": "천현빈"}]
    assert strict_ris(ris(frame(row)))[0]["AU"] == ["Kim Min-young", "천현빈"]


@pytest.mark.parametrize("text", NASTY, ids=repr)
def test_no_title_breaks_a_format_or_comes_back_changed(text: str) -> None:
    rows = frame(source(title=text, publisher=text, url=ADDRESS), source(source_id="next"))
    entries = pybtex.database.parse_string(bibtex(rows), "bibtex").entries
    assert list(entries) == ["bizwire-2017-09-05", "next"]
    assert plain(entries["bizwire-2017-09-05"].fields["title"]) == on_one_line(text)
    assert plain(entries["bizwire-2017-09-05"].fields["publisher"]) == on_one_line(text)
    assert entries["bizwire-2017-09-05"].fields["url"] == ADDRESS
    records = strict_ris(ris(rows))
    assert [record["TI"] for record in records] == [[on_one_line(text)], ["South Korea Denies Plan to Spend Billions"]]
    assert records[0]["UR"] == [ADDRESS]
    assert json.loads(csl_json(rows))[0]["title"] == on_one_line(text)


def test_hangul_is_not_escaped() -> None:
    rows = frame(source(title="국방개혁"))
    assert all("국방개혁" in write(rows) for write in (bibtex, ris, csl_json))


def test_no_sources_give_no_records() -> None:
    assert (bibtex(frame()).strip(), strict_ris(ris(frame())), json.loads(csl_json(frame()))) == ("", [], [])


def test_a_source_named_twice_stands_once() -> None:
    rows = frame(source(), source())
    assert (bibtex(rows).count("@misc"), ris(rows).count("TY  - "), len(json.loads(csl_json(rows)))) == (1, 1, 1)


def expected(row: Any) -> tuple[str, str, str, str]:
    known = {"day": 10, "month": 7, "year": 4}.get(row.published_precision, 10)
    day = "" if pd.isna(row.published_on) else f"{row.published_on:%Y-%m-%d}"[:known]
    return (on_one_line(row.title), day, row.publisher, row.url)


def test_every_source_comes_back_from_bibtex() -> None:
    sources = every_source()
    entries = pybtex.database.parse_string(bibtex(sources), "bibtex").entries
    assert len(entries) == len(sources)
    for row in sources.itertuples():
        fields = entries[row.source_id].fields
        read = (plain(fields["title"]), fields.get("date", ""), plain(fields["publisher"]), fields.get("url", ""))
        assert read == expected(row)


def test_every_source_comes_back_from_ris() -> None:
    sources = every_source()
    records = {record["ID"][0]: record for record in strict_ris(ris(sources))}
    assert len(records) == len(sources)
    for row in sources.itertuples():
        record = records[row.source_id]
        day = record.get("DA", [""])[0].strip("/").replace("/", "-")
        assert (record["TI"][0], day, record["PB"][0], record.get("UR", [""])[0]) == expected(row)


def test_every_source_comes_back_from_csl_json() -> None:
    sources = every_source()
    items = {item["id"]: item for item in json.loads(csl_json(sources))}
    assert len(items) == len(sources)
    for row in sources.itertuples():
        item = items[row.source_id]
        day = "-".join(f"{part:02d}" for part in item.get("issued", {"date-parts": [[]]})["date-parts"][0])
        assert (item["title"], day, item["publisher"], item.get("URL", "")) == expected(row)


def test_the_data_set_cites_itself() -> None:
    made = dataset_citation("1.0.0", "https://example.org/", date(2026, 7, 3), date(2026, 5, 1))
    assert made.footnote == (
        "Korea Posture Ledger contributors, Korea Posture Ledger: South Korea's reported defense posture, 2017 and 2023, "
        "version 1.0.0, 1 May 2026, accessed 3 July 2026, https://example.org/."
    )
    entry = pybtex.database.parse_string(made.bibtex, "bibtex").entries["korea-posture-ledger"]
    assert (entry.fields["version"], entry.fields["date"], entry.fields["urldate"]) == ("1.0.0", "2026-05-01", "2026-07-03")
    assert json.loads(made.csl_json)[0]["issued"] == {"date-parts": [[2026, 5, 1]]}
    assert strict_ris(made.ris)[0]["Y2"] == ["2026/07/03/"]


def test_a_release_date_that_is_not_given_is_not_made_up() -> None:
    made = dataset_citation("1.0.0", "", date(2026, 7, 3))
    assert made.footnote.endswith("version 1.0.0, accessed 3 July 2026.")
    assert "issued" not in made.csl
    assert "year" not in pybtex.database.parse_string(made.bibtex, "bibtex").entries["korea-posture-ledger"].fields


def test_a_view_cites_its_title_and_its_address() -> None:
    made = view_citation("Three axes, 2017 and 2023", "1.0.0", "https://example.org/three_axis?a=2017-09-05", date(2026, 7, 3))
    assert made.footnote == (
        'Korea Posture Ledger contributors, "Three axes, 2017 and 2023," in Korea Posture Ledger, version 1.0.0, accessed 3 July 2026, https://example.org/three_axis?a=2017-09-05.'
    )
    assert made.csl["container-title"] == "Korea Posture Ledger"
