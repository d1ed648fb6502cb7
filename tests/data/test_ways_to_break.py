"""Whatever happens to the data folder: the app stays on the last good tables, and a sentence names file, line, column and value.

Each way breaks a copy of the shipped folder that has been shown once. Most put short rows into terms.csv, so that the fault lies in a known
place: line 2 and line 4 are sound, line 3 is not. What is legitimate has its own list at the end: it changes nothing.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pytest

from components import cached, tables
from components.lines import QUOTE_INSIDE, QUOTE_LEFT_OPEN
from components.tables import UnreadablePackage
from tests.data.conftest import Folder
from tests.data.rows import COMPONENT, HEADER, MILESTONE, POSTURE, PROMISE, VALUE, term

GOOD = tables.read_ledger(tables.SHIPPED)
Place = tuple[str, int, str, str]
Patch = pytest.MonkeyPatch


class Way(NamedTuple):
    """A way to break a folder, where the faults are (file, line, column, value), and what the first sentence ends with."""

    name: str
    act: Callable[[Folder, Patch], Any]
    places: list[Place]
    says: str


def row(name: str, text: str, column: str, value: str, says: str, file: str = "terms") -> Way:
    """Line 3 of terms.csv is this; or line 2 of another table."""
    if file == "terms":
        return Way(name, lambda folder, _: folder.table("terms", term("one"), text, term("three")), [("terms.csv", 3, column, value)], says)
    return Way(name, lambda folder, _: folder.table(file, text), [(f"{file}.csv", 2, column, value)], says)


def cell(name: str, column: str, value: str, says: str) -> Way:
    """One cell of line 3 of terms.csv is this."""
    return row(name, term(**{"term_id": "two", column: value}), column, value, says)


def whole(name: str, change: Callable[[bytes], bytes], line: int, column: str, value: str, says: str) -> Way:
    """All of terms.csv is changed, which has two sound rows."""

    def act(folder: Folder, _: Patch) -> None:
        folder.table("terms", term("one", term_ko="한국형 3축 체계"), term("two", note='"A note, in quotes."'))
        folder.write("terms", change)

    return Way(name, act, [("terms.csv", line, column, value)], says)


def in_place(name: str, put: Callable[[Path], Any], says: str) -> Way:
    """Something else stands where terms.csv was."""

    def act(folder: Folder, _: Patch) -> None:
        file = folder.path / "terms.csv"
        file.unlink()
        put(file)

    return Way(name, act, [("terms.csv", 0, "", "")], says)


def forbidden(folder: Folder, patch: Patch) -> None:
    """The file may not be read; root may read everything, so for root the answer of the system is put there."""
    file = folder.path / "terms.csv"
    file.chmod(0)
    if os.geteuid() == 0:
        read = Path.read_bytes

        def refuse(path: Path) -> bytes:
            if path == file:
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
            return read(path)

        patch.setattr(Path, "read_bytes", refuse)


def never_at_rest(folder: Folder, patch: Patch) -> None:
    """Each time that a file is read, terms.csv has been written anew in between."""
    read = Path.read_bytes
    folder.table("terms", term("one"))

    def disturbed(path: Path) -> bytes:
        content = read(path)
        if path.name == "terms.csv":
            path.write_bytes(content + term(f"more-{len(content)}").encode() + b"\n")
        return content

    patch.setattr(Path, "read_bytes", disturbed)


def utf_8(text: str, encoding: str) -> str:
    """What is shown of a text in another encoding."""
    return text.encode(encoding).decode("utf-8", "replace")


def encoded(name: str, text: str, encoding: str) -> Way:
    def act(folder: Folder, _: Patch) -> None:
        folder.table("terms", term("one"), term("two", term="@"), term("three"))
        folder.write("terms", lambda content: content.replace(b"@", text.encode(encoding)))

    return Way(name, act, [("terms.csv", 3, "term", utf_8(text, encoding))], "the file was expected in UTF-8")


def truncated(upto: bytes) -> Callable[[bytes], bytes]:
    return lambda content: content[: content.index(upto) + len(upto)]


def column(table: str, name: str) -> list[str]:
    """The shipped cells of a column, in the order of the file."""
    return pd.read_csv(tables.SHIPPED / f"{table}.csv", dtype="str", keep_default_na=False)[name].tolist()


COLUMNS = HEADER.split(",")
MISSING = f"the file is missing, a table with these columns was expected: {', '.join(COLUMNS)}"
ORDER = f"the columns stand in another order, expected was: {', '.join(COLUMNS)}"
CLOSED = "has a quote that is not closed where its cell ends, one line a row was expected"
AGAIN = "stands on an earlier line too, each id once was expected"
PHRASE = "is not a key phrase of three to eight words"
LIST = "is not a list of different values divided by '; '"
DATE = "is not a date, YYYY-MM-DD was expected"
YEARS = "lies outside of the years 1900 to 2099"
RING = "leads back to this row"
INVISIBLE = "holds an invisible character"
HUGE = "x" * 10_000_000
TWO_LINES = term("two", note='"first\nsecond"')
CONFLICT = "<<<<<<< HEAD"

FILES = [
    in_place("missing-file", lambda file: None, MISSING),
    in_place("folder-for-a-file", lambda file: file.mkdir(), "the file can't be read (Is a directory)"),
    in_place("link-to-nothing", lambda file: file.symlink_to("nothing.csv"), MISSING),
    in_place("link-to-itself", lambda file: file.symlink_to("terms.csv"), "the file can't be read (Too many levels of symbolic links)"),
    in_place("pipe", os.mkfifo, "the file can't be read (it is no regular file)"),
    in_place("endless-device", lambda file: file.symlink_to("/dev/zero"), "the file can't be read (it is no regular file)"),
    in_place("failing-disk", lambda file: file.symlink_to("/proc/self/mem"), "the file can't be read (Input/output error)"),
    Way("no-permission", forbidden, [("terms.csv", 0, "", "")], "the file can't be read (Permission denied)"),
    Way("replaced-while-read", never_at_rest, [("terms.csv", 0, "", "")], "the file changed while it was read, it is read again"),
    whole("empty-file", lambda _: b"", 1, "", "", "the file is empty, a header row was expected"),
    whole("blank-file", lambda _: b"\n \n\r\n", 1, "", "", "the file is empty, a header row was expected"),
    whole("mark-alone", lambda _: b"\xef\xbb\xbf", 1, "", "", "the file is empty, a header row was expected"),
    whole("cut-in-a-row", truncated(b"two,Some name"), 3, "", "two,Some name", "has 2 cells, 15 were expected"),
    whole("cut-in-quotes", truncated(b'"A note,'), 3, "note", '"A note,', CLOSED),
    whole("cut-in-a-character", truncated("한국형 3축 체".encode() + b"\xea"), 2, "", "one,Some name,한국형 3축 체\N{REPLACEMENT CHARACTER}", "has 3 cells, 15 were expected"),
    Way(
        "cut-at-the-end-of-a-row", lambda folder, _: folder.table("terms", term("one", replaced_by="two")),
        [("terms.csv", 2, "replaced_by", "two")], "'two' is not a term_id of the table terms",
    ),
    whole("utf-16", lambda content: content.decode().encode("utf-16"), 1, "", "", "byte 0 is not UTF-8, the file was expected in UTF-8"),
    whole("utf-16-without-mark", lambda content: content.decode().encode("utf-16-le"), 1, "", "", "holds a NUL character, a header row in UTF-8 that ends with a line feed was expected"),
    encoded("euc-kr", "한국형 3축 체계", "euc-kr"),
    encoded("shift-jis", "三本柱体系", "shift-jis"),
    encoded("latin-1", "Café", "latin-1"),
    encoded("windows-1252", "“quoted”", "cp1252"),
    whole("half-a-pair-of-utf-16", lambda content: content.replace(b"A note", b"\xed\xa0\x80"), 3, "note", "\N{REPLACEMENT CHARACTER}" * 3 + ", in quotes.", "is not UTF-8 (byte ED), the file was expected in UTF-8"),
    whole("old-mac-line-ends", lambda content: content.replace(b"\n", b"\r"), 1, "", "", "holds a carriage return, a header row in UTF-8 that ends with a line feed was expected"),
    Way(
        "file-of-another-table", lambda folder, _: shutil.copy(folder.path / "subjects.csv", folder.path / "terms.csv"),
        [*(("terms.csv", 1, name, "") for name in sorted([*COLUMNS, "kind", "subject_id"]))], "the column is missing",
    ),
]  # fmt: skip

HEADERS = [
    whole("blank-line-above", lambda content: b"\n" + content, 1, "", "", "the line is empty, a header row was expected"),
    whole("swapped-columns", lambda content: content.replace(b"term_id,term,", b"term,term_id,"), 1, "", "", ORDER),
    whole("missing-column", lambda content: content.replace(b",abbreviation", b""), 1, "abbreviation", "", "the column is missing"),
    whole("extra-column", lambda content: content.replace(b",note", b",note,color"), 1, "color", "", "the contract has no such column"),
    whole("column-twice", lambda content: content.replace(b",note", b",note,term"), 1, "term", "", "the column stands twice"),
    whole("open-quote-in-the-header", lambda content: b'"' + content, 1, "", '"' + HEADER, "can't be read as a header row, it has a quote that is not closed"),
    whole("cut-in-the-header", truncated(b"certainty"), 1, "note", "", "the column is missing"),
    Way(
        "invisible-in-the-header", lambda folder, _: folder.line("terms", 1, lambda header: header + "\x7f"),
        [("terms.csv", 1, "note", ""), ("terms.csv", 1, "note\x7f", "")], "the column is missing",
    ),
    Way(
        "no-header", lambda folder, _: folder.write("terms", lambda _: b"one,Some name\ntwo,Another\n"),
        [("terms.csv", 1, name, "") for name in sorted([*COLUMNS, "one", "Some name"])], "the contract has no such column",
    ),
    Way(
        "semicolons", lambda folder, _: folder.write("vocabularies/outcome", lambda content: content.replace(b",", b";")),
        [("vocabularies/outcome.csv", 1, name, "") for name in ("code", "code;label;definition;order", "definition", "label", "order")],
        "the column is missing",
    ),
    Way(
        "vocabulary-without-a-row", lambda folder, _: folder.table("vocabularies/question"),
        [("statements.csv", line, "question_id", code) for line, code in enumerate(column("statements", "question_id"), start=2)],
        "is not a code of the table question",
    ),
]  # fmt: skip

LINES = [
    row("cell-too-many", term("two") + ",x", "", term("two") + ",x", "has 16 cells, 15 were expected"),
    row("cell-too-few", "two,Some name", "", "two,Some name", "has 2 cells, 15 were expected"),
    row("comma-without-quotes", term("two", note="first, second"), "", term("two", note="first, second"), "has 16 cells, 15 were expected"),
    row("blank-line", "", "", "", "the line is empty, a row was expected"),
    row("conflict-of-two-versions", CONFLICT, "", CONFLICT, "has 1 cells, 15 were expected"),
    row("quote-left-open", term("two", note='"open'), "note", '"open', QUOTE_LEFT_OPEN),
    row("quote-left-open-at-the-start", '"' + term("two"), "term_id", '"' + term("two"), QUOTE_LEFT_OPEN),
    row("quote-in-the-middle", term("two", note='a "word" here'), "note", 'a "word" here', QUOTE_INSIDE),
    row("text-behind-a-quote", term("two", note='"a" b'), "note", '"a" b', QUOTE_LEFT_OPEN),
    Way(
        "line-break-in-a-cell", lambda folder, _: folder.table("terms", term("one"), TWO_LINES, term("three")),
        [("terms.csv", 3, "note", '"first'), ("terms.csv", 4, "term_id", 'second"')], CLOSED,
    ),
    cell("cell-of-10-mb", "note", HUGE, "is longer than 131,072 characters"),
    cell("nul", "note", "a\x00b", f"{INVISIBLE} (U+0000)"),
    cell("escape", "note", "a\x1bb", f"{INVISIBLE} (U+001B)"),
    cell("tab", "note", "a\tb", f"{INVISIBLE} (U+0009)"),
    cell("lone-carriage-return", "note", "a\rb", "holds a carriage return, which may stand at the end of a line alone"),
    cell("right-to-left-override", "note", "a\u202eb", f"{INVISIBLE} (U+202E)"),
    cell("right-to-left-isolate", "term", "a\u2067b\u2069", f"{INVISIBLE} (U+2067)"),
    cell("zero-width-space", "term", "a\u200bb", f"{INVISIBLE} (U+200B)"),
    cell("zero-width-joiner", "term", "a\u200db", f"{INVISIBLE} (U+200D)"),
    cell("soft-hyphen", "definition", "dis\u00adarm", f"{INVISIBLE} (U+00AD)"),
    cell("mark-inside", "term", "\ufeffa", f"{INVISIBLE} (U+FEFF)"),
    cell("tag-character", "term", "a\U000e0041", f"{INVISIBLE} (U+E0041)"),
    cell("formula", "note", "=HYPERLINK(A1)", "starts with an equals sign, which spreadsheets take for a formula"),
    cell("script", "note", "<script>alert(1)</script>", "holds markup, plain text was expected"),
    cell("image", "definition", "x<img src=x onerror=alert(1)>", "holds markup, plain text was expected"),
]  # fmt: skip

CELLS = [
    cell("empty-cell", "term", "", "is empty, a value was expected"),
    cell("unknown-code", "certainty", "sure", "is not one of: stated, attributed, inferred"),
    cell("code-with-a-blank", "certainty", " stated", "is not one of: stated, attributed, inferred"),
    cell("day-in-words", "used_from", "1 May 2016", DATE),
    cell("day-that-is-none", "used_from", "2016-02-30", DATE),
    cell("day-with-a-time", "used_from", "2016-01-01T00:00:00", DATE),
    cell("day-in-wide-digits", "used_from", "２０１６-01-01", DATE),
    cell("year-zero", "used_from", "0000-01-01", YEARS),
    cell("year-of-five-digits", "used_to", "20190-01-10", DATE),
    cell("day-of-another-age", "used_from", "1016-01-01", YEARS),
    cell("day-of-the-far-future", "used_to", "2109-01-10", YEARS),
    cell("end-before-the-start", "used_to", "2015-12-31", "is before used_from (2016-01-01)"),
    row("precision-without-a-date", term("two", used_from=""), "used_from", "", "is empty although used_from_precision is not"),
    row("sharper-than-its-precision", MILESTONE.format("one", "month", "", "").replace("2017-01-01", "2017-01-02"), "date", "2017-01-02", "is finer than its precision, the first day of the month was expected", "milestones"),
    cell("id-with-capitals", "term_id", "Two", "is not in kebab-case (lower-case letters, digits, single hyphens)"),
    cell("phrase-too-long", "key_phrase", "one two three four five six seven eight nine", PHRASE),
    cell("unknown-locator", "locator", "somewhere", "does not have the form ^(p[0-9]+|page [0-9]+([-–][0-9]+)?)$"),
    cell("dangling-source", "source_id", "nobody-2016", "is not a source_id of the table sources"),
    cell("replaces-itself", "replaced_by", "two", RING),
    row("number-with-commas", VALUE.format('"1,234"'), "value", "1,234", "is not a number", "indicators"),
    row("number-that-is-none", VALUE.format("NaN"), "value", "NaN", "is not a number", "indicators"),
    row("infinite-number", VALUE.format("-inf"), "value", "-inf", "is not a number", "indicators"),
    row("number-beyond-all-numbers", VALUE.format("9" * 400), "value", "9" * 400, "is not a number", "indicators"),
    row("number-with-an-exponent", VALUE.format("4e1"), "value", "4e1", "is not a number", "indicators"),
    row("number-with-its-unit", VALUE.format("40 trillion"), "value", "40 trillion", "is not a number", "indicators"),
    row("number-in-wide-digits", VALUE.format("４０"), "value", "４０", "is not a number", "indicators"),
    row("unknown-vocabulary-code", PROMISE.format("", "", "broken", "", ""), "outcome", "broken", "is not a code of the table outcome", "commitments"),
    row("list-with-an-end", MILESTONE.format("one", "day", "South Korea; ", ""), "actors", "South Korea; ", LIST, "milestones"),
    row("list-with-a-repeat", MILESTONE.format("one", "day", "", "kmpr; kmpr"), "subject_ids", "kmpr; kmpr", LIST, "milestones"),
    row("list-by-commas", MILESTONE.format("one", "day", "", '"kmpr, gsomia"'), "subject_ids", "kmpr, gsomia", "is not a subject_id of the table subjects", "milestones"),
    row("silence-with-words", POSTURE.format("bizwire-2017-09-05,not-mentioned,Silent.,", "", ""), "stance", "Silent.", "was expected to be empty: the report does not mention the dimension", "posture"),
]  # fmt: skip


def negative(folder: Folder, _: Patch) -> None:
    def bound(package: Any) -> None:
        fields = next(each for each in package["resources"] if each["name"] == "indicators")["schema"]["fields"]
        next(field for field in fields if field["name"] == "value")["constraints"].update(minimum=0)

    folder.package(bound)
    folder.table("indicators", VALUE.format("-5"), VALUE.format("0").replace("one,", "two,"))


def added(table: str, *rows: str) -> Callable[[Folder, Patch], None]:
    return lambda folder, _: folder.write(table, lambda content: content + "".join(f"{each}\n" for each in rows).encode())


def ring(folder: Folder, patch: Patch) -> None:
    added("components", COMPONENT.format("ring-a", "ring-b"), COMPONENT.format("ring-b", "ring-a"))(folder, patch)
    added("subjects", "ring-a,component", "ring-b,component")(folder, patch)


def rows_in(table: str) -> int:
    return (tables.SHIPPED / f"{table}.csv").read_bytes().count(b"\n")


TABLES = [
    Way("negative-number", negative, [("indicators.csv", 2, "value", "-5")], "is less than 0"),
    Way("yes-for-true", lambda folder, _: folder.line("sources", 2, lambda line: line.removesuffix("false") + "yes"), [("sources.csv", 2, "is_anchor", "yes")], "is not true or false"),
    Way("script-for-an-address", lambda folder, _: folder.line("sources", 2, lambda line: re.sub("https?://[^,]*", "javascript:alert(1)", line)), [("sources.csv", 2, "url", "javascript:alert(1)")], r"does not have the form ^https?://\S+$"),
    Way("id-twice", lambda folder, _: folder.table("terms", term("one"), term("two"), term("one")), [("terms.csv", 4, "term_id", "one")], AGAIN),
    Way(
        "id-in-two-tables", lambda folder, _: folder.table("terms", term("one"), term("mnd-2016")),
        [("terms.csv", 3, "term_id", "mnd-2016")], f"is an id of the table sources too (line {column('sources', 'source_id').index('mnd-2016') + 2}), each id once over all tables was expected",
    ),
    Way(
        "key-of-several-columns-twice", lambda folder, _: folder.table("corrections", *["terms,one,note,old,new,A reason.,2026-01-01,1.0.1"] * 2),
        [("corrections.csv", 3, "table, row_id, column, version", "terms, one, note, 1.0.1")], "stands on an earlier line too",
    ),
    Way("half-a-place", added("vocabularies/outcome", "kept-twice,Kept twice,Done.,1.5"), [("vocabularies/outcome.csv", rows_in("vocabularies/outcome") + 1, "order", "1.5")], "is not a whole number"),
    Way("part-of-each-other", ring, [("components.csv", rows_in("components") + 1, "part_of", "ring-b"), ("components.csv", rows_in("components") + 2, "part_of", "ring-a")], RING),
    Way(
        "names-that-replace-each-other", lambda folder, _: folder.table("terms", term("one", replaced_by="two"), term("two", replaced_by="one")),
        [("terms.csv", 2, "replaced_by", "two"), ("terms.csv", 3, "replaced_by", "one")], RING,
    ),
    Way("subject-without-a-description", added("subjects", "nothing-there,mechanism"), [("subjects.csv", rows_in("subjects") + 1, "subject_id", "nothing-there")], "is not described in mechanisms.csv"),
    Way("component-that-is-no-subject", added("components", COMPONENT.format("nowhere", "")), [("components.csv", rows_in("components") + 1, "component_id", "nowhere")], "is not a subject_id of the table subjects"),
]  # fmt: skip

WAYS = [*FILES, *HEADERS, *LINES, *CELLS, *TABLES]


def a_resource(package: Any, name: str) -> Any:
    return next(each for each in package["resources"] if each["name"] == name)


def of_package(change: Callable[[Any], Any]) -> Callable[[Folder], None]:
    return lambda folder: folder.package(change)


def text_of_package(content: bytes) -> Callable[[Folder], object]:
    return lambda folder: (folder.path / "datapackage.json").write_bytes(content)


OTHER_FORM = "has another form than a Frictionless Data Package: a descriptor with resources, schemas and keys was expected."
PACKAGES: list[tuple[str, Callable[[Folder], Any], str]] = [
    ("missing", lambda folder: (folder.path / "datapackage.json").unlink(), "is missing in the data folder, a Frictionless Data Package was expected."),
    ("no-folder", lambda folder: shutil.rmtree(folder.path), "is missing in the data folder, a Frictionless Data Package was expected."),
    ("file-for-the-folder", lambda folder: (shutil.rmtree(folder.path), folder.path.write_text("")), "can't be read (Not a directory)."),
    ("empty", text_of_package(b""), "is not JSON in plain UTF-8: Expecting value: line 1 column 1 (char 0)."),
    ("cut", text_of_package(b'{"resources": ['), "is not JSON in plain UTF-8: Expecting value: line 1 column 16 (char 15)."),
    ("utf-16", text_of_package("{}".encode("utf-16")), "is not JSON in plain UTF-8: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte."),
    ("list", text_of_package(b"[]"), OTHER_FORM),
    ("too-deep", text_of_package(b"[" * 100_000), OTHER_FORM),
    ("number-without-end", text_of_package(b"9" * 5000), "is not JSON in plain UTF-8: Exceeds the limit (4300 digits) for integer string conversion"),
    ("without-names", text_of_package(b'{"resources": [{}]}'), "lacks 'name', a descriptor with resources, schemas and keys was expected."),
    ("resource-missing", of_package(lambda package: package["resources"].remove(a_resource(package, "terms"))), "has no table terms."),
    ("resource-twice", of_package(lambda package: package["resources"].append(a_resource(package, "terms"))), "has the table terms twice."),
    ("file-twice", of_package(lambda package: a_resource(package, "terms").update(path="sources.csv")), "has the file sources.csv twice."),
    ("column-twice", of_package(lambda package: a_resource(package, "subjects")["schema"]["fields"].append(a_resource(package, "subjects")["schema"]["fields"][1])), "has the column subjects.kind twice."),
    ("path-out-of-the-folder", of_package(lambda package: a_resource(package, "terms").update(path="../terms.csv")), "has a path that leads out of the folder: ../terms.csv."),
    ("path-that-is-none", of_package(lambda package: a_resource(package, "terms").update(path="terms\x00.csv")), "has a path that is no name of a CSV file: 'terms\\x00.csv'."),
    ("path-that-is-a-number", of_package(lambda package: a_resource(package, "terms").update(path=5)), OTHER_FORM),
    ("column-that-is-a-number", of_package(lambda package: a_resource(package, "terms")["schema"]["fields"][2].update(name=5)), "has something else than text in the description of terms.5: 5."),
    ("code-that-is-a-list", of_package(lambda package: a_resource(package, "subjects")["schema"]["fields"][1]["constraints"].update(enum=[["a"]])), "has something else than text in the description of subjects.kind: ['a']."),
    ("key-that-is-no-column", of_package(lambda package: a_resource(package, "terms")["schema"].update(primaryKey="id")), "has the key id in terms, which is not a column."),
    ("reference-to-nothing", of_package(lambda package: a_resource(package, "terms")["schema"]["foreignKeys"][0]["reference"].update(resource="names")), "refers from terms.replaced_by to names.term_id, which there is not."),
    ("pattern-that-is-none", of_package(lambda package: a_resource(package, "terms")["schema"]["fields"][0]["constraints"].update(pattern="(")), "has a pattern in terms.term_id that is none: (."),
]  # fmt: skip


@pytest.fixture
def shown(folder: Folder, monkeypatch: Patch) -> Iterator[Folder]:
    """A sound folder that the app has shown."""
    monkeypatch.setenv("POSTURE_DATA", str(folder.path))
    monkeypatch.setattr(cached, "_last_good", [(GOOD, datetime.now(UTC))])
    yield folder
    cached._read.clear()


def test_there_are_more_than_fifty_different_ways():
    names = [way.name for way in WAYS] + [f"package-{name}" for name, _, _ in PACKAGES]
    assert len(names) == len(set(names)) > 100


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_the_last_good_tables_stay_and_the_place_is_named(shown: Folder, monkeypatch: Patch, way: Way):
    way.act(shown, monkeypatch)
    found = cached.newest().problems
    assert [(problem.file, problem.line, problem.column, problem.value) for problem in found] == way.places
    assert cached.ledger() is GOOD
    for problem, (file, line, column, value) in zip(found, way.places, strict=True):
        place = file + f", line {line}" * bool(line) + f", column {seen(column)}" * bool(column) + ": "
        assert problem.sentence().startswith(place)
        assert not value or f"'{seen(value)[:79]}" in problem.sentence()
    assert found[0].sentence().endswith(way.says)
    assert found[0].sentence().isprintable()


def seen(value: str) -> str:
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in value[:80])


@pytest.mark.parametrize(("act", "says"), [pytest.param(act, says, id=name) for name, act, says in PACKAGES])
def test_without_a_contract_the_last_good_tables_stay_and_the_fault_is_told(shown: Folder, act: Callable[[Folder], Any], says: str):
    act(shown)
    with pytest.raises(UnreadablePackage) as caught:
        cached.newest()
    assert cached.ledger() is GOOD
    assert str(caught.value).startswith(f"datapackage.json {says}")
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("way", [*LINES, *CELLS[:3]], ids=lambda way: way.name)
def test_a_fault_in_one_row_leaves_the_rows_beside_it(shown: Folder, monkeypatch: Patch, way: Way):
    monkeypatch.setattr(cached, "_last_good", [])
    way.act(shown, monkeypatch)
    assert cached.ledger()["terms"]["term_id"].tolist() == ["one", "three"]


def test_a_folder_is_read_again_after_a_change_of_one_letter_that_keeps_size_and_time(shown: Folder):
    file = shown.path / "terms.csv"
    shown.table("terms", term("one"))
    first, times = cached.newest(), file.stat()
    file.write_bytes(file.read_bytes().replace(b"\none,", b"\ntwo,"))
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert file.stat().st_mtime_ns == times.st_mtime_ns
    assert (first["terms"].at[0, "term_id"], cached.newest()["terms"].at[0, "term_id"]) == ("one", "two")


def test_a_mended_folder_is_shown_again(shown: Folder):
    before = (shown.path / "terms.csv").read_bytes()
    shown.table("terms", "two")
    assert cached.ledger() is GOOD
    shown.write("terms", lambda _: before + term("more").encode() + b"\n")
    assert cached.newest().problems == ()
    assert cached.ledger()["terms"]["term_id"].tolist()[-1] == "more"


def test_a_file_that_is_replaced_once_while_it_is_read_is_read_again(shown: Folder, monkeypatch: Patch):
    shown.table("terms", term("one"))
    read = Path.read_bytes

    def replaced(path: Path) -> bytes:
        content = read(path)
        if path.name == "terms.csv" and b"two" not in content:
            path.write_bytes(content + term("two").encode() + b"\n")
        return content

    monkeypatch.setattr(Path, "read_bytes", replaced)
    ledger = shown.read()
    assert ledger.problems == ()
    assert ledger["terms"]["term_id"].tolist() == ["one", "two"]


LEGITIMATE: list[tuple[str, Callable[[Path], object]]] = [
    ("windows-line-ends", lambda file: file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))),
    ("one-windows-line-end", lambda file: file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n", 1))),
    ("byte-order-mark", lambda file: file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())),
    ("as-a-spreadsheet-saves-it", lambda file: file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))),
    ("no-line-feed-at-the-end", lambda file: file.write_bytes(file.read_bytes().removesuffix(b"\n"))),
    ("needless-quotes", lambda file: file.write_bytes(b"\n".join(quote_first(line) for line in file.read_bytes().split(b"\n")))),
    ("touched", lambda file: os.utime(file, ns=(1, 1))),
    ("link-to-a-file", lambda file: (file.rename(file.with_suffix(".bak")), file.symlink_to(file.with_suffix(".bak").name))),
    ("file-beside-it", lambda file: file.with_name("notes.csv").write_bytes(b"\xff\x00,not a table of the contract")),
    ("lock-of-an-editor", lambda file: file.with_name(f".~lock.{file.name}#").write_bytes(b"somebody")),
]


def quote_first(line: bytes) -> bytes:
    """The same line with quotes around its first cell, which is an id or a name of a column."""
    first, comma, rest = line.partition(b",")
    return b'"' + first + b'"' + comma + rest if line else line


@pytest.mark.parametrize(("name", "act"), LEGITIMATE, ids=[name for name, _ in LEGITIMATE])
@pytest.mark.parametrize("table", ["sources", "vocabularies/stage"])
def test_what_is_legitimate_reads_identically(shown: Folder, name: str, act: Callable[[Path], object], table: str):
    act(shown.path / f"{table}.csv")
    ledger = shown.read()
    assert ledger.problems == ()
    for each in GOOD.tables:
        pd.testing.assert_frame_equal(ledger[each], GOOD[each])


@pytest.mark.parametrize(
    "text", ["-5", "+82", "@handle", "a = b", "1 < 2", "<3", "a<b", "'=1", "천궁-Ⅱ", "Ｆ", "👍🏽", "a\u2028b", "a & b", "&lt;b&gt;"]
)
def test_text_that_only_looks_odd_is_kept(shown: Folder, text: str):
    shown.table("terms", term("one", note=text))
    ledger = shown.read()
    assert ledger.problems == ()
    assert ledger["terms"].at[0, "note"] == text
