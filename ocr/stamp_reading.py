"""Reads the letters of framed stamps once more: levelled, enlarged and widened.

Stamps are cut in narrow sans-serif faces and pressed at a slant; a recogniser of print, which reads
level lines of Times, makes `ĐỆN TỦ CHNNPHỦ` of `ĐIỆN TỬ CHÍNH PHỦ`. Widened by half, the same
letters are read rightly; KHẨN and MẬT, which are set in print's own face, are read better as they
are. What names the stamp decides which reading is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ocr.engines.base import Engine
from ocr.errors import EngineFailedError
from ocr.mark_lines import stamp_kind
from ocr.marks import Mark, MarkKind
from ocr.model import Bbox, Line, StampKind, Word
from ocr.page_image import PageImage, as_bytes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_WIDER = (1.5, 1.0)        # narrow faces: 1.3 and 1.6 read better than 1.0; that of print as it is
_DPI = 380                 # letters of a label are 1.5 mm high
_SURE = 0.95               # mean confidence above which nothing is gained, if the words are known
_MOST_SLANT, _LEAST_SLANT = 12.0, 0.6   # degrees
_ROOM = 0.5                # inch of paper around
_CHANCE = 0.5              # confidence that tells nothing
_RIM_INCH = 0.04           # what stands no farther within is the frame; pieces of it are read as 1
_AROUND = 0.6              # of the width and of the height that rules cover
_INK = 200


def reread_stamps(
    lines: Sequence[Line], marks: Sequence[Mark], image: PageImage, engine: Engine
) -> tuple[Line, ...]:
    """The same lines; those of a stamp that reads better levelled and widened are replaced.

    Args:
        lines: as read from `image`.
        marks: of the page; stamps have their strips in `image`.
        image: what the engine was given, grey.
        engine: reads each doubtful stamp apart.
    """
    result = [part for line in lines for part in _by_stamp(line, marks)]
    # an engine that can write no character is not meant to read
    for mark in marks if engine.characters else ():
        strip = mark.strip
        if strip is None or mark.kind is not MarkKind.FRAME:
            continue
        own = [line for line in result if line.bbox is not None and strip.overlap(line.bbox)]
        named = stamp_kind(mark, [line.text for line in own]) not in (None, StampKind.OTHER)
        if named and _mean(own) >= _SURE:
            continue
        try:
            readings = [_read_apart(image, strip, engine, wider) for wider in _WIDER]
        except EngineFailedError:
            # the page has been read; a stamp is no reason to lose it
            continue
        again = max(readings, key=lambda lines: _worth(mark, lines))
        if _worth(mark, again) > _worth(mark, own):
            result = [line for line in result if line not in own] + again
    return tuple(result)


def _by_stamp(line: Line, marks: Sequence[Mark]) -> list[Line]:
    """The line, or its parts where it runs through the copies of several stamps side by side."""
    strips = [mark.strip for mark in marks
              if mark.strip and line.bbox and mark.strip.overlap(line.bbox)]
    if len(strips) < 2 or any(word.bbox is None for word in line.words):
        return [line]
    shares: dict[Bbox, list[Word]] = {strip: [] for strip in strips}
    for word in line.words:
        assert word.bbox is not None
        shares[max(strips, key=word.bbox.overlap)].append(word)
    return [line.with_words(tuple(words)) for words in shares.values() if words]


def _mean(lines: Sequence[Line]) -> float:
    letters = sum(len(line.text) for line in lines)
    return sum((line.confidence or 0.0) * len(line.text) for line in lines) / max(1, letters)


def _worth(mark: Mark, lines: Sequence[Line]) -> tuple[int, float]:
    """How many lines are words of a stamp; letters read, each by how much surer than chance."""
    known = sum(stamp_kind(mark, [line.text]) not in (None, StampKind.OTHER) for line in lines)
    letters = sum(
        max(0.0, (line.confidence or 0.0) - _CHANCE) * sum(map(str.isalnum, line.text))
        for line in lines
    )
    return known, letters


def _read_apart(
    image: PageImage, strip: Bbox, engine: Engine, wider: float
) -> list[Line]:
    """The lines of one stamp, each with the box of its words on the strip, about."""
    import cv2
    import numpy as np

    box = Bbox(strip.x0, strip.y0, min(strip.x1, image.width), min(strip.y1, image.height))
    pixels = image.pixels[box.y0 : box.y1, box.x0 : box.x1]
    scale = max(1.0, _DPI / image.dpi)
    dpi = round(image.dpi * scale)
    room = round(_ROOM * dpi)
    turn = cv2.getRotationMatrix2D((0.0, 0.0), _slant(pixels), 1.0)[:, :2]
    linear = np.diag((scale * wider, scale)) @ turn
    corners = np.array([(0, 0), (box.width, 0), (0, box.height), (box.width, box.height)])
    seen = corners @ linear.T
    rim = _RIM_INCH * dpi * wider, _RIM_INCH * dpi
    matrix = np.column_stack((linear, room - seen.min(0)))
    width, height = (int(side) + 2 * room for side in np.ptp(seen, axis=0))
    sheet = cv2.warpAffine(pixels, matrix, (width, height), flags=cv2.INTER_CUBIC,
                           borderMode=cv2.BORDER_CONSTANT, borderValue=255.0)
    back = np.asarray(np.linalg.inv(linear), np.float64)
    return [
        replace(line, bbox=place, words=tuple(replace(word, bbox=place) for word in line.words))
        for line in engine.recognize(PageImage(_unframed(as_bytes(sheet), rim), dpi))
        if line.bbox is not None and (place := _back(line.bbox, back, matrix, box))
    ]


def _unframed(sheet: NDArray[np.uint8], rim: tuple[float, float]) -> NDArray[np.uint8]:
    """The levelled stamp without the rules around it; those that print hangs on stay.

    Args:
        sheet: the stamp on white.
        rim: width of the frame's left and right, and height of its upper and lower part, in pixels.
    """
    import cv2
    import numpy as np

    ink = as_bytes((sheet < _INK) * 1)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    if count == 1:
        return sheet
    ends = stats[1:, :2] + stats[1:, 2:4]
    (x0, y0), (x1, y1) = stats[1:, :2].min(0), ends.max(0)
    across, down = (max(1, round(side)) for side in rim)
    within = labels[y0 + down:y1 - down, x0 + across:x1 - across]
    frame = np.ones(count, np.bool_)
    frame[0] = False
    frame[np.unique(within)] = False
    rules = frame[labels]
    if min(rules.any(0).sum() / (x1 - x0), rules.any(1).sum() / (y1 - y0)) < _AROUND:
        return sheet      # no frame, but marks of the outermost letters
    wiped = cv2.dilate(as_bytes(rules), np.ones((5, 5), np.uint8)) > 0
    return as_bytes(np.where(wiped, 255, sheet))


def _back(
    box: Bbox, linear: NDArray[np.float64], matrix: NDArray[np.float64], strip: Bbox
) -> Bbox | None:
    """Where a box of the sheet lies on the strip; None if outside."""
    import numpy as np

    corners = np.array([(box.x0, box.y0), (box.x1, box.y0), (box.x0, box.y1), (box.x1, box.y1)])
    on_strip = (corners - matrix[:, 2]) @ linear.T
    low = np.clip(on_strip.min(0), 0, (strip.width - 1, strip.height - 1)).astype(int)
    high = np.clip(np.ceil(on_strip.max(0)), low + 1, (strip.width, strip.height)).astype(int)
    inside = on_strip.mean(0)
    if not (0 <= inside[0] <= strip.width and 0 <= inside[1] <= strip.height):
        return None
    return Bbox(int(low[0]), int(low[1]), int(high[0]), int(high[1])).moved(strip.x0, strip.y0)


def _slant(pixels: NDArray[np.uint8]) -> float:
    """Degrees by which the stamp must be turned clockwise to be level, 0 if it nearly is."""
    import cv2
    import numpy as np

    ink = cv2.findNonZero(as_bytes(np.less(pixels, 128)))
    if ink is None:
        return 0.0
    _, size, degrees = cv2.minAreaRect(ink)
    if size[0] < size[1]:
        degrees += 90
    degrees = (degrees + 90) % 180 - 90
    return degrees if _LEAST_SLANT < abs(degrees) < _MOST_SLANT else 0.0
