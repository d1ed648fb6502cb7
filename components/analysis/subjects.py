"""Components, initiatives and mechanisms in one frame, with the theme, axis and partners by which readers narrow them down."""

from __future__ import annotations

import pandas as pd

COLUMNS = [
    "subject_id",
    "kind",
    "name",
    "name_ko",
    "abbreviation",
    "axis",
    "theme",
    "partners",
    "group",
    "role",
    "part_of",
    "description",
    "note",
]

THEME_OF_AXIS = {
    "kill-chain": "three-axis",
    "kamd": "three-axis",
    "kmpr": "three-axis",
    "cross-axis": "three-axis",
    "counter-drone": "counter-drone",
    "extended-deterrence": "extended-deterrence",
}
"""A component belongs to the theme of its axis; commands and components off the axes are told apart in _component_theme."""

THEME_OF_PURPOSE = {
    "extended-deterrence": "extended-deterrence",
    "command-and-control": "command-structure",
    "missile-defense": "three-axis",
    "intelligence-sharing": "japan-cooperation",
    "exercises": "exercises",
    "cost-sharing": "diplomacy",
    "missile-limits": "missile-guidelines",
    "consultation": "diplomacy",
    "confidence-building": "inter-korean",
}

AXIS_OF_PURPOSE = {"extended-deterrence": "extended-deterrence", "missile-defense": "kamd", "missile-limits": "cross-axis"}
"""Only three purposes of mechanisms serve an axis; the others are off the axes."""

GROUP_OF_APPROACH = {
    "foreign-purchase": "Foreign purchase",
    "lease": "Foreign purchase",
    "joint-development": "Developed with partners",
    "indigenous-development": "Developed at home",
    "procedure-reform": "Rules and procedures",
    "rule-change": "Rules and procedures",
}

GROUP_OF_PURPOSE = {
    "extended-deterrence": "Extended deterrence",
    "command-and-control": "Command and control",
    "missile-defense": "Missile defense",
    "intelligence-sharing": "Intelligence sharing",
    "exercises": "Exercises",
    "cost-sharing": "Cost sharing",
    "missile-limits": "Missile limits",
    "consultation": "Consultation",
    "confidence-building": "Confidence building",
}


def subject_index(
    components: pd.DataFrame, initiatives: pd.DataFrame, mechanisms: pd.DataFrame, axis_labels: dict[str, str]
) -> pd.DataFrame:
    """One row a subject with the columns COLUMNS; partners is a tuple of partner codes, group the heading under which it is listed."""
    parts = [_components(components, axis_labels), _initiatives(initiatives), _mechanisms(mechanisms)]
    return pd.concat(parts, ignore_index=True)[COLUMNS]


def _components(frame: pd.DataFrame, axis_labels: dict[str, str]) -> pd.DataFrame:
    partners = frame["operator"].map({"rok": ("kr",), "us": ("kr", "us"), "combined": ("kr", "us")})
    return frame.assign(
        subject_id=frame["component_id"],
        kind="component",
        abbreviation="",
        partners=partners,
        group=frame["axis"].map(axis_labels),
        theme=[_component_theme(axis, role) for axis, role in zip(frame["axis"], frame["role"], strict=True)],
    )


def _component_theme(axis: str, role: str) -> str:
    if axis == "cross-axis" and role == "command":
        return "command-structure"
    return THEME_OF_AXIS.get(axis, "acquisition")


def _initiatives(frame: pd.DataFrame) -> pd.DataFrame:
    partners = frame["supplier"].map(lambda countries: ("kr", *(country for country in countries if country in ("us", "jp", "cn", "kp"))))
    return frame.assign(
        subject_id=frame["initiative_id"],
        kind="initiative",
        abbreviation="",
        partners=partners,
        theme="acquisition",
        group=frame["approach"].map(GROUP_OF_APPROACH),
        role="",
        part_of=frame["component_id"],
    )


def _mechanisms(frame: pd.DataFrame) -> pd.DataFrame:
    themes = [_mechanism_theme(purpose, partners) for purpose, partners in zip(frame["purpose"], frame["partners"], strict=True)]
    return frame.assign(
        subject_id=frame["mechanism_id"],
        kind="mechanism",
        axis=frame["purpose"].map(AXIS_OF_PURPOSE).fillna("none"),
        theme=themes,
        group=frame["purpose"].map(GROUP_OF_PURPOSE),
        role="",
        part_of="",
    )


def _mechanism_theme(purpose: str, partners: tuple[str, ...]) -> str:
    """The partner decides where it tells more than the purpose: Japan, the United Nations Command, North Korea."""
    if purpose == "exercises":
        return "exercises"
    for partner, theme in (("kp", "inter-korean"), ("unc", "united-nations-command"), ("jp", "japan-cooperation")):
        if partner in partners:
            return theme
    return THEME_OF_PURPOSE[purpose]
