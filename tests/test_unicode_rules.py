"""Character rules as properties and cases."""

import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from cleanup.plan import replay, undo
from cleanup.rules import clean_text

ALPHABET = (
    "aăâeêioôơuưyđĐNnhgctm 0123456789.,;:-/()“”'\u0301\u0300\u0309\u0303\u0323\u0302\u0306\u031b"
    "ƣƢÐðƉ\u0425\u0430\u0443\u00a0\u200b\u00ad\u2009\ufb01•\uf0b7´ˋ˜`Ã¡Æ°Ä‘á»‡ếệởÂ\u0152~—"
)
lines = st.text(st.sampled_from(ALPHABET), max_size=40)


@given(lines)
def test_clean_text_replays_and_undoes(text: str) -> None:
    fixed, plan = clean_text(text)
    assert replay(text, plan) == fixed
    assert undo(fixed, plan) == text


@example("Â\u200b¡")             # zero width hides what looks like mojibake
@example("ÂŒ\u2009")            # as UTF-8 a control character, which nobody sees
@example("ÃŒ\u2009")            # a space that the misread encoding does not have
@example("ð\u0430")            # both are look-alikes, and only together a syllable
@given(lines)
def test_clean_text_is_idempotent_and_nfc(text: str) -> None:
    fixed, _ = clean_text(text)
    assert unicodedata.is_normalized("NFC", fixed)
    assert clean_text(fixed)[0] == fixed


@given(lines)
def test_clean_text_keeps_digits(text: str) -> None:
    fixed, _ = clean_text(text)
    assert [c for c in fixed if c in "0123456789"] == [c for c in text if c in "0123456789"]


def test_tilde_at_line_start_is_a_list_dash() -> None:
    assert clean_text("~ Thường trực HĐND tỉnh;")[0] == "- Thường trực HĐND tỉnh;"
    assert clean_text("~ Luu: VT")[0] == "- Luu: VT"
    assert clean_text("~— Ghi nhận ý kiến")[0] == "— Ghi nhận ý kiến"


def test_tilde_elsewhere_stays() -> None:
    for text in ("~ 5 km", "dài ~ năm mét", "~abc", "~/so hoa", "~~ Lưu"):
        assert clean_text(text)[0] == text
