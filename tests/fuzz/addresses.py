"""Everything that a visitor can send: the choices of a link, texts, searches, data addresses, whole pages.

A target is a strategy for inputs and a check that raises when one does harm. Inputs are JSON, so that a failing one can be kept and
replayed.
"""

from __future__ import annotations

import csv
import io
import json
import logging
import re
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urljoin, urlsplit

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.datastructures import QueryParams
from starlette.middleware import Middleware
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from components.analysis.evidence import SCOPES
from components.analysis.narrowing import folded, narrow_rows
from components.analysis.search import CLOSE, OPEN, SearchEngine
from components.cached import View, known_codes, ledger, search_engine
from components.exports.csv_files import plain_csv
from components.exports.names import file_name
from components.filters import FIRST_DAY, LISTS, MOST_WORDS, Filters, Known, clean_words, parse_day, read_choices, shown, write_choices
from components.navigation import BY_STEM, PAGES
from components.server import data, previews
from components.server.choices import asked_choices
from components.server.headers import SecurityHeaders
from components.server.previews import Previews
from components.tables import Ledger
from components.ui.words import JOINER, cell, linked, passage_link, plain
from tests.app.conftest import ROOT
from tests.app.conftest import run as run_page
from tests.robustness.payloads import PAYLOADS, REFUSED

CORPUS = Path(__file__).resolve().parent / "corpus" / "addresses"
NAMES = ("a", "b", "scope", *LISTS, "q")
UNESCAPED = re.compile(r"(?<!\\)(?:\\\\)*[`*_{}\[\]()#+!|~<>$:&@]")
FOUND_LATER = re.compile(
    r":material/|:streamlit:|:[\w+-]+:|(?<!\S)(?:<->|->|<-|--|>=|<=|~=)(?!\S)|(?i:https?://|www\.)|[-.\w+]@[-\w]+\.[-\w]"
)
"""What Streamlit looks for in texts whose escapes are already gone."""
FAIR_SECONDS = 5.0
"""Longer than this no single request, search or reading may take, even on a busy machine."""

LONGEST_ADDRESS = 60_000
"""Servers refuse longer ones themselves, before the app is asked."""

TODAY = date(2026, 6, 30)


class Tally(NamedTuple):
    """How many inputs a target was given, and how many of them did harm."""

    inputs: int
    faults: int


@dataclass(frozen=True)
class Target:
    """Inputs (JSON) and what must hold for each; `share` is the part of the time that it gets, `batch` its inputs at a time.

    `variants` makes more inputs of one: making them is cheaper than drawing them.
    """

    inputs: st.SearchStrategy[Any]
    check: Callable[[Any], None]
    share: float
    batch: int
    variants: Callable[[Any], list[Any]] = lambda given_input: [given_input]


# Inputs

ODD_DAYS = [
    "", " ", "2017-02-30", "2017-W36-2", "2017-248", "20170905", "2017-9-5", "2017-09-05T00:00", "0000-00-00", "9999-12-31", "-2017-09-05", "２０１７-０９-０５",
    "٢٠١٧-٠٩-٠٥", "2017-09-05 ", "2017-09-05\n", "2017/09/05", "NaT", "today", "1e9", "2017-09-05;b=2020-01-01",
]  # fmt: skip
CODES = sorted({code for name in LISTS for code in ledger()[name]["code"]})
ROW_IDS = [str(row_id) for name in ("components", "observations", "sources", "terms") for row_id in ledger()[name].iloc[:5, 0]]
HOSTILE = [*(payload.text for payload in PAYLOADS), *REFUSED.values()]
UNSEEN = st.text(st.characters(categories=["Cs", "Cf", "Cc", "Co", "Cn", "Mn", "Zl", "Zp", "Zs"]), max_size=12)
HUGE = st.tuples(st.sampled_from(["x", "x ", "가", "a&", "%", "\u0301", "ﷺ", "-", "_ "]), st.integers(60, 900)).map(
    lambda part: part[0] * part[1]
)
TEXT = st.one_of(
    st.text(max_size=20), st.sampled_from(HOSTILE), UNSEEN, HUGE, st.sampled_from(["missile", "천궁", "L-SAM", "three axis", "kmd"])
)
DAY = st.one_of(st.dates().map(str), st.dates(FIRST_DAY, TODAY).map(str), st.sampled_from(ODD_DAYS), TEXT)
CODE = st.one_of(st.sampled_from(CODES), st.sampled_from(CODES).map(str.upper), st.sampled_from(CODES).map(lambda code: f"{code} "), TEXT)
SCOPE = st.one_of(st.sampled_from(SCOPES), st.sampled_from(["All", "anchors,then", ""]), TEXT)
VALUE = {
    "a": DAY,
    "b": DAY,
    "scope": SCOPE,
    **dict.fromkeys(LISTS, CODE),
    "q": TEXT,
    "id": st.one_of(st.sampled_from(ROW_IDS), TEXT),
    "v": TEXT,
}
PAIR = st.one_of(
    *(st.tuples(st.just(name), values) for name, values in VALUE.items()),
    st.tuples(TEXT, TEXT),
)
PAIRS = st.lists(PAIR, max_size=6).map(lambda pairs: [list(pair) for pair in pairs])
MANY = st.tuples(st.sampled_from([*LISTS, "a", "q", "v", "x"]), CODE, st.integers(2, 60)).map(
    lambda part: [[part[0], f"{part[1]}{n % 7}"] for n in range(part[2])]
)
LINK = st.one_of(PAIRS, PAIRS, PAIRS, MANY)
FILE = st.one_of(
    st.sampled_from(sorted(data.makers(ledger()))),
    st.sampled_from(sorted(data.makers(ledger()))),
    st.tuples(st.sampled_from(["../", "%2e%2e/", "./", "vocabularies/", "", "/"]), TEXT).map("".join),
)
REQUEST = st.fixed_dictionaries(
    {
        "method": st.sampled_from(["GET"] * 8 + ["HEAD", "OPTIONS", "POST", "PUT"]),
        "path": FILE,
        "pairs": LINK,
        "match": st.one_of(st.just(""), st.just("*"), st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=30)),
    }
)
SEARCH = st.one_of(
    TEXT,
    st.lists(st.one_of(TEXT, st.sampled_from(["missile", "defense", "kf", "한미", "AND", "NEAR", '"', "*"])), max_size=8).map(" ".join),
)
PAGE = st.fixed_dictionaries({"page": st.sampled_from([spec.stem for spec in PAGES]), "pairs": PAIRS})


def links_like(pairs: list[list[str]]) -> list[list[list[str]]]:
    """The link, its parts, itself twice and backwards, and with its values under the next name."""
    names = [name for name, _ in pairs]
    moved = [[name, value] for name, (_, value) in zip(names[1:] + names[:1], pairs, strict=True)]
    return [pairs, *([pair] for pair in pairs[:6]), pairs[:6] * 2, pairs[::-1], moved]


def texts_like(text: str) -> list[str]:
    """The text in other company."""
    return [text, text[::-1], text.swapcase(), f"{text}:{text}", f" {text} ", f"http://x/{text}", f"--{text}--"]


# What must hold


def check_choices(pairs: list[list[str]]) -> None:
    """Any link gives choices that can be used; what can't be used is named, and what is not named was used."""
    params = _by_name(pairs)
    known = _known()
    chosen, notes = read_choices(params, known)
    assert FIRST_DAY <= chosen.a <= known.today and FIRST_DAY <= chosen.b <= known.today
    assert chosen.scope in SCOPES
    for name in LISTS:
        codes = getattr(chosen, name)
        assert set(codes) <= getattr(known, name) and list(codes) == sorted(set(codes))
    assert chosen.q == clean_words(chosen.q) and len(chosen.q) <= MOST_WORDS
    assert not chosen.q or folded(chosen.q)
    assert all(note.isprintable() and 20 < len(note) < 260 for note in notes)
    assert len(notes) <= 25
    for everything in (False, True):
        written = {name: value if isinstance(value, list) else [value] for name, value in write_choices(chosen, everything).items()}
        assert read_choices(written, known) == (chosen, [])
    if not notes:
        asked = {name: [value for value in params.get(name, ()) if value] for name in NAMES}
        assert asked["a"] in ([], [str(chosen.a)]) and asked["b"] in ([], [str(chosen.b)]) and asked["scope"] in ([], [chosen.scope])
        assert all(sorted(asked[name]) == list(getattr(chosen, name)) for name in LISTS)
        assert [clean_words(words) for words in asked["q"]] in ([], [chosen.q])


def check_texts(text: str) -> None:
    """Any text is shown as it is, makes a clean name, and is a day or is not."""
    assert UNESCAPED.search(plain(text)) is None
    seen = re.sub(r"\\(.)", r"\1", plain(text))
    assert "".join(seen.replace(JOINER, "").split()) == "".join(text.replace(JOINER, "").split())
    assert not re.search(r"[^\S \N{NO-BREAK SPACE}]|  ", seen) and FOUND_LATER.search(seen) is None
    assert shown(text).isprintable() and len(shown(text)) <= 40
    assert clean_words(clean_words(text)) == clean_words(text)
    assert re.fullmatch(r"korea-posture-ledger[a-z0-9._-]*", file_name(text, text, text, text, text))
    said = parse_day(text, TODAY)
    assert said.isoformat() == text if isinstance(said, date) else said.isprintable()
    if _sendable(text):
        linked(text, text)
        assert re.match(r"\[.*\]\(https?://|(?!\[)", cell(text), re.DOTALL | re.IGNORECASE)
        assert re.match(r"https?://\S+\Z|\Z", passage_link(text, text, text))


def check_search(words: str) -> None:
    """Any words find rows that there are, each once, the same ones in the same order each time, and in fair time."""
    engine = _engine()
    start = time.monotonic()
    hits, instead = engine.find(words, 25)
    assert time.monotonic() - start < FAIR_SECONDS
    assert len(hits) <= 25 and len({(hit.table, hit.row_id) for hit in hits}) == len(hits)
    assert all(hit.row_id in _ids(hit.table) for hit in hits)
    assert engine.find(words, 25) == (hits, instead)
    assert engine.find(words, 5)[0] == [type(hit)(hit.table, hit.row_id, hit.title, hit.excerpt) for hit in hits[:5]]
    assert all(hit.excerpt.count(OPEN) == hit.excerpt.count(CLOSE) for hit in hits)
    assert not instead or hits


def check_address(request: dict[str, Any], client: TestClient | None = None) -> None:
    """Any request is answered: rows that there are, or a sentence; nothing that was asked becomes a header."""
    asked = "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in request["pairs"])
    path = "/".join(_quoted(part) for part in request["path"].replace("%2e", "\0").split("/")).replace("%00", "%2e")
    if len(path) + len(asked) > LONGEST_ADDRESS:
        return
    headers = {"If-None-Match": request["match"]} if request["match"] else {}
    start = time.monotonic()
    answer = (client or _light()).request(request["method"], f"/data/{path}?{asked}", headers=headers)
    assert time.monotonic() - start < FAIR_SECONDS
    allowed = {200, 204, 304, 400, 404, 405, 414} if request["method"] == "OPTIONS" else {200, 304, 400, 404, 405, 414}
    if answer.has_redirect_location:
        # Streamlit leads away from slashes and dots at the end, before the app is asked: never elsewhere, and never from a file.
        assert request["method"] != "GET" or not answer.url.path.startswith("/data/")
        assert urlsplit(urljoin(str(answer.url), answer.headers["location"])).netloc == answer.url.netloc.decode()
        return
    assert answer.status_code in allowed, answer.status_code
    assert answer.headers.get("content-disposition", "") == "" or re.fullmatch(
        r'attachment; filename="korea-posture-ledger_[a-z0-9._-]+"', answer.headers["content-disposition"]
    )
    assert "set-cookie" not in answer.headers
    ours = answer.url.path.startswith("/data/") and answer.headers.get("content-type", "").startswith("text/plain")
    if answer.status_code in (400, 404) and request["method"] == "GET" and ours:
        # A line feed in a path keeps it from being ours: what comes then is the framework's own answer.
        assert answer.text == "Not Found" or (
            10 < len(answer.text) < 4000 and all(len(line) > 10 and line.isprintable() for line in answer.text.splitlines())
        )
    if answer.status_code == 200 and request["method"] == "GET" and answer.url.path == f"/data/{request['path']}":
        _check_rows(request["path"], asked, answer.content)


def _check_rows(path: str, asked: str, content: bytes) -> None:
    """The rows of a table are those that analysis leaves, and each is a row of the table."""
    source = _source()
    table = next((table for table in source.contract.tables.values() if path in (f"{table.name}.csv", table.path)), None)
    chosen, notes = asked_choices(QueryParams(asked), source)
    assert notes == []
    if table is None:
        return
    got, every = (list(csv.reader(io.StringIO(part.decode(), newline=""))) for part in (content, _whole(table.name)))
    assert got[0] == every[0] and {tuple(row) for row in got} <= {tuple(row) for row in every}
    if not table.is_vocabulary and table.name != "corrections":
        left = narrow_rows(
            table.name,
            View(source, Filters()).all_rows(table.name),
            View(source, chosen).index,
            chosen.theme,
            chosen.axis,
            chosen.partner,
            chosen.q,
        )
        assert [row[0] for row in got[1:]] == left.iloc[:, 0].astype("str").tolist()


def check_page(link: dict[str, Any]) -> None:
    """Any page stands whole under any link: its title, its choices, no failure."""
    params = {name: [value for value in values if _sendable(value)] for name, values in _by_name(link["pairs"]).items() if _sendable(name)}
    at = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=120)
    for name, values in params.items():
        at.query_params[name] = values
    run_page(at.switch_page(BY_STEM[link["page"]].file))
    chosen, notes = read_choices({name: params[name] for name in NAMES if name in params}, _known())
    assert at.title[0].value == BY_STEM[link["page"]].question
    assert at.session_state["choices"] == chosen
    assert len(at.warning) >= len(notes)


TARGETS: dict[str, Target] = {
    "choices": Target(LINK, check_choices, 0.35, 400, links_like),
    "texts": Target(TEXT, check_texts, 0.2, 400, texts_like),
    "searches": Target(SEARCH, check_search, 0.1, 100),
    "addresses": Target(REQUEST, check_address, 0.3, 100),
    "pages": Target(PAGE, check_page, 0.05, 5),
}


# Running


def run(seconds: float) -> dict[str, Tally]:
    """Feed each target for its share of the time; failing inputs are saved in the corpus. Counts by target."""
    logging.getLogger("httpx2").setLevel(logging.WARNING)
    counts = {}
    for name, target in TARGETS.items():
        with ExitStack() as stack:
            check = target.check
            if name == "addresses":
                client = stack.enter_context(_whole_server())
                check = partial(check_address, client=client)
            counts[name] = _fed(name, target, check, seconds * target.share)
    return counts


def _fed(name: str, target: Target, check: Callable[[Any], None], seconds: float) -> Tally:
    inputs, faults, number = 0, 0, time.time_ns() % 1_000_000
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        given_inputs: list[Any] = []
        try:
            _batch(target, check, number, given_inputs)
        except Exception as fault:
            faults += 1
            save(name, given_inputs[-1], f"{type(fault).__name__}: {fault}"[:400])
        inputs, number = inputs + len(given_inputs), number + 1
    return Tally(inputs, faults)


def _batch(target: Target, check: Callable[[Any], None], number: int, given_inputs: list[Any]) -> None:
    """One batch of inputs; when one fails, the last of `given_inputs` is the smallest that does."""

    @seed(number)
    @settings(
        max_examples=target.batch,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    @given(target.inputs)
    def each(given_input: Any) -> None:
        for variant in target.variants(given_input):
            given_inputs.append(variant)
            check(variant)

    each()


def save(target: str, given_input: Any, fault: str) -> Path:
    """Keep a failing input, named by what it is, so that one fault is kept once."""
    text = json.dumps({"target": target, "fault": fault, "input": given_input}, indent=1) + "\n"
    CORPUS.mkdir(parents=True, exist_ok=True)
    path = CORPUS / f"{target}-{sha256(json.dumps(given_input).encode()).hexdigest()[:10]}.json"
    path.write_text(text, encoding="ascii")
    return path


def replay(path: Path) -> None:
    """Check a kept input again."""
    kept = json.loads(path.read_text(encoding="ascii"))
    TARGETS[kept["target"]].check(kept["input"])


def _whole_server() -> TestClient:
    from components.server.app import app

    return TestClient(app, follow_redirects=False)


@cache
def _light() -> TestClient:
    """The data addresses without Streamlit around them, of which a process takes one."""
    app = Starlette(routes=[*data.ROUTES, *previews.ROUTES], middleware=[Middleware(SecurityHeaders), Middleware(Previews)])
    return TestClient(app, follow_redirects=False)


def _by_name(pairs: list[list[str]]) -> Mapping[str, list[str]]:
    params: dict[str, list[str]] = {}
    for name, value in pairs:
        params.setdefault(name, []).append(value)
    return params


def _quoted(text: str) -> str:
    return quote(text, safe="", errors="surrogatepass")


def _sendable(text: str) -> bool:
    """Whether a browser can send the text: what it sends is UTF-8."""
    return not re.search("[\ud800-\udfff]", text)


@cache
def _source() -> Ledger:
    """The shipped data, read once: asking for it looks at every file of the folder."""
    return ledger()


@cache
def _known() -> Known:
    return known_codes(_source())


@cache
def _engine() -> SearchEngine:
    return search_engine(_source())


@cache
def _ids(table: str) -> frozenset[str]:
    return frozenset(_source()[table].iloc[:, 0])


@cache
def _whole(table: str) -> bytes:
    source = _source()
    return plain_csv(source[table][source.contract.tables[table].column_names])
