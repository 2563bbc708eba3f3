"""Pictures as pages: kinds, resolution, orientation, colour."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
import pytest

from ocr.source import open_source
from tests.ocr.source import making

if TYPE_CHECKING:
    from pathlib import Path

    from ocr.page_image import PageImage


def first_image(path: Path, dpi: int | None = None) -> PageImage:
    with open_source(path, dpi=dpi) as source:
        image = source.page(1).image
    assert image is not None
    return image


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "JPEG2000", "TIFF"])
def test_kind_is_told_by_content_not_suffix(kind: str, tmp_path: Path) -> None:
    content = making.picture_bytes(making.writing(), kind)
    path = making.write(tmp_path, "scan.pdf", content)
    with open_source(path) as source:
        assert source.page_count == 1
        assert source.sha256 == hashlib.sha256(content).hexdigest()
        page = source.page(1)
    assert page.image is not None
    assert page.image.pixels.ndim == 2
    assert page.image.dpi == 300


def test_scan_of_100_dpi_is_enlarged_to_300(tmp_path: Path) -> None:
    path = making.write(tmp_path, "a.png",
                        making.picture_bytes(making.writing(), "PNG", dpi=(100, 100)))
    image = first_image(path)
    assert (image.width, image.height, image.dpi) == (2481, 3507, 300)


def test_scan_of_240_dpi_is_left_alone(tmp_path: Path) -> None:
    pixels = making.writing(1984, 2806)
    path = making.write(tmp_path, "a.png", making.picture_bytes(pixels, "PNG", dpi=(240, 240)))
    image = first_image(path)
    assert image.dpi == 240
    assert np.array_equal(image.pixels, pixels)


def test_scan_of_600_dpi_is_reduced_to_300(tmp_path: Path) -> None:
    pixels = making.writing(4960, 7016)
    for kind in ("PNG", "JPEG"):
        path = making.write(tmp_path, kind, making.picture_bytes(pixels, kind, dpi=(600, 600)))
        image = first_image(path)
        assert (image.width, image.height, image.dpi) == (2480, 3508, 300)


def test_asked_resolution_wins(tmp_path: Path) -> None:
    path = making.write(tmp_path, "a.png",
                        making.picture_bytes(making.writing(), "PNG", dpi=(100, 100)))
    assert first_image(path, dpi=200).width == 1654


def test_phone_resolution_of_72_is_not_believed(tmp_path: Path) -> None:
    pixels = making.writing(2480, 3508)
    path = making.write(tmp_path, "a.jpg", making.picture_bytes(pixels, "JPEG", dpi=(72, 72)))
    assert first_image(path).width == 2480


def test_fax_is_stretched_to_square_dots(tmp_path: Path) -> None:
    pixels = making.writing(1728, 1075)
    path = making.write(tmp_path, "fax.tif", making.tiff_bytes([pixels], dpi=(204, 98)))
    image = first_image(path)
    assert image.dpi == 204
    assert 1.2 < image.height / image.width < 1.4


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_followed(orientation: int, tmp_path: Path) -> None:
    from PIL import Image

    upright = making.writing(600, 800)
    upright[:100, :100] = 0
    way = {2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180,
           4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE,
           6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
           8: Image.Transpose.ROTATE_270}.get(orientation)
    picture = Image.fromarray(upright)
    stored = picture.transpose(way) if way is not None else picture
    exif = Image.Exif()
    exif[0x0112] = orientation
    for kind in ("JPEG", "TIFF", "PNG", "WEBP"):
        path = tmp_path / kind
        stored.save(path, kind, exif=exif)
        image = first_image(path)
        assert image.height > image.width
        corner = image.pixels[: image.height // 12, : image.width // 9]
        assert corner.mean() < 60, kind


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"])
def test_every_pixel_mode_comes_out_as_black_on_white(mode: str, tmp_path: Path) -> None:
    from PIL import Image

    grey = Image.fromarray(making.writing())
    if mode == "I;16":
        picture = Image.fromarray(making.writing().astype(np.uint16) * 257)
    elif mode in ("LA", "RGBA"):
        picture = grey.convert(mode)
        picture.putalpha(grey.point(lambda value: 255 - value))
    else:
        picture = grey.convert(mode)
    path = tmp_path / "a.tif"
    picture.save(path, "TIFF")
    pixels = first_image(path).pixels
    assert pixels.ndim == 2
    assert pixels.min() < 60
    assert np.median(pixels) == 255


def test_red_seal_keeps_its_colour(tmp_path: Path) -> None:
    pixels = np.dstack([making.writing()] * 3)
    pixels[900:1000, 500:600] = (200, 30, 40)
    path = making.write(tmp_path, "a.png", making.picture_bytes(pixels, "PNG"))
    assert first_image(path).is_color


def test_tiff_thumbnail_is_no_page(tmp_path: Path) -> None:
    from PIL import Image
    from PIL.TiffImagePlugin import AppendingTiffWriter

    path = tmp_path / "a.tif"
    with AppendingTiffWriter(str(path), new=True) as writer:
        for width, kind in ((827, 0), (90, 1), (827, 0)):
            page = Image.fromarray(making.writing(width, width * 14 // 10))
            page.save(writer, "TIFF", tiffinfo={254: kind})
            writer.newFrame()
    with open_source(path) as source:
        assert source.page_count == 2
        assert all(page.image is not None and page.image.width > 2000 for page in source.pages())


def test_pixels_are_read_only(tmp_path: Path) -> None:
    path = making.write(tmp_path, "a.png", making.picture_bytes(making.writing(), "PNG"))
    with pytest.raises(ValueError, match="read-only"):
        first_image(path).pixels[0, 0] = 0


def test_pillow_limits_stay_as_they_were(tmp_path: Path) -> None:
    from PIL import Image, ImageFile

    before = (Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES)
    with open_source(making.write(tmp_path, "bomb.png", making.huge_png())) as source:
        source.page(1)
    assert before == (Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES)
