"""What changed since the version that a link names."""

from __future__ import annotations

import pandas as pd
import pytest

from components.analysis.versions import changes_since, parse_version

CORRECTIONS = pd.DataFrame({"row_id": ["a", "b", "c", "d"], "version": ["1.0.1", "1.2.0", "1.10.0", "2.0.0"]})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.2.0", (1, 2, 0)),
        ("10.0.3", (10, 0, 3)),
        ("1.2", None),
        ("v1.2.0", None),
        ("1.2.0\n", None),
        ("", None),
        ("1.2.x", None),
        ("99999.0.0", None),
    ],
)
def test_parse_version(text, expected):
    assert parse_version(text) == expected


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("1.0.0", ["d", "c", "b", "a"]),
        ("1.0.1", ["d", "c", "b"]),
        ("1.9.9", ["d", "c"]),
        ("1.10.0", ["d"]),
        ("2.0.0", []),
        ("3.0.0", []),
        ("soon", []),
        ("", []),
    ],
)
def test_changes_since_compare_numbers_and_not_text(version, expected):
    assert changes_since(CORRECTIONS, version)["row_id"].tolist() == expected


def test_no_corrections_yet():
    assert len(changes_since(CORRECTIONS.head(0), "1.0.0")) == 0
