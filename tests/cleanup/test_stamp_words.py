"""Words of incoming stamps are put right from a closed list; what was read is kept beside them."""

from __future__ import annotations

import pytest

from cleanup.zones.stamps import named_by_text
from ocr.model import Stamp, StampKind


def stamp(kind: StampKind, *text: str, **fields: str | None) -> Stamp:
    return Stamp(kind=kind, page=1, text=text, fields=fields)


@pytest.mark.parametrize(("read", "meant"), [
    (("ÕN BẢN ĐẼN", "ÔĐT/TU", "thồ sơ số"), ("VĂN BẢN ĐẾN", "ÔĐT/TU", "Lưu hồ sơ số:")),
    (("CÔNG THÔNG TIN ĐIỆN TỬ CHÍNM PHỦ", "ĐEN", "Ngay.V+1"),
     ("CỔNG THÔNG TIN ĐIỆN TỬ CHÍNH PHỦ", "ĐẾN", "Ngay.V+1")),
])
def test_stamp_known_by_its_box_has_its_words_put_right(
    read: tuple[str, ...], meant: tuple[str, ...]
) -> None:
    found = named_by_text(stamp(StampKind.INCOMING_MAIL, *read, so=None, ngay=None))
    assert found.text == meant
    assert found.raw_text == read
    assert dict(found.fields) == {"so": None, "ngay": None}


def test_fields_that_were_read_stay() -> None:
    found = named_by_text(stamp(StampKind.INCOMING_MAIL, "ĐẾN", "Số: 1203", so="1203", ngay=None))
    assert found.fields["so"] == "1203"
    assert found.raw_text == ()


@pytest.mark.parametrize("kind", [StampKind.URGENCY, StampKind.COPY, StampKind.DIGITAL_SIGNATURE])
def test_other_stamps_are_left_alone(kind: StampKind) -> None:
    other = stamp(kind, "HOẢ TỐC", "ĐEN")
    assert named_by_text(other) is other


def test_one_word_like_a_title_makes_no_incoming_stamp_of_a_seal() -> None:
    seal = stamp(StampKind.SEAL, "ỦY BAN NHÂN DÂN", "BẢN ĐẾN")
    assert named_by_text(seal) is seal
