"""Characters: composed form, invisible ones, spaces, look-alike letters, mojibake.

Every rule is `find(text) -> edits` for one line. Rules run once, in the order of `RULES`; each
mends what the later ones need: mojibake early (its bytes look like spaces and controls),
composition after whatever makes letters, spaces after what removes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from importlib import resources

from cleanup.plan import Edit
from cleanup.syllables import is_possible

Rule = Callable[[str], tuple[Edit, ...]]

# UTF-8 read as Windows-1252: a lead byte C3..E2 followed by what 80..BF become
_MOJIBAKE = re.compile("[ÃÄÅÆáâÂ][\u0080-\u00bf\u0152-\u017e\u0192\u02c6\u02dc\u2013-\u2122]")
_CONTROL = re.compile("[\u0080-\u009f]")
_WIDE_SPACE = re.compile("[\u1680\u2000-\u200a\u202f\u205f\u3000]")
# characters that no 8-bit encoding has, so that they are no part of mojibake
_ZERO_WIDTH = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]"
)
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]"
)
_SPACE = re.compile(r"^\s+|\s+$|[^\S ]\s*| \s+")
_CLUSTER = re.compile(r"[^\u0300-\u036f][\u0300-\u036f]+")
_BULLET = re.compile("^\\s*([\uf0b7\uf02d\uf0a7\u2022\u25cf\u25aa])(?=\\s|\\w)")
_SLASH = re.compile("(?<=[0-9A-ZĐ])[\u2044\u2215](?=[A-ZĐ])")
# Tesseract reads the dash of a list as a tilde, or as both; "~ 5 km" means "about"
_TILDE = re.compile(r"^\s*(~(?=\s+[^\W\d_])|~(?=[-–—]\s))")
_LIGATURE = re.compile("[\ufb00-\ufb06]")
_WORD = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f]+[^\W\d_]*)*")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_ACCENT = re.compile("([^\\W\\d_]*[aăâeêioôơuưyAĂÂEÊIOÔƠUƯY])([´ˋ`ˀ˜])([^\\W\\d_]*)")
_ACCENTS = {"´": "\u0301", "ˋ": "\u0300", "`": "\u0300", "ˀ": "\u0309", "˜": "\u0303"}


def normalize(text: str) -> str:
    r"""NFC: also the mixed form `ê` + U+0301 of Windows-1258, and marks typed in the wrong order.

    >>> normalize("Vi\u00ea\u0323t") == "Việt"
    True
    """
    return unicodedata.normalize("NFC", text)


def find_mojibake(text: str) -> tuple[Edit, ...]:
    """UTF-8 that was read as Windows-1252, mended by ftfy as one edit.

    >>> [edit.after for edit in find_mojibake("Há»™i nghá»‹")]
    ['ội nghị']
    >>> find_mojibake("Má hồng, cá»")
    ()
    >>> find_mojibake("ÂŒ")
    ()
    """
    if _MOJIBAKE.search(text) is None:
        return ()
    import ftfy

    # spaces that no 8-bit encoding has are no part of mojibake, and later become common ones
    read = _WIDE_SPACE.sub(" ", text)
    try:
        # ftfy's codec also takes the five bytes that Windows-1252 leaves undefined
        fixed = read.encode("sloppy-windows-1252").decode("utf-8")
    except UnicodeError:
        fixed = ftfy.fix_encoding(read)
    if fixed == read or (_CONTROL.search(fixed) and not _CONTROL.search(read)):
        # no text was written with controls, and as such the letters would be taken away
        return ()
    return difference(text, fixed, "unicode.mojibake")


def find_ligatures(text: str) -> tuple[Edit, ...]:
    """Typographic ligatures, as letters.

    >>> [(edit.before, edit.after) for edit in find_ligatures("ﬁle")]
    [('ﬁ', 'fi')]
    """
    return tuple(
        Edit(
            match.start(),
            match.group(),
            unicodedata.normalize("NFKC", match.group()),
            "unicode.ligature",
        )
        for match in _LIGATURE.finditer(text)
    )


def find_zero_width(text: str) -> tuple[Edit, ...]:
    r"""Characters without a picture that may stand inside mojibake and hide it.

    >>> [edit.start for edit in find_zero_width("Quyết\u200b định")]
    [5]
    """
    return _without(_ZERO_WIDTH, text)


def find_invisible(text: str) -> tuple[Edit, ...]:
    r"""Characters without a picture: zero-width ones, soft hyphens, controls, direction marks.

    >>> [edit.start for edit in find_invisible("Quyết\u200b định")]
    [5]
    """
    return _without(_INVISIBLE, text)


def _without(pattern: re.Pattern[str], text: str) -> tuple[Edit, ...]:
    return tuple(
        Edit(match.start(), match.group(), "", "unicode.invisible")
        for match in pattern.finditer(text)
    )


@lru_cache(maxsize=1)
def _lookalikes() -> dict[str, str]:
    table = resources.files("cleanup.rules").joinpath("lookalikes.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and line[0] != "#")
    return {row[0]: row[1] for row in rows}


@lru_cache(maxsize=1)
def _any_lookalike() -> re.Pattern[str]:
    return re.compile(f"[{''.join(_lookalikes())}ð]")


def find_lookalikes(text: str) -> tuple[Edit, ...]:
    r"""Letters of other alphabets inside a word of Latin letters.

    >>> [(edit.before, edit.after) for edit in find_lookalikes("Lƣu, \u0425III, ðường")]
    [('ƣ', 'ư'), ('Х', 'X'), ('ð', 'đ')]
    >>> find_lookalikes("газета, Ðà"), find_lookalikes("maður")
    ((Edit(start=8, before='Ð', after='Đ', reason='lookalike.letter', score=None),), ())
    """
    if _any_lookalike().search(text) is None:
        return ()
    table = _lookalikes()
    edits = []
    for match in _WORD.finditer(text):
        word = match.group()
        if _LATIN.search(word) is None:
            continue
        # judged with its other letters mended, or a second run would find what the first did not
        mended = "".join(table.get(char, char) for char in word).replace("ð", "đ")
        for offset, char in enumerate(word):
            right = table.get(char)
            if char == "ð" and is_possible(normalize(mended)):
                right = "đ"
            if right is not None:
                edits.append(Edit(match.start() + offset, char, right, "lookalike.letter"))
    return tuple(edits)


def find_uncomposed(text: str) -> tuple[Edit, ...]:
    r"""Whatever is not NFC, letter by letter.

    >>> [(edit.start, edit.after) for edit in find_uncomposed("Bô\u0323 luâ\u0323t")]
    [(1, 'ộ'), (6, 'ậ')]
    >>> find_uncomposed("Bộ luật")
    ()
    """
    if unicodedata.is_normalized("NFC", text):
        return ()
    edits = tuple(
        Edit(match.start(), match.group(), normalize(match.group()), "unicode.compose")
        for match in _CLUSTER.finditer(text)
        if normalize(match.group()) != match.group()
    )
    from cleanup.plan import apply

    whole = normalize(text)
    return edits if apply(text, edits) == whole else difference(text, whole, "unicode.compose")


def find_accents(text: str) -> tuple[Edit, ...]:
    """A tone mark standing after its letter as a character of its own, if a syllable comes of it.

    >>> [edit.after for edit in find_accents("vê` việc")]
    ['về']
    >>> find_accents("D´Artagnan")
    ()
    """
    edits = []
    for match in _ACCENT.finditer(text):
        head, accent, tail = match.groups()
        word = normalize(head + _ACCENTS[accent] + tail)
        following = text[match.end() : match.end() + 1]
        if is_possible(word) and not (following and unicodedata.combining(following)):
            edits.append(Edit(match.start(), match.group(), word, "unicode.accent"))
    return tuple(edits)


def find_spaces(text: str) -> tuple[Edit, ...]:
    r"""Other spaces and runs of spaces, as one space; none at the ends.

    >>> [(edit.start, edit.before, edit.after) for edit in find_spaces("kinh\u00a0tế  - xã hội ")]
    [(4, '\xa0', ' '), (7, '  ', ' '), (17, ' ', '')]
    """
    edits = []
    for match in _SPACE.finditer(text):
        inside = match.start() > 0 and match.end() < len(text)
        edits.append(Edit(match.start(), match.group(), " " if inside else "", "unicode.space"))
    return tuple(edits)


def find_bullets(text: str) -> tuple[Edit, ...]:
    r"""A bullet at the start of a line, as the list dash of official papers.

    >>> [edit.after for edit in find_bullets("\uf0b7 Lưu: VT")], find_bullets("a • b")
    (['-'], ())
    >>> [edit.after for edit in find_bullets("~ Lưu: VT")], find_bullets("~ 5 km")
    (['-'], ())
    """
    match = _BULLET.match(text)
    if match is not None:
        return (Edit(match.start(1), match.group(1), "-", "lookalike.bullet"),)
    match = _TILDE.match(text)
    if match is None:
        return ()
    return (Edit(match.start(1), "~", _tilde(text, match.end(1)), "lookalike.bullet"),)


def _tilde(text: str, end: int) -> str:
    """What a tilde stands for: nothing where the dash was read beside it."""
    return "" if text[end : end + 1] in ("-", "–", "—") else "-"


def find_slashes(text: str) -> tuple[Edit, ...]:
    r"""The fraction slash and the division slash in a document's symbol; in a fraction they stay.

    >>> [(edit.start, edit.after) for edit in find_slashes("79\N{FRACTION SLASH}QĐ-UBND")]
    [(2, '/')]
    >>> find_slashes("1\N{FRACTION SLASH}2 diện tích")
    ()
    """
    return tuple(
        Edit(match.start(), match.group(), "/", "lookalike.slash")
        for match in _SLASH.finditer(text)
    )


RULES: tuple[tuple[str, Rule], ...] = (
    ("unicode.zero-width", find_zero_width),
    ("unicode.mojibake", find_mojibake),
    ("unicode.ligature", find_ligatures),
    ("unicode.invisible", find_invisible),
    ("lookalike.letter", find_lookalikes),
    ("unicode.compose", find_uncomposed),
    ("unicode.accent", find_accents),
    ("unicode.space", find_spaces),
    ("lookalike.bullet", find_bullets),
    ("lookalike.slash", find_slashes),
)


def difference(before: str, after: str, reason: str) -> tuple[Edit, ...]:
    """One edit that turns `before` into `after`, without what they share at both ends."""
    if before == after:
        return ()
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    return (
        Edit(start, before[start : len(before) - end], after[start : len(after) - end], reason),
    )
