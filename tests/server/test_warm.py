"""The warm start: once for each state of the data, frozen, and never in the way."""

from __future__ import annotations

import gc
import logging
import shutil
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import anyio
import pytest

from components import cached, warm
from components.tables import SHIPPED, Ledger, read_ledger


@pytest.fixture(autouse=True)
def cold(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A process that is not warm, and a collector that is let go again."""
    # An application that was started for other tests warms up in a thread of its own: let it end first.
    for thread in threading.enumerate():
        if thread.name == "warm-start":
            thread.join(60)
    monkeypatch.setattr(warm, "_warmed", [])
    yield
    gc.unfreeze()


@pytest.fixture
def freezes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Counts how often something is warmed and frozen, without doing it."""
    done: list[str] = []
    monkeypatch.setattr(warm, "_warm", lambda source: done.append(source.fingerprint))
    return done


def test_the_first_call_fills_what_every_page_reads_and_freezes(monkeypatch: pytest.MonkeyPatch) -> None:
    gc.unfreeze()
    source = cached.ledger()
    warm.warm_once()
    assert gc.get_freeze_count() > 10_000
    assert warm._warmed == [source.fingerprint]
    monkeypatch.setattr(cached.narrowing, "narrow_rows", lambda *given: pytest.fail("a table was narrowed again"))
    monkeypatch.setattr(cached.comparison, "compare", lambda *given: pytest.fail("the comparison was made again"))
    seen = cached.View(source, warm.Filters())
    assert len(seen.comparison) > 0
    assert len(seen.rows("observations")) == len(source["observations"])
    assert "components.ui.cards.three_axis" in sys.modules


def test_every_figure_of_the_warm_start_is_drawn() -> None:
    seen = cached.View(cached.ledger(), warm.Filters())
    assert [len(figure.data) > 0 for figure in warm._figures(seen)] == [True, True, True]


def test_later_calls_do_nothing(freezes: list[str]) -> None:
    source = cached.ledger()
    warm.warm_once()
    warm.warm_once(source)
    warm.warm_once()
    assert freezes == [source.fingerprint]


def test_changed_data_is_warmed_once_more(freezes: list[str], tmp_path: Path) -> None:
    shutil.copytree(SHIPPED, tmp_path / "data")
    path = tmp_path / "data" / "terms.csv"
    path.write_text("\n".join(path.read_text(encoding="utf-8").splitlines()[:-1]) + "\n", encoding="utf-8")
    first, second = read_ledger(SHIPPED), read_ledger(tmp_path / "data")
    for source in (first, first, second, second):
        warm.warm_once(source)
    assert freezes == [first.fingerprint, second.fingerprint]
    assert first.fingerprint != second.fingerprint


def test_a_fault_is_logged_frozen_anyway_and_not_tried_again(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    calls: list[int] = []

    def broken(seen: cached.View) -> None:
        calls.append(1)
        raise RuntimeError("no figure today")

    gc.unfreeze()
    monkeypatch.setattr(warm, "_fill_caches", broken)
    with caplog.at_level(logging.ERROR, "components.warm"):
        warm.warm_once()
        warm.warm_once()
    assert calls == [1]
    assert [record.getMessage() for record in caplog.records] == ["the warm start failed, pages are made when they are asked for"]
    assert gc.get_freeze_count() > 10_000


def test_without_data_nothing_is_warmed_and_it_is_tried_again(freezes: list[str], data_copy: Path) -> None:
    descriptor = (data_copy / "datapackage.json").read_bytes()
    (data_copy / "datapackage.json").unlink()
    warm.warm_once()
    assert freezes == []
    (data_copy / "datapackage.json").write_bytes(descriptor)
    warm.warm_once()
    assert len(freezes) == 1


def test_nobody_waits_while_another_thread_warms(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on, calls = threading.Event(), threading.Event(), []

    def slow(source: Ledger) -> None:
        calls.append(source.fingerprint)
        begun.set()
        assert go_on.wait(10)

    monkeypatch.setattr(warm, "_warm", slow)
    source = cached.ledger()
    first = threading.Thread(target=warm.warm_once, args=(source,))
    first.start()
    assert begun.wait(10)
    warm.warm_once(source)
    go_on.set()
    first.join()
    assert calls == [source.fingerprint]


def test_old_data_can_go_after_a_reload() -> None:
    """What was frozen before is let go when it is frozen again, or every edit would stay in memory."""

    class Cycle:
        gone = False

        def __init__(self) -> None:
            self.itself = self

        def __del__(self) -> None:
            Cycle.gone = True

    old = Cycle()
    warm._freeze()
    del old
    gc.collect()
    assert not Cycle.gone
    warm._freeze()
    assert Cycle.gone


def test_the_collector_looks_again_once_the_app_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    from components.server import app as served

    async def collecting() -> tuple[bool, int]:
        async with served.lifespan(served.app):
            return gc.isenabled(), gc.get_freeze_count()

    monkeypatch.setattr(served, "warm_soon", lambda then: None)
    # As deploy/serve.py leaves it while it imports.
    gc.disable()
    try:
        enabled, frozen = anyio.run(collecting)
    finally:
        gc.enable()
    assert enabled
    assert frozen > 10_000
