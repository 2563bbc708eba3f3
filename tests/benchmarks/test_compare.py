"""The comparison measures what it says, and a tool that fails does not stop it."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from benchmarks import compare
from benchmarks.process import CommandFailedError, run
from benchmarks.systems import System, Task, systems

REFERENCE = Path(__file__).parent.parent / "evaluation" / "cases" / "reference"
CHILD = "import subprocess, sys; subprocess.run([sys.executable, '-c', sys.argv[1]], check=True)"


def python(code: str, log: Path) -> object:
    return run([sys.executable, "-c", CHILD, code], environment=os.environ, log=log)


def test_cost_includes_children(tmp_path: Path) -> None:
    busy = "import time\nwhile time.process_time() < 0.5: pass"
    cost = run([sys.executable, "-c", CHILD, busy], environment=os.environ, log=tmp_path / "log")
    assert 0.45 < cost.cpu < 5
    assert cost.wall >= 0.5


def test_peak_memory_includes_children(tmp_path: Path) -> None:
    big = "import time; text = b'x' * (120 << 20); time.sleep(0.5)"
    cost = run([sys.executable, "-c", CHILD, big], environment=os.environ, log=tmp_path / "log")
    assert 120 < cost.memory < 220


def test_failing_command_is_told_with_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(CommandFailedError, match="no such scan"):
        python("raise SystemExit('no such scan')", tmp_path / "log")


def test_table_has_a_row_per_system_even_when_one_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    shutil.copy(REFERENCE / "truth" / "kl05.json", data)
    (data / "kl05.png").write_bytes(b"")

    def copy(task: Task) -> list[str]:
        return ["cp", str(REFERENCE / "plain" / "kl05.txt"), str(task.output / "kl05.txt")]

    fakes = (
        System(name="copying", command=copy), System(name="failing", command=lambda _: ["false"])
    )
    monkeypatch.setattr(compare, "systems", lambda _: fakes)
    monkeypatch.setattr(sys, "argv", ["compare", str(data), "--peers", "bin", "--rounds", "2"])
    monkeypatch.chdir(tmp_path)
    assert compare.main() == 0
    heads, copying, failing, _ = capsys.readouterr().out.splitlines()[1:]
    assert heads.split()[:3] == ["cer", "wer", "tone"]
    assert float(copying.split()[1]) > 0
    assert set(failing.split()[1:]) == {"–"}


def test_folder_without_truth_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.pdf").write_bytes(b"")
    monkeypatch.setattr(sys, "argv", ["compare", str(tmp_path), "--peers", "bin"])
    assert compare.main() == 3
    assert "no scan with its truth" in capsys.readouterr().err


def test_every_system_writes_where_it_is_looked_for(tmp_path: Path) -> None:
    task = Task(scan=Path("/s/a.pdf"), images=[Path("/i/a-1.png")], output=tmp_path, name="a")
    for system in systems(Path("/peers")):
        command = list(system.command(task))
        assert any(str(tmp_path) in part for part in command)
        assert str(task.scan) in command or system.name == "tesseract"
