"""The head says the day that the document has settled; what else stands there is left."""

from __future__ import annotations

import pytest

from cleanup.document import FieldEvidence, Metadata
from cleanup.metadata import MetadataResult
from cleanup.settled import settle_day
from ocr.model import Line, Page, Stamp, StampKind, Zone

SIGNED = Stamp(
    kind=StampKind.DIGITAL_SIGNATURE, page=1, text=("Ký bởi: Ủy ban nhân dân tỉnh",),
    fields={"signer": "Ủy ban nhân dân tỉnh", "time": "2021-05-11T09:00:00+07:00"},
)


def page_with(
    text: str, number: int = 1, zone: Zone = Zone.PLACE_DATE, stamps: tuple[Stamp, ...] = (SIGNED,)
) -> Page:
    return Page(number=number, stamps=stamps, lines=(
        Line(text="Số: 47/QĐ-UBND", raw_text="Số: 47/QĐ-UBND", zone=Zone.NUMBER),
        Line(text=text, raw_text=text, zone=zone),
    ))


def head(date: str | None, *, handwritten: bool = True, page: int = 1) -> MetadataResult:
    evidence = {"date": FieldEvidence(page=page, handwritten=handwritten)}
    return MetadataResult(metadata=Metadata(date=date), evidence=evidence)


@pytest.mark.parametrize(("read", "written"), [
    ("Quảng Ngãi, ngày i1 tháng 5 năm 2021", "Quảng Ngãi, ngày 11 tháng 5 năm 2021"),
    ("Quảng Ngãi, ngày /1 tháng 5 năm 2021", "Quảng Ngãi, ngày 11 tháng 5 năm 2021"),
    ("Quảng Ngãi, ngày 14 tháng 5 năm 2021", "Quảng Ngãi, ngày 11 tháng 5 năm 2021"),
    ("Quảng Ngãi, ngày1Ị tháng 5 năm 2021", "Quảng Ngãi, ngày11 tháng 5 năm 2021"),
])
def test_day_that_was_settled_otherwise_is_written_and_recorded(read: str, written: str) -> None:
    (page,), (made,) = settle_day([page_with(read)], head("2021-05-11"))
    line = page.lines[1]
    assert line.text == written
    assert line.raw_text == read
    assert (made.page, made.line, made.reason, made.after) == (1, 2, "witness.day", "11")
    assert made.applied
    assert read[: made.start] + made.after + read[made.start + len(made.before) :] == written


@pytest.mark.parametrize(("text", "result"), [
    ("Quảng Ngãi, ngày 11 tháng 5 năm 2021", head("2021-05-11")),
    ("Quảng Ngãi, ngày 5 tháng 5 năm 2021", head("2021-05-05")),             # as it was written
    ("Quảng Ngãi, ngày 14 tháng 5 năm 2021", head(None)),
    ("Quảng Ngãi, ngày 14 tháng 5 năm 2021", head("2021-05-11", handwritten=False)),
    ("Quảng Ngãi, ngày 14 tháng 6 năm 2021", head("2021-05-11")),            # another month
    ("Quảng Ngãi, ngày 14 tháng 5 năm 2021", head("2021-05-11", page=2)),    # another head
    ("Quảng Ngãi, ngày     tháng 5 năm 2021", head("2021-05-11")),           # nothing was read
    ("Quảng Ngãi, 11/5/2021", head("2021-05-11")),
    ("Quảng Ngãi, ngày i1 tháng 5 năm 2021", MetadataResult()),
])
def test_head_is_left_alone(text: str, result: MetadataResult) -> None:
    page = page_with(text)
    assert settle_day([page], result) == ((page,), ())


def test_days_of_the_text_are_left_alone() -> None:
    page = page_with("theo Công văn ngày i1 tháng 5 năm 2021", zone=Zone.BODY)
    assert settle_day([page], head("2021-05-11")) == ((page,), ())


@pytest.mark.parametrize("day", ["2?", "i1", "Z5"])
def test_day_that_nobody_names_is_left_as_it_was_read(day: str) -> None:
    page = page_with(f"Hà Nội, ngày {day} tháng 5 năm 2021", stamps=())
    assert settle_day([page], head("2021-05-11")) == ((page,), ())
