"""Baseline and size of type of one row of letters, from their boxes alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

X_HEIGHT = 0.46  # em, of Times
CAP_TO_X = 1.45  # height of capitals and ascenders over that of small letters, Times
HEAD = 1.1  # em above the baseline within which ink belongs to a line
FOOT = 0.36  # em below it
MIDDLE = 0.33  # em above the baseline
WIDEST_GAP = 1.9  # em; word spaces of justified lines stay below, columns lie farther apart
_MAX_SLOPE = 0.02  # the page is level already; what remains is paper that was not flat
_SLOPE_STEP = 0.001
_LEVER = 20  # x-heights; on shorter lines a few descenders would pass for a slope
_FINALISTS = 4  # slopes among which all letters choose
_STEEP = 1.25  # share of the votes that a slope of 1 would cost
_ALL = 500  # no line has more letters
_VOTERS = 30  # letters that choose a slope; more cost time and change nothing
_LARGER = 1.18  # usual x-heights
_ASCENDERS = 0.15  # share of letters that are higher than the commonest, in lines of small letters
_DESCENDERS = 0.04  # share that hang below the line
_HALVES = 0.3  # share of the letters
_ON_LINE = 0.16  # x-heights; a letter whose foot is nearer than this stands on the baseline
_FEW = 6  # letters; of more, most stand on the baseline
_TAIL = (0.25, 0.8)  # x-heights that g, p, q and y hang below the baseline; 0.48 in Times


@dataclass(frozen=True, slots=True)
class Shape:
    """Where a line stands and how large it is set.

    Attributes:
        slope: of the baseline, y = offset + slope * x in page pixels.
        offset: of the baseline.
        x_height: of small letters, pixels.
        rival: what the x-height would be if the letters are of the other case; None if they are
            surely of this one.
        other: the other offset that it may have, of the few letters whose feet are tails or not;
            None if there is but one place for it.
    """

    slope: float
    offset: float
    x_height: float
    rival: float | None = None
    other: float | None = None

    def at(self, x: float) -> float:
        """Row of the baseline at column `x`."""
        return self.offset + self.slope * x

    @property
    def em(self) -> float:
        """Size of the type in pixels."""
        return self.x_height / X_HEIGHT

    @property
    def largest_em(self) -> float:
        """Size of the type if the letters are the smaller ones of its alphabet."""
        return max(self.x_height, self.rival or 0.0) / X_HEIGHT

    @property
    def smallest_em(self) -> float:
        """Size of the type if they are the larger ones."""
        return min(self.x_height, self.rival or self.x_height) / X_HEIGHT


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """Letters that stand on one baseline: numbers of pieces of ink."""

    shape: Shape
    letters: NDArray[np.intp]


def fit_shape(boxes: NDArray[np.int32], usual: float) -> Shape:
    """Fit the baseline of letters `(N, 4)`, N >= 1.

    `usual` is the x-height of the page in pixels.
    """
    import numpy as np

    middle = (boxes[:, 0] + boxes[:, 2]) / 2.0
    feet = boxes[:, 3].astype(np.float64)
    slope, offset = _fit_feet(middle, feet, usual)
    offset, other = _above_tails(feet - slope * middle, offset, usual)
    standing = np.abs(feet - (offset + slope * middle)) <= _ON_LINE * usual
    if not standing.any():
        standing[:] = True
    tops = (offset + slope * middle - boxes[:, 1])[standing]
    hanging = float((feet - (offset + slope * middle) > 0.3 * usual).mean())
    return Shape(slope, offset, *_x_height(tops, usual, hanging), other)


def _above_tails(
    levels: NDArray[np.float64], offset: float, usual: float
) -> tuple[float, float | None]:
    """The baseline of a few letters, and the other that it may be.

    Of "kỳ." two letters have feet: that of `k` is on the baseline, that of `y` hangs. Where as many
    stand higher, they are those without tails.
    """
    import numpy as np

    above = offset - levels
    raised = (above >= _TAIL[0] * usual) & (above <= _TAIL[1] * usual)
    if len(levels) > _FEW or not raised.any():
        return offset, None
    higher = float(np.mean(levels[raised]))
    return (higher, offset) if 2 * raised.sum() >= len(levels) else (offset, higher)


def _fit_feet(
    middle: NDArray[np.float64], feet: NDArray[np.float64], usual: float
) -> tuple[float, float]:
    """Slope and offset of the line on which most feet stand.

    Descenders and commas hang below it.
    """
    import numpy as np

    wide = float(middle.max() - middle.min()) > _LEVER * usual and len(feet) >= 10
    slopes = np.arange(-_MAX_SLOPE, _MAX_SLOPE + 1e-9, _SLOPE_STEP) if wide else np.zeros(1)
    sigma = 0.07 * usual
    few = slice(None, None, -(-len(feet) // _VOTERS))
    slopes = slopes[np.argsort(np.abs(slopes), kind="stable")]
    tried = _most_on_a_level(middle[few], feet[few], slopes, sigma)
    # among a few voters dots below, run into their letters, may win with a line of their own
    tried.sort(key=lambda one: -one[0] * (1 - _STEEP * abs(one[2])))
    final = np.array([slope for _, _, slope in tried[:_FINALISTS]])
    # the grain of a picture can have ten thousands of "letters", and each votes for each
    many = slice(None, None, -(-len(feet) // _ALL))
    last = _most_on_a_level(middle[many], feet[many], final, sigma)
    _, offset, slope = max(last, key=lambda one: one[0] * (1 - _STEEP * abs(one[2])))
    for _ in range(2):
        on_line = np.abs(feet - offset - slope * middle) <= _ON_LINE * usual
        if wide and int(on_line.sum()) >= 5:
            slope, offset = map(float, np.polyfit(middle[on_line], feet[on_line], 1))
            slope = min(max(slope, -_MAX_SLOPE), _MAX_SLOPE)
        elif on_line.any():
            offset = float(np.mean((feet - slope * middle)[on_line]))
    return slope, offset


def _most_on_a_level(
    middle: NDArray[np.float64], feet: NDArray[np.float64], slopes: NDArray[np.float64],
    sigma: float,
) -> list[tuple[float, float, float]]:
    """For each slope how many feet stand on one level, near ones counted in part; level; slope."""
    import numpy as np

    levels = feet - slopes[:, None] * middle
    votes = np.exp(-(((levels[:, :, None] - levels[:, None, :]) / sigma) ** 2)).sum(2)
    best = votes.argmax(1)
    every = np.arange(len(slopes))
    return list(zip(
        votes[every, best].tolist(), levels[every, best].tolist(), slopes.tolist(), strict=True,
    ))


def _x_height(
    tops: NDArray[np.float64], usual: float, hanging: float
) -> tuple[float, float | None]:
    """Height of small letters from the heights of letters above the baseline, and its rival.

    Where all are of one height, they are taken for capitals if they are higher than usual: lines
    set larger than the page are headings, and those are in capitals. Many that are higher still
    (`b`, `h`; but also capitals with marks) and some that hang below (`hanging`, a share; but also
    dots under capitals) speak for small letters.
    """
    import numpy as np

    tops = tops[(tops > 0.45 * usual) & (tops < 4 * usual)]
    if not len(tops):
        return usual, None
    sigma = 0.06 * usual
    votes = np.exp(-(((tops[:, None] - tops[None, :]) / sigma) ** 2)).sum(1)
    mode = float(tops[int(votes.argmax())])
    lower = np.abs(tops - mode / CAP_TO_X) <= 0.1 * mode
    upper = np.abs(tops - mode * CAP_TO_X) <= 0.12 * mode
    alike = float(np.mean(tops[np.abs(tops - mode) <= 0.1 * mode]))
    if lower.sum() >= max(1, 0.12 * len(tops)) and mode / CAP_TO_X > 0.55 * usual:
        small = float(np.mean(tops[lower]))
        # a few small ones below the usual height may be halves of letters in faint print
        few = lower.mean() < _HALVES and abs(mode - usual) < 0.1 * usual
        return (alike, small) if few else (small, None)
    signs = int(upper.mean() >= _ASCENDERS) + int(hanging >= _DESCENDERS)
    if mode < _LARGER * usual:
        return alike, None if signs == 2 else alike / CAP_TO_X
    return (alike, alike / CAP_TO_X) if signs == 2 else (alike / CAP_TO_X, alike)
