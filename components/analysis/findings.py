"""Titles that say what is seen: sentences computed from the frames, so that they stay true under any choice."""

from __future__ import annotations

import pandas as pd

from components.analysis.comparison import change_counts
from components.analysis.dates import in_words
from components.analysis.partners import AT_WORK

NUMBERS = ["None", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve"]


def number(count: int) -> str:
    """A count at the start of a sentence: words up to twelve, then digits."""
    return NUMBERS[count] if 0 <= count < len(NUMBERS) else f"{count:,}"


def small(count: int) -> str:
    """A count inside a sentence."""
    return number(count).lower() if count else "none"


def stage_change(comparison: pd.DataFrame, noun: str = "subjects", a: pd.Timestamp | None = None, b: pd.Timestamp | None = None) -> str:
    """What a comparison of stages shows, with its denominator."""
    total = len(comparison)
    if not total:
        return f"No {noun} fit the choices"
    counts = change_counts(comparison)
    on_both = int((comparison["reported_a"] & comparison["reported_b"]).sum())
    if a is not None and a == b:
        known = int(comparison["reported_a"].sum())
        return f"{number(known)} of {total} {noun} are reported on {in_words(a)}; both dates are the same"
    if not on_both and not comparison["reported_b"].any():
        return f"None of the {total} {noun} is reported on date B"
    moved = int(counts[["advanced", "strengthened"]].sum())
    parts = [f"{number(moved)} of {count_of(total, noun)} moved forward"]
    others = [
        ("new", "is new", "are new"),
        ("resumed", "came back", "came back"),
        ("set-back", "fell back", "fell back"),
        ("suspended", "was suspended", "were suspended"),
        ("ended", "ended", "ended"),
    ]
    parts += [f"{small(int(counts[code]))} {one if counts[code] == 1 else many}" for code, one, many in others if counts[code]]
    return ", ".join(parts)


def count_of(total: int, noun: str) -> str:
    """A number with its noun, which is given in the plural."""
    return f"{total} {noun if total != 1 else noun.removesuffix('s')}"


def silence(comparison: pd.DataFrame, noun: str = "subjects") -> str:
    """How many subjects are reported on one side only, or on neither."""
    total = len(comparison)
    if not total:
        return f"No {noun} fit the choices"
    counts = comparison["knowledge"].value_counts()
    b_only, a_only, neither = (int(counts.get(code, 0)) for code in ("b", "a", "neither"))
    if b_only >= a_only:
        return f"{number(b_only)} of {total} {noun} are reported on date B alone, {small(neither)} on neither date"
    return f"{number(a_only)} of {total} {noun} are reported on date A alone, {small(neither)} on neither date"


def dimensions(both: pd.DataFrame, earlier: str = "2017", later: str = "2023") -> str:
    """How many dimensions each report speaks of."""
    counts = both["mentioned"].value_counts()
    only_later = int(counts.get("only-later", 0))
    only_earlier, shared = int(counts.get("only-earlier", 0)), int(counts.get("both", 0))
    return f"{number(only_later)} of {len(both)} dimensions are in the {later} report alone, {small(only_earlier)} in the {earlier} report alone, {small(shared)} in both"


def groups_in_place(groups: pd.DataFrame) -> str:
    """In how many groups more subjects are in place on date B."""
    if groups.empty:
        return "No group fits the choices"
    more = int((groups["in_place_b"] > groups["in_place_a"]).sum())
    total_a, total_b, total = (int(groups[name].sum()) for name in ("in_place_a", "in_place_b", "subjects"))
    return f"{total_b} of {total} subjects are reported in place on date B, {total_a} on date A; {small(more)} of {len(groups)} groups grew"


def events(milestones: pd.DataFrame, theme_labels: dict[str, str]) -> str:
    """How many events there are and which year and theme hold most of them."""
    if milestones.empty:
        return "No events fit the choices"
    by_year = milestones["date"].dt.year.value_counts()
    top = by_year[by_year == by_year.max()].index.min()
    if milestones["theme"].nunique() == 1:
        return f"{number(len(milestones))} event{'s' * (len(milestones) != 1)} on {theme_labels[milestones['theme'].iloc[0]]}, {by_year.max()} of them in {top}"
    theme = milestones["theme"].value_counts()
    first = min(theme[theme == theme.max()].index, key=list(theme_labels).index)
    tied = by_year[by_year == by_year.max()].sort_index().index
    years = (
        f"more in {top} ({by_year.max()}) than in any other year"
        if len(tied) == 1
        else f"most in {' and '.join(str(year) for year in tied)} ({by_year.max()} each)"
    )
    return f"{len(milestones)} events, {years}; {theme_labels[first]} leads with {theme.max()}"


def promises(counts: pd.Series) -> str:
    """What became of the promises, with the denominator."""
    total = int(counts.sum())
    if not total:
        return "No promises fit the choices"
    kept, late, silent = (int(counts.get(code, 0)) for code in ("kept", "kept-late", "not-established"))
    return f"{number(kept + late)} of {total} promises were kept, {small(late)} of them late; {small(silent)} left no established result"


def slips(promised: pd.DataFrame) -> str:
    """Of the promises that had a date and were done, how many came in time, and the longest slip."""
    dated = promised[promised["slip"].notna()]
    if dated.empty:
        return "No promise with a date and a dated result fits the choices"
    late = dated[dated["outcome_on"] > dated["due_to"]]
    if late.empty:
        return f"All {len(dated)} promises with a date and a result came in time"
    months = late["slip"].where(late["slip_unit"] == "months", late["slip"] / 30.4375)
    worst = late.loc[months.idxmax()]
    told = f"{number(len(late))} of {len(dated)} promises with a date and a result came late"
    if not worst["slip"]:
        return f"{told}, none by a full month that its source shows"
    return f"{told}, the longest by {count_of(int(worst['slip']), worst['slip_unit'])}"


def approaches(comparison: pd.DataFrame, side: str) -> str:
    """How foreign purchases and home development stand on one side."""
    if comparison.empty:
        return "No initiatives fit the choices"
    reached = comparison[comparison[f"stage_{side}"].isin(["under-way", *AT_WORK])]
    foreign = int((reached["group"] == "Foreign purchase").sum())
    home = int((reached["group"] == "Developed at home").sum())
    total_foreign = int((comparison["group"] == "Foreign purchase").sum())
    total_home = int((comparison["group"] == "Developed at home").sum())
    return f"On date {side.upper()}, {small(foreign)} of {total_foreign} foreign purchases and {small(home)} of {total_home} home-made programs were under way or done"


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


def mechanisms_at_work(comparison: pd.DataFrame) -> str:
    """How many mechanisms are in place on both dates."""
    if comparison.empty:
        return "No mechanisms fit the choices"
    first, second = (int(comparison[f"stage_{side}"].isin(AT_WORK).sum()) for side in "ab")
    return f"{number(second)} of {len(comparison)} mechanisms are reported in place on date B, {small(first)} on date A"


def partner_growth(purposes: pd.DataFrame, partner_labels: dict[str, str]) -> str:
    """With which partner the number of mechanisms in place grew most."""
    if purposes.empty:
        return "No mechanism with a partner fits the choices"
    sums = purposes.groupby("partner")[["at_work_a", "at_work_b"]].sum()
    growth = (sums["at_work_b"] - sums["at_work_a"]).sort_values(ascending=False, kind="stable")
    partner = str(growth.index[0])
    row = sums.loc[partner]
    if growth.iloc[0] <= 0:
        return "With no partner are more mechanisms in place on date B than on date A"
    return f"Mechanisms in place with {named_partner(partner_labels[partner])} grew most: {row['at_work_a']} on date A, {row['at_work_b']} on date B"


def named_partner(label: str) -> str:
    """A partner inside a sentence: the United States, but Japan."""
    return f"the {label}" if label.startswith("United") else label


def network(ties: pd.DataFrame, side: str, day: pd.Timestamp) -> str:
    """How many pairs of partners share a mechanism on one date."""
    if ties.empty:
        return f"Date {side.upper()}, {in_words(day)}: no mechanism in place is reported"
    return f"Date {side.upper()}, {in_words(day)}: {small(len(ties))} pair{'s' * (len(ties) != 1)} of partners share a mechanism in place"


def moved_series(row: pd.Series | None, label: str) -> str:
    """How far a series moved from its first to its last value, and its peak where that lies between; a row of series.first_and_last."""
    if row is None:
        return f"{label}: no value"
    first, last = in_words(row["first_date"], "year"), in_words(row["last_date"], "year")
    old, new, unit = f"{row['first_value']:,.10g}", f"{row['last_value']:,.10g}", row["unit"]
    if first == last:
        return f"{label}: {new} {unit} in {last}"
    if row["last_value"] == row["first_value"]:
        told = f"{label}: {new} {unit} in {first} and in {last}"
    else:
        told = f"{label}: {'up' if row['last_value'] > row['first_value'] else 'down'} from {old} in {first} to {new} {unit} in {last}"
    if row["peak_value"] > max(row["first_value"], row["last_value"]):
        told += f", {row['peak_value']:,.10g} in {in_words(row['peak_date'], 'year')}"
    return told


def thin_evidence(comparison: pd.DataFrame, side: str = "b") -> str:
    """How many stages rest on one publisher alone."""
    known = comparison[comparison[f"reported_{side}"]]
    if known.empty:
        return f"Nothing is reported on date {side.upper()} under these choices"
    single = int((known[f"voices_{side}"] == 1).sum())
    return f"{number(single)} of {len(known)} stages on date {side.upper()} rest on one publisher alone"


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
    return f"{name}: {stage_labels[last['stage']].lower()} in the newest of {len(observations)} report{'s' * (len(observations) != 1)}, {in_words(last['date'], last['date_precision'])}"


def largest_amount(rows: pd.DataFrame, unit: str) -> str:
    """Which initiative has the largest of the amounts given; `rows` (name) stand by amount, largest first."""
    if rows.empty:
        return f"No amount in {unit} fits the choices"
    if len(rows) == 1:
        return f"{rows['name'].iloc[0]} is the only amount given in {unit.split(' ', 1)[1]}"
    return f"{rows['name'].iloc[0]} is the largest of {len(rows)} amounts given in {unit.split(' ', 1)[1]}"
