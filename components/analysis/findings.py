"""Titles that say what is seen: sentences computed from the frames, so that they stay true under any choice."""

from __future__ import annotations

import pandas as pd

from components.analysis.comparison import change_counts
from components.analysis.dates import in_words
from components.analysis.partners import AT_WORK
from components.analysis.promises import DAYS_A_MONTH

NUMBERS = ["None", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve"]


def number(count: int) -> str:
    """A count at the start of a sentence: words up to twelve, then digits."""
    return NUMBERS[count] if 0 <= count < len(NUMBERS) else f"{count:,}"


def small(count: int) -> str:
    """A count inside a sentence."""
    return number(count).lower() if count else "none"


def share(count: int, total: int) -> str:
    """A part of a whole at the start of a sentence: both in words up to twelve, else both in digits; none is always a word."""
    if total < len(NUMBERS):
        return f"{number(count)} of {small(total)}"
    return f"{count or 'None'} of {total:,}" if count < 1000 else f"{count:,} of {total:,}"


def unbroken(text: str) -> str:
    """A date, or other words that no line may part."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def agree(count: int, one: str, many: str) -> str:
    """The verb that goes with a count: one is, two are, none are."""
    return one if count == 1 else many


def listed(names: list[str]) -> str:
    """Names inside a sentence: A, B and C."""
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def count_of(total: int, noun: str) -> str:
    """A number with its noun, which is given in the plural."""
    return f"{total} {noun if total != 1 else noun.removesuffix('s')}"


def stage_change(comparison: pd.DataFrame, noun: str = "subjects", a: pd.Timestamp | None = None, b: pd.Timestamp | None = None) -> str:
    """What a comparison of stages shows, with its denominator; a single subject is told without a count."""
    total = len(comparison)
    if not total:
        return f"No {noun} fit the choices"
    if total == 1:
        return _one_change(comparison.iloc[0], f"The one {noun.removesuffix('s')}", a if a is not None and a == b else None)
    if a is not None and a == b:
        known = int(comparison["reported_a"].sum())
        return f"{share(known, total)} {noun} {agree(known, 'is', 'are')} reported on {unbroken(in_words(a))}; both dates are the same"
    if not comparison["reported_b"].any():
        return f"None of the {small(total)} {noun} is reported on date B"
    counts = {str(code): int(count) for code, count in change_counts(comparison).items()}
    moved = sum(counts[code] for code in FORWARD)
    parts = [f"{share(moved, total)} {noun} moved forward"]
    for code, (one, many) in OTHERWISE.items():
        if counts[code]:
            more = " more" if code == "only-b" and counts["new"] else ""
            parts.append(f"{small(counts[code])}{more} {agree(counts[code], one, many)}{_standing(comparison, code, counts[code])}")
    return ", ".join(parts)


def _standing(comparison: pd.DataFrame, code: str, became: int) -> str:
    """How many stand suspended or ended on date B, in brackets, where more do than became so: others did before or are silent on date A."""
    stand = int((comparison["stage_b"] == code).sum())
    return f" ({small(stand)} stand so on date B)" if code in ("suspended", "ended") and stand > became else ""


FORWARD = ["advanced", "strengthened"]
OTHERWISE = {
    "new": ("is new", "are new"),
    "only-b": ("is reported on date B alone", "are reported on date B alone"),
    "resumed": ("came back", "came back"),
    "set-back": ("fell back", "fell back"),
    "suspended": ("was suspended", "were suspended"),
    "ended": ("ended", "ended"),
}
"""What a subject did that did not move forward, of one and of several."""


def _one_change(row: pd.Series, subject: str, both_on: pd.Timestamp | None) -> str:
    """The change of a single subject, in words; `both_on` is the day when both dates are the same."""
    if both_on is not None:
        return f"{subject} {'is' if row['reported_a'] else 'is not'} reported on {unbroken(in_words(both_on))}; both dates are the same"
    if not row["reported_b"]:
        return f"{subject} is not reported on date B"
    if row["change"] in FORWARD:
        return f"{subject} moved forward"
    if row["change"] in OTHERWISE:
        return f"{subject} {OTHERWISE[row['change']][0]}"
    return f"{subject} stands where it stood"


def silence(comparison: pd.DataFrame, noun: str = "subjects") -> str:
    """How many subjects are reported on one side only, and how many of those of date B are new, or on neither; what is zero is left out."""
    total = len(comparison)
    if not total:
        return f"No {noun} fit the choices"
    counts = comparison["knowledge"].value_counts()
    b_only, a_only, both, neither = (int(counts.get(code, 0)) for code in ("b", "a", "both", "neither"))
    if neither == total > 1:
        return f"None of the {small(total)} {noun} is reported on either date"
    sides = sorted([(b_only, "on date B alone"), (a_only, "on date A alone")], key=lambda side: -side[0])
    told = [(count, where) for count, where in sides if count] or [(both, "on both dates")]
    told += [(neither, "on neither date")] if neither else []
    if total == 1:
        return f"The one {noun.removesuffix('s')} is reported {next(where for count, where in told if count)}"
    newly = _of_them_new(int((comparison["change"] == "new").sum()), b_only)
    first, where = told[0]
    parts = [f"{share(first, total)} {noun} {agree(first, 'is', 'are')} reported {where}"]
    parts += [f"{small(count)} {elsewhere}" for count, elsewhere in told[1:]]
    return "; ".join(parts).replace("on date B alone", f"on date B alone{newly}") if newly else ", ".join(parts)


def _of_them_new(new: int, count: int) -> str:
    """Behind how many are reported on date B alone: how many of them are new; "" when there are none."""
    if not count:
        return ""
    if not new:
        return ", not shown as new"
    return (
        f": {small(new)} new, {small(count - new)} not shown as new" if new < count else f", {('', 'both ', 'all ')[min(count, 3) - 1]}new"
    )


def dimensions(both: pd.DataFrame, earlier: str = "2017", later: str = "2023") -> str:
    """How many dimensions each report speaks of."""
    counts = both["mentioned"].value_counts()
    only_later, only_earlier, shared = (int(counts.get(code, 0)) for code in ("only-later", "only-earlier", "both"))
    start = f"{share(only_later, len(both))} dimensions {agree(only_later, 'is', 'are')}"
    return f"{start} in the {later} report alone, {small(only_earlier)} in the {earlier} report alone, {small(shared)} in both"


def groups_in_place(groups: pd.DataFrame) -> str:
    """In how many groups more subjects are in place on date B."""
    if groups.empty:
        return "No group fits the choices"
    more = int((groups["in_place_b"] > groups["in_place_a"]).sum())
    total_a, total_b, total = (int(groups[name].sum()) for name in ("in_place_a", "in_place_b", "subjects"))
    start = f"{share(total_b, total)} {agree(total, 'subject', 'subjects')} {agree(total_b, 'is', 'are')}"
    told = f"{start} reported in place on date B, {small(total_a)} on date A"
    return told if len(groups) == 1 else f"{told}; {share(more, len(groups)).lower()} groups grew"


def events(milestones: pd.DataFrame, theme_labels: dict[str, str]) -> str:
    """How many events there are and which years and themes hold most of them; what is tied is named together."""
    if milestones.empty:
        return "No events fit the choices"
    years, themes = milestones["date"].dt.year.value_counts(), milestones["theme"].value_counts()
    count = len(milestones)
    most = _years_with_most(years)
    told = f"{agree(count, 'event', 'events')}{' ' if most.startswith('in two') else ', '}{most}"
    if len(themes) == 1:
        return f"{theme_labels[themes.index[0]]}: {small(count)} {told}"
    leaders = [label for code, label in theme_labels.items() if themes.get(code, 0) == themes.max()]
    if len(leaders) == len(themes):
        return f"{number(count)} {told}"
    lead = f"leads with {themes.max()}" if len(leaders) == 1 else f"lead with {themes.max()} each"
    return f"{number(count)} {told}; {listed(leaders)} {lead}"


def _years_with_most(by_year: pd.Series) -> str:
    """In which year most events lie, of a count by year; two waves and the low between them where there are such."""
    if waves := _waves(by_year):
        return waves
    most = int(by_year.max())
    tied = [str(year) for year in sorted(by_year[by_year == most].index)]
    if len(by_year) == 1:
        return f"{'all ' * (most > 1)}in {tied[0]}"
    if len(tied) == 1:
        return f"more in {tied[0]} ({most}) than in any other year"
    return "no two in one year" if most == 1 else f"most in {listed(tied)} ({most} each)"


FEWEST_IN_A_WAVE = 10


def _waves(by_year: pd.Series) -> str:
    """The two fullest years, where a year between them has less than half of either; "" when there are no two such years, or a tie."""
    every = by_year.reindex(range(int(by_year.index.min()), int(by_year.index.max()) + 1), fill_value=0)
    fullest = every.sort_values(ascending=False, kind="stable").head(3)
    if len(fullest) < 3 or fullest.iloc[1] in (fullest.iloc[0], fullest.iloc[2]) or fullest.iloc[1] < FEWEST_IN_A_WAVE:
        return ""
    first, last = sorted(int(year) for year in fullest.index[:2])
    between = every.loc[first + 1 : last - 1]
    if between.empty or 2 * between.min() >= fullest.iloc[1]:
        return ""
    return f"in two waves, {first} ({every[first]}) and {last} ({every[last]}), with a low in {between.idxmin()} ({between.min()})"


ONE_PROMISE = {
    "kept": "was kept",
    "kept-late": "was kept late",
    "partly-kept": "was partly kept",
    "not-kept": "was not kept",
    "open": "is open",
    "not-established": "has no result established",
}
"""What became of a single promise, by its outcome."""


def promises(counts: pd.Series) -> str:
    """What became of the promises, with the denominator; what none of them did is left out."""
    total = int(counts.sum())
    if not total:
        return "No promises fit the choices"
    late, silent = (int(counts.get(code, 0)) for code in ("kept-late", "not-established"))
    kept = int(counts.get("kept", 0)) + late
    if total == 1:
        return f"The one promise {ONE_PROMISE[str(counts.idxmax())]}"
    told = f"{share(kept, total)} promises {agree(kept, 'was', 'were')} kept"
    told += f", {small(late)} of them late" if kept > 1 else ", but late" * late
    return told + (f"; {small(silent)} {agree(silent, 'has', 'have')} no result established" if silent else "")


def slips(promised: pd.DataFrame) -> str:
    """Of the promises that had a date and were done: how many came late, how many of those in part only, the longest slip that is known."""
    dated = promised[promised["slip"].notna()]
    if dated.empty:
        return "No promise with a date and a dated result fits the choices"
    late = dated[dated["outcome_on"] > dated["due_to"]]
    which = "with a date and a result"
    if len(dated) == 1:
        told = f"The one promise {which} came {'in time' if late.empty else 'late'}"
    elif late.empty:
        return f"{'Both' if len(dated) == 2 else f'All {small(len(dated))}'} promises {which} came in time"
    else:
        told = f"{share(len(late), len(dated))} promises {which} came late"
    partly = int((late["outcome"] == "partly-kept").sum())
    if partly and partly == len(late):
        told += " and only in part"
    elif partly:
        told += f" ({small(partly)} of them only in part)"
    months = late["slip"].where(late["slip_unit"] == "months", late["slip"] / DAYS_A_MONTH)
    if late.empty:
        return told
    if not months.any():
        return f"{told}, {agree(len(dated), 'not', 'none')} by a full month that its source shows"
    worst = late.loc[months.idxmax()]
    length = count_of(int(worst["slip"]), worst["slip_unit"])
    return f"{told}, by {length}" if len(dated) == 1 else f"{told}, {'by' if len(late) == 1 else 'the longest by'} {length}"


def approaches(comparison: pd.DataFrame, side: str) -> str:
    """How foreign purchases and home development stand on one side."""
    if comparison.empty:
        return "No initiatives fit the choices"
    reached = comparison[f"stage_{side}"].isin(["under-way", *AT_WORK])
    kinds = [("Foreign purchase", "foreign purchases"), ("Developed at home", "home-made programs")]
    told, verb = [], "were"
    for group, noun in kinds:
        total, done = int((comparison["group"] == group).sum()), int((reached & (comparison["group"] == group)).sum())
        if total:
            told.append(
                f"{share(done, total).lower()} {noun}" if total > 1 else f"{agree(done, 'the', 'not the')} one {noun.removesuffix('s')}"
            )
            verb = "was" if len(told) == 1 and 1 in (done, total) else "were"
    if not told:
        return "No foreign purchase or home-made program fits the choices"
    return f"On date {side.upper()}, {' and '.join(told)} {verb} under way or done"


def positions(statements: pd.DataFrame) -> str:
    """Whether the voices on one question agree."""
    if statements.empty:
        return "No statement on this question fits the choices"
    yes = int(statements["position"].isin(["affirms", "commits"]).sum())
    no = int((statements["position"] == "denies").sum())
    between = len(statements) - yes - no
    parts = [
        (yes, "affirms or commits", "affirm or commit"),
        (between, "qualifies or leaves open", "qualify or leave open"),
        (no, "denies", "deny"),
    ]
    told = ", ".join(f"{small(many)} {one if many == 1 else several}" for many, one, several in parts if many)
    return f"{number(len(statements))} statement{'s' * (len(statements) != 1)}: {told}"


def partner_growth(purposes: pd.DataFrame, partner_labels: dict[str, str]) -> str:
    """With which partner the number of mechanisms in place grew most."""
    if purposes.empty:
        return "No mechanism with a partner fits the choices"
    sums = purposes.groupby("partner")[["at_work_a", "at_work_b"]].sum()
    growth = sums["at_work_b"] - sums["at_work_a"]
    most = int(growth.max())
    if most <= 0:
        return "With no partner are more mechanisms in place on date B than on date A"
    leaders = [code for code in partner_labels if growth.get(code, 0) == most]
    start = f"Mechanisms in place with {listed([named_partner(partner_labels[code]) for code in leaders])} grew most"
    if len(leaders) > 1:
        return f"{start}, by {small(most)} each"
    return f"{start}: {small(int(sums.at[leaders[0], 'at_work_a']))} on date A, {small(int(sums.at[leaders[0], 'at_work_b']))} on date B"


def named_partner(label: str) -> str:
    """A partner inside a sentence: the United States, but Japan."""
    return f"the {label}" if label.startswith("United") else label


def network(ties: pd.DataFrame, side: str, day: pd.Timestamp) -> str:
    """How many pairs of partners share a mechanism on one date."""
    if ties.empty:
        return f"Date {side.upper()}, {unbroken(in_words(day))}: no mechanism in place is reported"
    pairs = agree(len(ties), "pair of partners shares", "pairs of partners share")
    return f"Date {side.upper()}, {unbroken(in_words(day))}: {small(len(ties))} {pairs} a mechanism in place"


def moved_series(row: pd.Series | None, label: str) -> str:
    """How far a series moved from its first to its last value, and its peak where that lies between; a row of series.first_and_last."""
    if row is None:
        return f"{label}: no value"
    first, last = in_words(row["first_date"], "year"), in_words(row["last_date"], "year")
    old, new, peak = rounded(row["first_value"], row["last_value"], row["peak_value"])
    unit = row["unit"]
    if first == last:
        return f"{label}: {new} {unit} in {last}"
    if row["last_value"] == row["first_value"]:
        told = f"{label}: {new} {unit} in {first} and in {last}"
    else:
        told = f"{label}: {'up' if row['last_value'] > row['first_value'] else 'down'} from {old} in {first} to {new} {unit} in {last}"
    if row["peak_value"] > max(row["first_value"], row["last_value"]):
        told += f", with a peak of {peak} in {in_words(row['peak_date'], 'year')}"
    return told


def rounded(*values: float) -> list[str]:
    """Values for a title, to one decimal at most; as they are given where rounding would make two of them alike, or nothing of one."""
    short = {value: f"{value:,.1f}".removesuffix(".0") for value in values}
    if len(set(short.values())) < len(short) or any(value and text in ("0", "-0") for value, text in short.items()):
        return [f"{value:,.10g}" for value in values]
    return [short[value] for value in values]


def thin_evidence(comparison: pd.DataFrame, side: str = "b") -> str:
    """How many stages rest on one publisher alone."""
    known = comparison[comparison[f"reported_{side}"]]
    if known.empty:
        return f"Nothing is reported on date {side.upper()} under these choices"
    single = int((known[f"voices_{side}"] == 1).sum())
    if len(known) == 1:
        return f"The one stage on date {side.upper()} rests on {'one publisher alone' if single else 'more than one publisher'}"
    return f"{share(single, len(known))} stages on date {side.upper()} {agree(single, 'rests', 'rest')} on one publisher alone"


def life_lines(comparison: pd.DataFrame, noun: str) -> str:
    """What a ribbon picture shows between its two dates; names the group when there is one alone."""
    told = stage_change(comparison, noun)
    groups = comparison["group"].unique()
    return f"{groups[0]}: {told[0].lower()}{told[1:]}" if len(groups) == 1 else told


def one_history(observations: pd.DataFrame, name: str, stage_labels: dict[str, str]) -> str:
    """What a step line shows: the last stage, since when, from how many reports."""
    if observations.empty:
        return f"{name}: no source reports it under these choices"
    last = observations.iloc[-1]
    which = "its only report" if len(observations) == 1 else f"the newest of {small(len(observations))} reports"
    return f"{name}: {stage_labels[last['stage']].lower()} in {which}, {unbroken(in_words(last['date'], last['date_precision']))}"


def largest_amount(rows: pd.DataFrame, unit: str) -> str:
    """How far the largest of the amounts lies above the next; `rows` (name, amount in the unit) stand by amount, largest first."""
    money = unit.split(" ", 1)[1]
    if rows.empty:
        return f"No amount in {money} fits the choices"
    if len(rows) == 1:
        return f"{rows['name'].iloc[0]} is the only amount given in {money}"
    (first, second), (most, next_most) = rows["name"].iloc[:2], rows["amount"].iloc[:2]
    of_them = f"the next of {small(len(rows))} amounts given" if len(rows) > 2 else "the other amount given"
    old, new = rounded(next_most, most)
    if most < 2 * next_most:
        return f"{first}: {new} {unit}, against {old} for {of_them}, {second}"
    return f"{first}: {_times(most / next_most)} {of_them} in {money}, {second}"


def _times(ratio: float) -> str:
    """How many times as much, to one decimal below ten and to the whole above; says when it is rounded."""
    short = f"{ratio:.0f}" if ratio >= 10 else f"{ratio:.1f}".removesuffix(".0")
    return f"{'' if float(short) == ratio else 'about '}{short} times"


def stood_still(comparison: pd.DataFrame, noun: str) -> str:
    """How many of the subjects that are reported on both dates are at the same stage; silence on both is no stage."""
    if comparison.empty:
        return f"No {noun} fit the choices"
    known = comparison[comparison["reported_a"] & comparison["reported_b"]]
    stayed = int((known["stage_a"] == known["stage_b"]).sum())
    if known.empty:
        return f"None of the {count_of(len(comparison), noun)} is reported on both dates"
    if len(known) == 1:
        return f"The one {noun.removesuffix('s')} reported on both dates {'stands' if stayed else 'does not stand'} where it stood"
    return f"{share(stayed, len(known))} {noun} reported on both dates {agree(stayed, 'stands where it', 'stand where they')} stood"


def without_outcome(promised: pd.DataFrame) -> str:
    """How many promises have no result in any source."""
    if promised.empty:
        return "No promises fit the choices"
    silent, total = int((promised["outcome"] == "not-established").sum()), len(promised)
    if total == 1:
        return f"The one promise has {'no' if silent else 'a'} result established"
    return f"{share(silent, total)} promises {agree(silent, 'has', 'have')} no result established"


def silent_years(silent: int, total: int, noun: str) -> str:
    """For how many years of how many subjects no source reports a stage; `silent` of `total` pairs of a subject and a year."""
    if not total:
        return f"No {noun}s fit the choices"
    return f"For {share(silent, total).lower()} {noun}-years no source reports a stage"
