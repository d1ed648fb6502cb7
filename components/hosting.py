"""What the server around the app offers: set once by the ASGI server when it starts, asked by pages."""

from __future__ import annotations

_offers: set[str] = set()
_libraries: list[str] = []
_channels: list[str] = []


def offer_data_addresses() -> None:
    """Say that /data/<table>.csv is served beside the pages."""
    _offers.add("data addresses")


def offer_chart_library(address: str) -> None:
    """Say where plotly.js is served beside the pages."""
    _libraries[:] = [address]


def chart_library() -> str:
    """The address of plotly.js, relative to any page; "" under plain `streamlit run`, which serves none but its own."""
    return _libraries[0] if _libraries else ""


def offer_channels(address: str) -> None:
    """Say where a tab's own channel (components.channels) can be listened to beside the pages."""
    _channels[:] = [address]


def channel_address() -> str:
    """The address of the channels, relative to any page; "" where there are none."""
    return _channels[0] if _channels else ""


def data_addresses() -> bool:
    """True when rows have addresses of their own; under plain `streamlit run` they have none."""
    return "data addresses" in _offers
