"""The registry of pages. To add one: write pages/<stem>.py, add a line here, add components/text/<stem>.md.

The file stem is the URL. Each page calls require_frame() first: on a fresh server Streamlit runs an inner page alone when
nobody has opened the front page yet; then the page registers the navigation itself and starts the run again, inside the frame.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from components.state import link_params

FRAME = "inside-frame"
REGISTERED = "registered-pages"


@dataclass(frozen=True)
class PageSpec:
    """One page: its file stem, its name in the navigation, the question that it answers, an icon, whether it draws charts."""

    stem: str
    name: str
    question: str
    icon: str
    section: str
    charts: bool = True

    @property
    def file(self) -> str:
        """The page's script, beside dashboard.py."""
        return f"pages/{self.stem}.py"


PAGES: tuple[PageSpec, ...] = (
    PageSpec("overview", "Overview", "What changed between the two dates?", ":material/home:", "Compare"),
    PageSpec("compare", "Compare", "How does the posture differ, dimension by dimension?", ":material/compare_arrows:", "Compare"),
    PageSpec("timeline", "Timeline", "What happened, in what order?", ":material/timeline:", "Compare"),
    PageSpec("three_axis", "Three axes", "Where does each component of Kill Chain, KAMD and KMPR stand?", ":material/target:", "Subjects"),
    PageSpec(
        "acquisition", "Acquisition", "What is bought, built or reformed, and who said what about it?", ":material/package_2:", "Subjects"
    ),
    PageSpec("alliance", "Alliance", "Through which mechanisms do the partners work?", ":material/handshake:", "Subjects"),
    PageSpec("commitments", "Promises", "What became of the promises?", ":material/task_alt:", "Subjects"),
    PageSpec("indicators", "Indicators", "What do the numbers say?", ":material/monitoring:", "Subjects"),
    PageSpec("brief", "Brief", "What do I put in my memo?", ":material/description:", "Evidence", charts=False),
    PageSpec("evidence", "Evidence", "Where does it come from?", ":material/search:", "Evidence", charts=False),
    PageSpec("coverage", "Coverage", "What is not known?", ":material/visibility_off:", "Evidence"),
    PageSpec("about", "About", "How was it made?", ":material/info:", "Evidence", charts=False),
)
BY_STEM = {spec.stem: spec for spec in PAGES}


def build_navigation() -> StreamlitPage:
    """Register all pages, hidden: our own links carry the choices, Streamlit's menu would drop them.

    No icons here: Streamlit would fetch each as the tab's icon from a host of its own.
    """
    if REGISTERED not in st.session_state:
        st.session_state[REGISTERED] = {spec.stem: st.Page(spec.file, title=spec.name, default=spec.stem == "overview") for spec in PAGES}
    return st.navigation(list(st.session_state[REGISTERED].values()), position="hidden")


def page_of(stem: str) -> StreamlitPage | str:
    """What a link to a page names: the page as it was registered, which costs a link nothing to look up; else its script."""
    registered: dict[str, StreamlitPage] = st.session_state.get(REGISTERED, {})
    return registered.get(stem, BY_STEM[stem].file)


def require_frame() -> None:
    """Stop a page that runs alone: register the pages and start again through the frame."""
    if not st.session_state.get(FRAME):
        build_navigation()
        st.session_state[FRAME] = True
        st.rerun()


def page_links() -> None:
    """Links to all pages, by section, with the present choices in their addresses."""
    section = ""
    for spec in PAGES:
        if spec.section != section:
            section = spec.section
            st.caption(section)
        st.page_link(page_of(spec.stem), label=spec.name, icon=spec.icon, query_params=link_params())
