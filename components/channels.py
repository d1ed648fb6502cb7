"""A second way to a browser tab, beside Streamlit's: for what should be seen before the rest of the page, its charts.

Streamlit's front end goes through every element of a page before it hands a chart its new figure. What goes this way is drawn at
once; it goes Streamlit's way as well, so nothing is lost where this one is closed.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from weakref import WeakValueDictionary

Deliver = Callable[[bytes], bool]
_channels: WeakValueDictionary[str, Channel] = WeakValueDictionary()


class Channel:
    """The way to one tab: as long as a session holds it, a browser that was told its name can listen."""

    def __init__(self) -> None:
        self.name = secrets.token_urlsafe(16)
        self._deliver: Deliver | None = None
        _channels[self.name] = self

    def send(self, content: bytes) -> bool:
        """Hand on to whoever listens, from any thread; False when nobody can take it now. Nothing is kept for later."""
        deliver = self._deliver
        return deliver is not None and deliver(content)

    @contextmanager
    def listening(self, deliver: Deliver) -> Iterator[None]:
        """Have everything delivered until the end, or until somebody else listens: there is one listener at a time."""
        self._deliver = deliver
        try:
            yield
        finally:
            if self._deliver is deliver:
                self._deliver = None


def named(name: str) -> Channel | None:
    """The channel of this name; None when there is none, or no longer."""
    return _channels.get(name)
