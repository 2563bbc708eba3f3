"""What a decoder in C prints while it works: caught, so that our own message can say it.

libtiff writes `Fax4Decode: Bad code word at line 149 of strip 0` to the standard error of the
process and goes on, libjpeg `Corrupt JPEG data: premature end of data segment`; nothing else tells
that lines are lost.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from ocr.source import problems

_log = logging.getLogger(__name__)
_STDERR = 2
_LONGEST = 120  # characters of a decoder's line
# libtiff names the function, libjpeg what is wrong; other lines are not about pictures
_OF_DECODER = re.compile(
    rb"(?:TIFF|_TIFF|Fax|LZW|Zip|ZIP|PackBits|CCITT|JPEG|OJPEG|LogL|Pixar|ThunderDecode|NeXTDecode)"
    rb"\w*: |tempfile\.tif: |Corrupt JPEG data|Premature end of JPEG|Invalid (?:SOS|JPEG)|"
    rb"Unsupported marker"
)
_MOST = 65_536                # bytes kept of a decoder that complains of every line
_LOCK = threading.Lock()      # two threads that swap the same descriptor would mix it up


@contextmanager
def decoder_output() -> Iterator[list[str]]:
    """Collect what decoders print to the standard error of the process; known after the block.

    What others print meanwhile is printed afterwards. Keep the block short.
    """
    lines: list[str] = []
    with _LOCK, tempfile.TemporaryFile() as caught:
        try:
            before = os.dup(_STDERR)
        except OSError:           # started without one: nothing to keep clean
            yield lines
            return
        _flush()
        os.dup2(caught.fileno(), _STDERR)
        try:
            yield lines
        finally:
            _flush()
            os.dup2(before, _STDERR)
            os.close(before)
            caught.seek(0)
            for line in caught.read(_MOST).splitlines(keepends=True):
                if _OF_DECODER.match(line):
                    lines.append(line.decode("utf-8", "replace").rstrip())
                else:
                    os.write(_STDERR, line)


def told(said: str | None, file: str, page: int) -> str | None:
    """What a decoder said of damage, in our own words: logged, and its cause in English returned.

    Args:
        said: one line, None for no damage.
        file: as the user named it.
        page: page number from 1.
    """
    if said is None:
        return None
    problem = problems.damaged_in_part(file, said.rstrip(".")[:_LONGEST], page)
    _log.warning("%s", problem)
    return problem.cause.en


def _flush() -> None:
    if sys.stderr is not None:
        sys.stderr.flush()
