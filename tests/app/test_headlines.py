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

from components.analysis.comparison import CHANGES
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
        assert counted(f"None of the # {noun} is reported on date B", title) == (len(rows),)
    else:
        assert counted(f"# of # {noun} moved forward", title) == (int((on_scale & (ranks[1] > ranks[0])).sum()), len(rows))
        # What is silent on date A and paused or ended on date B counts as reported only on date B.
        reported, before = rows["stage_a"] != "", rows["stage_a"].isin(["suspended", "ended"])
        new = ~reported & rows["stage_b"].isin(SCALE) & rows["begun"]
        told = {
            "# (?:is|are) new": new,
            "# (?:more )?(?:is|are) reported on date B alone": ~reported & (rows["stage_b"] != "") & ~new,
            "# came back": before & rows["stage_b"].isin(SCALE),
            "# fell back": on_scale & (ranks[1] < ranks[0]),
            "# (?:was|were) suspended": reported & (rows["stage_b"] == "suspended") & (rows["stage_a"] != "suspended"),
            "# ended": reported & (rows["stage_b"] == "ended") & (rows["stage_a"] != "ended"),
        }
        assert {words: part(f", {words}", title) for words in told} == {words: int(mask.sum()) for words, mask in told.items()}
        assert (" more " in title) == bool(new.any() and told["# (?:more )?(?:is|are) reported on date B alone"].any())
        for stage, became in (("suspended", "was suspended|were suspended"), ("ended", r"\bended")):
            stand, moved = int((rows["stage_b"] == stage).sum()), told["# (?:was|were) suspended" if stage == "suspended" else "# ended"]
            assert part(rf"(?:{became}) \(# stand so on date B\)", title) == (stand if 0 < moved.sum() < stand else 0)


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
    total = len(world.rows)
    shown = {where: part(rf"(?:^|[,;] )#(?: of {COUNT[:-1]}) subjects (?:is|are) reported)? {where}", title) for where in counts}
    assert shown == counts
    assert counted("# of # subjects (?:is|are) reported", title) == (
        max(counts["on date A alone"], counts["on date B alone"]) if one_sided else int((known_a & known_b).sum()),
        total,
    )
    is_or_are(title, "subjects", counted("# of", title)[0], "reported on date " if one_sided else "reported on both dates")
    new = int((known_b & ~known_a & world.rows["stage_b"].isin(SCALE) & world.rows["begun"]).sum())
    others = counts["on date B alone"] - new
    if new and others:
        assert counted(".*on date B alone: # new, # not shown as new(?:;|$)", title) == (new, others)
    elif others:
        assert re.search("on date B alone, not shown as new(?:;|$)", title)
    elif new:
        assert re.search("on date B alone, (?:both |all )?new(?:;|$)", title)
    else:
        assert "new" not in title


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


def history(at: AppTest, title: str, world: World, kind: str) -> None:
    """The newest report of the subject that a history card opens with, under the evidence scope."""
    listed = world.kind(kind)
    # Nothing is chosen: the list shows the name of the first subject of the picture above instead.
    box = at.selectbox(key=f"history-{kind}")
    assert box.value is None
    (chosen,) = listed.index[listed["name"] == box.placeholder]
    rows = in_scope(world)
    rows = rows[rows["subject_id"] == chosen]
    name = listed.loc[chosen, "name"]
    if rows.empty:
        assert title == f"{name}: no source reports it under these choices"
        return
    newest = rows.sort_values(["date", "observation_id"]).iloc[-1]
    which = "its only report" if len(rows) == 1 else "the newest of # reports"
    assert counted(re.escape(f"{name}: {newest['stage'].replace('-', ' ')} in ") + f"{which}, ", title) == (
        (len(rows),) if len(rows) > 1 else ()
    )
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
    assert counted("# events", title) == (len(shown),)
    if " in two waves, " in title:
        first, of_first, last, of_last, low, of_low = counted(r"# events in two waves, # \(#\) and # \(#\), with a low in # \(#\)", title)[
            1:
        ]
        fullest = by_year.nlargest(2)
        assert dict(fullest) == {first: of_first, last: of_last}
        between = [int(by_year.get(year, 0)) for year in range(first + 1, last)]
        assert between[low - first - 1] == of_low == min(between)
        assert 2 * of_low < min(of_first, of_last)
    else:
        year, most = counted(r"# events, more in # \(#\) than in any other year", title)[1:]
        assert most == by_year.max()
        assert list(by_year[by_year == most].index) == [year]
    if len(by_theme) > 1:
        assert (by_theme == by_theme.max()).sum() == 1
        assert counted(".* leads with #", title) == (int(by_theme.max()),)


def three_axis(at: AppTest, world: World) -> None:
    titles, rows = headers(at), world.kind("component")
    labels = ledger()["axis"].sort_values("order", na_position="last")
    first = next(label for code, label in zip(labels["code"], labels["label"], strict=True) if code in set(rows["axis"]))
    life_lines(titles[0], rows[rows["group"] == first], "components", world)
    both = rows[(rows["stage_a"] != "") & (rows["stage_b"] != "")]
    if both.empty:
        assert titles[1] == f"None of the {len(rows)} components is reported on both dates"
    elif len(both) == 1:
        assert titles[1].startswith("The one component reported on both dates")
    else:
        assert counted("# of # components reported on both dates stands? where (?:it|they) stood", titles[1]) == (
            int((both["stage_a"] == both["stage_b"]).sum()),
            len(both),
        )
    history(at, titles[2], world, "component")


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
        most, other = given.nlargest(2, "value").itertuples()
        ratio = most.value / other.value
        assert title.startswith(f"{most.name}: ")
        assert title.endswith(f", {other.name}")
        assert counted(".*the next of # amounts given", title) == (len(given),)
        if ratio < 2:
            sums_told = re.search(r": ([\d,.]+) billion won, against ([\d,.]+) for ", title)
            assert sums_told and [float(told.replace(",", "")) for told in sums_told.groups()] == [
                pytest.approx(value / 1e9, abs=0.05) for value in (most.value, other.value)
            ]
        else:
            times = re.search(r": (?:about )?([\d.]+) times the next", title)
            assert times and float(times.group(1)) == pytest.approx(ratio, abs=0.5 if ratio >= 10 else 0.05)


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
    history(at, titles[4], world, "mechanism")


def commitments(at: AppTest, world: World) -> None:
    outcomes = world.facts("commitments")["outcome"]
    late, kept, silent = (
        int((outcomes == "kept-late").sum()),
        int(outcomes.isin(["kept", "kept-late"]).sum()),
        int((outcomes == "not-established").sum()),
    )
    title = headers(at)[0]
    assert counted("# of # promises were kept, # of them late", title) == (kept, len(outcomes), late)
    assert part("; # ha(?:s|ve) no result established$", title) == silent
    assert silent or "result" not in title


def titled(value: float) -> str:
    """A value as titles give it: to one decimal at most."""
    return f"{round(value, 1):,.10g}"


FIRMEST_FIRST = ["actual", "passed", "estimate", "proposal"]


def series_title(label: str, code: str) -> str:
    """What the rows of a series say: its first and last year by the firmest basis, and a peak above both."""
    rows = ledger()["indicators"].query("series_id == @code")
    rows = rows.assign(firm=rows["basis"].map(FIRMEST_FIRST.index)).sort_values(["date", "firm", "indicator_id"])
    values = rows.groupby("date").first()
    first, last, peak = values["value"].iloc[0], values["value"].iloc[-1], values["value"].max()
    years = values.index[0].year, values.index[-1].year
    unit = values["unit"].iloc[0]
    told_values = {first, last, peak}
    apart = len({titled(value) for value in told_values}) == len(told_values)
    write = titled if apart else "{:,.10g}".format
    if years[0] == years[1]:
        return f"{label}: {write(last)} {unit} in {years[1]}"
    told = f"{'up' if last > first else 'down'} from {write(first)} in {years[0]} to {write(last)} {unit} in {years[1]}"
    told = f"{write(first)} {unit} in {years[0]} and in {years[1]}" if first == last else told
    return f"{label}: {told}" + (f", with a peak of {write(peak)} in {values['value'].idxmax().year}" if peak > max(first, last) else "")


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
    assert counted("# of # promises ha(?:s|ve) no result established", titles[1]) == (
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
    assert counted("For # of # component-years no source reports a stage", titles[3]) == (cells - filled, cells)


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


@pytest.mark.parametrize(("stem", "kind"), [("three_axis", "component"), ("alliance", "mechanism")])
def test_the_subject_in_detail_is_at_first_the_one_on_top_of_the_ribbons(stem: str, kind: str) -> None:
    at = opened(stem)
    first = headers(at)[-1]
    act(at, at.toggle(key=f"table-{kind}-ribbons"), True)
    top = next(frame.value for frame in at.table if "Subject" in frame.value)["Subject"].iloc[0]
    assert first.startswith(f"{read(top)}: ")


DATED = r"\d{1,2} [A-Z][a-z]{2} \d{4}|[A-Z][a-z]{2} \d{4}|\d{4}"


def test_overview_and_brief_tell_the_day_of_the_event_and_of_the_page_alike() -> None:
    told = [text for text in paragraphs(opened("overview")) if re.match(r"\*\*.* on date B\. ", text)]
    assert len(told) == 8
    written = next(text for text in paragraphs(opened("brief")) if re.search(r"\(.* on date A, .* on date B\)", text)).split("\n")
    sources, rows = ledger()["sources"], ledger()["observations"]
    for item, point in zip(told, written, strict=True):
        found = re.search(rf" on date B\. ((?:{DATED}): .*) \((.*), (published (?:{DATED})|no date of publication)\)$", item)
        assert found, item
        event, voice, published = found.groups()
        assert f"on date B). {event} [" in point
        of_it = rows[
            [
                event.startswith(f"{shown_day(day, kind)}: {text}")
                for day, kind, text in zip(rows["date"], rows["date_precision"], rows["summary"], strict=True)
            ]
        ]
        pages = sources[sources["source_id"].isin(of_it["source_id"]) & ((sources["publisher"] == voice) | (sources["agency"] == voice))]
        days = {shown_day(day, kind) for day, kind in zip(pages["published_on"], pages["published_precision"], strict=True)}
        assert (published.removeprefix("published ") if published.startswith("published ") else "") in days


def shown_day(day: pd.Timestamp, precision: str) -> str:
    """A date as finely as it is known."""
    return {"day": f"{day.day} {day:%b %Y}", "month": f"{day:%b %Y}", "year": f"{day:%Y}"}.get(precision, "") if pd.notna(day) else ""


def test_an_end_says_what_it_means_here() -> None:
    told = [text for text in paragraphs(opened("overview", theme="command-structure")) if "Response Center: ended" in text]
    assert len(told) == 1
    assert " Ended in the sense of being replaced by the directorate. (" in told[0]


def test_a_promise_kept_late_in_part_only_is_told_apart() -> None:
    rows = ledger()["commitments"]
    late = rows[rows["outcome"].isin(["kept", "kept-late", "partly-kept"]) & (rows["outcome_on"] > rows["due_to"])]
    partly = int((late["outcome"] == "partly-kept").sum())
    titles = headers(opened("commitments"))
    assert counted(r".* came late \(# of them only in part\)", titles[1]) == (partly,)
    assert len(late) - partly == part(", # of them late", titles[0])


def test_promises_without_a_result_are_not_said_to_be_due() -> None:
    silent = ledger()["commitments"].query("outcome == 'not-established'")
    undated = int((silent["due_to"].isna() & (silent["due_as_stated"] == "")).sum())
    captions = [read(caption.value) for caption in opened("coverage").main.caption]
    told = next(text for text in captions if "what became of them" in text)
    assert undated
    assert part("# of them (?:was|were) promised without a date", told) == undated
    assert not told.startswith("Due")


def test_each_page_has_one_footnote_in_the_brief() -> None:
    notes = [line.split(". ", 1)[1].split(" Key phrase")[0] for line in paragraphs(opened("brief"))[-1].split("\n")]
    assert len(notes) > 5
    assert len(set(notes)) == len(notes)


def test_the_brief_says_by_which_rule_its_promises_are_chosen() -> None:
    promised = next(text for text in paragraphs(opened("brief")) if "promises were kept" in text)
    failed = ledger()["commitments"].query("outcome in ['kept-late', 'not-kept', 'not-established']")
    assert counted(".*Listed are the newest # of the # that were kept late, not kept, or have no result", promised.split("\n")[0]) == (
        len(promised.split("\n")) - 1,
        len(failed),
    )


def test_titles_of_indicators_say_when_they_are_rounded() -> None:
    at = opened("indicators")
    captions = [read(caption.value) for caption in at.main.caption if " Scope: " in read(caption.value)]
    rounded = dict(zip(headers(at), ["rounded to one decimal" in caption for caption in captions], strict=True))
    assert rounded["Defense budget: up from 37.5 in 2015 to 65.9 trillion won in 2026"]
    assert not rounded["Midterm defense plan: five-year total: up from 226.5 in 2017 to 348.7 trillion won in 2024"]


def test_a_due_date_names_its_year_and_a_missing_one_is_said_in_words() -> None:
    at = opened("commitments")
    act(at, at.toggle(key="table-promises"), True)
    pages = at.number_input(key="page-promises")
    told: dict[str, str] = {}
    for page in range(1, int(pages.max) + 1):
        act(at, at.number_input(key="page-promises"), page)
        frame = next(element.value for element in at.table if "Due" in element.value)
        told |= {read(promise): read(due) for promise, due in zip(frame["Promise"], frame["Due"], strict=True)}
    rows = ledger()["commitments"]
    assert len(told) == len(rows)
    assert all(told[row.promise] for row in rows.itertuples())
    dated = rows[rows["due_to"].notna()]
    assert all(re.search(r"\d{4}", told[row.promise]) for row in dated.itertuples())
    assert told["To launch a strategic command for the three-axis system."] == "no date promised"
    assert told["To launch a drone operations command in September 2023."] == "in September (Sep 2023)"
    assert told["To launch a strategic command in 2024 and speed up the preparations."] == "next year (2024)"
    assert told["To hold the first meeting of the Nuclear Consultative Group on 18 July 2023."] == "will be held July 18 (18 Jul 2023)"
    assert told["To create the special mission brigade by 1 December 2017."] == "by Dec. 1 (1 Dec 2017)"
    assert told["To have real-time sharing of missile warning data in operation within 2023."] == "within the year (31 Dec 2023)"
    assert told["To have 40 F-35A fighters delivered from 2018 to 2021."] == "from 2018 to 2021"
    assert told["To have a US ballistic missile submarine visit South Korea."] == "upcoming"


def test_series_stand_in_the_order_of_their_vocabulary() -> None:
    labels = ledger()["series"].sort_values("order", na_position="last", kind="stable")["label"].tolist()
    shown = [max((label for label in labels if title.startswith(f"{label}: ")), key=len) for title in headers(opened("indicators"))]
    assert shown == [label for label in labels if label in shown]


def test_about_defines_every_class_of_change() -> None:
    at = opened("about")
    act(at, at.selectbox(key="vocabulary-chosen"), "classes-of-change")
    told = next(frame.value for frame in at.table if "Definition" in frame.value)
    assert [read(code) for code in told["Code"]] == list(CHANGES)
    assert [read(label) for label in told["Label"]] == list(CHANGES.values())
    assert all(told["Definition"])


def test_the_tables_of_the_evidence_page_bear_the_titles_of_the_codebook_and_name_publishers() -> None:
    at = opened("evidence")
    act(at, at.selectbox(key="table-chosen"), "statements")
    titles = {column.name: column.title for column in ledger().contract.tables["statements"].columns}
    frame = next(element.value for element in at.table if titles["statement_id"] in element.value)
    assert set(frame.columns) <= set(titles.values())
    first = ledger()["statements"].iloc[0]
    publisher = ledger()["sources"].set_index("source_id").loc[first["source_id"], "publisher"]
    assert read(frame[titles["source_id"]].iloc[0]) == f"[{publisher}](evidence?id={first['source_id']})"
