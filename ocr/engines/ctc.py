"""From what the network says at each step to characters with alternatives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ocr.model import Choice

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BLANK = 0
_MIN_SCORE = 0.01  # what the network holds for less likely than this helps nobody to correct
_MAX_CHOICES = 5


@dataclass(frozen=True, slots=True)
class Reading:
    """One character: what it may be, best first, and the steps `first` to `last` that say so."""

    choices: tuple[Choice, ...]
    first: int
    last: int

    @property
    def text(self) -> str:
        """The likeliest character."""
        return self.choices[0].text

    @property
    def score(self) -> float:
        """How sure it is, 0..1."""
        return self.choices[0].score


def softmax(logits: NDArray[np.float32], temperature: float) -> NDArray[np.float32]:
    """Probabilities `(steps, classes)`; a temperature above 1 makes an over-sure network honest."""
    import numpy as np

    scaled = (logits - logits.max(-1, keepdims=True)) / temperature
    powers = np.exp(scaled)
    return np.asarray(powers / powers.sum(-1, keepdims=True), dtype=np.float32)


def decode(probabilities: NDArray[np.float32], alphabet: Sequence[str]) -> tuple[Reading, ...]:
    """Greedy CTC: one character for each run of steps that agree; class 0 is the blank.

    A character's alternatives are what the network also saw during its run, each with its highest
    probability there.

    >>> import numpy as np
    >>> steps = np.array([[.9, .1, 0], [.1, .7, .2], [.8, .2, 0]], np.float32)
    >>> [(c.text, round(c.score, 1)) for c in decode(steps, "aá")[0].choices]
    [('a', 0.7), ('á', 0.2)]
    >>> decode(np.array([[1, 0, 0]], np.float32), "aá")
    ()
    """
    import numpy as np

    best = probabilities.argmax(-1)
    starts = np.flatnonzero(np.diff(best, prepend=-1))
    if not len(starts):
        return ()
    ends = np.append(starts[1:], len(best))
    letters = best[starts] != BLANK
    seen = np.maximum.reduceat(probabilities, starts)[letters]
    seen[:, BLANK] = 0
    order = seen.argsort(axis=1)[:, ::-1][:, :_MAX_CHOICES]
    scores = np.take_along_axis(seen, order, axis=1)
    readings = []
    for number, first, last, row, classes, likely in zip(
        best[starts[letters]].tolist(), starts[letters].tolist(), (ends[letters] - 1).tolist(),
        seen, order.tolist(), scores.tolist(), strict=True,
    ):
        others = [
            Choice(text=alphabet[i - 1], score=score)
            for i, score in zip(classes, likely, strict=True)
            if i != number and score >= _MIN_SCORE
        ]
        own = Choice(text=alphabet[number - 1], score=float(row[number]))
        readings.append(Reading((own, *others), first, last))
    return tuple(readings)
