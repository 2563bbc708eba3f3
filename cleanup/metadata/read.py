"""Reads every metadata field from zoned pages and says which of them a person should look at."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cleanup.document import (
    CopyCertificate,
    Correction,
    FieldEvidence,
    Metadata,
    Reference,
    SourceInfo,
)
from cleanup.metadata.agency import read_agency
from cleanup.metadata.casing import phrases_of, sentence_case
from cleanup.metadata.date import parse_place_date, read_date
from cleanup.metadata.doubted_marks import doubted_marks
from cleanup.metadata.doubts import doubted_words, sealed_fields
from cleanup.metadata.kind import KindReading, read_kind, read_system, unlisted_kind
from cleanup.metadata.number import parse_number, read_number
from cleanup.metadata.people import (
    Recipients,
    Signers,
    read_addressees,
    read_recipients,
    read_signers,
)
from cleanup.metadata.reading import Placed, Reading, evidence_of, lines_in, trimmed
from cleanup.metadata.references import find_references
from cleanup.metadata.result import MetadataResult
from cleanup.metadata.title_facts import read_title_facts
from cleanup.skeleton import skeleton
from cleanup.syllables import fold_tone_style
from cleanup.vocabulary import find_phrase, matches_phrase
from cleanup.zones.lines import is_damaged_vv, is_upper, is_vv_line, leading_kind, regime
from cleanup.zones.secrecy import find_secrecy
from ocr.model import Page, Stamp, StampKind, Zone

_APPENDIX_NOTE = re.compile(r"^\W{0,2}\(\s*(?:Kèm|Ban hành kèm)\s+theo\b")
_SURE = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class _Title:
    """The title block: lines as printed, subject alone, and the note in brackets under it."""

    lines: tuple[Placed, ...]
    subject: str | None
    heading: str | None
    note: str | None
    urgency: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fields:
    """All that was read, before it is put into the front matter."""

    system: str
    title: _Title
    kind: KindReading
    people: Signers
    recipients: Recipients
    addressees: tuple[Placed, ...]
    readings: Mapping[str, Reading]

    def value(self, name: str) -> str | None:
        """What a field of the head says."""
        return self.readings[name].value


def read_metadata(
    pages: tuple[Page, ...], source: SourceInfo, corrections: Sequence[Correction] = ()
) -> MetadataResult:
    """Read all metadata from `pages`, whose lines have their zones.

    Unknown fields are None, never guesses; what was read against doubt is named in
    `metadata.review`, with the reasons in `findings`.

    Args:
        pages: of one document, in order.
        source: the file they come from.
        corrections: the changes made or proposed so far: they say which words are in doubt.
    """
    fields = _read_fields(pages, source)
    findings = _findings(pages, fields)
    for name, reasons in doubted_words(pages, corrections, fields.value("agency")).items():
        findings[name] = (*findings.get(name, ()), *reasons)
    for name in sealed_fields(pages):
        findings[name] = (*findings.get(name, ()), "under-seal")
    for name, stamps in doubted_marks(pages).items():
        findings[name] = (*findings.get(name, ()), *stamps)
    metadata = _front_matter(pages, fields, findings)
    return MetadataResult(
        metadata=metadata,
        evidence=_evidence(fields),
        heading=fields.title.heading,
        recipients_heading=fields.recipients.heading,
        recipients_lines=fields.recipients.lines,
        signature_lines=fields.people.lines,
        references=_other_documents(pages, metadata.number),
        findings=findings,
        secrecy=metadata.secrecy,
        circulation=_circulation(pages),
        appendix_note=fields.title.note,
        copies=_copies(pages),
    )


def _read_fields(pages: tuple[Page, ...], source: SourceInfo) -> _Fields:
    title = _read_title(lines_in(pages, Zone.TITLE))
    dates = lines_in(pages, Zone.PLACE_DATE)
    place, date = read_date(dates, pages)
    number, parts = read_number(lines_in(pages, Zone.NUMBER), pages, source.file)
    agency = read_agency(lines_in(pages, Zone.HEADER_LEFT))
    issuer = agency.agency
    facts = read_title_facts(title.lines) if number.value is None and parts is None else None
    if facts is not None:
        number, parts = facts.number, facts.parts
        date = date if date.value else facts.date
        issuer = issuer if issuer.value else facts.agency
        title = replace(title, subject=facts.subject)
    system = read_system(pages, parts)
    return _Fields(
        system=system,
        title=title,
        kind=read_kind(title.lines, parts, system),
        people=read_signers(lines_in(pages, Zone.SIGNATURE)),
        recipients=read_recipients(lines_in(pages, Zone.RECIPIENTS)),
        addressees=lines_in(pages, Zone.ADDRESSEE),
        readings={
            "number": number,
            "place": place,
            "date": date,
            "agency": issuer,
            "parent_agency": agency.parent,
            "urgency": _urgency(pages, title),
        },
    )


def _front_matter(
    pages: Sequence[Page], fields: _Fields, findings: Mapping[str, tuple[str, ...]]
) -> Metadata:
    secrecy = find_secrecy(pages)
    return Metadata(
        system=fields.system,
        kind=fields.kind.name,
        kind_code=fields.kind.code,
        number=fields.value("number"),
        agency=fields.value("agency"),
        parent_agency=fields.value("parent_agency"),
        place=fields.value("place"),
        date=fields.value("date"),
        title=_sentence(fields.title, fields.kind, pages),
        subject=fields.title.subject,
        addressees=read_addressees(fields.addressees),
        signers=fields.people.signers,
        recipients=fields.recipients.items,
        urgency=fields.value("urgency"),
        secrecy=secrecy.mark if secrecy else None,
        review=tuple(sorted(findings)),
    )


def _read_title(placed: Sequence[Placed]) -> _Title:
    """The kind line, then the subject; the subject of a letter stands without a kind."""
    lines = tuple(item for item in placed if trimmed(item.line.text))
    notes = [i for i, item in enumerate(lines) if _APPENDIX_NOTE.match(item.line.text)]
    note = " ".join(item.line.text for item in lines[notes[0] :]) if notes else None
    lines = lines[: notes[0]] if notes else lines
    if not lines:
        return _Title(lines=(), subject=None, heading=None, note=note)
    texts = [trimmed(item.line.text) for item in lines]
    kind = leading_kind(texts[0]) or unlisted_kind(texts)
    subject, urgency = texts, None
    if kind is not None:
        rest = " ".join(texts[0].split()[len(kind.split()) :])
        urgency = _urgency_of(rest)
        subject = [rest, *texts[1:]] if rest and urgency is None else texts[1:]
    return _Title(
        lines=lines, subject=" ".join(subject) or None, heading=" ".join(texts), note=note,
        urgency=urgency,
    )


def _urgency_of(rest: str) -> str | None:
    """The mark that a telegram prints behind its kind: CÔNG ĐIỆN KHẨN.

    >>> _urgency_of("KHẨN"), _urgency_of("KHẨN CẤP VỀ BÃO"), _urgency_of("")
    ('KHẨN', None, None)
    """
    return find_phrase("urgency", rest) if is_upper(rest) else None


def _sentence(title: _Title, kind: KindReading, pages: Sequence[Page]) -> str | None:
    if not title.lines:
        return None
    body = (
        line.text for page in pages for line in page.lines if line.zone in (Zone.BODY, Zone.UNKNOWN)
    )
    texts = [trimmed(item.line.text) for item in title.lines]
    if kind.name and leading_kind(texts[0]):
        # the kind from its closed vocabulary: "QUYÉT ĐỊNH" is Quyết định
        rest = texts[0].split()[len(kind.name.split()) :]
        texts[0] = " ".join([kind.name.upper(), *rest])
    return sentence_case(texts, phrases_of(body, texts))


def _mark(pages: Sequence[Page], kind: StampKind, group: str) -> Reading:
    """A mark in its frame, as printed; misread letters are settled by the closed vocabulary."""
    for stamp in _stamps(pages, kind):
        text = " ".join(stamp.text).strip(" .:-–_*|[]()")
        fixed = find_phrase(group, text)
        # HOẢ TỐC and HỎA TỐC are both right, HỎA TỔC is misread
        printed = fixed is None or fold_tone_style(fixed) == fold_tone_style(text)
        value = text if printed else fixed
        return Reading(value=value, evidence=FieldEvidence(page=stamp.page, bbox=stamp.bbox))
    return Reading()


def _urgency(pages: Sequence[Page], title: _Title) -> Reading:
    """The mark in its frame, else the one behind the kind."""
    framed = _mark(pages, StampKind.URGENCY, "urgency")
    if framed.value or title.urgency is None:
        return framed
    return Reading(value=title.urgency, evidence=evidence_of(title.lines[:1]))


def _stamps(pages: Sequence[Page], kind: StampKind) -> list[Stamp]:
    return [stamp for page in pages for stamp in page.stamps if stamp.kind is kind]


def _circulation(pages: Sequence[Page]) -> tuple[str, ...]:
    texts = [" ".join(stamp.text) for stamp in _stamps(pages, StampKind.OTHER)]
    return tuple(text for text in texts if find_phrase("circulation", text))


def _copies(pages: Sequence[Page]) -> tuple[CopyCertificate, ...]:
    """Second heads: SAO Y, SAO LỤC, TRÍCH SAO, with number and date where they can be read."""
    found: list[CopyCertificate] = []
    for stamp in _stamps(pages, StampKind.COPY):
        numbers = [number for text in stamp.text if (number := parse_number(text))]
        dates = [date for text in stamp.text if (date := parse_place_date(text))]
        printed = next((n.with_digits(n.digits) for n in numbers if n.digits), None)
        day = next((d.with_day(d.day, d.month) for d in dates if d.day and d.month), None)
        title = next((text for text in stamp.text if matches_phrase("copy_title", text)), None)
        if title is None and found and found[-1].page == stamp.page - 1:
            # it goes on where the sheet of the title ended
            found[-1] = replace(found[-1], lines=(*found[-1].lines, *stamp.text))
            continue
        above = stamp.text[: stamp.text.index(title)] if title else ()
        bodies = [text for text in above if is_upper(text) and not regime(text)]
        found.append(
            CopyCertificate(
                kind=title or stamp.text[0],
                page=stamp.page,
                lines=stamp.text,
                number=printed,
                agency=" ".join(bodies) or None,
                date=day.isoformat() if day else None,
            )
        )
    return tuple(found)


def _other_documents(pages: Sequence[Page], own: str | None) -> tuple[Reference, ...]:
    return tuple(item for item in find_references(pages) if item.number != own)


def _evidence(fields: _Fields) -> dict[str, FieldEvidence]:
    found = {name: reading.evidence for name, reading in fields.readings.items()}
    lines = fields.title.lines
    found["kind"] = evidence_of(lines[:1])
    found["title"] = evidence_of(lines)
    found["subject"] = evidence_of(lines[1:] or lines)
    found["signers"] = fields.people.evidence
    found["recipients"] = fields.recipients.evidence
    found["addressees"] = evidence_of(fields.addressees)
    return {name: proof for name, proof in found.items() if proof is not None}


def _findings(pages: Sequence[Page], fields: _Fields) -> dict[str, tuple[str, ...]]:
    """Per field, why a person should look at it; text that is no official document says so."""
    empty = all(reading.value is None for reading in fields.readings.values())
    empty = empty and not (fields.title.lines or fields.people.lines or fields.recipients.lines)
    if fields.system == "unknown" and empty:
        return {"system": ("no-official-head",)}
    found = {name: _doubts(reading) for name, reading in fields.readings.items()}
    found |= {
        "kind": fields.kind.findings,
        "title": _title_findings(pages, fields.title, fields.kind),
        "subject": _subject_findings(fields.title, fields.kind),
        "stamps": _stamp_findings(pages),
        "signers": fields.people.findings,
        "recipients": fields.recipients.findings,
    }
    return {name: reasons for name, reasons in found.items() if reasons}


def _doubts(reading: Reading) -> tuple[str, ...]:
    """What the reading of a field found, or that the engine was not sure of it."""
    sure = reading.evidence.confidence if reading.evidence else None
    if reading.findings or reading.value is None or sure is None or sure >= _SURE:
        return reading.findings
    return ("low-confidence",)


def _title_findings(pages: Sequence[Page], title: _Title, kind: KindReading) -> tuple[str, ...]:
    found = []
    if not title.lines:
        found.append("missing")
    for page in pages:
        for item in page.unplaced:
            other = leading_kind(item.text)
            if other and other != kind.name and skeleton(item.text) == skeleton(other):
                found.append(f"second-kind: {item.text}")
    if title.lines and title.subject is None and kind.name not in (None, "Công văn"):
        found.append("no-subject")
    if (
        title.lines
        and kind.name != "Công văn"
        and leading_kind(title.lines[0].line.text) is None
        and kind.findings != ("unlisted-kind",)
        and not any(is_vv_line(item.line.text) for item in title.lines)
    ):
        found.append("no-kind")
    return tuple(found)


def _subject_findings(title: _Title, kind: KindReading) -> tuple[str, ...]:
    """A paper of a known kind has a subject; letters of old had none.

    Where "V/v" was read in part, the words behind it may be damaged too.
    """
    if title.subject and is_damaged_vv(title.subject):
        return ("damaged-opening",)
    return () if title.subject or kind.name in (None, "Công văn") else ("missing",)


def _stamp_findings(pages: Sequence[Page]) -> tuple[str, ...]:
    """An incoming stamp whose number or day could not be read, or whose labels were repaired."""
    found = []
    for stamp in _stamps(pages, StampKind.INCOMING_MAIL):
        if stamp.raw_text:
            found.append("repaired-labels")
        if not stamp.fields.get("so") or not stamp.fields.get("ngay"):
            found.append("incomplete")
    return tuple(dict.fromkeys(found))
