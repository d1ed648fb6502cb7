"""What the server around the app offers: set once by the ASGI server when it starts, asked by pages."""

from __future__ import annotations

_offers: set[str] = set()


def offer_data_addresses() -> None:
    """Say that /data/<table>.csv is served beside the pages."""
    _offers.add("data addresses")


def data_addresses() -> bool:
    """True when rows have addresses of their own; under plain `streamlit run` they have none."""
    return "data addresses" in _offers
