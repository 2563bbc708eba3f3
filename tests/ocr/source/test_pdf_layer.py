"""The text layer as it is: old encodings are decoded by the names of their fonts."""

from __future__ import annotations

from pathlib import Path

import pytest

import sohoa
from cleanup.legacy import decode_runs
from ocr.errors import InputError
from ocr.model import TextSource
from ocr.source.pdf_layer import read_layer


def pdf(content: bytes, fonts: dict[str, str]) -> bytes:
    """A PDF of one page with Type 1 fonts in Windows encoding."""
    widths = " ".join(["500"] * 224)
    named = " ".join(
        f"/{key} << /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding"
        f" /FirstChar 32 /LastChar 255 /Widths [{widths}] /FontDescriptor << /Type /FontDescriptor"
        f" /FontName /{name} /Flags 32 /FontBBox [0 -200 1000 800] /Ascent 800 /Descent -200 >> >>"
        for key, name in fonts.items()
    )
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            f" /Resources << /Font << {named} >> >> >>"
        ).encode(),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
    ]
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        data
        + b"xref\n0 5\n0000000000 65535 f \n%strailer\n<< /Size 5 /Root 1 0 R >>\n" % (table)
        + b"startxref\n%d\n%%%%EOF\n" % len(data)
    )


def test_tcvn3_fonts_are_decoded_with_their_capitals(tmp_path: Path) -> None:
    path = tmp_path / "old.pdf"
    content = (
        b"BT /A 14 Tf 72 760 Td (" + "nghÞ ®Þnh".encode("cp1252") + b") Tj"
        b" /B 14 Tf 0 -30 Td (" + "cña ChÝnh phñ vÒ ®¨ng ký".encode("cp1252") + b") Tj"
        b" /C 14 Tf 0 -30 Td (Page 1) Tj ET"
    )
    path.write_bytes(pdf(content, {"A": ".VnTimeH,Bold", "B": ".VnTime", "C": "Helvetica"}))
    (page,) = read_layer(path, decode_runs)
    assert [line.text for line in page.lines] == ["NGHỊ ĐỊNH", "của Chính phủ về đăng ký", "Page 1"]
    assert page.lines[0].raw_text == "nghÞ ®Þnh"
    assert page.text_source is TextSource.TEXT_LAYER


def test_clean_reads_the_layer_from_file_and_from_a_pipe(tmp_path: Path) -> None:
    path = tmp_path / "old.pdf"
    text = "C¨n cø LuËt Tæ chøc ChÝnh phñ ngµy 25 th¸ng 12 n¨m 2001;".encode("cp1252")
    path.write_bytes(pdf(b"BT /A 10 Tf 72 760 Td (" + text + b") Tj ET", {"A": ".VnTime"}))
    expected = "Căn cứ Luật Tổ chức Chính phủ ngày 25 tháng 12 năm 2001;"
    for source in (path, path.read_bytes()):
        assert expected in sohoa.render(sohoa.clean(source), "md")


def test_clean_refuses_a_pdf_without_text(tmp_path: Path) -> None:
    path = tmp_path / "picture.pdf"
    path.write_bytes(pdf(b"0 0 10 10 re f", {"A": "Helvetica"}))
    with pytest.raises(InputError, match="no text layer"):
        sohoa.clean(path)
