"""PDF pages: resolution, what is drawn, which text layers are trusted."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from ocr.model import StampKind
from ocr.source import SourcePage, open_source
from tests.ocr.source import making

ROOT = Path(__file__).parent.parent.parent.parent

LINES = [
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;",
    "Điều 1. Phê duyệt kế hoạch phát triển kinh tế - xã hội (đợt 2).",
]


def load(content: bytes, folder: Path, number: int = 1) -> SourcePage:
    with open_source(making.write(folder, "a.pdf", content)) as source:
        return source.page(number)


def reason(page: SourcePage) -> str:
    assert page.text_layer is not None
    assert not page.text_layer.trusted
    assert page.text_layer.lines == ()
    return page.text_layer.reason


def test_scan_without_text_has_no_layer(tmp_path: Path) -> None:
    page = load(making.scan_pdf(), tmp_path)
    assert page.text_layer is None
    assert page.image is not None
    assert page.image.dpi == 300
    assert not page.image.is_color


@pytest.mark.parametrize(("width", "dpi", "expected"), [
    (827, 100, (2479, 300)), (1653, 200, (1653, 200)), (2479, 300, (2479, 300)),
    (4958, 600, (2479, 300)),
])
def test_scan_is_rendered_at_its_own_resolution(
    width: int, dpi: int, expected: tuple[int, int], tmp_path: Path
) -> None:
    pdf = making.Pdf()
    pdf.scan_page(making.writing(width, round(width * 842 / 595)))
    image = load(pdf.save(), tmp_path).image
    assert image is not None
    assert image.dpi == expected[1]
    assert abs(image.width - expected[0]) <= 2


def test_scan_in_its_own_pixels_is_not_resampled(tmp_path: Path) -> None:
    pixels = making.writing(2479, 3508)
    pdf = making.Pdf()
    pdf.scan_page(pixels)
    image = load(pdf.save(), tmp_path).image
    assert image is not None
    part = image.pixels[500:900, 500:900].astype(int) - pixels[500:900, 500:900]
    assert np.abs(part).mean() < 6


def test_good_text_layer_is_used_with_boxes(tmp_path: Path) -> None:
    page = load(making.typed_pdf(LINES), tmp_path)
    assert page.text_layer is not None
    assert page.text_layer.trusted, page.text_layer.reason
    assert [line.text for line in page.text_layer.lines] == LINES
    first = page.text_layer.lines[0]
    assert first.bbox is not None
    assert 295 <= first.bbox.x0 <= 305          # 72 points from the edge, 300 dpi
    assert first.x_size == pytest.approx(13 / 72 * 300 * 0.9, rel=0.02)
    assert first.bold is False
    assert [word.text for word in first.words] == LINES[0].split()


def test_bold_and_italic_come_from_the_font_name(tmp_path: Path) -> None:
    content = making.typed_pdf(LINES, name=b"ABCDEE+TimesNewRomanPS-BoldItalicMT")
    layer = load(content, tmp_path).text_layer
    assert layer is not None
    assert all(line.bold and line.italic for line in layer.lines)


def test_invisible_ocr_layer_is_not_trusted(tmp_path: Path) -> None:
    pdf = making.Pdf()
    font = pdf.font()
    pdf.scan_page(making.writing(), fonts=b"/Font << /F0 %d 0 R >>" % font,
                  over=making.text_content(["uv naN NUAN oAN ceNG HoA xA"], mode=3))
    page = load(pdf.save(), tmp_path)
    assert "invisible" in reason(page)
    assert page.image is not None


def test_text_under_a_scan_is_not_trusted(tmp_path: Path) -> None:
    pdf = making.Pdf()
    font = pdf.font()
    pixels = making.writing()
    image = pdf.image(making.picture_bytes(pixels, "JPEG"), pixels.shape[1], pixels.shape[0])
    pdf.page(making.text_content(["Cong hoa xa hoi"]) + b"q 595 0 0 842 0 0 cm /Im0 Do Q",
             resources=b"/XObject << /Im0 %d 0 R >> /Font << /F0 %d 0 R >>" % (image, font))
    assert "invisible" in reason(load(pdf.save(), tmp_path))


def test_running_head_typed_around_a_scan_does_not_stand_for_it(tmp_path: Path) -> None:
    pdf = making.Pdf()
    font = pdf.font()
    pixels = making.writing()
    image = pdf.image(making.picture_bytes(pixels, "JPEG"), pixels.shape[1], pixels.shape[0])
    pdf.page(making.text_content(["Cong bao so 12"], top=815)
             + b"q 450 0 0 650 70 100 cm /Im0 Do Q",
             resources=b"/XObject << /Im0 %d 0 R >> /Font << /F0 %d 0 R >>" % (image, font))
    assert "picture with writing" in reason(load(pdf.save(), tmp_path))


def test_blank_background_picture_leaves_text_trusted(tmp_path: Path) -> None:
    letters = "".join(sorted(set("".join(LINES)) - {" "}))
    pdf = making.Pdf()
    font = pdf.unicode_font(letters)
    paper = np.full((300, 200), 250, np.uint8)
    lines = [making.encoded(line, letters) for line in LINES]
    pdf.scan_page(paper, over=making.text_content(lines),
                  fonts=b"/Font << /F0 %d 0 R >>" % font)
    layer = load(pdf.save(), tmp_path).text_layer
    assert layer is not None
    assert layer.trusted, layer.reason


@pytest.mark.parametrize("name", [b"AARIQC+.VnTime", b"GDNPMG+VnTimeHBold", b"VNI-Times"])
def test_legacy_font_is_not_trusted(name: bytes, tmp_path: Path) -> None:
    lines = ["QuyÕt ®Þnh cña Thñ t−íng ChÝnh phñ vÒ viÖc söa ®æi"]
    page = load(making.typed_pdf(lines, name=name), tmp_path)
    assert "legacy encoding" in reason(page)
    assert page.image is not None


def signed_page(
    content: bytes, folder: Path, rect: tuple[float, float, float, float]
) -> SourcePage:
    pdf = making.Pdf()
    font = pdf.font()
    signature = pdf.signature(rect, content, font)
    pdf.scan_page(making.writing(1653, 2339), extra=b"/Annots [%d 0 R]" % signature)
    return load(pdf.save(), folder)


def test_digital_signature_is_a_stamp_and_not_on_the_picture(tmp_path: Path) -> None:
    shown = b"0 0 200 60 re f " + making.text_content(
        ["Email: a@tinh.gov.vn", "Date: 20.02.2025 07:26:22 +07:00"], size=8, left=4, top=40)
    page = signed_page(shown, tmp_path, (380, 775, 580, 835))
    assert page.text_layer is not None
    assert page.text_layer.reason == "holds only the digital signature"
    (stamp,) = page.stamps
    assert stamp.kind is StampKind.DIGITAL_SIGNATURE
    assert stamp.text == ("Email: a@tinh.gov.vn", "Date: 20.02.2025 07:26:22 +07:00")
    assert stamp.fields["time"] == "2025-02-20T07:26:22+07:00"
    assert stamp.fields["email"] == "a@tinh.gov.vn"
    assert stamp.fields["signer"] == "Nguyen Van A"
    assert stamp.bbox is not None
    assert page.image is not None
    box = stamp.bbox
    assert page.image.pixels[box.y0 + 5:box.y1 - 5, box.x0 + 5:box.x1 - 5].mean() > 240


def test_number_filled_in_by_signing_is_text_of_the_page(tmp_path: Path) -> None:
    letters = "".join(sorted(set("Số/QĐ-UBND:") - {" "}))
    pdf = making.Pdf()
    font, digits = pdf.unicode_font(letters), pdf.font()
    shown = making.text_content(["486"], size=13, left=0, top=4)
    signature = pdf.signature((96, 766, 120, 786), shown, digits)
    pdf.page(making.text_content([making.encoded("Số:", letters)])
             + making.text_content([making.encoded("/QĐ-UBND", letters)], left=125),
             resources=b"/Font << /F0 %d 0 R >>" % font, extra=b"/Annots [%d 0 R]" % signature)
    page = load(pdf.save(), tmp_path)
    assert page.stamps == ()
    assert page.text_layer is not None
    assert [line.text for line in page.text_layer.lines] == ["Số: 486 /QĐ-UBND"]
    assert page.image is not None
    gap = page.image.pixels[170:310, 400:500]
    assert gap.min() < 100                      # the digits are drawn


def test_signature_in_the_page_itself_is_no_body_text(tmp_path: Path) -> None:
    lines = ["Người ký: CỔNG THÔNG TIN ĐIỆN TỬ", "Email: thongtin@chinhphu.vn",
             "Thời gian ký: 05.03.2020 16:41:07 +07:00"]
    assert reason(load(making.typed_pdf(lines), tmp_path)) == "holds only the digital signature"


def test_typed_on_text_joins_the_layer_and_the_picture(tmp_path: Path) -> None:
    letters = "".join(sorted(set("".join(LINES)) - {" "}))
    pdf = making.Pdf()
    font, helvetica = pdf.unicode_font(letters), pdf.font()
    look = pdf.stream(
        b"/Type /XObject /Subtype /Form /BBox [0 0 200 20] "
        b"/Resources << /Font << /F0 %d 0 R >> >>" % helvetica,
        making.text_content(["typed on later"], left=2, top=5))
    note = pdf.add(b"<< /Type /Annot /Subtype /FreeText /F 4 /Rect [72 400 272 420] "
                   b"/Contents (typed on later) /AP << /N %d 0 R >> >>" % look)
    pdf.page(making.text_content([making.encoded(line, letters) for line in LINES]),
             resources=b"/Font << /F0 %d 0 R >>" % font, extra=b"/Annots [%d 0 R]" % note)
    page = load(pdf.save(), tmp_path)
    assert page.text_layer is not None
    assert [line.text for line in page.text_layer.lines] == [*LINES, "typed on later"]
    assert page.stamps == ()
    assert page.image is not None
    assert page.image.pixels[1750:1850, 300:600].min() < 100


def test_margin_text_is_kept_as_a_stamp(tmp_path: Path) -> None:
    letters = "".join(sorted(set("".join(LINES)) - {" "}))
    pdf = making.Pdf()
    font, helvetica = pdf.unicode_font(letters), pdf.font()
    upright = making.text_content([making.encoded(line, letters) for line in LINES * 3])
    strip = b"BT /F1 9 Tf 0 1 -1 0 30 300 Tm (www.luatvietnam.vn) Tj ET"
    pdf.page(upright + strip,
             resources=b"/Font << /F0 %d 0 R /F1 %d 0 R >>" % (font, helvetica))
    page = load(pdf.save(), tmp_path)
    assert page.text_layer is not None
    assert [line.text for line in page.text_layer.lines] == LINES * 3
    assert [stamp.text for stamp in page.stamps] == [("www.luatvietnam.vn",)]


def test_scan_with_cut_jpeg_is_a_failed_page_and_the_next_is_kept(tmp_path: Path) -> None:
    pixels = making.writing()
    whole = making.picture_bytes(pixels, "JPEG")
    pdf = making.Pdf()
    image = pdf.image(whole[:len(whole) // 2], pixels.shape[1], pixels.shape[0])
    pdf.page(b"q 595 0 0 842 0 0 cm /Im0 Do Q", resources=b"/XObject << /Im0 %d 0 R >>" % image)
    pdf.scan_page(pixels)
    with open_source(making.write(tmp_path, "a.pdf", pdf.save())) as source:
        first, second = source.pages()
    assert first.image is None
    assert "damaged" in (first.error or "")
    assert second.image is not None


def test_scan_that_is_white_paper_is_no_error(tmp_path: Path) -> None:
    pdf = making.Pdf()
    pdf.scan_page(np.full((1169, 827), 255, np.uint8))
    page = load(pdf.save(), tmp_path)
    assert page.image is not None
    assert page.image.pixels.min() > 250


def test_crop_box_shifts_boxes_with_the_picture(tmp_path: Path) -> None:
    letters = "".join(sorted(set(LINES[0]) - {" "}))
    pdf = making.Pdf()
    font = pdf.unicode_font(letters)
    pdf.page(making.text_content([making.encoded(LINES[0], letters)]),
             resources=b"/Font << /F0 %d 0 R >>" % font, extra=b"/CropBox [36 0 595 806]")
    page = load(pdf.save(), tmp_path)
    assert page.text_layer is not None
    box = page.text_layer.lines[0].bbox
    assert box is not None
    assert 145 <= box.x0 <= 155
    assert page.image is not None
    ys, xs = np.nonzero(page.image.pixels < 128)
    assert box.x0 - 8 <= xs.min() <= box.x0 + 30
    assert box.y0 <= ys.min() <= ys.max() <= box.y1


def test_turned_page_has_boxes_where_the_letters_are(tmp_path: Path) -> None:
    letters = "".join(sorted(set(LINES[0]) - {" "}))
    pdf = making.Pdf()
    font = pdf.unicode_font(letters)
    turned = b"0 1 -1 0 595 0 cm " + making.text_content(
        [making.encoded(LINES[0], letters)], top=500)
    pdf.page(turned, resources=b"/Font << /F0 %d 0 R >>" % font, extra=b"/Rotate 90")
    page = load(pdf.save(), tmp_path)
    assert page.image is not None
    assert page.image.width > page.image.height
    assert page.text_layer is not None
    (line,) = page.text_layer.lines
    assert line.bbox is not None
    ys, xs = np.nonzero(page.image.pixels < 128)
    assert line.bbox.x0 - 8 <= xs.min() <= line.bbox.x0 + 30
    assert line.bbox.y0 <= ys.min() <= ys.max() <= line.bbox.y1


def test_pages_come_in_the_order_asked(tmp_path: Path) -> None:
    with open_source(making.write(tmp_path, "a.pdf", making.scan_pdf(3))) as source:
        assert [page.number for page in source.pages((3, 1))] == [3, 1]
        assert [page.number for page in source.pages()] == [1, 2, 3]


_MEASURE = """
import sys
from ocr.source import open_source
from tests.peak import own_peak_mib
peaks = []
with open_source(sys.argv[1]) as source:
    for page in source.pages():
        assert page.image is not None, page.error
        peaks.append(own_peak_mib())
print(peaks[9], peaks[-1])
"""


def peak_memory(path: Path) -> tuple[int, int]:
    """MiB after ten pages and at the end, in a process of its own."""
    done = subprocess.run([sys.executable, "-c", _MEASURE, str(path)], cwd=ROOT,
                          capture_output=True, text=True, check=True)
    early, late = done.stdout.split()
    return int(early), int(late)


@pytest.mark.slow
def test_memory_is_flat_over_200_pages(tmp_path: Path) -> None:
    letters = "".join(sorted(set("".join(LINES)) - {" "}))
    pdf = making.Pdf()
    font = pdf.unicode_font(letters)
    content = making.text_content([making.encoded(line, letters) for line in LINES * 12])
    for number in range(200):
        if number % 2:
            pdf.scan_page(making.writing(1240, 1754))
        else:
            pdf.page(content, resources=b"/Font << /F0 %d 0 R >>" % font)
    early, late = peak_memory(making.write(tmp_path, "long.pdf", pdf.save()))
    assert late < 300
    assert late - early < 20


@pytest.mark.slow
def test_memory_is_flat_over_a_long_tiff(tmp_path: Path) -> None:
    pages = [making.writing(1240, 1754)] * 100
    content = making.tiff_bytes(pages, compression="tiff_lzw", dpi=(150, 150))
    early, late = peak_memory(making.write(tmp_path, "long.tif", content))
    assert late < 300
    assert late - early < 20
