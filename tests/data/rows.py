"""Sound rows of the tables that the tests of broken folders write, with some of their cells replaced."""

from __future__ import annotations

HEADER = "term_id,term,term_ko,abbreviation,definition,used_from,used_from_precision,used_to,used_to_precision,replaced_by,source_id,key_phrase,locator,certainty,note"
COMPONENT = "{},Some name,,kamd,sense,rok,{},What it is.,mnd-2016,three words here,p1,stated,"
MILESTONE = "{},2017-01-01,{},Some event,What happened.,budget,none,occurred,{},{},mnd-2016,three words here,p1,stated,"
PROMISE = "one,2017-01-01,day,Somebody,A promise.,{},{},,,{},{},{},,,,mnd-2016,three words here,p1,stated,"
VALUE = "one,defense-budget,2017-01-01,year,{},trillion won,passed,Ministry,mnd-2016,three words here,p1,stated,"
POSTURE = "one,japan,{},bizwire-2017-09-05,{},p1,{},"


def term(term_id: str = "one", **cells: str) -> str:
    """A sound row of terms.csv, with some of its cells replaced."""
    sound = {
        "term_id": term_id, "term": "Some name", "term_ko": "", "abbreviation": "", "definition": "What it means.", "used_from": "2016-01-01",
        "used_from_precision": "day", "used_to": "2019-01-10", "used_to_precision": "day", "replaced_by": "", "source_id": "mnd-2016",
        "key_phrase": "three words here", "locator": "p1", "certainty": "stated", "note": "",
    }  # fmt: skip
    return ",".join({**sound, **cells}.values())
