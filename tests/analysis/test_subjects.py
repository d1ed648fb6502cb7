"""Components, initiatives and mechanisms in one frame."""

from __future__ import annotations

import pandas as pd
import pytest

from components.analysis.subjects import COLUMNS, subject_index

AXES = {
    "kamd": "Korea Air and Missile Defense (KAMD)",
    "cross-axis": "Across the three axes",
    "none": "Outside the axes",
    "counter-drone": "Counter-drone",
}


def component(key, axis="kamd", role="sense", operator="rok", part_of=""):
    return {
        "component_id": key,
        "name": key.title(),
        "name_ko": "",
        "axis": axis,
        "role": role,
        "operator": operator,
        "part_of": part_of,
        "description": "What.",
        "note": "",
    }


def initiative(key, approach="foreign-purchase", supplier=(), axis="kamd"):
    return {
        "initiative_id": key,
        "name": key.title(),
        "name_ko": "",
        "approach": approach,
        "supplier": supplier,
        "axis": axis,
        "component_id": "radar",
        "description": "What.",
        "note": "",
    }


def mechanism(key, purpose="consultation", partners=("kr", "us")):
    return {
        "mechanism_id": key,
        "name": key.title(),
        "abbreviation": "ABC",
        "name_ko": "",
        "partners": partners,
        "purpose": purpose,
        "description": "What.",
        "note": "",
    }


def index(components=(), initiatives=(), mechanisms=()):
    """Made of at least one row each; the rows beyond those given are called rest-*."""
    frames = [
        pd.DataFrame([*rows, rest])
        for rows, rest in ((components, component("rest-c")), (initiatives, initiative("rest-i")), (mechanisms, mechanism("rest-m")))
    ]
    return subject_index(*frames, AXES).set_index("subject_id")


def test_one_row_a_subject_in_the_order_of_the_three_tables():
    frame = subject_index(
        pd.DataFrame([component("radar")]), pd.DataFrame([initiative("purchase")]), pd.DataFrame([mechanism("group")]), AXES
    )
    assert list(frame.columns) == COLUMNS
    assert frame["subject_id"].tolist() == ["radar", "purchase", "group"]
    assert frame["kind"].tolist() == ["component", "initiative", "mechanism"]
    assert frame["abbreviation"].tolist() == ["", "", "ABC"]
    assert frame["part_of"].tolist() == ["", "radar", ""]
    assert frame["group"].tolist() == [AXES["kamd"], "Foreign purchase", "Consultation"]


@pytest.mark.parametrize(
    ("axis", "role", "theme"),
    [
        ("kamd", "intercept", "three-axis"),
        ("cross-axis", "command", "command-structure"),
        ("cross-axis", "sense", "three-axis"),
        ("counter-drone", "command", "counter-drone"),
        ("none", "deter", "acquisition"),
    ],
)
def test_theme_of_a_component(axis, role, theme):
    assert index(components=[component("it", axis, role)]).at["it", "theme"] == theme


@pytest.mark.parametrize(("operator", "partners"), [("rok", ("kr",)), ("us", ("kr", "us")), ("combined", ("kr", "us"))])
def test_partners_of_a_component(operator, partners):
    assert index(components=[component("it", operator=operator)]).at["it", "partners"] == partners


@pytest.mark.parametrize(
    ("approach", "supplier", "group", "partners"),
    [
        ("lease", ("us",), "Foreign purchase", ("kr", "us")),
        ("indigenous-development", (), "Developed at home", ("kr",)),
        ("joint-development", ("id",), "Developed with partners", ("kr",)),
        ("rule-change", (), "Rules and procedures", ("kr",)),
    ],
)
def test_initiative(approach, supplier, group, partners):
    row = index(initiatives=[initiative("it", approach, supplier)]).loc["it"]
    assert (row["group"], row["partners"], row["theme"]) == (group, partners, "acquisition")


@pytest.mark.parametrize(
    ("purpose", "partners", "theme", "axis"),
    [
        ("consultation", ("kr", "us"), "diplomacy", "none"),
        ("extended-deterrence", ("kr", "us"), "extended-deterrence", "extended-deterrence"),
        ("missile-limits", ("kr", "us"), "missile-guidelines", "cross-axis"),
        ("missile-defense", ("kr", "us"), "three-axis", "kamd"),
        ("missile-defense", ("kr", "us", "jp"), "japan-cooperation", "kamd"),
        ("exercises", ("kr", "us", "jp"), "exercises", "none"),
        ("confidence-building", ("kr", "kp"), "inter-korean", "none"),
        ("confidence-building", ("kr", "unc", "kp"), "inter-korean", "none"),
        ("consultation", ("kr", "unc"), "united-nations-command", "none"),
    ],
)
def test_mechanism(purpose, partners, theme, axis):
    row = index(mechanisms=[mechanism("it", purpose, partners)]).loc["it"]
    assert (row["theme"], row["axis"], row["partners"]) == (theme, axis, partners)
