"""What holds for any observations, days, scopes and choices."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from components.analysis import (
    comparison,
    coverage,
    dates,
    dimensions,
    evidence,
    lifelines,
    narrowing,
    partners,
    positions,
    posture,
    promises,
    search,
    series,
    versions,
)
from components.analysis.comparison import MIRROR, compare
from components.analysis.evidence import SCOPES, history_in_scope, in_scope
from components.analysis.posture import STAGES, posture_on
from components.analysis.subjects import subject_index
from components.tables import SHIPPED, read_ledger

SUBJECTS = pd.Series(["radar", "drill", "pact"])
DAYS = st.dates(date(2016, 1, 1), date(2024, 12, 31)).map(pd.Timestamp)
FEW = settings(max_examples=25, deadline=None, derandomize=True, database=None)


@st.composite
def observations(draw) -> pd.DataFrame:
    """Up to eight observations of three subjects, some from undated pages, some from the two anchor reports."""
    rows = []
    for number in range(draw(st.integers(1, 8))):
        day, precision = draw(DAYS), draw(st.sampled_from(["day", "month", "year"]))
        first = {"day": day, "month": day.replace(day=1), "year": day.replace(day=1, month=1)}[precision]
        report = draw(st.sampled_from(["", "", "first", "second"]))
        published = {"first": pd.Timestamp("2017-09-05"), "second": pd.Timestamp("2023-07-03"), "": draw(st.one_of(st.none(), DAYS))}[
            report
        ]
        rows.append(
            {
                "observation_id": f"o{number}", "subject_id": draw(st.sampled_from(SUBJECTS.tolist())), "date": first, "date_precision": precision,
                "stage": draw(st.sampled_from(STAGES)), "shows": draw(st.sampled_from(["begins", "holds"])), "summary": "What.", "reported_by": "Ministry",
                "source_id": report or f"s{number}", "source_title": "A title", "publisher": "P", "published_on": published, "published_precision": "day" if published else "",
                "key_phrase": "three words here", "locator": "", "certainty": "stated", "voice": draw(st.sampled_from("PQ")), "published_by": published, "is_anchor": bool(report),
            }
        )  # fmt: skip
    frame = pd.DataFrame(rows)
    return frame.assign(published_on=pd.to_datetime(frame["published_on"]), published_by=pd.to_datetime(frame["published_by"]))


SCOPE = st.sampled_from(SCOPES)


@FEW
@given(observations(), DAYS, SCOPE)
def test_posture_never_uses_a_later_observation(rows, day, scope):
    side = posture_on(rows, SUBJECTS, day, scope)
    assert (side.loc[side["reported"], "date"] <= day).all()
    earlier = posture_on(rows[rows["date"] <= day], SUBJECTS, day, scope)
    pd.testing.assert_frame_equal(side, earlier, check_dtype=False)


@FEW
@given(observations(), DAYS, SCOPE)
def test_a_date_compared_with_itself_shows_no_change(rows, day, scope):
    both = compare(rows, SUBJECTS, day, day, scope)
    assert set(both["change"]) <= {"unchanged", "not-reported"}
    assert (both["steps"] == 0).all()


@FEW
@given(observations(), DAYS, DAYS, SCOPE)
def test_there_and_back_mirror_each_other(rows, a, b, scope):
    there, back = compare(rows, SUBJECTS, a, b, scope), compare(rows, SUBJECTS, b, a, scope)
    assert all(other in MIRROR[change] for change, other in zip(there["change"], back["change"], strict=True))
    assert (there["steps"] == -back["steps"]).all()


@FEW
@given(observations(), DAYS)
def test_wider_scopes_hold_the_narrower_ones(rows, day):
    held = [set(in_scope(rows, day, scope)["observation_id"]) for scope in SCOPES]
    assert held[0] <= held[1] <= held[2]
    drawn = [set(history_in_scope(rows, day, scope)["observation_id"]) for scope in SCOPES]
    assert drawn[0] <= drawn[1] <= drawn[2]
    assert held[0] <= drawn[0]


@FEW
@given(observations(), DAYS, DAYS)
def test_then_never_uses_a_source_of_a_later_day(rows, a, b):
    both = compare(rows, SUBJECTS, a, b, "then")
    for side, day in (("a", a), ("b", b)):
        used = rows[rows["observation_id"].isin(both.loc[both[f"reported_{side}"], f"observation_id_{side}"])]
        assert (used["published_by"] <= day).all()
        assert (both[f"newest_{side}"].dropna() <= day).all()


@FEW
@given(observations(), DAYS, SCOPE)
def test_the_last_stretch_stands_at_the_stage_of_the_day(rows, day, scope):
    usable = history_in_scope(rows, day, scope)
    assume(scope != "anchors")  # a comparison then knows the newest report alone, a history all of them
    lines = lifelines.stretches(usable, day)
    side = posture_on(rows, SUBJECTS, day, scope).set_index("subject_id")["stage"]
    current = lines[lines["goes_on"]].set_index("subject_id")["stage"] if len(lines) else pd.Series(dtype="str")
    assert current.to_dict() == side[side != ""].to_dict()
    assert lines["reports"].sum() == len(usable)


LEDGER = read_ledger(SHIPPED)
INDEX = subject_index(
    LEDGER["components"],
    LEDGER["initiatives"],
    LEDGER["mechanisms"],
    dict(zip(LEDGER["axis"]["code"], LEDGER["axis"]["label"], strict=True)),
)
LOOKUP = INDEX.set_index("subject_id")
CHOICES = st.fixed_dictionaries(
    {
        **{
            name: st.lists(st.sampled_from(LEDGER[name]["code"].tolist()), max_size=3, unique=True).map(tuple)
            for name in ("theme", "axis", "partner")
        },
        "words": st.one_of(
            st.just(""), st.sampled_from(["drone", "KF-21", "천궁", "missile defense", "no such words"]), st.text(max_size=6)
        ),
    }
)
FILTERED = ("milestones", "observations", "statements", "commitments", "indicators", "terms")


def is_part_in_order(part: pd.DataFrame, whole: pd.DataFrame) -> bool:
    """Each row is one of the whole, unchanged, and the rows stand in their order."""
    places = [whole.index.get_loc(label) for label in part.index]
    return places == sorted(set(places)) and part.equals(whole.loc[part.index])


@settings(FEW, max_examples=20)
@given(st.sampled_from(FILTERED), CHOICES)
def test_filtering_adds_no_row_and_keeps_the_order(name, chosen):
    narrowed = narrowing.narrow_rows(name, LEDGER[name], INDEX, **chosen)
    assert is_part_in_order(narrowed, LEDGER[name])
    assert is_part_in_order(narrowing.narrow_subjects(INDEX, **chosen), INDEX)


@settings(FEW, max_examples=20)
@given(st.sampled_from(FILTERED), CHOICES, CHOICES)
def test_one_more_choice_never_lets_more_in(name, chosen, other):
    first = narrowing.narrow_rows(name, LEDGER[name], INDEX, **chosen)
    both = narrowing.narrow_rows(name, first, INDEX, **other)
    assert set(both.index) <= set(first.index)
    assert len(narrowing.narrow_rows(name, LEDGER[name], INDEX, (), (), (), "")) == len(LEDGER[name])


EVIDENCE = evidence.with_sources(LEDGER["observations"], LEDGER["sources"])
A, B = pd.Timestamp("2017-09-05"), pd.Timestamp("2023-07-03")
COMPARED = INDEX.merge(compare(EVIDENCE, INDEX["subject_id"], A, B, "all"), on="subject_id")
FRAMES = {"evidence": EVIDENCE, "index": INDEX, "compared": COMPARED, **{name: LEDGER[name] for name in LEDGER.tables}}
CALLS = {
    "with_sources": lambda f: evidence.with_sources(f["observations"], f["sources"]),
    "in_scope": lambda f: [evidence.in_scope(f["evidence"], B, scope) for scope in SCOPES],
    "history_in_scope": lambda f: [evidence.history_in_scope(f["evidence"], B, scope) for scope in SCOPES],
    "window_end": lambda f: dates.window_end(f["observations"]["date"], f["observations"]["date_precision"]),
    "words": lambda f: dates.words(f["observations"]["date"], f["observations"]["date_precision"]),
    "latest_first": lambda f: posture.latest_first(f["evidence"]),
    "posture_on": lambda f: posture.posture_on(f["evidence"], f["index"]["subject_id"], A, "then"),
    "compare": lambda f: comparison.compare(f["evidence"], f["index"]["subject_id"], A, B, "all"),
    "change_counts": lambda f: comparison.change_counts(f["compared"]),
    "stage_flow": lambda f: comparison.stage_flow(f["compared"]),
    "most_important": lambda f: comparison.most_important(f["compared"]),
    "stretches": lambda f: lifelines.stretches(f["evidence"], B),
    "openings": lambda f: lifelines.openings(f["evidence"], lifelines.stretches(f["evidence"], B), B),
    "with_slips": lambda f: promises.with_slips(f["commitments"]),
    "outcome_counts": lambda f: promises.outcome_counts(f["commitments"], ["kept"]),
    "on_question": lambda f: positions.on_question(f["statements"], "thaad-deployment"),
    "spread": lambda f: positions.spread(f["statements"]),
    "knowledge": lambda f: coverage.knowledge(f["compared"]),
    "sources_a_year": lambda f: coverage.sources_a_year(f["evidence"], f["index"]["subject_id"], range(2016, 2024)),
    "dimensions": lambda f: dimensions.dimensions(f["posture"], "bizwire-2017-09-05", "yonhap-2023-07-03"),
    "by_purpose": lambda f: partners.by_purpose(f["compared"], f["index"]),
    "ties": lambda f: partners.ties(f["compared"], f["index"], "b"),
    "first_and_last": lambda f: series.first_and_last(f["indicators"]),
    "subject_index": lambda f: subject_index(f["components"], f["initiatives"], f["mechanisms"], {}),
    "narrow_subjects": lambda f: narrowing.narrow_subjects(f["index"], ("three-axis",), (), ("us",), "missile"),
    "narrow_rows": lambda f: [
        narrowing.narrow_rows(name, f[name], f["index"], ("three-axis",), (), ("us",), "missile") for name in FILTERED
    ],
    "holds_words": lambda f: narrowing.holds_words(f["milestones"], ["title", "actors"], "missile"),
    "facet": lambda f: [narrowing.facet(f[name], LOOKUP, "partner") for name in FILTERED],
    "SearchEngine": lambda f: search.SearchEngine(f, f["index"]).find("missile", 5),
    "changes_since": lambda f: versions.changes_since(f["corrections"], "0.9.0"),
}


@pytest.mark.parametrize("call", CALLS)
def test_no_frame_is_changed_in_place(call):
    before = {name: frame.copy(deep=True) for name, frame in FRAMES.items()}
    CALLS[call](FRAMES)
    for name, frame in FRAMES.items():
        pd.testing.assert_frame_equal(frame, before[name])
