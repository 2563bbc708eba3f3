"""Damaged and wrong files: one clear error each, other pages kept, nothing left behind."""

from __future__ import annotations

import io
import os
import resource
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from ocr.errors import ExitCode, InputError
from ocr.source import SourcePage, open_source
from ocr.source.decoder_output import decoder_output
from tests.ocr.source import making

if TYPE_CHECKING:
    from pathlib import Path

MIB = 1 << 20


def only_page(path: Path) -> SourcePage:
    with open_source(path) as source:
        assert source.page_count == 1
        return source.page(1)


def text_as_pdf() -> bytes:
    return "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n".encode()


WHOLE_FILE = {
    "empty": (b"", "empty"),
    "text_named_pdf": (text_as_pdf(), "plain text"),
    "binary_rubbish": (bytes(range(256)) * 8, "no document"),
    "truncated_pdf": (making.scan_pdf(3)[:-3000], "cut off"),
    "encrypted_pdf": (making.encrypted_pdf(), "password"),
    "pdf_without_pages": (making.Pdf().save(), "no pages"),
    "pdf_header_only": (b"%PDF-1.4\n%%EOF\n", "damaged"),
    "jpeg_header_only": (b"\xff\xd8\xff\xe0\x00\x10JFIF", "damaged"),
    "png_header_only": (b"\x89PNG\r\n\x1a\n", "damaged"),
    "tiff_header_only": (b"II*\x00\x08\x00\x00\x00", "damaged"),
}


@pytest.mark.parametrize("case", WHOLE_FILE)
def test_bad_file_is_refused_with_cause_and_remedy(case: str, tmp_path: Path) -> None:
    content, cause = WHOLE_FILE[case]
    path = making.write(tmp_path, "công văn.pdf", content)
    with pytest.raises(InputError) as caught:
        open_source(path)
    error = caught.value
    assert cause in error.cause.en
    assert error.exit_code is ExitCode.INPUT
    assert error.file == str(path)
    assert "\n" not in error.describe("en")
    assert error.describe("vi") != error.describe("en")
    assert list(tmp_path.iterdir()) == [path]


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        open_source(tmp_path / "không có.pdf")


def test_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="folder"):
        open_source(tmp_path)


def test_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "ống")
    with pytest.raises(InputError, match="ordinary file"):
        open_source(tmp_path / "ống")


def test_nul_in_name_is_refused() -> None:
    with pytest.raises(InputError):
        open_source("a\x00b.pdf")


def test_symlink_loop_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(InputError):
        open_source(tmp_path / "a")


def test_page_of_60000_pixels_fails_without_using_memory(tmp_path: Path) -> None:
    path = making.write(tmp_path, "bomb.png", making.huge_png())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    page = only_page(path)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert page.image is None
    assert page.error is not None
    assert "60000 x 60000" in page.error
    assert page.failure is not None
    assert (after - before) * 1024 < 50 * MIB


def test_pdf_page_of_200_inches_is_refused(tmp_path: Path) -> None:
    pdf = making.Pdf()
    pdf.page(b"", size=(14_400, 14_400))
    page = only_page(making.write(tmp_path, "map.pdf", pdf.save()))
    assert page.image is None
    assert "too large" in (page.error or "")


def test_pdf_poster_is_rendered_at_less_than_300_dpi(tmp_path: Path) -> None:
    pdf = making.Pdf()
    pdf.page(b"0 0 10 10 re f", size=(2384, 3370))
    page = only_page(making.write(tmp_path, "a0.pdf", pdf.save()))
    assert page.image is not None
    assert 100 < page.image.dpi < 300


def test_pdf_page_holding_a_bomb_fails_and_the_next_is_kept(tmp_path: Path) -> None:
    pdf = making.Pdf()
    image = pdf.stream(
        b"/Type /XObject /Subtype /Image /Width 60000 /Height 60000 /ColorSpace /DeviceGray "
        b"/BitsPerComponent 8 /Filter /FlateDecode", b"")
    pdf.page(b"595 0 0 842 0 0 cm /Im0 Do", resources=b"/XObject << /Im0 %d 0 R >>" % image)
    pdf.scan_page(making.writing())
    with open_source(making.write(tmp_path, "bomb.pdf", pdf.save())) as source:
        first, second = source.pages()
    assert "60000" in (first.error or "")
    assert second.image is not None


@pytest.mark.parametrize("size", [(1, 1), (1, 3000), (15, 15)])
def test_tiny_picture_is_a_failed_page(size: tuple[int, int], tmp_path: Path) -> None:
    pixels = np.zeros(size, np.uint8)
    page = only_page(making.write(tmp_path, "dot.png", making.picture_bytes(pixels, "PNG")))
    assert page.image is None
    assert "too small" in (page.error or "")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "JPEG2000", "TIFF"])
def test_picture_cut_in_half_is_a_failed_page(kind: str, tmp_path: Path) -> None:
    options = {"compression": "tiff_deflate"} if kind == "TIFF" else {}
    whole = making.picture_bytes(making.writing(), kind, **options)
    path = making.write(tmp_path, "half", whole[:len(whole) // 2])
    if kind in ("TIFF", "WEBP"):             # their index is checked on opening
        with pytest.raises(InputError, match="damaged"):
            open_source(path)
        return
    page = only_page(path)
    assert page.image is None
    assert "damaged" in (page.error or "")


def test_tiff_with_one_bad_frame_keeps_the_others(tmp_path: Path) -> None:
    frames = [making.writing() for _ in range(3)]
    whole = bytearray(making.tiff_bytes(frames, compression="tiff_deflate"))
    middle = len(whole) // 2
    whole[middle - 200:middle + 200] = b"\x55" * 400
    with open_source(making.write(tmp_path, "fax.tif", bytes(whole))) as source:
        pages = list(source.pages())
    assert [page.image is not None for page in pages] == [True, False, True]
    assert "damaged" in (pages[1].error or "")


def test_fax_with_damaged_lines_is_read_with_one_message(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with io.BytesIO() as stream:
        fax = Image.fromarray(making.writing()).convert("1")
        fax.save(stream, "TIFF", compression="group4")
        whole = bytearray(stream.getvalue())
    sound = only_page(making.write(tmp_path, "sound.tif", bytes(whole)))
    assert caplog.messages == []
    whole[300:500] = bytes(value ^ 0x5A for value in whole[300:500])
    page = only_page(making.write(tmp_path, "fax.tif", bytes(whole)))
    assert page.image is not None
    assert sound.image is not None
    assert page.image.pixels.shape == sound.image.pixels.shape
    (message,) = caplog.messages
    assert "fax.tif, page 1: Parts of the page are damaged and missing (Fax4Decode" in message
    assert "scan this page again" in message
    assert page.damage
    assert page.damage in message
    assert sound.damage is None
    assert capfd.readouterr().err == ""


def test_decoder_that_gives_up_prints_nothing(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    whole = bytearray(making.tiff_bytes([making.writing()], compression="tiff_lzw"))
    whole[300:500] = bytes(value ^ 0x5A for value in whole[300:500])
    page = only_page(making.write(tmp_path, "a.tif", bytes(whole)))
    assert "damaged" in (page.error or "")
    assert capfd.readouterr().err == ""


def test_stderr_is_there_again_after_an_error(capfd: pytest.CaptureFixture[str]) -> None:
    said: list[str] = []

    def broken() -> None:
        nonlocal said
        with decoder_output() as said:
            os.write(2, b"TIFFRead: broken\nFax4Decode: once more\n")
            raise ValueError("x")

    with pytest.raises(ValueError, match="x"):
        broken()
    assert said == ["TIFFRead: broken", "Fax4Decode: once more"]
    os.write(2, b"after")
    assert capfd.readouterr().err == "after"


def test_tiff_with_broken_chain_ends_with_a_failed_page(tmp_path: Path) -> None:
    whole = bytearray(making.tiff_bytes([making.writing()] * 2, compression="tiff_deflate"))
    first = int.from_bytes(whole[4:8], "little")
    count = int.from_bytes(whole[first:first + 2], "little")
    link = first + 2 + 12 * count
    whole[link:link + 4] = (len(whole) - 1).to_bytes(4, "little")
    with open_source(making.write(tmp_path, "chain.tif", bytes(whole))) as source:
        pages = list(source.pages())
    assert pages[0].image is not None
    assert pages[-1].image is None
    assert len(pages) == 2


def test_page_number_outside_is_an_error(tmp_path: Path) -> None:
    with open_source(making.write(tmp_path, "a.pdf", making.scan_pdf())) as source, \
            pytest.raises(InputError, match="no such page"):
        source.page(2)


@pytest.mark.parametrize("suffix", ["jpg", "pdf"])
def test_page_of_a_damaged_jpeg_is_read_with_one_message(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture,
    suffix: str,
) -> None:
    def written(name: str, data: bytes) -> Path:
        path = making.write(tmp_path, f"{name}.jpg", data)
        if suffix == "jpg":
            return path
        pdf = making.Pdf()
        shown = pdf.image(data, 827, 1169)
        pdf.page(b"595 0 0 842 0 0 cm /I Do", resources=b"/XObject << /I %d 0 R >>" % shown)
        return making.write(tmp_path, f"{name}.pdf", pdf.save())

    with io.BytesIO() as stream:
        Image.fromarray(making.writing()).save(stream, "JPEG", quality=80)
        whole = stream.getvalue()
    assert only_page(written("sound", whole)).damage is None
    assert caplog.messages == []
    middle = len(whole) // 2
    lost = whole[:middle] + bytes(600) + whole[middle + 600 :]
    page = only_page(written("scan", lost))
    assert page.image is not None
    assert page.damage
    (message,) = caplog.messages
    assert f"scan.{suffix}, page 1: Parts of the page are damaged and missing" in message
    assert capfd.readouterr().err == ""


def test_what_others_print_meanwhile_is_no_damage(capfd: pytest.CaptureFixture[str]) -> None:
    with decoder_output() as said:
        os.write(2, b"worker: progress 12 %\nFax4Decode: Bad code word at line 149.\n")
    assert said == ["Fax4Decode: Bad code word at line 149."]
    assert capfd.readouterr().err == "worker: progress 12 %\n"
