"""Digital signatures that a PDF draws through annotations: who signed, when, and the text shown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ocr.model import Stamp, StampKind
from ocr.source.geometry import PageFrame, Rect
from ocr.source.glyphs import Glyph, rows_of
from ocr.source.pdf_appearance import appearance_glyphs

if TYPE_CHECKING:
    from pdfminer.pdfinterp import PDFResourceManager
    from pdfminer.pdfpage import PDFPage

_MAX_ANNOTATIONS = 400       # tables of contents have thousands of links
_NUMBERS = re.compile(r"[\d\s./-]{1,12}")
_LABELS = {
    "signer": r"(?:Người ký|Ký bởi|Được ký bởi|Tên người ký|Digitally signed by|Signed by)",
    "email": r"E-?mail",
    "organization": r"(?:Cơ quan|Tổ chức|Đơn vị)",
    "time": r"(?:Thời gian ký|Ngày ký|Ký ngày|Ngày giờ ký|Giờ ký|Date)",
    "reason": r"(?:Lý do|Reason)",
}
_ANY_LABEL = "|".join(_LABELS.values()) + r"|Chức vụ|Nơi ký|Location|DN"
# domain.md 2.7; Adobe writes 2025.02.20 07:26:22 +07'00'
_CLOCK = r"[ ,;]+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([+-]\d{2}[:']?\d{2})?"
_LOCAL_TIME = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})" + _CLOCK)
_ADOBE_TIME = re.compile(r"(\d{4})[./-](\d{1,2})[./-](\d{1,2})" + _CLOCK)
_PDF_TIME = re.compile(r"D:(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?(?:([+-]\d{2})'?(\d{2})?|Z)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """An annotation with what it shows.

    Attributes:
        index: its place in the page's list, from 0.
        kind: its subtype, e.g. "Widget", "FreeText".
        field: type of the form field, "Sig" for a signature, "" if it is none.
        rect: in points of the page, origin lower left.
        text: lines of its appearance, or of its contents.
        glyphs: letters of its appearance, in points of the page, origin lower left, y upwards.
        entries: strings of the signature dictionary: Name, M, Reason, Location.
    """

    index: int
    kind: str
    field: str
    rect: Rect
    text: tuple[str, ...] = ()
    glyphs: tuple[Glyph, ...] = ()
    entries: Mapping[str, str]

    @property
    def fills_in(self) -> bool:
        """True if a signing program wrote the number or the date into the gap left for it."""
        return self.field == "Sig" and bool(self.text) and \
            all(_NUMBERS.fullmatch(line) for line in self.text)

    @property
    def is_text(self) -> bool:
        """True if what it shows is text of the page: filled in by signing, by hand or typed on."""
        return self.fills_in or self.kind == "FreeText" or (
            self.kind == "Widget" and self.field in ("Tx", "Ch"))


def iso_time(text: str) -> str | None:
    """A time as signatures print it, in ISO 8601; None if there is none.

    >>> iso_time("Thời gian ký: 05.03.2020 16:41:07 +07:00")
    '2020-03-05T16:41:07+07:00'
    >>> iso_time("D:20250220072622+07'00'")
    '2025-02-20T07:26:22+07:00'
    >>> iso_time("ngày 05 tháng 3 năm 2020") is None
    True
    """
    match = _PDF_TIME.search(text)
    if match:
        year, month, day, hour, minute, second, zone, zone_minutes = match.groups()
        offset = f"{zone}:{zone_minutes or '00'}" if zone else ""
    else:
        match = _LOCAL_TIME.search(text)
        if match:
            day, month, year, hour, minute, second, zone = match.groups()
        else:
            match = _ADOBE_TIME.search(text)
            if not match:
                return None
            year, month, day, hour, minute, second, zone = match.groups()
        offset = f"{zone[:3]}:{zone[-2:]}" if zone else ""
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31 and int(hour) < 24 and int(minute) < 60):
        return None
    return f"{year}-{int(month):02}-{int(day):02}T{int(hour):02}:{minute}:{second or '00'}{offset}"


def signature_fields(lines: tuple[str, ...], entries: Mapping[str, str]) -> dict[str, str | None]:
    """Signer, e-mail, organization, time and reason, as printed; the dictionary fills the gaps.

    >>> lines = ("Người ký: ỦY BAN NHÂN", "DÂN TỈNH", "Thời gian ký: 05.03.2020 16:41")
    >>> signature_fields(lines, {})["signer"], signature_fields(lines, {})["time"]
    ('ỦY BAN NHÂN DÂN TỈNH', '2020-03-05T16:41:00')
    """
    text = " ".join(lines)
    fields: dict[str, str | None] = {}
    for name in ("signer", "time", "email", "organization", "reason"):
        match = re.search(
            rf"{_LABELS[name]}\s*:\s*(.*?)(?=\s*(?:{_ANY_LABEL})\s*:|$)", text, re.IGNORECASE
        )
        value = match[1].strip() if match else ""
        fields[name] = value or None
    printed = fields["time"] or ""
    fields["time"] = iso_time(printed) or iso_time(text) or iso_time(entries.get("M", "")) \
        or (printed or None)
    fields["signer"] = fields["signer"] or entries.get("Name") or None
    reason = fields.pop("reason") or entries.get("Reason")
    if reason:
        fields["reason"] = reason
    return fields


def stamps_of(
    annotations: tuple[Annotation, ...], frame: PageFrame, page: int
) -> tuple[Stamp, ...]:
    """Signatures as digital signatures, rubber stamps of PDF programs as other stamps.

    What has neither text nor signer nor time is left out, and so are numbers and dates that a
    signing program filled in: they are the document's own text.
    """
    stamps = []
    for annotation in annotations:
        signed = annotation.field == "Sig"
        if annotation.is_text or (not signed and annotation.kind != "Stamp"):
            continue
        fields = signature_fields(annotation.text, annotation.entries) if signed else {}
        if not annotation.text and not any(fields.values()):
            continue
        stamps.append(Stamp(
            kind=StampKind.DIGITAL_SIGNATURE if signed else StampKind.OTHER, page=page,
            bbox=frame.box(annotation.rect), text=annotation.text, fields=fields,
        ))
    return tuple(stamps)


def read_annotations(page: PDFPage, manager: PDFResourceManager) -> tuple[Annotation, ...]:
    """The annotations of a pdfminer page; one that is broken is left out.

    Args:
        page: as pdfminer parsed it.
        manager: caches fonts.
    """
    from pdfminer.pdftypes import resolve1

    listed = resolve1(page.annots)
    found = []
    for index, item in enumerate((listed if isinstance(listed, list) else [])[:_MAX_ANNOTATIONS]):
        annotation = _annotation(index, resolve1(item), manager)
        if annotation is not None:
            found.append(annotation)
    return tuple(found)


def _annotation(index: int, entry: object, manager: PDFResourceManager) -> Annotation | None:
    from pdfminer.pdftypes import resolve1

    if not isinstance(entry, dict):
        return None
    rect = [resolve1(value) for value in resolve1(entry.get("Rect")) or ()]
    if len(rect) != 4 or not all(isinstance(value, int | float) for value in rect):
        return None
    kind, field = _name(entry.get("Subtype")), _field_type(entry)
    if kind == "Link":
        return None
    value = resolve1(entry.get("V"))
    entries = {
        key: _string(value[key]) for key in ("Name", "M", "Reason", "Location") if key in value
    } if field == "Sig" and isinstance(value, dict) else {}
    x0, x1 = sorted((float(rect[0]), float(rect[2])))
    y0, y1 = sorted((float(rect[1]), float(rect[3])))
    glyphs = appearance_glyphs(entry, (x0, y0, x1, y1), manager)
    lines = (" ".join(run.text for run in row) for row in rows_of(_upside_down(glyphs)))
    shown = tuple(unicodedata.normalize("NFC", line).strip() for line in lines)
    return Annotation(index=index, kind=kind, field=field, rect=(x0, y0, x1, y1), text=shown,
                      glyphs=glyphs, entries=entries)


def _field_type(entry: Mapping[str, object]) -> str:
    """The field's type, which a widget may inherit from its parents."""
    from pdfminer.pdftypes import resolve1

    node: object = entry
    for _ in range(8):
        if not isinstance(node, dict):
            break
        if "FT" in node:
            return _name(node["FT"])
        node = resolve1(node.get("Parent"))
    return ""


def _upside_down(glyphs: Iterable[Glyph]) -> list[Glyph]:
    """Glyphs with y downwards instead of upwards."""
    return [replace(g, top=-g.top, bottom=-g.bottom, baseline=-g.baseline) for g in glyphs]


def _name(value: object) -> str:
    from pdfminer.pdftypes import resolve1

    name = getattr(resolve1(value), "name", "")
    return name.decode("latin-1") if isinstance(name, bytes) else str(name)


def _string(value: object) -> str:
    from pdfminer.pdftypes import resolve1
    from pdfminer.utils import decode_text

    found = resolve1(value)
    if isinstance(found, bytes):
        if found.startswith(b"\xef\xbb\xbf"):
            return found[3:].decode("utf-8", "replace")
        return unicodedata.normalize("NFC", str(decode_text(found)))
    return str(found) if found is not None else ""
