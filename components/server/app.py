"""The dashboard as an ASGI application: `uvicorn components.server.app:app`, from the project's root.

The same pages as under `streamlit run dashboard.py`, and around them what a public instance needs. Nothing on a page depends on it.
"""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware

from components.hosting import offer_channels, offer_chart_library, offer_data_addresses
from components.server import channels, charts, data, health, metrics, previews
from components.server.compression import SHELF, CompressedStatic
from components.server.head_start import HeadStart
from components.server.headers import SecurityHeaders
from components.server.logs import RequestLog, json_logs
from components.server.metrics import Measured
from components.server.origins import SameOrigin
from components.server.previews import Previews
from components.server.sign_in import SignedIn
from components.sign_in import in_force, take_named_secrets
from components.warm import warm_soon

SCRIPT = Path(__file__).resolve().parents[2] / "dashboard.py"


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[dict[str, Any]]:
    """Read the data and warm up beside the serving of requests; data that can't be read do not keep the server from saying so."""
    # Nothing imported is ever garbage: the collector need not look at it while the first visitors come.
    gc.freeze()
    gc.enable()
    with json_logs():
        offer_chart_library(charts.ADDRESS.removeprefix("/"))
        offer_channels(channels.ADDRESS.removeprefix("/"))
        # Scripts have no cookie: where it takes one, pages don't tell how to read the addresses in code.
        if in_force() is None:
            offer_data_addresses()
        warm_soon(then=SHELF.fill)
        yield {}


app = st.App(
    SCRIPT,
    lifespan=lifespan,
    routes=[*channels.ROUTES, *charts.ROUTES, *data.ROUTES, *health.ROUTES, *metrics.ROUTES, *previews.ROUTES],
    # From the outside in; Streamlit's own path checks and compression come after these.
    middleware=[
        Middleware(RequestLog),
        Middleware(Measured),
        Middleware(SecurityHeaders),
        Middleware(SameOrigin),
        Middleware(SignedIn),
        Middleware(CompressedStatic),
        Middleware(Previews),
        Middleware(HeadStart),
    ],
)
# After the settings beside the script are known, and before the first request has Streamlit ask for a secret.
take_named_secrets()
