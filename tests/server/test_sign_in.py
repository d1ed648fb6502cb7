"""Sign-in without a provider: who may in, what is half set up, and what each address answers with and without a cookie."""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import anyio
import pytest
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.routing import Mount
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect
from streamlit import auth_util, config
from streamlit.auth_util import set_cookie_with_chunks
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.secrets import secrets_singleton
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from components import hosting, sign_in
from components.access import Answer, Rule, allow_list, decide, hours_of, mark, parsed_address
from components.cached import ledger
from components.channels import Channel
from components.navigation import PAGES
from components.server import charts, return_address
from components.server.channels import ADDRESS as CHANNEL
from components.server.sign_in import REFUSALS, claims_of, front_end, harden_cookies, is_open, whole_run
from components.sign_in import ENDED, Ended, in_force, read_rule
from components.ui.sign_in import text

ROOT = Path(__file__).resolve().parents[2]
NOW = 1_800_000_000.0
SECRET = "0123456789abcdef0123456789abcdef"
ORIGIN = "http://localhost:8501"
AUTH: dict[str, Any] = {
    "redirect_uri": f"{ORIGIN}/oauth2callback",
    "cookie_secret": SECRET,
    "client_id": "ledger",
    "client_secret": "known to the provider",
    "server_metadata_url": "https://id.example.org/.well-known/openid-configuration",
}
RULE = Rule(frozenset({"analyst@example.org"}), frozenset({"example.com"}), hours=8)


def claims(**more: object) -> dict[str, object]:
    """What a provider says of someone whom the list names."""
    return {
        "is_logged_in": True,
        "iss": "https://id.example.org",
        "sub": "1",
        "nonce": "n1",
        "iat": int(NOW) - 60,
        "email": "analyst@example.org",
        "email_verified": True,
        **more,
    }


@pytest.mark.parametrize(
    ("address", "answer"),
    [
        ("analyst@example.org", Answer.ALLOWED),
        ("Analyst@EXAMPLE.org", Answer.ALLOWED),
        ("anyone@example.com", Answer.ALLOWED),
        ("first.last+tag@Example.Com", Answer.ALLOWED),
        ("other@example.org", Answer.NOT_LISTED),
        ("anyone@evil-example.com", Answer.NOT_LISTED),
        ("anyone@example.com.evil.net", Answer.NOT_LISTED),
        ("anyone@sub.example.com", Answer.NOT_LISTED),
        ("anyone@example.co", Answer.NOT_LISTED),
        ("anyone@example.com.", Answer.NOT_LISTED),
        ("anyone@.example.com", Answer.NOT_LISTED),
        ("anyone@example.com@evil.net", Answer.NOT_LISTED),
        ("anyone@evil.net@example.com", Answer.NOT_LISTED),
        ('"anyone@evil.net"@example.com', Answer.NOT_LISTED),
        ("anyone@evil.net,x@example.com", Answer.NOT_LISTED),
        ("anyone <x@example.com>", Answer.NOT_LISTED),
        (" analyst@example.org", Answer.NOT_LISTED),
        ("analyst@example.org\n", Answer.NOT_LISTED),
        ("anyone@example.com\x00", Answer.NOT_LISTED),
        ("anyone%example.com", Answer.NOT_LISTED),
        ("@example.com", Answer.NOT_LISTED),
        ("..@example.com", Answer.NOT_LISTED),
        ("example.com", Answer.NOT_LISTED),
        ("anyone@ex\N{CYRILLIC SMALL LETTER A}mple.com", Answer.NOT_LISTED),
        ("anyone@example\N{FULLWIDTH FULL STOP}com", Answer.NOT_LISTED),
        ("anal\N{LATIN SMALL LETTER LONG S}yst@example.org", Answer.NOT_LISTED),
        (f"{'a' * 250}@example.com", Answer.NOT_LISTED),
        ("", Answer.NOT_LISTED),
        (None, Answer.NOT_LISTED),
        (["analyst@example.org"], Answer.NOT_LISTED),
    ],
)
def test_only_the_address_itself_or_its_whole_domain_opens(address: object, answer: Answer) -> None:
    assert decide(RULE, claims(email=address), NOW) is answer


def test_letters_that_fold_into_ascii_are_no_address() -> None:
    kelvin = "mar\N{KELVIN SIGN}@example.org"
    assert kelvin.lower() == "mark@example.org"
    assert decide(Rule(frozenset({"mark@example.org"})), claims(email=kelvin), NOW) is Answer.NOT_LISTED
    assert parsed_address("MarK@Example.org") == ("mark", "example.org")


@pytest.mark.parametrize(
    ("stated", "assumed", "answer"),
    [
        (True, False, Answer.ALLOWED),
        ("true", False, Answer.ALLOWED),
        (False, False, Answer.UNVERIFIED),
        (False, True, Answer.UNVERIFIED),
        ("false", True, Answer.UNVERIFIED),
        ("True ", True, Answer.UNVERIFIED),
        (1, True, Answer.UNVERIFIED),
        (None, False, Answer.UNVERIFIED),
        (None, True, Answer.ALLOWED),
    ],
)
def test_an_address_must_be_confirmed(stated: object, assumed: bool, answer: Answer) -> None:
    rule = replace(RULE, assume_verified=assumed)
    assert decide(rule, claims(email_verified=stated), NOW) is answer
    if stated is None:
        missing = claims()
        del missing["email_verified"]
        assert decide(rule, missing, NOW) is answer


@pytest.mark.parametrize(
    ("issued", "answer"),
    [
        (NOW - 8 * 3600 + 1, Answer.ALLOWED),
        (NOW - 8 * 3600, Answer.EXPIRED),
        (NOW + 300, Answer.ALLOWED),
        (NOW + 301, Answer.EXPIRED),
        (str(NOW), Answer.EXPIRED),
        (True, Answer.EXPIRED),
        (float("nan"), Answer.EXPIRED),
        (None, Answer.EXPIRED),
    ],
)
def test_a_sign_in_lasts_as_long_as_is_set(issued: object, answer: Answer) -> None:
    assert decide(RULE, claims(iat=issued), NOW) is answer


def test_nobody_gets_in_without_a_sign_in_with_an_empty_list_or_with_a_fault() -> None:
    assert decide(RULE, {}, NOW) is Answer.SIGNED_OUT
    assert decide(RULE, claims(is_logged_in="true"), NOW) is Answer.SIGNED_OUT
    assert decide(Rule(), claims(), NOW) is Answer.NOT_LISTED
    assert decide(replace(RULE, fault="Something is missing."), claims(), NOW) is Answer.CLOSED


def test_a_sign_in_that_was_ended_opens_nothing_and_the_next_one_does() -> None:
    ended = Ended()
    ended.note(claims(), hours=8)
    # The session's claims and the cookie's differ by what Streamlit adds.
    assert decide(RULE, claims(origin=ORIGIN, tokens={}), NOW, ended) is Answer.SIGNED_OUT
    assert decide(RULE, claims(nonce="n2"), NOW, ended) is Answer.ALLOWED
    assert mark(claims()) in ended and mark(claims(sub="2")) not in ended


def test_an_ended_sign_in_is_forgotten_once_it_would_have_expired(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = Ended()
    ended.note(claims(), hours=1)
    later = time.time() + 3601
    monkeypatch.setattr(time, "time", lambda: later)
    ended.note(claims(nonce="n2"), hours=1)
    assert list(ended._until) == [mark(claims(nonce="n2"))]


def test_the_list_takes_addresses_and_domains_and_names_what_is_neither() -> None:
    entries = [
        "Analyst@Example.org",
        "@example.com",
        "xn--bj0bj06e.kr",
        "*",
        "*.example.org",
        "org",
        "a@b@c.org",
        "경찰.kr",
        "",
        "ex ample.org",
    ]
    assert allow_list(entries) == (
        frozenset({"analyst@example.org"}),
        frozenset({"example.com", "xn--bj0bj06e.kr"}),
        ["*", "*.example.org", "org", "a@b@c.org", "경찰.kr", "", "ex ample.org"],
    )


def test_hours() -> None:
    assert [hours_of(given) for given in ("12", 0.5, 720)] == [12, 0.5, 720]
    assert [hours_of(given) for given in ("0", -1, 721, "nan", "inf", "", "twelve", True, None)] == [None] * 9


# What the settings say


Configure = Callable[..., Rule | None]


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[Configure]:
    """Put secrets and variables in place and read the rule; afterwards sign-in is off again."""
    for name in (sign_in.DEMANDED, sign_in.ALLOW, sign_in.HOURS, sign_in.ASSUME_VERIFIED, sign_in.SECRETS):
        monkeypatch.delenv(name, raising=False)

    def configure(secrets: dict[str, Any], **variables: str) -> Rule | None:
        monkeypatch.setattr(secrets_singleton, "_secrets", secrets)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        in_force.cache_clear()
        return read_rule()

    yield configure
    in_force.cache_clear()
    ENDED._until.clear()


def test_sign_in_is_off_without_settings(settings: Configure) -> None:
    assert settings({}) is None
    assert settings({"database": {"user": "x"}}) is None
    assert in_force() is None


def test_the_rule_of_secrets_and_of_the_environment(settings: Configure) -> None:
    section = {"allow": ["analyst@example.org", "example.com"], "hours": 8}
    assert settings({"auth": AUTH, "sign_in": section}) == RULE
    assert settings({"auth": AUTH, "sign_in": {**section, "assume_verified": True}}) == replace(RULE, assume_verified=True)
    assert settings({"auth": AUTH, "sign_in": section}, POSTURE_SIGN_IN_ALLOW="example.net, a@b.kr", POSTURE_SIGN_IN_HOURS="1") == Rule(
        frozenset({"a@b.kr"}), frozenset({"example.net"}), hours=1
    )


@pytest.mark.parametrize(
    ("secrets", "variables", "fault"),
    [
        ({}, {"POSTURE_SIGN_IN": "on"}, "There is no section [auth] in Streamlit's secrets."),
        ({}, {"POSTURE_SIGN_IN_ALLOW": "example.com"}, "There is no section [auth] in Streamlit's secrets."),
        ({"sign_in": {"allow": ["example.com"]}}, {}, "There is no section [auth] in Streamlit's secrets."),
        ({"auth": AUTH}, {}, "The list of who may in is empty: set POSTURE_SIGN_IN_ALLOW, or allow under [sign_in] in the secrets."),
        ({"auth": "yes"}, {}, "There is no section [auth] in Streamlit's secrets."),
        ({"auth": AUTH, "sign_in": "yes"}, {}, "[sign_in] in the secrets is no section."),
        ({"auth": AUTH, "sign_in": {"alow": ["example.com"]}}, {}, "[sign_in] in the secrets has 'alow', there are: allow, hours, assume_verified."),
        ({"auth": AUTH, "sign_in": {"allow": "example.com"}}, {}, "must be a list of texts"),
        ({"auth": AUTH, "sign_in": {"allow": ["*"]}}, {}, "'*' in the list of who may in is neither an e-mail address nor a domain."),
        ({"auth": AUTH, "sign_in": {"allow": ["example.com"], "hours": 0}}, {}, "The hours of a sign-in must be a number above 0 and up to 720."),
        ({"auth": AUTH, "sign_in": {"allow": ["example.com"], "assume_verified": "yes"}}, {}, "assume_verified under [sign_in] must be true or false."),
        ({"auth": AUTH}, {"POSTURE_SIGN_IN": "off", "POSTURE_SIGN_IN_ALLOW": "example.com"}, "POSTURE_SIGN_IN is 'off', only 'on' is known"),
        ({"auth": {**AUTH, "cookie_secret": "short"}}, {"POSTURE_SIGN_IN_ALLOW": "example.com"}, "must have 32 characters or more."),
        ({"auth": {**AUTH, "redirect_uri": "http://ledger.example.org/oauth2callback"}}, {}, "must begin with https://"),
        ({"auth": {**AUTH, "redirect_uri": "https://ledger.example.org/"}}, {}, "must end with /oauth2callback."),
        ({"auth": {name: AUTH[name] for name in AUTH if name != "client_id"}}, {}, "missing the following keys: ['client_id']"),
        ({"auth": {name: AUTH[name] for name in AUTH if name != "cookie_secret"}}, {}, 'missing the "cookie_secret" key'),
    ],
)  # fmt: skip
def test_what_is_half_set_up_closes_the_ledger_and_says_why(
    settings: Configure, secrets: dict[str, Any], variables: dict[str, str], fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    rule = settings(secrets, **variables)
    assert rule is not None
    assert fault in rule.fault
    assert decide(rule, claims(), NOW) is Answer.CLOSED
    with caplog.at_level(logging.ERROR, "components.sign_in"):
        in_force()
    assert [record.getMessage() for record in caplog.records] == [f"Sign-in is demanded, but nobody gets in. {rule.fault}"]
    assert SECRET not in rule.fault


def test_secrets_that_cannot_be_read_close_the_ledger(settings: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit takes a file with a slip in it for no file at all, which would leave the ledger open."""
    broken = tmp_path / "secrets.toml"
    broken.write_text("[auth\n", encoding="utf-8")
    given = config.get_option
    monkeypatch.setattr(config, "get_option", lambda name: [str(broken)] if name == "secrets.files" else given(name))
    assert settings(None) == Rule(  # type: ignore[arg-type]
        fault=f"There are secrets that can't be read, so whether they ask for sign-in is not known: {broken}."
    )
    broken.write_bytes(b"\xff")
    assert "The secrets can't be read" in str(settings(None))  # type: ignore[arg-type]
    broken.unlink()
    assert settings(None) is None  # type: ignore[arg-type]


def test_secrets_that_the_environment_names_must_be_there(settings: Configure, tmp_path: Path) -> None:
    named = tmp_path / "ledger.toml"
    rule = settings(SETTINGS, STREAMLIT_SECRETS_FILES=str(named))
    assert rule == Rule(fault=f"STREAMLIT_SECRETS_FILES names secrets that are not there: {named}.")
    named.touch()
    assert settings(SETTINGS) == RULE


def test_secrets_that_the_environment_names_are_read(settings: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[tuple[str, object]] = []
    monkeypatch.setattr(config, "set_option", lambda name, value: taken.append((name, value)))
    sign_in.take_named_secrets()
    assert taken == []
    monkeypatch.setenv(sign_in.SECRETS, "/run/a.toml /run/b.toml")
    sign_in.take_named_secrets()
    assert taken == [("secrets.files", ["/run/a.toml", "/run/b.toml"])]


def test_missing_libraries_and_trusted_headers_close_the_ledger(settings: Configure, monkeypatch: pytest.MonkeyPatch) -> None:
    given = config.get_option
    monkeypatch.setattr(sign_in, "is_authlib_installed", lambda: False)
    monkeypatch.setattr(config, "get_option", lambda name: {"X-User": "email"} if name == "server.trustedUserHeaders" else given(name))
    rule = settings({"auth": AUTH, "sign_in": {"allow": ["example.com"]}})
    assert rule is not None
    assert rule.fault == (
        "Authlib is not installed: pip install -r deploy/requirements-sign-in.txt. "
        "server.trustedUserHeaders would let a header say who someone is; take it away."
    )


def test_the_sample_of_secrets_lets_nobody_in_as_it_stands(settings: Configure) -> None:
    import tomllib

    sample = tomllib.loads((ROOT / "deploy" / "secrets.example.toml").read_text(encoding="utf-8"))
    rule = settings(sample)
    assert rule is not None and rule.fault == "cookie_secret under [auth] must have 32 characters or more."
    assert settings({**sample, "auth": {**sample["auth"], "cookie_secret": SECRET}}) == Rule(
        frozenset({"analyst@example.org"}), frozenset({"example.com"}), hours=12
    )


def test_the_lock_of_the_provider_names_versions_and_hashes_and_no_place() -> None:
    packages = json.loads((ROOT / "tests" / "sign_in" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert packages["node_modules/oidc-provider"]["version"] == "9.13.3"
    assert all(package["integrity"].startswith("sha512-") for name, package in packages.items() if name)
    assert not [name for name, package in packages.items() if "resolved" in package]


def test_each_answer_has_its_sentence() -> None:
    for answer in set(Answer) - {Answer.ALLOWED}:
        assert text(answer).endswith(".") and "\n" not in text(answer)
    assert set(REFUSALS) == set(Answer) - {Answer.ALLOWED}
    files = {path.stem for path in (ROOT / "components" / "text" / "sign_in").iterdir()}
    assert files == {answer.value for answer in Answer} - {"allowed"}


# What the addresses answer


SETTINGS = {"auth": AUTH, "sign_in": {"allow": ["analyst@example.org", "example.com"], "hours": 8}}


def cookies(secret: str = SECRET, **more: object) -> dict[str, str]:
    """The cookies of a sign-in of a minute ago, written by Streamlit's own functions."""
    written: dict[str, str] = {}

    def keep(name: str, value: str) -> None:
        written[name] = create_signed_value(secret, name, value).decode()

    content = claims(iat=int(time.time()) - 60, origin=ORIGIN, provider="default", **more)
    set_cookie_with_chunks(
        keep, lambda name, value: create_signed_value(secret, name, value), USER_COOKIE_NAME, content, cookie_attr_size=60
    )
    return written


def header(given: dict[str, str]) -> dict[str, str]:
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in given.items())}


@pytest.fixture
def closed(client: TestClient, settings: Configure) -> TestClient:
    """The application with sign-in on."""
    settings(SETTINGS)
    client.cookies.clear()
    return client


GUARDED = [
    "/data", "/data/observations.csv", "/data/vocabularies/stage.csv", "/data/compare.csv", "/data/datapackage.json", "/data/package.zip",
    "/data/sources.bib", "/data/sources.ris", "/data/sources.json", "/data/nothing.csv", "/preview/overview.png", "/preview/nothing.png",
    "/metrics", "/media/0123456789abcdef.csv", "/media/", "/_stcore/metrics", "/_stcore/script-health-check", "/_stcore/agent/interact",
    "/_stcore/agent/openapi.json", "/_stcore/agent/mcp", "/_stcore/upload_file/a/b", "/_stcore/bidi-components/a/b", "/_stcore/", "/component/a/index.html",
    "/index.html", "/app/static/a", "/nothing", "/compare/", "/static", "/static/", "/static/../data/observations.csv", "/static/%2e%2e/data/observations.csv",
    "/static//data/observations.csv", "//data/observations.csv", "/DATA/observations.csv", "/data/observations.csv/", "/_stcore/health/../metrics",
    "/auth/login/x", "/auth", "/_stcore/health/", "/metrics/", "/pages/compare.py", "/dashboard.py", "/data/observations.csv;/static/js/x.js",
]  # fmt: skip


@pytest.mark.parametrize("path", GUARDED)
def test_without_a_sign_in_an_address_answers_with_a_sentence_alone(closed: TestClient, path: str) -> None:
    for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"):
        answer = closed.request(method, path)
        assert (path, method, answer.status_code) == (path, method, 401)
        assert answer.text in ("Sign in first: open the dashboard in this browser.\n", "")
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["vary"] == "Cookie"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "access-control-allow-origin" not in answer.headers
        assert "etag" not in answer.headers and "x-data-version" not in answer.headers


def test_every_route_of_the_application_is_guarded_or_named_as_open(closed: TestClient) -> None:
    routes = closed.app._starlette_app.routes  # type: ignore[attr-defined]
    paths = {route.path for route in routes if not isinstance(route, Mount)}
    anybodys = {path for path in paths if is_open(path, RULE)}
    assert anybodys == {"/_stcore/health", "/_stcore/host-config", charts.ADDRESS, "/auth/login", "/auth/logout", "/oauth2callback"}
    assert {"/data/{name:path}", "/media/{file_id:path}", "/metrics", "/healthz", "/readyz", "/preview/{name:path}"} <= paths


def test_the_front_end_and_health_are_open(closed: TestClient) -> None:
    for path in ("/_stcore/health", "/_stcore/host-config", charts.ADDRESS, "/favicon.png", *sorted(front_end())[:5]):
        assert closed.get(path).status_code == 200, path
    assert closed.get("/healthz").json() == {"status": "alive"}
    assert (closed.get("/readyz").status_code, closed.get("/readyz").text) == (200, "Ready.\n")
    assert all(path.startswith(("/static/", "/favicon.png", "/manifest.json")) for path in front_end())
    assert "/index.html" not in front_end()


def test_faults_of_the_data_are_no_business_of_strangers(closed: TestClient, data_copy: Path) -> None:
    (data_copy / "datapackage.json").unlink()
    assert (closed.get("/readyz").status_code, closed.get("/readyz").text) == (503, "There is no usable data.\n")
    assert "datapackage.json" in closed.get("/readyz", headers=header(cookies())).text


@pytest.mark.parametrize("path", ["/", *[f"/{spec.stem}" for spec in PAGES]])
def test_the_address_of_a_page_shows_only_where_to_sign_in(closed: TestClient, path: str) -> None:
    answer = closed.get(f"{path}?q=L-SAM&a=2017-09-05")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-robots-tag"] == "noindex"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert "<title>Korea Posture Ledger</title>" in answer.text
    for told in ("og:", 'name="description"', "2017", "L-SAM", "canonical", *[spec.question for spec in PAGES]):
        assert told not in answer.text


def test_with_a_sign_in_everything_answers_as_before_and_no_cache_keeps_it(closed: TestClient) -> None:
    given = header(cookies())
    answer = closed.get("/data/observations.csv", headers=given)
    assert answer.status_code == 200
    assert answer.content == (ROOT / "data" / "observations.csv").read_bytes()
    assert answer.headers["cache-control"] == "private, no-cache"
    assert "Cookie" in answer.headers["vary"]
    assert "access-control-allow-origin" not in answer.headers
    again = closed.get("/data/observations.csv", headers={**given, "If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.headers["cache-control"]) == (304, "private, no-cache")
    assert closed.get("/preview/overview.png", headers=given).headers["cache-control"] == "private, no-cache"
    assert closed.get("/metrics", headers=given).headers["cache-control"] == "no-store"
    assert "og:title" in closed.get("/compare", headers=given).text
    assert closed.get("/healthz", headers=given).json()["rows"] > 0
    assert closed.get("/media/nothing.csv", headers=given).status_code == 404


def test_an_unchanged_answer_is_not_told_to_strangers(closed: TestClient) -> None:
    known = closed.get("/data/terms.csv", headers=header(cookies())).headers["etag"]
    assert closed.get("/data/terms.csv", headers={"If-None-Match": known}).status_code == 401


def changed(value: str) -> str:
    """A signed value with one letter of its content changed."""
    return ("X" if value[0] != "X" else "Y") + value[1:]


def old(value: dict[str, object], days: int, monkeypatch: pytest.MonkeyPatch) -> str:
    """A cookie that was signed some days ago."""
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() - days * 86400)
    signed = create_signed_value(SECRET, USER_COOKIE_NAME, json.dumps(value)).decode()
    monkeypatch.setattr(time, "time", real)
    return signed


def test_cookies_that_open_nothing(closed: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = cookies()[USER_COOKIE_NAME]
    fresh = claims(iat=int(time.time()) - 60, origin=ORIGIN)
    for status, cookie in [
        (401, changed(whole)),
        (401, whole[:-1]),
        (401, ""),
        (401, "x" * 10_000),
        (401, json.dumps(fresh)),
        (401, cookies(secret="another secret of thirty-two letters")[USER_COOKIE_NAME]),
        (401, create_signed_value(SECRET, "_streamlit_user_tokens", json.dumps(fresh)).decode()),
        (401, create_signed_value(SECRET, USER_COOKIE_NAME, "chunks-2").decode()),
        (401, create_signed_value(SECRET, USER_COOKIE_NAME, json.dumps({**fresh, "origin": "https://elsewhere.example.org"})).decode()),
        (401, old(fresh, 32, monkeypatch)),
        (401, create_signed_value(SECRET, USER_COOKIE_NAME, json.dumps({**fresh, "iat": time.time() - 8 * 3600 - 5})).decode()),
        (401, create_signed_value(SECRET, USER_COOKIE_NAME, json.dumps({**fresh, "is_logged_in": False})).decode()),
        (403, cookies(email="other@example.org")[USER_COOKIE_NAME]),
        (403, cookies(email_verified=False)[USER_COOKIE_NAME]),
        (200, whole),
    ]:
        assert closed.get("/data/terms.csv", headers=header({USER_COOKIE_NAME: cookie})).status_code == status


def test_a_cookie_in_pieces_opens_only_when_it_is_whole(closed: TestClient) -> None:
    # Long and without a pattern: Streamlit's cookies are compressed.
    pieces = cookies(groups=[hashlib.sha256(bytes([number])).hexdigest() for number in range(150)])
    assert len(pieces) > 2
    assert closed.get("/data/terms.csv", headers=header(pieces)).status_code == 200
    lacking = {name: value for name, value in pieces.items() if name != f"{USER_COOKIE_NAME}_1"}
    assert closed.get("/data/terms.csv", headers=header(lacking)).status_code == 401
    swapped = {**pieces, f"{USER_COOKIE_NAME}_1": pieces[f"{USER_COOKIE_NAME}_2"]}
    assert closed.get("/data/terms.csv", headers=header(swapped)).status_code == 401


def test_signing_out_ends_a_copied_cookie_too(closed: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    given, others = header(cookies()), header(cookies(nonce="another sign-in"))
    assert closed.get("/data/terms.csv", headers=given).status_code == 200
    monkeypatch.setattr(auth_util, "get_validated_redirect_uri", lambda: None)
    away = closed.get("/auth/logout", headers=given)
    assert away.status_code == 302
    assert any(cookie.startswith(f'{USER_COOKIE_NAME}=""') and "Max-Age=0" in cookie for cookie in away.headers.get_list("set-cookie"))
    assert closed.get("/data/terms.csv", headers=given).status_code == 401
    assert closed.get("/data/terms.csv", headers=others).status_code == 200


def test_with_a_fault_nobody_gets_in_and_there_is_no_way_in(client: TestClient, settings: Configure) -> None:
    settings({}, POSTURE_SIGN_IN="on")
    client.cookies.clear()
    for path in ("/data/terms.csv", "/auth/login", "/auth/logout", "/oauth2callback", "/metrics", "/media/a"):
        answer = client.get(path, headers=header(cookies()))
        assert (answer.status_code, answer.text) == (503, "Sign-in is not set up, so nobody gets in. The log says what is missing.\n")
    assert client.get("/").status_code == 200
    assert "og:" not in client.get("/").text
    assert client.get("/healthz").json() == {"status": "alive"}


def test_off_changes_nothing(client: TestClient, settings: Configure) -> None:
    settings({})
    client.cookies.clear()
    answer = client.get("/data/terms.csv")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "public, max-age=60, must-revalidate")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "og:title" in client.get("/").text


def test_off_costs_one_look_at_what_is_kept(settings: Configure, monkeypatch: pytest.MonkeyPatch) -> None:
    settings({})
    in_force()
    monkeypatch.setattr(sign_in, "read_rule", lambda: pytest.fail("the settings were read again"))
    monkeypatch.setattr(secrets_singleton, "_secrets", SETTINGS)
    assert in_force() is None


# Cookies and the way back


def test_cookies_last_no_longer_than_the_sign_in_and_go_over_https_alone(settings: Configure) -> None:
    streamlits = [
        '_streamlit_user=a; HttpOnly; Max-Age=2592000; Path=/; SameSite=lax',
        '_streamlit_user_tokens=b; HttpOnly; Max-Age=2592000; Path=/; SameSite=lax',
        "_streamlit_xsrf=2|c; Path=/; SameSite=Lax",
        "other=d; Secure",
    ]  # fmt: skip
    settings({"auth": {**AUTH, "redirect_uri": "https://ledger.example.org/oauth2callback"}})
    headers = MutableHeaders(raw=[(b"set-cookie", each.encode()) for each in streamlits])
    harden_cookies(headers, RULE)
    assert headers.getlist("set-cookie") == [
        "_streamlit_user=a; HttpOnly; Max-Age=28800; Path=/; SameSite=lax; Secure",
        "_streamlit_user_tokens=b; HttpOnly; Max-Age=28800; Path=/; SameSite=lax; Secure",
        "_streamlit_xsrf=2|c; Path=/; SameSite=Lax; Secure",
        "other=d; Secure",
    ]
    settings(SETTINGS)
    headers = MutableHeaders(raw=[(b"set-cookie", streamlits[0].encode())])
    harden_cookies(headers, replace(RULE, hours=720))
    assert headers.getlist("set-cookie") == streamlits[:1]


def test_the_page_asked_for_is_kept_and_found_again(settings: Configure) -> None:
    settings(SETTINGS)
    kept = MutableHeaders()
    return_address.remember(kept, Headers({"referer": f"{ORIGIN}/compare?theme=exercises&q=%EC%82%AC%EB%93%9C"}))
    cookie = kept["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Max-Age=900" in cookie
    value = cookie.split(";")[0].removeprefix("posture_return=")
    back = MutableHeaders({"location": "/", "set-cookie": "_streamlit_user=a; Max-Age=60"})
    return_address.returned(back, {"posture_return": value})
    assert back["location"] == "/compare?theme=exercises&q=%EC%82%AC%EB%93%9C"
    assert "Max-Age=0" in back.getlist("set-cookie")[-1]


@pytest.mark.parametrize(
    "came_from",
    [
        "https://evil.example/compare",
        "http://localhost:8501.evil.example/compare",
        f"{ORIGIN}/data/terms.csv",
        "",
        f"{ORIGIN}/?{'x' * 2000}",
    ],
)
def test_nothing_but_a_page_of_ours_is_kept(settings: Configure, came_from: str) -> None:
    settings(SETTINGS)
    kept = MutableHeaders()
    return_address.remember(kept, Headers({"referer": came_from}))
    assert "set-cookie" not in kept


@pytest.mark.parametrize(
    "value",
    ["%2F%2Fevil.example", "evil.example", "data%2Fterms.csv", "..%2F..%2F", "https%3A%2F%2Fevil.example%2Fcompare", "compare%0D%0AX"],
)
def test_a_cookie_leads_nowhere_else(settings: Configure, value: str) -> None:
    settings(SETTINGS)
    back = MutableHeaders({"location": "/", "set-cookie": "_streamlit_user=a; Max-Age=60"})
    return_address.returned(back, {"posture_return": value})
    assert back["location"] == "/"


def test_line_breaks_in_the_query_that_was_kept_stay_quoted(settings: Configure) -> None:
    settings(SETTINGS)
    back = MutableHeaders({"location": "/", "set-cookie": "_streamlit_user=a; Max-Age=60"})
    return_address.returned(back, {"posture_return": "compare%3Fq%3D1%0D%0ASet-Cookie%3A x%23y"})
    assert back["location"] == "/compare?q=1%0D%0ASet-Cookie%3A%20x%23y"


def test_a_sign_in_that_failed_leads_to_the_front_page(settings: Configure) -> None:
    settings(SETTINGS)
    back = MutableHeaders({"location": "/", "set-cookie": '_streamlit_user=""; Max-Age=0'})
    return_address.returned(back, {"posture_return": "compare"})
    assert back["location"] == "/"


# What goes through the page's own connection


class Visit:
    """One tab, spoken to as a browser does."""

    def __init__(self, socket: Any) -> None:
        self._socket = socket
        self._waiting = ThreadPoolExecutor(1)

    def send(self, message: BackMsg) -> bytes:
        """What is sent, and everything that comes back until the script has run."""
        self._socket.send_bytes(message.SerializeToString())
        answers: list[bytes] = []
        while not answers or ForwardMsg.FromString(answers[-1]).WhichOneof("type") != "script_finished":
            answers.append(self._waiting.submit(self._socket.receive_bytes).result(timeout=20))
        return b"".join(answers)


def run(page: str = "", fragment: str = "") -> BackMsg:
    message = BackMsg()
    message.rerun_script.query_string = ""
    message.rerun_script.page_name = page
    message.rerun_script.fragment_id = fragment
    return message


def rows_in(content: bytes) -> list[str]:
    """What of the data stands in the messages: names of subjects, titles of sources, summaries."""
    source = ledger()
    told = [
        *source["components"]["name"],
        *source["mechanisms"]["name"],
        *source["observations"]["summary"],
        *source["sources"]["title"],
        source.version,
    ]
    return [text for text in told if str(text).encode() in content and text not in ("Kill Chain",)]


def visit(client: TestClient, given: dict[str, str]) -> Any:
    xsrf = client.get("/_stcore/health").cookies["_streamlit_xsrf"].strip('"')
    sent = {**header({**given, "_streamlit_xsrf": xsrf}), "Origin": ORIGIN}
    return client.websocket_connect("/_stcore/stream", subprotocols=["streamlit", xsrf], headers=sent)


DOOR = b"A ledger of South Korea's reported defense posture on two dates"


@pytest.mark.parametrize("stem", ["", "compare", "evidence", "about"])
def test_the_connection_of_a_stranger_carries_the_sign_in_page_and_nothing_of_the_data(closed: TestClient, stem: str) -> None:
    PagesManager.uses_pages_directory = None  # As in a process that nobody has visited: an inner page runs alone at first.
    with visit(closed, {}) as socket:
        tab = Visit(socket)
        told = tab.send(run(stem))
        # An inner page that runs alone at first begins again, and what ends first may be that first beginning.
        for _ in range(4):
            told += b"" if DOOR in told else tab.send(run(stem))
        assert DOOR in told
        assert rows_in(told) == []
        assert rows_in(tab.send(run(stem))) == []


def test_the_connection_of_someone_outside_the_list_carries_nothing_of_the_data(closed: TestClient) -> None:
    with visit(closed, cookies(email="other@example.org")) as socket:
        told = Visit(socket).send(run())
    assert b"this account is not among those" in told
    assert b"Sign out" in told
    assert rows_in(told) == []


@pytest.mark.parametrize(
    ("given", "allowed"),
    [({}, False), (cookies(email="other@example.org"), False), (cookies("another secret, as long as it takes"), False), (cookies(), True)],
    ids=["stranger", "outside the list", "forged", "listed"],
)
def test_figures_go_ahead_to_those_alone_who_may_see_the_page(closed: TestClient, given: dict[str, str], allowed: bool) -> None:
    mine = Channel()
    try:
        with closed.websocket_connect(f"{CHANNEL}?name={mine.name}", headers={**header(given), "Origin": ORIGIN}):
            came_in = True
    except WebSocketDisconnect:
        came_in = False
    assert came_in is allowed


def test_whatever_a_tab_asks_for_after_the_sign_in_has_ended_it_gets_the_sign_in_page(closed: TestClient) -> None:
    given = cookies()
    with visit(closed, given) as socket:
        tab = Visit(socket)
        assert "Strategic Command" in rows_in(tab.send(run()))
        claimed = claims_of(HTTPConnection({"type": "http", "headers": [(b"cookie", header(given)["Cookie"].encode())]}))
        ENDED.note(claimed, 8)
        for message in (run(fragment="some-dialog"), BackMsg(file_urls_request={"request_id": "1"}), run()):  # type: ignore[arg-type]
            told = tab.send(message)
            assert DOOR in told
            assert rows_in(told) == []


def test_a_page_that_runs_alone_does_not_take_an_earlier_visit_for_leave(closed: TestClient) -> None:
    given = cookies()
    with visit(closed, given) as socket:
        tab = Visit(socket)
        assert rows_in(tab.send(run()))
        ENDED.note(claims_of(HTTPConnection({"type": "http", "headers": [(b"cookie", header(given)["Cookie"].encode())]})), 8)
        assert DOOR in tab.send(run())
        PagesManager.uses_pages_directory = True  # As if the navigation had never been built: the file in pages/ runs by itself.
        assert rows_in(tab.send(run("compare"))) == []


def test_a_request_becomes_a_run_of_the_whole_page() -> None:
    asked = run("page", "fragment")
    asked.rerun_script.widget_states.widgets.add(id="x", bool_value=True)
    made = BackMsg.FromString(whole_run(asked.SerializeToString()))
    # The button that was pressed stays pressed: it may be the one to sign out.
    assert (made.rerun_script.page_name, made.rerun_script.widget_states.widgets[0].id, made.rerun_script.fragment_id) == (
        "page",
        "x",
        "",
    )
    for other in (BackMsg(clear_cache=True), BackMsg(file_urls_request={"request_id": "1"})):  # type: ignore[arg-type]
        assert BackMsg.FromString(whole_run(other.SerializeToString())).WhichOneof("type") == "rerun_script"
    assert whole_run(b"\xff\xff") == b"\xff\xff"


def test_pages_tell_how_to_read_addresses_in_code_only_where_scripts_may(settings: Configure, monkeypatch: pytest.MonkeyPatch) -> None:
    from components.server.app import app, lifespan

    async def offered() -> bool:
        monkeypatch.setattr(hosting, "_offers", set())
        async with lifespan(app):
            return hosting.data_addresses()

    settings(SETTINGS)
    assert anyio.run(offered) is False
    settings({})
    assert anyio.run(offered) is True
