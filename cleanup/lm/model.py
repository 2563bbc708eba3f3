"""The language model: a compact back-off trigram, looked up with numpy only.

The file is an uncompressed npz. Its arrays are mapped into memory, not read: loading takes a few
milliseconds, and worker processes share one copy. Keys are sorted 32-bit integers, probabilities
one byte each.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from cleanup.lm.tokens import UNKNOWN
from ocr.errors import ConfigurationError, Message, OutputError

WORD_BITS = 13
TRIGRAM_SHIFT = 13
LOG_MAX = 20.0
_SCALE = np.float32(-LOG_MAX / 255.0)
PACKAGED = "vi-legal.npz"
# bytes: a zip's header before each entry and before an extra field, and the id of padding that
# Android's zipalign uses
_LOCAL_HEADER = 30
_EXTRA_HEAD = 4
_PADDING_ID = b"\x35\xd9"
_ALIGNMENT = 64

Logs = npt.NDArray[np.float32]


@dataclass(frozen=True, kw_only=True, eq=False)
class LanguageModel:
    """Interpolated trigram model in back-off form; all logarithms are natural.

    Attributes:
        words: the vocabulary, classes first; a word's index is its id.
        counts: how often each word was seen in training.
        unigram: log P(w).
        unigram_backoff: log of the mass that context w leaves to unigrams.
        bigram_keys: sorted `u << 13 | v`.
        bigram: log P(v | u), quantised.
        bigram_backoff: log of the mass that context u v leaves to bigrams, quantised.
        trigram_keys: sorted `index of bigram u v << 13 | w`.
        trigram: log P(w | u v), quantised.
    """

    words: tuple[str, ...]
    counts: npt.NDArray[np.uint32]
    unigram: Logs
    unigram_backoff: Logs
    bigram_keys: npt.NDArray[np.uint32]
    bigram: npt.NDArray[np.uint8]
    bigram_backoff: npt.NDArray[np.uint8]
    trigram_keys: npt.NDArray[np.uint32]
    trigram: npt.NDArray[np.uint8]

    @cached_property
    def ids(self) -> dict[str, int]:
        """Word to id."""
        return {word: index for index, word in enumerate(self.words)}

    def id_of(self, form: str) -> int:
        """The id of a token form; unknown ones count as foreign."""
        return self.ids.get(form, self.ids[UNKNOWN])

    def count_of(self, form: str) -> int:
        """How often a form was seen in training, 0 if never."""
        index = self.ids.get(form)
        return 0 if index is None else int(self.counts[index])

    def log_probability(
        self, u: npt.NDArray[Any], v: npt.NDArray[Any], w: npt.NDArray[Any]
    ) -> Logs:
        """Log P(w | u v) for arrays of ids of one length.

        Returns:
            float32 array of the same length.
        """
        u, v, w = (array.astype(np.uint32, copy=False) for array in (u, v, w))
        shift = np.uint32(WORD_BITS)
        context, has_context = self._find(self.bigram_keys, u << shift | v)
        pair, has_pair = self._find(self.bigram_keys, v << shift | w)
        score: Logs = np.where(
            has_pair, self.bigram[pair] * _SCALE, self.unigram_backoff[v] + self.unigram[w]
        ).astype(np.float32)
        score += np.where(has_context, self.bigram_backoff[context] * _SCALE, np.float32(0))
        key = context.astype(np.uint32) << np.uint32(TRIGRAM_SHIFT) | w
        triple, has_triple = self._find(self.trigram_keys, key)
        has_triple &= has_context
        return np.where(has_triple, self.trigram[triple] * _SCALE, score).astype(np.float32)

    def knows(
        self, u: npt.NDArray[Any], v: npt.NDArray[Any], w: npt.NDArray[Any]
    ) -> npt.NDArray[np.bool_]:
        """Whether each trigram u v w is in the model."""
        u, v, w = (array.astype(np.uint32, copy=False) for array in (u, v, w))
        context, has_context = self._find(self.bigram_keys, u << np.uint32(WORD_BITS) | v)
        key = context.astype(np.uint32) << np.uint32(TRIGRAM_SHIFT) | w
        return self._find(self.trigram_keys, key)[1] & has_context

    @staticmethod
    def _find(
        keys: npt.NDArray[np.uint32], wanted: npt.NDArray[np.uint32]
    ) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
        place = np.searchsorted(keys, wanted)
        np.minimum(place, len(keys) - 1, out=place)
        return place, keys[place] == wanted


_ARRAYS = (
    "counts", "unigram", "unigram_backoff", "bigram_keys", "bigram", "bigram_backoff",
    "trigram_keys", "trigram",
)  # fmt: skip


def save(model: LanguageModel, path: Path) -> None:
    """Write a model; the same model always gives the same bytes.

    Raises:
        OutputError: if the file can't be written.
    """
    arrays: dict[str, npt.NDArray[Any]] = {name: getattr(model, name) for name in _ARRAYS}
    arrays["words"] = np.frombuffer(" ".join(model.words).encode(), np.uint8)
    neighbour = path.with_name(path.name + ".part")
    try:
        with zipfile.ZipFile(neighbour, "w", zipfile.ZIP_STORED) as archive:
            for name, array in arrays.items():
                buffer = io.BytesIO()
                np.save(buffer, array)
                archive.writestr(_aligned_entry(f"{name}.npy", archive), buffer.getvalue())
        neighbour.replace(path)
    except OSError as error:
        raise OutputError(
            Message(f"the model can't be written: {error}", f"không ghi được mô hình: {error}"),
            Message("choose another place with -o", "hãy chọn nơi khác bằng -o"),
            file=str(path),
        ) from error


def _aligned_entry(name: str, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    """An entry whose data will begin at a multiple of `_ALIGNMENT`, as the arrays in it then do.

    numpy copies a whole unaligned array at every look-up.
    """
    entry = zipfile.ZipInfo(name)
    assert archive.fp is not None
    begin = archive.fp.tell() + _LOCAL_HEADER + len(name.encode()) + _EXTRA_HEAD
    padding = -begin % _ALIGNMENT
    entry.extra = _PADDING_ID + padding.to_bytes(2, "little") + bytes(padding)
    return entry


def _mapped(path: Path) -> dict[str, npt.NDArray[Any]]:
    """The arrays of an uncompressed npz, mapped read-only."""
    data = np.memmap(path, np.uint8, "r")
    arrays: dict[str, npt.NDArray[Any]] = {}
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            # the local header repeats name and extra field with its own lengths, at bytes 26 and 28
            start = entry.header_offset
            sizes = np.frombuffer(bytes(data[start + 26 : start + _LOCAL_HEADER]), "<u2")
            begin = start + _LOCAL_HEADER + int(sizes.sum())
            head = io.BytesIO(bytes(data[begin : begin + 256]))
            version = np.lib.format.read_magic(head)
            if entry.compress_type != zipfile.ZIP_STORED or version != (1, 0):
                raise ValueError
            shape, _, dtype = np.lib.format.read_array_header_1_0(head)
            begin += head.tell()
            end = begin + int(np.prod(shape)) * dtype.itemsize
            # a plain ndarray view: indexing a memmap costs several times more
            array = np.asarray(data[begin:end]).view(dtype)
            arrays[entry.filename.removesuffix(".npy")] = np.require(array, requirements="A")
    return arrays


def read(path: Path) -> LanguageModel:
    """Map a model file.

    Raises:
        ConfigurationError: if it can't be read, or is not a model written by `save`.
    """
    try:
        arrays = _mapped(path)
        words = tuple(arrays["words"].tobytes().decode().split(" "))
        return LanguageModel(words=words, **{name: arrays[name] for name in _ARRAYS})
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ConfigurationError(
            Message(
                f"the language model can't be read: {reason}",
                f"không đọc được mô hình ngôn ngữ: {reason}",
            ),
            Message("Check the path and your rights", "Hãy kiểm tra đường dẫn và quyền truy cập"),
            file=str(path),
        ) from error
    except (ValueError, KeyError, zipfile.BadZipFile) as error:
        raise ConfigurationError(
            Message("this is not a language model", "đây không phải mô hình ngôn ngữ"),
            Message(
                "Make one with: sohoa lm build FOLDER -o FILE",
                "Hãy tạo bằng: sohoa lm build THƯ_MỤC -o TỆP",
            ),
            file=str(path),
        ) from error


@lru_cache(maxsize=4)
def load(path: Path | None = None) -> LanguageModel:
    """The packaged model, or the one in `path`; read once per process."""
    if path is not None:
        return read(path)
    with resources.as_file(resources.files("cleanup.lm").joinpath(PACKAGED)) as packaged:
        return read(packaged)
