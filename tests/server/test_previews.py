"""Link previews: title, description, dates and picture of each page; and what an address may not bring into them."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
import struct
from datetime import date
from html.parser import HTMLParser

import pytest
from starlette.testclient import TestClient

from components.filters import Filters
from components.navigation import BY_STEM, PAGES
from components.server import previews
from components.server.headers import page_policy
from components.server.previews import PICTURE_SIZE, PICTURES, description, tags


class Head(HTMLParser):
    """The language, the title, the metas and the scripts of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.lang, self.metas, self.scripts, self.links = "", {}, 0, {}
        self.titles: list[str] = []
        self._in_title = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.lang = given.get("lang", "")
        if tag == "meta" and ("name" in given or "property" in given):
            self.metas[given.get("name") or given["property"]] = given["content"]
        if tag == "link":
            self.links[given["rel"]] = given["href"]
        self.scripts += tag == "script"
        self._in_title = tag == "title"

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.titles.append(data)
            self._in_title = False


def address(stem: str) -> str:
    return "/" if stem == "overview" else f"/{stem}"


@pytest.mark.parametrize("spec", PAGES, ids=lambda spec: spec.stem)
def test_each_page_has_title_description_dates_and_picture(client: TestClient, spec) -> None:
    head = Head(client.get(f"{address(spec.stem)}?a=2018-09-19&b=2024-10-01").text)
    assert head.lang == "en"
    assert head.titles == [f"{spec.question} · Korea Posture Ledger"]
    assert head.metas["og:title"] == spec.question
    assert head.metas["description"] == head.metas["og:description"]
    assert head.metas["description"].startswith("South Korea's reported defense posture on 19 Sep 2018 and on 1 Oct 2024. ")
    assert len(head.metas["description"]) > 75
    assert head.metas["og:image"] == f"http://testserver/preview/{spec.stem}.png"
    assert head.metas["og:url"] == f"http://testserver{address(spec.stem)}?a=2018-09-19&b=2024-10-01" == head.links["canonical"]


@pytest.mark.parametrize("spec", PAGES, ids=lambda spec: spec.stem)
def test_each_page_has_a_picture_of_the_size_that_is_promised(client: TestClient, spec) -> None:
    answer = client.get(f"/preview/{spec.stem}.png")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert struct.unpack(">II", answer.content[16:24]) == PICTURE_SIZE
    assert len(answer.content) < 100_000


def test_no_picture_is_left_of_a_page_that_is_gone() -> None:
    assert {path.stem for path in PICTURES.glob("*.png")} == set(BY_STEM)


@pytest.mark.parametrize("name", ["nothing.png", "..%2f..%2fbrand%2ficon.png", "overview.svg", "overview", ""])
def test_other_pictures_do_not_exist(client: TestClient, name: str) -> None:
    assert client.get(f"/preview/{name}").status_code in (400, 404)


def test_a_page_is_streamlits_own_but_for_the_head(client: TestClient) -> None:
    from components.server.previews import index_html

    html = client.get("/about").text
    own, ours = (re.findall(r'<script type="module"[^>]*>', text) for text in (index_html(), html))
    assert own == ours
    assert len(own) == 1
    assert html.split("<body>")[1] == index_html().split("<body>")[1]


def test_choices_that_do_not_exist_fall_back(client: TestClient) -> None:
    head = Head(client.get("/compare?a=nonsense&theme=no-such&utm_source=x").text)
    assert head.metas["og:url"] == "http://testserver/compare"
    assert "on 5 Sep 2017 and on 3 Jul 2023" in head.metas["description"]


def test_what_an_address_brings_never_becomes_markup(client: TestClient) -> None:
    plain = Head(client.get("/compare").text)
    evil = client.get('/compare?q="><script>alert(1)</script><meta name="x" content="y', headers={"Host": 'evil.example"><script>'})
    head = Head(evil.text)
    assert head.scripts == plain.scripts
    assert "x" not in head.metas
    assert "<script>alert" not in evil.text
    assert "evil.example" not in evil.text


def test_the_policy_lets_no_script_run_that_came_with_what_was_asked_for(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    # As if the escaping of a page's head had a hole.
    monkeypatch.setattr(previews, "tags", lambda *asked: ["<script>alert(2)</script>"])
    answer = client.get("/compare")
    assert "<script>alert(2)</script>" in answer.text
    digest = base64.b64encode(hashlib.sha256(b"alert(2)").digest()).decode()
    assert "sha256-" in answer.headers["content-security-policy"]
    assert digest not in answer.headers["content-security-policy"]


def test_the_public_address_is_the_one_that_is_set(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTURE_ADDRESS", "https://posture.example.org/")
    head = Head(client.get("/brief", headers={"Host": "10.0.0.1:8501"}).text)
    assert head.metas["og:image"] == "https://posture.example.org/preview/brief.png"
    monkeypatch.setenv("POSTURE_ADDRESS", 'javascript:"')
    assert Head(client.get("/brief").text).metas["og:image"] == "http://testserver/preview/brief.png"


def test_the_description_is_cut_at_a_word() -> None:
    for spec in PAGES:
        text = description(spec, Filters(a=date(2017, 9, 5)))
        assert len(text) <= 302
        assert "**" not in text
        assert "](" not in text


def test_pages_are_compressed_and_asked_for_again_without_a_body(client: TestClient) -> None:
    packed = client.get("/compare", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) == len(gzip.compress(packed.content, 6, mtime=0))
    assert packed.text == client.get("/compare", headers={"Accept-Encoding": "identity"}).text
    again = client.get("/compare", headers={"If-None-Match": packed.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get("/compare?a=2020-01-01", headers={"If-None-Match": packed.headers["etag"]})
    assert other.status_code == 200
    head = client.head("/compare")
    assert (head.status_code, head.content) == (200, b"")


def test_the_front_page_lives_at_its_own_address(client: TestClient) -> None:
    answer = client.get("/overview?a=2018-01-01&q=x")
    assert (answer.status_code, answer.headers["location"]) == (307, "./?a=2018-01-01&q=x")


@pytest.mark.parametrize("path", ["/no-such-page", "/compare/deeper", "/admin.php"])
def test_an_unknown_page_is_a_404_that_the_app_explains(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert '<div id="root"></div>' in answer.text


def test_streamlits_own_addresses_are_left_alone(client: TestClient) -> None:
    assert client.get("/_stcore/health").text == "ok"
    assert client.get("/favicon.png").status_code == 200


def test_the_policy_allows_the_inline_scripts_of_the_page_and_no_other() -> None:
    policy = page_policy("<script>\n  a = 1\n</script>")
    assert "script-src 'self' 'sha256-nHiJsB1GRX6Ku2XBkWKVt2F3CJiowPuMwhcJv+CWmC0=' blob: 'wasm-unsafe-eval';" in policy
    assert "'unsafe-inline'" not in policy.split("style-src")[0]
    assert "'unsafe-eval'" not in policy


def test_security_headers_are_on_every_answer(client: TestClient) -> None:
    for path in ("/", "/data/terms.csv", "/data/nothing", "/healthz", "/preview/about.png", "/no-such", "/_stcore/health"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
        assert "camera=()" in headers["permissions-policy"]
    assert "frame-ancestors 'none'" in client.get("/").headers["content-security-policy"]


def test_who_may_embed_can_be_set_and_cannot_end_the_policy(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTURE_FRAME_ANCESTORS", "'self' https://*.example.org")
    assert client.get("/").headers["content-security-policy"].endswith("frame-ancestors 'self' https://*.example.org")
    monkeypatch.setenv("POSTURE_FRAME_ANCESTORS", "*; script-src *")
    assert client.get("/").headers["content-security-policy"].endswith("frame-ancestors 'none'")


def test_every_text_in_the_head_is_escaped() -> None:
    lines = tags(BY_STEM["compare"], Filters(), 'https://x.example/"><b>&')
    assert not [line for line in lines if '"><b>' in line]
    assert (
        next(line for line in lines if "og:image" in line)
        == '<meta property="og:image" content="https://x.example/&quot;&gt;&lt;b&gt;&amp;/preview/compare.png" />'
    )
