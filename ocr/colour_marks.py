"""Red, blue and violet ink in colour scans.

Black print in colour scans has a chroma (largest minus smallest channel) below 25 on all pages
measured, coloured ink above 60, so the two part cleanly. Where red covers black, the largest of the
three channels shows the black alone: red ink reflects red light as paper does.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ocr.broken_frames import Piece, broken_frames
from ocr.framed import Cut, is_framed
from ocr.marks import Layers, Mark, MarkKind
from ocr.model import Bbox
from ocr.page_image import PageImage, as_bytes, grey
from ocr.pen_strokes import followed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LOOK_DPI = 100             # marks are found on a copy this coarse
COLOURED = 50              # chroma of coloured ink, after the paper's own tint is taken off
REDDER, DARK = 15, 128     # red above the other channels; what is darker is ink
FAINT = 22                 # chroma from which ink at a mark is whitened
# JPEG spreads colour over its neighbours and takes it from thin strokes: near the ink of a pale
# seal what is not as dark as print is whitened (on seals of usual ink this brings nothing)
BLEED_INCH = 0.05
DARK_RED, DARK_BLUE = 110, 90
GAIN = 2.0                 # dark red ink still reflects little: chroma must make up for it
DEEPEST, FULL = 0.85, 210  # share of the strong ink that is lighter, and how dark that is copied
MIN_PIXELS = 20            # at LOOK_DPI; fewer are dust
SEAL_INCH = 0.7            # round seals are 30 to 42 mm wide; of a giáp lai half 30 mm are high
MOST_INCH = 3.2            # a seal with the signer's name stamped beside it measures 2.5
STRIP_INCH, STRIP = 2.0, 8   # higher than any seal, and so many times as high as wide
# a page whose text is printed in colour: a share of the ink, and of letters more than any seal,
# signature or note in pen has (a seal has about 60, a note of four lines by hand under 100)
PRINT_SHARE = 0.3
PRINT_LETTERS = 150
# a seal in pale ink: less coloured, about as high as wide, with some stronger ink in it; fringes of
# black print in a JPEG are as coloured, but few and in rows
PALE, PALE_INCH, PALE_FILL, PALE_CORE = 28, 2.0, 0.05, 0.05
PALE_RIM = 8               # pixels at LOOK_DPI
ROUND = 1.5
OVER_PRINT = 0.07          # share of a pen stroke's box that is black: lines of print have 0.15
EDGE = 6                   # pixels at LOOK_DPI; scanners leave a dark rim there
LETTER_INCH = (0.03, 0.2)
# share of a pen's ink that is surely coloured: 0.75 to 0.85 at 300 dpi, 0.6 at 200; of thin strokes
# in coarse pictures 0.2 to 0.47, and there letters under them are misread
CLEAR = 0.5
PRINT_INCH = 0.34          # a line of 14 pt is 0.2 inch high, a number in pen a little more


def lift_coloured(image: PageImage) -> Layers | None:
    """Lift seals, coloured stamps, signatures and coloured dust; None if there is no colour.

    Pen strokes no higher than a line of print stay for the engine (a number or a day written by
    hand belongs into its line); so does coloured lettering in lines.
    """
    if not image.is_color:
        return None
    colours = _small_colours(image)
    regions = _with_pens(_regions(colours, image.dpi), colours, image.dpi)
    if not regions:
        return None
    return _lift(image, [_on_page(region, image) for region in regions])


def _on_page(region: _Region, image: PageImage) -> _Region:
    """The region with a box that ends with the page: the last pixel of a small copy is a part."""
    box = region.mark.bbox
    inside = Bbox(min(box.x0, image.width - 1), min(box.y0, image.height - 1),
                  min(box.x1, image.width), min(box.y1, image.height))
    return replace(region, mark=replace(region.mark, bbox=inside))


@dataclass(frozen=True, slots=True, eq=False)
class _Region:
    mark: Mark
    mask: NDArray[np.uint8]      # the region at LOOK_DPI, cut to its box
    origin: tuple[int, int]      # upper left corner of the mask at LOOK_DPI
    pale: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class _Colours:
    """A small copy of the page, its paper made neutral: all `(h, w)` at LOOK_DPI."""

    chroma: NDArray[np.uint8]
    red: NDArray[np.bool_]
    ink: NDArray[np.bool_]       # of any colour
    black: NDArray[np.bool_]


def _small_colours(image: PageImage) -> _Colours:
    import cv2
    import numpy as np

    from ocr.upright import paper_white

    scale = LOOK_DPI / image.dpi
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    small = cv2.resize(image.pixels, size, interpolation=cv2.INTER_LINEAR)
    paper = np.maximum(np.asarray(paper_white(image), np.int32), 64)
    # a table and one channel at a time: ten times as fast as numpy over the last axis
    even = np.minimum(np.arange(256)[:, None] * 255 // paper, 255).astype(np.uint8)
    reds, greens, blues = cv2.split(cv2.LUT(small, even[None]))
    most = cv2.max(cv2.max(reds, greens), blues)
    least = cv2.min(cv2.min(reds, greens), blues)
    chroma = cv2.subtract(most, least)
    red = np.minimum(cv2.subtract(reds, blues), cv2.subtract(reds, greens)) >= REDDER
    black = np.less(most, DARK) & np.less(chroma, COLOURED)
    return _Colours(as_bytes(chroma), np.asarray(red), np.less(least, DARK), black)


def _is_print(hue: NDArray[np.uint8], ink: NDArray[np.bool_]) -> bool:
    """True if the page's own text is printed in this colour: then nothing of it is a mark."""
    import cv2

    if int(hue.sum()) < PRINT_SHARE * int(ink.sum()):
        return False
    heights = cv2.connectedComponentsWithStats(hue, connectivity=8)[2][1:, cv2.CC_STAT_HEIGHT]
    low, high = (inch * LOOK_DPI for inch in LETTER_INCH)
    return int(((heights >= low) & (heights <= high)).sum()) >= PRINT_LETTERS


def _regions(colours: _Colours, dpi: int) -> list[_Region]:
    import cv2
    import numpy as np

    coloured = (colours.chroma >= COLOURED).astype(np.uint8)
    if int(coloured.sum()) < MIN_PIXELS // 2:
        return []
    regions: list[_Region] = []
    for hue, where in (("red", colours.red), ("blue", ~colours.red)):
        ink = coloured * where.astype(np.uint8)
        if _is_print(ink, colours.ink):
            continue
        sure = ink
        if hue == "blue":
            ink = followed(sure, colours.chroma, colours.red)
        joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
        count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
        found: list[_Region] = []
        for label in range(1, count):
            x, y, width, height, _ = (int(value) for value in stats[label])
            mask = (labels[y:y + height, x:x + width] == label).astype(np.uint8)
            own = mask * ink[y:y + height, x:x + width]
            if max(width, height) > MOST_INCH * LOOK_DPI and not _are_touching_stamps(own):
                continue      # no mark: a coloured table top in a photo, a printed band
            kind, lifted = _judge(own, hue, _cut(((x, y), own), ink))
            box = _scaled_box((x, y, width, height), dpi / LOOK_DPI)
            clear = int(sure[y:y + height, x:x + width][own > 0].sum()) >= CLEAR * own.sum()
            mark = Mark(kind=kind, bbox=box, colour=hue, lifted=lifted, blurred=not clear)
            region = _Region(mark, mask, (x, y))
            found += _frames_of(region, own, dpi) or [region]
        regions += _with_broken_frames(found, ink, dpi)
    return [*regions, *_pale_seals(colours, regions, dpi)]


def _with_broken_frames(
    regions: list[_Region], ink: NDArray[np.uint8], dpi: int
) -> list[_Region]:
    """The same regions; those that make one frame together as one stamp.

    Args:
        regions: of one colour.
        ink: the page's ink of that colour, at LOOK_DPI.
        dpi: of the page.
    """
    # what the page's edge cuts may be part of a larger frame that it cuts
    large = [at for at, region in enumerate(regions) if region.mark.kind is MarkKind.SEAL
             or (region.mark.kind is MarkKind.FRAME and _cut((region.origin, region.mask), ink))]
    if not large:
        return regions
    pieces = []
    for region in regions:
        (x, y), (height, width) = region.origin, region.mask.shape
        pieces.append((region.origin, region.mask * ink[y:y + height, x:x + width]))
    frames = broken_frames(pieces, large, lambda piece: is_framed(piece[1], _cut(piece, ink)))
    gone = {at for group, _ in frames for at in group}
    result = [region for at, region in enumerate(regions) if at not in gone]
    for group, ((x, y), own) in frames:
        box = _scaled_box((x, y, own.shape[1], own.shape[0]), dpi / LOOK_DPI)
        mark = replace(regions[min(group)].mark, kind=MarkKind.FRAME, bbox=box, lifted=True)
        result.append(_Region(mark, own, (x, y)))
    return result


def _cut(piece: Piece, page: NDArray[np.uint8]) -> Cut:
    """At which sides the edge of the page cuts a region."""
    (x, y), (height, width) = piece[0], piece[1].shape
    return Cut(left=x <= EDGE, right=x + width >= page.shape[1] - EDGE,
               top=y <= EDGE, bottom=y + height >= page.shape[0] - EDGE)


def _frames_of(region: _Region, ink: NDArray[np.uint8], dpi: int) -> list[_Region]:
    """The rectangular stamps that cross in one region; empty if it is anything else."""
    from ocr.touching_frames import touching_frames

    if region.mark.kind is not MarkKind.SEAL:
        return []
    x, y = region.origin
    boxes = touching_frames(ink, LOOK_DPI, is_framed)
    if not boxes:
        return []
    found = []
    for x0, y0, x1, y1 in boxes:
        box = _scaled_box((x + x0, y + y0, x1 - x0, y1 - y0), dpi / LOOK_DPI)
        mark = replace(region.mark, kind=MarkKind.FRAME, bbox=box)
        found.append(_Region(mark, region.mask[y0:y1, x0:x1], (x + x0, y + y0)))
    # what little stands in none of them is lifted with them
    return [*found, replace(region, mark=replace(region.mark, kind=MarkKind.SPECK))]


def _pale_seals(colours: _Colours, known: list[_Region], dpi: int) -> list[_Region]:
    """Seals in red so pale that only crumbs of them are coloured enough; nothing else so pale."""
    import cv2
    import numpy as np

    pale = as_bytes(colours.red & (colours.chroma >= PALE))
    large = [r.mark.bbox for r in known if r.mark.kind in (MarkKind.SEAL, MarkKind.FRAME)]
    joined = cv2.morphologyEx(pale, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    found = []
    for label in range(1, len(stats)):
        x, y, width, height, _ = (int(value) for value in stats[label])
        longer, shorter = max(width, height), min(width, height)
        if not SEAL_INCH * LOOK_DPI <= shorter <= longer <= min(
            ROUND * shorter, PALE_INCH * LOOK_DPI
        ):
            continue
        box = _scaled_box((x, y, width, height), dpi / LOOK_DPI)
        if any(box.overlap(other) for other in large):
            continue
        mask = as_bytes(labels[y:y + height, x:x + width] == label)
        own = mask * pale[y:y + height, x:x + width]
        strong = colours.chroma[y:y + height, x:x + width][own > 0] >= COLOURED
        if own.mean() >= PALE_FILL and strong.mean() >= PALE_CORE:
            # parts of its ring may be paler still
            x, y = max(0, x - PALE_RIM), max(0, y - PALE_RIM)
            whole = pale[y:y + height + 2 * PALE_RIM, x:x + width + 2 * PALE_RIM]
            box = _scaled_box((x, y, whole.shape[1], whole.shape[0]), dpi / LOOK_DPI)
            mark = Mark(kind=MarkKind.SEAL, bbox=box, colour="red")
            found.append(_Region(mark, np.ones_like(whole), (x, y), pale=True))
    return found


def _are_touching_stamps(ink: NDArray[np.uint8]) -> bool:
    """True if a region larger than any mark is long strokes, as of stamps that overlap.

    Print in colour falls apart into letters; bands and table tops are filled.
    """
    import cv2
    import numpy as np

    height, width = ink.shape
    most = MOST_INCH * LOOK_DPI
    if min(height, width) > most or max(height, width) > 1.6 * most:
        return False
    # strokes of black print cut through the ink
    whole = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    stats = cv2.connectedComponentsWithStats(whole, connectivity=8)[2][1:]
    area, span = stats[:, cv2.CC_STAT_AREA], stats[:, 2:4].max(axis=1)
    strokes = int(area[span > 2 * LETTER_INCH[1] * LOOK_DPI].sum())
    return bool(strokes >= 0.6 * area.sum() and ink.mean() <= 0.5)


def _judge(
    ink: NDArray[np.uint8], hue: str, cut: Cut | None = None
) -> tuple[MarkKind, bool]:
    """Kind of a coloured region, which the page's edge may cut, and whether to lift it."""
    height, width = ink.shape
    pixels = int(ink.sum())
    longer = max(height, width)
    if pixels < MIN_PIXELS or longer < 0.06 * LOOK_DPI:
        return MarkKind.SPECK, True
    if height > STRIP_INCH * LOOK_DPI and height > STRIP * width:
        return MarkKind.SPECK, True      # the edge of a book, a streak
    if is_framed(ink, cut):
        return MarkKind.FRAME, True
    if hue == "red" and longer >= SEAL_INCH * LOOK_DPI:
        lettering = width > 4 * height and height <= PRINT_INCH * LOOK_DPI
        return (MarkKind.PEN, False) if lettering else (MarkKind.SEAL, True)
    in_line = height <= PRINT_INCH * LOOK_DPI
    if hue == "red":
        # letters printed or stamped in red stay; crumbs of a seal, often mirrored, go
        letters = in_line and width > 2 * height and pixels > 0.12 * ink.size
        return (MarkKind.PEN, False) if letters else (MarkKind.SPECK, True)
    return MarkKind.PEN, not in_line


def _with_pens(regions: list[_Region], colours: _Colours, dpi: int) -> list[_Region]:
    """The same regions; pen strokes in a stamp's box, or over print, are lifted with the marks.

    A number or a day written by hand stands in a blank of its line: no print lies under it.
    """
    frames = [region.mark.bbox for region in regions if region.mark.kind is MarkKind.FRAME]
    result = []
    for region in regions:
        mark = region.mark
        if mark.kind is MarkKind.PEN and not mark.lifted:
            box = mark.bbox
            area = box.width * box.height
            x, y = region.origin
            height, width = region.mask.shape
            over = float(colours.black[y:y + height, x:x + width].mean()) >= OVER_PRINT
            if any(frame.overlap(box) > 0.7 * area for frame in frames):
                mark = replace(mark, kind=MarkKind.SPECK, lifted=True)      # the stamp's own
            elif over and mark.colour == "blue":
                mark = replace(mark, lifted=True)
        result.append(replace(region, mark=mark))
    return result


def _scaled_box(box: tuple[int, int, int, int], scale: float) -> Bbox:
    x, y, width, height = box
    return Bbox(
        int(x * scale), int(y * scale),
        max(int(x * scale) + 1, int((x + width) * scale)),
        max(int(y * scale) + 1, int((y + height) * scale)),
    )


def _lift(image: PageImage, regions: list[_Region]) -> Layers:
    import cv2
    import numpy as np

    from ocr.upright import paper_white

    page = grey(image.pixels).copy()
    layer: NDArray[np.uint8] | None = None
    paper = np.maximum(np.asarray(paper_white(image), np.float32), 64)
    scale = image.dpi / LOOK_DPI
    pad = max(2, round(0.02 * image.dpi))
    for region in regions:
        if not region.mark.lifted:
            continue
        if layer is None:
            layer = np.full(page.shape, 255, np.uint8)
        box = region.mark.bbox
        rows = slice(max(0, box.y0 - pad), min(image.height, box.y1 + pad))
        columns = slice(max(0, box.x0 - pad), min(image.width, box.x1 + pad))
        patch = image.pixels[rows, columns]
        near = _grown(region, scale, pad, (columns.start, rows.start), patch.shape[:2])
        balanced = np.minimum(patch * (255 / paper), 255)
        brightest = balanced.max(axis=2)
        chroma = brightest - balanced.min(axis=2)
        lifted = brightest + GAIN * (chroma - FAINT)
        around = chroma
        if region.pale:
            reach = max(3, round(BLEED_INCH * image.dpi)) | 1
            around = cv2.dilate(chroma, np.ones((reach, reach), np.uint8))
            lifted[brightest > DARK_RED] = 255
        elif region.mark.kind is MarkKind.PEN and region.mark.colour == "blue":
            # the middle of a thin stroke in a coarse JPEG has lost colour, and is no darker than so
            lifted[patch.max(axis=2) > DARK_BLUE] = 255
        coloured = near & (around >= FAINT)
        target = page[rows, columns]
        page[rows, columns] = np.where(
            coloured, np.clip(np.maximum(target, lifted), 0, 255), target).astype(np.uint8)
        ink = np.where(near, _as_print(as_bytes(balanced), chroma), 255).astype(np.uint8)
        layer[rows, columns] = cv2.min(layer[rows, columns], as_bytes(ink))
    return Layers(pixels=page, layer=layer, marks=_merged([region.mark for region in regions]))


def _as_print(balanced: NDArray[np.uint8], chroma: NDArray[np.float32]) -> NDArray[np.float32]:
    """The coloured ink alone in grey, its deepest as dark as print: what an engine reads.

    JPEG halves the resolution of the colours and keeps that of the brightness, so letters are
    taken from their brightness; colour only tells them from paper and from black print.
    """
    import numpy as np

    depth = 255.0 - grey(balanced)
    strong = depth[chroma >= COLOURED]
    deepest = float(np.quantile(strong, DEEPEST)) if strong.size else 255.0
    dark = np.minimum(depth * (FULL / max(1.0, deepest)), 255) * np.minimum(chroma / FAINT, 1)
    return np.asarray(255 - dark, np.float32)


def _merged(marks: list[Mark]) -> tuple[Mark, ...]:
    """Parts of one seal (ring, star, lettering) as one mark; dust that was lifted is not listed."""
    seals: list[Mark] = []
    others = [mark for mark in marks if mark.kind not in (MarkKind.SEAL, MarkKind.SPECK)]
    for mark in sorted(
        (mark for mark in marks if mark.kind is MarkKind.SEAL), key=lambda m: -m.bbox.height
    ):
        whole = next((seal for seal in seals if seal.bbox.overlap(mark.bbox)), None)
        if whole is None:
            seals.append(mark)
        else:
            index = seals.index(whole)
            seals[index] = replace(whole, bbox=whole.bbox.union(mark.bbox))
    return (*seals, *others)


def _grown(
    region: _Region, scale: float, pad: int, corner: tuple[int, int], shape: tuple[int, ...]
) -> NDArray[np.bool_]:
    """The region's mask at full size, grown by `pad`, placed in a patch that starts at `corner`."""
    import cv2
    import numpy as np

    mask = cv2.copyMakeBorder(region.mask, 2, 2, 2, 2, cv2.BORDER_CONSTANT, value=0)
    mask = cv2.dilate(mask, np.ones((3, 3), np.uint8), iterations=2)
    shift = np.asarray(
        [
            [scale, 0, (region.origin[0] - 2) * scale - corner[0]],
            [0, scale, (region.origin[1] - 2) * scale - corner[1]],
        ],
        np.float32,
    )
    size = (shape[1], shape[0])
    return np.asarray(cv2.warpAffine(mask, shift, size, flags=cv2.INTER_NEAREST) > 0, np.bool_)
