"""What is known and what is not."""

from __future__ import annotations

import pandas as pd

from components.analysis.coverage import KNOWLEDGE, knowledge, sources_a_year


def test_knowledge_tells_on_which_dates_a_subject_is_reported():
    comparison = pd.DataFrame({"reported_a": [True, True, False, False], "reported_b": [True, False, True, False]}, index=[4, 3, 2, 1])
    assert knowledge(comparison).to_dict() == {4: "both", 3: "a", 2: "b", 1: "neither"}
    assert list(KNOWLEDGE) == ["both", "a", "b", "neither"]


def test_sources_a_year_counts_sources_and_not_rows(observed):
    evidence = observed(
        ("radar", "2017-01-01", "decided", {"source": "s"}),
        ("radar", "2017-12-31", "decided", {"source": "s"}),
        ("radar", "2017-06-01", "decided", {"source": "t"}),
        ("radar", "2018-01-01", "decided", {"source": "t"}),
        ("radar", "2015-01-01", "decided", {"source": "t"}),
        ("drill", "2017-01-01", "in-place", {"source": "s"}),
    )
    counted = sources_a_year(evidence, pd.Series(["radar", "unheard"]), range(2016, 2019))
    assert counted.to_dict("split")["data"] == [["radar", 2017, 2], ["radar", 2018, 1]], "an empty cell is left out, not zero"
    assert list(counted.columns) == ["subject_id", "year", "sources"]
