"""Seals, frames and signatures laid over drawn pages."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from ocr.mark_lines import sort_lines
from ocr.marks import Lifted, Mark, MarkKind, lift_marks
from ocr.model import Bbox, Line, StampKind, Word
from ocr.page_image import PageImage
from tests.ocr.drawn_pages import text_page, white_page, write


def in_colour(page: np.ndarray) -> np.ndarray:
    return np.stack([page, page, page], axis=2)


def kinds(marks: tuple[Mark, ...]) -> list[str]:
    return [mark.kind.value for mark in marks if mark.kind is not MarkKind.SPECK]


def test_page_without_marks_keeps_its_pixels() -> None:
    page = text_page(8)
    lifted = lift_marks(PageImage(page, 300))
    assert lifted.image.pixels is page
    assert (lifted.marks, lifted.layer) == ((), None)


def test_black_text_under_a_red_seal_survives() -> None:
    import cv2

    page = text_page(8)
    sealed = in_colour(page)
    ring = np.full_like(sealed, 255)
    cv2.circle(ring, (1200, 700), 220, (220, 30, 40), 18)
    cv2.circle(ring, (1200, 700), 120, (220, 30, 40), -1)
    lifted = lift_marks(PageImage(np.minimum(sealed, ring), 300))
    assert kinds(lifted.marks) == ["seal"]
    ink, left = page < 100, lifted.image.pixels[:3508] < 140
    assert (ink & left).sum() > 0.97 * ink.sum()      # print is still there
    assert (left & ~ink).sum() < 0.05 * ink.sum()     # and nothing else


def test_coloured_ground_of_a_photo_is_no_seal() -> None:
    page = in_colour(text_page(3))
    page[2000:, :] = (150, 90, 40)      # a wooden table below the sheet
    assert lift_marks(PageImage(page, 300)).marks == ()


def test_number_written_in_blue_stays_in_its_line() -> None:
    page = in_colour(text_page(3))
    blue = white_page()
    write(blue, "339", 400, 900)
    page[blue < 128] = (40, 60, 170)
    lifted = lift_marks(PageImage(page, 300))
    assert kinds(lifted.marks) == ["pen"]
    assert not lifted.marks[0].lifted
    assert (lifted.image.pixels[860:910, 400:600] < 128).any()


@pytest.mark.parametrize("ink", [(30, 30, 140), (190, 20, 30)])
def test_page_printed_in_colour_keeps_its_text(ink: tuple[int, int, int]) -> None:
    text = text_page(24)
    page = in_colour(text)
    page[text < 200] = ink
    lifted = lift_marks(PageImage(page, 300))
    assert lifted.marks == ()
    assert (lifted.image.pixels[text < 100] < 128).all()


def test_note_in_pen_beside_black_print_is_still_lifted() -> None:
    page = in_colour(text_page(24))
    blue = white_page()
    for row in range(3):
        write(blue, "giao P. Noi vu", 1500, 250 + 80 * row)
    page[blue < 128] = (40, 60, 170)
    marks = lift_marks(PageImage(page, 300)).marks
    assert marks
    assert all(mark.colour == "blue" for mark in marks)


def test_black_stamp_box_is_read_below_the_page() -> None:
    import cv2

    page = text_page(5)
    cv2.rectangle(page, (100, 900), (700, 1250), 0, 4)
    write(page, "VAN BAN DEN", 130, 1000)
    lifted = lift_marks(PageImage(page, 300))
    (mark,) = lifted.marks
    assert mark.kind is MarkKind.FRAME
    assert mark.strip is not None
    assert mark.strip.y0 >= lifted.height == 3508
    assert (lifted.image.pixels[900:1250, 100:700] < 128).mean() < 0.001

    strip = Bbox(mark.strip.x0 + 20, mark.strip.y0 + 40, mark.strip.x1 - 20, mark.strip.y0 + 120)
    read = Line(text="VĂN BẢN ĐẾN", raw_text="VĂN BẢN ĐẾN", bbox=strip)
    result = sort_lines((read,), lifted, 1)
    assert result.lines == ()
    assert result.stamps[0].kind is StampKind.INCOMING_MAIL
    assert result.stamps[0].bbox == mark.bbox
    # a stamp laid over the motto does not take it along
    motto = Line(text="Độc lập - Tự do - Hạnh phúc", raw_text="", bbox=strip.moved(0, 90))
    over = sort_lines((read, motto), lifted, 1)
    assert [line.text for line in over.lines] == [motto.text]
    assert over.stamps[0].text == (read.text,)
    # a box with words of the text itself is given back
    quoted = Line(text="MẶT TRẬN TỔ QUỐC", raw_text="MẶT TRẬN TỔ QUỐC", bbox=strip)
    back = sort_lines((quoted,), lifted, 1)
    assert back.stamps == ()
    assert back.lines[0].bbox is not None
    assert back.lines[0].bbox.y0 < 1250


@pytest.mark.parametrize("ink", [0, (190, 30, 50)])
def test_stamp_without_a_read_letter_is_listed(ink: int | tuple[int, int, int]) -> None:
    import cv2

    text, stamp = text_page(5), white_page()
    cv2.rectangle(stamp, (100, 900), (700, 1150), 0, 4)
    empty = in_colour(text)
    empty[stamp < 128] = ink
    write(stamp, "VAN BAN DEN", 130, 1050)
    written = in_colour(text)
    written[stamp < 128] = ink

    lifted = lift_marks(PageImage(written, 300))
    (found,) = sort_lines((), lifted, 2).stamps
    assert (found.kind, found.page, found.text) == (StampKind.OTHER, 2, ())
    assert found.bbox == lifted.marks[0].bbox
    # a frame with nothing in it says nothing
    nothing = lift_marks(PageImage(empty, 300))
    assert kinds(nothing.marks) == ["frame"]
    assert sort_lines((), nothing, 2).stamps == ()


@pytest.mark.parametrize("ink", [(180, 30, 50), (230, 110, 120), (40, 60, 170)])
def test_copy_of_a_coloured_stamp_is_as_dark_and_sharp_as_print(ink: tuple[int, int, int]) -> None:
    # JPEG keeps every second column and row of the colours
    import cv2

    stamp = white_page(1240, 1754)
    cv2.rectangle(stamp, (100, 300), (330, 360), 0, 2)
    cv2.putText(stamp, "KHAN", (120, 345), cv2.FONT_HERSHEY_COMPLEX, 1.2, 0, 2, cv2.LINE_AA)
    share = stamp[..., None] / 255.0
    page = (255 * share + np.array(ink) * (1 - share)).astype(np.uint8)
    packed = io.BytesIO()
    Image.fromarray(page).save(packed, "JPEG", quality=80)
    lifted = lift_marks(PageImage(np.asarray(Image.open(packed)), 150))
    (mark,) = lifted.marks
    assert mark.strip is not None
    strip, box = mark.strip, mark.bbox
    copy = lifted.image.pixels[strip.y0:strip.y1, strip.x0:strip.x1].astype(int)
    drawn = stamp[box.y0:box.y1, box.x0:box.x1].astype(int)
    assert np.median(copy[drawn < 20]) < 70
    assert np.corrcoef(copy.ravel(), drawn.ravel())[0, 1] > 0.99


def test_coloured_box_cut_by_the_edge_of_the_page_is_a_stamp() -> None:
    import cv2

    page = in_colour(text_page(3))
    corners = np.array([(-60, 850), (640, 790), (690, 1250), (-20, 1310)])
    cv2.polylines(page, [corners], isClosed=True, color=(200, 30, 40), thickness=8)
    lifted = lift_marks(PageImage(page, 300))
    assert kinds(lifted.marks) == ["frame"]
    assert lifted.marks[0].strip is not None


@pytest.mark.parametrize("degrees", [-7.0, 0.0, 5.0])
@pytest.mark.parametrize("moved", [(-1250, 0), (1150, 0), (0, -1650), (0, 1800)])
def test_stamp_half_off_the_page_is_a_stamp(moved: tuple[int, int], degrees: float) -> None:
    whole = slanted_stamp(white_page(), degrees)
    page = in_colour(text_page(3))
    x, y = moved
    rows = slice(max(0, -y), min(whole.shape[0], whole.shape[0] - y))
    columns = slice(max(0, -x), min(whole.shape[1], whole.shape[1] - x))
    target = page[max(0, y):, max(0, x):][:rows.stop - rows.start, :columns.stop - columns.start]
    np.minimum(target, whole[rows, columns], out=target)
    assert kinds(lift_marks(PageImage(page, 300)).marks) == ["frame"]


@pytest.mark.parametrize("middle", [(0, 1500), (2479, 1500), (1200, 3507), (1900, 0)])
def test_half_a_seal_at_the_edge_of_the_page_is_a_seal(middle: tuple[int, int]) -> None:
    import cv2

    page = in_colour(text_page(3))
    for radius in (220, 205, 140):
        cv2.circle(page, middle, radius, (200, 30, 40), 6)
    assert kinds(lift_marks(PageImage(page, 300)).marks) == ["seal"]


def test_letters_of_a_line_that_touches_the_box_stay() -> None:
    import cv2

    page = white_page()
    write(page, "cong nhan, vien chuc quoc phong", 670, 960)
    write(page, "Thong tu nay co hieu luc", 450, 1300)
    boxed = page.copy()
    cv2.rectangle(boxed, (100, 900), (690, 1262), 0, 5)      # through the c, onto the T
    write(boxed, "VAN BAN DEN", 130, 1100)
    left = lift_marks(PageImage(boxed, 300)).image.pixels[:3508] < 128
    ink = page < 128
    for rows in (slice(910, 980), slice(1255, 1320)):
        assert (left & ink)[rows].sum() > 0.98 * ink[rows].sum()
        assert (left & ~ink)[rows].sum() < 0.01 * ink[rows].sum()
    assert not left[1040:1120, 110:600].any()      # the stamp's own words are gone


@pytest.mark.parametrize("columns", [2, 4])
def test_ruled_table_is_no_stamp(columns: int) -> None:
    import cv2

    page = text_page(3)
    for row in range(5):
        cv2.line(page, (350, 900 + 200 * row), (2150, 900 + 200 * row), 0, 3)
    for column in range(columns + 1):
        x = 350 + 1800 * column // columns
        cv2.line(page, (x, 900), (x, 1700), 0, 3)
    assert lift_marks(PageImage(page, 300)).marks == ()


def test_signature_is_lifted_and_the_name_below_stays() -> None:
    import cv2

    page = text_page(3)
    points = [(1500, 1200), (1700, 1010), (1750, 1190), (1850, 1050), (1900, 1150), (2250, 1020)]
    cv2.polylines(page, [np.array(points, np.int32)], isClosed=False, color=0, thickness=6)
    write(page, "Tran Hoang Tuan", 1500, 1350)
    lifted = lift_marks(PageImage(page, 300))
    assert kinds(lifted.marks) == ["pen"]
    assert (lifted.image.pixels[1000:1210, 1480:2260] < 128).sum() < 5
    assert (lifted.image.pixels[1290:1360] < 128).sum() == (page[1290:1360] < 128).sum()


def test_writing_in_a_stamp_beside_the_text_goes_to_the_stamp() -> None:
    seal = Mark(kind=MarkKind.SEAL, bbox=Bbox(0, 300, 200, 600), colour="red")
    lifted = Lifted(image=PageImage(white_page(), 300), marks=(seal,), layer=None, height=3000)
    words = (Word(text="19/4", bbox=Bbox(50, 400, 130, 430)),
             Word(text="của", bbox=Bbox(240, 400, 300, 430)),
             Word(text="Ủy", bbox=Bbox(310, 400, 360, 430)))  # fmt: skip
    glued = line("19/4 của Ủy", Bbox(50, 400, 360, 430), words)
    text = long_lines()
    alone = line("901/0", Bbox(20, 500, 130, 530))
    result = sort_lines((glued, alone, *text), lifted, page=1)
    assert [one.text for one in result.lines] == ["của Ủy", *(one.text for one in text)]
    assert [stamp.text for stamp in result.stamps] == [("19/4", "901/0")]


def test_jotted_date_is_no_text_but_a_name_under_a_signature_is() -> None:
    pens = tuple(
        Mark(kind=MarkKind.PEN, bbox=Bbox(300, y, 700, y + 100), colour="blue", lifted=False)
        for y in (60, 2000)
    )
    lifted = Lifted(image=PageImage(white_page(), 300), marks=pens, layer=None, height=3000)
    jotted = line("7/2021", Bbox(320, 80, 490, 144))
    name = line("Hồ Thị Cẩm Đào", Bbox(310, 2010, 690, 2090))
    text = long_lines()
    result = sort_lines((jotted, *text, name), lifted, page=1)
    assert [one.text for one in result.lines] == [*(one.text for one in text), name.text]
    assert ("7/2021", "handwriting") in [(one.text, one.reason) for one in result.unplaced]


def test_name_under_a_seal_stays_in_the_text() -> None:
    seal = Mark(kind=MarkKind.SEAL, bbox=Bbox(800, 1200, 1200, 1600), colour="red")
    lifted = Lifted(image=PageImage(white_page(), 300), marks=(seal,), layer=None, height=3000)
    text = long_lines()
    name = line("PHÓ CHỦ TỊCH", Bbox(850, 1250, 1150, 1280))
    assert name in sort_lines((*text, name), lifted, page=1).lines


@pytest.mark.parametrize(("seal", "taken"), [
    (Bbox(1500, 1200, 1900, 1600), False),     # over a signature, right of a long list
    (Bbox(2300, 1200, 2480, 1600), True),      # half a seal across two sheets
])
def test_print_under_a_seal_right_of_the_text_stays(seal: Bbox, taken: bool) -> None:
    mark = Mark(kind=MarkKind.SEAL, bbox=seal, colour="red")
    lifted = Lifted(image=PageImage(white_page(), 300), marks=(mark,), layer=None, height=3000)
    text = long_lines()
    post = line("THỦ TƯỚNG", Bbox(seal.x0 + 20, 1250, seal.x1 - 20, 1280))
    result = sort_lines((*text, post), lifted, page=1)
    assert (post not in result.lines) == taken
    assert [stamp.text for stamp in result.stamps] == [("THỦ TƯỚNG",) if taken else ()]


def long_lines() -> list[Line]:
    text = "Thực hiện Quyết định số 12/2024/QĐ-UBND ngày 05 tháng 3"
    return [line(text, Bbox(240, y, 1500, y + 30)) for y in range(600, 1000, 50)]


def line(text: str, bbox: Bbox, words: tuple[Word, ...] = ()) -> Line:
    return Line(text=text, raw_text=text, bbox=bbox, words=words, confidence=0.9)


def test_pen_over_print_is_lifted_and_the_print_stays() -> None:
    text = text_page(3)
    page = in_colour(text)
    blue = white_page()
    write(blue, "12/7/2021", 600, 480)      # across the second line
    page[(blue < 128) & (text > 128)] = (40, 60, 170)
    lifted = lift_marks(PageImage(page, 300))
    assert [(mark.kind, mark.lifted) for mark in lifted.marks] == [(MarkKind.PEN, True)]
    ink, left = text < 100, lifted.image.pixels[:3508] < 140
    assert (ink & left).sum() > 0.95 * ink.sum()
    assert (left & ~ink).sum() < 0.05 * ink.sum()


def slanted_stamp(page: np.ndarray, degrees: float) -> np.ndarray:
    """A red stamp box of 50 x 30 mm with letters, pressed at a slant."""
    import cv2

    stamp = white_page()
    cv2.rectangle(stamp, (1000, 1500), (1590, 1850), 0, 8)
    write(stamp, "CONG VAN DEN", 1040, 1600)
    matrix = cv2.getRotationMatrix2D((1300, 1700), degrees, 1.0)
    turned = cv2.warpAffine(stamp, matrix, (page.shape[1], page.shape[0]), borderValue=(255,))
    result = in_colour(page)
    result[(turned < 128) & (page > 128)] = (200, 40, 50)
    return result


@pytest.mark.parametrize("degrees", [0.0, 4.0, -8.0])
def test_coloured_stamp_pressed_at_a_slant_is_a_frame(degrees: float) -> None:
    lifted = lift_marks(PageImage(slanted_stamp(text_page(3), degrees), 300))
    assert kinds(lifted.marks) == ["frame"]
    assert lifted.marks[0].strip is not None


@pytest.mark.parametrize("shift", [(0, 0), (1, 0), (0, 1), (1, 2), (2, 1)])
def test_thin_frame_of_a_mark_of_urgency_is_a_frame(shift: tuple[int, int]) -> None:
    # KHẨN, MẬT: 20 x 8 mm (NĐ 30/2020, Phụ lục I), with a rule of 1 pt
    import cv2

    x, y = 600 + shift[0], 640 + shift[1]
    red = white_page()
    cv2.rectangle(red, (x, y), (x + 236, y + 94), 0, 4)
    write(red, "KHAN", x + 40, y + 70)
    page = in_colour(text_page(3))
    page[red < 128] = (208, 32, 48)
    assert kinds(lift_marks(PageImage(page, 300)).marks) == ["frame"]


def test_stamps_that_touch_are_lifted_together() -> None:
    import cv2

    page = text_page(24)
    sealed = slanted_stamp(page, 0.0)
    ring = np.full_like(sealed, 255)
    for middle in ((1700, 1700), (2000, 1800)):
        cv2.circle(ring, middle, 215, (220, 30, 40), 16)
        cv2.circle(ring, middle, 140, (220, 30, 40), 6)
    sealed = np.where(page[..., None] < 128, sealed, np.minimum(sealed, ring))
    left = lift_marks(PageImage(sealed, 300)).image.pixels[:3508] < 140
    ink = page < 100
    assert (ink & left).sum() > 0.95 * ink.sum()
    assert (left & ~ink).sum() < 0.05 * ink.sum()


def crossing_frames(*boxes: tuple[int, int, int, int], degrees: float = 0.0) -> np.ndarray:
    """Red boxes `(x0, y0, x1, y1)` of 4 pixels with letters, each written in the free part."""
    import cv2

    red = white_page()
    for x0, y0, x1, y1 in boxes:
        cv2.rectangle(red, (x0, y0), (x1, y1), 0, 5)
        write(red, "KHAN" if x1 - x0 < 300 else "DEN", x0 + 40, y0 + 70)
    turn = cv2.getRotationMatrix2D((700, 700), degrees, 1.0)
    return cv2.warpAffine(red, turn, (red.shape[1], red.shape[0]), borderValue=(255,))


@pytest.mark.parametrize("degrees", [0.0, 1.5, -1.5])
@pytest.mark.parametrize(
    "mark", [(680, 760, 916, 854), (820, 880, 1056, 974), (250, 700, 486, 794)])
def test_mark_of_urgency_over_a_stamp_is_a_frame_of_its_own(
    mark: tuple[int, int, int, int], degrees: float
) -> None:
    text = text_page(3)
    page = in_colour(text)
    red = crossing_frames((350, 560, 850, 900), mark, degrees=degrees)
    page[(red < 128) & (text > 128)] = (208, 32, 48)
    lifted = lift_marks(PageImage(page, 300))
    assert kinds(lifted.marks) == ["frame", "frame"]
    small = min(lifted.marks, key=lambda one: one.bbox.width)
    assert abs(small.bbox.width - 236) < 30
    assert all(one.strip is not None for one in lifted.marks)
    # of the larger stamp's copy, the part under the smaller one is blank
    large = max(lifted.marks, key=lambda one: one.bbox.width)
    part = large.bbox.overlap(small.bbox)
    assert part > 0
    copy = large.strip
    assert copy is not None
    x = max(small.bbox.x0, large.bbox.x0) - large.bbox.x0 + copy.x0
    y = max(small.bbox.y0, large.bbox.y0) - large.bbox.y0 + copy.y0
    width = min(small.bbox.x1, large.bbox.x1) - max(small.bbox.x0, large.bbox.x0)
    assert (lifted.image.pixels[y : y + part // width, x : x + width] == 255).all()
    ink, left = text < 100, lifted.image.pixels[:3508] < 140
    assert (ink & left).sum() > 0.95 * ink.sum()
    assert (left & ~ink).sum() < 0.05 * ink.sum()


@pytest.mark.parametrize("boxes", [
    # a table in red: cells share their rules
    ((350, 560, 600, 760), (600, 560, 850, 760), (350, 760, 600, 960), (600, 760, 850, 960)),
    # a stamp with a double rule, and one with a box in it
    ((350, 560, 850, 900), (362, 572, 838, 888)),
    ((350, 560, 850, 900), (350, 760, 600, 900)),
])
def test_boxes_that_do_not_cross_stay_one_frame(
    boxes: tuple[tuple[int, int, int, int], ...]
) -> None:
    page = in_colour(text_page(3))
    page[crossing_frames(*boxes) < 128] = (208, 32, 48)
    assert kinds(lift_marks(PageImage(page, 300)).marks) == ["frame"]


def test_seal_over_the_rule_of_a_stamp_is_not_cut() -> None:
    import cv2

    page = in_colour(text_page(3))
    red = crossing_frames((350, 560, 850, 900))
    cv2.circle(red, (850, 760), 200, 0, 12)
    page[red < 128] = (208, 32, 48)
    found = kinds(lift_marks(PageImage(page, 300)).marks)
    assert "seal" in found
    assert "frame" not in found


def test_seal_in_pale_thin_ink_is_lifted() -> None:
    import cv2

    page = text_page(8)
    sealed = in_colour(page)
    ring = np.full_like(sealed, 255)
    for radius in (215, 205, 150):
        cv2.circle(ring, (1200, 700), radius, (215, 130, 140), 3)
    for angle in range(0, 360, 12):
        x, y = 1200 + 178 * np.cos(np.radians(angle)), 700 + 178 * np.sin(np.radians(angle))
        colour = (215, 90, 100) if angle % 24 else (215, 40, 60)
        cv2.circle(ring, (int(x), int(y)), 14, colour, 4)
    lifted = lift_marks(PageImage(np.minimum(sealed, ring), 300))
    assert kinds(lifted.marks) == ["seal"]
    ink, left = page < 100, lifted.image.pixels[:3508] < 140
    assert (ink & left).sum() > 0.97 * ink.sum()
    assert (left & ~ink).sum() < 0.05 * ink.sum()


def test_reddish_fringes_of_print_are_no_seal() -> None:
    page = in_colour(text_page(24))
    page[..., 0] = np.roll(page[..., 0], 2, axis=1)      # a scanner's channels out of step
    assert "seal" not in kinds(lift_marks(PageImage(page, 300)).marks)
