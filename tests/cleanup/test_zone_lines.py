"""Single lines of head and ending, from a case file with sources and negatives."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cleanup.metadata.date import parse_place_date
from cleanup.metadata.number import numbers_in_file_name, parse_number
from cleanup.zones import lines as tests
from cleanup.zones.cut import cut_ending_line, cut_head_line
from cleanup.zones.head import judge_mark
from cleanup.zones.stamps import repair_label
from ocr.model import Line

CASES: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parents[1] / "cases" / "head_lines.json").read_text(encoding="utf-8")
)


def cases(name: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        "case", CASES[name], ids=lambda case: str(case.get("text") or case.get("name"))
    )


def line(text: str) -> Line:
    return Line(text=text, raw_text=text)


@cases("number")
def test_parse_number_takes_parts(case: dict[str, Any]) -> None:
    found = parse_number(case["text"])
    assert found is not None
    assert (found.digits, found.symbol, found.separator) == (
        case["digits"],
        case["symbol"],
        case["separator"],
    )


@cases("number_lines")
def test_number_line_told_from_text(case: dict[str, Any]) -> None:
    assert tests.is_number_line(case["text"]) is case["expect"]


@cases("place_date")
def test_place_date_read_only_from_its_line(case: dict[str, Any]) -> None:
    found = parse_place_date(case["text"])
    if case["place"] is None:
        assert found is None
    else:
        assert found is not None
        assert found.place == case["place"]
        assert [found.year, found.month, found.day] == case["date"]


@cases("names")
def test_name_told_from_text(case: dict[str, Any]) -> None:
    assert tests.is_name(case["text"]) is case["expect"]


@cases("authority")
def test_authority_told_from_text(case: dict[str, Any]) -> None:
    assert tests.is_authority(case["text"]) is case["expect"]


@cases("marks")
def test_mark_needs_the_whole_line(case: dict[str, Any]) -> None:
    verdict = judge_mark(case["text"], 0)
    assert (verdict.stamp.value if verdict and verdict.stamp else None) == case["expect"]


@cases("stamp_labels")
def test_stamp_label_recovered_by_suffix(case: dict[str, Any]) -> None:
    assert repair_label(case["text"], near_title=case["near"]) == case["expect"]


@cases("head_cuts")
def test_head_columns_cut_by_pattern(case: dict[str, Any]) -> None:
    parts = cut_head_line(line(case["text"]), None)
    assert [part.text for part in parts] == case["expect"]


@cases("ending_cuts")
def test_ending_columns_cut_by_pattern(case: dict[str, Any]) -> None:
    parts = cut_ending_line(line(case["text"]), None)
    assert [part.text for part in parts] == case["expect"]


@cases("kinds")
def test_kind_line_by_skeleton(case: dict[str, Any]) -> None:
    assert tests.leading_kind(case["text"]) == case["expect"]


@cases("file_names")
def test_file_name_gives_number_beside_its_kind(case: dict[str, Any]) -> None:
    expect = () if case["expect"] is None else (case["expect"],)
    assert numbers_in_file_name(case["name"], case["code"]) == expect


def test_gazette_head_with_misread_page_number_is_a_running_head() -> None:
    assert tests.is_running_head("CÔNG BÁO/Số 639 + 640/Ngày 18-6-2021 I1")
    assert tests.is_running_head("l2 CÔNG BÁO/Só 639 + 640/Ngày 18-6-2021")
    assert not tests.is_running_head("CÔNG BÁO/Số 639/Ngày 18-6-2021 đăng Thông tư này")
