"""A day written by hand is weighed: what the ink may mean, and what else the paper says."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanup.document import SourceInfo
from cleanup.metadata import MetadataResult, read_metadata
from cleanup.metadata.ink import ink_of_signs, ink_of_word, likelihood, together
from cleanup.metadata.witnesses import Signing, Witnesses, find_witnesses
from ocr.model import Bbox, Choice, Line, Page, Stamp, StampKind, Unplaced, Word, Zone

# likenesses as the reader of handwriting gives them, from the real scans
SEVEN_LIKE_FOUR = (("4", 0.45), ("9", 0.32), ("7", 0.17))
FOUR_LIKE_ONE = (("1", 0.6), ("4", 0.22), ("8", 0.16))
ONE = (("1", 0.87), ("4", 0.08), ("9", 0.01))
NOUGHT = (("0", 0.91), ("8", 0.06), ("6", 0.01))


def hand(*places: tuple[tuple[str, float], ...]) -> Word:
    """A word as the reader of handwriting makes it."""
    choices = tuple(tuple(Choice(text=t, score=s) for t, s in place) for place in places)
    text = "".join(place[0].text for place in choices)
    return Word(text=text, bbox=Bbox(500, 300, 560, 350), confidence=0.45, choices=choices)


def printed(text: str, left: int) -> Word:
    return Word(text=text, bbox=Bbox(left, 300, left + 50, 340), confidence=0.96)


def page_with(
    day: Word, month: int, year: int, *,
    signed: tuple[Stamp, ...] = (), first: str = "", body: tuple[str, ...] = (),
) -> Page:
    before = (printed("Sóc", 100), printed("Trăng,", 200), printed("ngày", 400))
    after = [printed(text, 600) for text in ("tháng", f"{month:02d}", "năm", str(year))]
    words = (*before, day, *after)
    text = " ".join(word.text for word in words)
    box = Bbox(100, 300, 700, 350)
    date = Line(text=text, raw_text=text, words=words, bbox=box, zone=Zone.PLACE_DATE)
    lines = (date, *(Line(text=row, raw_text=row, zone=Zone.BODY) for row in body))
    noise = (Unplaced(page=1, text=first, reason="handwriting", bbox=box),) if first else ()
    return Page(number=1, width=1600, height=2300, lines=lines, stamps=signed, unplaced=noise)


def read(page: Page) -> MetadataResult:
    return read_metadata((page,), SourceInfo(file="scan.pdf", sha256="", pages=1))


def signature(day: str, signer: str = "Ủy ban nhân dân tỉnh") -> Stamp:
    return Stamp(
        kind=StampKind.DIGITAL_SIGNATURE, page=1, text=(f"Ký bởi: {signer}",),
        fields={"signer": signer, "time": f"{day}T09:00:00+07:00"},
    )


def test_ink_alone_is_taken_as_read_and_put_on_the_list() -> None:
    found = read(page_with(hand(NOUGHT, ONE), 3, 2021))
    assert found.metadata.date == "2021-03-01"
    assert found.findings["date"] == ("handwritten",)


def test_first_reading_and_signature_turn_a_doubtful_figure() -> None:
    page = page_with(
        hand(ONE, SEVEN_LIKE_FOUR), 1, 2025, signed=(signature("2025-01-21"),), first="ngày4†tháng"
    )
    found = read(page)
    assert found.metadata.date == "2025-01-17"
    assert found.findings["date"] == (
        "handwritten", "from-signing-time", "ink-reads: 2025-01-14",
    )
    assert "2025-01-14" in found.evidence["date"].alternatives


def test_day_in_a_blank_is_listed_though_it_reads_well() -> None:
    words = [printed("Cần", 100), printed("Thơ,", 165), printed("ngày", 230), printed("18", 330),
             printed("tháng", 400), printed("02", 465), printed("năm", 530), printed("2025", 595)]
    text = " ".join(word.text for word in words)
    line = Line(text=text, raw_text=text, words=tuple(words), zone=Zone.PLACE_DATE)
    found = read(Page(number=1, lines=(line,)))
    assert (found.metadata.date, found.findings["date"]) == ("2025-02-18", ("handwritten",))


def test_printed_day_is_not_listed() -> None:
    texts = ("Cần", "Thơ,", "ngày", "18", "tháng", "02", "năm", "2025")
    words = tuple(printed(text, 100 + 65 * at) for at, text in enumerate(texts))
    line = Line(text=" ".join(texts), raw_text="", words=words, zone=Zone.PLACE_DATE)
    assert "date" not in read(Page(number=1, lines=(line,))).findings


def test_clear_ink_stands_against_a_later_signature() -> None:
    clear = ((("1", 0.95), ("4", 0.02), ("7", 0.01)), (("2", 0.95), ("3", 0.02), ("8", 0.01)))
    found = read(page_with(hand(*clear), 2, 2025, signed=(signature("2025-02-20"),)))
    assert found.metadata.date == "2025-02-12"
    assert found.evidence["date"].alternatives == ("2025-02-20",)


def test_no_paper_is_dated_on_a_holiday_if_the_ink_leaves_a_choice() -> None:
    portal = signature("2026-05-05", "CỔNG THÔNG TIN ĐIỆN TỬ CHÍNH PHỦ")
    found = read(page_with(hand(NOUGHT, FOUR_LIKE_ONE), 5, 2026, signed=(portal,)))
    assert found.metadata.date == "2026-05-04"
    assert found.findings["date"][1:] == ("from-witnesses", "ink-reads: 2026-05-01")


def test_appendix_that_names_the_day_decides() -> None:
    body = ("(Kèm theo Thông tư số 58/2021/TT-BQP ngày 07 tháng 6 năm 2021 của BQP)",)
    found = read(page_with(hand(NOUGHT, SEVEN_LIKE_FOUR), 6, 2021, body=body))
    assert found.metadata.date == "2021-06-07"


def test_paper_is_not_older_than_one_that_it_cites() -> None:
    body = ("Căn cứ Tờ trình số 15/TTr-SNV ngày 16 tháng 01 năm 2025;",)
    found = read(page_with(hand(ONE, SEVEN_LIKE_FOUR), 1, 2025, body=body))
    assert found.metadata.date == "2025-01-17"


def test_deadline_in_the_text_says_nothing_of_the_day() -> None:
    body = ("Báo cáo kết quả trước ngày 30 tháng 6 năm 2025.",)
    assert find_witnesses((page_with(hand(ONE), 1, 2025, body=body),)).cited is None


def test_clear_ink_after_the_signature_stays_and_says_so() -> None:
    clear = ((("2", 0.95), ("3", 0.02), ("8", 0.01)), (("8", 0.95), ("3", 0.02), ("0", 0.01)))
    found = read(page_with(hand(*clear), 2, 2025, signed=(signature("2025-02-05"),)))
    assert found.metadata.date == "2025-02-28"
    assert found.findings["date"] == ("handwritten", "after-signing: 2025-02-05")
    assert found.evidence["date"].alternatives == ("2025-02-05",)


def test_ink_that_can_not_be_read_gives_no_date_without_a_witness() -> None:
    blot = Word(text="ẽẽ", bbox=Bbox(500, 300, 560, 350), confidence=0.2)
    found = read(page_with(blot, 2, 2025))
    assert found.metadata.date is None
    assert found.findings["date"] == ("handwritten", "incomplete")


def test_copy_signature_comes_after_the_day() -> None:
    copy = Stamp(
        kind=StampKind.DIGITAL_SIGNATURE, page=1,
        text=("SAO Y; ỦY BAN NHÂN DÂN THÀNH PHỐ", "Thời gian ký: 19/02/2025 08:34:29 +07:00"),
    )
    page = page_with(hand(ONE), 2, 2025, signed=(copy,))
    assert find_witnesses((page,)).signed == (Signing(day=dt.date(2025, 2, 19), publishes=True),)


@pytest.mark.parametrize(
    ("signs", "likelier", "less"),
    [("4†", "17", "71"), ("0#", "04", "05"), ("H{", "11", "20"), ("3{", "31", "13"),
     ("&0", "80", "20"), ("0-7", "07", "04")],
)
def test_signs_speak_for_what_they_are_like(signs: str, likelier: str, less: str) -> None:
    ink = ink_of_signs(signs)
    assert likelihood(ink, likelier) > likelihood(ink, less) > 0


def test_likenesses_and_signs_are_weighed_together() -> None:
    ink = ink_of_word(hand(ONE, SEVEN_LIKE_FOUR))
    assert likelihood(ink, "14") > likelihood(ink, "17")
    both = together(ink, ink_of_signs("1†"))
    assert likelihood(both, "17") > likelihood(both, "14")


@given(st.text(max_size=12), st.sampled_from([f"{day:02d}" for day in range(1, 32)]))
def test_any_ink_leaves_every_day_possible(signs: str, day: str) -> None:
    assert 0 < likelihood(ink_of_signs(signs), day) <= 1.0


@given(st.dates(dt.date(1990, 1, 1), dt.date(2035, 12, 31)), st.dates(dt.date(1990, 1, 1)))
def test_witnesses_leave_every_day_possible(day: dt.date, signed: dt.date) -> None:
    one = Signing(day=signed, publishes=False)
    assert 0 < Witnesses(signed=(one,), cited=signed, noted=signed).likelihood(day) <= 1.0
