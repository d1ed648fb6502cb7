"""Script runs take turns. Python works on one of them at a time anyway; with fifty at once each switch between them costs more than
it brings, everybody's page is ready last, and the loop that sends what is ready must wait for its turn among them.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

AT_ONCE = 2
"""One computes while another waits for pandas or pyarrow, which let go of the interpreter."""

_turns = threading.Semaphore(AT_ONCE)


@contextmanager
def a_turn() -> Iterator[None]:
    """Wait until fewer than AT_ONCE runs are under way, however this one ends: done, stopped or begun again."""
    with _turns:
        yield
