"""The files around the code say what is true: lock, licences, documents, no machine paths."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
# A file above this has its reason here.
MAX_FILE_BYTES = 500_000
LARGE_FILES = {
    "cleanup/lm/vi-legal.npz": "the language model of the corrector",
    "ocr/engines/weights/sohoa.onnx": "the weights of our recogniser",
    "ocr/engines/weights/second.onnx": "those of its second network, for lines under marks",
    "training/checkpoints/v2.pt": "the first weights, to train on",
    "training/checkpoints/second.pt": "the second ones, to train on",
    "samples/scans/05-kl-tu.pdf": "seven dense pages at 200 and 300 dpi",
}
UNTRACKED = {
    ".git", ".venv", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", "__pycache__",
    "out", "build", "dist", "private",
}


def tracked_files() -> list[Path]:
    """Files as a clone has them, judged by folder so that no git is needed."""
    paths = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
    return sorted(
        path for path in paths
        if not UNTRACKED & set(path.parts) and not path.parts[0].endswith(".egg-info")
    )


def canonical(requirement: str) -> str:
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert name, requirement
    return re.sub(r"[-_.]+", "-", name[0]).lower()


@pytest.mark.parametrize(
    "requirement", [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]]
)
def test_lock_has_every_dependency(requirement: str) -> None:
    locked = {canonical(line) for line in LOCK.splitlines() if "==" in line}
    assert canonical(requirement) in locked, "pyproject.toml has changed: run scripts/lock.sh"


def test_lock_names_no_host_or_path() -> None:
    assert not re.search(r"://|--(extra-)?index-url|--find-links|--trusted-host| @ |/tmp", LOCK)


def test_lock_has_a_hash_for_every_version() -> None:
    versions = [block for block in re.split(r"\n(?=\S)", LOCK) if "==" in block]
    assert versions
    assert all("--hash=sha256:" in block for block in versions)


def test_dependency_says_purpose_and_licence() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = text.split("\ndependencies = [")[1].split("\n]")[0]
    said = ""                      # what the comments say since the last dependency
    for line in block.splitlines():
        said += line.partition("#")[2]
        if line.strip().startswith('"'):
            assert re.search(r"\w.*; (MIT|Apache-2\.0|BSD|MPL-2\.0)", said), line
            said = ""


def test_no_large_file_without_reason() -> None:
    large = {str(path) for path in tracked_files() if (ROOT / path).stat().st_size > MAX_FILE_BYTES}
    assert large == set(LARGE_FILES)


def test_text_files_have_no_machine_paths() -> None:
    # spelt in two parts, so that this file does not find itself
    traces = re.compile("/wo" + r"rk/|\.\./sha" + "red|/ro" + "ot/")
    suffixes = {".py", ".md", ".sh", ".toml", ".yaml", ".json", ".tsv", ".lock", ""}
    found = [
        str(path) for path in tracked_files()
        if path.suffix in suffixes and traces.search((ROOT / path).read_text(encoding="utf-8"))
    ]
    assert not found


def test_documents_are_listed_and_links_lead_somewhere() -> None:
    index = (ROOT / "docs/README.md").read_text(encoding="utf-8")
    pages = {path.name for path in (ROOT / "docs").glob("*.md")} - {"README.md"}
    assert not {page for page in pages if f"({page})" not in index}
    documents = [path for place in (".", "docs", "samples") for path in (ROOT / place).glob("*.md")]
    for document in documents:
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", document.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_changelog_has_room_for_the_next_release() -> None:
    assert "## [Unreleased]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_contributing_fits_two_screens() -> None:
    assert len((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").splitlines()) <= 120
