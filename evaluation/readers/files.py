"""Reads truth and output files of any supported format; every complaint names the file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from evaluation.alignment import paragraphs_of
from evaluation.document import BODY, OutputDocument, Paragraph, SectionHead, TrueDocument
from evaluation.markdown import (
    markdown_paragraphs,
    markdown_sections,
    markdown_truth,
    split_front_matter,
)
from evaluation.readers.output_json import is_output, json_paragraphs, output_from_json
from evaluation.readers.page_xml import alto_paragraphs, hocr_paragraphs
from evaluation.readers.shape import ShapeError, mapping
from evaluation.readers.truth_json import truth_from_json
from evaluation.text import nfc
from ocr.errors import InputError, Message

MARKDOWN = (".md", ".markdown")
TEXT = (".txt",)
HOCR = (".hocr", ".html", ".htm", ".xhtml")
ALTO = (".xml", ".alto")
JSON = (".json",)
SUFFIXES = (*MARKDOWN, *TEXT, *JSON, *HOCR, *ALTO)


def read_truth(path: Path, facts: Path | None = None) -> TrueDocument:
    """The truth in a JSON, Markdown or text file; an output file can serve as truth too.

    Args:
        path: JSON, Markdown or text; hOCR and ALTO do as well.
        facts: the output JSON of the same document, if its sections and metadata are to be used.

    Raises:
        InputError: if a file can't be read, is malformed or holds no text.
    """
    with _naming(path):
        document = _truth(path, _read_text(path))
        if not any(paragraph.text for paragraph in document.paragraphs):
            msg = "it holds no text"
            raise ShapeError(msg)
    if facts is None:
        return document
    with _naming(facts):
        told = output_from_json(_parse_json(_read_text(facts)), path.stem)
    return replace(document, sections=told.sections, metadata=told.metadata)


def is_output_file(path: Path) -> bool:
    """Whether a JSON file is an output of the product rather than a truth file.

    Raises:
        InputError: if the file can't be read or is not JSON.
    """
    with _naming(path):
        return is_output(_parse_json(_read_text(path)))


def _truth(path: Path, text: str) -> TrueDocument:
    kind = path.suffix.lower()
    if kind in JSON:
        document = _parse_json(text)
        if not is_output(document):
            return truth_from_json(document, path.stem)
        output = output_from_json(document, path.stem)
        return TrueDocument(
            name=path.stem,
            paragraphs=tuple(sorted(json_paragraphs(document), key=lambda p: p.zone != BODY)),
            sections=output.sections,
            metadata=output.metadata,
        )
    if kind in MARKDOWN:
        sections, metadata = _markdown_facts(text)
        return TrueDocument(
            name=path.stem, paragraphs=markdown_truth(text), sections=sections, metadata=metadata
        )
    return TrueDocument(
        name=path.stem,
        paragraphs=tuple(Paragraph(zone=BODY, text=piece) for piece in _plain(path, text)),
    )


def read_output(path: Path, facts: Path | None = None) -> OutputDocument:
    """An output: its text from `path`, sections, metadata and corrections from a JSON beside it.

    Args:
        path: Markdown, JSON, text, hOCR or ALTO file.
        facts: the JSON of the same document, if there is one.

    Raises:
        InputError: if one of the files can't be read or is malformed.
    """
    with _naming(path):
        output = _output(path, _read_text(path))
    if facts is None or facts == path:
        return output
    with _naming(facts):
        told = output_from_json(_parse_json(_read_text(facts)), path.stem)
    return replace(told, paragraphs=output.paragraphs)


def _output(path: Path, text: str) -> OutputDocument:
    kind = path.suffix.lower()
    if kind in JSON:
        document = _parse_json(text)
        if is_output(document) or "sections" in document or "metadata" in document:
            return _output_or_truth(document, path.stem)
        msg = "it is neither an output (schema_version) nor a truth file (pages)"
        raise ShapeError(msg)
    if kind in MARKDOWN:
        sections, metadata = _markdown_facts(text)
        return OutputDocument(
            name=path.stem,
            paragraphs=markdown_paragraphs(text),
            sections=sections,
            metadata=metadata,
        )
    return OutputDocument(name=path.stem, paragraphs=_plain(path, text))


def _output_or_truth(document: Mapping[str, object], name: str) -> OutputDocument:
    """A truth file can be judged as well: against itself it must score full marks."""
    if is_output(document):
        return output_from_json(document, name)
    truth = truth_from_json(document, name)
    return OutputDocument(
        name=name,
        paragraphs=tuple(paragraph.text for paragraph in truth.paragraphs),
        sections=truth.sections,
        metadata=truth.metadata,
    )


def _markdown_facts(text: str) -> tuple[tuple[SectionHead, ...], Mapping[str, object]]:
    import yaml

    front = split_front_matter(text)[0]
    if front is None:
        return markdown_sections(text), {}
    try:
        metadata = yaml.safe_load(front)
    except yaml.YAMLError as error:
        msg = f"its front matter is not YAML ({str(error).splitlines()[0]})"
        raise ShapeError(msg) from error
    return markdown_sections(text), mapping(metadata or {}, "the front matter")


def _plain(path: Path, text: str) -> tuple[str, ...]:
    readers: dict[tuple[str, ...], Callable[[str], tuple[str, ...]]] = {
        TEXT: lambda plain: paragraphs_of(nfc(plain)),
        HOCR: hocr_paragraphs,
        ALTO: alto_paragraphs,
    }
    for suffixes, reader in readers.items():
        if path.suffix.lower() in suffixes:
            return reader(text)
    msg = (
        f"files of type {path.suffix or '(none)'} can't be compared; known are {' '.join(SUFFIXES)}"
    )
    raise ShapeError(msg)


def _parse_json(text: str) -> Mapping[str, object]:
    try:
        return mapping(json.loads(text), "the top level")
    except json.JSONDecodeError as error:
        msg = f"not JSON (line {error.lineno}: {error.msg})"
        raise ShapeError(msg) from error


def _read_text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        msg = f"not UTF-8 text (byte {error.start})"
        raise ShapeError(msg) from error


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Turns every failure inside into one that names the file."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(
            Message(f"can't be read ({reason})", f"không đọc được ({reason})"),
            Message("Check the name and its permissions", "Hãy kiểm tra tên và quyền truy cập"),
            file=str(path),
        ) from error
    except (ShapeError, RecursionError, KeyError) as error:
        raise InputError(
            Message(f"can't be compared: {error}", f"không so sánh được: {error}"),
            Message(
                "Truth may be JSON, Markdown or text; an output also hOCR or ALTO",
                "Bản chuẩn có thể là JSON, Markdown, văn bản; kết quả còn có thể là hOCR, ALTO",
            ),
            file=str(path),
        ) from error
