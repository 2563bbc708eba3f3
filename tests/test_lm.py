"""The language model: training, its file, and what it prefers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from cleanup.lm import load, read, save
from cleanup.lm.build import build, build_file
from cleanup.lm.model import PACKAGED
from ocr.errors import ConfigurationError, InputError

TEXT = "Điều 1. Ủy ban nhân dân tỉnh ban hành quyết định.\nHội đồng nhân dân tỉnh quyết nghị.\n"


def test_probabilities_sum_to_one() -> None:
    model = load()
    words = np.arange(len(model.words))
    for pair in (("ban", "nhân"), ("quy", "định"), ("<s>", "điều")):
        u, v = (np.full(len(words), model.id_of(word)) for word in pair)
        total = np.exp(model.log_probability(u, v, words).astype(np.float64)).sum()
        assert total == pytest.approx(1.0, abs=0.05)


def test_context_decides() -> None:
    model = load()
    ids = [model.id_of(word) for word in ("vùng", "lãnh", "thổ", "lanh")]
    first = model.log_probability(*(np.array([ids[k]]) for k in (0, 1, 2)))
    wrong = model.log_probability(*(np.array([ids[k]]) for k in (0, 3, 2)))
    assert first[0] > wrong[0] + 5


def test_packaged_model_is_small() -> None:
    path = Path(__file__).parent.parent / "cleanup" / "lm" / PACKAGED
    assert path.stat().st_size < 12_000_000


def test_arrays_lie_aligned_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "model.npz"
    save(build([TEXT * 5]), path)
    for model in (read(path), load()):
        arrays = [model.bigram_keys, model.trigram_keys, model.unigram]
        # not even copied: they are views of the mapped file
        assert all(array.flags.aligned and not array.flags.owndata for array in arrays)


def test_same_text_gives_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT * 5, "utf-8")
    files = [tmp_path / "one.npz", tmp_path / "two.npz"]
    for file in files:
        build_file(tmp_path, file)
    assert files[0].read_bytes() == files[1].read_bytes()
    assert read(files[0]).count_of("nhân") > 0


def test_a_word_seen_often_is_known() -> None:
    model = build([TEXT * 5])
    assert model.count_of("nghị") >= 5
    assert model.count_of("khoai") == 0


def test_folder_without_text_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        build_file(tmp_path, tmp_path / "model.npz")


def test_other_file_is_no_model(tmp_path: Path) -> None:
    path = tmp_path / "x.npz"
    path.write_bytes(b"PK\x03\x04 no model")
    with pytest.raises(ConfigurationError):
        read(path)


def test_command_writes_a_model(tmp_path: Path) -> None:
    from cleanup.lm_command import lm_app

    (tmp_path / "a.txt").write_text(TEXT * 5, "utf-8")
    output = tmp_path / "model.npz"
    result = CliRunner().invoke(lm_app, ["build", str(tmp_path), "-o", str(output)])
    assert result.exit_code == 0, result.output
    assert read(output).words
