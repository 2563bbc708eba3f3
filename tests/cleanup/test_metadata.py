"""The front matter of the acceptance case, and of heads made up after the standards."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from cleanup.document import SourceInfo
from cleanup.metadata import MetadataResult, find_secrecy, read_metadata
from cleanup.metadata.people import read_signers
from cleanup.metadata.reading import Placed
from cleanup.zones import zone_pages
from ocr.model import Line, Page, Stamp, StampKind, TextSource

CASES = Path(__file__).parents[1] / "cases"


def read(text: str, file: str = "scan.pdf", stamps: tuple[Stamp, ...] = ()) -> MetadataResult:
    block = 0
    lines: list[Line] = []
    for raw in text.split("\n"):
        if raw.strip():
            lines.append(Line(text=" ".join(raw.split()), raw_text=raw, block=block))
        else:
            block += 1
    page = Page(number=1, text_source=TextSource.TEXT, lines=tuple(lines), stamps=stamps)
    return read_metadata(zone_pages((page,)), SourceInfo(file=file, sha256="", pages=1))


def gold() -> dict[str, Any]:
    text = (CASES / "05-KL-TU.gold.md").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text.split("---\n", 2)[1]))


def test_seed_front_matter_equals_gold() -> None:
    found = read((CASES / "05-KL-TU.ocr.txt").read_text(encoding="utf-8")).metadata
    wanted = gold()
    for name in (
        "system", "kind", "kind_code", "number", "agency", "parent_agency", "place", "date",
        "title", "subject", "urgency", "secrecy",
    ):  # fmt: skip
        assert getattr(found, name) == wanted[name], name
    assert list(found.recipients) == wanted["recipients"]
    assert list(found.review) == wanted["review"]
    assert [{"authority": list(s.authority), "name": s.name} for s in found.signers] == wanted[
        "signers"
    ]


def test_seed_says_why_it_wants_review() -> None:
    found = read((CASES / "05-KL-TU.ocr.txt").read_text(encoding="utf-8"))
    assert found.findings == {
        "title": ("second-kind: NGHỊ QUYẾT",),
        "stamps": ("repaired-labels", "incomplete"),
        "signers": ("missing-post",),
    }


def test_seed_references_in_reading_order() -> None:
    found = read((CASES / "05-KL-TU.ocr.txt").read_text(encoding="utf-8")).references
    assert len(found) == 14
    assert ("05-KL/TW", "2021-06-03") in [(r.number, r.date) for r in found]
    pair = [(r.number, r.date, r.inferred) for r in found[-2:]]
    assert pair == [("217-QĐ/TW", "2013-12-12", True), ("218-QĐ/TW", "2013-12-12", False)]


def test_news_is_no_official_document() -> None:
    for name in ("news-000", "news-001", "news-002", "news-004"):
        found = read((CASES / f"{name}.txt").read_text(encoding="utf-8"))
        assert found.metadata.system == "unknown"
        assert found.metadata.kind is None
        assert found.metadata.number is None
        assert found.metadata.review == ("system",)


STATE = """\
UBND TỈNH SÓC TRĂNG
SỞ GIÁO DỤC
VÀ ĐÀO TẠO

Số: {number}

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Sóc Trăng, ngày 05 tháng 02 năm 2021

{title}

Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ;

Nơi nhận:
- Như Điều 3;
- Lưu: VT, TCCB.

KT. GIÁM ĐỐC
PHÓ GIÁM ĐỐC
Trần Văn Nam
"""


def test_state_decision_with_superior_body() -> None:
    text = STATE.format(number="15/QĐ-SGDĐT", title="QUYẾT ĐỊNH\nVề việc bổ nhiệm viên chức")
    found = read(text).metadata
    assert (found.system, found.kind, found.kind_code) == ("state", "Quyết định", "QĐ")
    assert found.parent_agency == "UBND TỈNH SÓC TRĂNG"
    assert found.agency == "SỞ GIÁO DỤC VÀ ĐÀO TẠO"
    assert found.subject == "Về việc bổ nhiệm viên chức"
    assert found.title == "Quyết định về việc bổ nhiệm viên chức"
    assert found.signers[0].authority == ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")
    assert found.signers[0].name == "Trần Văn Nam"
    assert found.review == ()


def test_letter_has_subject_under_its_number() -> None:
    text = STATE.format(number="125/SGDĐT-TCCB\nV/v rà soát đội ngũ", title="Kính gửi: Các trường;")
    found = read(text).metadata
    assert (found.kind, found.kind_code) == ("Công văn", None)
    assert found.subject == "V/v rà soát đội ngũ"
    assert found.addressees == ("Các trường",)


def test_symbol_against_title_goes_to_review() -> None:
    text = STATE.format(number="15/KH-SGDĐT", title="QUYẾT ĐỊNH\nVề việc bổ nhiệm viên chức")
    found = read(text)
    assert found.metadata.kind == "Quyết định"
    assert found.findings["kind"] == ("symbol-against-title: KH = Kế hoạch",)


def test_printed_title_settles_party_quy_dinh() -> None:
    text = (
        "BAN CHẤP HÀNH TRUNG ƯƠNG\n*\nSố 124-QĐ/TW\nĐẢNG CỘNG SẢN VIỆT NAM\n"
        "Hà Nội, ngày 02 tháng 02 năm 2018\n\nQUY ĐỊNH\nvề giám sát của Mặt trận Tổ quốc Việt Nam"
    )
    found = read(text).metadata
    assert (found.system, found.kind, found.kind_code) == ("party", "Quy định", "QĐ")
    assert found.number == "124-QĐ/TW"


def test_handwritten_number_takes_file_name_and_says_so() -> None:
    text = STATE.format(number="4‡ /QĐ-SGDĐT", title="QUYẾT ĐỊNH\nVề việc bổ nhiệm viên chức")
    found = read(text, file="47_QĐ_SGDĐT.signed.pdf")
    assert found.metadata.number == "47/QĐ-SGDĐT"
    assert found.findings["number"] == ("handwritten", "from-file-name", "ink-reads: 4‡")
    assert found.evidence["number"].handwritten


def test_handwritten_number_against_the_file_name_stays_open() -> None:
    text = STATE.format(number="HHO /QĐ-SGDĐT", title="QUYẾT ĐỊNH\nVề việc bổ nhiệm viên chức")
    found = read(text, file="QD430.pdf")
    assert found.metadata.number is None
    assert found.findings["number"] == ("handwritten", "file-name-differs: 430")
    assert {"430/QĐ-SGDĐT", "440/QĐ-SGDĐT"} <= set(found.evidence["number"].alternatives)


def test_handwritten_number_without_witness_stays_unknown() -> None:
    text = STATE.format(number="⁄‡4 /QĐ-SGDĐT", title="QUYẾT ĐỊNH\nVề việc bổ nhiệm viên chức")
    found = read(text)
    assert found.metadata.number is None
    assert "number" in found.metadata.review


def test_printed_number_is_not_overruled_by_file_name() -> None:
    text = STATE.format(number="15/QĐ-SGDĐT", title="QUYẾT ĐỊNH\nVề việc bổ nhiệm viên chức")
    found = read(text, file="47_QĐ.pdf")
    assert found.metadata.number == "15/QĐ-SGDĐT"
    assert found.findings["number"] == ("file-name-differs: 47",)


def signature(time: str) -> Stamp:
    return Stamp(kind=StampKind.DIGITAL_SIGNATURE, page=1, text=(f"Thời gian ký: {time}",))


def test_unread_day_takes_signing_time_and_says_so() -> None:
    text = STATE.format(number="15/QĐ-SGDĐT", title="QUYẾT ĐỊNH\nVề việc bổ nhiệm")
    text = text.replace("ngày 05 tháng 02", "ngàyẽẽ tháng 02")
    found = read(text, stamps=(signature("04/02/2021 10:00:00"), signature("05/02/2021 9:00:00")))
    assert found.metadata.date == "2021-02-05"
    assert found.findings["date"] == ("handwritten", "from-signing-time")


def test_ink_decides_between_the_days_before_the_signature() -> None:
    text = STATE.format(number="15/QĐ-SGDĐT", title="QUYẾT ĐỊNH\nVề việc bổ nhiệm")
    text = text.replace("ngày 05 tháng 02", "ngày 0# tháng 02")
    found = read(text, stamps=(signature("08/02/2021 10:00:00"),))
    assert found.metadata.date == "2021-02-04"
    assert found.findings["date"] == ("handwritten", "from-signing-time")
    assert found.evidence["date"].alternatives == ("2021-02-08",)


def test_publisher_signs_later_and_sets_no_date() -> None:
    text = STATE.format(number="15/QĐ-SGDĐT", title="QUYẾT ĐỊNH\nVề việc bổ nhiệm")
    text = text.replace("ngày 05 tháng 02", "ngày /} tháng 02")
    published = Stamp(
        kind=StampKind.DIGITAL_SIGNATURE,
        page=1,
        text=("Người ký: CỔNG THÔNG TIN ĐIỆN TỬ CHÍNH PHỦ", "Thời gian ký: 08/02/2021 10:00:00"),
    )
    found = read(text.replace("/}", "ẽ/}"), stamps=(published,))
    assert found.metadata.date is None
    assert found.evidence["date"].alternatives == ("2021-02-08",)


def test_date_after_signing_goes_to_review() -> None:
    text = STATE.format(number="15/QĐ-SGDĐT", title="QUYẾT ĐỊNH\nVề việc bổ nhiệm")
    found = read(text, stamps=(signature("01/02/2021 10:00:00"),))
    assert found.metadata.date == "2021-02-05"
    assert found.findings["date"] == ("after-signing: 2021-02-01",)


def test_secrecy_mark_in_the_head_is_found() -> None:
    text = STATE.format(number="15/QĐ-SGDĐT\nMẬT", title="QUYẾT ĐỊNH\nVề việc bổ nhiệm")
    page = Page(
        number=1,
        lines=tuple(Line(text=row, raw_text=row) for row in text.split("\n") if row.strip()),
    )
    hit = find_secrecy(zone_pages((page,)))
    assert hit is not None
    assert (hit.mark, hit.page) == ("MẬT", 1)


def test_front_of_the_fatherland_is_no_secret() -> None:
    text = STATE.replace("UBND TỈNH SÓC TRĂNG", "MẶT TRẬN TỔ QUỐC").format(
        number="15/QĐ-SGDĐT", title="QUYẾT ĐỊNH\nVề việc bổ nhiệm"
    )
    page = Page(
        number=1,
        lines=tuple(Line(text=row, raw_text=row) for row in text.split("\n") if row.strip()),
    )
    assert find_secrecy(zone_pages((page,))) is None


def test_urgency_mark_is_metadata_and_not_text() -> None:
    text = STATE.format(number="15/QĐ-SGDĐT\nHOẢ TỐC", title="QUYẾT ĐỊNH\nVề việc bổ nhiệm")
    assert read(text).metadata.urgency == "HOẢ TỐC"


def test_note_under_the_title_is_no_subject() -> None:
    title = (
        "QUY CHẾ\nLàm việc của cơ quan\n(Ban hành kèm theo Quyết định số 15/QĐ-SGDĐT\n"
        "ngày 05 tháng 02 năm 2021 của Giám đốc Sở)"
    )
    found = read(STATE.format(number="15/QC-SGDĐT", title=title))
    assert found.metadata.subject == "Làm việc của cơ quan"
    assert found.appendix_note == (
        "(Ban hành kèm theo Quyết định số 15/QĐ-SGDĐT ngày 05 tháng 02 năm 2021 của Giám đốc Sở)"
    )


def test_copy_certificate_is_a_second_head() -> None:
    text = STATE.format(number="15/QĐ-SGDĐT", title="QUYẾT ĐỊNH\nVề việc bổ nhiệm")
    text += (
        "\nSAO Y BẢN CHÍNH\nSố: 05/SY-UBND\nSóc Trăng, ngày 10 tháng 02 năm 2021\n"
        "CHÁNH VĂN PHÒNG\nLê Văn Bắc\n"
    )
    found = read(text)
    (copy,) = found.copies
    assert (copy.kind, copy.number, copy.date) == ("SAO Y BẢN CHÍNH", "05/SY-UBND", "2021-02-10")
    assert found.metadata.number == "15/QĐ-SGDĐT"
    assert [signer.name for signer in found.metadata.signers] == ["Trần Văn Nam"]


COLLECTED = """\
QUYẾT ĐỊNH
CỦA THỦ TƯỚNG CHÍNH PHỦ SỐ 115/2004/QĐ-TTG
NGÀY 25 THÁNG 6 NĂM 2004 VỀ VIỆC SỬA ĐỔI QUY CHẾ LƯU TRỮ

Căn cứ Luật Tổ chức Chính phủ ngày 25 tháng 12 năm 2001;
"""


def test_title_of_a_collection_tells_number_day_and_body() -> None:
    found = read(COLLECTED)
    assert found.metadata.system == "state"
    assert found.metadata.number == "115/2004/QĐ-TTG"
    assert found.metadata.date == "2004-06-25"
    assert found.metadata.agency == "THỦ TƯỚNG CHÍNH PHỦ"
    assert found.metadata.subject == "VỀ VIỆC SỬA ĐỔI QUY CHẾ LƯU TRỮ"
    for field in ("number", "date", "agency"):
        assert found.findings[field] == ("from-title",)


def test_paper_that_a_title_cites_gives_no_number() -> None:
    text = (
        "KẾT LUẬN\nVỀ TIẾP TỤC THỰC HIỆN NGHỊ QUYẾT SỐ 04-NQ/TU NGÀY 20/6/2016\n\n"
        "Căn cứ Điều lệ Đảng;\n"
    )
    assert read(text).metadata.number is None


def test_place_with_small_letters_is_the_known_province() -> None:
    text = STATE.format(number="15/QĐ-SGDĐT", title="QUYẾT ĐỊNH\nVề việc bổ nhiệm viên chức")
    found = read(text.replace("Sóc Trăng, ngày", "Hà nội, ngày")).metadata
    assert (found.place, found.date) == ("Hà nội", "2021-02-05")


def test_typists_signs_go_to_review() -> None:
    text = STATE.format(number="15/QĐ-SGDĐT", title="QUYẾT ĐỊNH\nVề việc bổ nhiệm viên chức")
    found = read(text.replace("VT, TCCB", "VT, NC (Inphong55)"))
    assert found.findings["recipients"] == ("unproven-code: Inphong55",)


def urgency(text: str) -> str | None:
    stamp = Stamp(kind=StampKind.URGENCY, page=1, text=(text,))
    head = STATE.format(number="15/QĐ-SGDĐT", title="QUYẾT ĐỊNH\nVề việc bổ nhiệm viên chức")
    return read(head, stamps=(stamp,)).metadata.urgency


def test_urgency_is_settled_by_its_vocabulary_and_keeps_its_tone_place() -> None:
    # NĐ 30/2020 prints HỎA TỐC, Party papers HOẢ TỐC
    assert [urgency(text) for text in ("HỎA TỔC", "HOẢ TỐC", "HỎA TỐC", "[KHẢN")] == [
        "HỎA TỐC", "HOẢ TỐC", "HỎA TỐC", "KHẨN",
    ]


@pytest.mark.parametrize(("text", "reviewed"), [
    # HỎA TỐC on a scan of 150 dpi
    ("[nroA rỏc", {"urgency": ("unsure-stamp: [nroA rỏc",)}),
    ("THUONG KHAM", {"urgency": ("unsure-stamp: THUONG KHAM",)}),
    ("TUYÊT MẠI", {"secrecy": ("unsure-stamp: TUYÊT MẠI",)}),
    ("DỰ THAO", {}),
    ("MẶT TRẬN TỔ QUỐC", {}),
    ("KHO BẠC", {}),
    ("", {}),
])
def test_stamp_that_may_be_a_mark_is_reviewed_and_never_guessed(
    text: str, reviewed: dict[str, tuple[str, ...]]
) -> None:
    head = "ỦY BAN NHÂN DÂN\nTỈNH AN GIANG\nSố: 12/UBND-TH\nAn Giang, ngày 3 tháng 4 năm 2024\n"
    result = read(head, stamps=(Stamp(kind=StampKind.OTHER, page=1, text=(text,)),))
    assert (result.metadata.urgency, result.metadata.secrecy) == (None, None)
    marks = {name: why for name, why in result.findings.items() if name in ("urgency", "secrecy")}
    assert marks == reviewed
    assert set(reviewed) <= set(result.metadata.review)


@pytest.mark.parametrize(("name", "doubts"), [
    ("Mai Đình Hiếu", ()),
    ("PGS.TS. Mai Đình Hiếu", ()),
    ("Vi Thị Lan", ()),
    # a seal lay over the beginning
    ("ai Đình Hiếu", ("doubtful-name: ai Đình Hiếu",)),
    ("Thị Lan Hương", ("doubtful-name: Thị Lan Hương",)),
])
def test_name_without_its_beginning_is_doubted(name: str, doubts: tuple[str, ...]) -> None:
    texts = ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", name)
    lines = [Placed(page=1, line=Line(text=text, raw_text=text)) for text in texts]
    assert read_signers(lines).findings == doubts


def test_party_letter_has_its_subject_without_mark() -> None:
    # 36-HD/VPTW: box 5b has no V/v and begins with a small letter
    text = (
        "TỈNH UỶ NAM SƠN\nBAN TỔ CHỨC\n*\nSố 2186-{code}/BTCTU\n"
        "hướng dẫn kiểm điểm tổ chức đảng\n\n"
        "ĐẢNG CỘNG SẢN VIỆT NAM\nNam Sơn, ngày 08 tháng 11 năm 2022\n\n"
        "Kính gửi: Các huyện uỷ\n\nThực hiện Quy định số 132-QĐ/TW, Ban Tổ chức hướng dẫn:"
    )
    assert read(text.format(code="CV")).metadata.subject == "hướng dẫn kiểm điểm tổ chức đảng"
    assert read(text.format(code="HD")).metadata.subject is None


def test_chairman_who_issues_a_telegram_is_one_body_with_the_committee() -> None:
    text = (
        "CHỦ TỊCH\nỦY BAN NHÂN DÂN\nTỈNH NAM SƠN\nSố: 05/CĐ-CT\n\n"
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
        "Nam Sơn, ngày 26 tháng 9 năm 2022\n\nCÔNG ĐIỆN\nVề việc ứng phó bão"
    )
    found = read(text).metadata
    assert found.agency == "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH NAM SƠN"
    assert found.parent_agency is None


def test_bodies_that_issue_together_have_no_superior() -> None:
    text = (
        "BỘ NỘI VỤ - BỘ TÀI CHÍNH -\nỦY BAN DÂN TỘC\nSố: 11/2014/TTLT-BNV-BTC-UBDT\n\n"
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
        "Hà Nội, ngày 06 tháng 5 năm 2014\n\nTHÔNG TƯ LIÊN TỊCH\nHướng dẫn chế độ phụ cấp"
    )
    found = read(text).metadata
    assert found.agency == "BỘ NỘI VỤ - BỘ TÀI CHÍNH - ỦY BAN DÂN TỘC"
    assert found.parent_agency is None


def test_programme_of_two_bodies_is_a_kind() -> None:
    head = STATE.format(number="07/CTrPH-SGDĐT", title="CHƯƠNG TRÌNH PHỐI HỢP\ngiữa hai cơ quan")
    found = read(head).metadata
    assert (found.kind, found.kind_code) == ("Chương trình phối hợp", "CTrPH")
    assert found.subject == "giữa hai cơ quan"
    assert "kind" not in found.review


def test_letter_whose_subject_is_written_out_is_a_letter() -> None:
    head = STATE.format(number="215/SGDĐT-CCHC\nV/v báo cáo kết quả", title="Kính gửi: Các trường;")
    found = read(head.replace("V/v báo cáo", "Về việc báo cáo")).metadata
    assert found.kind == read(head).metadata.kind == "Công văn"


def test_union_under_a_union_is_the_issuer() -> None:
    text = STATE.format(number="12/HD-CĐN", title="HƯỚNG DẪN\nTổ chức Đại hội").replace(
        "UBND TỈNH SÓC TRĂNG", "LIÊN ĐOÀN LAO ĐỘNG TỈNH NAM SƠN"
    ).replace("SỞ GIÁO DỤC\nVÀ ĐÀO TẠO", "CÔNG ĐOÀN NGÀNH Y TẾ")
    found = read(text).metadata
    assert found.agency == "CÔNG ĐOÀN NGÀNH Y TẾ"
    assert found.parent_agency == "LIÊN ĐOÀN LAO ĐỘNG TỈNH NAM SƠN"


def test_place_with_a_number_for_a_name_is_read_with_its_date() -> None:
    head = STATE.format(number="05/NQ-HĐND", title="NGHỊ QUYẾT\nVề dự toán ngân sách")
    found = read(head.replace("Sóc Trăng, ngày", "Phường 12, ngày")).metadata
    assert (found.place, found.date) == ("Phường 12", "2021-02-05")


def test_conclusion_of_an_inspection_is_a_kind() -> None:
    head = STATE.format(number="05/KL-TTr", title="KẾT LUẬN THANH TRA\nViệc chấp hành pháp luật")
    found = read(head).metadata
    assert (found.kind, found.subject) == ("Kết luận thanh tra", "Việc chấp hành pháp luật")
    assert "kind" not in found.review
