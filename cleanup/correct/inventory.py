"""The distinct words of a text: what is the same for every occurrence is worked out once.

A stretch of sixty pages has some 25,000 tokens, but only two thousand different ones. Everything
that depends on the word alone is kept here in arrays; the text itself is an array of their ids.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property

import numpy as np
import numpy.typing as npt

from cleanup.lm import LanguageModel
from cleanup.lm.tokens import ABBREVIATION, CLASSES, NUMBER, UNKNOWN, pieces
from cleanup.syllables import skeleton

Ids = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

# a word that is no syllable competes as one foreign word out of many, not as "any foreign word"
_BROKEN_COST = 8.0
_FOREIGN_COST = 4.0
_NEVER_ASKED = frozenset({NUMBER, ABBREVIATION})


def read_cost(text: str, form: str) -> float:
    """What it costs to believe that a word was read rightly."""
    if form != UNKNOWN:
        return 0.0
    return _FOREIGN_COST if text.isascii() else _BROKEN_COST


class Inventory:
    """Ids for tokens, `(text, form)`, and for their forms.

    All lines are added first, then the arrays are used: they are made once.
    """

    def __init__(self) -> None:
        self._ids: dict[tuple[str, str], int] = {}
        self._chunks = _Chunks(self._add)
        self._having: dict[frozenset[str], Flags] = {}
        self._words: tuple[LanguageModel, npt.NDArray[np.uint32]] | None = None

    def add(self, line: str) -> list[int]:
        """The ids of the tokens of a line, in order."""
        chunks = self._chunks
        return [one for chunk in line.split() for one in chunks[chunk]]

    def _add(self, chunk: str) -> tuple[int, ...]:
        ids = self._ids
        return tuple(ids.setdefault((text, form), len(ids)) for text, _, form in pieces(chunk))

    @cached_property
    def tokens(self) -> list[tuple[str, str]]:
        """Text and form of each id."""
        return list(self._ids)

    @cached_property
    def form_ids(self) -> dict[str, int]:
        """Form to its id: forms are numbered for themselves."""
        found: dict[str, int] = {}
        for _, form in self.tokens:
            found.setdefault(form, len(found))
        return found

    @cached_property
    def forms(self) -> Ids:
        """The form of each token."""
        return self._numbers(self.form_ids[form] for _, form in self.tokens)

    @cached_property
    def skeletons(self) -> Ids:
        """A number for the letters of each token without their marks, -1 for classes."""
        numbers: dict[str, int] = {}
        return self._numbers(
            -1 if form in CLASSES else numbers.setdefault(skeleton(form), len(numbers))
            for _, form in self.tokens
        )

    @cached_property
    def alphabetic(self) -> Flags:
        """Tokens that may be misread words: letters only, no abbreviation."""
        return self._flags(lambda text, form: form not in _NEVER_ASKED and text.isalpha())

    @cached_property
    def marked(self) -> Flags:
        """Words with a letter that English has not."""
        return self._flags(lambda text, _: text.isalpha() and not text.isascii())

    @cached_property
    def capitalised(self) -> Flags:
        """Words such as stand in names: one capital, then small letters."""
        return self._flags(
            lambda text, form: (
                form != UNKNOWN and text.isalpha() and text[0].isupper() and text[1:].islower()
            )
        )

    @cached_property
    def plain(self) -> Flags:
        """Words in small letters, maybe after a capital."""
        return self._flags(
            lambda text, _: text.isalpha() and (len(text) == 1 or text[1:].islower())
        )

    def having(self, forms: frozenset[str]) -> Flags:
        """Tokens with one of these forms."""
        found = self._having.get(forms)
        if found is None:
            found = self._having[forms] = self._flags(lambda _, form: form in forms)
        return found

    @cached_property
    def costs(self) -> npt.NDArray[np.float64]:
        """What it costs to believe that each token was read rightly."""
        return np.array([read_cost(*token) for token in self.tokens])

    def words(self, model: LanguageModel) -> npt.NDArray[np.uint32]:
        """The id of each token in a language model."""
        if self._words is None or self._words[0] is not model:
            known, unknown = model.ids, model.ids[UNKNOWN]
            ids = [known.get(form, unknown) for _, form in self.tokens]
            self._words = model, np.array(ids, np.uint32)
        return self._words[1]

    def _flags(self, holds: Callable[[str, str], bool]) -> Flags:
        return np.fromiter((holds(*token) for token in self.tokens), bool, len(self.tokens))

    def _numbers(self, values: Iterable[int]) -> Ids:
        return np.fromiter(values, np.int64, len(self.tokens))


class _Chunks(dict[str, tuple[int, ...]]):
    """Token ids of each stretch between spaces, worked out when first met."""

    def __init__(self, make: Callable[[str], tuple[int, ...]]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, chunk: str) -> tuple[int, ...]:
        found = self[chunk] = self._make(chunk)
        return found
