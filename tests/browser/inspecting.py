"""One visit of one page: what axe finds, and how its texts, charts and headings lie."""

from __future__ import annotations

from dataclasses import dataclass

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from tests.browser.looking import faults, full_height, open_page, path_of

STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
MOST_OVERLAP = 2
"""Pixels by which two texts of a chart may lie over each other, or a text stick out of the chart."""

LAYOUT = """
most => {
  const crossings = [], outside = [];
  for (const plot of document.querySelectorAll('.js-plotly-plot')) {
    const key = [...(plot.closest('[class*=st-key-chart-]')?.classList ?? [])].find(name => name.startsWith('st-key-chart-')) ?? 'chart';
    const name = key.replace('st-key-', '');
    const frame = plot.querySelector('.main-svg').getBoundingClientRect();
    // A text of several lines is looked at line by line: blank lines, which only hold a place, cover nothing.
    const lines = element => element.querySelector('tspan.line') ? [...element.querySelectorAll('tspan.line')] : [element];
    const texts = [...plot.querySelectorAll('.main-svg text')].flatMap(lines).map(element => ({element, words: element.textContent.trim(), box: element.getBoundingClientRect()}))
      .filter(({element, words, box}) => words && box.width > 0 && box.height > 0 && element.checkVisibility({visibilityProperty: true, opacityProperty: true}));
    texts.forEach((one, place) => {
      const beyond = Math.max(frame.left - one.box.left, one.box.right - frame.right, frame.top - one.box.top, one.box.bottom - frame.bottom);
      if (beyond > most) outside.push(`${name}: “${one.words}” sticks out by ${Math.round(beyond)} px`);
      for (const other of texts.slice(place + 1)) {
        const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
        const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
        if (across > most && down > most && one.words !== other.words)
          crossings.push(`${name}: “${one.words}” and “${other.words}” overlap by ${Math.round(across)} x ${Math.round(down)} px`);
      }
    });
  }
  const main = document.querySelector('[data-testid=stMain]');
  return {
    crossings, outside,
    headings: [...main.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(heading => [Number(heading.tagName[1]), heading.innerText]),
    sideways: Math.max(document.documentElement.scrollWidth - innerWidth, main.scrollWidth - main.clientWidth),
    charts: document.querySelectorAll('.js-plotly-plot').length,
    texts: document.querySelectorAll('.js-plotly-plot .main-svg text').length,
  };
}
"""


@dataclass(frozen=True)
class Finding:
    """One element that breaks one rule of axe."""

    rule: str
    target: str
    html: str
    why: str

    def __str__(self) -> str:
        return f"{self.rule} at {self.target}: {self.why} {self.html}"


@dataclass(frozen=True)
class Layout:
    """How a page lies at one width: texts over each other, texts outside their chart, headings, sideways scroll in pixels."""

    crossings: list[str]
    outside: list[str]
    headings: list[tuple[int, str]]
    sideways: int
    charts: int
    texts: int


@dataclass(frozen=True)
class Inspection:
    """All that one visit found."""

    findings: tuple[Finding, ...]
    layout: Layout
    faults: tuple[str, ...]


def inspect(context: BrowserContext, address: str, stem: str) -> Inspection:
    """Visit a page once and look at everything."""
    page = context.new_page()
    try:
        open_page(page, f"{address}{path_of(stem)}")
        full_height(page)
        return Inspection(access(page), layout(page), tuple(faults(page)))
    finally:
        page.close()


def layout(page: Page) -> Layout:
    """Measure the page as it stands."""
    measured = page.evaluate(LAYOUT, MOST_OVERLAP)
    return Layout(**{**measured, "headings": [(level, words) for level, words in measured["headings"]]})


def access(page: Page) -> tuple[Finding, ...]:
    """What axe finds against WCAG 2.2 A and AA."""
    answer = Axe().run(page, options={"runOnly": {"type": "tag", "values": STANDARD}, "resultTypes": ["violations"]})
    return tuple(
        Finding(
            violation["id"],
            " ".join(str(part) for part in node["target"]),
            node["html"][:300],
            node.get("failureSummary", "").replace("\n", " "),
        )
        for violation in answer.response["violations"]
        for node in violation["nodes"]
    )
