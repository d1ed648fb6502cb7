"""Whether sign-in is on, read once a process from the environment and Streamlit's secrets; and which sign-ins have ended.

Anything that is half set up closes the ledger to everybody and says why in the log: an instance that was meant to be closed must
never stand open.
"""

from __future__ import annotations

import logging
import os
import re
import threading
import time
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

from streamlit import config
from streamlit.auth_util import get_redirect_uri, get_secrets_auth_section, is_authlib_installed, validate_auth_credentials
from streamlit.errors import StreamlitAPIException, StreamlitAuthError
from streamlit.runtime.secrets import AttrDict, secrets_singleton

from components.access import MOST_HOURS, Rule, allow_list, hours_of, mark

log = logging.getLogger(__name__)
DEMANDED = "POSTURE_SIGN_IN"
"""Set to `on`, it demands sign-in even before there are secrets for it."""
ALLOW = "POSTURE_SIGN_IN_ALLOW"
"""Who may in: e-mail addresses and domains, separated by commas or spaces; in the secrets, a list `allow` under [sign_in]."""
HOURS = "POSTURE_SIGN_IN_HOURS"
"""How long a sign-in lasts; in the secrets, `hours` under [sign_in]."""
ASSUME_VERIFIED = "POSTURE_SIGN_IN_ASSUME_VERIFIED"
"""Set to `on` for a provider that never says whether an address is confirmed; in the secrets, `assume_verified = true`."""
SECRETS = "STREAMLIT_SECRETS_FILES"
"""Where the secrets lie, separated by spaces; without it, in .streamlit/secrets.toml."""
SECTION = "sign_in"
SETTINGS = ("allow", "hours", "assume_verified")
SHORTEST_SECRET = 32
LOOPBACK = ("localhost", "127.0.0.1", "::1")
CALLBACK = "/oauth2callback"


class Ended:
    """Sign-ins that ended by signing out, by their marks: a copy of their cookie opens nothing more in this process."""

    def __init__(self) -> None:
        self._until: dict[str, float] = {}
        self._lock = threading.Lock()

    def __contains__(self, item: object) -> bool:
        return item in self._until

    def note(self, claims: Mapping[str, object], hours: float) -> None:
        """Remember this sign-in until it would have expired anyway."""
        now = time.time()
        with self._lock:
            kept = {each: until for each, until in self._until.items() if until > now}
            self._until = {**kept, mark(claims): now + hours * 3600}


ENDED = Ended()


def take_named_secrets() -> None:
    """Let Streamlit read the secrets that the environment names, also where it does not look there itself: outside `streamlit run`."""
    named = _named_secrets()
    if named:
        config.set_option("secrets.files", named)


@cache
def in_force() -> Rule | None:
    """The rule of this process; None when sign-in is off, which is the default."""
    rule = read_rule()
    if rule is None:
        return None
    if rule.fault:
        log.error("Sign-in is demanded, but nobody gets in. %s", rule.fault)
    else:
        log.info("sign-in is on: %d addresses, %d domains, %g hours", len(rule.addresses), len(rule.domains), rule.hours)
    return rule


def read_rule() -> Rule | None:
    """The rule as environment and secrets say it now. The environment goes before the secrets."""
    missing = [path for path in _named_secrets() if not Path(path).exists()]
    if missing:
        return Rule(fault=f"{SECRETS} names secrets that are not there: {', '.join(missing)}.")
    try:
        found = secrets_singleton.load_if_toml_exists()
    except (OSError, ValueError) as error:
        return Rule(fault=f"The secrets can't be read: {error}.")
    if not found and _secrets_files():
        return Rule(
            fault=f"There are secrets that can't be read, so whether they ask for sign-in is not known: {', '.join(_secrets_files())}."
        )
    settings, auth = _section(SECTION), _section("auth")
    asked_for = [os.environ.get(name, "").strip() for name in (DEMANDED, ALLOW, HOURS, ASSUME_VERIFIED)]
    if settings is None and auth is None and not any(asked_for):
        return None
    return _rule(settings if settings is not None else {}, auth)


def _rule(settings: object, auth: object) -> Rule:
    if not isinstance(settings, Mapping):
        return Rule(fault=f"[{SECTION}] in the secrets is no section.")
    entries, listing = _allowed(settings)
    addresses, domains, wrong = allow_list(entries)
    hours = hours_of(os.environ.get(HOURS, "").strip() or settings.get("hours", Rule.hours))
    assume, assuming = _switch(ASSUME_VERIFIED, settings.get("assume_verified", False))
    faults = [
        *_demand_faults(),
        *[f"[{SECTION}] in the secrets has '{name}', there are: {', '.join(SETTINGS)}." for name in settings if name not in SETTINGS],
        *_auth_faults(auth),
        *listing,
        *[f"'{entry}' in the list of who may in is neither an e-mail address nor a domain." for entry in wrong],
        *([] if entries else [f"The list of who may in is empty: set {ALLOW}, or allow under [{SECTION}] in the secrets."]),
        *([] if hours else [f"The hours of a sign-in must be a number above 0 and up to {MOST_HOURS}."]),
        *assuming,
    ]
    return Rule(addresses, domains, hours or Rule.hours, assume, " ".join(faults))


def _demand_faults() -> list[str]:
    given = os.environ.get(DEMANDED, "").strip()
    return [] if given in ("", "on") else [f"{DEMANDED} is '{given}', only 'on' is known; to turn sign-in off, take all its settings away."]


def _allowed(settings: Mapping[str, object]) -> tuple[list[str], list[str]]:
    """The entries of the list, and what is wrong with how it is given."""
    given = os.environ.get(ALLOW, "")
    if given.strip():
        return [entry for entry in re.split(r"[\s,;]+", given) if entry], []
    listed = settings.get("allow", [])
    if not isinstance(listed, list) or not all(isinstance(entry, str) for entry in listed):
        return [], [f'allow under [{SECTION}] in the secrets must be a list of texts: ["analyst@example.org", "example.com"].']
    return listed, []


def _switch(name: str, otherwise: object) -> tuple[bool, list[str]]:
    given = os.environ.get(name, "").strip()
    value: object = {"on": True, "": otherwise}.get(given)
    if isinstance(value, bool):
        return value, []
    return False, [f"{name} must be 'on' or left out; assume_verified under [{SECTION}] must be true or false."]


def _auth_faults(auth: object) -> list[str]:
    """What keeps Streamlit's own sign-in from working, or from being safe."""
    if not isinstance(auth, Mapping):
        return ["There is no section [auth] in Streamlit's secrets."]
    try:
        validate_auth_credentials("default")
        redirect = urlsplit(get_redirect_uri(get_secrets_auth_section()) or "")
    except (StreamlitAuthError, StreamlitAPIException, TypeError, ValueError) as error:
        return [" ".join(str(error).split())]
    loopback = redirect.scheme == "http" and redirect.hostname in LOOPBACK
    short = len(str(auth.get("cookie_secret", ""))) < SHORTEST_SECRET
    return [
        *([] if redirect.path.endswith(CALLBACK) else [f"redirect_uri under [auth] must end with {CALLBACK}."]),
        *(
            []
            if redirect.scheme == "https" or loopback
            else ["redirect_uri under [auth] must begin with https:// (http:// only for localhost)."]
        ),
        *([f"cookie_secret under [auth] must have {SHORTEST_SECRET} characters or more."] if short else []),
        *([] if _library() else ["Authlib is not installed: pip install -r deploy/requirements-sign-in.txt."]),
        *(["server.trustedUserHeaders would let a header say who someone is; take it away."] if _headers_trusted() else []),
    ]


def _library() -> bool:
    """Authlib with all that it asks the provider through; looked for only where sign-in is demanded."""
    try:
        return is_authlib_installed() and import_module("authlib.integrations.starlette_client") is not None
    except ImportError:
        return False


def _headers_trusted() -> bool:
    return bool(config.get_option("server.trustedUserHeaders"))


def _section(name: str) -> object:
    """A section of the secrets as plain values; None when there is none."""
    if not secrets_singleton.load_if_toml_exists():
        return None
    value = secrets_singleton.get(name)
    return value.to_dict() if isinstance(value, AttrDict) else value


def _named_secrets() -> list[str]:
    return os.environ.get(SECRETS, "").split()


def _secrets_files() -> list[str]:
    """The files and folders of secrets that there are."""
    return [path for path in cast("list[str]", config.get_option("secrets.files")) if Path(path).exists()]
