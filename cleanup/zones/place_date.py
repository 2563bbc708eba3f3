"""Box 4 of the head, place and date, judged by the text of one whole line."""

from __future__ import annotations

import re
from functools import cache

from cleanup.skeleton import ANY_A, LOWER, UPPER, skeleton, unmarked
from cleanup.vocabulary import read_table

_DATE = re.compile(
    rf"(?:^|[\s,])ng[{ANY_A}]\S{{0,6}}.{{0,12}}?th[{ANY_A}]ng.{{0,8}}?n[{ANY_A}]m.{{0,3}}?"
    r"\s*(?P<year>\d{4}|[.…_\s]*)\s*\W{0,3}$",
    re.IGNORECASE,
)
# a telegram says the hour too: "Quảng Trị, hồi 15 giờ 30 ngày 17 tháng 9 năm 2024"; it comes by
# fax, which blurs the marks of a word before figures ("hõi")
_HOUR = re.compile(
    r"(?<=,)\s+(?:vào\s+)?(?:h\wi|l\wc)\s+\d{1,2}\s*(?:gi\w|h|g|:)\s*(?:\d{1,2}\s*(?:phút)?)?\s*,?\s*$",
    re.IGNORECASE,
)
# papers up to 2004 print figures only: "Đà Lạt, ngày 22-8-1997" (domain 2.5)
_DATE_IN_FIGURES = re.compile(
    r"^\W{0,2}(?P<place>[^,\d]{2,40}?),?\s+ngày\s+(?P<day>\d{1,2})\s*[-/.]\s*(?P<month>\d{1,2})"
    r"\s*[-/.]\s*(?P<year>(?:19|20)\d{2})\W{0,3}$",
    re.IGNORECASE,
)
_DAY_LAST = re.compile(rf",\s*ng[{ANY_A}]\S{{1,2}}(?:\s+\S{{1,3}}){{0,2}}$", re.IGNORECASE)
_YEAR_ALONE = re.compile(r"^\W{0,2}(?:năm\s+)?(?:19|20)\d{2}\W{0,2}$")
_PLACE_WORD = re.compile(
    rf"^(?:[{UPPER}](?:[{LOWER}'’.]+(?:[-–][{UPPER}][{LOWER}]+)?)?|TP\.?|-|–)[,.]?$"
)
_ADMINISTRATIVE = {"thanh", "pho", "tinh", "huyen", "quan", "thi", "xa", "phuong", "tran"}
_NUMBERED = 2
_LONGEST_DATE = 18


def place_date_start(words: list[str]) -> int | None:
    """Index of the word with which "<Địa danh>, ngày … tháng … năm …" begins, up to the line's end.

    >>> place_date_start("Số: Ø0 /CT-UBND Sóc Trăng, ngày 2# tháng? năm 2021".split())
    3
    >>> place_date_start("Ngày 29/6/2021, Ban Chấp hành Đảng bộ".split()) is None
    True
    >>> place_date_start("ngày 11 tháng 5 năm 2021".split()) is None
    True
    >>> place_date_start("Hà nội, ngày 02 tháng 4 năm 2004".split())
    0
    >>> place_date_start("Số: 05/SGDĐT Phan Rang-Tháp Chàm, ngày 05 tháng 11 năm 2010".split())
    2
    >>> place_date_start("Số: 05/NQ-HĐND Phường 12, ngày 05 tháng 12 năm 2023".split())
    2
    >>> place_date_start("Điều 12, ngày 05 tháng 12 năm 2023".split()) is None
    True
    >>> place_date_start("Nam Sơn, hồi 15 giờ 30 ngày 17 tháng 9 năm 2024".split())
    0
    >>> place_date_start("Nam Sơn, hõi 05 giờ 30 ngày 19 tháng 9 năm".split())
    0
    >>> place_date_start("Số 06-KH/ĐU la Hrung, ngày 25 tháng 8 năm 2025".split())
    2
    >>> place_date_start("Họp lúc 8 giờ ngày 17 tháng 9 năm 2024".split()) is None
    True
    """
    if not _DATE.search(" ".join(words[-9:])):
        return None
    # the last one: "Sóc Trăng, ngày" has two words that begin so
    days = [
        index
        for index in range(max(0, len(words) - 8), len(words))
        if unmarked(words[index]).lower().startswith("nga")
    ]
    day = days[-1] if days else 0
    hour = _HOUR.search(" ".join(words[:day]))
    if hour:
        day = len(" ".join(words[:day])[: hour.start()].split())
    if not day:
        return None
    start = day - 2 if _is_numbered_place(words[max(0, day - 2) : day]) else day
    while start > 0 and _is_place_word(words[start - 1], last=start == day):
        start -= 1
    while start < day and words[start].rstrip(",.") in {"-", "–", ""}:
        start += 1
    return start if start < day else _province_start(words, day)


def _is_numbered_place(words: list[str]) -> bool:
    """Quận 1, Phường 12: units that have a number for a name (NĐ 30/2020, Phụ lục I, mục II)."""
    return (
        len(words) == _NUMBERED and words[0] in ("Quận", "Phường", "Xã")
        and re.fullmatch(r"\d{1,2},?", words[1]) is not None
    )


def _province_start(words: list[str], day: int) -> int | None:
    """Where a known province begins before "ngày", also with small letters: "Hà nội, ngày …"."""
    for start in range(max(0, day - 4), day):
        if words[start][:1].isupper() and skeleton(" ".join(words[start:day])) in _provinces():
            return start
    return None


@cache
def _provinces() -> frozenset[str]:
    rows = read_table("capitals.tsv")
    return frozenset(skeleton(r["text"]) for r in rows if r["source"].startswith("provinces"))


def _is_place_word(word: str, *, last: bool) -> bool:
    if last:
        return bool(_PLACE_WORD.match(word)) and word[0] not in "-–"
    bare = unmarked(word).lower().rstrip(",.")
    # the names of the Highlands begin with Ia, whose I in italics is read as a small l
    return word == "la" or (bool(_PLACE_WORD.match(word)) and not word.endswith(",")) or (
        # "LIÊN ĐOÀN LAO ĐỘNG TỈNH Nam Sơn, ngày …": the last word of the left column
        bare in _ADMINISTRATIVE and not word.endswith(",") and not word.isupper()
    )


def is_place_date(text: str) -> bool:
    """Whether a whole line is box 4.

    >>> is_place_date("Sóc Trăng, ngày 07 tháng 7 năm 2021")
    True
    >>> is_place_date("Thông tư này có hiệu lực từ ngày 10 tháng 3 năm 2026")
    False
    """
    if date_in_figures(text):
        return True
    words = text.split()
    while words and not any(c.isalnum() for c in words[0]):
        words = words[1:]
    return len(words) <= _LONGEST_DATE and place_date_start(words) == 0


def date_in_figures(text: str) -> re.Match[str] | None:
    """Place, day, month and year of a whole line that is box 4 in figures.

    >>> date_in_figures("Đà Lạt, ngày 22-8-1997")["place"]
    'Đà Lạt'
    >>> date_in_figures("của Bộ Chính trị, ngày 22/12/2024") is None
    True
    """
    found = _DATE_IN_FIGURES.match(text)
    if found is None or not all(_is_place_word(word, last=True) for word in found["place"].split()):
        return None
    return found


def lacks_year(text: str) -> bool:
    """Whether box 4 breaks off before its year.

    >>> lacks_year("Nam Sơn, ngày 18 tháng 7 năm"), lacks_year("Nam Sơn, ngày 18 tháng 7 năm 1994")
    (True, False)
    """
    return is_place_date(text) and unmarked(text.split()[-1]).lower() == "nam"


def parts_of_date(left: str, right: str) -> bool:
    """Whether two texts side by side are box 4, parted between day and month.

    Args:
        left: ends in "ngày" and what was read of the day.
        right: begins with "tháng", or with the sign of a pen before it.

    >>> parts_of_date("Hà Nội, ngày 2", "tháng 3 năm 2017")
    True
    >>> parts_of_date("Hà Nội, ngày", "Ộ tháng 3 năm 2017")
    True
    >>> parts_of_date("Hà Nội, ngày 2", "của tháng 3 năm 2017")
    False
    >>> parts_of_date("Kể từ ngày", "tháng 3 năm 2017"), parts_of_date("Hà Nội, ngày 2", "")
    (False, False)
    """
    if not _DAY_LAST.search(left) or is_place_date(left):
        return False
    begins = re.match(r"(?:\S\s+)?th", unmarked(right).lower()) is not None
    return begins and is_place_date(f"{left} {right}")


def is_year(text: str) -> bool:
    """Whether a line is a year alone: the end of box 4 where its column is narrow.

    >>> is_year("1994"), is_year("năm 2024"), is_year("2.024"), is_year("2024-2025")
    (True, True, False, False)
    """
    return _YEAR_ALONE.match(text) is not None
