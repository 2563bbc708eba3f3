"""Some pages of a PDF: nothing of the others goes with them."""

from __future__ import annotations

from pathlib import Path

from tests.ocr.source import making
from tests.ocr.test_searchable import opened, searchable, two_words


def full_of_references(tmp_path: Path) -> Path:
    """Three pages; bookmarks, a link, a form and tags refer to the first."""
    from pikepdf import Array, Dictionary, Name, OutlineItem

    file = making.Pdf()
    for width in (595, 500, 400):
        file.scan_page(making.writing(), size=(width, 842))
    with opened(file.save()) as pdf:
        with pdf.open_outline() as outline:
            outline.root.append(OutlineItem("Mật khẩu", 0))
        fields = [pdf.make_indirect(Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=f"o{number}", V=f"gia tri {number}",
            Rect=Array([50, 50, 200, 70]), P=pdf.pages[number].obj)) for number in (0, 1)]
        group = pdf.make_indirect(Dictionary(T="nhom", Kids=Array([pdf.make_indirect(Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, V="gia tri con", T="con",
            Rect=Array([50, 90, 200, 99])))])))
        link = pdf.make_indirect(Dictionary(
            Type=Name.Annot, Subtype=Name.Link, Rect=Array([50, 100, 200, 120]),
            Dest=Array([pdf.pages[0].obj, Name.Fit])))
        pdf.pages[0].obj["/Annots"] = Array([fields[0], group["/Kids"][0]])
        pdf.pages[1].obj["/Annots"] = Array([fields[1], link])
        pdf.Root["/AcroForm"] = Dictionary(Fields=Array([*fields, group]))
        pdf.Root["/StructTreeRoot"] = pdf.make_indirect(Dictionary(
            Type=Name.StructTreeRoot, K=Dictionary(S=Name.P, Pg=pdf.pages[0].obj, Alt="the a")))
        path = tmp_path / "full.pdf"
        pdf.save(path)
    return path


def test_nothing_of_a_page_that_was_not_wanted_is_hidden_in_the_file(tmp_path: Path) -> None:
    from pikepdf import Stream

    made = searchable(full_of_references(tmp_path), two_words(number=2), two_words(number=3),
                      bookmarks=((1, "Điều 1.", 1), (1, "Điều 2.", 2)))
    with opened(made) as pdf:
        streams = [one for one in pdf.objects if isinstance(one, Stream)]
        assert sum(one.get("/Subtype") == "/Image" for one in streams) == 2
        assert [str(field.V) for field in pdf.Root.AcroForm.Fields] == ["gia tri 1"]
        assert len(pdf.pages[0].obj["/Annots"]) == 2
        with pdf.open_outline() as outline:
            assert [item.title for item in outline.root] == ["Điều 2."]
    for text in (b"gia tri 0", b"gia tri con", b"the a"):
        assert text not in made


def test_with_all_pages_bookmarks_form_and_tags_stay(tmp_path: Path) -> None:
    made = searchable(full_of_references(tmp_path), *(two_words(number=n) for n in (1, 2, 3)),
                      bookmarks=((1, "Điều 1.", 1),))
    with opened(made) as pdf:
        with pdf.open_outline() as outline:
            assert [item.title for item in outline.root] == ["Mật khẩu"]
        assert len(pdf.Root.AcroForm.Fields) == 3
        assert "/StructTreeRoot" in pdf.Root
