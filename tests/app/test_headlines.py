"""Every headline number on every page, counted again with plain pandas from the tables, under default choices, a theme, one scope, and dates equal or swapped.

The counting here follows the written rules of the data, not the functions behind the pages: what both say alike is true.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from itertools import combinations

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from components.analysis.findings import NUMBERS
from components.analysis.subjects import subject_index
from components.navigation import PAGES
from components.tables import SHIPPED, Ledger, read_ledger
from components.ui.cards.indicators import FAMILIES
from tests.app.conftest import act, headers, opened, paragraphs, read, run

RANK = {stage: place for place, stage in enumerate(["proposed", "decided", "under-way", "in-place", "strengthened", "suspended", "ended"])}
SCALE = list(RANK)[:5]
IN_PLACE = ("in-place", "strengthened")
WORDS = {word.lower(): number for number, word in enumerate(NUMBERS)}
COUNT = r"(\d[\d,]*|" + "|".join(WORDS) + ")"
TODAY = date.today().isoformat()

CHOICES: dict[str, dict[str, str]] = {
    "default": {},
    "theme": {"theme": "extended-deterrence"},
    "anchors": {"scope": "anchors"},
    "then": {"scope": "then"},
    "swapped": {"a": "2023-07-03", "b": "2017-09-05"},
    "equal": {"a": "2020-01-01", "b": "2020-01-01"},
}
PAIRS = (("2016-01-01", TODAY), (TODAY, "2016-01-01"), (TODAY, TODAY), ("2016-02-29", "2018-09-19"), ("2022-12-31", "2023-01-01"))


def number(text: str) -> int:
    """A count in words or digits."""
    return WORDS[text.lower()] if text.lower() in WORDS else int(text.replace(",", ""))


def counted(pattern: str, text: str) -> tuple[int, ...]:
    """The counts of a headline, where each # of the pattern stands for one; the headline must fit from its beginning."""
    found = re.match(pattern.replace("#", COUNT), text, flags=re.IGNORECASE)
    assert found, f"“{text}” does not read as “{pattern}”"
    return tuple(number(group) for group in found.groups())


def part(pattern: str, text: str) -> int:
    """One count that a headline leaves out when it is zero."""
    found = re.search(pattern.replace("#", COUNT), text, flags=re.IGNORECASE)
    return number(found.group(1)) if found else 0


@cache
def ledger() -> Ledger:
    return read_ledger(SHIPPED)


@cache
def subjects() -> pd.DataFrame:
    """All subjects; their groups and themes are the app's own."""
    tables = ledger().tables
    return subject_index(
        tables["components"],
        tables["initiatives"],
        tables["mechanisms"],
        dict(zip(tables["axis"]["code"], tables["axis"]["label"], strict=True)),
    )


@cache
def observations() -> pd.DataFrame:
    """Observations with the day by which their source had surely appeared, and the voice behind it."""
    sources = ledger()["sources"]
    months, years = sources["published_on"] + pd.offsets.MonthEnd(0), sources["published_on"] + pd.offsets.YearEnd(0)
    appeared = (
        sources["published_on"]
        .where(sources["published_precision"] != "month", months)
        .where(sources["published_precision"] != "year", years)
    )
    about = sources.assign(appeared=appeared, voice=sources["agency"].where(sources["agency"] != "", sources["publisher"]))
    joined = ledger()["observations"].merge(about[["source_id", "appeared", "voice", "is_anchor"]], on="source_id")
    return joined.assign(rank=joined["stage"].map(RANK)).sort_values(["date", "rank", "appeared", "observation_id"], na_position="first")


@dataclass(frozen=True)
class World:
    """What the tables say under some choices."""

    a: str = "2017-09-05"
    b: str = "2023-07-03"
    scope: str = "all"
    theme: str = ""

    @property
    def equal(self) -> bool:
        return self.a == self.b

    def usable(self, day: str) -> pd.DataFrame:
        """The observations that may speak for a day."""
        rows = observations()
        valid = rows[rows["date"] <= day]
        if self.scope == "all":
            return valid
        then = valid[valid["appeared"] <= day]
        if self.scope == "then":
            return then
        out = rows[rows["is_anchor"] & (rows["appeared"] <= day)]
        newest = "" if out.empty else out.loc[out["appeared"].idxmax(), "source_id"]
        return then[then["source_id"] == newest]

    @cached_property
    def rows(self) -> pd.DataFrame:
        """One row a subject: stage on both days ("" is silence), begun, voices behind date B."""
        chosen = subjects()
        if self.theme:
            chosen = chosen[chosen["theme"] == self.theme]
        frame = chosen.set_index("subject_id")
        for side, day in (("a", self.a), ("b", self.b)):
            frame[f"stage_{side}"] = self.usable(day).groupby("subject_id")["stage"].last().reindex(frame.index).fillna("").astype(object)
        reports = self.usable(self.b)
        same = reports[reports["stage"] == reports["subject_id"].map(frame["stage_b"])]
        first = reports[reports["date"] == reports.groupby("subject_id")["date"].transform("min")]
        begun = set(first.loc[(first["date"] > self.a) & (first["shows"] == "begins"), "subject_id"])
        return frame.assign(
            voices=same.groupby("subject_id")["voice"].nunique().reindex(frame.index).fillna(0), begun=frame.index.isin(begun)
        )

    def kind(self, name: str) -> pd.DataFrame:
        return self.rows[self.rows["kind"] == name]

    def facts(self, name: str) -> pd.DataFrame:
        """A table of facts narrowed by the theme."""
        rows = ledger()[name]
        if not self.theme:
            return rows
        if "theme" in rows:
            return rows[rows["theme"] == self.theme]
        if "subject_id" in rows:
            return rows[rows["subject_id"].isin(subjects().loc[subjects()["theme"] == self.theme, "subject_id"])]
        return rows


def is_or_are(title: str, subject: str, count: int, rest: str) -> None:
    """The verb of a headline agrees with its count."""
    assert f"{subject} {'is' if count == 1 else 'are'} {rest}" in title


def stage_changes(title: str, rows: pd.DataFrame, noun: str, world: World, names_the_day: bool) -> None:
    """The sentence on how many moved, and each of its parts; about one group alone it names the group."""
    on_scale = rows["stage_a"].isin(SCALE) & rows["stage_b"].isin(SCALE)
    ranks = rows["stage_a"].map(RANK), rows["stage_b"].map(RANK)
    if rows.empty:
        assert title == f"No {noun} fit the choices"
    elif world.equal and names_the_day:
        known = int((rows["stage_a"] != "").sum())
        assert counted(f"# of # {noun} ", title) == (known, len(rows))
        is_or_are(title, noun, known, "reported on ")
        assert "both dates are the same" in title
    elif (rows["stage_b"] == "").all():
        assert title == f"None of the {len(rows)} {noun} is reported on date B"
    else:
        assert counted(f"# of # {noun} moved forward", title) == (int((on_scale & (ranks[1] > ranks[0])).sum()), len(rows))
        # What is silent on date A and paused or ended on date B counts as reported only on date B.
        reported, before = rows["stage_a"] != "", rows["stage_a"].isin(["suspended", "ended"])
        told = {
            "# (?:is|are) new": (rows["stage_a"] == "") & rows["stage_b"].isin(SCALE) & rows["begun"],
            "# came back": before & rows["stage_b"].isin(SCALE),
            "# fell back": on_scale & (ranks[1] < ranks[0]),
            "# (?:was|were) suspended": reported & (rows["stage_b"] == "suspended") & (rows["stage_a"] != "suspended"),
            "# ended": reported & (rows["stage_b"] == "ended") & (rows["stage_a"] != "ended"),
        }
        assert {words: part(f", {words}", title) for words in told} == {words: int(mask.sum()) for words, mask in told.items()}


def life_lines(title: str, rows: pd.DataFrame, noun: str, world: World) -> None:
    """The headline of a ribbon picture: the sentence on how many moved, after the name of the group that stands alone."""
    groups = rows["group"].unique()
    if len(groups) == 1:
        assert title.startswith(f"{groups[0]}: ")
        title = title.removeprefix(f"{groups[0]}: ")
    stage_changes(title, rows, noun, world, names_the_day=False)


def silence(title: str, world: World) -> None:
    known_a, known_b = world.rows["stage_a"] != "", world.rows["stage_b"] != ""
    counts = {
        "on date A alone": int((known_a & ~known_b).sum()), "on date B alone": int((known_b & ~known_a).sum()), "on neither date": int((~known_a & ~known_b).sum()),
    }  # fmt: skip
    one_sided = counts["on date A alone"] + counts["on date B alone"]
    assert {where: part(rf"(?:^|, )#(?: of \d+ subjects (?:is|are) reported)? {where}", title) for where in counts} == counts
    first, total = counted("# of # subjects (?:is|are) reported", title)
    assert (first, total) == (
        max(counts["on date A alone"], counts["on date B alone"]) if one_sided else int((known_a & known_b).sum()),
        len(world.rows),
    )
    is_or_are(title, "subjects", first, "reported on date " if one_sided else "reported on both dates")


def dimensions(title: str) -> None:
    posture = ledger()["posture"]
    speaks = posture[posture["coverage"] != "not-mentioned"].groupby("anchor")["dimension_id"].agg(set)
    earlier, later = speaks["bizwire-2017-09-05"], speaks["yonhap-2023-07-03"]
    counts = counted("# of # dimensions are in the 2023 report alone, # in the 2017 report alone, # in both", title)
    assert counts == (len(later - earlier), posture["dimension_id"].nunique(), len(earlier - later), len(later & earlier))


def in_scope(world: World) -> pd.DataFrame:
    """The observations that pictures over all years may use: the scope is held to the later of the two dates."""
    rows = observations()
    if world.scope == "all":
        return rows[rows["date"] <= TODAY]
    last = max(world.a, world.b)
    rows = rows[(rows["date"] <= last) & (rows["appeared"] <= last)]
    return rows[rows["is_anchor"]] if world.scope == "anchors" else rows


def history(title: str, world: World, kind: str) -> None:
    """The newest report of the subject that a history card opens with, under the evidence scope."""
    listed = world.kind(kind).sort_values("name")
    chosen = "strategic-command" if "strategic-command" in listed.index else listed.index[0]
    rows = in_scope(world)
    rows = rows[rows["subject_id"] == chosen]
    name = listed.loc[chosen, "name"]
    if rows.empty:
        assert title == f"{name}: no source reports it under these choices"
        return
    newest = rows.sort_values(["date", "observation_id"]).iloc[-1]
    which = "its only report" if len(rows) == 1 else f"the newest of {len(rows)} reports"
    assert title.startswith(f"{name}: {newest['stage'].replace('-', ' ')} in {which}, ")
    assert title.endswith(str(newest["date"].year))


def overview(at: AppTest, world: World) -> None:
    titles = headers(at)
    stage_changes(titles[0], world.rows, "subjects", world, names_the_day=True)
    in_place = {side: world.rows[f"stage_{side}"].isin(IN_PLACE).groupby(world.rows["group"]).sum() for side in "ab"}
    grew = int((in_place["b"] > in_place["a"]).sum())
    assert counted("# of # subjects (?:is|are) reported in place on date B, # on date A", titles[1]) == (
        int(in_place["b"].sum()),
        len(world.rows),
        int(in_place["a"].sum()),
    )
    assert ("grew" in titles[1]) == (len(in_place["a"]) > 1)
    if len(in_place["a"]) > 1:
        assert counted(".*; # of # groups grew", titles[1]) == (grew, len(in_place["a"]))
    dimensions(titles[2])


def compare(at: AppTest, world: World) -> None:
    titles = headers(at)
    dimensions(titles[0])
    stage_changes(titles[1], world.kind("component"), "components", world, names_the_day=True)
    silence(titles[2], world)


def timeline(at: AppTest, world: World) -> None:
    events = world.facts("milestones")
    shown = events[(events["date"] >= "2016-01-01") & (events["date"] <= TODAY)]
    by_year, by_theme = shown["date"].dt.year.value_counts(), shown["theme"].value_counts()
    title = headers(at)[0]
    if world.theme:
        label = ledger()["theme"].set_index("code").loc[world.theme, "label"]
        assert title.startswith(f"{label}: ")
        title = title.removeprefix(f"{label}: ")
    total, year, most = counted(r"# events, more in # \(#\) than in any other year", title)
    assert (total, most) == (len(shown), by_year.max())
    assert list(by_year[by_year == most].index) == [year]
    if len(by_theme) > 1:
        assert (by_theme == by_theme.max()).sum() == 1
        assert counted(".* leads with #", title) == (int(by_theme.max()),)


def three_axis(at: AppTest, world: World) -> None:
    titles, rows = headers(at), world.kind("component")
    labels = ledger()["axis"].sort_values("order", na_position="last")
    first = next(label for code, label in zip(labels["code"], labels["label"], strict=True) if code in set(rows["axis"]))
    life_lines(titles[0], rows[rows["group"] == first], "components", world)
    assert counted("# of # components stands? where (?:it|they) stood", titles[1]) == (
        int((rows["stage_a"] == rows["stage_b"]).sum()),
        len(rows),
    )
    history(titles[2], world, "component")


def acquisition(at: AppTest, world: World) -> None:
    titles, rows = headers(at), world.kind("initiative")
    if rows.empty:
        assert [title for title in titles if "initiatives" in title] == ["No initiatives fit the choices"] * 2
        return
    reached = rows["stage_b"].isin(["under-way", *IN_PLACE])
    foreign, home = rows["group"] == "Foreign purchase", rows["group"] == "Developed at home"
    expected = (int((reached & foreign).sum()), int(foreign.sum()), int((reached & home).sum()), int(home.sum()))
    assert counted("On date B, # of # foreign purchases and # of # home-made programs", titles[0]) == expected
    said = world.facts("statements").query("question_id == 'arms-purchases-2017'")["position"]
    yes, no = int(said.isin(["affirms", "commits"]).sum()), int((said == "denies").sum())
    assert counted("# statements?: # affirm or commit, # qualif(?:y|ies) or leaves? open, # den(?:y|ies)", titles[1]) == (
        len(said),
        yes,
        len(said) - yes - no,
        no,
    )
    life_lines(titles[2], rows, "initiatives", world)
    sums = ledger()["initiatives"]
    for title, currency in zip(titles[3:], ("KRW", "USD"), strict=True):
        given = sums[(sums["currency"] == currency) & sums["value"].notna() & sums["initiative_id"].isin(rows.index)]
        largest = given.loc[given["value"].idxmax(), "name"]
        assert title.startswith(f"{largest} is the largest of {len(given)} amounts")


def alliance(at: AppTest, world: World) -> None:
    titles, rows = headers(at), world.kind("mechanism")
    life_lines(titles[0], rows[rows["group"] == "Extended deterrence"], "mechanisms", world)
    partners = rows.explode("partners").query("partners != 'kr'")
    growth = {side: partners[f"stage_{side}"].isin(IN_PLACE).groupby(partners["partners"]).sum() for side in "ab"}
    most = (growth["b"] - growth["a"]).max()
    if most <= 0:
        assert titles[1] == "With no partner are more mechanisms in place on date B than on date A"
    else:
        labels = ledger()["partner"].set_index("code")["label"]
        names = [labels[code] for code in labels.index if (growth["b"] - growth["a"]).get(code, 0) == most]
        named = " and ".join(f"the {name}" if name.startswith("United") else name for name in names)
        assert titles[1].startswith(f"Mechanisms in place with {named} grew most")
        if len(names) > 1:
            assert counted(".* grew most, by # each", titles[1]) == (most,)
        else:
            code = labels[labels == names[0]].index[0]
            assert counted(".* grew most: # on date A, # on date B", titles[1]) == (growth["a"][code], growth["b"][code])
    for side, title in zip("ab", titles[2:4], strict=True):
        pairs = {
            frozenset(pair) for members in rows.loc[rows[f"stage_{side}"].isin(IN_PLACE), "partners"] for pair in combinations(members, 2)
        }
        assert part(": # (?:pair of partners shares|pairs of partners share) a mechanism", title) == len(pairs)
    history(titles[4], world, "mechanism")


def commitments(at: AppTest, world: World) -> None:
    outcomes = world.facts("commitments")["outcome"]
    late, kept, silent = (
        int((outcomes == "kept-late").sum()),
        int(outcomes.isin(["kept", "kept-late"]).sum()),
        int((outcomes == "not-established").sum()),
    )
    title = headers(at)[0]
    assert counted("# of # promises were kept, # of them late", title) == (kept, len(outcomes), late)
    assert part("; # left no established result$", title) == silent
    assert silent or "result" not in title


FIRMEST_FIRST = ["actual", "passed", "estimate", "proposal"]


def series_title(label: str, code: str) -> str:
    """What the rows of a series say: its first and last year by the firmest basis, and a peak above both."""
    rows = ledger()["indicators"].query("series_id == @code")
    rows = rows.assign(firm=rows["basis"].map(FIRMEST_FIRST.index)).sort_values(["date", "firm", "indicator_id"])
    values = rows.groupby("date").first()
    first, last, peak = values["value"].iloc[0], values["value"].iloc[-1], values["value"].max()
    years = values.index[0].year, values.index[-1].year
    unit = values["unit"].iloc[0]
    if years[0] == years[1]:
        return f"{label}: {last:,.10g} {unit} in {years[1]}"
    told = f"{'up' if last > first else 'down'} from {first:,.10g} in {years[0]} to {last:,.10g} {unit} in {years[1]}"
    told = f"{first:,.10g} {unit} in {years[0]} and in {years[1]}" if first == last else told
    return f"{label}: {told}" + (f", with a peak of {peak:,.10g} in {values['value'].idxmax().year}" if peak > max(first, last) else "")


def assert_series(at: AppTest) -> int:
    """Every title of the indicators is what its rows say; returns how many there are."""
    labels = ledger()["series"].set_index("label")["code"]
    for title in headers(at):
        label = max((name for name in labels.index if title.startswith(f"{name}: ")), key=len)
        assert title == series_title(label, labels[label])
    return len(headers(at))


def indicators(at: AppTest, world: World) -> None:
    assert assert_series(at) == 7


def brief(at: AppTest, world: World) -> None:
    short = [line.removeprefix("- ").strip() for line in paragraphs(at)[1].split("\n")]
    stage_changes(short[0].rstrip("."), world.rows, "subjects", world, names_the_day=True)
    silence(short[1], world)
    dimensions(short[2])
    assert [heading.value for heading in at.main.subheader][3] == "Promises, by all sources"
    promised = next(text for text in paragraphs(at) if "promises were kept" in text)
    outcomes = world.facts("commitments")["outcome"]
    assert counted("- # of # promises were kept", promised) == (int(outcomes.isin(["kept", "kept-late"]).sum()), len(outcomes))


def evidence(at: AppTest, world: World) -> None:
    sources = ledger()["sources"]
    official = int(sources["kind"].isin(["official-document", "government-release", "joint-statement"]).sum())
    expected = (official, len(sources), sources["publisher"].nunique(), sources["language"].nunique())
    assert counted("# of # sources are official texts; # publishers in # languages", headers(at)[2]) == expected


def coverage(at: AppTest, world: World) -> None:
    titles, rows = headers(at), world.rows
    silence(titles[0], world)
    promised = world.facts("commitments")["outcome"]
    assert counted("# of # promises ha(?:s|ve) no established outcome", titles[1]) == (
        int((promised == "not-established").sum()),
        len(promised),
    )
    known = rows["stage_b"] != ""
    if known.any():
        assert counted("# of # stages on date B rests? on one publisher alone", titles[2]) == (
            int((rows["voices"] == 1).sum()),
            int(known.sum()),
        )
    else:
        assert titles[2] == "Nothing is reported on date B under these choices"
    listed = world.kind("component").index
    valid = in_scope(world)
    valid = valid[valid["subject_id"].isin(listed) & (valid["date"] >= "2016-01-01") & (valid["date"] <= TODAY)]
    cells = len(listed) * (int(TODAY[:4]) - 2015)
    filled = len(set(zip(valid["subject_id"], valid["date"].dt.year, strict=True)))
    assert counted("# of # cells are silent", titles[3]) == (cells - filled, cells)


def about(at: AppTest, world: World) -> None:
    terms = ledger()["terms"]
    assert counted("# of # names were replaced by another", headers(at)[1]) == (int((terms["replaced_by"] != "").sum()), len(terms))


HEADLINES: dict[str, Callable[[AppTest, World], None]] = {
    "overview": overview, "compare": compare, "timeline": timeline, "three_axis": three_axis, "acquisition": acquisition, "alliance": alliance,
    "commitments": commitments, "indicators": indicators, "brief": brief, "evidence": evidence, "coverage": coverage, "about": about,
}  # fmt: skip


@cache
def page(stem: str) -> AppTest:
    """One reader on each page, who changes nothing but the dates in the address."""
    return opened(stem)


def redirected(stem: str, choices: dict[str, str]) -> AppTest:
    """The page of that reader once the address holds these choices and no others."""
    at = page(stem)
    at.query_params.clear()
    at.query_params.update(choices)
    return run(at)


def test_every_page_has_its_headlines_counted() -> None:
    assert set(HEADLINES) == {spec.stem for spec in PAGES}


@pytest.mark.parametrize("named", CHOICES)
@pytest.mark.parametrize("stem", HEADLINES)
def test_headline_numbers_are_those_of_the_tables(stem: str, named: str) -> None:
    HEADLINES[stem](opened(stem, **CHOICES[named]), World(**CHOICES[named]))


@pytest.mark.parametrize("stem", HEADLINES)
def test_any_two_days_can_be_compared(stem: str) -> None:
    for a, b in PAIRS:
        at = redirected(stem, {"a": a, "b": b})
        assert headers(at)
        assert not at.warning
        assert (at.sidebar.selectbox(key="choice-a").value, at.sidebar.selectbox(key="choice-b").value) == (a, b)


@pytest.mark.parametrize("stem", HEADLINES)
def test_a_day_before_2016_is_refused_in_words(stem: str) -> None:
    at = redirected(stem, {"a": "2015-12-31"})
    outside = f"2015-12-31 is outside the days that can be compared, 2016-01-01 to {TODAY}"
    assert [read(note.value) for note in at.warning] == [f"Date A in the link can't be used: {outside}. Shown is 2017-09-05."]


def test_the_title_on_slips_counts_every_promise_done_after_its_window() -> None:
    rows = ledger()["commitments"]
    dated = rows[rows["outcome"].isin(["kept", "kept-late", "partly-kept"]) & rows["due_to"].notna() & rows["outcome_on"].notna()]
    assert counted("# of # promises with a date and a result came late", headers(opened("commitments"))[1]) == (
        int((dated["outcome_on"] > dated["due_to"]).sum()),
        len(dated),
    )


@pytest.mark.parametrize("family", FAMILIES)
def test_every_series_is_told_by_its_firmest_values_and_its_peak(family: str) -> None:
    at = redirected("indicators", {})
    act(at, at.button_group(key="series-family"), family)
    shown = assert_series(at)
    act(at, at.button_group(key="series-family"), next(iter(FAMILIES)))
    codes = ledger()["indicators"]["series_id"].unique()
    assert shown == sum(code.startswith(FAMILIES[family]) for code in codes)


def test_no_cell_shows_an_escape_to_its_reader() -> None:
    at = opened("three_axis")
    act(at, at.toggle(key="table-history-component"), True)
    cells = [read(cell) for element in at.table for cell in element.value.to_numpy().ravel()]
    assert cells
    assert not [cell for cell in cells if "\\" in cell]


def test_a_brief_of_the_two_reports_alone_says_that_its_promises_are_by_all_sources() -> None:
    at = opened("brief", scope="anchors")
    assert any(read(caption.value).startswith("The two anchor reports only.") for caption in at.main.caption)
    assert "Promises, by all sources" in [heading.value for heading in at.main.subheader]
    moved = next(text for text in paragraphs(at) if re.search(r"\(.* on date A, .* on date B\)", text))
    promised = next(text for text in paragraphs(at) if "promises were kept" in text)
    notes = dict(line.split(". ", 1) for line in paragraphs(at)[-1].split("\n"))
    cited = {place: set(re.findall(r"\[(\d+)\]", text)) for place, text in (("moved", moved), ("promised", promised))}
    others = {
        mark
        for mark, note in notes.items()
        if "Yonhap News Agency, 3 July 2023" not in note and "Korea Bizwire, 5 September 2017" not in note
    }
    assert cited["moved"]
    assert not cited["moved"] & others
    assert others <= cited["promised"]
