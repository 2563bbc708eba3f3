"""The proof of a batch: every page that went in came out or is listed as failed, by hash."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field

from batch.ledger import OPEN_STATES, FileRow, Ledger
from batch.places import leftovers, read_output


@dataclass(slots=True)
class Proof:
    """What `verify` found.

    Attributes:
        files: input files that are documents.
        pages_in: pages of all files that could be opened.
        pages_out: pages in outputs.
        pages_failed: pages that are listed as failed, with a reason.
        files_failed: files without output, with a reason.
        problems: everything that does not fit, one line each.
    """

    files: int = 0
    pages_in: int = 0
    pages_out: int = 0
    pages_failed: int = 0
    files_failed: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """True if nothing is open or wrong, and in = out + failed."""
        return not self.problems and self.pages_in == self.pages_out + self.pages_failed


def verify(ledger: Ledger, recipe: str, output: str) -> Proof:
    """Check the ledger against itself and against the files in the output folder."""
    proof = Proof()
    owned: set[str] = set()
    for row in ledger.files():
        if row.state in ("skipped", "gone"):
            continue
        proof.files += 1
        owned.update(row.outputs)
        if row.state in OPEN_STATES:
            proof.problems.append(f"{row.path}: not finished")
        elif row.state == "failed":
            _check_failed(row, ledger, recipe, proof)
        else:
            _check_done(row, ledger, recipe, output, proof)
    halves = (path.relative_to(output) for path in leftovers(output))
    proof.problems += [f"{half}: unfinished output" for half in halves]
    return proof


def _check_failed(row: FileRow, ledger: Ledger, recipe: str, proof: Proof) -> None:
    proof.files_failed += 1
    if not row.error:
        proof.problems.append(f"{row.path}: failed without a reason")
    if row.sha256 is not None:
        pages = ledger.pages(row.sha256, recipe)
        proof.pages_in += row.pages or 0
        proof.pages_failed += len(pages)


def _check_done(row: FileRow, ledger: Ledger, recipe: str, output: str, proof: Proof) -> None:
    assert row.sha256 is not None
    pages = ledger.pages(row.sha256, recipe)
    proof.pages_in += row.pages or 0
    if [page.number for page in pages] != list(range(1, (row.pages or 0) + 1)):
        proof.problems.append(f"{row.path}: the ledger lacks pages")
    for page, payload in zip(pages, ledger.payloads(row.sha256, recipe), strict=True):
        if page.state == "done":
            proof.pages_out += 1
        elif page.error:
            proof.pages_failed += 1
        else:
            proof.problems.append(f"{row.path}, page {page.number}: failed without a reason")
        if payload is None or hashlib.sha256(payload).hexdigest() != page.payload_sha256:
            proof.problems.append(f"{row.path}, page {page.number}: ledger damaged")
    for path, digest in row.outputs.items():
        _check_output(row, path, digest, output, proof)


def _check_output(row: FileRow, path: str, digest: str, output: str, proof: Proof) -> None:
    data = read_output(output, path)
    if data is None:
        proof.problems.append(f"{path}: missing")
    elif hashlib.sha256(data).hexdigest() != digest:
        proof.problems.append(f"{path}: changed since it was written")
    elif path.endswith(".json"):
        written = len(json.loads(data)["pages"])
        if written != row.pages:
            proof.problems.append(f"{path}: holds {written} of {row.pages} pages")
    elif path.endswith(".pdf"):
        written = _pdf_pages(data)
        if written != row.pages:
            proof.problems.append(f"{path}: holds {written} of {row.pages} pages")


def _pdf_pages(data: bytes) -> int:
    from contextlib import closing

    import pypdfium2

    with closing(pypdfium2.PdfDocument(data)) as document:
        return len(document)
