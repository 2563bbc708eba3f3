"""Takes text out of the content of a PDF page; pictures and drawings stay as they are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ocr.searchable.tree import inherited

if TYPE_CHECKING:
    from pikepdf import Object, Pdf
    from pikepdf import Page as PdfPage

_SHOWS = frozenset({"Tj", "TJ", "'", '"'})
# all else that text needs (ISO 32000-1, tables 105 to 108); idle where no text is shown
_SETS = frozenset({
    "BT", "ET", "Tf", "Tr", "Td", "TD", "Tm", "T*", "Tc", "Tw", "Tz", "TL", "Ts"})
_INVISIBLE = 3               # text rendering mode (ISO 32000-1, table 106)
_DEPTH = 6                   # forms in forms


def without_text(pdf: Pdf, page: PdfPage, *, only_hidden: bool) -> bool:
    """Replace the page's content by one that shows no text; says if there was any to take out.

    Content that other pages share is copied first.

    Args:
        pdf: the page's document.
        page: one of its pages.
        only_hidden: leave text that is drawn.
    """
    import zlib

    import pikepdf

    stripper = _Stripper(pdf, only_hidden)
    resources = inherited(page, "/Resources")
    found = stripper.stripped(page.obj, resources, _State(), 0)
    if found is None:
        return False
    content, forms = found
    stream = pdf.make_stream(b"")
    stream.write(zlib.compress(content, 9), filter=pikepdf.Name.FlateDecode)
    page.obj["/Contents"] = stream
    if resources is not None:
        page.obj["/Resources"] = stripper.resources(resources, forms)
    return True


@dataclass(slots=True)
class _State:
    """Text rendering mode now, and those that `q` has kept."""

    mode: int = 0
    kept: list[int] = field(default_factory=list)

    def follow(self, operator: str, operands: Any) -> None:  # noqa: ANN401 - pikepdf's own types
        """Take in one operator."""
        if operator == "q":
            self.kept.append(self.mode)
        elif operator == "Q" and self.kept:
            self.mode = self.kept.pop()
        elif operator == "Tr" and operands:
            self.mode = int(operands[0])


@dataclass(frozen=True, slots=True)
class _Stripper:
    pdf: Pdf
    only_hidden: bool

    def stripped(
        self, owner: Object, resources: Object | None, state: _State, depth: int
    ) -> tuple[bytes, dict[str, Object]] | None:
        """Content without text and its changed forms by name; None if nothing changes."""
        import pikepdf

        result: list[Any] = []
        forms: dict[str, Object] = {}
        changed = False
        for instruction in pikepdf.parse_content_stream(owner):
            operator = str(instruction.operator)
            operands = instruction.operands
            state.follow(operator, operands)
            if operator in _SETS and not self.only_hidden:
                continue
            if operator in _SHOWS and (state.mode == _INVISIBLE or not self.only_hidden):
                changed = True
                result += _without_letters(operator, operands) if self.only_hidden else []
                continue
            if operator == "Do" and depth < _DEPTH:
                form = self._form(resources, str(operands[0]), state, depth)
                if form is not None:
                    forms[str(operands[0])] = form
                    changed = True
            result.append(instruction)
        return (pikepdf.unparse_content_stream(result), forms) if changed else None

    def _form(
        self, resources: Object | None, name: str, state: _State, depth: int
    ) -> Object | None:
        """A copy of a form without its text, or None if it holds none."""
        import zlib

        import pikepdf

        objects = resources.get("/XObject") if resources is not None else None
        form = objects.get(name) if objects is not None else None
        if form is None or form.get("/Subtype") != pikepdf.Name.Form:
            return None
        own = form.get("/Resources", resources)
        found = self.stripped(form, own, _State(mode=state.mode), depth + 1)
        if found is None:
            return None
        content, forms = found
        copy = self.pdf.make_stream(b"")
        for key, value in form.items():
            if key not in ("/Length", "/Filter", "/DecodeParms"):
                copy[key] = value
        if own is not None:
            copy["/Resources"] = self.resources(own, forms)
        copy.write(zlib.compress(content, 9), filter=pikepdf.Name.FlateDecode)
        return copy

    def resources(self, resources: Object, forms: dict[str, Object]) -> Object:
        """A copy in which some forms are others; without any text, fonts are not needed."""
        from pikepdf import Dictionary

        copied = Dictionary(dict(resources.items()))
        if not self.only_hidden and "/Font" in copied:
            del copied["/Font"]
        if forms:
            objects = Dictionary(dict(resources["/XObject"].items()))
            for name, form in forms.items():
                objects[name] = form
            copied["/XObject"] = objects
        return copied


def _without_letters(operator: str, operands: Any) -> list[Any]:  # noqa: ANN401 - pikepdf's types
    """What else an operator does that shows text: `'` and `"` begin a line, `"` sets the spaces."""
    import pikepdf

    def do(name: str, *values: Any) -> Any:  # noqa: ANN401 - pikepdf's types
        return pikepdf.ContentStreamInstruction(list(values), pikepdf.Operator(name))

    if operator == "'":
        return [do("T*")]
    if operator == '"':
        return [do("Tw", operands[0]), do("Tc", operands[1]), do("T*")]
    return []
