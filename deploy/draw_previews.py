"""Draw the preview picture of every page (components/server/pictures): once after a page's question or the icon has changed.

Needs Playwright for Python and a Chromium (CHROME_PATH, or one that is installed); the server itself needs neither.
"""

from __future__ import annotations

import base64
import os
import shutil
import sys
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from playwright.sync_api import sync_playwright  # noqa: E402

from components.navigation import PAGES, PageSpec  # noqa: E402
from components.server.previews import PICTURE_SIZE, PICTURES, PRODUCT  # noqa: E402

ICON = ROOT / "components" / "brand" / "icon.svg"
STYLE = """
* { margin: 0; box-sizing: border-box; }
body { width: 1200px; height: 630px; background: #12171f; color: #eef2f7; font-family: 'Noto Sans', 'DejaVu Sans', sans-serif;
       padding: 72px 80px; display: flex; flex-direction: column; }
header { display: flex; align-items: center; gap: 28px; font-size: 38px; color: #c3ccd8; }
header img { width: 104px; height: 104px; border: 2px solid #364150; border-radius: 18px; }
h1 { font-size: 66px; line-height: 1.18; font-weight: 700; margin: auto 0; text-wrap: balance; }
footer { display: flex; justify-content: space-between; font-size: 28px; color: #aeb9c7; border-top: 3px solid #364150; padding-top: 26px; }
b { font-weight: 700; } .a { color: #f0a050; } .b { color: #7fb0ff; }
"""


def page_of(spec: PageSpec) -> str:
    """The picture of one page as HTML."""
    icon = base64.b64encode(ICON.read_bytes()).decode()
    return f"""<!DOCTYPE html><html lang="en"><meta charset="utf-8"><style>{STYLE}</style><body>
<header><img src="data:image/svg+xml;base64,{icon}" alt=""><span>{escape(PRODUCT)}</span></header>
<h1>{escape(spec.question)}</h1>
<footer><span>South Korea's reported defense posture on two dates, <b class="a">A</b> and <b class="b">B</b></span>
<span>{escape(spec.name)}</span></footer></body></html>"""


def main() -> None:
    """Draw all pictures, and take away those of pages that are gone."""
    browser_path = os.environ.get("CHROME_PATH") or shutil.which("chromium") or shutil.which("google-chrome")
    PICTURES.mkdir(exist_ok=True)
    for old in PICTURES.glob("*.png"):
        old.unlink()
    width, height = PICTURE_SIZE
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": width, "height": height})
        for spec in PAGES:
            page.set_content(page_of(spec))
            page.screenshot(path=PICTURES / f"{spec.stem}.png")
        browser.close()


if __name__ == "__main__":
    main()
