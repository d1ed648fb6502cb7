"""One running application for all tests here (Streamlit allows one a process), and copies of the data that may be broken."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from streamlit.runtime import Runtime

from components import cached
from components.tables import SHIPPED


@pytest.fixture(scope="session")
def client() -> Iterator[TestClient]:
    """The application over its whole life, warm start included; redirects are shown, not followed."""
    before = Runtime._instance
    Runtime._instance = None
    from components.server.app import app

    with TestClient(app, follow_redirects=False, raise_server_exceptions=True) as running:
        yield running
    Runtime._instance = before


@pytest.fixture
def data_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the data that the application reads, in a process that has shown no data before."""
    folder = tmp_path / "data"
    shutil.copytree(SHIPPED, folder)
    monkeypatch.setenv("POSTURE_DATA", str(folder))
    monkeypatch.setattr(cached, "_last_good", [])
    return folder
