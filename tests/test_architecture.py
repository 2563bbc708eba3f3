"""The walls of the house: who may import whom, and how big a room may grow."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PRODUCT = ("ocr", "cleanup", "evaluation", "batch", "review", "cli.py", "sohoa.py")
AROUND = ("samples", "training", "benchmarks")

# What a package may not import. The data flow one way: ocr -> cleanup -> sohoa -> batch, cli.
FORBIDDEN = {
    "ocr": ("cleanup", "sohoa", "cli", "evaluation", "batch", "review"),
    "cleanup": (
        "ocr", "sohoa", "cli", "evaluation", "batch", "review",
        "cv2", "PIL", "pytesseract", "pypdfium2", "pdfplumber",
    ),
    "evaluation": ("cli", "batch", "review"),
    "batch": ("cli", "review"),
    "sohoa.py": ("cli", "batch", "review", "evaluation"),
}
# The page model and the errors are the only words that text work shares with pixel work.
ALLOWED = {"cleanup": ("ocr.model", "ocr.errors")}
# Never, anywhere in the product: AGPL code, formats that run code when read, calls to the outside.
BANNED = (
    "fitz", "pymupdf", "pickle", "shelve", "requests", "httpx",
    "training", "benchmarks", "samples", "tests",
)

MAX_MODULE_LINES = 500
MAX_FUNCTION_LINES = 40


def python_files(*places: str) -> Iterator[Path]:
    for place in places:
        path = ROOT / place
        yield from sorted(path.rglob("*.py")) if path.is_dir() else [path] if path.exists() else []


def imports(path: Path) -> Iterator[str]:
    """Dotted names that a file imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def within(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def wrong_imports(path: Path, forbidden: tuple[str, ...], allowed: tuple[str, ...]) -> list[str]:
    names = set(imports(path))
    # `from ocr import model` names the package too; the part that counts is what is taken from it
    packages = {name for name in names if any(other.startswith(f"{name}.") for other in names)}
    return sorted(
        name for name in names - packages if within(name, forbidden) and not within(name, allowed)
    )


@pytest.mark.parametrize("place", sorted(FORBIDDEN))
def test_imports_go_one_way(place: str) -> None:
    found = {
        str(path.relative_to(ROOT)): wrong
        for path in python_files(place)
        if (wrong := wrong_imports(path, FORBIDDEN[place], ALLOWED.get(place, ())))
    }
    assert not found


def test_product_imports_nothing_banned() -> None:
    found = {
        str(path.relative_to(ROOT)): wrong
        for path in python_files(*PRODUCT)
        if (wrong := wrong_imports(path, BANNED, ()))
    }
    assert not found


def test_wrong_imports_sees_packages_and_members(tmp_path: Path) -> None:
    path = tmp_path / "rule.py"
    lines = "from ocr import model", "from ocr.raster import load", "import cv2"
    path.write_text("\n".join(lines), encoding="utf-8")
    found = wrong_imports(path, FORBIDDEN["cleanup"], ALLOWED["cleanup"])
    assert found == ["cv2", "ocr.raster.load"]


def test_modules_stay_small() -> None:
    found = {
        str(path.relative_to(ROOT)): lines
        for path in python_files(*PRODUCT, *AROUND, "tests")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MAX_MODULE_LINES
    }
    assert not found


def function_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines without decorators and docstring: a well-explained function is not punished."""
    first = node.body[0]
    has_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    docstring = (first.end_lineno or first.lineno) - first.lineno + 1 if has_docstring else 0
    return (node.end_lineno or node.lineno) - node.lineno + 1 - docstring


def test_functions_stay_small() -> None:
    found = {
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}": function_lines(node)
        for path in python_files(*PRODUCT, *AROUND)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and function_lines(node) > MAX_FUNCTION_LINES
    }
    assert not found
