"""What is installed, what is missing, the exact command that installs it; which engines there are.

Language data are not trusted for being there: a line that ships with the package is read with
them. A truncated file, or one of another language under the name `vie`, is found that way.
"""

from __future__ import annotations

import platform
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum
from pathlib import Path

from ocr.errors import AppError, EngineMissingError, Message
from ocr.install import command_here
from ocr.model import Line
from ocr.page_image import PageImage

LINE_IMAGE = Path(__file__).parent / "data" / "line.png"
LINE_TEXT = "Độc lập - Tự do - Hạnh phúc; khoá XIV, Sóc Trăng, ngày 07 tháng 7"
LINE_DPI = 300
OLDEST_PYTHON = (3, 11)
# The LSTM engine and the data format that we read came with version 4.
OLDEST_TESSERACT = 4
PATIENCE = 30  # seconds that Tesseract may take to tell its version
# Share of letters that must be right. Versions differ in a letter; data without Vietnamese letters
# lose a quarter of this line.
ENOUGH = 0.95
ONE_LINE = 7  # Tesseract's page segmentation mode for a single line


class Status(StrEnum):
    """How a check ended."""

    OK = "ok"
    MISSING = "missing"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that sohoa needs or can use.

    Attributes:
        name: what was looked for.
        found: version or place, or what is wrong.
        needed: False where sohoa works without it.
        command: the line that installs or repairs it, None where nothing is to be done or none is
            known for this system.
    """

    name: Message
    status: Status
    found: Message
    needed: bool = True
    command: str | None = None


def check_installation() -> tuple[Check, ...]:
    """Look at everything sohoa needs; never raises for something missing or broken."""
    return (_python(), *_packages(), _own_engine(), *_tesseract())


def is_ready(checks: Sequence[Check]) -> bool:
    """True if nothing is missing or broken that sohoa can't do without."""
    return all(check.status is Status.OK for check in checks if check.needed)


def report(checks: Sequence[Check], language: str = "en") -> str:
    """The checks as lines for people, each trouble followed by the command that ends it."""
    marks = {Status.OK: "✓", Status.MISSING: "✗", Status.BROKEN: "✗"}
    lines = []
    for check in checks:
        name, found = check.name.in_language(language), check.found.in_language(language)
        mark = marks[check.status] if check.needed or check.status is Status.OK else "-"
        lines.append(f"{mark} {name:<28} {found}")
        if check.status is not Status.OK and check.command:
            lines.append(f"    {check.command}")
    ready = is_ready(checks)
    last = Message(
        "Ready." if ready else "Not ready: run the commands above, then sohoa doctor again.",
        "Sẵn sàng."
        if ready
        else "Chưa dùng được: hãy chạy các lệnh trên rồi chạy lại sohoa doctor.",
    )
    return "\n".join([*lines, last.in_language(language)])


def _same(text: str) -> Message:
    return Message(text, text)


def _python() -> Check:
    fits = sys.version_info >= OLDEST_PYTHON
    return Check(
        name=_same("Python"),
        status=Status.OK if fits else Status.BROKEN,
        found=_same(platform.python_version()),
    )


def required_packages() -> tuple[str, ...]:
    """The Python packages that sohoa needs on every system, as its own metadata name them.

    Empty where sohoa runs from a folder without being installed.
    """
    from importlib.metadata import PackageNotFoundError, requires

    try:
        requirements = requires("sohoa") or []
    except PackageNotFoundError:
        return ()
    # one with a marker is for an extra, or not for every system
    names = (re.match(r"[\w.-]+", text) for text in requirements if ";" not in text)
    return tuple(name[0] for name in names if name)


def _packages() -> Iterator[Check]:
    from importlib.metadata import PackageNotFoundError, version

    for package in required_packages():
        try:
            status, found = Status.OK, _same(version(package))
        except PackageNotFoundError:
            status, found = Status.MISSING, Message("not installed", "chưa cài")
        command = None if status is Status.OK else f"{sys.executable} -m pip install {package}"
        yield Check(name=_same(package), status=status, found=found, command=command)


def _own_engine() -> Check:
    """The recogniser that ships with the package: its weights, and whether they read."""
    from ocr.engines.sohoa_net import SohoaEngine

    name = Message("engine sohoa (the default)", "bộ nhận dạng sohoa (mặc định)")
    try:
        engine = SohoaEngine()
        lines = engine.recognize(_on_a_page(_line_image()))
    except AppError as error:
        return Check(
            name=name,
            status=Status.MISSING if isinstance(error, EngineMissingError) else Status.BROKEN,
            found=error.cause,
            command=f"{sys.executable} -m pip install --force-reinstall sohoa",
        )
    return _judged(name, _same(f"weights {engine.version}"), lines)


def _on_a_page(line: PageImage) -> PageImage:
    """The line with paper around it, as it stands on a page."""
    import numpy as np

    return PageImage(np.pad(line.pixels, 100, constant_values=255), line.dpi)


def _judged(
    name: Message, found: Message, lines: Sequence[Line], command: str | None = None
) -> Check:
    """A check that is passed if the test line was read well enough."""
    text = " ".join(line.text for line in lines)
    if SequenceMatcher(None, text, LINE_TEXT, autojunk=False).ratio() >= ENOUGH:
        return Check(name=name, status=Status.OK, found=found)
    found = Message(f"reads the test line as '{text}'", f"đọc dòng chữ thử thành '{text}'")
    return Check(name=name, status=Status.BROKEN, found=found, command=command)


def _tesseract() -> Iterator[Check]:
    """The program and its Vietnamese data.

    Only `--engine tesseract` and `--engine both` need it.
    """
    for check in _tesseract_parts():
        yield replace(check, needed=False)


def _tesseract_parts() -> Iterator[Check]:
    version = _tesseract_version()
    command = command_here("tesseract")
    name = _same("Tesseract")
    if version is None:
        found = Message(
            "not installed, or does not start: --engine tesseract and both need it",
            "chưa cài, hoặc không chạy được: chỉ cần cho --engine tesseract và both",
        )
        yield Check(name=name, status=Status.MISSING, found=found, command=command)
        return
    if int(version.split(".")[0]) < OLDEST_TESSERACT:
        found = Message(f"{version} is too old", f"{version} đã quá cũ")
        yield Check(name=name, status=Status.BROKEN, found=found, command=command)
        return
    yield Check(name=name, status=Status.OK, found=_same(version))
    yield _reads_vietnamese(command)


def _tesseract_version() -> str | None:
    """Such as "5.3.0"; None if the program is not there or does not answer."""
    try:
        answer = subprocess.run(
            ["tesseract", "--version"],
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            timeout=PATIENCE,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = re.search(r"tesseract v?(\d+(?:\.\d+)*)", answer.stdout + answer.stderr)
    return match[1] if match else None


def _reads_vietnamese(command: str | None) -> Check:
    """Read the line that ships with the package."""
    from ocr.engines.tesseract import TesseractEngine

    name = Message("Vietnamese data (vie)", "dữ liệu tiếng Việt (vie)")
    try:
        lines = TesseractEngine(("vie",), psm=ONE_LINE).recognize(_line_image())
    except EngineMissingError as error:
        return Check(name=name, status=Status.MISSING, found=error.cause, command=command)
    except AppError as error:
        return Check(name=name, status=Status.BROKEN, found=error.cause, command=command)
    found = Message("reads the test line", "đọc được dòng chữ thử")
    return _judged(name, found, lines, command)


def _line_image() -> PageImage:
    import numpy as np
    from PIL import Image

    with Image.open(LINE_IMAGE) as picture:
        return PageImage(np.asarray(picture.convert("L")), LINE_DPI)
