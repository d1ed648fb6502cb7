"""plotly.js for the charts: the basic distribution, which has bars, points and lines, all that the ledger draws."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

LIBRARY = Path(__file__).parent / "plotly_js" / "plotly-basic.min.js"
VERSION = "4.1.1"
"""Of plotly.js; the pinned plotly checks figures for the same one."""
ADDRESS = f"/charts/plotly-basic-{VERSION}.min.js"
FOR_A_YEAR = "public, immutable, max-age=31536000"


def library(request: Request) -> Response:
    """The file as it is; who takes it compressed gets it from the shelf."""
    return FileResponse(LIBRARY, media_type="text/javascript", headers={"Cache-Control": FOR_A_YEAR})


ROUTES = [Route(ADDRESS, library)]
