"""What the marks of a chart mean, in words inside of it."""

from __future__ import annotations

import re

import pytest

from components.charts.key import LONGEST, Sign, key_lines, write_key
from components.charts.theme import LIGHT, Palette, frame


def test_a_sign_is_a_letter_in_its_color_and_its_words() -> None:
    assert Sign("●", "#123456", "event").markup() == "<span style='color:#123456'>●</span> event"
    outlined = Sign("■", "#eeeeee", "Proposed", "#123456").markup()
    assert outlined == "<span style='color:#eeeeee;stroke:#123456;stroke-width:1px'>■</span> Proposed"


@pytest.mark.parametrize(("number", "lines"), [(0, 0), (1, 1), (3, 1), (4, 2), (7, 3)])
def test_a_line_is_no_longer_than_a_phone_is_wide_and_keeps_signs_whole(number: int, lines: int) -> None:
    written = key_lines([Sign("■", "#123456", "1 is so long")] * number)
    assert len(written) == lines
    plain = [re.sub("<[^>]+>", "", line) for line in written]
    assert [line for line in plain if len(line) > LONGEST] == []
    assert sum(line.count("■ 1 is so long") for line in plain) == number


def test_a_sign_longer_than_a_line_has_one_of_its_own() -> None:
    assert len(key_lines([Sign("■", "#123456", "x" * 80), Sign("●", "#123456", "y")])) == 2


def test_the_key_stands_at_the_left_above_the_plot(colors: Palette) -> None:
    figure = frame(200, colors)
    write_key(figure, key_lines([Sign("●", colors.event, "event")]), colors, above=30)
    (note,) = figure.layout.annotations
    assert (note.x, note.xref, note.xanchor, note.y, note.yref, note.yanchor, note.yshift) == (0, "paper", "left", 1, "paper", "bottom", 30)
    assert (note.font.color, note.font.size) == (colors.soft_ink, 12)


def test_without_signs_there_is_no_key() -> None:
    figure = frame(200, LIGHT)
    write_key(figure, key_lines([]), LIGHT, above=30)
    assert len(figure.layout.annotations) == 0
