"""What the document itself says: the same phrase elsewhere, and headings that run parallel."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from cleanup.correct.stream import Spot
from cleanup.lm.tokens import CLASSES
from cleanup.syllables import skeleton

PARALLEL_BONUS = 10.0
REPEAT_WEIGHT = 0.7
_LIMIT = 2.0
_DECIMAL = re.compile(r"(\d+(?:\.\d+)*)\.?\Z")


def evidence(spots: Sequence[Spot]) -> list[dict[str, float]]:
    """For each spot, log weights of forms; a form that is not named has weight 0."""
    bonus: list[dict[str, float]] = [{} for _ in spots]
    _repeated(spots, bonus)
    _parallel(spots, bonus)
    return bonus


def _repeated(spots: Sequence[Spot], bonus: list[dict[str, float]]) -> None:
    """A word between the same neighbours elsewhere in the document, with other marks."""
    forms = [spot.token.form for spot in spots]
    skeletons = [
        form if form in CLASSES else skeleton(spot.token.text)
        for form, spot in zip(forms, spots, strict=True)
    ]
    groups: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    keys: list[tuple[tuple[str, str], ...]] = []
    for index, form in enumerate(forms):
        found: list[tuple[str, str]] = []
        if form not in CLASSES:
            if index > 0 and forms[index - 1] not in CLASSES:
                found.append(("<" + forms[index - 1], skeletons[index]))
            if index + 1 < len(forms) and forms[index + 1] not in CLASSES:
                found.append((">" + forms[index + 1], skeletons[index]))
        keys.append(tuple(found))
        for key in found:
            groups[key][form] += 1
    for index, places in enumerate(keys):
        for key in places:
            group = groups[key]
            if len(group) < 2:
                continue
            for form, count in group.items():
                others = count - (form == forms[index])
                weight = min(_LIMIT, REPEAT_WEIGHT * math.log1p(others))
                bonus[index][form] = bonus[index].get(form, 0.0) + weight


def _parallel(spots: Sequence[Spot], bonus: list[dict[str, float]]) -> None:
    """In 1.2.1 Về, 1.2.2 Vẽ, 1.2.3 Về one differs in its marks only: it is misread."""
    series: dict[str, list[int]] = defaultdict(list)
    for index in range(len(spots) - 1):
        number = _DECIMAL.match(spots[index].token.text) if spots[index].opens else None
        if number is None or "." not in number.group(1):
            continue
        first = index + 1
        while first < len(spots) and not spots[first].token.text[0].isalpha():
            first += 1
        if first - index <= 2 and first < len(spots):
            series[number.group(1).rpartition(".")[0]].append(first)
    for firsts in series.values():
        words = Counter(spots[index].token.form for index in firsts)
        best, count = words.most_common(1)[0]
        for index in firsts:
            form = spots[index].token.form
            if count >= 2 and form != best and skeleton(spots[index].token.text) == skeleton(best):
                bonus[index][best] = bonus[index].get(best, 0.0) + PARALLEL_BONUS
