"""Frames as an Excel workbook: one sheet a frame, text as text, numbers as numbers, days as ISO text."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import pandas as pd
import xlsxwriter
from pandas.api.types import is_bool_dtype, is_numeric_dtype

from components.exports.csv_files import texts

MOST_ROWS = 1_048_575
"""Rows that a sheet takes below its header."""
MOST_CHARACTERS = 32_767
"""Characters that a cell takes."""
LONGEST_SHEET_NAME = 31
NARROWEST, WIDEST = 8, 60
ROWS_MEASURED = 200
MADE = datetime(2000, 1, 1)
"""The date of creation in the file's properties: a fixed one, so that the same rows give the same bytes."""
SAFE = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


class TooLarge(ValueError):
    """A frame does not fit into a sheet; the message says why, and nothing is cut off in silence."""


def xlsx(frames: Mapping[str, pd.DataFrame]) -> bytes:
    """A workbook with one sheet a frame (sheet name -> frame), header bold and frozen; TooLarge when rows or a cell do not fit.

    Text that looks like a formula, a link or a number stays text. Days are ISO text, because an Excel date would claim a day
    where the source gives a year. Lists are joined as in CSV; what is not given is an empty cell.
    """
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, SAFE) as book:
        book.set_properties({"created": MADE})
        bold = book.add_format({"bold": True, "bottom": 1})
        for name, frame in zip(sheet_names(frames), frames.values(), strict=True):
            _fill(book.add_worksheet(name), name, frame, bold)
        if not frames:
            book.add_worksheet("Empty")
    return content.getvalue()


def sheet_names(names: Iterable[str]) -> list[str]:
    """Names that Excel takes, in order: at most 31 characters, without []:*?/\\ or outer apostrophes, each once in any case."""
    taken: list[str] = []
    for name in names:
        clean = _sheet_name(name)
        number = 1
        candidate = clean
        while candidate.casefold() in {other.casefold() for other in taken}:
            number += 1
            mark = f" ({number})"
            candidate = clean[: LONGEST_SHEET_NAME - len(mark)] + mark
        taken.append(candidate)
    return taken


def _sheet_name(name: str) -> str:
    printable = "".join(character if character.isprintable() else " " for character in str(name))
    clean = re.sub(r"[\[\]:*?/\\]", " ", printable)
    short = " ".join(clean.split())[:LONGEST_SHEET_NAME].strip(" '")
    # Excel keeps the name History for itself.
    return "History rows" if short.casefold() == "history" else short or "Sheet"


def _fill(sheet: Any, name: str, frame: pd.DataFrame, bold: Any) -> None:
    if len(frame) > MOST_ROWS:
        raise TooLarge(f"{name} has {len(frame)} rows, an Excel sheet takes {MOST_ROWS}: take the CSV.")
    sheet.freeze_panes(1, 0)
    for position, title in enumerate(frame.columns):
        column = frame.iloc[:, position]
        sheet.write_string(0, position, str(title), bold)
        sheet.set_column(position, position, _width(str(title), column))
        _write(sheet, position, f"{name}, column {title}", column)


def _write(sheet: Any, position: int, place: str, column: pd.Series) -> None:
    # Truth values go as text: LibreOffice saves real ones as the formula =TRUE().
    if is_numeric_dtype(column.dtype) and not is_bool_dtype(column.dtype):
        for row, value in enumerate(column, start=1):
            if pd.notna(value):
                sheet.write_number(row, position, value)
        return
    for row, text in enumerate(texts(column).to_pylist(), start=1):
        if len(text) > MOST_CHARACTERS:
            raise TooLarge(f"{place}, row {row} has {len(text)} characters, an Excel cell takes {MOST_CHARACTERS}: take the CSV.")
        if text:
            sheet.write_string(row, position, text)


def _width(title: str, column: pd.Series) -> int:
    widest = max(_letters(text) for text in [title, *texts(column.head(ROWS_MEASURED)).to_pylist()])
    return min(max(widest + 2, NARROWEST), WIDEST)


def _letters(text: str) -> int:
    """The width of a text in Latin letters: Hangul and other wide characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
