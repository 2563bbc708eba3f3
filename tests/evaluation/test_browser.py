"""The HTML report in a real browser: Debian's Chromium, without a window."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from evaluation.command import ReportFormat, make_report

REFERENCE = Path(__file__).parent / "cases" / "reference"
# as in template.html
COLOURS = {"mark": (255, 223, 158), "letter": (255, 201, 201), "lost": (213, 216, 222)}
PAPER = (250, 235, 180)
SORTED = """<script>
document.querySelectorAll("#documents th")[2].click();
location.hash = "document-0";
addEventListener("load", () => { document.title = "order " + [...document.querySelectorAll(
  "#documents tbody tr")].map(row => row.cells[0].textContent).join(","); });
</script></body>"""

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def chromium(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    program = shutil.which("chromium") or shutil.which("chromium-browser") or "chromium"
    # root in a container has no sandbox; the page comes from us and loads nothing
    command = [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
    return subprocess.run([*command, *arguments], capture_output=True, timeout=120, check=True)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """The report of the reference cases, with a script that sorts it and opens a document."""
    out = tmp_path / "out"
    shutil.copytree(REFERENCE / "out", out)
    Image.new("RGB", (400, 560), PAPER).save(tmp_path / "kl05.png")
    text, _ = make_report(REFERENCE / "truth", out, ReportFormat.HTML, None, tmp_path)
    path = tmp_path / "report.html"
    path.write_text(text.replace("</body>", SORTED), "utf-8")
    return path


def test_report_sorts_and_opens_in_a_browser(page: Path) -> None:
    dom = chromium("--dump-dom", page.as_uri()).stdout.decode()
    # worst first after a click on the column of wrong syllables; the missing document is the worst
    assert "<title>order thieu," in dom
    assert 'aria-sort="descending"' in dom
    assert 'id="document-0" open=""' in dom


def test_report_shows_differences_in_their_colours(page: Path, tmp_path: Path) -> None:
    shot = tmp_path / "shot.png"
    chromium(f"--screenshot={shot}", "--window-size=1400,3600", page.as_uri())
    with Image.open(shot) as image:
        assert image.size == (1400, 3600)
        pixels = np.asarray(image.convert("RGB")).astype(int)
    for kind, colour in COLOURS.items():
        assert near(pixels, colour, 0) > 200, kind
    # the picture of the page stands beside its text, a third of the report's width or more
    assert near(pixels, PAPER, 6) > 400 * 560


def near(pixels: NDArray[np.int_], colour: tuple[int, int, int], distance: int) -> int:
    """How many pixels have the colour, give or take what lossy compression does."""
    return int((abs(pixels - colour).max(axis=2) <= distance).sum())
