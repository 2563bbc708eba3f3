"""Families of documents are held out whole, and what the corrector changes is shown."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from benchmarks import clean_text

TEXT = "ủy ban nhân dân tỉnh quyết định ban hành quy chế quản lý đất đai xây dựng"


def law(name: str) -> str:
    """Five thousand words in an order of its own."""
    order = random.Random(name)
    return " ".join(order.choice(TEXT.split()) for _ in range(5000))


def test_copies_are_one_family() -> None:
    texts = [law("cầu"), law("đường"), law("cầu") + "Thêm một điều.", law("nhà")]
    found = sorted(clean_text.families(texts))
    assert [0, 2] in found
    assert [1] in found


def test_family_is_held_out_whole() -> None:
    texts = [law("cầu"), law("đường"), law("cầu") + "Thêm một điều.", law("nhà")]
    for seed in "abcdef":
        test = clean_text.held_out(texts, 1, seed)
        assert test in ({0, 2}, {1}, {3})


def test_report_ends_with_the_rate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("cầu", "đường", "nhà"):
        (tmp_path / f"{name}.txt").write_text(law(name), "utf-8")
    monkeypatch.setattr("sys.argv", ["clean_text", str(tmp_path), "--words", "1"])
    clean_text.main()
    assert "0 changes in" in capsys.readouterr().out.splitlines()[-1]
