"""Names of downloaded files, made so that any text gives a name that every file system and header takes."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

import pandas as pd

PRODUCT = "korea-posture-ledger"
LONGEST_PART = 40
"""Cut here, a name of five parts stays below the 255 bytes that file systems take."""


def file_name(table: str, a: date | str | None, b: date | str | None, version: str, suffix: str) -> str:
    """A file name that carries table, dates and version: korea-posture-ledger_observations_2017-09-05_2023-07-03_v1.0.0.csv.

    Only a to z, digits, dot, hyphen and underscore come out, whatever goes in; a part of which nothing is left is left out.
    `suffix` is an extension (csv, .csv) or an ending with its own mark (_excel.csv).
    """
    number = name_part(version).removeprefix("v")
    parts = [PRODUCT, name_part(table), _day(a), _day(b), f"v{number}" if number else ""]
    return "_".join(part for part in parts if part) + _ending(suffix)


def name_part(text: str) -> str:
    """The text in lower case with everything but letters a to z, digits and dots turned into single hyphens.

    Accents are dropped; dots only stand between other characters, so that no part is hidden or climbs up a path.
    """
    plain = unicodedata.normalize("NFKD", str(text)).encode("ascii", "ignore").decode().lower()
    hyphened = re.sub(r"[^a-z0-9.]+", "-", plain)
    single = re.sub(r"[.-]*\.[.-]+|[.-]+\.[.-]*|-{2,}", "-", hyphened)
    return single[:LONGEST_PART].strip(".-")


def _day(day: date | str | None) -> str:
    if day is None or day is pd.NaT:
        return ""
    return name_part(day if isinstance(day, str) else f"{day:%Y-%m-%d}")


def _ending(suffix: str) -> str:
    mark = "_" if suffix.startswith("_") else "."
    ending = name_part(suffix)
    return f"{mark}{ending}" if ending else ""
