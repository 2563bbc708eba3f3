"""`sohoa doctor` finds what is missing or broken and names the command that helps."""

from __future__ import annotations

import importlib.metadata
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ocr.doctor import Check, Status, check_installation, is_ready, report, required_packages
from ocr.errors import Message
from ocr.install import install_command, system_name

ROOT = Path(__file__).parent.parent.parent
SCRIPT = """
import importlib.metadata
import json
from ocr.doctor import check_installation
print(json.dumps([[c.name.en, c.status, c.found.en, c.command] for c in check_installation()]))
"""


def checks_elsewhere(**environment: str) -> dict[str, list[str]]:
    """Run the checks in a process of their own, with another environment."""
    answer = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return {name: rest for name, *rest in json.loads(answer.stdout)}


def fake_tesseract(folder: Path, version: str) -> str:
    """A program of that name that only tells its version; returns the PATH to use."""
    program = folder / "tesseract"
    program.write_text(f"#!/bin/sh\necho {version}\n", encoding="utf-8")
    program.chmod(0o755)
    return str(folder)


def check(status: Status, *, needed: bool = True, command: str | None = None) -> Check:
    found = Message("as found", "như thấy")
    return Check(
        name=Message("thing", "thứ"), status=status, found=found, needed=needed, command=command
    )


def test_missing_program_is_reported_with_a_command(tmp_path: Path) -> None:
    status, found, command = checks_elsewhere(PATH=str(tmp_path))["Tesseract"]
    assert status == "missing"
    assert found.startswith("not installed, or does not start")
    assert command is None or "tesseract" in command


def test_own_engine_needs_no_program(tmp_path: Path) -> None:
    checks = checks_elsewhere(PATH=str(tmp_path))
    assert checks["engine sohoa (the default)"][0] == "ok"
    assert checks["engine sohoa (the default)"][1].startswith("weights ")


def test_sohoa_is_ready_without_tesseract(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    checks = check_installation()
    assert is_ready(checks), report(checks)
    assert "- Tesseract" in report(checks)


def test_program_of_version_3_is_too_old(tmp_path: Path) -> None:
    checks = checks_elsewhere(PATH=fake_tesseract(tmp_path, "tesseract 3.05.02"))
    assert checks["Tesseract"][:2] == ["broken", "3.05.02 is too old"]
    assert "Vietnamese data (vie)" not in checks


def test_program_that_says_nonsense_counts_as_missing(tmp_path: Path) -> None:
    checks = checks_elsewhere(PATH=fake_tesseract(tmp_path, "hello"))
    assert checks["Tesseract"][0] == "missing"


@pytest.mark.engine
def test_installation_for_the_tests_is_ready() -> None:
    checks = check_installation()
    assert is_ready(checks), report(checks)


@pytest.mark.engine
def test_missing_vietnamese_data_are_reported(tmp_path: Path) -> None:
    checks = checks_elsewhere(TESSDATA_PREFIX=str(tmp_path))
    assert checks["Tesseract"][0] == "ok"
    assert checks["Vietnamese data (vie)"][0] == "missing"


@pytest.mark.engine
def test_cut_off_vietnamese_data_are_broken(tmp_path: Path) -> None:
    answer = subprocess.run(
        ["tesseract", "--list-langs"], capture_output=True, text=True, check=True
    )
    folder = Path((answer.stdout + answer.stderr).split('"')[1])
    data = (folder / "vie.traineddata").read_bytes()
    (tmp_path / "vie.traineddata").write_bytes(data[: len(data) // 3])
    shutil.copytree(folder / "configs", tmp_path / "configs")
    assert checks_elsewhere(TESSDATA_PREFIX=str(tmp_path))["Vietnamese data (vie)"][0] != "ok"


@pytest.mark.parametrize(
    ("status", "needed", "ready"),
    [
        (Status.OK, True, True),
        (Status.MISSING, True, False),
        (Status.BROKEN, True, False),
        (Status.MISSING, False, True),
    ],
)
def test_ready_depends_on_what_is_needed(status: Status, needed: bool, ready: bool) -> None:
    checks = [check(Status.OK), check(status, needed=needed)]
    assert is_ready(checks) is ready
    assert report(checks).splitlines()[-1].startswith("Ready" if ready else "Not ready")
    assert report(checks, "vi").splitlines()[-1].startswith("Sẵn sàng" if ready else "Chưa")


def test_report_gives_the_command_below_the_trouble() -> None:
    lines = report([check(Status.MISSING, command="brew install thing")]).splitlines()
    assert lines[0].startswith("✗ thing")
    assert lines[1] == "    brew install thing"


@pytest.mark.parametrize(
    ("release", "system"),
    [
        ("ID=debian\n", "debian"),
        ("ID=ubuntu\nID_LIKE=debian\n", "debian"),
        ('ID="rocky"\nID_LIKE="rhel centos fedora"\n', "fedora"),
        ("ID=arch\n", "arch"),
        ("ID=haiku\n", None),
        ("", None),
    ],
)
def test_system_is_known_by_its_relatives(tmp_path: Path, release: str, system: str | None) -> None:
    path = tmp_path / "os-release"
    path.write_text(release, encoding="utf-8")
    assert system_name("linux", path) == system


def test_system_without_os_release_is_unknown(tmp_path: Path) -> None:
    assert system_name("linux", tmp_path / "none") is None
    assert system_name("darwin") == "macos"


def test_command_needs_sudo_only_where_root_installs() -> None:
    assert install_command("tesseract", "debian", is_root=True) == (
        "apt-get install tesseract-ocr tesseract-ocr-vie"
    )
    assert install_command("tesseract", "debian") == (
        "sudo apt-get install tesseract-ocr tesseract-ocr-vie"
    )
    assert install_command("tesseract", "macos") == "brew install tesseract tesseract-lang"


def test_packages_are_those_without_a_marker(monkeypatch: pytest.MonkeyPatch) -> None:
    requirements = ["typer>=0.12", "opencv-python-headless>=4.9", 'edlib; sys_platform != "win32"']
    monkeypatch.setattr(importlib.metadata, "requires", lambda name: requirements)
    assert required_packages() == ("typer", "opencv-python-headless")


def test_package_that_is_missing_is_named_with_its_command(
    monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.metadata, "requires", lambda name: ["no-such-package>=1"])
    [found] = [check for check in check_installation() if check.name.en == "no-such-package"]
    assert found.status is Status.MISSING
    assert found.command == f"{sys.executable} -m pip install no-such-package"


def test_sohoa_in_a_folder_knows_no_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(name: str) -> list[str]:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "requires", nothing)
    assert required_packages() == ()
