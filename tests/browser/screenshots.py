"""Full-height screenshots of pages: python tests/browser/screenshots.py [pages] [--widths 1440 390] [--themes light dark] [--out build/screenshots]."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from playwright.sync_api import BrowserContext, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:  # Run as a command, Python knows this folder alone.
    sys.path.insert(0, str(ROOT))

from components.navigation import BY_STEM, PAGES  # noqa: E402
from tests.browser.looking import HEIGHT, full_height, new_context, open_page, path_of  # noqa: E402
from tests.browser.serving import NotStarted, launch, running_app  # noqa: E402


def main(arguments: list[str] | None = None) -> None:
    """Start the app and a browser, take every picture that is asked for, name each file."""
    asked = _arguments(arguments)
    asked.out.mkdir(parents=True, exist_ok=True)
    try:
        with sync_playwright() as playwright, running_app() as app:
            browser = launch(playwright)
            for width in asked.widths:
                for theme in asked.themes:
                    context = new_context(browser, width, theme)
                    for stem in asked.pages or [spec.stem for spec in PAGES]:
                        target = asked.out / f"{stem}-{width}-{theme}.png"
                        _take(context, f"{app.address}{path_of(stem)}{asked.query}", target)
                        print(target)
                    context.close()
            browser.close()
    except NotStarted as reason:
        raise SystemExit(str(reason)) from None


def _take(context: BrowserContext, address: str, target: Path) -> None:
    page = context.new_page()
    open_page(page, address)
    full_height(page)
    page.screenshot(path=target)
    page.close()


def _arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Full-height screenshots of the app's pages.")
    parser.add_argument("pages", nargs="*", metavar="page", help=f"{', '.join(BY_STEM)}; all when none is named")
    parser.add_argument("--widths", nargs="+", type=int, default=[1440], choices=sorted(HEIGHT), help="widths of the window in pixels")
    parser.add_argument("--themes", nargs="+", default=["light"], choices=["light", "dark"], help="color schemes")
    parser.add_argument("--query", default="", help="the choices as an address writes them, for example ?theme=budget")
    parser.add_argument("--out", type=Path, default=Path("build/screenshots"), help="the folder that takes the pictures")
    found = parser.parse_args(arguments)
    unknown = [stem for stem in found.pages if stem not in BY_STEM]
    if unknown:
        parser.error(f"there is no page {', '.join(unknown)}; there are {', '.join(BY_STEM)}")
    return found


if __name__ == "__main__":
    main()
