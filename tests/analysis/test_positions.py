"""Who said what on one question."""

from __future__ import annotations

import pandas as pd

from components.analysis.positions import POSITIONS, on_question, spread

STATEMENTS = pd.DataFrame(
    {
        "statement_id": ["s1", "s2", "s3", "s4", "s5"], "question_id": ["arms", "arms", "arms", "thaad", "thaad"],
        "date": pd.to_datetime(["2017-09-05", "2017-09-04", "2017-09-05", "2016-07-08", "2016-07-08"]),
        "position": ["denies", "affirms", "qualifies", "commits", "affirms"], "institution": ["Blue House", "White House", "Blue House", "Ministry", "Ministry"],
    }
)  # fmt: skip


def test_on_question_goes_by_time_and_from_yes_to_no():
    assert on_question(STATEMENTS, "arms")["statement_id"].tolist() == ["s2", "s3", "s1"]
    assert on_question(STATEMENTS, "thaad")["statement_id"].tolist() == ["s5", "s4"]
    assert list(on_question(STATEMENTS, "arms").columns) == list(STATEMENTS.columns)
    assert len(on_question(STATEMENTS, "unheard")) == 0


def test_spread_counts_positions_and_tells_contest():
    rows = spread(STATEMENTS)
    assert list(rows.columns) == ["question_id", "statements", "speakers", *POSITIONS, "contested"]
    assert rows.to_dict("split")["data"] == [["arms", 3, 2, 1, 0, 1, 0, 1, True], ["thaad", 2, 1, 1, 1, 0, 0, 0, False]]


def test_a_denial_alone_is_no_contest():
    assert spread(STATEMENTS[STATEMENTS["statement_id"].isin(["s1", "s3"])])["contested"].tolist() == [False]
