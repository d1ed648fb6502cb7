"""A data folder in which every text is a payload, and the addresses of the server without Streamlit around them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from components import cached, hosting
from components.cached import View, view
from components.filters import Filters
from components.server import data, previews
from components.server.headers import SecurityHeaders
from components.server.previews import Previews
from components.tables import read_ledger
from tests.robustness.payloads import injected_folder, lift_the_readers_guard


@pytest.fixture(autouse=True)
def plain_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """As under plain `streamlit run`, whatever another test has started in this process."""
    monkeypatch.setattr(hosting, "_libraries", [])
    monkeypatch.setattr(hosting, "_channels", [])


@pytest.fixture(scope="module")
def injected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder with all payloads, as the data of the app for the tests of one module."""
    folder = injected_folder(tmp_path_factory.mktemp("injected") / "data")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(*lift_the_readers_guard())
        assert read_ledger(folder).problems == ()
        patch.setenv("POSTURE_DATA", str(folder))
        patch.setattr(cached, "_last_good", [])
        yield folder


@pytest.fixture(scope="module")
def everything(injected: Path) -> View:
    """All rows of that folder under no choice."""
    return view(Filters())


@pytest.fixture(scope="module")
def addresses() -> TestClient:
    """Data addresses, previews and page heads as the server has them; Streamlit, of which a process takes one, stays out."""
    logging.getLogger("httpx2").setLevel(logging.WARNING)
    app = Starlette(routes=[*data.ROUTES, *previews.ROUTES], middleware=[Middleware(SecurityHeaders), Middleware(Previews)])
    return TestClient(app, follow_redirects=False)
