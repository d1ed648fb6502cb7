"""A few hundred inputs of each kind in every run of the suite, and every input that ever did harm."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz import addresses
from tests.fuzz.addresses import CORPUS, TARGETS, replay

KEPT = sorted(CORPUS.glob("*.json"))
EXAMPLES = {"choices": 300, "texts": 300, "searches": 60, "addresses": 80, "pages": 3}


def quick(name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The same inputs in every run, so that a failure can be seen again."""
    few = settings(max_examples=EXAMPLES[name], derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    return lambda test: few(given(TARGETS[name].inputs)(test))


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_an_input_that_did_harm_does_none_again(path: Path) -> None:
    replay(path)


def test_the_corpus_is_not_empty_and_names_targets_that_there_are() -> None:
    assert len(KEPT) >= 6
    assert {json.loads(path.read_text(encoding="ascii"))["target"] for path in KEPT} <= set(TARGETS)


@quick("choices")
def test_any_link_gives_choices(given_input: Any) -> None:
    TARGETS["choices"].check(given_input)


@quick("texts")
def test_any_text_is_shown_as_it_is(given_input: Any) -> None:
    TARGETS["texts"].check(given_input)


@quick("searches")
def test_any_search_finds_rows_that_there_are(given_input: Any) -> None:
    TARGETS["searches"].check(given_input)


@quick("addresses")
def test_any_request_is_answered(given_input: Any) -> None:
    logging.getLogger("httpx2").setLevel(logging.WARNING)
    TARGETS["addresses"].check(given_input)


@quick("pages")
def test_any_link_leads_to_a_whole_page(given_input: Any) -> None:
    TARGETS["pages"].check(given_input)


def test_a_failing_input_is_kept_and_can_be_seen_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(text: str) -> None:
        assert "7" not in text

    target = addresses.Target(st.text("0123456789", max_size=6), refuse, 1.0, 200)
    monkeypatch.setattr(addresses, "CORPUS", tmp_path)
    monkeypatch.setitem(TARGETS, "texts", target)
    counted = addresses._fed("texts", target, refuse, 0.5)
    kept = list(tmp_path.glob("texts-*.json"))
    assert counted.faults >= 1 and counted.inputs > counted.faults
    assert [json.loads(path.read_text(encoding="ascii"))["input"] for path in kept] == ["7"]
    with pytest.raises(AssertionError):
        replay(kept[0])
