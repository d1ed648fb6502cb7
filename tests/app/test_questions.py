"""The questions of QUESTIONS.md, asked of the running app: each in at most two actions, each held to the answer worked out by hand from the tables."""

from __future__ import annotations

import re

from tests.app.conftest import act, headers, hover_texts, opened, paragraphs, read, rows, table


def test_overview_what_did_the_later_report_say_that_the_earlier_did_not() -> None:
    at = opened("overview")
    reports = table(at, "Korea Bizwire (Yonhap), 5 Sep 2017", "Yonhap, 3 Jul 2023").set_axis(["earlier", "later"], axis="columns")
    both = reports["earlier"].str.extract(r"^\*\*(?P<dimension>.+?)\.\*\* (?P<earlier>.+)$").assign(later=reports["later"])
    silent = "Not mentioned in this report"
    assert list(both.loc[(both["earlier"] == silent) & (both["later"] != silent), "dimension"]) == [
        "Command structure", "Nuclear consultation", "US strategic assets", "Acquisition rules", "Counter-drone", "Cooperation with Japan",
        "United Nations Command and wider partners",
    ]  # fmt: skip
    assert list(both.loc[both["later"] == silent, "dimension"]) == ["Missile limits", "Arms purchases"]
    assert any(
        title == "Seven of eleven dimensions are in the 2023 report alone, two in the 2017 report alone, two in both"
        for title in headers(at)
    )


def test_overview_what_changed_in_the_command_structure() -> None:
    at = opened("overview")
    act(at, at.sidebar.pills(key="choice-theme"), ["command-structure"])
    assert headers(at)[0] == "Four of nine subjects moved forward, one is new, one more is reported on date B alone, one ended"
    told = [text for text in paragraphs(at) if text.startswith("**Nuclear and WMD Response Center")]
    assert len(told) == 1
    assert "ended.** In place on date A, ended on date B." in told[0]
    assert "2 Jan 2023" in told[0]


def test_compare_what_does_each_report_say_of_the_missile_limits() -> None:
    at = opened("compare")
    place = [heading.value for heading in at.main.subheader].index("Missile limits")
    stances = [text.split("\n\n")[0] for text in paragraphs(at) if text.startswith(":gray-badge")]
    earlier, later = stances[2 * place], stances[2 * place + 1]
    assert "agreed to remove the restrictions on the payload of South Korean missiles" in earlier
    assert earlier.endswith("Stage: decided.")
    assert later == ":gray-badge[2023] *Not mentioned in this report.*"


def test_compare_which_components_ended_between_the_dates() -> None:
    at = opened("compare")
    act(at, at.button_group(key="compare-classes"), ["ended"])
    act(at, at.toggle(key="table-dumbbell"), True)
    assert rows(at, "Subject", "A: 5 Sep 2017", "B: 3 Jul 2023", "Reported from (B)") == [
        ("Nuclear and WMD Response Center", "In place", "Ended", "2 Jan 2023")
    ]


def test_timeline_when_did_the_limits_on_missiles_fall() -> None:
    at = opened("timeline")
    act(at, at.sidebar.pills(key="choice-theme"), ["missile-guidelines"])
    act(at, at.toggle(key="table-timeline"), True)
    events = rows(at, "Date", "Event")
    assert ("7 Nov 2017", "Final agreement to lift the payload limit") in events
    assert events[-1] == ("21 May 2021", "Missile guidelines ended after 42 years")
    assert len(events) == 9


def test_timeline_who_said_in_september_2017_that_the_payload_limit_was_lifted() -> None:
    at = opened("timeline")
    act(at, at.sidebar.pills(key="choice-theme"), ["missile-guidelines"])
    act(at, at.toggle(key="table-timeline"), True)
    september = [event for date, event in rows(at, "Date", "Event") if date.endswith("4 Sep 2017")]
    assert september == ["Agreement on removing the missile payload restrictions", 'White House: payload limit lifted "in principle"']


def test_three_axis_when_was_the_strategic_command_promised_dropped_planned_again_and_launched() -> None:
    at = opened("three_axis")
    act(at, at.selectbox(key="history-component"), "strategic-command")
    act(at, at.toggle(key="table-history-component"), True)
    history = rows(at, "Date", "Stage")
    begun = [(date, stage) for date, stage in history if date.startswith("from ")]
    assert begun == [
        ("from 2017", "Proposed"),
        ("from 12 Feb 2019", "Ended"),
        ("from 6 Jul 2022", "Decided"),
        ("from 2 Jan 2023", "Under way"),
        ("from 1 Oct 2024", "In place"),
    ]
    assert len(history) == 11


def test_three_axis_where_did_each_axis_stand_on_5_september_2017() -> None:
    at = opened("three_axis")
    pills = at.button_group(key="axis-groups")
    act(at, pills, pills.options[:3])
    said = hover_texts(at, "component-ribbons")
    for name, begun in (
        ("Kill Chain", ("Under way by 9 May 2016", "In place by 1 Apr 2022")),
        ("Korea Air and Missile Defense (KAMD)", ("Under way from 2006", "In place by 16 Feb 2023")),
        ("Korea Massive Punishment and Retaliation (KMPR)", ("Under way by 5 Sep 2017", "In place by 3 Jul 2023")),
    ):
        stretches = [
            text.split("<br>")[1] for text in said if text.startswith(f"<b>{name}</b><br>") and re.search(r"<br>\d+ reports?$", text)
        ]
        assert [stretch for stretch in stretches if not stretch.startswith("Decided")] == list(begun)


def test_three_axis_which_korean_name_has_l_sam() -> None:
    at = opened("three_axis")
    act(at, at.selectbox(key="history-component"), "l-sam")
    assert any(read(caption.value).startswith("장거리 지대공 유도무기 (L-SAM) · Home-developed interceptor") for caption in at.caption)
    assert headers(at)[-1].startswith("Long-range Surface-to-Air Missile (L-SAM): under way in the newest of eight reports")


def test_acquisition_who_said_what_about_arms_purchases_in_september_2017() -> None:
    at = opened("acquisition")
    assert rows(at, "Date", "Speaker", "Position", "Source") == [
        ("1\xa0Sep\xa02017", "The White House (speaker not named)", "Affirms", "The Hill"),
        ("4\xa0Sep\xa02017", "The White House (speaker not named)", "Affirms", "Korea Bizwire"),
        ("5\xa0Sep\xa02017", "Park Soo-hyun, Cheong Wa Dae (Office of the President)", "Qualifies", "Korea Bizwire"),
        ("5\xa0Sep\xa02017", "Cheong Wa Dae (Office of the President) (unnamed official)", "Denies", "Korea Bizwire"),
        ("5\xa0Sep\xa02017", "Government of South Korea (speaker not named)", "Denies", "Korea Bizwire"),
    ]
    assert "Five statements: two affirm or commit, one qualifies or leaves open, two deny" in headers(at)


def test_acquisition_which_sums_in_dollars_are_given_for_arms_from_the_united_states() -> None:
    at = opened("acquisition")
    act(at, at.toggle(key="table-money-usd"), True)
    amounts = table(at, "Initiative", "What it covers").assign(
        amount=next(frame.value.iloc[:, 1] for frame in at.table if "What it covers" in frame.value)
    )
    assert list(amounts["amount"].map(read)) == ["25,000", "2,100", "769.4", "657", "501"]
    assert amounts.iloc[0]["Initiative"] == "Purchase of US arms worth 25 billion dollars by 2030"
    assert amounts.iloc[0]["What it covers"] == "joint fact sheet of November 2025, through 2030"


def test_alliance_which_consultation_on_extended_deterrence_was_dormant_in_2020() -> None:
    at = opened("alliance")
    act(at, at.sidebar.selectbox(key="choice-a"), "2020-01-01")
    act(at, at.toggle(key="table-mechanism-ribbons"), True)
    found = rows(at, "Subject", "A: 1 Jan 2020", "Reported from (A)", "B: 3 Jul 2023", "Reported from (B)", "Change")
    assert [row for row in found if row[1] == "Suspended"] == [
        ("Extended Deterrence Strategy and Consultation Group", "Suspended", "18 Jan 2018", "In place", "16 Sep 2022", "Resumed"),
    ]


def test_alliance_which_mechanisms_were_dormant_or_over_in_2020() -> None:
    at = opened("alliance")
    act(at, at.button_group(key="mechanism-groups"), [])
    said = hover_texts(at, "mechanism-ribbons")
    for name, stretch in (
        ("Extended Deterrence Strategy and Consultation Group", "Suspended from 18 Jan 2018"),
        ("Vigilant Ace and its successors", "Suspended from 19 Oct 2018"),
        ("Key Resolve and Foal Eagle", "Ended from 2 Mar 2019"),
        ("Ulchi Freedom Guardian", "Ended from 2019"),
    ):
        assert any(text.startswith(f"<b>{name}</b><br>{stretch}<br>") for text in said), name


def test_alliance_when_was_the_nuclear_consultative_group_agreed_and_when_did_it_meet() -> None:
    at = opened("alliance")
    act(at, at.selectbox(key="history-mechanism"), "nuclear-consultative-group")
    act(at, at.toggle(key="table-history-mechanism"), True)
    history = rows(at, "Date", "Stage")
    assert [row for row in history if row[0].startswith("from ")] == [
        ("from Apr 2023", "Decided"),
        ("from 26 Apr 2023", "Decided"),
        ("from 18 Jul 2023", "In place"),
    ]
    assert ("by 3 Jul 2023", "Decided") in history


def test_commitments_which_promises_were_kept_late_and_by_how_much() -> None:
    at = opened("commitments")
    act(at, at.button_group(key="outcomes-chosen"), ["kept-late"])
    act(at, at.toggle(key="table-promises"), True)
    late = rows(at, "Promise", "When", "Slip")
    assert len(late) == 7
    assert ("To develop a laser against North Korean drones, with the full system completed by 2021.", "Dec 2024", "35 months late") in late
    assert ("To deliver the first two of four Global Hawks in 2018.", "Apr 2020", "15 months late") in late
    assert ("To receive the first two Global Hawks in the first half of 2019.", "Apr 2020", "9 months late") in late
    assert (
        "To pursue the full operational capability assessment of the future combined command in 2020.",
        "Aug 2022",
        "19 months late",
    ) in late
    assert ("To field KTSSM-I for the first time in 2024.", "18 Feb 2025", "1 month late") in late
    assert ("To have 40 F-35A fighters delivered from 2018 to 2021.", "25 Jan 2022", "less than a month late") in late


def test_commitments_a_result_known_to_the_year_alone_is_late_in_that_year() -> None:
    at = opened("commitments")
    act(at, at.button_group(key="outcomes-chosen"), ["kept-late"])
    act(at, at.toggle(key="table-promises"), True)
    slips = {promise: slip for promise, when, slip in rows(at, "Promise", "When", "Slip") if when == "2024"}
    assert list(slips) == ["To deploy seven batteries of the upgraded Cheongung interceptor in 2021 to 2023."]
    assert list(slips.values()) == ["late, in 2024"]


def test_commitments_how_often_was_the_strategic_command_promised() -> None:
    at = opened("commitments")
    act(at, at.sidebar.text_input(key="choice-q"), "strategic command")
    act(at, at.toggle(key="table-promises"), True)
    assert rows(at, "Promised", "By", "Outcome", "When") == [
        ("2017", "Moon Jae-in", "Not kept", "12 Feb 2019"),
        ("6 Jul 2022", "Ministry of National Defense", "Kept", "1 Oct 2024"),
        ("Jan 2023", "Joint Chiefs of Staff", "Kept", "1 Oct 2024"),
        ("3 Jul 2023", "Ministry of National Defense", "Kept", "1 Oct 2024"),
    ]


def test_indicators_how_did_the_defense_budget_move() -> None:
    at = opened("indicators")
    act(at, at.toggle(key="table-series-defense-budget"), True)
    values = dict(rows(at, "Date", "Value"))
    assert (values["2017"], values["2023"], values["2026"]) == ("40.3347", "57.0143", "65.8642")
    assert set(table(at, "Basis")["Basis"]) == {"Passed"}
    assert "Defense budget: up from 37.5 in 2015 to 65.9 trillion won in 2026" in headers(at)


def test_indicators_how_many_missiles_did_north_korea_launch_in_2022_and_by_whose_count() -> None:
    at = opened("indicators")
    act(at, at.button_group(key="series-family"), "North Korean launches")
    said = [text.split("<br>") for text in hover_texts(at, "series-nk-")]
    in_2022 = {(re.sub(r"</?b>|, \w+$", "", value), counter) for value, when, counter, *_ in said if when == "2022"}
    assert in_2022 == {
        ("69 launches", "James Martin Center for Nonproliferation Studies"),
        ("34 days", "James Martin Center for Nonproliferation Studies"),
        ("59 missiles", "Ministry of Defense of Japan"),
        ("31 rounds", "Ministry of Defense of Japan"),
        ("73 missiles", "UN panel of experts"),
        ("99 missiles", "CSIS Missile Defense Project"),
        ("64 tests", "Nuclear Threat Initiative"),
    }


def test_brief_what_has_moved_most_since_the_start_of_2020() -> None:
    at = opened("brief")
    act(at, at.sidebar.selectbox(key="choice-a"), "2020-01-01")
    assert headers(at) == ["South Korea's reported defense posture, 1\xa0Jan\xa02020 and 3\xa0Jul\xa02023"]
    moved = [text for text in paragraphs(at) if "Extended Deterrence Strategy and Consultation Group: resumed" in text]
    assert len(moved) == 1
    assert "resumed (suspended on date A, in place on date B)" in moved[0]
    assert "South Korea-U.S. missile guidelines: ended (in place on date A, ended on date B)" in moved[0]


def test_evidence_which_passage_says_that_the_strategic_command_was_launched() -> None:
    at = opened("evidence", id="strategic-command-in-place-2024-10-01")
    assert headers(at)[0] == "Strategic Command: in place from 1 Oct 2024"
    passage = [text for text in paragraphs(at) if text.startswith("- Said by:")]
    assert len(passage) == 1
    assert "published 1 Oct 2024" in passage[0]
    assert "Key phrase: “ahead of its official launch on Oct. 1”" in passage[0]


def test_evidence_what_is_meant_by_the_korean_word_for_thaad() -> None:
    at = opened("evidence")
    act(at, at.text_input(key="evidence-words"), "사드")
    found = [read(link.proto.label) for link in at.main.get("page_link")]
    assert "Component: THAAD battery of US Forces Korea in Seongju" in found


def test_coverage_which_means_against_drones_have_no_evidence_in_2017() -> None:
    at = opened("coverage")
    act(at, at.sidebar.pills(key="choice-theme"), ["counter-drone"])
    act(at, at.toggle(key="table-knowledge"), True)
    assert [name for name, known in rows(at, "Subject", "Reported") if known == "Date B only"] == [
        "Counter-drone jammer (small-drone response system)", "Drone Operations Command", "Integrated anti-drone system for key areas",
    ]  # fmt: skip
    assert headers(at)[0] == "Three of five subjects are reported on date B alone: two new, one not shown as new"


def test_coverage_what_was_known_then_of_the_strategic_command_against_what_is_known_now() -> None:
    at = opened("coverage")
    act(at, at.sidebar.text_input(key="choice-q"), "strategic command")
    assert headers(at)[0] == "One of three subjects is reported on date B alone, new"
    act(at, at.sidebar.selectbox(key="choice-scope"), "then")
    assert headers(at)[0] == "Two of three subjects are reported on date B alone: one new, one not shown as new"


def test_coverage_which_promises_left_no_result() -> None:
    at = opened("coverage")
    assert rows(at, "Promise", "By", "Due") == [
        ("To set up the three-axis system by the early 2020s instead of the mid-2020s.", "Ministry of National Defense", "early 2020s"),
        ("To establish guidelines against small aerial vehicles after the drone incursion.", "Joint Chiefs of Staff", "no date promised"),
        ("To put a faster weapons procurement procedure into effect in August 2023.", "Cabinet of South Korea", "in August (Aug 2023)"),
        (
            "To revise a guideline for joint air defense operations against North Korean drones.",
            "Ministry of National Defense",
            "in October (Oct 2023)",
        ),
        ("To complete the installation of about 20 integrated anti-drone systems by 2025.", "South Korean military", "by 2025"),
    ]


def test_about_under_which_name_did_the_three_axis_system_go_in_2020() -> None:
    at = opened("about")
    act(at, at.toggle(key="table-terms"), True)
    assert ("Nuclear and WMD response system", "핵·WMD 대응체계", "Three-axis system") in rows(at, "Term", "Korean", "Replaced by")
    used = {term: (first, last) for term, first, last in rows(at, "Term", "Used from", "Used to")}
    assert used["Nuclear and WMD response system"][0] == "10 Jan 2019"
    assert used["Nuclear and WMD response system"][1].endswith("May 2022")


def test_about_no_name_is_dated_finer_than_its_note_says() -> None:
    at = opened("about")
    act(at, at.toggle(key="table-terms"), True)
    coarse = [first for first, note in rows(at, "Used from", "Note") if note.startswith(("Start known to the year", "Known to the month"))]
    assert coarse
    assert not [first for first in coarse if first.startswith("1 ")]
