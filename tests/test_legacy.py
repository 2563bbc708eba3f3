"""Old encodings: every letter of the table, check strings, and text that must not be touched."""

from __future__ import annotations

import unicodedata

import pytest

from cleanup.legacy import decode_text, decode_word, detect, find_legacy
from cleanup.legacy.tables import SINGLE_BYTE, table
from cleanup.plan import apply, invert
from cleanup.syllables import split_tone

PROSE = (
    "Cộng hòa xã hội chủ nghĩa Việt Nam, Độc lập - Tự do - Hạnh phúc. Ủy ban nhân dân tỉnh quyết "
    "định: thực hiện nghị quyết về phát triển kinh tế, bảo đảm đời sống của nhân dân địa phương."
)


def encoded(text: str, encoding: str) -> str:
    """The text as the old encoding would show it; capitals with marks are left to the font."""
    to_old = {new: old for old, new in table(encoding).items()}
    return "".join(to_old.get(char, char) for char in unicodedata.normalize("NFC", text))


@pytest.mark.parametrize("encoding", ["tcvn3", "vni", "vps", "viscii", "viqr"])
def test_prose_comes_back(encoding: str) -> None:
    text = PROSE.lower()
    old = encoded(text, encoding)
    assert detect(old) == encoding
    assert decode_text(old, encoding) == text


@pytest.mark.parametrize("encoding", SINGLE_BYTE)
def test_every_small_letter(encoding: str) -> None:
    for old, new in table(encoding).items():
        if new.islower():
            assert decode_word(f"t{old}n", encoding) == f"t{new}n"


def test_windows_1258_comes_back() -> None:
    text = "".join("".join(split_tone(char)) for char in PROSE)
    old = text.encode("cp1258").decode("cp1252")
    assert detect(old) == "cp1258"
    assert decode_text(old, "cp1258") == PROSE


@pytest.mark.parametrize(
    "text",
    [
        PROSE,
        PROSE.upper(),
        unicodedata.normalize("NFD", PROSE),
        "The Government's résumé: a naïve façade, 100 % café, Zürich, São Paulo, señor, Øresund",
        "Le décret n° 12 du 3 février définit les règles générales de la procédure à l'étranger",
        "05-KL/TU 07/7/2021 100/2019/NĐ-CP",
        "",
    ],
)
def test_other_text_is_not_legacy(text: str) -> None:
    assert detect(text) is None


def test_legacy_edits_undo() -> None:
    line = "Uû ban nh©n d©n n−íc céng hoµ x∙ héi"
    edits = find_legacy(line, "tcvn3")
    fixed = apply(line, edits)
    assert fixed == "Uỷ ban nhân dân nước cộng hoà xã hội"
    assert apply(fixed, invert(edits)) == line


def test_viqr_keeps_the_full_stop() -> None:
    assert decode_text("Vie^.t Nam la` nu+o+'c ta.", "viqr") == "Việt Nam là nước ta."
