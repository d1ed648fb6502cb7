"""Take home every file of every card through a real browser, and read it back with pandas and LibreOffice: run by hand.

    python tests/exports/read_back.py              all pages, default and narrowed choices
    python tests/exports/read_back.py timeline     these pages alone

Needs Chromium or Chrome, curl and LibreOffice (soffice), which is too large for the suite. A fresh server is started, every
download button of rows is clicked, and each file is compared cell for cell with the frame that the same page makes here, and
again after LibreOffice has opened and saved it. The rows at each data address that a page shows are fetched with pandas and
curl. Prints counts and every difference; exits with 1 when there is one.
"""

from __future__ import annotations

import logging
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import pandas as pd
from openpyxl import load_workbook
from playwright.sync_api import Page, TimeoutError, expect, sync_playwright

from components.analysis.comparison_rows import by_change, comparison_export
from components.cached import View
from components.navigation import PAGES
from components.ui.chart_card import MOST_ROWS, part_of
from components.ui.words import JOINER
from tests.app.downloading import SUFFIXES, Taken, cards_of, cells, guarded_cells, read_csv, text
from tests.browser.looking import keyed, new_context, open_page, path_of, settled
from tests.browser.serving import App, launch, running_app

CHOICES: tuple[dict[str, str], ...] = (
    {},
    {"theme": "three-axis", "partner": "kr", "a": "2018-01-01", "b": "2024-10-01", "scope": "then"},
)
HANGUL = re.compile("[가-힣]")
MOST_TOLD = 10
PATIENCE = 60_000
"""Milliseconds."""


@dataclass
class File:
    """One downloaded file and the frame that it should hold."""

    path: Path
    suffix: str
    frame: pd.DataFrame
    what: str

    def expected(self) -> list[list[str]]:
        return guarded_cells(self.frame) if self.suffix == "_excel.csv" else cells(self.frame)


@dataclass
class Findings:
    """What was compared, and what differs."""

    counts: Counter[str] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)

    def compare(self, reader: str, what: str, found: list[list[Any]], expected: list[list[str]], header: bool = True) -> None:
        """Count the cells and keep each that differs."""
        self.counts[f"{reader}: files"] += 1
        self.counts[f"{reader}: cells"] += sum(map(len, expected))
        if not header or len(found) != len(expected):
            self.differences.append(f"{reader}, {what}: {len(found)} rows or another header, {len(expected)} rows were expected")
            return
        for number, (row, wanted) in enumerate(zip(found, expected, strict=True), start=1):
            for cell, words in zip(row, wanted, strict=True):
                self.counts[f"{reader}: cells with Hangul"] += bool(HANGUL.search(words))
                if not _same(cell, words):
                    self.differences.append(f"{reader}, {what}, row {number}: {cell!r} instead of {words!r}")


def _same(cell: Any, expected: str) -> bool:
    """A cell stands for a text: itself, or a number or day that is written so; Hangul must be text."""
    return text(cell) == expected and (isinstance(cell, str) or not HANGUL.search(expected))


def take_home(page: Page, taken: Taken, folder: Path, what: str, findings: Findings) -> tuple[list[File], str]:
    """Click every download button of rows of a card; also the data address that it shows."""
    files = [_clicked(page, taken, ".csv", folder, what)]
    formats = page.get_by_test_id("stPopoverBody")
    _open_formats(page, taken, findings)
    address = _address(formats.get_by_test_id("stCode").inner_text())
    files += [_clicked(page, taken, suffix, folder, what) for suffix in SUFFIXES[1:]]
    page.keyboard.press("Escape")
    expect(formats).to_have_count(0)
    settled(page)
    return files, address


def _open_formats(page: Page, taken: Taken, findings: Findings) -> None:
    """Open "More formats"; a click that a busy page has lost is made again, and counted."""
    button = keyed(page, f"formats-{taken.card.key}").get_by_role("button").first
    code = page.get_by_test_id("stPopoverBody").get_by_test_id("stCode")
    for _ in range(3):
        button.click()
        try:
            code.wait_for(timeout=PATIENCE / 3)
            return
        except TimeoutError:
            findings.counts["clicks on More formats that were made again"] += 1
            page.keyboard.press("Escape")
            settled(page)
    raise AssertionError(f"More formats of {taken.card.key} does not open.")


def _clicked(page: Page, taken: Taken, suffix: str, folder: Path, what: str) -> File:
    with page.expect_download() as started:
        page.locator(f"[class~='st-key-download-{taken.card.key}-{suffix.replace('.', '-')}']").get_by_role("button").click()
    name, _ = taken.file(suffix)
    assert started.value.suggested_filename == name, (started.value.suggested_filename, name)
    path = folder / f"{what}-{name}"
    started.value.save_as(path)
    return File(path, suffix, taken.card.export, f"{what}, {name}")


def _address(lines: str) -> str:
    found = re.search(r'pandas\.read_csv\("([^"]+)"\)', lines)
    assert found, lines
    return found.group(1)


def screen_rows(page: Page, taken: Taken) -> list[list[str]]:
    """The first page of the card's table as it stands on the screen."""
    table = keyed(page, f"card-{taken.card.key}").get_by_role("table")
    toggle = keyed(page, f"table-{taken.card.key}")
    if not toggle.get_by_role("switch").is_checked():
        toggle.locator("label").click()
    rows = table.locator("tbody tr")
    expect(rows).to_have_count(min(len(taken.card.table), MOST_ROWS))
    settled(page)
    return rows.evaluate_all("rows => rows.map(row => [...row.children].map(cell => cell.innerText.trim()))")


def _on_one_line(rows: list[list[str]]) -> list[list[str]]:
    return [[" ".join(cell.replace(JOINER, "").split()) for cell in row] for row in rows]


def check_address(address: str, behind: str, seen: View, findings: Findings) -> None:
    """The rows at a data address, by pandas and by curl, are those of the table behind the card."""
    if behind == "compare":
        frame = comparison_export(by_change(seen.comparison))
    else:
        frame = seen.rows(behind)[seen.ledger.contract.tables[behind].column_names]
    by_pandas = pd.read_csv(address, dtype=str, keep_default_na=False)
    by_curl = read_csv(subprocess.run(["curl", "--silent", "--show-error", "--fail", address], check=True, capture_output=True).stdout)
    for reader, read in (("pandas at the address", by_pandas), ("curl at the address", by_curl)):
        findings.compare(reader, address, read.to_numpy().tolist(), cells(frame), list(read.columns) == list(frame.columns))


def by_pandas(files: list[File], findings: Findings) -> None:
    """Read every file with pandas."""
    for file in files:
        if file.suffix == ".xlsx":
            read = pd.read_excel(file.path, dtype=object, keep_default_na=False, na_values=[])
            found = [[None if isinstance(cell, float) and pd.isna(cell) else cell for cell in row] for row in read.to_numpy().tolist()]
        else:
            read = read_csv(file.path.read_bytes())
            found = read.to_numpy().tolist()
        findings.compare(f"pandas {file.suffix}", file.what, found, file.expected(), list(read.columns) == list(file.frame.columns))


def by_libreoffice(files: list[File], folder: Path, findings: Findings) -> None:
    """Open and save every file with LibreOffice, all of a kind at once, and read what it made of them."""
    for suffix in SUFFIXES:
        kind = [file for file in files if file.suffix == suffix]
        made = folder / f"libreoffice{suffix.replace('.', '-')}"
        _convert([file.path for file in kind], made, folder / "profile", is_text=suffix != ".xlsx")
        for file in kind:
            _read_converted(file, made / f"{file.path.stem}.xlsx", findings)


def _convert(paths: list[Path], target: Path, profile: Path, is_text: bool) -> None:
    target.mkdir()
    # Comma, quotes, UTF-8, and dates and numbers found as a reader's double click would find them.
    reading = ["--infilter=CSV:44,34,76,1,,0,false,true,false"] if is_text else []
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", *reading]
    command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(target), *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True, timeout=900)


def _read_converted(file: File, made: Path, findings: Findings) -> None:
    sheet = load_workbook(made).active
    header, *rows = list(sheet.iter_rows())
    columns = len(file.frame.columns)
    formulas = [cell for row in rows for cell in row if cell.data_type == "f"]
    findings.counts["LibreOffice: formula cells"] += len(formulas)
    findings.differences += [f"LibreOffice, {file.what}: formula {cell.value!r}" for cell in formulas]
    names = [cell.value for cell in header][:columns] == list(file.frame.columns)
    found = [[cell.value for cell in row][:columns] for row in rows]
    findings.compare(f"LibreOffice {file.suffix}", file.what, found, file.expected(), names)


def visit(page: Page, app: App, stem: str, choices: dict[str, str], folder: Path, findings: Findings) -> list[File]:
    """All cards of one page under some choices."""
    what = f"{stem}-{'narrowed' if choices else 'default'}"
    shown = [taken for taken in cards_of(stem, **choices) if taken.buttons]
    open_page(page, f"{app.address}{path_of(stem)}?{urlencode(choices)}")
    files: list[File] = []
    addresses: dict[str, Taken] = {}
    for taken in shown:
        first = cells(part_of(taken.card.table, 0, MOST_ROWS))
        findings.compare(
            "the table on the screen", f"{what}, {taken.card.key}", _on_one_line(screen_rows(page, taken)), _on_one_line(first)
        )
        mine, address = take_home(page, taken, folder, what, findings)
        files += mine
        addresses.setdefault(address, taken)
    if stem == "evidence":
        code = keyed(page, "card-tables").get_by_test_id("stCode").inner_text()
        check_address(_address(code), "components", shown[0].seen, findings)
    for address, taken in addresses.items():
        check_address(address, taken.card.behind, taken.seen, findings)
    findings.counts["cards"] += len(shown)
    findings.counts["files"] += len(files)
    print(f"{what}: {len(shown)} cards, {len(files)} files", flush=True)
    return files


def main(stems: list[str]) -> int:
    """Everything; 1 when a cell differs."""
    missing = [name for name in ("soffice", "curl") if not shutil.which(name)]
    if missing:
        sys.exit(f"{', '.join(missing)} must be installed for this.")
    logging.disable(logging.WARNING)
    expect.set_options(timeout=PATIENCE)
    findings = Findings()
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright, running_app() as app:
        folder = Path(name)
        browser = launch(playwright)
        files = []
        for choices in CHOICES:
            for stem in stems:
                context = new_context(browser)
                context.set_default_timeout(PATIENCE)
                files += visit(context.new_page(), app, stem, choices, folder, findings)
                context.close()
        browser.close()
        by_pandas(files, findings)
        if files:
            by_libreoffice(files, folder, findings)
    for counted, number in findings.counts.items():
        print(f"{counted}: {number:,}")
    print(f"differences: {len(findings.differences):,}")
    print("\n".join(findings.differences[:MOST_TOLD]))
    return 1 if findings.differences else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or [spec.stem for spec in PAGES]))
