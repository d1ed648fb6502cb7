"""Days are typed as people write them."""

import pytest

from components.ui.choices import _as_iso


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        ("1 Jan 2020", "2020-01-01"),
        ("22 August 2019", "2019-08-22"),
        ("Jul 3, 2023", "2023-07-03"),
        ("2019-08-22", "2019-08-22"),
        ("soon", "soon"),
    ],
)
def test_a_day_is_understood_as_the_list_shows_it(typed: str, iso: str) -> None:
    assert _as_iso(typed) == iso
