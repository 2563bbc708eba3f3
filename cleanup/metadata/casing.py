"""Sentence case for titles printed in capitals; the document's own text knows its names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from cleanup.skeleton import LOWER, UPPER
from cleanup.vocabulary import read_table
from cleanup.zones.lines import is_upper

_ROMAN = re.compile(r"^(?=[IVXLC])(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})$")
_WORD = re.compile(rf"[{UPPER}{LOWER}0-9&.’'-]+")
# behind these a word is capital in any case; a stop may also end a line
_STOP = re.compile(r"(?<=[.;:!?])(?:\s+|$)")
_LONGEST = 6

Phrases = Mapping[tuple[str, ...], str]


@cache
def _known() -> dict[tuple[str, ...], str]:
    return {_key(row["text"].split()): row["text"] for row in read_table("capitals.tsv")}


def _key(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(word.lower() for word in words)


def phrases_of(texts: Iterable[str], titles: Sequence[str]) -> Phrases:
    """Runs of a title's words that the text begins with a capital inside a sentence.

    Only lines of the title in capitals are looked for; a long text holds millions of other runs.

    Args:
        texts: lines of the document's body, in reading order.
        titles: the title's lines.

    >>> phrases_of(["của Ban Chấp hành", "Đảng bộ"], ["BAN CHẤP HÀNH"])[("ban", "chấp", "hành")]
    'Ban Chấp hành'
    >>> phrases_of(["theo Luật Đầu tư, các dự án đầu tư"], ["DỰ ÁN ĐẦU TƯ"])
    {}
    """
    wanted = {run for line in titles if is_upper(line) for run in _runs(_bare(line.split()))}
    firsts = {run[0] for run in wanted}
    found: dict[tuple[str, ...], str] = {}
    small: set[tuple[str, ...]] = set()
    for words in _sentences(texts) if wanted else ():
        for start, word in enumerate(words):
            if word.lower() not in firsts:
                continue
            if word.islower():
                small.add(tuple(words[start : start + 2]))
            if start == 0 or not word[0].isupper() or is_upper(word):
                continue
            for size in range(2, _LONGEST + 1):
                run = words[start : start + size]
                if _key(run) in wanted:
                    found.setdefault(_key(run), " ".join(run))
    # "Đầu tư" out of "Luật Đầu tư" is no name where the text also says "đầu tư"
    return {key: text for key, text in found.items() if key[:2] not in small}


def _sentences(texts: Iterable[str]) -> Iterator[list[str]]:
    """The words of each sentence, across line ends."""
    words: list[str] = []
    for text in texts:
        parts = _STOP.split(text)
        for part in parts[:-1]:
            yield words + _WORD.findall(part)
            words = []
        words += _WORD.findall(parts[-1])
    yield words


def _runs(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for start in range(len(words)):
        for size in range(2, _LONGEST + 1):
            if start + size <= len(words):
                yield _key(words[start : start + size])


def _bare(words: Sequence[str]) -> list[str]:
    return [word.strip(",.;:") for word in words]


def sentence_case(lines: Sequence[str], own: Phrases) -> str:
    """The title in sentence case: capitals only where the document or the name list has them.

    Lines in small letters stay as printed, but for a capital at the beginning of the second part
    ("CHỈ THỊ", "Về việc ..." gives "Chỉ thị về việc ..."). Roman numerals and tokens with digits
    keep their capitals.

    Args:
        lines: the title's lines, kind first.
        own: phrases of the document's body, from `phrases_of`.

    >>> sentence_case(["QUYẾT ĐỊNH", "Về việc công nhận"], {})
    'Quyết định về việc công nhận'
    >>> sentence_case(["KẾT LUẬN", "CỦA BAN CHẤP HÀNH ĐẢNG BỘ TỈNH KHOÁ XIV"], {})
    'Kết luận của Ban Chấp hành Đảng bộ tỉnh khoá XIV'
    >>> own = {("nam", "sơn", "thành", "phố", "bắc"): "Nam Sơn thành phố Bắc"}
    >>> sentence_case(["QUYẾT ĐỊNH", "VỀ XÃ NAM SƠN, THÀNH PHỐ BẮC NINH"], own)
    'Quyết định về xã nam sơn, thành phố Bắc Ninh'
    """
    parts: list[str] = []
    for index, line in enumerate(lines):
        if is_upper(line):
            parts += _lowered(line.split(), own)
        elif index == 1 and line[:2] == line[:1] + line[1:2].lower() and line.startswith("V"):
            parts += (line[0].lower() + line[1:]).split()
        else:
            parts += line.split()
    text = " ".join(parts)
    return text[:1].upper() + text[1:]


def _lowered(words: Sequence[str], own: Phrases) -> list[str]:
    result: list[str] = []
    at = 0
    while at < len(words):
        for size in range(min(_LONGEST, len(words) - at), 0, -1):
            run = words[at : at + size]
            key = _key(_bare(run))
            known = own.get(key) or _known().get(key)
            # "Hóc Môn, thành phố Hồ Chí": no name goes on behind a comma
            if known and all(word == word.rstrip(",.;:") for word in run[:-1]):
                tail = run[-1][len(run[-1].rstrip(",.;:")) :]
                result += f"{known}{tail}".split()
                at += size
                break
        else:
            word = words[at]
            keep = _ROMAN.match(word.strip(",.;:")) or any(c.isdigit() for c in word)
            result.append(word if keep else word.lower())
            at += 1
    return result
