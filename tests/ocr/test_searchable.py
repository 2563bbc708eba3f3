"""Searchable PDFs: words on their print, pages as they were."""

from __future__ import annotations

import io
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from ocr.errors import InputError
from ocr.model import Bbox, Line, Page, PageStatus, TextSource, Word, Zone
from ocr.page_image import PageImage
from ocr.searchable import About, write_pdf
from ocr.source import open_source
from ocr.source.sniff import identify
from ocr.upright import MESH, Turning, Upright
from tests.ocr.source import making

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pikepdf import Pdf
    from pypdfium2 import PdfDocument

BLOCK = (300, 400, 420, 440)         # a black word on the displayed page, x0 y0 x1 y1


def displayed_page() -> NDArray[np.uint8]:
    """An A4 page at 100 dpi with one black block."""
    pixels = np.full((1169, 827), 255, np.uint8)
    x0, y0, x1, y1 = BLOCK
    pixels[y0:y1, x0:x1] = 0
    return pixels


def page_with(text: str, box: Bbox | None, **more: Any) -> Page:
    words = (Word(text=text, bbox=box),)
    return Page(number=1, lines=(Line(text=text, raw_text=text, words=words, bbox=box),), **more)


def searchable(path: Path, *pages: Page, **about: Any) -> bytes:
    return write_pdf(path, pages, About(sha256=identify(path, "")[1], **about))


def opened(pdf: bytes | Path) -> Pdf:
    import pikepdf

    return pikepdf.open(pdf if isinstance(pdf, Path) else io.BytesIO(pdf))


def shown(pdf: bytes | Path) -> PdfDocument:
    import pypdfium2

    return pypdfium2.PdfDocument(pdf)


def words_of(pdf: bytes, number: int = 1) -> list[dict[str, Any]]:
    import pdfplumber

    with pdfplumber.open(io.BytesIO(pdf)) as document:
        return list(document.pages[number - 1].extract_words())


def picture_of(pdf: bytes | Path, number: int = 1, scale: float = 1.0) -> NDArray[np.uint8]:
    with closing(shown(pdf)) as document, closing(document[number - 1]) as page:
        bitmap = page.render(scale=scale)
        pixels: NDArray[np.uint8] = np.array(bitmap.to_numpy())
        bitmap.close()
    return pixels


def as_read(displayed: NDArray[np.uint8], turning: Turning) -> Page:
    """What the reader makes of the displayed page: the block's box on the upright image."""
    upright = turning.apply(PageImage(displayed, 100))
    rows, columns = np.nonzero(upright.image.pixels < 128)
    box = Bbox(int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1)
    return page_with("Ủy", box, width=upright.image.width, height=upright.image.height, dpi=100,
                     rotation=upright.rotation, skew=upright.skew)


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("turning", [
    Turning(), Turning(rotation=90), Turning(rotation=180), Turning(rotation=270),
    Turning(degrees=1.2), Turning(rotation=90, degrees=-0.8), Turning(degrees=7.0),
])
def test_word_lies_on_its_print(tmp_path: Path, rotate: int, turning: Turning) -> None:
    displayed = displayed_page()
    file = making.Pdf()
    # stored so that turning it clockwise for display shows it upright
    stored = np.ascontiguousarray(np.rot90(displayed, rotate // 90))
    size = (842, 595) if rotate % 180 else (595, 842)
    file.scan_page(stored, extra=b"/Rotate %d" % rotate, size=size)
    path = making.write(tmp_path, "scan.pdf", file.save())
    made = searchable(path, as_read(displayed, turning))
    assert middle_of(made, "Ủy") == pytest.approx(
        ((BLOCK[0] + BLOCK[2]) / 2 * 595 / 827, (BLOCK[1] + BLOCK[3]) / 2 * 595 / 827), abs=1.5)


def middle_of(pdf: bytes, text: str) -> tuple[float, float]:
    """Middle of the only word of page 1, in points of the displayed page from its top left."""
    with closing(shown(pdf)) as document, closing(document[0]) as page, \
            closing(page.get_textpage()) as found:
        assert found.get_text_range() == text
        boxes = [found.get_charbox(index) for index in range(len(text))]
        x0, y0, x1, y1 = _displayed(boxes, page.get_rotation(), page.get_size())
    return (x0 + x1) / 2, (y0 + y1) / 2


def _displayed(
    boxes: list[tuple[float, float, float, float]], rotation: int, size: tuple[float, float]
) -> tuple[float, float, float, float]:
    """Boxes of characters (left, bottom, right, top of the unturned page) as displayed."""
    width, height = size
    points = [(x, y) for x0, y0, x1, y1 in boxes for x, y in ((x0, y0), (x1, y1))]
    turned = {
        0: [(x, height - y) for x, y in points], 90: [(y, x) for x, y in points],
        180: [(width - x, y) for x, y in points],
        270: [(width - y, height - x) for x, y in points],
    }[rotation]
    xs, ys = zip(*turned, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


@pytest.mark.parametrize("crop", [(0, 0, 595, 842), (60, 80, 500, 700), (500, 700, 60, 80)])
def test_word_lies_on_its_print_where_the_boxes_are_inherited(
    tmp_path: Path, crop: tuple[int, ...]
) -> None:
    from pikepdf import Array

    file = making.Pdf()
    file.scan_page(displayed_page())
    path = tmp_path / "scan.pdf"
    with opened(file.save()) as pdf:
        above, page = pdf.Root.Pages, pdf.pages[0].obj
        above["/MediaBox"], above["/CropBox"] = page["/MediaBox"], Array(crop)
        del page["/MediaBox"]
        pdf.save(path)
    with open_source(path) as source:
        image = source.page(1).image
    assert image is not None
    made = searchable(path, as_read(image.pixels, Turning()))
    hidden = 842 - abs(crop[3] - crop[1])       # `middle_of` counts from the top of what is shown
    assert middle_of(made, "Ủy") == pytest.approx(
        ((BLOCK[0] + BLOCK[2]) / 2 * 595 / 827, (BLOCK[1] + BLOCK[3]) / 2 * 595 / 827 - hidden),
        abs=1.5)


def test_word_on_bent_paper_lies_on_its_print(tmp_path: Path) -> None:
    displayed = displayed_page()
    content = making.picture_bytes(displayed, "PNG", dpi=(100, 100))
    path = making.write(tmp_path, "scan.png", content)
    source = PageImage(displayed, 100)
    # the flat page shows everything 30 pixels higher at its left edge, at its right as it is
    y, x = np.mgrid[0:1169:MESH, 0:827:MESH].astype(np.float32)
    mesh = np.stack([x, y + 30 * (1 - x / 827)], axis=-1)
    flat = PageImage(np.zeros(((len(mesh) - 1) * MESH, (mesh.shape[1] - 1) * MESH), np.uint8), 100)
    kept = Upright(image=flat, mesh=mesh).mesh_on(source)
    left = round(30 * (1 - 360 / 827))
    box = Bbox(BLOCK[0], BLOCK[1] - left, BLOCK[2], BLOCK[3] - left)
    made = searchable(path, page_with(
        "Ủy", box, width=flat.width, height=flat.height, dpi=100, mesh=kept))
    assert middle_of(made, "Ủy") == pytest.approx((360 * 0.72, 420 * 0.72), abs=1)


def two_words(**more: Any) -> Page:
    words = (Word(text="Sở", bbox=Bbox(100, 100, 150, 130)),
             Word(text="Nội", bbox=Bbox(160, 100, 220, 130)),
             Word(text="vụ", bbox=Bbox(400, 100, 440, 130)))
    one = Line(text="Sở Nội vụ", raw_text="", words=words, bbox=Bbox(100, 100, 440, 130),
               baseline=(0.0, -6.0), x_size=30.0)
    other = Line(text="Điều", raw_text="", bbox=Bbox(100, 200, 180, 230),
                 words=(Word(text="Điê\u0300u", bbox=Bbox(100, 200, 180, 230)),))
    return replace(
        Page(number=1, width=827, height=1169, dpi=100, lines=(one, other)), **more)


def scan(tmp_path: Path, count: int = 1, **options: Any) -> Path:
    file = making.Pdf()
    for _ in range(count):
        file.scan_page(making.writing(), **options)
    return making.write(tmp_path, "scan.pdf", file.save())


def test_text_is_composed_and_in_order_with_spaces(tmp_path: Path) -> None:
    made = searchable(scan(tmp_path), two_words())
    assert [word["text"] for word in words_of(made)] == ["Sở", "Nội", "vụ", "Điều"]
    with closing(shown(made)) as document, \
            closing(document[0].get_textpage()) as text:
        assert text.get_text_range().split() == ["Sở", "Nội", "vụ", "Điều"]


@pytest.mark.parametrize(("degrees", "level"), [(0.2, False), (3.0, True), (-8.0, True),
                                                (25.0, False)])
def test_word_on_a_page_scanned_aslant_has_one_baseline(
    tmp_path: Path, degrees: float, level: bool
) -> None:
    # Poppler parts a word whose letters stand at different heights
    page = two_words(skew=degrees)
    with opened(searchable(scan(tmp_path), page)) as pdf:
        content = pdf.pages[0].Contents[0].read_bytes().decode("ascii")
    matrices = [line.split()[-6:-2] for line in content.split(" Tm")[:-1]]
    assert len(matrices) == 4
    assert all((matrix == ["1", "0", "0", "1"]) is level for matrix in matrices)


def test_picture_and_its_bytes_stay(tmp_path: Path) -> None:
    path = scan(tmp_path, 2)
    made = searchable(path, two_words(), two_words(number=2))
    for number in (1, 2):
        assert np.array_equal(picture_of(path, number), picture_of(made, number))
    with opened(path) as before, opened(made) as after:
        for one, other in zip(before.pages, after.pages, strict=True):
            kept = one.Resources.XObject["/Im0"], other.Resources.XObject["/Im0"]
            assert kept[0].read_raw_bytes() == kept[1].read_raw_bytes()
            assert one.MediaBox == other.MediaBox


def test_same_input_gives_same_bytes(tmp_path: Path) -> None:
    path = scan(tmp_path)
    facts = {"title": "Quyết định", "number": "12/QĐ-UBND", "bookmarks": ((1, "Điều 1.", 1),)}
    assert searchable(path, two_words(), **facts) == searchable(path, two_words(), **facts)


def test_title_number_and_bookmarks_are_in_the_file(tmp_path: Path) -> None:
    made = searchable(
        scan(tmp_path, 2), two_words(), two_words(number=2), title="Quyết định về đất đai",
        number="12/QĐ-UBND", date="2024-03-05", agency="UBND TỈNH",
        bookmarks=((1, "QUYẾT ĐỊNH", 1), (2, "Điều 1. Phạm vi", 2), (2, "Điều 2. Đối tượng", 2)))
    with opened(made) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Quyết định về đất đai"
        facts = pdf.open_metadata()
        assert facts["dc:identifier"] == "12/QĐ-UBND"
        assert list(facts["dc:date"]) == ["2024-03-05"]
        with pdf.open_outline() as outline:
            root = outline.root
            assert [item.title for item in root] == ["QUYẾT ĐỊNH"]
            assert [item.title for item in root[0].children] == [
                "Điều 1. Phạm vi", "Điều 2. Đối tượng"]


def test_failed_and_blank_pages_stay(tmp_path: Path) -> None:
    path = scan(tmp_path, 3)
    made = searchable(path, Page(number=1, status=PageStatus.FAILED), two_words(number=2),
                      Page(number=3, width=827, height=1169, dpi=100, status=PageStatus.BLANK))
    assert [len(words_of(made, number)) for number in (1, 2, 3)] == [0, 4, 0]
    assert np.array_equal(picture_of(path, 1), picture_of(made, 1))


def test_only_wanted_pages_are_in_the_file(tmp_path: Path) -> None:
    file = making.Pdf()
    for size in ((595, 842), (500, 700), (400, 600)):
        file.scan_page(making.writing(), size=size)
    path = making.write(tmp_path, "scan.pdf", file.save())
    made = searchable(path, two_words(number=2))
    with opened(made) as pdf:
        assert [page.MediaBox[2] for page in pdf.pages] == [500]
    assert len(words_of(made)) == 4
    made = searchable(path, two_words(number=3), Page(number=1, width=1, height=1, dpi=1))
    assert [len(words_of(made, number)) for number in (1, 2)] == [0, 4]


def test_page_with_a_good_text_layer_stays_as_it_is(tmp_path: Path) -> None:
    path = scan(tmp_path, over=b"BT /F0 12 Tf 100 700 Td (Decree) Tj ET")
    made = searchable(path, two_words(text_source=TextSource.TEXT_LAYER))
    with opened(path) as before, opened(made) as after:
        contents = [pdf.pages[0].Contents.read_bytes() for pdf in (before, after)]
    assert contents[0] == contents[1]


def file_with_old_text(tmp_path: Path, over: bytes, **more: Any) -> Path:
    file = making.Pdf()
    font = file.font()
    file.scan_page(making.writing(), over=over, fonts=b"/Font << /F0 %d 0 R >>" % font, **more)
    return making.write(tmp_path, "old.pdf", file.save())


OLD = "invisible OCR layer of another program"


def test_old_invisible_text_is_taken_out(tmp_path: Path) -> None:
    path = file_with_old_text(tmp_path, b"BT 3 Tr /F0 12 Tf 100 700 Td (C0NG) Tj T* (H0A) ' ET")
    made = searchable(path, two_words(text_layer=OLD))
    assert [word["text"] for word in words_of(made)] == ["Sở", "Nội", "vụ", "Điều"]
    assert np.array_equal(picture_of(path), picture_of(made))


def test_old_text_that_is_seen_stays(tmp_path: Path) -> None:
    path = file_with_old_text(tmp_path, b"BT /F0 12 Tf 100 700 Td (Seen) Tj ET q BT 3 Tr "
                                        b"/F0 12 Tf 100 600 Td (Unseen) Tj ET Q")
    made = searchable(path, two_words(text_layer=OLD))
    assert sorted(word["text"] for word in words_of(made)) == sorted(
        ["Seen", "Sở", "Nội", "vụ", "Điều"])
    assert np.array_equal(picture_of(path), picture_of(made))


def test_old_invisible_text_in_a_form_is_taken_out(tmp_path: Path) -> None:
    file = making.Pdf()
    font = file.font()
    form = file.stream(
        b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] "
        b"/Resources << /Font << /F0 %d 0 R >> >>" % font,
        b"BT 3 Tr /F0 12 Tf 100 700 Td (C0NG) Tj ET")
    file.page(b"/Fm0 Do", resources=b"/XObject << /Fm0 %d 0 R >>" % form)
    path = making.write(tmp_path, "form.pdf", file.save())
    made = searchable(path, two_words(text_layer=OLD))
    assert [word["text"] for word in words_of(made)] == ["Sở", "Nội", "vụ", "Điều"]


def test_word_that_the_file_shows_as_text_is_not_found_twice(tmp_path: Path) -> None:
    # 30 pixels at 100 dpi are the 12 points of this font and some more
    path = file_with_old_text(tmp_path, b"BT /F0 12 Tf 74 755 Td (Seen) Tj ET")
    box = Bbox(90, 100, 160, 130)
    page = page_with("Seen", box, width=827, height=1169, dpi=100,
                     text_layer="a picture with writing covers 33 % of the page")
    assert [word["text"] for word in words_of(searchable(path, page))] == ["Seen"]
    other = page_with("Other", box, width=827, height=1169, dpi=100, text_layer=page.text_layer)
    assert len(words_of(searchable(path, other))) == 2


@pytest.mark.parametrize("over", [
    b"BT 3 Tr /F0 12 Tf 100 700 Td (C0NG Tj", b"/Fm9 Do BT /F9 12 Tf (a) Tj ET",
    b"q q q BT 3 Tr (a) Tj", b"Q Q Q BT 3 Tr /F0 12 Tf 100 700 Td (C0NG) Tj ET", b"<< /A [ ",
    b"3 Tr BI /W 1 /H 1 /BPC 8 /CS /G ID \x00 EI (a) Tj Tj",
])
def test_content_that_breaks_its_rules_keeps_its_look(tmp_path: Path, over: bytes) -> None:
    path = file_with_old_text(tmp_path, over)
    made = searchable(path, two_words(text_layer=OLD))
    assert np.array_equal(picture_of(path), picture_of(made))
    assert {"Sở", "Nội", "vụ", "Điều"} <= {word["text"] for word in words_of(made)}


def test_signature_that_a_field_shows_is_not_written_under_it(tmp_path: Path) -> None:
    file = making.Pdf()
    font = file.font()
    field = file.signature((400, 700, 560, 780), b"BT /F0 9 Tf 2 40 Td (Ky boi) Tj ET", font)
    file.scan_page(making.writing(), extra=b"/Annots [%d 0 R]" % field)
    path = making.write(tmp_path, "signed.pdf", file.save())
    box = Bbox(560, 95, 770, 190)                # the field at 100 dpi
    shown = page_with("Ký", box, width=827, height=1169, dpi=100)
    stamp = replace(shown, lines=(replace(shown.lines[0], zone=Zone.STAMP),))
    assert words_of(searchable(path, stamp)) == []
    # print under the field stays
    assert [word["text"] for word in words_of(searchable(path, shown))] == ["Ký"]


# ---------------------------------------------------------------- pictures

def colourful() -> NDArray[np.uint8]:
    pixels = np.dstack([making.writing()] * 3)
    pixels[:200, :300] = (200, 30, 60)
    return pixels


PICTURES: dict[str, tuple[Any, str, dict[str, Any]]] = {
    "grey.png": (making.writing(), "PNG", {}), "colour.png": (colourful(), "PNG", {}),
    "grey.jpg": (making.writing(), "JPEG", {}), "colour.jpg": (colourful(), "JPEG", {}),
    "lossless.webp": (colourful(), "WEBP", {"lossless": True}),
    "lzw.tif": (colourful(), "TIFF", {"compression": "tiff_lzw"}),
    "deep.png": (making.writing().astype(np.uint16) * 257, "PNG", {}),
    "bilevel.tif": (making.writing() > 128, "TIFF", {"compression": "group4"}),
    "bilevel.png": (making.writing() > 128, "PNG", {}),
    "colour.jp2": (colourful(), "JPEG2000", {"irreversible": False}),
}


@pytest.mark.parametrize("name", PICTURES)
def test_picture_goes_in_without_loss(tmp_path: Path, name: str) -> None:
    pixels, kind, options = PICTURES[name]
    path = making.write(
        tmp_path, name, making.picture_bytes(pixels, kind, dpi=(72, 72), **options))
    made = searchable(path, two_words())
    with Image.open(path) as image:
        deep = image.mode.startswith("I")
        wanted = np.asarray(image.convert("RGB")) if not deep else np.dstack(
            [np.asarray(image) // 257] * 3)
    with opened(made) as pdf:
        width = float(pdf.pages[0].MediaBox[2])
    found = picture_of(made, scale=wanted.shape[1] / width * 0.99999)
    assert found.shape[:2] == wanted.shape[:2]
    # decoders of lossy pictures may round otherwise
    allowed = 3 if kind == "JPEG" else 0
    channels = found if found.ndim == 3 else np.dstack([found] * 3)
    assert np.abs(channels[:, :, ::-1].astype(int) - wanted.astype(int)).max() <= allowed
    assert [word["text"] for word in words_of(made)] == ["Sở", "Nội", "vụ", "Điều"]


@pytest.mark.parametrize(("name", "kind", "filter"), [
    ("a.jpg", "JPEG", "/DCTDecode"), ("a.jp2", "JPEG2000", "/JPXDecode")])
def test_jpeg_streams_are_those_of_the_file(
    tmp_path: Path, name: str, kind: str, filter: str
) -> None:
    path = making.write(tmp_path, name, making.picture_bytes(colourful(), kind))
    with opened(searchable(path, two_words())) as pdf:
        image = pdf.pages[0].Resources.XObject["/Im0"]
        assert image.Filter == filter
        assert image.read_raw_bytes() == path.read_bytes()


def test_page_is_as_large_as_the_scan(tmp_path: Path) -> None:
    path = making.write(
        tmp_path, "a.png", making.picture_bytes(making.writing(), "PNG", dpi=(200, 200)))
    with opened(searchable(path, two_words())) as pdf:
        assert [float(n) for n in pdf.pages[0].MediaBox] == pytest.approx(
            [0, 0, 827 * 0.36, 1169 * 0.36], abs=0.01)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_photo_stands_as_its_camera_says(tmp_path: Path, orientation: int) -> None:
    pixels = np.full((300, 200, 3), 255, np.uint8)
    pixels[20:60, 30:150] = 0
    exif = Image.Exif()
    exif[0x0112] = orientation
    content = making.picture_bytes(pixels, "JPEG", dpi=(50, 50), exif=exif, quality=95)
    path = making.write(tmp_path, "a.jpg", content)
    with open_source(path) as source:
        image = source.page(1).image
    assert image is not None
    box = Bbox(10, 10, image.width - 10, 60)
    page = page_with("Ủy", box, width=image.width, height=image.height, dpi=image.dpi)
    drawn = picture_of(searchable(path, page))
    grey = drawn if drawn.ndim == 2 else drawn[:, :, 0]
    small = np.asarray(Image.fromarray(image.pixels).resize(grey.shape[::-1]))
    assert np.mean(np.abs(grey.astype(int) - small.astype(int))) < 4


def test_transparent_picture_stays_transparent(tmp_path: Path) -> None:
    pixels = np.dstack([colourful(), np.full((1169, 827), 255, np.uint8)])
    pixels[500:, :, 3] = 0
    path = making.write(tmp_path, "a.png", making.picture_bytes(pixels, "PNG", dpi=(72, 72)))
    found = picture_of(searchable(path, two_words()))
    assert found[600:].min() == 255
    assert np.array_equal(found[:499, :, ::-1], pixels[:499, :, :3])


def test_tiff_of_several_pages_keeps_a_damaged_one_as_an_empty_page(tmp_path: Path) -> None:
    content = making.tiff_bytes([making.writing()] * 3, compression="tiff_lzw", dpi=(100, 100))
    with Image.open(io.BytesIO(content)) as image:
        image.seek(1)
        start = image.tag_v2[273][0]             # type: ignore[attr-defined] # of a TIFF
    broken = content[:start] + b"\xff" * 4000 + content[start + 4000:]
    path = making.write(tmp_path, "a.tif", broken)
    made = searchable(path, two_words(), Page(number=2, status=PageStatus.FAILED),
                      two_words(number=3))
    assert [len(words_of(made, number)) for number in (1, 2, 3)] == [4, 0, 4]


def test_another_file_of_that_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="has changed since"):
        write_pdf(scan(tmp_path), [two_words()], About(sha256="0" * 64))
