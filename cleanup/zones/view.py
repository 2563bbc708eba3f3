"""Pages as the tests of single lines want them: composed letters, plain single spaces.

Zones come before every edit, so that an edit can name the line as it was written. Text layers and
old files write their marks apart from the letters (NFD), use odd spaces, or hide zero-width signs:
such lines are judged by their view, and kept as they are.
"""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from cleanup.packed import pack
from ocr.model import Line, Page

# spaces without width, byte order mark, soft hyphen
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


def composed(page: Page) -> Page:
    """The page with all lines in NFC and single spaces; the number of words stays.

    >>> import unicodedata
    >>> text = unicodedata.normalize("NFD", "Độc\u00a0lập -  Tự do")
    >>> composed(Page(number=1, lines=(Line(text=text, raw_text=text),))).lines[0].text
    'Độc lập - Tự do'
    """
    return replace(page, lines=pack(map(_composed, page.lines)))


def _composed(line: Line) -> Line:
    if line.text.isascii():
        text = line.text
    else:
        # a word of invisible signs only must stay a word: cuts are counted in words
        text = unicodedata.normalize("NFC", line.text)
        words = (word.translate(_INVISIBLE) or word for word in text.split())
        text = " ".join(words)
    return line if text == line.text else replace(line, text=text)
