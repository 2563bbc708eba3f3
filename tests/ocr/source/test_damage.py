"""Bytes changed, lost and added anywhere: a page, a failed page or an error by name."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from ocr.errors import InputError
from ocr.source import open_source
from tests.ocr.source import making


def signed_pdf() -> bytes:
    """A scan with a signature and a page of text."""
    pdf = making.Pdf()
    font = pdf.font()
    signature = pdf.signature(
        (380, 775, 580, 835), making.text_content(["Email: a@b.vn"], size=8, left=4, top=40), font)
    pdf.scan_page(making.writing(200, 280), extra=b"/Annots [%d 0 R]" % signature)
    pdf.page(making.text_content(["Cong hoa xa hoi"]), size=(200, 280),
             resources=b"/Font << /F0 %d 0 R >>" % font)
    return pdf.save()


SEEDS: dict[str, Callable[[], bytes]] = {
    "pdf": signed_pdf,
    "tiff": lambda: making.tiff_bytes([making.writing(200, 280)] * 2, compression="tiff_lzw"),
    "png": lambda: making.picture_bytes(making.writing(200, 280), "PNG"),
    "jpeg": lambda: making.picture_bytes(making.writing(200, 280), "JPEG"),
    "jp2": lambda: making.picture_bytes(making.writing(200, 280), "JPEG2000"),
    "webp": lambda: making.picture_bytes(making.writing(200, 280), "WEBP"),
}


def damaged(content: bytes, chance: random.Random) -> bytes:
    result = bytearray(content)
    for _ in range(chance.choice((1, 3, 20))):
        place = chance.randrange(len(result))
        what = chance.random()
        if what < 0.6:
            result[place] = chance.randrange(256)
        elif what < 0.8:
            del result[place:min(place + chance.randrange(1, 40), len(result) - 40)]
        else:
            result[place:place] = chance.randbytes(chance.randrange(1, 20))
    return bytes(result)


@pytest.mark.parametrize("kind", SEEDS)
def test_damage_never_raises_anything_but_input_error(kind: str, tmp_path: Path) -> None:
    chance = random.Random(kind)
    whole = SEEDS[kind]()
    path = tmp_path / "a"
    for _ in range(25 if kind == "pdf" else 10):
        path.write_bytes(damaged(whole, chance))
        try:
            with open_source(path) as source:
                for page in source.pages():
                    assert (page.image is None) == (page.error is not None)
        except InputError as error:
            assert error.file == str(path)  # noqa: PT017 - either ending is right


@pytest.mark.parametrize("box", [b"[0 0 /x 842]", b"null", b"[0 0 0 0]", b"(text)"])
def test_page_with_a_broken_media_box_does_not_stop_the_next(box: bytes, tmp_path: Path) -> None:
    content = signed_pdf().replace(b"/MediaBox [0 0 595 842]", b"/MediaBox " + box.ljust(13), 1)
    path = making.write(tmp_path, "a.pdf", content)
    with open_source(path) as source:
        pages = list(source.pages())
    assert len(pages) == 2
    assert pages[1].image is not None


@pytest.mark.parametrize("told", [1, 2, 3, 4])
def test_pages_that_the_file_does_not_count_are_reported(told: int, tmp_path: Path) -> None:
    pdf = making.Pdf()
    for _ in range(3):
        pdf.scan_page(making.writing(200, 280))
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf.save().replace(b"/Count 3", b"/Count %d" % told))
    with open_source(path) as source:
        assert source.page_count == max(3, told)
        failed = [page.failure is not None for page in source.pages()]
    assert failed == [number > min(3, told) for number in range(1, max(3, told) + 1)]
