"""What pages say of the tree is so, and the tree keeps its own measures."""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PACKAGE = ROOT / "kawanet"
PAGES = sorted(
    page.relative_to(ROOT)
    for page in (ROOT / "README.md", ROOT / "ARCHITECTURE.md", *(ROOT / "docs").rglob("*.md"))
)
STAGES = sorted(
    path.stem
    for path in PACKAGE.iterdir()
    if path.suffix == ".py" or (path / "__init__.py").exists()
    if not path.name.startswith("__")
)
MODULES = sorted(path.relative_to(ROOT) for path in PACKAGE.rglob("*.py"))
MOST_LINES, MOST_OF_A_FUNCTION = 400, 50

CODE = re.compile(r"`([^`\n]+)`")
DOTTED = re.compile(rf"(?:kawanet\.)?((?:{'|'.join(STAGES)})(?:\.\w+)+)(?:\(.*\))?")
FILES = (".py", ".xml", ".json", ".sarif", ".yml", ".md", ".csv", ".svg")
PLACE = re.compile(r"(?:kawanet|docs|tests|templates|topology|benchmarks|playbooks)/[\w./-]*")
LINK = re.compile(r"\]\(([^)#:]+)\)")
MADE_UP = ("tiny_os",)  # the platform that a how-to adds


def prose(page: Path) -> str:
    """A page without its blocks of code."""
    return re.sub(r"```.*?```", "", (ROOT / page).read_text("utf-8"), flags=re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_modules_and_names_that_a_page_names(page: Path) -> None:
    for word in CODE.findall(prose(page)):
        if (found := DOTTED.fullmatch(word)) and not word.endswith(FILES):
            assert resolves(found[1]), f"{page}: {word}"


def resolves(dotted: str) -> bool:
    """Whether a module, or a name in one, is called so."""
    first, *rest = dotted.split(".")
    here = importlib.import_module(f"kawanet.{first}")
    for name in rest:
        if not hasattr(here, name):
            try:
                importlib.import_module(f"{here.__name__}.{name}")
            except (ImportError, AttributeError):
                return False
        here = getattr(here, name)
    return True


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_files_that_a_page_names_and_links_to(page: Path) -> None:
    for word in CODE.findall(prose(page)):
        if PLACE.fullmatch(word) and not any(m in word for m in MADE_UP):
            assert (ROOT / word).exists(), f"{page}: {word}"
    for target in LINK.findall(prose(page)):
        assert (ROOT / page).parent.joinpath(target).exists(), f"{page}: {target}"


def test_the_map_has_every_package() -> None:
    rows = re.findall(r"^\| (.+?) \|", (ROOT / "ARCHITECTURE.md").read_text("utf-8"), re.MULTILINE)
    named = {word for row in rows for word in CODE.findall(row)}
    assert set(STAGES) <= named


def test_modules_and_functions_are_short() -> None:
    texts = {module: (ROOT / module).read_text("utf-8") for module in MODULES}
    assert [m for m, text in texts.items() if text.count("\n") > MOST_LINES] == []
    long = [
        f"{module}:{node.lineno} {node.name}"
        for module, text in texts.items()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if (node.end_lineno or 0) - node.lineno >= MOST_OF_A_FUNCTION
    ]
    assert long == []
