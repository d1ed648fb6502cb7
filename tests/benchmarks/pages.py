"""The pages of the dashboard, the days that are chosen on them, and their figures as they come off the socket."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

from components.navigation import PAGES
from tests.benchmarks.measuring import Failure, Report
from tests.benchmarks.protocol import Visitor
from tests.benchmarks.serving import Server

STEMS = [spec.stem for spec in PAGES]
WITHOUT_CHARTS = {"brief", "evidence", "about"}
"""Pages that draw nothing; every other page without a chart is a failure."""
KNOWN_DAYS = ("2018-09-19", "2020-01-01")
"""Days that somebody has chosen before: what they show is kept by the server."""
NAMED_DAYS = ("2018-09-19", "2020-01-01", "2022-05-10", "2024-10-01", "2025-06-04")
"""The days that the sidebar offers beside the defaults."""


def path_of(stem: str) -> str:
    """The path of a page: the front page lives at / only."""
    return "" if stem == "overview" else stem


def new_day(number: int) -> str:
    """A day that nobody has chosen before, another one for each number."""
    return (date(2016, 3, 2) + timedelta(days=number % 3500)).isoformat()


async def charts_of(server: Server, stem: str) -> int:
    """How many charts a page shows; Failure when it shows none although it should."""
    visitor = Visitor(server.address, path_of(stem))
    await visitor.open()
    try:
        run = await visitor.run()
    finally:
        await visitor.close()
    if run.faults:
        raise Failure(f"page {stem} says: {run.faults[0]}")
    if bool(run.charts) == (stem in WITHOUT_CHARTS):
        raise Failure(f"page {stem} came with {len(run.charts)} charts")
    return len(run.charts)


async def chart_counts(server: Server, stems: list[str], report: Report) -> dict[str, int]:
    """The number of charts of each page that is whole."""
    found = {}
    for stem in stems:
        try:
            found[stem] = await charts_of(server, stem)
        except Exception as error:
            report.fail("pages", error)
    return found


async def capture(server: Server, stems: list[str], folder: Path) -> dict[str, dict[str, list[dict]]]:
    """The figures of some pages by page and date A, as the server sends them; kept in figures.json for the other programs that draw them."""
    found: dict[str, dict[str, list[dict]]] = {}
    for stem in stems:
        visitor = Visitor(server.address, path_of(stem))
        await visitor.open()
        first = await visitor.run()
        found[stem] = {}
        for day in KNOWN_DAYS:
            run = (await visitor.run(choice_a=day)).checked(len(first.charts), f"a={day}")
            found[stem][day] = [json.loads(spec) for spec in run.charts]
        await visitor.close()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "figures.json").write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    return found
