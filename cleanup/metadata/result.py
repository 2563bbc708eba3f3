"""What reading the metadata gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cleanup.document import CopyCertificate, FieldEvidence, Metadata, Reference


@dataclass(frozen=True, slots=True, kw_only=True)
class MetadataResult:
    """The front matter, what proves it, and the lines of head and ending as printed.

    Attributes:
        metadata: the fields; `metadata.review` names those a person should look at.
        evidence: per field, where it was read.
        heading: kind and subject as printed, on one line; None without a title block.
        recipients_heading: "Nơi nhận:" as printed.
        recipients_lines: one entry per item with its printed mark ("- Lưu: VT."), wrapped lines
            joined, false dashes undone.
        signature_lines: authority, post and name lines as printed.
        references: other documents named in the text, in reading order.
        findings: per field on the review list, why: stable codes, with a detail after a colon
            where there is one.
        secrecy: the secrecy mark as printed, if one stands on page 1.
        circulation: marks such as LƯU HÀNH NỘI BỘ.
        appendix_note: the line "(Kèm theo ...)" under the title.
        copies: second heads (SAO Y ...).
    """

    metadata: Metadata = field(default_factory=Metadata)
    evidence: Mapping[str, FieldEvidence] = field(default_factory=dict)
    heading: str | None = None
    recipients_heading: str | None = None
    recipients_lines: tuple[str, ...] = ()
    signature_lines: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    findings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    secrecy: str | None = None
    circulation: tuple[str, ...] = ()
    appendix_note: str | None = None
    copies: tuple[CopyCertificate, ...] = ()
