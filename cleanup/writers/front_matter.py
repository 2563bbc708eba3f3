"""The YAML front matter: fixed order of keys, unknown is null, strings never read as dates."""

from __future__ import annotations

from typing import Any

import yaml

from cleanup.document import Document
from ocr.model import Stamp

SCHEMA_VERSION = "1"


class _Dumper(yaml.SafeDumper):
    """Writes every value out: no anchors, no aliases."""

    def ignore_aliases(self, _data: object) -> bool:
        return True


class _Flow(dict[str, Any]):
    """A mapping on one line."""


def _flow(dumper: _Dumper, data: _Flow) -> yaml.Node:
    return dumper.represent_mapping("tag:yaml.org,2002:map", data, flow_style=True)


def _none(dumper: _Dumper, _data: None) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:null", "null")


_Dumper.add_representer(_Flow, _flow)
_Dumper.add_representer(type(None), _none)


def metadata_fields(document: Document) -> dict[str, Any]:
    """The metadata as plain values, in the order of the contract."""
    meta = document.metadata
    return {
        "system": meta.system, "kind": meta.kind, "kind_code": meta.kind_code,
        "number": meta.number, "agency": meta.agency, "parent_agency": meta.parent_agency,
        "place": meta.place, "date": meta.date, "title": meta.title, "subject": meta.subject,
        "addressees": list(meta.addressees),
        "signers": [
            {"authority": list(signer.authority), "name": signer.name} for signer in meta.signers
        ],
        "recipients": list(meta.recipients), "urgency": meta.urgency, "secrecy": meta.secrecy,
        "review": list(meta.review),
    }


def front_matter(document: Document) -> str:
    """The block between the two `---`, with both and a final newline."""
    fields = metadata_fields(document)
    fields["signers"] = [_Flow(signer) for signer in fields["signers"]]
    review = fields.pop("review")
    data: dict[str, Any] = {"schema_version": SCHEMA_VERSION, **fields}
    if document.stamps:
        data["stamps"] = [_stamp(stamp) for stamp in document.stamps]
    data["review"] = review
    source = document.source
    data["source"] = _Flow(file=source.file, pages=source.pages, sha256=source.sha256)
    text = yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10**9,
                     default_flow_style=None)
    return f"---\n{text}---\n"


def _stamp(stamp: Stamp) -> _Flow:
    entry = _Flow(kind=str(stamp.kind), page=stamp.page, text=list(stamp.text))
    if stamp.raw_text:
        entry["raw_text"] = list(stamp.raw_text)
    return entry
