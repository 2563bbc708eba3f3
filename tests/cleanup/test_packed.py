"""The lines of long pages: the same as a tuple, and far smaller."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanup.packed import RUN, PackedLines, exchanged, of_zones, pack
from ocr.model import Bbox, Line, Word, Zone

TEXT = "Điều 12. Sở Nội vụ chủ trì, phối hợp với các sở, ban, ngành của tỉnh"
COUNT = 2 * RUN + 7

lines = st.builds(
    Line,
    text=st.text(max_size=8), raw_text=st.text(max_size=8),
    block=st.none() | st.integers(0, 9), zone=st.sampled_from(Zone),
    bbox=st.none() | st.just(Bbox(1, 2, 3, 4)), bold=st.none() | st.booleans(),
    words=st.just(()) | st.just((Word(text="Điều"),)),
)


def many(count: int = COUNT) -> tuple[Line, ...]:
    return tuple(
        Line(text=f"{at} {TEXT}", raw_text=f"{at} {TEXT}", block=at // 3, zone=Zone.BODY)
        for at in range(count)
    )


@given(st.lists(lines, min_size=1, max_size=12), st.integers(0, COUNT - 1), st.integers(0, COUNT))
def test_packed_lines_are_those_that_were_put_in(some: list[Line], at: int, end: int) -> None:
    whole = tuple(some[number % len(some)] for number in range(COUNT))
    packed = pack(whole)
    assert isinstance(packed, PackedLines)
    assert packed == whole
    assert list(packed) == list(whole)
    assert (packed[at], packed[-1 - at], packed[at:end]) == (
        whole[at], whole[-1 - at], whole[at:end])
    wanted = (some[0].zone,)
    assert list(of_zones(packed, wanted)) == list(of_zones(whole, wanted))


@pytest.mark.parametrize("count", [0, 1, RUN, RUN + 1, 2 * RUN])
def test_any_number_of_lines_keeps_its_length(count: int) -> None:
    whole = many(count)
    packed = pack(whole)
    assert len(packed) == count
    assert tuple(packed) == whole
    assert isinstance(packed, tuple) == (count <= RUN)


@given(st.sets(st.integers(0, COUNT - 1), max_size=6))
def test_exchanged_lines_stand_in_the_place_of_the_others(places: set[int]) -> None:
    whole = many()
    packed = pack(whole)
    new = {at: replace(whole[at], text="Sở Y tế") for at in places}
    wanted = tuple(new.get(at, line) for at, line in enumerate(whole))
    assert exchanged(packed, new) == exchanged(whole, new) == wanted
    assert packed == whole
    assert (exchanged(packed, new) is packed) == (not places)


def test_place_behind_the_last_line_is_an_error() -> None:
    packed = pack(many())
    with pytest.raises(IndexError):
        packed[COUNT]


def test_packed_lines_take_a_fifth_of_the_memory_of_a_tuple() -> None:
    sizes = []
    tracemalloc.start()
    try:
        kept: list[object] = []
        for packed in (False, True):
            before = tracemalloc.get_traced_memory()[0]
            kept.append(pack(many(10 * RUN)) if packed else many(10 * RUN))
            sizes.append(tracemalloc.get_traced_memory()[0] - before)
    finally:
        tracemalloc.stop()
    assert sizes[1] < sizes[0] / 5
