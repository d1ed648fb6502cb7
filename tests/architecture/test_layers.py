"""The layers hold: pages -> components.ui -> charts, analysis, exports -> tables -> data; imports are read from the source."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted([*ROOT.glob("components/**/*.py"), *ROOT.glob("pages/*.py"), ROOT / "dashboard.py"])
PAGES = sorted(ROOT.glob("pages/*.py"))

CONTRACT = {
    "components.contract",
    "components.problems",
    "components.lines",
    "components.checking",
    "components.tables",
    "components.labels",
}
PURE = {"components.analysis", "components.charts", "components.exports"}
SESSION = {"components.cached", "components.state", "components.navigation", "components.filters"}
SIGN_IN = {"components.access", "components.sign_in"}
ALLOWED = {
    "components.contract": set(),
    "components.problems": set(),
    "components.lines": {"components.contract", "components.problems"},
    "components.checking": {"components.contract", "components.problems"},
    "components.tables": {"components.contract", "components.problems", "components.lines", "components.checking"},
    "components.labels": set(),
    "components.analysis": {"components.analysis"},
    "components.charts": {"components.charts", "components.analysis"},
    "components.exports": {"components.exports", "components.charts", "components.analysis", *CONTRACT},
    "components.filters": {"components.analysis"},
    "components.cached": {"components.analysis", "components.filters", *CONTRACT},
    "components.state": {"components.cached", "components.filters", *CONTRACT},
    "components.navigation": {"components.state", "components.filters"},
    "components.access": set(),
    "components.sign_in": {"components.access"},
    "components.ui": {"components.ui", "components.channels", "components.hosting", *SIGN_IN, *PURE, *SESSION, *CONTRACT},
    "components.warm": {"components.ui", *PURE, *SESSION, *CONTRACT},
    "components.channels": set(),
    "components.hosting": set(),
    "components.turns": set(),
    "components.server": {
        "components.channels",
        "components.hosting",
        "components.server",
        "components.warm",
        "components.ui",
        *SIGN_IN,
        *PURE,
        *SESSION,
        *CONTRACT,
    },
    "pages": {"components.ui"},
    "dashboard": {"components.ui", "components.navigation", "components.state", "components.turns", "components.warm"},
}
"""What each layer may import; a layer that is not named here may not be there."""


def module(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def layer(name: str) -> str:
    """The layer of a module: its package, or itself when it stands alone."""
    return max((each for each in ALLOWED if name == each or name.startswith(f"{each}.")), key=len, default=name)


def imported(file: Path) -> set[str]:
    """Every module that a file names in an import, wherever in the file; `from components import labels` names components.labels."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: an import by dots hides its layer"
            source = str(node.module)
            found |= {f"{source}.{alias.name}" for alias in node.names} if source == "components" else {source}
    return found


def below(file: Path, packages: set[str]) -> bool:
    return layer(module(file)) in packages


@pytest.mark.parametrize("file", [file for file in FILES if module(file) != "components"], ids=module)
def test_a_layer_imports_only_what_lies_below_it(file):
    here = layer(module(file))
    assert here in ALLOWED, f"{module(file)} belongs to no layer"
    ours = {layer(name) for name in imported(file) if name.split(".")[0] in ("components", "pages", "dashboard")}
    assert ours - ALLOWED[here] == set()


def test_layers_have_no_circle():
    def reaches(start: str, seen: tuple[str, ...] = ()) -> bool:
        return any(other in (*seen, start) or reaches(other, (*seen, start)) for other in ALLOWED[start] - {start})

    assert [name for name in ALLOWED if reaches(name)] == []


PURE_FILES = [file for file in FILES if below(file, PURE | CONTRACT | {"components.filters", "components.access"})]


@pytest.mark.parametrize("file", PURE_FILES, ids=module)
def test_what_anyone_could_use_names_no_streamlit(file):
    assert not {name.split(".")[0] for name in imported(file)} & {"streamlit"}


@pytest.mark.parametrize("file", [file for file in FILES if below(file, {"components.analysis"})], ids=module)
def test_analysis_draws_nothing_and_opens_nothing(file):
    assert not {name.split(".")[0] for name in imported(file)} & {"plotly", "pathlib", "os", "io", "requests"}


def test_pure_layers_load_without_streamlit():
    """What they import in turn counts too: a fresh interpreter loads all of them, and Streamlit is not among its modules."""
    names = [module(file) for file in PURE_FILES]
    code = f"import importlib, sys\nfor name in {names!r}: importlib.import_module(name)\nprint(sorted(name for name in sys.modules if name.split('.')[0] == 'streamlit'))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")
    assert len(names) > 25


def test_analysis_loads_without_plotly():
    names = [module(file) for file in FILES if below(file, {"components.analysis"})]
    code = f"import importlib, sys\nfor name in {names!r}: importlib.import_module(name)\nprint('plotly' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("False", "")


def test_only_the_reader_opens_the_data_folder():
    readers = [
        module(file)
        for file in FILES
        if {"read_csv", "read_bytes", "read_text"}
        & {node.attr for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.Attribute)}
    ]
    assert set(readers) & {module(file) for file in FILES if below(file, {"components.analysis", "components.charts"})} == set()
    assert not [name for name in readers if name.startswith("pages.")]


@pytest.mark.parametrize("file", PAGES, ids=module)
def test_a_page_is_a_table_of_contents(file):
    text = file.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert len(text.splitlines()) < 60
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)]
    assert not {name.split(".")[0] for name in imported(file)} & {"pandas", "plotly"}
    assert str(ast.get_docstring(tree)).endswith("?"), "a page says which question it answers"


def test_no_module_is_a_drawer():
    """Modules are named by what they are about."""
    drawers = {"utils", "util", "helpers", "helper", "common", "misc", "tools"}
    everywhere = [file for folder in ("components", "pages", "tests", "deploy") for file in (ROOT / folder).rglob("*.py")]
    assert [str(file) for file in everywhere if file.stem in drawers or file.parent.name in drawers] == []
    assert len(everywhere) > 60
