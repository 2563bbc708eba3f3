"""What the figures promise: bounds, sums, Unicode, foldings, kinds."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation import compare
from evaluation.alignment import levenshtein, paragraphs_of
from evaluation.counts import Counts, TextCounts
from evaluation.differences import KINDS, pieces
from evaluation.document import BODY, OutputDocument, Paragraph, TrueDocument
from evaluation.foldings import FOLDINGS
from evaluation.readers import read_output, read_truth
from evaluation.report.figures import figures_of
from evaluation.text import bare

CASES = Path(__file__).parent.parent / "cases"
REFERENCE = Path(__file__).parent / "cases" / "reference"
GOLD = CASES / "05-KL-TU.gold.md"

# letters with and without marks, look-alikes, punctuation, a cluster that NFC can't compose
syllables = st.text("aăâảoóôuưdđiyhHtT0.,-–“x\u0309\u0301", min_size=1, max_size=6)
lines = st.lists(syllables, min_size=1, max_size=12).map(" ".join)
documents = st.lists(lines, min_size=1, max_size=5)


def truth_of(*paragraphs: str, zone: str = BODY) -> TrueDocument:
    return TrueDocument(
        name="t", paragraphs=tuple(Paragraph(zone=zone, text=p) for p in map(flat, paragraphs))
    )


def flat(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def output_of(*paragraphs: str) -> OutputDocument:
    return OutputDocument(name="t", paragraphs=tuple(map(flat, paragraphs)))


def counts_of(truth: str, read: str) -> Counts:
    return compare(truth_of(truth), output_of(read)).counts


def test_mark_error_counts_apart_from_letters() -> None:
    counts = counts_of("1.2.2. Về văn hóa", "1.2.2. Vẽ văn hóa")
    assert counts.text == TextCounts(
        characters=17, character_errors=1, syllables=4, syllable_errors=1
    )
    assert counts.mark_errors == 1
    assert counts.letters.character_errors == 0
    assert counts.confusions == {"ề→ẽ": 1}
    assert counts.kinds == {"mark": 1}


def test_letter_error_is_no_mark_error() -> None:
    counts = counts_of("1 tháng 7", "l tháng 7")
    assert (counts.mark_errors, counts.kinds, counts.confusions) == (0, {"letter": 1}, {})


@pytest.mark.parametrize(
    ("truth", "read", "folding"),
    [
        ("khoá họp thuý", "khóa họp thúy", "tone_placement"),
        ("“Đổi mới” – sáng tạo", "\"Đổi mới\" - sáng tạo", "punctuation"),
        ("Ủy ban nhân dân", "ỦY BAN NHÂN DÂN", "case"),
    ],
)
def test_folding_forgives_only_its_own_kind(truth: str, read: str, folding: str) -> None:
    counts = counts_of(truth, read)
    assert counts.text.character_errors > 0
    wrong = {name: text.character_errors for name, text in counts.foldings.items()}
    assert wrong == {name: 0 if name == folding else counts.text.character_errors
                     for name in FOLDINGS}


def test_page_without_marks_has_no_letter_error() -> None:
    truth = "Tiếp tục đẩy mạnh cải cách hành chính. Tổ chức tổng kết đánh giá kết quả thực hiện."
    counts = counts_of(truth, bare(truth))
    assert counts.letters.character_errors == counts.letters.syllable_errors == 0
    assert counts.text.wer.percent is not None
    assert counts.text.wer.percent > 90


def test_whole_document_without_marks_has_no_letter_error() -> None:
    output = read_output(GOLD)
    stripped = OutputDocument(name="t", paragraphs=tuple(map(bare, output.paragraphs)))
    counts = compare(read_truth(GOLD), stripped).counts
    assert counts.letters.character_errors == 0
    # a quarter of the syllables of ordinary text carry no mark and stay right
    assert counts.text.wer.percent is not None
    assert counts.text.wer.percent > 70


@pytest.mark.parametrize("name", ["05-KL-TU.gold.md", "05-KL-TU.ocr.txt"])
def test_file_against_itself_is_perfect(name: str) -> None:
    assert_perfect(compare(read_truth(CASES / name), read_output(CASES / name)).counts)


@pytest.mark.parametrize("path", sorted((REFERENCE / "truth").glob("*.json")), ids=lambda p: p.stem)
def test_truth_against_itself_is_perfect(path: Path) -> None:
    assert_perfect(compare(read_truth(path), read_output(path)).counts)


def assert_perfect(counts: Counts) -> None:
    best = {"paragraphs.intact": 100, "paragraphs.order": 100}
    for figure in figures_of(counts):
        high = figure.group in ("sections", "metadata", "lists")
        wanted = 100 if high else best.get(f"{figure.group}.{figure.key}", 0)
        assert figure.value in (wanted, None), figure
    assert counts.kinds == counts.confusions == {}


def test_nfc_and_nfd_give_same_counts() -> None:
    truth = "Xã hội chủ nghĩa, x\u0309 và Ủy ban"
    read = "Xả hội chủ nghia, x\u0301 và uỷ ban"
    forms = [
        counts_of(unicodedata.normalize(a, truth), unicodedata.normalize(b, read))
        for a in ("NFC", "NFD") for b in ("NFC", "NFD")
    ]
    assert all(form == forms[0] for form in forms)
    # the cluster that NFC can't compose is one character on either side
    assert forms[0].text.characters == len("Xã hội chủ nghĩa, x và Ủy ban")


def test_nfd_files_give_same_counts_as_nfc_files(tmp_path: Path) -> None:
    text = GOLD.read_text("utf-8")
    (tmp_path / "nfd.md").write_text(unicodedata.normalize("NFD", text), "utf-8")
    truth = read_truth(CASES / "05-KL-TU.ocr.txt")
    nfc, nfd = read_output(GOLD), read_output(tmp_path / "nfd.md")
    assert compare(truth, nfc).counts == compare(truth, nfd).counts


def test_order_and_extra_text_leave_text_figures_alone() -> None:
    truth = truth_of("Điều 1. Phạm vi điều chỉnh", "Điều 2. Đối tượng áp dụng", "Điều 3. Hiệu lực")
    read = output_of("VĂN BẢN ĐẾN số 12", "Điều 3. Hiệu lực", "Điều 1. Phạm vi điều chỉnh",
                     "Điều 2. Đối tượng áp dụng")
    counts = compare(truth, read).counts
    assert counts.text.character_errors == 0
    assert (counts.spurious, counts.out_syllables) == (5, 21)
    assert (counts.paragraphs.in_order, counts.paragraphs.pairs) == (1, 2)


def test_joined_and_split_paragraphs_are_not_intact() -> None:
    truth = truth_of("Một đoạn văn bản thứ nhất.", "Đoạn khác hẳn.", "Đoạn cuối cùng của trang.")
    read = output_of("Một đoạn văn bản thứ nhất. Đoạn khác hẳn.", "Đoạn cuối", "cùng của trang.")
    assert compare(truth, read).counts.paragraphs.intact == 0


def test_missing_output_loses_everything() -> None:
    counts = compare(truth_of("Nơi nhận:", "Như Điều 3;"), None).counts
    assert counts.text.cer.percent == counts.text.wer.percent == 100
    assert (counts.missing, counts.paragraphs.lost, counts.paragraphs.paragraphs) == (1, 2, 2)
    assert counts.kinds == {"lost": len("Nơi nhận:") + len("Như Điều 3;")}


@given(lines, lines)
def test_distance_is_symmetric_and_bounded(first: str, second: str) -> None:
    distance = levenshtein(first, second)
    assert distance == levenshtein(second, first)
    assert abs(len(first) - len(second)) <= distance <= max(len(first), len(second))


@given(lines, lines)
def test_pieces_give_both_texts_back(first: str, second: str) -> None:
    found = list(pieces(first, second))
    assert "".join(p.truth for p in found) == first
    assert "".join(p.read for p in found) == second
    assert {p.kind for p in found} <= {"same", *KINDS}


@settings(max_examples=60)
@given(documents, documents)
def test_counts_stay_in_bounds(truth: list[str], read: list[str]) -> None:
    counts = compare(truth_of(*truth), output_of(*read)).counts
    assert sum(counts.kinds.values()) == counts.text.character_errors
    assert sum(counts.zones.values(), TextCounts()) == counts.text
    assert counts.mark_errors <= counts.text.syllables
    for figure in figures_of(counts):
        if figure.count is not None and figure.of is not None:
            assert 0 <= figure.count <= figure.of, figure
    for text in counts.foldings.values():
        assert text.character_errors <= counts.text.character_errors


@settings(max_examples=40)
@given(documents)
def test_any_document_against_itself_has_no_error(paragraphs: list[str]) -> None:
    counts = compare(truth_of(*paragraphs), output_of(*paragraphs)).counts
    assert counts.text.character_errors == counts.text.syllable_errors == 0
    assert counts.letters.character_errors == 0
    assert counts.paragraphs.lost == 0


@settings(max_examples=40)
@given(documents, documents, documents, documents)
def test_documents_add_up(
    truth: list[str], read: list[str], truth2: list[str], read2: list[str]
) -> None:
    one = compare(truth_of(*truth), output_of(*read)).counts
    two = compare(truth_of(*truth2), output_of(*read2)).counts
    total = one + two
    assert total == two + one
    assert total + Counts() == total
    for name in ("character_errors", "characters", "syllable_errors", "syllables"):
        assert getattr(total.text, name) == getattr(one.text, name) + getattr(two.text, name)
    assert total.documents == 2


@given(st.lists(lines, max_size=4))
def test_plain_paragraphs_are_parted_by_blank_lines(paragraphs: list[str]) -> None:
    assert list(paragraphs_of("\n \n".join(paragraphs))) == [flat(p) for p in paragraphs]
