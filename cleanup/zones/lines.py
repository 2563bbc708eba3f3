"""What a single line looks like, judged by its text alone.

Every test takes the text of one whole line. OCR noise is expected: fixed strings are compared by
skeleton, and places of digits tolerate strokes of the pen.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from cleanup.skeleton import ANY_O, LOWER, UPPER, allowance, distance, skeleton
from cleanup.vocabulary import find_phrase, kinds, matches_phrase, phrases, read_table

_RIGHT_HEAD = ("regime_state", "regime_party", "regime_union", "motto", "head_right")
# domain 1.5; the colon is missing in Party documents (36-HD/VPTW) and misread elsewhere
_NUMBER_HEAD = re.compile(
    # a law prints "Luật số: 33/2024/QH15"; without the colon that is a reference
    r"^\W*(?:(?:Luật|Nghị quyết|Pháp lệnh|LUẬT|NGHỊ QUYẾT)\s+[Ss][ốỐ]\s*:"
    rf"|[Ss§$][{ANY_O}{ANY_O.upper()}6ẽé]{{1,2}}\s*[:;.,]?)\s*(?P<rest>\S.*|)$"
)
_SYMBOL = re.compile(r"[/⁄-]\s*[A-ZĐÐ][\w&.]*(?:\s*[-–/⁄]\s*[A-ZĐÐ][\w&.]*)*\s*\W*$")
_SEPARATOR = re.compile(r"^[-–—_*=.·\s~]+$")
_PAGE_NUMBER = re.compile(r"^[\W_]*(?:Trang\s+)?(\d{1,3})(?:\s*/\s*\d{1,3})?[\W_]*$", re.IGNORECASE)
# its page number is read as letters on coarse scans: "Ngày 18-6-2021 I1"
_GAZETTE = re.compile(
    r"^\s*(?:[\dIl|!]{1,4}\s+)?CÔNG BÁO\s*/\s*S[ốóôồo]\s+[\d\s+]+\s*/\s*Ngày\s+"
    r"\d{1,2}[-/]\d{1,2}[-/]\d{4}(?:\s+[\dIl|!]{1,4})?\s*$"
)
_AUTHORITY = re.compile(
    r"^(?P<mark>T\s*/\s*M|K\s*/\s*T|T\s*/\s*L|T\s*/\s*U\s*Q|(?:TM|KT|TL|TUQ|Q)\s*[.,])"
    rf"\s*(?P<who>[^{LOWER}]*)$"
)
# under a seal the dot or the stroke of the mark is lost: "KT TRƯỞNG BAN"
_UNDOTTED = re.compile(rf"^(?:TM|KT|TL|TUQ)\s+(?P<who>[^{LOWER}]+)$")
_NAME_WORD = re.compile(rf"^[{UPPER}](?:['’][{UPPER}])?[{LOWER}'’]*$")
# names of one word that no other text has: K'Brỗh, H'Hen
_LONE_NAME = re.compile(rf"^[{UPPER}]{{1,2}}['’][{UPPER}][{LOWER}]+$")
_HEADING_LENGTH = 14
_FIGURES = 5


def is_upper(text: str) -> bool:
    """Whether all letters of `text` are capitals, and there are at least two.

    >>> is_upper("TỈNH ỦY SÓC TRĂNG"), is_upper("Số 05-KL/TU"), is_upper("7/2021")
    (True, False, False)
    """
    # asked of every line: most are in small letters, and say so at once
    if not text.isupper():
        return False
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= 2 and all(c.isupper() for c in letters)


def is_separator(text: str) -> bool:
    """Whether a line holds no letter and no digit, only rule marks (`*`, `-----`)."""
    return bool(_SEPARATOR.match(text))


def regime(text: str) -> str | None:
    """The regime header or motto that a line is: "state", "party", "union" or "motto".

    >>> regime("ĐẢNG CỘNG SẢN VIỆT NAM"), regime("CỘNG HOÀ XÃ HỌI CHỦ NGHĨA VIỆT NAM")
    ('party', 'state')
    >>> regime("ộc lập - Tự do - Hạnh phú"), regime("ĐẢNG BỘ TỈNH SÓC TRĂNG")
    ('motto', None)
    >>> regime("Cộng hòa xã hội chủ nghĩa Việt Nam;") is None
    True
    """
    if _in_sentence(text):
        return None
    for group, name in (
        ("regime_state", "state"),
        ("regime_party", "party"),
        ("regime_union", "union"),
        ("motto", "motto"),
        ("head_right", "head_right"),
    ):
        if matches_phrase(group, text):
            return name
    return None


def holds_regime(text: str) -> bool:
    """Whether a regime header or motto is the end of a line whose beginning is another column.

    >>> holds_regime("ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    True
    >>> holds_regime("quyền và nghĩa vụ của công dân nước Cộng hòa xã hội chủ nghĩa Việt Nam.")
    False
    """
    if _in_sentence(text):
        return False
    words = text.split()
    return any(regime(" ".join(words[at:])) for at in range(len(words)))


def _in_sentence(text: str) -> bool:
    """The name of the State inside a sentence ("Căn cứ Hiến pháp nước Cộng hòa ... Việt Nam;")."""
    return text.rstrip().endswith((";", ".", ",", ":")) and not is_upper(text)


def regime_errors(text: str) -> int | None:
    """How many letters of a regime header or motto are misread in `text`; None if it is neither.

    >>> regime_errors("ộc lập - Tự do - Hạnh phúc"), regime_errors("Tự do - Hạnh phúc")
    (1, None)
    >>> regime_errors("Cộng hòa xã hội chủ nghĩa Việt Nam;") is None
    True
    """
    if _in_sentence(text):
        return None
    read = skeleton(text)
    found = ((distance(read, fixed, limit), limit) for fixed, limit in _right_heads())
    return min((errors for errors, limit in found if errors <= limit), default=None)


@cache
def _right_heads() -> tuple[tuple[str, int], ...]:
    """Skeletons of the regime headers and mottoes, each with the letters that may be misread."""
    fixed = [skeleton(text) for group in _RIGHT_HEAD for text in phrases(group)]
    return tuple((text, allowance(len(text))) for text in fixed)


def is_number_line(text: str) -> bool:
    """Whether a line is box 3, "Số: 15/QĐ-BNV", also with an unreadable or missing number.

    >>> is_number_line("Số 05-KL/TU"), is_number_line("Số:⁄‡4_ /CT-UBND")
    (True, True)
    >>> is_number_line("Số lượng 5 người"), is_number_line("Luật số 56/2024/QH15;")
    (False, False)
    """
    found = _NUMBER_HEAD.match(text)
    if not found or len(text) > 60 or text.rstrip().endswith((";", ",")):
        return False
    symbol = _SYMBOL.search(found["rest"])
    before = found["rest"][: symbol.start()] if symbol else ""
    return (
        symbol is not None
        and len(before) <= 12
        and (not re.search(rf"[{UPPER}{LOWER}]{{3}}", before) or _may_be_figures(before))
    )


def _may_be_figures(text: str) -> bool:
    """Whether letters may be handwritten figures: "HHO" is 440, "lượng" is a word.

    >>> _may_be_figures("HHO"), _may_be_figures("CT-"), _may_be_figures("lượng")
    (True, False, False)
    """
    signs = text.strip()
    return len(signs) <= _FIGURES and all(sign.isdigit() or sign in _hand_signs() for sign in signs)


@cache
def _hand_signs() -> frozenset[str]:
    return frozenset(row["read"] for row in read_table("handwriting.tsv"))











_WHOLE_VV = re.compile(r"^\W*[Vv]\s*[/⁄]\s*[Vv]\b")
_VV = re.compile(r"^\W*(?:[Vv]\s*[/⁄]\s*[Vv]\b|Vv\s|V[/⁄]\s*(?=[^\W\d_]{2}))")


def is_vv_line(text: str) -> bool:
    """Whether a line begins the subject of an official letter (box 5b).

    Of the small print on a fax the slash or the second letter may not be read.

    >>> is_vv_line("V/v triển khai Nghị định"), is_vv_line("Về việc này")
    (True, False)
    >>> is_vv_line("Vv tăng cường trực"), is_vv_line("“V/ chuẩn bị nội dung")
    (True, True)
    >>> is_vv_line("vv. và các nội dung khác"), is_vv_line("V. Tổ chức"), is_vv_line("V/2024")
    (False, False, False)
    """
    return _VV.match(text) is not None


def is_damaged_vv(text: str) -> bool:
    """Whether only a part of the opening "V/v" was read.

    >>> is_damaged_vv("Vv tăng cường trực"), is_damaged_vv("V/v tăng cường"), is_damaged_vv("Về")
    (True, False, False)
    """
    return is_vv_line(text) and _WHOLE_VV.match(text) is None


def leading_kind(text: str) -> str | None:
    """Name of the kind that a line in capitals is or begins with; the longest name wins.

    >>> leading_kind("QUYÉT ĐỊNH"), leading_kind("CHƯƠNG TRÌNH HÀNH ĐỘNG")
    ('Quyết định', 'Chương trình hành động')
    >>> leading_kind("Quyết định này có hiệu lực"), leading_kind("QUYẾT ĐỊNH:")
    (None, None)
    >>> leading_kind("C HỈ THỊ"), leading_kind("Q U Y Ế T ĐỊ N H"), leading_kind("A TỜ TRÌNH")
    ('Chỉ thị', 'Quyết định', None)
    """
    if not is_upper(text) or text.rstrip().endswith((":", ";")):
        return None
    if (spaced := letter_spaced_kind(text)) is not None:
        return spaced
    # "THÔNG TƯ1": the call of a footnote
    words = re.sub(r"(?<=\w)[\d¹²³*⁽⁾()]{1,4}$", "", text).split()
    best: str | None = None
    for kind in kinds():
        if kind.system == "copy":
            continue
        size = len(kind.name.split())
        head = " ".join(words[:size])
        if len(words) < size or not _same_kind(head, kind.name):
            continue
        if best is None or len(kind.name) > len(best):
            best = kind.name
    return best


def letter_spaced_kind(text: str) -> str | None:
    """The kind whose letters stand apart on a line of their own: "C HỈ THỊ" of old typewriters."""
    words = text.split()
    if not any(len(word) == 1 for word in words):
        return None
    bare = skeleton(text)
    return next(
        (kind.name for kind in kinds()
         if kind.system != "copy" and " " in kind.name and skeleton(kind.name) == bare
         and len(words) > len(kind.name.split())),
        None,
    )


def _same_kind(head: str, name: str) -> bool:
    return skeleton(head) == skeleton(name) and len(skeleton(head)) >= 4


def is_recipients_heading(text: str) -> bool:
    """Whether a line is "Nơi nhận:".

    >>> is_recipients_heading(".Vơi nhận:"), is_recipients_heading("Nơi nhậm")
    (True, True)
    >>> is_recipients_heading("Nơi nhận hồ sơ là Sở Nội vụ"), is_recipients_heading("Nơi nhân")
    (False, True)
    """
    short = len(text) <= _HEADING_LENGTH and len(text.split()) <= 3
    return short and distance(skeleton(text), "noinhan", 1) <= 1


def is_like_recipients_heading(text: str) -> bool:
    """Whether a short line may be "Nơi nhận:" under a stamp; only its place can make that sure.

    >>> is_like_recipients_heading("ŠVơi nhận:"), is_like_recipients_heading("đềnhõeg 4")
    (True, False)
    >>> is_like_recipients_heading("- Như trên;")
    False
    """
    short = len(text) <= _HEADING_LENGTH and text.lstrip()[:1] not in "-–—"
    return short and distance(skeleton(text), "noinhan", 3) <= 3


def is_last_recipient(text: str) -> bool:
    """Whether a line is "- Lưu: VT, ...", with which nearly every list of recipients ends.

    >>> is_last_recipient("- Lưu: VT, KTTH."), is_last_recipient("- Lưu Văn phòng Tỉnh uỷ.")
    (True, True)
    >>> is_last_recipient("- Lưu giữ hồ sơ theo quy định;")
    False
    """
    return re.match(r"^\W{1,2}\s*L[ưu]u\s*(?:[:;.,]|[A-ZĐ])", text) is not None


def is_addressee(text: str) -> bool:
    """Whether a line begins with "Kính gửi"."""
    return skeleton(text).startswith("kinhgui") and len(text.split()) >= 2


def is_authority(text: str) -> bool:
    """Whether a line is TM., KT., T/M, K/T ... with what follows in capitals.

    >>> is_authority("TM. ỦY BAN NHÂN DÂN"), is_authority("T/M BAN THƯỜNG VỤ")
    (True, True)
    >>> is_authority("KT, BỘ TRƯỞNG"), is_authority("TM. Ủy ban nhân dân huyện")
    (True, False)
    >>> is_authority("KT GIÁM ĐỐC SỞ NỘI VỤ"), is_authority("KT XÃ HỘI")
    (True, False)
    """
    if _AUTHORITY.match(text):
        return True
    bare = _UNDOTTED.match(text)
    return bare is not None and (is_post(bare["who"]) or _opens_body_name(bare["who"]))


def _opens_body_name(text: str) -> bool:
    read = skeleton(text)
    return any(read.startswith(skeleton(name)) for name in phrases("body_open"))


@lru_cache(maxsize=4096)
def is_post(text: str) -> bool:
    """Whether a line in capitals is a post, alone or followed by its body.

    >>> is_post("PHÓ BÍ THƯ"), is_post("CHU TỊCH UBND TĨNH"), is_post("ỦY BAN NHÂN DÂN")
    (True, True, False)
    """
    if not is_upper(text) or len(text.split()) > 9:
        return False
    if find_phrase("post", text):
        return True
    words = text.split()
    return any(
        skeleton(" ".join(words[: len(post.split())])) == skeleton(post)
        for post in phrases("post")
        if 2 <= len(post.split()) < len(words)
    )


def is_small_post(text: str) -> bool:
    """Whether a whole line is a post in small letters, as laws before 2000 print it.

    >>> is_small_post("Chủ tịch Quốc hội"), is_small_post("Chủ tịch Quốc hội quyết định")
    (True, False)
    """
    return (
        text[:1].isupper()
        and not is_upper(text)
        and any(text.lower() == post.lower() for post in phrases("post") if len(post.split()) >= 2)
    )


def strip_rank(text: str) -> tuple[str, str]:
    """(rank or degree, the rest) of a name line.

    >>> strip_rank("Thượng tướng Trần Văn Nam")
    ('Thượng tướng', 'Trần Văn Nam')
    >>> strip_rank("Hồ Thị Cẩm Đào")
    ('', 'Hồ Thị Cẩm Đào')
    """
    words = text.split()
    for rank in sorted(phrases("rank"), key=len, reverse=True):
        size = len(rank.split())
        if len(words) > size and skeleton(" ".join(words[:size])) == skeleton(rank):
            return " ".join(words[:size]), " ".join(words[size:])
    degrees = {skeleton(degree) for degree in phrases("academic")}
    count = 0
    while (
        count < len(words) - 1
        and "." in words[count]
        and (
            skeleton(words[count]) in degrees
            or all(skeleton(p) in degrees or not p for p in words[count].split("."))
        )
    ):
        count += 1
    return " ".join(words[:count]), " ".join(words[count:])


def is_name(text: str) -> bool:
    """Whether a whole line is a person's name: 2 to 5 capitalised syllables, rank allowed.

    >>> is_name("Hồ Thị Cẩm Đào"), is_name("Y Vêng"), is_name("Thượng tướng Trần Văn Nam")
    (True, True, True)
    >>> is_name("K'Brỗh"), is_name("Thượng tá Ha H'Kar"), is_name("Brỗh"), is_name("K'")
    (True, True, False, False)
    >>> is_name("CHỦ TỊCH"), is_name("Nơi nhận"), is_name("Lưu: VT")
    (False, False, False)
    """
    words = strip_rank(text.strip())[1].split()
    if len(words) == 1:
        return _LONE_NAME.match(words[0]) is not None
    return (
        2 <= len(words) <= 5
        and all(_NAME_WORD.match(word) for word in words)
        and any(len(word) > 1 for word in words)
    )


def is_signature_line(text: str) -> bool:
    """Whether a line can stand in a signature block."""
    return is_authority(text) or is_post(text) or is_name(text) or matches_phrase("signed", text)


def page_number(text: str) -> int | None:
    """The number of a line that holds only a page number.

    >>> page_number("- 2 -"), page_number("Trang 2/8"), page_number("2021"), page_number("1. Về")
    (2, 2, None, None)
    """
    found = _PAGE_NUMBER.match(text)
    return int(found[1]) if found else None


def is_running_head(text: str) -> bool:
    """Whether a line is the running head of the gazette."""
    return _GAZETTE.match(text) is not None


def is_foreign_layer(text: str) -> bool:
    """Whether a line is the mark of a website or of a scanner program."""
    return matches_phrase("website", text) or matches_phrase("scanner", text)
