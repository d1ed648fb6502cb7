"""No text in the data, in an address or in a search is interpreted: each payload through each channel, and what must come out."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from unittest.mock import patch
from urllib.parse import quote, urlencode

import openpyxl
import pytest
import rispy
from bibtexparser import parse_string
from pylatexenc.latex2text import LatexNodes2Text
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from components.cached import View, known_codes, ledger, search_engine
from components.exports.brief import brief_html
from components.exports.chart_page import chart_page
from components.exports.csv_files import plain_csv, spreadsheet_csv
from components.exports.names import file_name, name_part
from components.exports.workbook import xlsx
from components.filters import LISTS, Filters, clean_words, read_choices
from components.navigation import PAGES
from components.server.data import makers
from components.ui.cards.brief import make_brief
from components.ui.cards.evidence import package_bytes
from components.ui.words import JOINER, plain
from tests.app.conftest import ROOT, run
from tests.robustness.payloads import PAYLOADS, Payload, row_id
from tests.robustness.reading import Sent, left_of_chart, left_of_markdown, seen_in_chart, sent

each_payload = pytest.mark.parametrize("payload", PAYLOADS, ids=lambda payload: payload.name)
UNESCAPED = re.compile(r"(?<!\\)(?:\\\\)*[`*_{}\[\]()#+!|~<>$:&@]")
FORMULA = re.compile(r"\s*[=+\-@\t\r＝＋－＠]")
FILE_NAME = re.compile(r"korea-posture-ledger_[a-z0-9._-]+\.[a-z]{2,4}")


# What the data holds, on pages


@pytest.fixture(scope="module")
def pages(injected: Path) -> dict[str, Sent]:
    """Each page with all its tables open, its first and its last page of rows."""
    found = {}
    for spec in PAGES:
        at = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60).switch_page(spec.file)
        run(at)
        for toggle in at.toggle:
            toggle.set_value(True)
        first = sent(run(at))
        for number in at.number_input:
            number.set_value(number.max)
        last = sent(run(at))
        found[spec.stem] = Sent(first.markdown + last.markdown, first.as_it_is + last.as_it_is, first.charts + last.charts)
    return found


@each_payload
def test_pages_show_the_text_of_a_cell_as_it_is(pages: dict[str, Sent], payload: Payload) -> None:
    bodies = [(stem, body) for stem, page in pages.items() for body in page.markdown if payload.mark in body]
    assert len({stem for stem, _ in bodies}) >= 6
    assert [(stem, body) for stem, body in bodies if payload.mark in left_of_markdown(body, payload)] == []


@each_payload
def test_charts_show_the_text_of_a_cell_as_it_is(pages: dict[str, Sent], payload: Payload) -> None:
    texts = [(stem, text) for stem, page in pages.items() for text in page.charts if payload.mark in text]
    assert len(texts) >= 6
    assert [(stem, text) for stem, text in texts if payload.mark in left_of_chart(text, payload)] == []
    assert [text for _, text in texts if re.search(r"<(?!/?b>|br>|/?sup>|/?span|/?extra)", text)] == []


def test_evidence_shows_the_text_of_a_cell_as_it_is(injected: Path) -> None:
    def blocks() -> None:
        from components.cached import view
        from components.filters import Filters
        from components.ui.evidence import Found, evidence_block

        seen = view(Filters())
        for table in ("commitments", "components", "posture", "sources"):
            for _, row in seen.ledger[table].iterrows():
                evidence_block(Found(table, row), seen)

    at = AppTest.from_function(blocks, default_timeout=120).run()
    assert [exception.value for exception in at.exception] == []
    page = sent(at)
    for payload in PAYLOADS:
        bodies = [body for body in page.markdown if payload.mark in body]
        assert len(bodies) >= 10
        assert [body for body in bodies if payload.mark in left_of_markdown(body, payload)] == []


def test_what_opens_a_page_elsewhere_is_a_web_address(injected: Path) -> None:
    at = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    at.query_params["id"] = row_id("sources", PAYLOADS[1])
    run(at.switch_page("pages/evidence.py"))
    links = [link.proto.url for link in at.get("link_button")]
    assert links == [PAYLOADS[1].address]
    assert links[0].startswith("https://example.org/")


# How Markdown is kept from reading it


@each_payload
@pytest.mark.parametrize("form", ["first", "last"])
def test_nothing_that_markdown_reads_is_left_unescaped(payload: Payload, form: str) -> None:
    text = getattr(payload, form)
    escaped = plain(text)
    assert UNESCAPED.search(escaped) is None
    assert re.sub(r"\\(.)", r"\1", escaped).replace(JOINER, "") == " ".join(text.split())


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (":material/home:", f"\\:{JOINER}material/home\\:"),
        (":material/home", f"\\:{JOINER}material/home"),
        (":streamlit:", f"\\:{JOINER}streamlit\\:"),
        ("a -> b", f"a \\-{JOINER}\\> b"),
        ("~= <->", f"\\~{JOINER}= \\<{JOINER}\\-\\>"),
        ("a->b", "a\\-\\>b"),
        ("x@-y.org", f"x\\@{JOINER}\\-y\\.org"),
        ("at 12:30", "at 12\\:30"),
    ],
)
def test_what_is_found_after_markdown_is_kept_apart_by_a_joiner(text: str, written: str) -> None:
    assert plain(text) == written


# What is taken home


@each_payload
def test_csv_holds_the_text_byte_for_byte_and_the_one_for_spreadsheets_runs_nothing(everything: View, payload: Payload) -> None:
    rows = everything.ledger["milestones"]
    part = rows[rows["milestone_id"] == row_id("milestones", payload)]
    plain_row = next(csv.DictReader(io.StringIO(plain_csv(part).decode(), newline="")))
    safe_row = next(csv.DictReader(io.StringIO(spreadsheet_csv(part).decode("utf-8-sig"), newline="")))
    assert (plain_row["title"], plain_row["summary"], plain_row["note"]) == (payload.first, payload.first, payload.last)
    assert not any(FORMULA.match(cell) for cell in safe_row.values())
    assert safe_row["title"] == ("'" if FORMULA.match(payload.first) else "") + payload.first
    assert len(list(csv.reader(io.StringIO(plain_csv(part).decode(), newline="")))) == 2


def test_a_workbook_holds_texts_and_neither_formulas_nor_links(everything: View) -> None:
    rows = everything.ledger["sources"]
    rows = rows[rows["source_id"].str.startswith("source-row-")].reset_index(drop=True)
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx({"sources": rows}))).active
    assert sheet is not None
    titles = [cell.value for cell in list(sheet.columns)[rows.columns.get_loc("title")][1:]]
    assert titles == [payload.first for payload in PAYLOADS]
    assert {cell.data_type for line in sheet.iter_rows() for cell in line} <= {"s", "n"}
    assert [cell.coordinate for line in sheet.iter_rows() for cell in line if cell.hyperlink] == []


def test_references_hold_each_title_as_one_field_of_one_entry(everything: View) -> None:
    made = makers(everything.ledger)
    written = {suffix: made[f"sources.{suffix}"](everything).content for suffix in ("bib", "ris", "json")}
    expected = {row_id("sources", payload): " ".join(payload.first.split()) for payload in PAYLOADS}

    items = {item["id"]: item for item in json.loads(written["json"])}
    assert {key: items[key]["title"] for key in expected} == expected
    assert len(items) == len(everything.ledger["sources"])

    records = {record["id"]: record for record in rispy.loads(bytes(written["ris"]).decode())}
    assert {key: records[key]["title"] for key in expected} == expected
    assert len(records) == len(items)

    library = parse_string(bytes(written["bib"]).decode())
    assert library.failed_blocks == []
    assert [entry.key for entry in library.entries] == list(items)
    assert {block.raw for block in library.preambles} == set()
    titles = {entry.key: _of_latex(entry["title"]) for entry in library.entries}
    assert {key: titles[key] for key in expected} == {key: "".join(title.split()) for key, title in expected.items()}


def _of_latex(text: str) -> str:
    """What LaTeX prints, without blanks; its reader here does not know the names of braces."""
    named = text.replace(r"\textbraceleft{}", r"\{").replace(r"\textbraceright{}", r"\}")
    return "".join(LatexNodes2Text().latex_to_text(named).replace("ˆ", "^").split())


def test_the_package_has_clean_names_and_the_rows_as_they_are(everything: View) -> None:
    with zipfile.ZipFile(io.BytesIO(package_bytes(everything))) as archive:
        assert not [name for name in archive.namelist() if not re.fullmatch(r"(?:vocabularies/)?[A-Za-z_]+\.(?:csv|json|md|bib)", name)]
        described = json.loads(archive.read("datapackage.json"))
        rows = list(csv.DictReader(io.StringIO(archive.read("components.csv").decode(), newline="")))
    assert [row["name"] for row in rows] == [payload.first for payload in PAYLOADS]
    assert {source["path"] for source in described["sources"] if "path" in source} >= {payload.address for payload in PAYLOADS}


@each_payload
def test_the_readme_of_a_package_shows_the_words_that_were_looked_for(everything: View, payload: Payload) -> None:
    words = clean_words(payload.text)[:200].rstrip()
    with zipfile.ZipFile(io.BytesIO(package_bytes(View(everything.ledger, Filters(q=words))))) as archive:
        readme = archive.read("README.md").decode()
    line = next(line for line in readme.splitlines() if line.startswith("- Words: "))
    assert re.sub(r"\\(.)", r"\1", line.removeprefix("- Words: ")) == words
    assert re.search(r"(?<!\\)(?:\\\\)*[`*_\[\]<>|#&~$]", line) is None


@each_payload
def test_a_file_name_is_clean_whatever_it_is_made_of(payload: Payload) -> None:
    name = file_name(payload.first, payload.first, payload.last, payload.first, ".csv")
    assert FILE_NAME.fullmatch(name)
    assert ".." not in name
    assert len(name) < 255
    assert re.fullmatch(r"[a-z0-9.-]*", name_part(payload.text))


# HTML that we write ourselves


class Page(HTMLParser):
    """The elements, attributes and texts of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def handlers(self) -> set[str]:
        """Attributes that would run something."""
        return {name for name, value in self.attributes if name.startswith("on") or value.strip().lower().startswith("javascript:")}


def test_the_brief_is_text_and_footnotes_alone(everything: View) -> None:
    html = brief_html(make_brief(everything))
    page = Page(html)
    assert set(page.elements) == {
        "html", "head", "meta", "title", "style", "body", "main", "h1", "p", "section", "h2", "ul", "li", "sup", "a", "table", "thead",
        "tr", "th", "tbody", "td", "ol",
    }  # fmt: skip
    assert page.handlers == set()
    assert not [value for name, value in page.attributes if name in ("href", "src") and not re.fullmatch(r"#note-\d+", value)]
    shown = "\n".join(page.texts)
    assert sum(payload.mark in shown for payload in PAYLOADS) >= 20
    assert [payload.name for payload in PAYLOADS if payload.mark in shown and " ".join(payload.text.split()) not in shown] == []


@each_payload
def test_a_brief_of_any_search_words_names_them(everything: View, payload: Payload) -> None:
    words = clean_words(payload.text)[:200].rstrip()
    page = Page(brief_html(make_brief(View(everything.ledger, Filters(q=words)))))
    assert page.handlers == set() and "script" not in page.elements and "img" not in page.elements
    assert any(f"words “{words}”" in text for text in page.texts)


@each_payload
def test_a_chart_page_has_the_scripts_of_plotly_and_no_other(payload: Payload) -> None:
    import plotly.graph_objects as go

    def written(text: str) -> Page:
        figure = go.Figure(go.Scatter(x=[1], y=[2], name=text, hovertext=[text], customdata=[text]))
        return Page(chart_page(figure, text, text, text, text).decode())

    with patch("plotly.io._html.get_plotlyjs", return_value="/* plotly */"):
        page, harmless = written(payload.first), written("harmless")
    assert page.elements == harmless.elements
    assert page.handlers == harmless.handlers == {"onclick"}
    script = next(text for text in page.texts if "Plotly.newPlot" in text)
    traces, end = json.JSONDecoder().raw_decode(script, script.index("[{"))
    layout = json.JSONDecoder().raw_decode(script, script.index("{", end))[0]
    assert (traces[0]["name"], traces[0]["hovertext"]) == (payload.first, [payload.first])
    assert seen_in_chart(layout["title"]["text"]) == 2 * "".join(payload.first.split())
    assert seen_in_chart(layout["annotations"][0]["text"]) == "".join(payload.first.split())


@each_payload
def test_the_head_of_a_page_takes_nothing_from_the_address_but_its_choices(addresses: TestClient, payload: Payload) -> None:
    harmless = Page(addresses.get("/compare?q=x").text)
    query = urlencode([(name, payload.text) for name in ("a", "b", "scope", *LISTS, "q", "id", "v", payload.text)])
    answer = addresses.get(f"/compare?{query}")
    page = Page(answer.text)
    assert answer.status_code == 200
    assert page.elements == harmless.elements
    assert page.handlers == harmless.handlers
    assert [name for name, _ in page.attributes] == [name for name, _ in harmless.attributes]
    assert page.texts == harmless.texts


# What an address brings


@pytest.mark.parametrize("name", ["a", "b", "scope", *LISTS])
@each_payload
def test_a_code_that_is_none_falls_back_with_one_note(payload: Payload, name: str) -> None:
    chosen, notes = read_choices({name: [payload.text]}, known_codes(ledger()))
    assert chosen == Filters()
    assert len(notes) == 1
    assert notes[0].isprintable()
    assert len(notes[0]) < 200


@each_payload
def test_search_words_are_kept_as_they_are_but_for_length(payload: Payload) -> None:
    chosen, notes = read_choices({"q": [payload.text]}, known_codes(ledger()))
    assert chosen.q in ("", clean_words(payload.text)[:200].rstrip())
    assert len(notes) == (1 if len(payload.text) > 200 or not chosen.q else 0)


@each_payload
def test_a_page_shows_what_a_link_asks_for_in_vain_as_text(injected: Path, payload: Payload) -> None:
    at = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    for name in ("a", "b", "scope", *LISTS, "q", "id", "v"):
        at.query_params[name] = payload.first
    page = sent(run(at.switch_page("pages/evidence.py")))
    warned = [warning.value for warning in at.warning]
    assert len(warned) == 8 + (len(payload.first) > 200)
    assert at.session_state["choices"] == Filters(q=clean_words(payload.first)[:200].rstrip())
    shown = [body for body in page.markdown if payload.text[:20] in re.sub(r"\\(.)", r"\1", body).replace(JOINER, "")]
    assert len(shown) >= 7
    for body in warned:
        quoted = body[body.find("“") : body.rfind("”")]
        assert UNESCAPED.search(quoted) is None


@pytest.mark.parametrize("name", ["a", "b", "scope", *LISTS, "v", "id", "any"])
@each_payload
def test_a_data_address_refuses_it_in_sentences(addresses: TestClient, payload: Payload, name: str) -> None:
    answer = addresses.get(f"/data/milestones.csv?{name}={quote(payload.text)}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert re.fullmatch(r"(?:[^\x00-\x1f\x7f-\x9f]{20,250}\n)+", answer.text)


@each_payload
def test_search_words_at_a_data_address_give_rows_and_a_clean_file_name(addresses: TestClient, payload: Payload) -> None:
    words = payload.text[:200].strip()
    answer = addresses.get(f"/data/milestones.csv?q={quote(words)}", headers={"If-None-Match": f'"{quote(words)}"'})
    if answer.status_code == 400:
        assert "hold nothing that can be looked for" in answer.text
        return
    assert answer.status_code == 200
    assert re.fullmatch(rf'attachment; filename="{FILE_NAME.pattern}"', answer.headers["content-disposition"])
    assert re.fullmatch(r'W/"[0-9a-f]{24}"', answer.headers["etag"])
    assert set(answer.headers) <= {
        "content-disposition", "content-length", "content-type", "etag", "cache-control", "x-data-version", "x-content-type-options",
        "referrer-policy", "permissions-policy", "access-control-allow-origin", "access-control-expose-headers", "vary",
    }  # fmt: skip


PATHS = [
    "../datapackage.json", "%2e%2e/dashboard.py", "%2e%2e%2fdashboard.py", "%252e%252e%252fdashboard.py", "..%5cdashboard.py", "..%255cdashboard.py",
    "%c0%ae%c0%ae/dashboard.py", "observations.csv%00", "observations.csv%00.png", "%00", "vocabularies/%2e%2e/observations.csv", "vocabularies//theme.csv",
    "//etc/passwd", "%2Fetc%2Fpasswd", "C:%5Cx.csv", "file:///etc/passwd", "observations.csv/", "observations.csv%20", "OBSERVATIONS.csv",
    "observations.csv%0d%0aSet-Cookie:%20x=1", "%E2%80%AEvsc.snoitavresbo", "%ED%A0%80.csv", "%FF%FE.csv", "<script>.csv", "a" * 4000, "%F0%9F%98%80.csv",
    "observations.csv;x=1", "observations%2ecsv%3fq=x", "~root", "$HOME", "..;/x", ".git/config", "datapackage.json%23x",
]  # fmt: skip


@pytest.mark.parametrize("root", ["data", "preview"])
@pytest.mark.parametrize("path", PATHS)
def test_no_path_leads_anywhere_but_to_a_name_that_there_is(addresses: TestClient, root: str, path: str) -> None:
    answer = addresses.get(f"/{root}/{path}")
    assert answer.status_code == 404
    assert "set-cookie" not in answer.headers
    for inside in ("import streamlit", "root:x:", "observation_id,", '"resources"'):
        assert inside not in answer.text
    assert len(answer.text) < 1500


@pytest.mark.parametrize("asked", ["*, x", 'W/"', '""', ",,,,", '"' * 4000, 'W/"x", "\xff"', "' OR 1=1", "\t"])
def test_any_if_none_match_is_read_as_tags_alone(addresses: TestClient, asked: str) -> None:
    answer = addresses.get("/data/terms.csv", headers={"If-None-Match": asked.encode("latin-1")})
    assert answer.status_code == (304 if asked.startswith("*") else 200)
    assert re.fullmatch(r'W/"[0-9a-f]{24}"', answer.headers["etag"])


# What is typed into a search


@each_payload
def test_a_search_for_it_is_a_search_for_its_words(everything: View, payload: Payload) -> None:
    engine = search_engine(everything.ledger)
    hits, instead = engine.find(payload.first, 25)
    assert {hit.row_id for hit in hits} >= {row_id("terms", payload)}
    assert instead == ""
    assert engine.find(payload.first, 25) == (hits, instead)


def test_the_search_box_shows_words_and_hits_as_text(injected: Path) -> None:
    at = run(AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60).switch_page("pages/evidence.py"))
    for payload in PAYLOADS:
        at.text_input(key="evidence-words").set_value(payload.first[:200])
        run(at)
        links = [link.proto.label for link in at.get("page_link") if payload.mark in link.proto.label]
        if len(payload.first) <= 200:
            assert links
        assert [label for label in links if payload.mark in left_of_markdown(label, payload)] == []
        for caption in at.main.markdown:
            kept_apart = re.sub(r"\*\*", "", caption.value) if payload.mark in caption.value else ""
            assert UNESCAPED.search(kept_apart) is None
