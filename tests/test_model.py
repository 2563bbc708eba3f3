"""The page model's own rules."""

from __future__ import annotations

import pytest

from ocr.model import Bbox


def test_bbox_refuses_an_empty_box() -> None:
    with pytest.raises(ValueError, match="empty box"):
        Bbox(10, 10, 10, 20)


def test_bbox_union_holds_both() -> None:
    assert Bbox(0, 5, 10, 10).union(Bbox(20, 0, 30, 8)) == Bbox(0, 0, 30, 10)


def test_bbox_overlap_is_zero_when_apart() -> None:
    assert Bbox(0, 0, 10, 10).overlap(Bbox(10, 0, 20, 10)) == 0
