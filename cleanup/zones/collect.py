"""Puts verdicts into effect: zones on lines, stamp lines into stamps, noise into `unplaced`."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace

from cleanup.packed import LinePacker
from cleanup.zones.stamps import incoming_fields, named_by_text, read_signature_text
from cleanup.zones.verdict import Verdict
from ocr.model import Line, Page, Stamp, StampKind, Unplaced, Zone, around

_BODY = Verdict(zone=Zone.BODY)


def collect(page: Page, sources: Sequence[int], verdicts: Mapping[int, Verdict]) -> Page:
    """The page with every line placed.

    Args:
        page: with glued columns cut.
        sources: for each line the index of the line it was before the cuts; tables point to those.
        verdicts: by index in `page.lines`; a line without one keeps its zone, or is body.
    """
    kept = LinePacker()
    kept_sources: list[int] = []
    groups: dict[tuple[StampKind, int], list[tuple[Line, str]]] = {}
    unplaced: list[Unplaced] = []
    for index, line in enumerate(page.lines):
        known = replace(_BODY, zone=line.zone) if line.zone is not Zone.UNKNOWN else _BODY
        verdict = verdicts.get(index, known)
        if verdict.zone is Zone.STAMP and verdict.stamp is not None:
            key = verdict.stamp, verdict.group
            groups.setdefault(key, []).append((line, verdict.text or line.text))
        elif verdict.zone is Zone.UNPLACED:
            unplaced.append(
                Unplaced(page=page.number, text=line.text, reason=verdict.reason, bbox=line.bbox)
            )
        else:
            kept.add(replace(line, zone=verdict.zone))
            kept_sources.append(sources[index])
    stamps = tuple(_stamp(page.number, kind, group) for (kind, _), group in groups.items())
    return replace(
        page,
        lines=kept.lines(),
        stamps=tuple(map(named_by_text, page.stamps)) + stamps,
        unplaced=page.unplaced + tuple(unplaced),
        tables=tuple(
            replace(table, before_line=bisect_left(kept_sources, table.before_line))
            for table in page.tables
        ),
    )


def _stamp(page: int, kind: StampKind, group: list[tuple[Line, str]]) -> Stamp:
    read = tuple(line.text for line, _ in group)
    text = tuple(repaired for _, repaired in group)
    return Stamp(
        kind=kind,
        page=page,
        bbox=around(line.bbox for line, _ in group),
        text=text,
        raw_text=read if read != text else (),
        fields=_fields(kind, text),
    )


def _fields(kind: StampKind, text: tuple[str, ...]) -> dict[str, str | None]:
    if kind is StampKind.DIGITAL_SIGNATURE:
        signature = read_signature_text(text)
        return {"signer": signature.signer, "body": signature.body, "time": signature.time}
    if kind is StampKind.INCOMING_MAIL:
        return incoming_fields(text)
    return {}
