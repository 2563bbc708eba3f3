"""Framed stamps in ink much paler than the print: red or blue ones on a grey scan, worn pads.

What is pale and thin shows in the difference to its own surroundings, so shadows, yellow paper and
the grey ground of tables do not. The print over or under such a stamp is much darker: brightness
tells them apart as colour does elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocr.framed import LOOK_DPI, is_framed
from ocr.marks import Layers, Mark, MarkKind
from ocr.model import Bbox
from ocr.page_image import PageImage, as_bytes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_THIN = 9                  # pixels at LOOK_DPI; broader than a rule or the stroke of a letter
_FAINT, _STEP = 10, 8      # grey levels below the surroundings: ink at LOOK_DPI; and in full size
_DARK = 0.55               # of the print's own depth, from which ink is no pale stamp's
_PRINT = 98                # percentile of the depth of all ink: that of print
_LEAST_PRINT = 60          # grey levels; on a page whose print is pale nothing is told by it
_RUN, _GAP = 12, 21        # pixels at LOOK_DPI: of a rule between print; of print over it
# longest sides at LOOK_DPI of pieces of rules and letters that are joined: rims of print are
# mostly smaller than the first; where they lead astray, only what is larger is looked at
_PIECES = (7, 9, 12)
_LEAST_RUNS = 24           # pixels of such runs that there must be in each direction
_WIDTH, _HEIGHT = (0.6, 3.4), (0.22, 2.4)     # inches; KHẨN is framed by 20 x 8 mm
_NEAR, _MOST_WINDOW = 15, 4.0    # pixels between the strokes of a stamp; inches
_OWN_SIDE = 0.45           # share of each side that is pale
_INSIDE = 0.75             # of the height along which a post runs: a table
_OVER_PRINT = 0.02         # share of the box that print covers
_FILL = 0.45               # of the box that is ink: a grey ground, a picture
_STEEP, _SHARP = 90, 0.8   # percentile; share of the print's own steepness
_ROOM_INCH = 0.5
_NOISE = 0.33             # share of the page that is ink; pages measured: up to 0.25
_EDGE = 4                  # pixels at LOOK_DPI; scanners leave a rim there
_PAD_INCH = 0.03
_RIM_INCH = 0.014          # pale rims of dark strokes stay with the print
_FULL, _DEEPEST = 210, 85  # how dark the copy is, and which percentile of the ink becomes so


def lift_pale_frames(
    image: PageImage, small: NDArray[np.uint8], known: tuple[Bbox, ...]
) -> Layers:
    """Lift pale framed stamps off a grey page; print over them stays.

    Args:
        image: grey.
        small: the same page, grey, at `LOOK_DPI`.
        known: boxes of other marks: pale remains of them are no stamps.
    """
    import cv2
    import numpy as np

    depth = as_bytes(cv2.subtract(
        cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((_THIN, _THIN), np.uint8)), small))
    print_depth = _print_depth(depth)
    if print_depth < _LEAST_PRINT:
        return Layers(pixels=image.pixels, layer=None, marks=())
    scale = image.dpi / LOOK_DPI
    boxes = [
        Bbox(int(box.x0 * scale), int(box.y0 * scale),
             min(image.width, int(box.x1 * scale) + 1), min(image.height, int(box.y1 * scale) + 1))
        for box in _boxes(depth, _DARK * print_depth)
    ]
    boxes = [box for box in boxes if not any(box.overlap(other) for other in known)]
    if not boxes:
        return Layers(pixels=image.pixels, layer=None, marks=())
    pixels = image.pixels.copy()
    layer = np.full(pixels.shape, 255, np.uint8)
    marks = tuple(
        Mark(kind=MarkKind.FRAME, bbox=box, colour="grey",
             over_print=_lift(pixels, layer, box, image.dpi, print_depth) > _OVER_PRINT)
        for box in boxes
    )
    return Layers(pixels=pixels, layer=layer, marks=marks)


def _print_depth(depth: NDArray[np.uint8]) -> float:
    """How much darker than its surroundings print is; 0 on a page without ink."""
    import cv2
    import numpy as np

    counts = cv2.calcHist([depth], [0], None, [256], [0, 256]).ravel()
    counts[:_FAINT] = 0
    total = counts.cumsum()
    return float(np.searchsorted(total, total[-1] * _PRINT / 100)) if total[-1] else 0.0


def _boxes(depth: NDArray[np.uint8], dark: float) -> list[Bbox]:
    """Boxes of framed regions of pale ink at `LOOK_DPI`."""
    import cv2
    import numpy as np

    printed = as_bytes(cv2.threshold(depth, dark, 1, cv2.THRESH_BINARY)[1])
    # pale rims of print are no pale ink
    printed = as_bytes(cv2.dilate(printed, np.ones((3, 3), np.uint8)))
    ink = as_bytes(cv2.threshold(depth, _FAINT, 1, cv2.THRESH_BINARY)[1])
    if cv2.countNonZero(ink) > _NOISE * ink.size:
        return []
    pale = as_bytes(cv2.subtract(ink, printed))
    level, upright = (
        as_bytes(cv2.morphologyEx(pale, cv2.MORPH_OPEN, np.ones(size, np.uint8)))
        for size in ((1, _RUN), (_RUN, 1))
    )
    if min(cv2.countNonZero(level), cv2.countNonZero(upright)) < _LEAST_RUNS:
        return []
    found: list[Bbox] = []
    for window in _windows(as_bytes(cv2.max(level, upright))):
        where = slice(window.y0, window.y1), slice(window.x0, window.x1)
        # most windows hold the rules of a table, or a line under a heading
        if min(cv2.countNonZero(part[where]) for part in (level, upright)) < _LEAST_RUNS:
            continue
        box = _frame_in(pale[where], printed[where])
        box = box and box.moved(window.x0, window.y0)
        known = box is None or any(box.overlap(other) for other in found)
        if box is not None and not known and _is_sharp(depth, ink, box, dark):
            found.append(box)
    height, width = depth.shape
    return [box for box in found if min(box.x0, box.y0) > _EDGE
            and box.x1 < width - _EDGE and box.y1 < height - _EDGE]


def _is_sharp(depth: NDArray[np.uint8], ink: NDArray[np.uint8], box: Bbox, dark: float) -> bool:
    """True if pale strokes have edges nearly as steep as print: nothing that shines through."""
    import cv2
    import numpy as np

    room = round(LOOK_DPI * _ROOM_INCH)
    where = (slice(max(0, box.y0 - room), box.y1 + room),
             slice(max(0, box.x0 - room), box.x1 + room))
    near = depth[where]
    rise = cv2.morphologyEx(near, cv2.MORPH_GRADIENT, np.ones((2, 2), np.uint8))
    printed = cv2.dilate(as_bytes((near >= dark) * 1), np.ones((5, 5), np.uint8)) > 0
    steep = []
    for part in ((ink[where] > 0) & ~printed, printed):
        if not part.any():
            return True
        steep.append(np.percentile(rise[part], _STEEP) / np.percentile(near[part], _STEEP))
    return bool(steep[0] >= _SHARP * steep[1])


def _windows(runs: NDArray[np.uint8]) -> list[Bbox]:
    """Where straight strokes stand together, with room around for their neighbours."""
    import cv2
    import numpy as np

    height, width = runs.shape
    joined = cv2.dilate(runs, np.ones((2 * _NEAR, 2 * _NEAR), np.uint8))
    stats = cv2.connectedComponentsWithStats(joined, connectivity=8)[2][1:]
    return [
        Bbox(max(0, x - _GAP), max(0, y - _GAP), min(width, x + w + _GAP),
             min(height, y + h + _GAP))
        for x, y, w, h, _ in stats.tolist()
        if _WIDTH[0] <= w / LOOK_DPI and _HEIGHT[0] <= h / LOOK_DPI <= _MOST_WINDOW
    ]


def _frame_in(pale: NDArray[np.uint8], printed: NDArray[np.uint8]) -> Bbox | None:
    """Box of the framed stamp in a part of the page."""
    import cv2
    import numpy as np

    _, labels, stats, _ = cv2.connectedComponentsWithStats(pale, connectivity=8)
    sizes = stats[:, 2:4].max(axis=1)
    sizes[0] = 0
    for least in _PIECES:
        strokes = as_bytes((sizes >= least)[labels])
        joined = cv2.morphologyEx(strokes, cv2.MORPH_CLOSE, np.ones((_GAP, _GAP), np.uint8))
        _, groups, boxes, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
        for group, (x, y, w, h, _) in enumerate(boxes.tolist()):
            if not (group and _WIDTH[0] <= w / LOOK_DPI <= _WIDTH[1]
                    and _HEIGHT[0] <= h / LOOK_DPI <= _HEIGHT[1]):
                continue
            where = slice(y, y + h), slice(x, x + w)
            own = as_bytes((groups[where] == group) & (strokes[where] > 0))
            if is_framed(own, other=printed[where]) and _is_pale_around(own):
                return Bbox(x, y, x + w, y + h)
    return None


def _is_pale_around(own: NDArray[np.uint8]) -> bool:
    """True if pale ink itself runs along each side, and no post inside: no print, and no table."""
    import cv2
    import numpy as np

    height, width = own.shape
    up, aside = max(5, height // 4), max(5, width // 6)
    sides = (
        own[:up].any(axis=0).mean(), own[-up:].any(axis=0).mean(),
        own[:, :aside].any(axis=1).mean(), own[:, -aside:].any(axis=1).mean(),
    )
    thick = cv2.dilate(own, np.ones((1, 3), np.uint8))
    post = np.ones((max(_RUN, round(_INSIDE * height)), 1), np.uint8)
    posts = cv2.morphologyEx(thick, cv2.MORPH_OPEN, post)[:, width // 5:-(width // 5)]
    return bool(min(sides) > _OWN_SIDE and not posts.any() and own.mean() < _FILL)


def _lift(
    pixels: NDArray[np.uint8], layer: NDArray[np.uint8], box: Bbox, dpi: int, print_depth: float
) -> float:
    """Move pale ink in a box to the layer, as dark as print; what print hides of it is filled in.

    Returns:
        The share of the box that is print.
    """
    import cv2
    import numpy as np

    pad = max(2, round(_PAD_INCH * dpi))
    where = (slice(max(0, box.y0 - pad), box.y1 + pad), slice(max(0, box.x0 - pad), box.x1 + pad))
    patch = pixels[where]
    side = round(_THIN * dpi / LOOK_DPI) | 1
    paper = as_bytes(cv2.morphologyEx(patch, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8)))
    depth = as_bytes(cv2.subtract(paper, patch))
    rim = 2 * max(1, round(_RIM_INCH * dpi)) + 1
    dark = as_bytes((depth >= _DARK * print_depth) * 1)
    printed = cv2.dilate(dark, np.ones((rim, rim), np.uint8))
    pixels[where] = np.where((printed == 0) & (depth >= _STEP), paper, patch)
    # a stroke of print across a letter of the stamp is not to part it
    whole = cv2.inpaint(depth, as_bytes(printed), 3, cv2.INPAINT_TELEA).astype(np.float32)
    inked = whole[(whole >= _STEP) & (printed == 0)]
    deepest = float(np.percentile(inked, _DEEPEST)) if inked.size else _FULL
    layer[where] = np.clip(255 - whole * (_FULL / max(deepest, _STEP)), 0, 255).astype(np.uint8)
    return float(dark.mean())
