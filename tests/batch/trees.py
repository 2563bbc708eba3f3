"""Input trees for batches: good documents, copies, and all that lies about on disks."""

from __future__ import annotations

import os
from pathlib import Path

from tests.ocr.source import making

WORDS = ("Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;",
         "Điều 1. Phê duyệt kế hoạch phát triển kinh tế - xã hội",
         "Chánh Văn phòng, Giám đốc các sở chịu trách nhiệm thi hành Quyết định này.")
LETTERS = "".join(sorted(set("".join(WORDS) + "0123456789") - {" "}))


def document(number: int, pages: int = 2) -> bytes:
    """A PDF with a text layer; each number gives another one."""
    pdf = making.Pdf()
    font = pdf.unicode_font(LETTERS)
    for page in range(pages):
        lines = [*WORDS, f"{number}", f"{page}"]
        pdf.page(making.text_content([making.encoded(line, LETTERS) for line in lines]),
                 resources=b"/Font << /F0 %d 0 R >>" % font)
    return pdf.save()


def bad_files() -> dict[str, bytes]:
    """Files that can't be read, by name."""
    good = document(0)
    return {
        "rỗng.pdf": b"", "cụt.pdf": good[:-400], "khóa.pdf": making.encrypted_pdf(),
        "chữ.pdf": "Kính gửi: Ủy ban nhân dân".encode(), "bom.png": making.huge_png(),
        "hỏng.jpg": making.picture_bytes(making.writing(400, 300), "JPEG")[:900],
        "không trang.pdf": making.Pdf().save(), "một điểm.png": making.picture_bytes(
            making.writing(400, 300)[:1, :1].copy(), "PNG"),
    }


def make_tree(root: Path, good: int) -> tuple[int, int]:
    """Fill a folder; returns the number of good files and of bad ones.

    Good ones lie in folders with marks, blanks and a line break in their names; every tenth is a
    copy of another one, and one has a wrong suffix.
    """
    folders = [root, root / "Năm 2024" / "Quyết định", root / "hai\ndòng"]
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
    for number in range(good):
        content = document(number - 1 if number % 10 == 9 else number, 1 + number % 3)
        suffix = ".jpg" if number == 4 else ".pdf"
        if number % 10 == 9:
            content = document(number - 1, 1 + (number - 1) % 3)
        (folders[number % 3] / f"văn bản {number:03}{suffix}").write_bytes(content)
    bad = bad_files()
    for name, content in bad.items():
        (folders[1] / name).write_bytes(content)
    (root / "vòng.pdf").symlink_to(root / "vòng 2.pdf")
    (root / "vòng 2.pdf").symlink_to(root / "vòng.pdf")
    (root / "Năm 2024" / "lên trên").symlink_to(root, target_is_directory=True)
    (root / "Thumbs.db").write_bytes(b"\x00" * 100)
    (root / ".ẩn.pdf").write_bytes(b"")
    (root / os.fsdecode(b"kh\xf4ng ph\xe1i utf-8.pdf")).write_bytes(document(10_000, 1))
    return good + 1, len(bad) + 2


def outputs(root: Path) -> dict[str, bytes]:
    """What was written, by path, without the ledger."""
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".sohoa" not in path.parts
    }
