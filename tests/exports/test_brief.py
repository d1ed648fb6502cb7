"""The brief as one HTML file."""

from components.exports.brief import Brief, Footnotes, Point, Section, brief_html


def brief() -> Brief:
    points = Section("Moved <b>most", (Point("A & B moved.", (1, 2)), Point("Nothing else.")))
    table = Section("Reports", columns=("Dimension", "2017"), rows=(("Japan", "Not mentioned <i>"),))
    return Brief("Posture <script>alert(1)</script>", "All sources", (points, table), ("First source", "Second & last"))


def test_footnotes_are_numbered_in_the_order_of_their_first_use() -> None:
    notes = Footnotes()
    assert [notes.number(text) for text in ("b", "a", "b", "c")] == [1, 2, 1, 3]
    assert notes.texts == ("b", "a", "c")


def test_every_text_is_escaped_and_every_mark_has_its_note() -> None:
    page = brief_html(brief())
    assert "<script>" not in page and "<i>" not in page and "Moved &lt;b&gt;most" in page
    assert page.count('href="#note-1"') == page.count('id="note-1"') == 1
    assert page.count('href="#note-2"') == page.count('id="note-2"') == 1
    assert '<th scope="col">Dimension</th>' in page and "<td>Not mentioned &lt;i&gt;</td>" in page
    assert "Second &amp; last" in page


def test_the_file_asks_for_nothing_from_elsewhere() -> None:
    page = brief_html(brief())
    assert "src=" not in page and "@import" not in page and "url(" not in page
    assert page.startswith('<!doctype html>\n<html lang="en">')
