"""Script runs take turns."""

from __future__ import annotations

import threading

import pytest

from components.turns import AT_ONCE, a_turn


def test_never_more_than_so_many_are_under_way_and_everybody_has_a_turn() -> None:
    inside, most, done = 0, 0, 0
    guard, full = threading.Lock(), threading.Barrier(AT_ONCE)

    def run() -> None:
        nonlocal inside, most, done
        with a_turn():
            with guard:
                inside += 1
                most = max(most, inside)
            full.wait(10)  # Nobody leaves before as many as may be are in.
            with guard:
                inside -= 1
                done += 1

    threads = [threading.Thread(target=run) for _ in range(AT_ONCE * 6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert (most, done) == (AT_ONCE, AT_ONCE * 6)


def test_a_run_that_fails_or_stops_gives_its_turn_back() -> None:
    for _ in range(AT_ONCE * 2):
        with pytest.raises(RuntimeError), a_turn():
            raise RuntimeError
    with a_turn():
        assert True
