"""What a page sends to the browser, sorted by how the browser will read it: as Markdown, as it is, or as a chart."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from streamlit.testing.v1 import AppTest

from components.ui.words import JOINER, plain
from tests.robustness.payloads import Payload

AS_MARKDOWN = {"markdown", "caption", "header", "subheader", "title", "info", "warning", "error", "success"}
AS_LABEL = {"button", "download_button", "toggle", "page_link", "expander", "popover", "checkbox", "dialog", "link_button"}
AS_IT_IS = {"code", "selectbox", "multiselect", "text_input", "number_input", "slider"}
SILENT = {"divider", "column", "flex_container", "main", "sidebar", "vertical", "event", "container", "html", "logo", "imgs"}
MARKUP = re.compile(r"</?b>|<br>|</?sup>|<span style='(?:color:#[0-9a-f]{6}|font-size:0\.8em)'>|</span>|<extra></extra>")
"""The markup that our own charts write."""

LINK_TARGET = re.compile(r"\]\(https?://(?:\\[()\\<>&$`]|[^\\()<>&$`\s])*\)")
"""The address of a Markdown link to the web, with nothing in it that could end it too early."""


@dataclass
class Sent:
    """The texts of one page."""

    markdown: list[str] = field(default_factory=list)
    as_it_is: list[str] = field(default_factory=list)
    charts: list[str] = field(default_factory=list)


def sent(at: AppTest) -> Sent:
    """Everything that a page sends; an element that is not known here fails, so that somebody says how it is read."""
    found = Sent()
    for node in _nodes(at):
        _sort(node, found)
    return found


def _nodes(at: AppTest) -> Iterator[Any]:
    waiting = list(at._tree.children.values())
    while waiting:
        node = waiting.pop()
        waiting += list(getattr(node, "children", {}).values())
        yield node


def _sort(node: Any, found: Sent) -> None:
    kind = node.type
    if kind in AS_MARKDOWN:
        found.markdown.append(str(node.value))
    elif kind in AS_LABEL:
        found.markdown += [str(getattr(node.proto, name, "")) for name in ("label", "title", "help")]
    elif kind == "table":
        frame = node.value
        found.markdown += [str(cell) for cell in [*frame.columns, *frame.to_numpy().ravel()]]
    elif kind == "button_group":
        found.markdown += [option.content for option in node.proto.options]
    elif kind == "plotly_chart":
        found.as_it_is.append(node.proto.alt)
        found.charts += _texts(json.loads(node.proto.spec))
    elif kind in AS_IT_IS:
        found.as_it_is += [str(getattr(node, "value", "")), *map(str, getattr(node, "options", ()))]
        found.markdown += [str(getattr(node.proto, name, "")) for name in ("label", "help")]
    else:
        assert kind in SILENT, kind


def _texts(node: Any) -> list[str]:
    """Every text in the JSON of a figure."""
    if isinstance(node, str):
        return [node]
    members = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return [text for member in members for text in _texts(member)]


def left_of_markdown(body: str, payload: Payload) -> str:
    """What is left of a Markdown text once every safe form of a payload is taken out: nothing of the payload may be."""
    rest = LINK_TARGET.sub("]", body).replace(JOINER, "").casefold()
    return _without(rest, _safe_forms(payload))


def _safe_forms(payload: Payload) -> set[str]:
    # A title stands in quotation marks in a footnote; those in it become single ones.
    texts = {
        payload.first,
        payload.last,
        payload.phrase,
        payload.address,
        payload.word,
        payload.first.replace('"', "'"),
        payload.first.replace(";", ","),
    }
    return {plain(text).replace(JOINER, "").casefold() for text in texts}


def seen_in_chart(text: str) -> str:
    """A text of a chart as plotly shows it, without blanks: our own markup read, everything else as it stands."""
    return "".join(html.unescape(MARKUP.sub("", text)).split())


def left_of_chart(text: str, payload: Payload) -> str:
    """What is left of a chart's text once the payload, as it must be seen, is taken out."""
    forms = (payload.first, payload.last, payload.phrase, payload.word)
    return _without(seen_in_chart(text).casefold(), {"".join(form.split()).casefold() for form in forms})


def _without(text: str, forms: set[str]) -> str:
    """The text less every one of the forms, from the left, the longest first."""
    return re.sub("|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True)), "", text)
