"""A corrector is judged by what it puts right and what it harms."""

from __future__ import annotations

import math

import pytest

from evaluation.classes import classify
from evaluation.confidence import upper_bound
from evaluation.corrections import count_corrections
from evaluation.counts import CorrectionCounts, Corrections, SuspectCounts
from evaluation.document import (
    BODY,
    ChangeRecord,
    LineText,
    OutputDocument,
    Paragraph,
    TrueDocument,
)

TRUTH = "Về văn hóa, ông Dương Ký Hiệp báo cáo 12 việc theo số 05-KL/TU ngày “đổi mới”."


def judge(raw: str, text: str, *changes: ChangeRecord, truth: str = TRUTH) -> Corrections:
    return count_corrections(
        TrueDocument(name="t", paragraphs=(Paragraph(zone=BODY, text=truth),)),
        OutputDocument(
            name="t", paragraphs=(text,), changes=changes,
            lines=(LineText(page=1, line=1, raw=raw, text=text),),
        ),
    )


def change(before: str, after: str, start: int = 0, *, applied: bool = True) -> ChangeRecord:
    return ChangeRecord(
        page=1, line=1, start=start, before=before, after=after, reason="test", applied=applied
    )


def test_right_change_counts_as_fixed() -> None:
    found = judge(TRUTH.replace("Về", "Vẽ"), TRUTH, change("Vẽ", "Về"))
    assert found.classes["all"] == CorrectionCounts(correct=16, wrong=1, fixed=1, changed=1)
    assert found.unrecorded == 0


def test_harmed_name_counts_as_harm_to_names() -> None:
    found = judge(TRUTH, TRUTH.replace("Ký", "Kỳ"), change("Ký", "Kỳ"))
    assert found.classes["name"] == CorrectionCounts(correct=3, harmed=1, changed=1)
    assert found.classes["all"].harmed == 1
    assert found.classes["number"].harmed == found.classes["code"].harmed == 0


def test_wrong_to_wrong_is_neither_fixed_nor_harmed() -> None:
    found = judge(TRUTH.replace("Về", "Vẽ"), TRUTH.replace("Về", "Vẻ"), change("Vẽ", "Vẻ"))
    assert found.classes["all"] == CorrectionCounts(correct=16, wrong=1, changed=1)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("Về vănhóa, ông Dương Ký Hiệp báo cáo", "Về văn hóa, ông Dương Ký Hiệp báo cáo"),
        ("Về v ăn hóa, ông Dương Ký Hiệp báo cáo", "Về văn hóa, ông Dương Ký Hiệp báo cáo"),
        ("Về văn hóa, ~ ông Dương Ký Hiệp báo cáo", "Về văn hóa, ông Dương Ký Hiệp báo cáo"),
    ],
)
def test_joined_split_and_invented_syllables_can_be_fixed(raw: str, text: str) -> None:
    found = judge(raw, text).classes["all"]
    assert found.wrong == found.fixed == found.changed >= 1
    assert found.harmed == 0


def test_change_without_record_is_reported() -> None:
    assert judge(TRUTH.replace("Về", "Vẽ"), TRUTH).unrecorded == 1
    letter = change("ẽ", "ề", 1)
    assert judge(TRUTH.replace("Về", "Vẽ"), TRUTH, letter).unrecorded == 0


def test_record_of_a_removed_space_explains_the_joined_code() -> None:
    raw = TRUTH.replace("05-KL/TU", "05- KL/TU")
    assert judge(raw, TRUTH).unrecorded == 2
    assert judge(raw, TRUTH, change(" ", "", raw.index(" KL"))).unrecorded == 0
    elsewhere = change(" ", "", 2)
    assert judge(raw, TRUTH, elsewhere).unrecorded == 2


def test_doubts_are_measured_by_what_they_name() -> None:
    wrong = TRUTH.replace("Về", "Vẽ").replace("việc", "viêc")
    doubt = change("Vẽ", "Về", applied=False)
    false_alarm = change("báo", "bào", 28, applied=False)
    found = judge(wrong, wrong, doubt, false_alarm)
    assert found.suspects == SuspectCounts(listed=2, true=1, remaining_errors=2, covered=1)
    assert found.unrecorded == 0


def test_code_broken_at_line_end_is_right_as_far_as_it_goes() -> None:
    truth = "Căn cứ Thông tư số 86/2016/TT-BQP ngày 20/6/2016 của Bộ Quốc phòng"
    line = "Căn cứ Thông tư số 86/2016/TT-"
    assert judge(line, line, truth=truth).classes["code"] == CorrectionCounts(correct=1)
    cut = "Căn cứ Thông tư số 86/2016/TT"
    assert judge(cut, cut, truth=truth).classes["code"].harmed == 0


def test_stamp_line_is_left_out() -> None:
    found = judge("VĂN BẢN ĐỀN 12/3", "VĂN BẢN ĐẾN 12/3")
    assert (found.lines, found.unmatched, found.classes) == (0, 1, {})


def test_output_without_raw_lines_has_no_correction_figures() -> None:
    truth = TrueDocument(name="t", paragraphs=(Paragraph(zone=BODY, text=TRUTH),))
    assert count_corrections(truth, OutputDocument(name="t", paragraphs=(TRUTH,))) == Corrections()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Tỉnh ủy Sóc Trăng", "name name"),                   # Tỉnh opens the sentence
        ("của Đặng Văn Minh.", "name name name"),
        ("gồm ông Minh và bà Thúy", "name name"),
        ("HỒ THỊ CẨM ĐÀO", ""),
        ("Chính phủ ban hành", ""),
        ("ngày 07/7/2021, 5,3% và 1.846 hộ", "number number number"),
        ("số 12/2021/NĐ-CP, 05-KL/TU; T78", "code code number"),
        ("gọi là “Quy chế” này", "quotation quotation"),
        ("mở “ngoặc không đóng", ""),
        ("kinh tế - xã hội, và/hoặc", ""),
    ],
)
def test_classify_marks_what_must_not_change(text: str, wanted: str) -> None:
    flags = [name for classes in classify(text) for name in sorted(classes)]
    assert " ".join(name for name in flags if name in wanted.split()) == wanted
    assert set(flags) - {"name"} <= set(wanted.split())


@pytest.mark.parametrize(
    ("events", "trials", "bound"),
    [
        # beta.ppf(0.95, events + 1, trials - events), from scipy 1.14
        (0, 10, 0.2588655508930739),
        (1, 10, 0.3941633034),
        (4, 8964, 0.0010208),
        (0, 1, 0.95),
    ],
)
def test_upper_bound_equals_beta_quantile(events: int, trials: int, bound: float) -> None:
    found = upper_bound(events, trials)
    assert found is not None
    assert math.isclose(found, bound, rel_tol=1e-4)


def test_upper_bound_without_trials_is_unknown_and_with_all_events_one() -> None:
    assert upper_bound(0, 0) is None
    assert upper_bound(3, 3) == 1.0
