"""At which angle the lines of print run: on the whole page, and apart in its parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MAX_SKEW = 28.0            # degrees to either side; photos of open books reach 20
CANDIDATES = 6             # coarse angles that are looked at closely
PARTS = (3, 4)             # columns and bands of the page that are judged apart, at most
PART_GLYPHS = 40           # letters in each; fewer say nothing
PART_RANGE = 6.0           # degrees
CLEARER = 1.25             # by this a part's lines are sharper at its own angle than at the page's

@dataclass(frozen=True, slots=True)
class Angle:
    """An angle and how clearly lines run along it (1: not at all; a page of text: 10 to 20)."""

    degrees: float        # by which to turn the page counter-clockwise
    sharpness: float


def best_angle(boxes: NDArray[np.float64], *, upended: bool) -> Angle:
    """Angle at which the letters' feet (or heads) fall into the fewest, fullest rows."""
    import numpy as np

    x0, y0, x1, y1 = boxes.T
    along, edges = ((y0 + y1) / 2, (x0, x1)) if upended else ((x0 + x1) / 2, (y0, y1))
    sign = 1.0 if upended else -1.0

    def search(angles: NDArray[np.float64], bin_size: float) -> NDArray[np.float64]:
        slopes = sign * np.tan(np.radians(angles))[:, None]
        scores = [sharpness_of(edge + along * slopes, bin_size) for edge in edges]
        return np.maximum(*scores)

    coarse = np.arange(-MAX_SKEW, MAX_SKEW + 0.01, 0.25)
    peaks = coarse[np.argsort(search(coarse, 3.0))[::-1][:CANDIDATES]]
    fine = np.unique(
        np.round(np.concatenate([np.arange(p - 0.3, p + 0.31, 0.05) for p in peaks]), 2)
    )
    scores = search(fine, 1.5)
    best = int(np.argmax(scores))
    # the centre of the peak is steadier than its highest point
    near = np.abs(fine - fine[best]) < 0.32
    weight = np.where(near, np.clip(scores - 0.7 * scores[best], 0, None) ** 2, 0)
    return Angle(float((fine * weight).sum() / weight.sum()), float(scores[best]))


def sharpness_of(values: NDArray[np.float64], bin_size: float) -> NDArray[np.float64]:
    """How unevenly each row of `values` `(A, N)` falls into bins.

    The mean count met by a value, over that of an even spread: 1 for an even spread, 10-20 for a
    page of text.
    """
    import numpy as np

    count, size = values.shape
    scaled = (values - values.min(axis=1, keepdims=True)) / bin_size
    filled = scaled.max(axis=1) + 2
    bins = int(filled.max()) + 1
    offset = np.arange(count)[:, None] * bins
    total = np.zeros(count)
    for shift in (0.0, 0.5):      # two grids, so that a row on a bin's border is not halved
        cells = ((scaled + shift).astype(np.int64) + offset).ravel()
        rows = np.bincount(cells, minlength=count * bins).reshape(count, bins).astype(np.float64)
        total += (rows**2).sum(axis=1)
    return np.asarray(total / 2 / size**2 * filled, np.float64)


def bend(feet: NDArray[np.float64]) -> float:
    """Degrees by which the lines in two or more parts of a level page slope; 0.0 on flat paper.

    Args:
        feet: `(N, 2)` x, y of the letters' feet on the level page, in pixels at which letters are
            8 to 20 high. One millisecond for a full page.
    """
    import numpy as np

    bands = min(PARTS[1], len(feet) // (PARTS[0] * PART_GLYPHS))
    if bands < 2:
        return 0.0
    parts = [
        part
        for band in np.array_split(feet[np.argsort(feet[:, 1], kind="stable")], bands)
        for part in np.array_split(band[np.argsort(band[:, 0], kind="stable")], PARTS[0])
    ]
    angles = np.arange(-PART_RANGE, PART_RANGE + 0.01, 0.25)
    slopes = np.tan(np.radians(angles))[:, None]
    own = [0.0, 0.0]
    for part in parts:
        x, y = part.T
        scores = sharpness_of(y + (x - x.mean()) * slopes, 1.5)
        best = int(scores.argmax())
        if scores[best] >= CLEARER * scores[len(angles) // 2]:
            own.append(abs(float(angles[best])))
    return sorted(own)[-2]
