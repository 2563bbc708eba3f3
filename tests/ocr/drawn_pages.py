"""Pages drawn with OpenCV's own letters: no fonts, no scans, the same on every machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ocr.page_image import PageImage

if TYPE_CHECKING:
    from numpy.typing import NDArray

WORDS = (
    "Thuc", "hien", "nghi", "quyet", "cua", "dai", "hoi", "dang", "bo", "tinh", "khoa", "XIV",
    "va", "ke", "hoach", "phat", "trien", "kinh", "te", "xa", "hoi",
)


def white_page(width: int = 2480, height: int = 3508) -> NDArray[np.uint8]:
    """An empty grey A4 page at 300 dpi."""
    return np.full((height, width), 255, np.uint8)


def write(page: NDArray[np.uint8], text: str, x: int, y: int, size: float = 1.6) -> int:
    """Write with marks over some letters, as Vietnamese has; returns the x after the last one."""
    import cv2

    font, thick = cv2.FONT_HERSHEY_COMPLEX, 3
    for index, letter in enumerate(text):
        cv2.putText(page, letter, (x, y), font, size, 0, thick, cv2.LINE_AA)
        (width, height), _ = cv2.getTextSize(letter, font, size, thick)
        if index % 3 == 0 and letter in "aeiouy":
            middle = x + width // 2
            cv2.line(page, (middle - 6, y - height - 4), (middle + 6, y - height - 16), 0, 4)
        x += width
    return x


def text_page(lines: int = 30, left: int = 350, right: int = 2200) -> NDArray[np.uint8]:
    """A page of running text."""
    page = white_page()
    for number in range(lines):
        x, index = left, number * 5
        while x < right - 200:
            x = write(page, WORDS[index % len(WORDS)], x, 400 + 80 * number) + 30
            index += 1
    return page


def turned(page: NDArray[np.uint8], degrees: float) -> PageImage:
    """The page turned counter-clockwise on a white ground large enough for all of it."""
    import cv2

    height, width = page.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    cosine, sine = abs(matrix[0, 0]), abs(matrix[0, 1])
    size = (round(width * cosine + height * sine), round(width * sine + height * cosine))
    matrix[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
    pixels = cv2.warpAffine(page, matrix, size, borderValue=(255, 255, 255))
    return PageImage(np.asarray(pixels, np.uint8), 300)
