"""Whether this process lives, and whether it has something to show: for load balancers and for whoever is called at night."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from components.cached import FACT_TABLES, ledger, standing
from components.server.answers import sentences

MOST_SENTENCES = 25


def faults() -> list[str]:
    """What is wrong with the data folder as it is now, in sentences; nothing when it is whole."""
    return [fault.sentence() for fault in standing().faults]


def rows_shown() -> int:
    """How many rows of facts visitors see; 0 when there is no usable data."""
    source = standing().shown
    if source is None:
        return 0
    return sum(len(source[name]) for name in FACT_TABLES if name in source.tables)


def healthz(request: Request) -> Response:
    """200 as long as the process answers: a fault in the data is no reason to start it again. Says how the data stands."""
    rows, wrong = rows_shown(), len(faults())
    state = "none" if not rows else "faulty" if wrong else "whole"
    return JSONResponse(
        {"status": "alive", "data": state, "faults": wrong, "rows": rows, "version": ledger().version if rows else ""},
        headers={"Cache-Control": "no-store"},
    )


def readyz(request: Request) -> Response:
    """200 when there are rows to show, even if the newest edit is broken; 503 with the faults in sentences when there are none."""
    wrong = faults()
    if not rows_shown():
        return sentences(503, ["There is no usable data.", *_first(wrong)], {"Retry-After": "60"})
    return sentences(200, ["Ready.", *_first(wrong)])


def _first(lines: list[str]) -> list[str]:
    left_off = len(lines) - MOST_SENTENCES
    return [*lines[:MOST_SENTENCES], *([f"And {left_off} more."] if left_off > 0 else [])]


ROUTES = [Route("/healthz", healthz), Route("/readyz", readyz)]
