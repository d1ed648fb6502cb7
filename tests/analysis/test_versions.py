"""What changed since the version that a link names."""

from __future__ import annotations

import pandas as pd
import pytest

from components.analysis.versions import Retired, changes_since, fate, net_changes, parse_version, standing, undone

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


def test_changes_come_newest_first_however_the_file_lists_them():
    shuffled = CORRECTIONS.iloc[[2, 0, 3, 1]]
    assert changes_since(shuffled, "1.0.0")["row_id"].tolist() == ["d", "c", "b", "a"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("1.2.0", "present"),
        ("01.2.0", "present"),
        ("1.1.9", "older"),
        ("0.9.0", "older"),
        ("1.10.0", "newer"),
        ("2.0.0", "newer"),
        ("1.2", "unknown"),
        ("", "unknown"),
    ],
)
def test_standing(asked, expected):
    assert standing(asked, "1.2.0") == expected


def corrections(*rows: tuple[str, str, str, str, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["table", "row_id", "column", "old", "new", "version"], dtype="str")
    return frame.assign(reason=[f"reason {number}" for number in range(len(frame))])


def test_net_changes_go_from_the_first_value_to_the_last():
    given = corrections(
        ("terms", "one", "note", "a", "b", "1.0.1"),
        ("terms", "one", "term", "x", "y", "1.0.1"),
        ("terms", "two", "note", "m", "n", "1.0.1"),
        ("terms", "one", "note", "b", "c", "1.1.0"),
        ("terms", "two", "note", "n", "m", "1.1.0"),
        ("terms", "new", "row", "", "", "1.1.0"),
    )
    net = net_changes(changes_since(given, "1.0.0"))
    assert net[["row_id", "column", "old", "new", "version", "reason"]].to_numpy().tolist() == [
        ["new", "row", "", "", "1.1.0", "reason 5"],
        ["one", "note", "a", "c", "1.1.0", "reason 3"],
        ["one", "term", "x", "y", "1.0.1", "reason 1"],
    ]
    assert net_changes(given.head(0)).empty


def test_undone_gives_the_cells_as_they_were_and_changes_no_frame():
    rows = pd.DataFrame(
        {
            "row_id": ["one", "two"],
            "note": ["new", "kept"],
            "day": pd.to_datetime(["2020-01-02", "2020-01-03"]),
            "ends": pd.to_datetime(["2020-01-02", "2020-01-03"]),
            "value": [2.0, 3.0],
            "partners": [("kr", "us"), ("kr",)],
            "nobody": [("kr",), ()],
            "is_anchor": [False, False],
        }
    ).astype({"row_id": "str", "note": "str"})
    before = rows.copy(deep=True)
    given = corrections(
        ("t", "one", "note", "old", "new", "1.0.1"),
        ("t", "one", "day", "2019-12-31", "2020-01-02", "1.0.1"),
        ("t", "one", "ends", "", "2020-01-02", "1.0.1"),
        ("t", "one", "value", "1.5", "2", "1.0.1"),
        ("t", "one", "partners", "jp; us", "kr; us", "1.0.1"),
        ("t", "one", "nobody", "", "kr", "1.0.1"),
        ("t", "one", "is_anchor", "true", "false", "1.0.1"),
        ("t", "three", "note", "old", "new", "1.0.1"),
        ("t", "two", "no-column", "old", "new", "1.0.1"),
    )
    made = undone(rows, given)
    assert made.iloc[0].to_list()[:3] == ["one", "old", pd.Timestamp("2019-12-31")]
    assert pd.isna(made.at[0, "ends"])
    assert made.iloc[0].to_list()[4:] == [1.5, ("jp", "us"), (), True]
    pd.testing.assert_frame_equal(made.iloc[1:], rows.iloc[1:])
    assert made.dtypes.tolist() == rows.dtypes.tolist()
    pd.testing.assert_frame_equal(rows, before)


def test_fate_leads_to_the_row_that_is_still_there():
    given = corrections(
        ("terms", "a", "row", "a", "b", "1.0.1"),
        ("terms", "b", "row", "b", "c", "1.1.0"),
        ("terms", "lost", "row", "lost", "", "1.1.0"),
        ("terms", "left", "row", "left", "nowhere", "1.1.0"),
        ("terms", "x", "row", "", "y", "1.1.0"),
        ("terms", "y", "row", "", "x", "1.1.0"),
        ("terms", "c", "note", "old", "new", "1.1.0"),
    )
    assert fate(given, "a", {"c"}) == Retired("1.0.1", "reason 0", "c")
    assert fate(given, "b", {"c"}) == Retired("1.1.0", "reason 1", "c")
    assert fate(given, "lost", {"c"}) == Retired("1.1.0", "reason 2", "")
    assert fate(given, "left", {"c"}) == Retired("1.1.0", "reason 3", "")
    assert fate(given, "x", {"c"}) == Retired("1.1.0", "reason 4", "")
    assert fate(given, "c", {"d"}) is None
    assert fate(given, "never", {"c"}) is None
