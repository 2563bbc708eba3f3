"""Heading, run-in heading or numbered paragraph: what follows a unit's number.

The words that tell them apart are data (`data/headings.json`).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from cleanup.marks import bare_letters
from cleanup.patterns import CALL, LineKind, is_caps

_NAMED = frozenset({LineKind.PART, LineKind.CHAPTER, LineKind.SECTION, LineKind.SUBSEC,
                    LineKind.APPENDIX})
_SHORT = 80
# "… treo khẩu hiệu tại nhà văn hoá thôn, nội dung: “Chào mừng …”"; but "Mục đích, nội dung:"
_QUOTES_NEXT = re.compile(r".{30},\s+(?:với\s+)?(?:nội dung|chủ đề|khẩu hiệu)$")
_RUN_IN = re.compile(r"^(?P<title>[^:]+?)\s?:\s+(?=(?P<next>[“\"(]?\w))")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What follows a number.

    Attributes:
        title: None for a numbered paragraph.
        text: the text of the first paragraph, "" if none.
        colon: offset of a colon that was dropped after the title, None if there was none.
        run_in: paragraph and title stood on one line.
    """

    title: str | None
    text: str = ""
    colon: int | None = None
    run_in: bool = False


@dataclass(frozen=True, slots=True)
class _Words:
    announces: re.Pattern[str]
    clause: re.Pattern[str]
    nouns: re.Pattern[str]
    opens_clause: re.Pattern[str]
    closing: re.Pattern[str]
    max_heading: int
    max_run_in: int


@cache
def _words() -> _Words:
    data = json.loads(resources.files("cleanup").joinpath("data/headings.json").read_text("utf-8"))

    def any_of(name: str) -> str:
        return "|".join(re.escape(word) for word in sorted(data[name], key=len, reverse=True))

    before = rf"(?:(?:{any_of('before_noun')})\s+)"
    return _Words(
        re.compile(rf"(?:^|[\s,])(?:{bare_letters(any_of('announces'))})$"),
        re.compile(rf"(?:^|\s)(?:{any_of('clause')})(?=[\s,]|$)"),
        re.compile(
            rf"(?<!\w)(?:{any_of('compounds')})(?!\w)"
            # a noun only in a list of such nouns that begins the heading: "Tỉnh ủy, yêu cầu"
            rf"|^(?:về\s+)?(?:(?:{before}*(?:{any_of('listed_nouns')})(?:,|,?\s+và)\s+)+"
            rf"{before}*|{before}+)(?:{any_of('verbal_nouns')})"
            rf"(?=$|,|\s+(?:{any_of('after_noun')})(?!\w))",
            re.IGNORECASE,
        ),
        re.compile(rf"(?:{any_of('opens_clause')})(?=[\s,])|(?:{any_of('opens_clause')})(?<=,)"),
        re.compile(rf"(?:{any_of('closing')})\b"),
        data["max_heading"], data["max_run_in"],
    )


def is_closing(text: str) -> bool:
    """The words of a document's last paragraph.

    >>> is_closing("Yêu cầu Thủ trưởng các Sở thực hiện nghiêm túc Chỉ thị này./.")
    True
    >>> is_closing("Yêu cầu thí sinh mang theo giấy tờ.")
    False
    """
    return text.rstrip().endswith("./.") and bool(_words().closing.match(text))


def split_heading(
    text: str, kind: LineKind, *, bold: bool | None = None, figures: bool = False
) -> Heading:
    """Split what follows the number of a unit into title and paragraph.

    Args:
        text: what follows the number.
        kind: of the unit.
        bold: whether the whole paragraph is.
        figures: a run-in heading may stand before a figure too (`Thời gian: 02 ngày`), because the
            units beside this one have headings.

    >>> split_heading("Thời gian: 02 ngày.", LineKind.NUM).title is None
    True
    >>> split_heading("Thời gian: 02 ngày.", LineKind.NUM, figures=True).title
    'Thời gian'
    >>> split_heading("Sở Y tế: Chỉ đạo các cơ sở y tế chuẩn bị vật tư.", LineKind.NUM).title
    'Sở Y tế'
    >>> split_heading("Cục Thuế tỉnh:", LineKind.NUM).title
    'Cục Thuế tỉnh'
    >>> split_heading("TÌNH HÌNH:", LineKind.ROMAN).title
    'TÌNH HÌNH'
    >>> split_heading("Điều 3 được sửa đổi như sau:", LineKind.NUM).title is None
    True
    >>> split_heading("Phối hợp với Sở Y tế rà soát lộ trình:", LineKind.DEC).title is None
    True
    >>> split_heading("Lễ tang cấp Nhà nước;", LineKind.POINT).title is None
    True
    >>> split_heading("(được bãi bỏ)", LineKind.NUM).title is None
    True
    >>> text = "Các chi bộ treo khẩu hiệu tại nhà văn hoá thôn, nội dung: “Chào mừng Đại hội!”."
    >>> split_heading(text, LineKind.NUM).title is None
    True
    >>> split_heading("Mục đích, nội dung:", LineKind.NUM).title
    'Mục đích, nội dung'
    >>> split_heading("Mục đích, yêu cầu:", LineKind.NUM).title
    'Mục đích, yêu cầu'
    >>> split_heading("Về trật tự giao thông:", LineKind.NUM).title
    'Về trật tự giao thông'
    >>> split_heading("Chủ tịch Ủy ban nhân dân tỉnh yêu cầu:", LineKind.NUM).title is None
    True
    >>> split_heading("Ban Thường vụ Tỉnh ủy, yêu cầu:", LineKind.NUM).title is None
    True
    >>> split_heading("Sở Y tế bàn giao hồ sơ: Hoàn thành sớm.", LineKind.NUM).title is None
    True
    >>> split_heading("Theo Kế hoạch này, yêu cầu các sở: Báo cáo.", LineKind.NUM).title is None
    True
    >>> split_heading("Sở Y tế: Chuẩn bị vật tư. Cụ thể:", LineKind.NUM).title
    'Sở Y tế'
    """
    text = text.strip()
    if not text:
        return Heading(title=None)
    if kind in _NAMED:
        return Heading(title=text)
    bare = CALL.sub("", text).rstrip()
    if is_caps(bare) and len(bare) <= _words().max_heading:
        return _without_colon(text, bare)
    announced = _announcing(text, bare) if bare.endswith(":") else None
    if announced is not None and announced.title is not None:
        return announced
    run_in = _run_in(text, figures=figures)
    if run_in is not None:
        return run_in
    if announced is not None:
        return announced
    if _ends_open(bare):
        return Heading(title=text)
    if bold and bare.endswith(".") and len(bare) <= _words().max_heading and ". " not in bare:
        return Heading(title=text)
    return Heading(title=None, text=text)


def _without_colon(text: str, bare: str) -> Heading:
    """A heading in capitals; a colon at its end is dropped as after one in small letters."""
    if not bare.endswith(":"):
        return Heading(title=text)
    colon = text.rindex(":")
    return Heading(title=text[:colon].rstrip(), colon=colon)


def _ends_open(bare: str) -> bool:
    """No end mark, as in a heading; if long, a noun phrase too: ink may hide an end mark."""
    if len(bare) > _words().max_heading or re.search(r"[.;,:!?…][”\")]*$", bare):
        return False
    # "2. (được bãi bỏ)" in a consolidated text
    if bare.startswith("(") and bare.endswith(")"):
        return False
    return len(bare) <= _SHORT or _is_noun_phrase(bare)


def _announcing(text: str, bare: str) -> Heading:
    """`Cục Thuế tỉnh:` is a heading, `Thông tư này áp dụng đối với:` opens a list."""
    head = bare[:-1].rstrip()
    if len(head) > _words().max_run_in or not _is_noun_phrase(head):
        return Heading(title=None, text=text)
    colon = text.rindex(":")
    return Heading(title=text[:colon].rstrip(), colon=colon)


def _run_in(text: str, *, figures: bool) -> Heading | None:
    match = _RUN_IN.match(text)
    following = match["next"].lstrip("“\"(") if match else ""
    if match is None or not (following.isupper() or (figures and following.isdigit())):
        return None
    title = match["title"].rstrip()
    if len(title) > _words().max_run_in or not _is_noun_phrase(CALL.sub("", title)):
        return None
    return Heading(title=title, text=text[match.end() :], colon=text.index(":"), run_in=True)


def _is_noun_phrase(head: str) -> bool:
    words = _words()
    if words.opens_clause.match(head) or _QUOTES_NEXT.search(head):
        return False
    if re.search(r"[.;](?:\s|$)", head) or head.count("(") != head.count(")"):
        return False
    if head.count("“") != head.count("”"):
        return False
    # the last word is often misread (gôm for gồm); its letters without marks are enough
    if words.announces.search(bare_letters(head)):
        return False
    # "Mục đích, yêu cầu", "giao thông": a word that is a verb elsewhere
    return not words.clause.search(words.nouns.sub(" ", head))
