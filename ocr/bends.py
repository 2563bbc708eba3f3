"""Paper that did not lie flat before the camera: lines made level and margins upright again.

Photos show a page in perspective, and books curl towards their spine. Nothing is guessed from the
outline of the paper, which is often out of the picture: the lines of print themselves tell how the
page is bent. One smooth surface is fitted to all of them. If it doesn't fit, nothing is changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ocr.page_image import PageImage, as_bytes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ocr.upright import Turning, Upright

# degrees by which the lines of two parts of a page differ at least: flat scans measure up to 0.25,
# a scanned book 1, photos 1.5 to 3.5
BENT = 0.7
LEAST_LINES = 6
LEAST_GLYPHS = 7           # in a line that is looked at
GAP = 2.2                  # between letters of a line, in heights of letters
OVERLAP = 0.4              # of their boxes
LEVEL = 0.35               # by which their feet may differ
RISE_COST = 3.0            # a neighbour this much farther away is as good as one higher by one
POWERS = (1, 2, 3)         # of the column; a page curls in an S at most
DEPTHS = (0, 1, 2)         # of the row
ROUNDS = 5
LOOSE = 0.10               # residual in heights of letters: beyond twice this, a foot hangs
BAD_FIT = 0.12             # in heights of letters; flat pages measure 0.05
MOST_STRETCH = 2.0         # of the page's own height, by which rows may be squeezed or stretched
WORD_GAP = 4.0             # within a line, in heights of letters
AT_EDGE = 1.5              # heights of letters: a line that ends so near to the edge is cut off
NEAR_MARGIN = 0.8          # heights of letters by which a line may miss its margin
LONG = 0.5                 # share of the longest line; shorter ones say nothing about margins
MARGIN_LINES = 6
ASKEW = 40.0               # lines that a margin must hit more for each unit of lean to the other
STRIPE = 256
WORK_DPI = 300             # what is finer costs time and is not read better


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Surface:
    """Where the rows of the level page lie on the bent one.

    Row `v` of the level page runs through `v + sum(c[k, d] * u**POWERS[k] * w**DEPTHS[d])`, with
    column and row brought to -1..1 within the print (`u`, `w`); beyond the print the page goes on
    as at its edge.
    """

    coefficients: NDArray[np.float64]
    across: tuple[float, float]         # middle and half width of the print, pixels
    along: tuple[float, float]

    def rows(self, x: NDArray[np.float64], v: NDArray[np.float64]) -> NDArray[np.float64]:
        """Rows of the bent page, for columns of the bent and rows of the level page."""
        import numpy as np

        u = np.clip((x - self.across[0]) / self.across[1], -1.1, 1.1)
        w = np.clip((v - self.along[0]) / self.along[1], -1.1, 1.1)
        return np.asarray(v + _terms(u, w) @ self.coefficients, np.float64)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Print:
    """Letters that stand in lines: foot (x, y) in pixels of the page and number of the line."""

    feet: NDArray[np.float64]
    line: NDArray[np.intp]
    size: float                # usual height of a letter, pixels
    width: float               # of the page, pixels

    def scaled(self, factor: float) -> Print:
        """The same print on a page so many times as large."""
        return Print(feet=self.feet * factor, line=self.line, size=self.size * factor,
                     width=self.width * factor)


def unbend(
    source: PageImage, turning: Turning, found: Print, paper: NDArray[np.uint8]
) -> Upright:
    """Turn a page, make its lines level and its margins upright, and cut it to the paper.

    Args:
        source: the page as it came.
        turning: how it has to be turned.
        found: the print of the turned page.
        paper: small mask `(h, w)` of the turned page, 255 = paper, 0 = what is not in the picture.

    Returns:
        The page turned only, if no smooth surface fits the lines.
    """
    surface = fit_surface(found.feet, found.line, found.size)
    if surface is None:
        return turning.apply(source)
    mesh = _mesh((found.width, source.dpi), surface, _margins(found, surface, paper), paper)
    return turning.of(_warped(source, turning.back(mesh, source)), mesh)


# ---------------------------------------------------------------- lines

def find_print(image: PageImage) -> Print | None:
    """Feet of the letters that stand in lines of some length; None if there are too few lines."""
    import numpy as np

    from ocr.upright import glyph_boxes, small_ink

    ink = small_ink(image)
    boxes = glyph_boxes(ink)
    if len(boxes) < LEAST_LINES * LEAST_GLYPHS:
        return None
    size = float(np.median(boxes[:, 3] - boxes[:, 1]))
    line = _chains(boxes, size)
    names, counts = np.unique(line, return_counts=True)
    good = names[counts >= LEAST_GLYPHS]
    if len(good) < LEAST_LINES:
        return None
    keep = np.isin(line, good)
    scale = image.width / ink.shape[1]
    feet = np.stack([(boxes[:, 0] + boxes[:, 2]) / 2, boxes[:, 3]], axis=1)[keep] * scale
    return Print(feet=feet, line=np.searchsorted(good, line[keep]), size=size * scale,
                 width=image.width)


def _chains(boxes: NDArray[np.float64], size: float) -> NDArray[np.intp]:
    """Number of the chain that each letter belongs to: neighbours that choose each other."""
    import numpy as np

    order = np.argsort(boxes[:, 0], kind="stable")
    x0, _, x1, foot = boxes[order].T
    count = len(order)
    right = np.full(count, -1)
    left = np.full(count, -1)
    left_cost = np.full(count, np.inf)
    last = np.searchsorted(x0, x1 + GAP * size)
    for i in range(count):
        after = np.arange(i + 1, last[i])
        rise = np.abs(foot[after] - foot[i])
        after = after[(rise <= LEVEL * size) & (x0[after] >= x1[i] - OVERLAP * size)]
        if not len(after):
            continue
        costs = x0[after] - x1[i] + RISE_COST * np.abs(foot[after] - foot[i])
        best = int(np.argmin(costs))
        j = after[best]
        right[i] = j
        if costs[best] < left_cost[j]:
            left[j], left_cost[j] = i, costs[best]
    chain = np.arange(count)
    for index in range(count):      # a left neighbour always has the lower index
        if left[index] >= 0 and right[left[index]] == index:
            chain[index] = chain[left[index]]
    result = np.empty(count, np.intp)
    result[order] = chain
    return result


# ---------------------------------------------------------------- surface

def _terms(u: NDArray[np.float64], w: NDArray[np.float64]) -> NDArray[np.float64]:
    """`(..., 9)` products of the powers of `u` and `w`."""
    import numpy as np

    return np.stack([u**power * w**depth for power in POWERS for depth in DEPTHS], axis=-1)


def fit_surface(
    feet: NDArray[np.float64], line: NDArray[np.intp], size: float
) -> Surface | None:
    """Fit one surface to all lines; letters that hang below their line lose their say.

    Args:
        feet: `(N, 2)` x, y of the letters' feet in pixels.
        line: `(N,)` number of the line each stands in, 0 to L - 1.
        size: usual height of a letter in pixels.

    Returns:
        None if the lines don't lie on it, or if it folds.
    """
    import numpy as np

    x, y = feet.T
    across, along = _span(x), _span(y)
    u, count = (x - across[0]) / across[1], int(line.max()) + 1
    level = np.array([float(np.median(y[line == index])) for index in range(count)])
    weight = np.ones(len(x))
    residual = y
    for _ in range(ROUNDS):
        terms = _terms(u, (level[line] - along[0]) / along[1])
        level, curl = _solved(y, terms, line, weight**2)
        residual = y - level[line] - terms @ curl
        # feet of q, g, y and dots below hang: what lies far off counts less (Geman-McClure)
        weight = 1 / (1 + (residual / (LOOSE * size)) ** 2)
    surface = Surface(coefficients=curl, across=across, along=along)
    if float(np.median(np.abs(residual))) > BAD_FIT * size or _folds(surface):
        return None
    return surface


def _solved(
    y: NDArray[np.float64], terms: NDArray[np.float64], line: NDArray[np.intp],
    weight: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Level of each line and the nine numbers of the surface, by weighted least squares.

    A letter belongs to one line, so the lines are eliminated before anything is solved.
    """
    import numpy as np

    count = int(line.max()) + 1
    whole = np.bincount(line, weight, count) + 1e-9
    shared = np.stack([np.bincount(line, weight * term, count) for term in terms.T])
    heights = np.bincount(line, weight * y, count)
    weighted = terms * weight[:, None]
    ridge = (1e-3 * len(y) + 1e-9) * np.eye(terms.shape[1])
    curl = np.linalg.solve(
        terms.T @ weighted + ridge - (shared / whole) @ shared.T,
        weighted.T @ y - shared @ (heights / whole),
    )
    return np.asarray((heights - curl @ shared) / whole), np.asarray(curl)


def _span(values: NDArray[np.float64]) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    return (low + high) / 2, max(1.0, (high - low) / 2)


def _folds(surface: Surface) -> bool:
    """True if rows come so near to each other, or so far apart, as no photo shows them."""
    import numpy as np

    x = surface.across[0] + surface.across[1] * np.linspace(-1, 1, 9)[None, :]
    v = surface.along[0] + surface.along[1] * np.linspace(-1, 1, 33)[:, None]
    steps = np.diff(surface.rows(x, np.broadcast_to(v, (33, 9))), axis=0)
    steps /= surface.along[1] / 16
    return bool(steps.min() < 1 / MOST_STRETCH or steps.max() > MOST_STRETCH)


# ---------------------------------------------------------------- margins

def _margins(
    found: Print, surface: Surface, paper: NDArray[np.uint8]
) -> tuple[float, float, float, float] | None:
    """Left and right margin of the print as x = a + b * row: (a, b, a, b); None if unclear.

    A line that runs out of the picture ends at no margin.
    """
    left, right, v = whole_lines(found, surface)
    long = right - left >= LONG * float((right - left).max())
    if int(long.sum()) < MARGIN_LINES:
        return None
    left, right, v = left[long], right[long], v[long]
    beyond = AT_EDGE * found.size
    whole_left = _on_paper(left - beyond, surface.rows(left, v), found.width, paper)
    whole_right = _on_paper(right + beyond, surface.rows(right, v), found.width, paper)
    near = NEAR_MARGIN * found.size
    # more lines end at the right margin than begin at the left one: first lines are set in
    other = edge_of(-right[whole_right], v[whole_right], near)
    if other is None:
        return None
    one = edge_of(left[whole_left], v[whole_left], near, beside=-other[1])
    return None if one is None else (*one, -other[0], -other[1])


def _on_paper(
    x: NDArray[np.float64], y: NDArray[np.float64], width: float, paper: NDArray[np.uint8]
) -> NDArray[np.bool_]:
    import numpy as np

    scale = paper.shape[1] / width
    column = np.round(x * scale).astype(int)
    row = np.clip(np.round(y * scale).astype(int), 0, paper.shape[0] - 1)
    inside = (column >= 0) & (column < paper.shape[1])
    return np.asarray(inside & (paper[row, np.clip(column, 0, paper.shape[1] - 1)] > 0), np.bool_)


def whole_lines(
    found: Print, surface: Surface | None = None
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Start, end and row of each line; chains that follow each other on a row are one line.

    Args:
        found: chains of letters.
        surface: of a bent page; without it the page is level.
    """
    import numpy as np

    pieces = []
    for index in range(int(found.line.max()) + 1):
        x, y = found.feet[found.line == index].T
        row = y if surface is None else 2 * y - surface.rows(x, y)
        pieces.append((float(np.median(row)), float(x.min()), float(x.max())))
    lines: list[list[float]] = []
    for row, start, end in sorted(pieces, key=lambda piece: piece[1]):
        for line in lines:
            gap = start - line[2]
            if abs(line[0] - row) < LEVEL * found.size and gap < WORD_GAP * found.size:
                line[2] = max(line[2], end)
                break
        else:
            lines.append([row, start, end])
    rows, starts, ends = np.asarray(lines).T
    return starts, ends, rows


def edge_of(
    x: NDArray[np.float64], rows: NDArray[np.float64], near: float, *, beside: float | None = None
) -> tuple[float, float] | None:
    """The line x = a + b * row at which most lines begin; hardly any may begin left of it.

    `beside` is the slope of the other margin, if it is known: a line through flush lines above and
    set-in lines below hits many, but leans against it.
    """
    import numpy as np

    best: tuple[float, float] | None = None
    best_score = 0.0
    height = float(np.ptp(rows)) if len(rows) else 0.0
    for i in range(len(x)):
        for j in range(i + 1, len(x)):
            if abs(rows[j] - rows[i]) < 0.3 * height:
                continue
            b = float((x[j] - x[i]) / (rows[j] - rows[i]))
            off = x - (x[i] + b * (rows - rows[i]))
            hits = np.abs(off) <= near
            lean = abs(b) if beside is None else ASKEW * abs(b - beside)
            score = float(hits.sum()) - 2.0 * float((off < -near).sum()) - lean
            if score > best_score:
                best_score, best = score, (float(x[i] - b * rows[i]), b)
    if best is None:
        return None
    hits = np.abs(x - best[0] - best[1] * rows) <= near
    if hits.sum() < MARGIN_LINES or np.ptp(rows[hits]) < 0.4 * height:
        return None
    slope, start = np.polyfit(rows[hits], x[hits], 1)
    return float(start), float(slope)


# ---------------------------------------------------------------- warp

def _mesh(
    page: tuple[float, int],
    surface: Surface,
    margins: tuple[float, float, float, float] | None,
    paper: NDArray[np.uint8],
) -> NDArray[np.float32]:
    """`(rows, columns, 2)` x, y on the bent page for every `MESH`th pixel of the level one.

    The canvas holds all of the paper. Photos finer than `WORK_DPI` are brought down to it; `page`
    is the width of the bent one and its dpi.
    """
    import cv2
    import numpy as np

    from ocr.upright import MESH

    width, dpi = page
    a, b, c, d = margins or (0.0, 0.0, width, 0.0)
    left, right = a + b * surface.along[0], c + d * surface.along[0]
    outline = cv2.findNonZero(paper).reshape(-1, 2) * (width / paper.shape[1])
    x, y = cv2.convexHull(outline.astype(np.float32)).reshape(-1, 2).astype(np.float64).T
    v = 2 * y - surface.rows(x, y)
    level_x = left + (x - a - b * v) * (right - left) / (c + d * v - a - b * v)
    step = MESH * max(1.0, dpi / WORK_DPI)
    columns = np.arange(level_x.min(), level_x.max() + step, step)
    rows = np.arange(v.min(), v.max() + step, step)
    v, x = np.meshgrid(rows, columns, indexing="ij")
    bent_x = a + b * v + (x - left) * (c + d * v - a - b * v) / (right - left)
    return np.stack([bent_x, surface.rows(bent_x, v)], axis=-1).astype(np.float32)


def _warped(image: PageImage, mesh: NDArray[np.float32]) -> PageImage:
    """The page resampled at the places of a mesh, in stripes: whole maps would fill the memory."""
    import cv2
    import numpy as np

    from ocr.upright import MESH, paper_white

    height, width = ((size - 1) * MESH for size in mesh.shape[:2])
    pixels = np.empty((height, width, *image.pixels.shape[2:]), np.uint8)
    white = paper_white(image)
    # given to each pixel; a resize would shift them by half a cell
    x = np.broadcast_to(np.arange(width, dtype=np.float32) / MESH, (STRIPE, width))
    for top in range(0, height, STRIPE):
        rows = min(STRIPE, height - top)
        y = np.arange(top, top + rows, dtype=np.float32)[:, None] / MESH
        places = cv2.remap(
            mesh, np.ascontiguousarray(x[:rows]), np.repeat(y, width, axis=1), cv2.INTER_LINEAR)
        pixels[top:top + rows] = cv2.remap(
            image.pixels, places[..., 0], places[..., 1], cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT, borderValue=white,
        )
    return PageImage(as_bytes(pixels), min(image.dpi, WORK_DPI))
