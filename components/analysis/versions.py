"""What changed in the data since the version that a link names."""

from __future__ import annotations

import re

import pandas as pd

VERSION = re.compile(r"\d{1,4}\.\d{1,4}\.\d{1,4}")


def parse_version(text: str) -> tuple[int, ...] | None:
    """Major, minor and patch of a version such as 1.2.0; None for anything else."""
    return tuple(int(part) for part in text.split(".")) if VERSION.fullmatch(text) else None


def changes_since(corrections: pd.DataFrame, version: str) -> pd.DataFrame:
    """The corrections of later versions than the one given, newest first; none when the version can't be read."""
    old = parse_version(version)
    if old is None:
        return corrections.head(0)
    later = [parse_version(each) or (0, 0, 0) for each in corrections["version"]]
    kept = corrections[[each > old for each in later]]
    return kept.iloc[::-1].reset_index(drop=True)
