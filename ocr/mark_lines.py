"""What the engine read on a page with lifted marks: print, stamps, and what is neither."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from ocr.letters import without_marks
from ocr.marks import Lifted, Mark, MarkKind
from ocr.model import Bbox, Line, Stamp, StampKind, Unplaced, Word, around
from ocr.page_image import PageImage, as_bytes

# what stamps say, without marks and spaces; domain.md 2.7 and 2.8
_TITLES: tuple[tuple[StampKind, re.Pattern[str]], ...] = (
    (StampKind.URGENCY, re.compile(r"hoatoc|thuongkhan|^khan$")),
    (StampKind.SECRECY, re.compile(r"^(tuyet|toi)?mat$")),
    (StampKind.COPY, re.compile(r"saoy|saoluc|trichsao|^bansao|chungthuc")),
    (StampKind.ARCHIVE, re.compile(r"luutru|phongso|muclucso|toso:?$|congvandi$")),
    (StampKind.INCOMING_MAIL, re.compile(r"den$|^den|chuyen|hososo|^gio|^ngay|^so:")),
)
# in narrow letters, so of the long names some letters are misread; measured: 0.75 and more, against
# 0.62 of names that share words with them
_PORTAL, _ALIKE = "congthongtindientuchinhphu", 0.72
# what stands in the head and the ending of papers and in no stamp, however it lies over them
_OF_PAPERS = re.compile(r"^noinhan:?$|^luu:?v[tp]")
_SAME = 0.85
_REGIME = ("conghoaxahoichunghiavietnam", "doclaptudohanhphuc")
_FIELDS = {
    "so": re.compile(r"s[ốôo]\s*[:.]\s*(.+)", re.IGNORECASE),
    "ngay": re.compile(r"ng[àa]y\s*[:.…]*\s*(.+)", re.IGNORECASE),
}
_FORMS = {
    "so": re.compile(r"([\w/]*\d[\w/.-]*)"),
    # a part of what stands there is another day
    "ngay": re.compile(r"^[\W_]*(\d{1,2}\s*[/.-]\s*\d{1,2}(?:\s*[/.-]\s*\d{2,4})?)(?!\w)"),
}

_JOTTED = re.compile(r"\W*\d[\W\d]*(?:[A-ZĐƯ]{2,4}\W*)?")
_LONG_LINE = 40            # characters; shorter lines may stand anywhere
_FEW_LINES = 3
_RIM = 0.03                # of the page's width; half a seal across two sheets reaches into it
UNSURE = 0.5               # words read from pen strokes come with less
_INK = 170                 # of 255
_LETTER_INCH = 0.03        # narrower and lower are specks, dots and pieces of rules
_ACROSS = 0.6              # of a stamp's side; a piece as long is its frame
_FEW_LETTERS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class SortedLines:
    """Lines of print, stamps with their text, and what belongs to neither."""

    lines: tuple[Line, ...]
    stamps: tuple[Stamp, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()


def sort_lines(lines: tuple[Line, ...], lifted: Lifted, page: int) -> SortedLines:
    """Bring the lines of lifted stamps to their stamps and take scribbles out of the text.

    Args:
        lines: as read from `lifted.image`, with boxes.
        lifted: the page they were read from.
        page: page number for the stamps.
    """
    kept, texts = _share_out(lines, lifted)
    unplaced: list[Unplaced] = []
    stamps: list[Stamp] = []
    for mark, own in texts.items():
        kind = stamp_kind(mark, [line.text for line in own])
        if kind is None:
            kept.extend(own)      # a box of the text's own: nothing may be lost
            continue
        if mark.kind is MarkKind.FRAME:
            kept.extend(line for line in own if _is_of_papers(line.text))
            own = [line for line in own if not _is_of_papers(line.text)]
        if mark.kind is MarkKind.SEAL or own or _holds_letters(mark, lifted.image):
            # with letters of which none was read it is still listed: somebody has to look at it
            text = tuple(line.text for line in own)
            fields = stamp_fields(text) if kind is StampKind.INCOMING_MAIL else {}
            stamps.append(Stamp(kind=kind, page=page, bbox=mark.bbox, text=text, fields=fields))
    pens = [mark for mark in lifted.marks if mark.kind is MarkKind.PEN]
    printed = []
    for line in kept:
        if _is_scribble(line, lifted.marks) or _is_note(line, pens):
            unplaced.append(
                Unplaced(page=page, text=line.text, reason="handwriting", bbox=line.bbox)
            )
            continue
        printed.append(line)
        unplaced.extend(_by_hand(line, pens, page))
    return SortedLines(lines=tuple(printed), stamps=tuple(stamps), unplaced=tuple(unplaced))


def _is_of_papers(text: str) -> bool:
    """The regime, its motto or the end of a list of recipients: a stamp lies over it.

    >>> _is_of_papers("Độc lập - Tự do - Hạnh phúe"), _is_of_papers("- Lưu: VT, KTN.")
    (True, True)
    >>> _is_of_papers("Lưu hồ sơ số:"), _is_of_papers("VIỆT NAM ĐỘC LẬP")
    (False, False)
    """
    skeleton = _skeleton(text)
    return bool(_OF_PAPERS.search(skeleton)) or any(
        SequenceMatcher(None, skeleton, one).ratio() > _SAME for one in _REGIME
    )


def _holds_letters(mark: Mark, image: PageImage) -> bool:
    """True if the copy of a stamp shows letters or handwriting, not a frame alone."""
    import cv2

    if mark.strip is None:
        return False
    box = mark.strip
    ink = as_bytes((image.pixels[box.y0:box.y1, box.x0:box.x1] < _INK) * 1)
    stats = cv2.connectedComponentsWithStats(ink, connectivity=8)[2][1:]
    width, height = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    least = _LETTER_INCH * image.dpi
    letters = (width >= least) & (height >= least)
    letters &= (width < _ACROSS * box.width) & (height < _ACROSS * box.height)
    return int(letters.sum()) >= _FEW_LETTERS


def _share_out(
    lines: tuple[Line, ...], lifted: Lifted
) -> tuple[list[Line], dict[Mark, list[Line]]]:
    """The lines of the page, and for each mark the lines that belong to it."""
    kept: list[Line] = []
    texts: dict[Mark, list[Line]] = {mark: [] for mark in lifted.marks}
    columns = _text_columns(lines)
    beside_text = tuple(m for m in lifted.marks if not _may_cover_print(m, lifted.image.width))
    for line in lines:
        if line.bbox is not None and line.bbox.center[1] >= lifted.height:
            owner = next((m for m in lifted.marks if m.strip and m.strip.overlap(line.bbox)), None)
            if owner is not None:
                texts[owner].append(_moved_back(line, owner))
            continue
        beside = _stamp_beside(_letters_box(line), beside_text, columns)
        if beside is not None:
            texts[beside].append(line)
            continue
        rest, written = _take_written(line, beside_text, columns)
        kept.append(rest)
        for mark, word in written:
            texts[mark].append(line.with_words((word,)))
    return kept, texts


def _may_cover_print(mark: Mark, width: int) -> bool:
    """A pen's strokes, a black mark, or a seal over a signature: what is read there is print.

    The letters of a black seal stand on a circle; those of others are lifted. Where a list of
    recipients is long, the signer stands right of most lines of the page.
    """
    if mark.kind is MarkKind.PEN or (mark.kind is MarkKind.SEAL and mark.colour == "black"):
        return True
    if mark.over_print:
        return True
    edge = mark.bbox.x1 > (1 - _RIM) * width
    return mark.kind is MarkKind.SEAL and mark.bbox.center[0] > width / 2 and not edge


def _text_columns(lines: tuple[Line, ...]) -> tuple[int, int] | None:
    """Left and right edge of most long lines; None on a page with few of them.

    Not of all: some begin with what stands in a stamp beside them.
    """
    long = [line.bbox for line in lines if line.bbox is not None and len(line.text) > _LONG_LINE]
    if len(long) < _FEW_LINES:
        return None
    quarter = len(long) // 4
    return sorted(box.x0 for box in long)[quarter], sorted(box.x1 for box in long)[-1 - quarter]


def _take_written(
    line: Line, marks: tuple[Mark, ...], columns: tuple[int, int] | None
) -> tuple[Line, list[tuple[Mark, Word]]]:
    """The line without the words at its ends that stand in a stamp beside the text."""
    words, written = list(line.words), []
    for end in (0, -1):
        while len(words) > 1:
            mark = _stamp_beside(words[end].bbox, marks, columns)
            if mark is None:
                break
            written.append((mark, words.pop(end)))
    return (line.with_words(tuple(words)) if written else line), written


def _letters_box(line: Line) -> Bbox | None:
    """Box of the words: that of the line may reach over dots and rules of a stamp as well."""
    return around(word.bbox for word in line.words) or line.bbox


def _stamp_beside(
    box: Bbox | None, marks: tuple[Mark, ...], columns: tuple[int, int] | None
) -> Mark | None:
    """The mark in which a line lies that stands wholly beside the text: what is written there."""
    if box is None or columns is None or (box.x1 > columns[0] and box.x0 < columns[1]):
        return None
    area = box.width * box.height
    return next((m for m in marks if m.bbox.overlap(box) > 0.9 * area), None)


def stamp_kind(mark: Mark, texts: list[str]) -> StampKind | None:
    """Kind of a stamp from its shape and words; None for a box that is no stamp.

    >>> box = Mark(kind=MarkKind.FRAME, bbox=Bbox(0, 0, 9, 9), colour="black")
    >>> stamp_kind(box, ["CÔNG VĂN ĐẾN", "Giờ ... Ngày"]).value
    'incoming_mail'
    >>> stamp_kind(box, ["MẶT TRẬN TỔ QUỐC"]) is None
    True
    >>> stamp_kind(box, ["CỎNG THÔNG TIN ĐỆN TÙ CHINH PMỦ"]).value
    'incoming_mail'
    """
    if mark.kind is MarkKind.SEAL:
        return StampKind.SEAL
    if mark.kind is not MarkKind.FRAME:
        return StampKind.OTHER
    skeletons = [_skeleton(text) for text in texts]
    for kind, pattern in _TITLES:
        if any(pattern.search(skeleton) for skeleton in skeletons):
            return kind
    if any(SequenceMatcher(None, one, _PORTAL).ratio() > _ALIKE for one in skeletons):
        return StampKind.INCOMING_MAIL
    if mark.colour == "black" and any(skeletons):
        return None
    return StampKind.OTHER


def stamp_fields(texts: tuple[str, ...]) -> Mapping[str, str | None]:
    """Number and day written into an incoming-mail stamp, as read; None where not readable.

    >>> stamp_fields(("VĂN BẢN ĐẾN", "Số: 1203", "Ngày 12/7/2021"))
    {'so': '1203', 'ngay': '12/7/2021'}
    >>> stamp_fields(("ĐẾN", "Số: ......"))
    {'so': None, 'ngay': None}
    >>> stamp_fields(("ĐẾN", "số: 2075"))
    {'so': '2075', 'ngay': None}
    >>> stamp_fields(("Ngày....5..15..1.2Q.26...",))
    {'so': None, 'ngay': None}
    """
    found: dict[str, str | None] = {}
    for name, label in _FIELDS.items():
        after = next((hit[1] for text in texts if (hit := label.search(text))), "")
        value = _FORMS[name].search(after)
        found[name] = value[1] if value else None
    return found


def _skeleton(text: str) -> str:
    """Lower case letters without marks and spaces; `đ` becomes `d`."""
    return re.sub(r"[^a-z0-9:]", "", without_marks(text.casefold()))


def _moved_back(line: Line, mark: Mark) -> Line:
    """The line where its stamp stands on the page."""
    assert mark.strip is not None
    return line.moved(mark.bbox.x0 - mark.strip.x0, mark.bbox.y0 - mark.strip.y0)


def _is_scribble(line: Line, marks: tuple[Mark, ...]) -> bool:
    """True for a line read mostly from what was left of a seal or a signature."""
    if line.bbox is None or line.confidence is None or line.confidence >= UNSURE:
        return False
    area = line.bbox.width * line.bbox.height
    return any(
        mark.kind in (MarkKind.SEAL, MarkKind.PEN) and mark.bbox.overlap(line.bbox) > 0.6 * area
        for mark in marks
    )


def _is_note(line: Line, pens: list[Mark]) -> bool:
    """True for a date or number that somebody jotted on the page: `7/2021` in blue ink.

    A good engine reads it surely. Words are left: a signature may lie over a printed name.
    """
    if line.bbox is None or not _JOTTED.fullmatch(line.text):
        return False
    area = line.bbox.width * line.bbox.height
    return any(pen.bbox.overlap(line.bbox) > 0.6 * area for pen in pens if not pen.lifted)


def _by_hand(line: Line, pens: list[Mark], page: int) -> list[Unplaced]:
    """Words of a line that stand on pen strokes left in place: a number or a day."""
    found = []
    for word in line.words:
        box = word.bbox
        if box is None:
            continue
        area = box.width * box.height
        if any(not pen.lifted and pen.bbox.overlap(box) > 0.25 * area for pen in pens):
            found.append(Unplaced(page=page, text=word.text, reason="handwriting", bbox=box))
    return found
