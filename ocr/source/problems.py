"""What can be wrong with an input, said once: cause and remedy in both languages, exit code 3."""

from __future__ import annotations

from ocr.errors import InputError, Message

_RESCAN = Message(
    "Fetch the file again from where it came, or scan the paper again",
    "Hãy lấy lại tệp từ nơi gửi hoặc quét lại giấy",
)
_KINDS = Message(
    "Give a PDF, TIFF, PNG, JPEG, JPEG 2000 or WebP file",
    "Hãy đưa tệp PDF, TIFF, PNG, JPEG, JPEG 2000 hoặc WebP",
)


def missing(file: str) -> InputError:
    """The path leads nowhere."""
    return InputError(
        Message("There is no such file", "Không có tệp này"),
        Message("Check the name and the folder", "Hãy kiểm tra tên tệp và thư mục"),
        file=file,
    )


def is_directory(file: str) -> InputError:
    """A folder where a file is meant."""
    return InputError(
        Message("This is a folder, not a file", "Đây là thư mục, không phải tệp"),
        Message("Name the files in it, or use `sohoa batch` for a whole folder",
                "Hãy nêu từng tệp, hoặc dùng `sohoa batch` cho cả thư mục"),
        file=file,
    )


def not_regular(file: str) -> InputError:
    """A pipe, a socket or a device."""
    return InputError(
        Message("This is not an ordinary file", "Đây không phải tệp thông thường"),
        Message("Save the document as a file first", "Hãy lưu tài liệu thành tệp trước"),
        file=file,
    )


def unreadable(file: str, detail: str) -> InputError:
    """The system refuses to let us read it."""
    return InputError(
        Message(f"The file can't be read ({detail})", f"Không đọc được tệp ({detail})"),
        Message("Check the rights of the file and the disk",
                "Hãy kiểm tra quyền của tệp và ổ đĩa"),
        file=file,
    )


def empty(file: str) -> InputError:
    """Zero bytes."""
    return InputError(
        Message("The file is empty (0 bytes)", "Tệp rỗng (0 byte)"), _RESCAN, file=file
    )


def plain_text(file: str) -> InputError:
    """Text, whatever its suffix says."""
    return InputError(
        Message("The file holds plain text, it is not a scan",
                "Tệp chứa văn bản thuần, không phải bản quét"),
        Message("Use `sohoa clean` for text", "Hãy dùng `sohoa clean` cho văn bản"),
        file=file,
    )


def unknown_kind(file: str) -> InputError:
    """Content that is none of the kinds we read."""
    return InputError(
        Message("The content is no document or picture that can be read here",
                "Nội dung không phải loại tài liệu hay ảnh đọc được ở đây"),
        _KINDS,
        file=file,
    )


def encrypted(file: str) -> InputError:
    """A PDF that opens with a password only."""
    return InputError(
        Message("The PDF is protected by a password", "Tệp PDF được bảo vệ bằng mật khẩu"),
        Message("Save a copy without the password and give that",
                "Hãy lưu một bản không có mật khẩu rồi dùng bản đó"),
        file=file,
    )


def truncated(file: str) -> InputError:
    """A PDF whose end is missing, so that nobody knows how many pages are lost."""
    return InputError(
        Message("The PDF is cut off: its end is missing",
                "Tệp PDF bị cụt: thiếu phần cuối"),
        _RESCAN,
        file=file,
    )


def damaged_in_part(file: str, detail: str, page: int) -> InputError:
    """A page that was decoded with gaps; what could be decoded is read.

    Args:
        file: as the user named it.
        detail: what the decoder said, in English, one line.
        page: page number from 1.
    """
    return InputError(
        Message(f"Parts of the page are damaged and missing ({detail})",
                f"Một phần của trang bị hỏng và thiếu ({detail})"),
        Message("Compare the text with the paper, or scan this page again",
                "Hãy đối chiếu văn bản với bản giấy, hoặc quét lại trang này"),
        file=file,
        page=page,
    )


def damaged(file: str, detail: str, page: int | None = None) -> InputError:
    """The file or one of its pages can't be decoded.

    Args:
        file: as the user named it.
        detail: what the decoder said, in English, one line.
        page: page number from 1, or None for the whole file.
    """
    return InputError(
        Message(f"The content is damaged ({detail})", f"Nội dung bị hỏng ({detail})"),
        _RESCAN,
        file=file,
        page=page,
    )


def miscounted(file: str, page: int) -> InputError:
    """A page that hangs on a PDF's page tree beyond the number of pages that its root tells."""
    return InputError(
        Message("The file counts fewer pages than it holds; this one can't be shown",
                "Tệp ghi ít trang hơn số trang thật có; không mở được trang này"),
        Message("Save the file anew with another PDF program, or scan it again",
                "Hãy lưu lại tệp bằng chương trình PDF khác, hoặc quét lại"),
        file=file,
        page=page,
    )


def no_pages(file: str) -> InputError:
    """A document without a single page."""
    return InputError(
        Message("The document has no pages", "Tài liệu không có trang nào"), _RESCAN, file=file
    )


def no_such_page(file: str, page: int, count: int) -> InputError:
    """A page number outside the document."""
    return InputError(
        Message(f"There is no such page, the document has {count}",
                f"Không có trang này, tài liệu có {count} trang"),
        Message("Give page numbers from 1 to the last page",
                "Hãy nêu số trang từ 1 đến trang cuối"),
        file=file,
        page=page,
    )


def too_large(file: str, page: int, width: int, height: int) -> InputError:
    """More pixels than a sheet of paper can have; decoding it would exhaust the memory."""
    return InputError(
        Message(f"The page is too large: {width} x {height} pixels",
                f"Trang quá lớn: {width} x {height} điểm ảnh"),
        Message("Scan it again at 300 dpi", "Hãy quét lại ở 300 dpi"),
        file=file,
        page=page,
    )


def too_small(file: str, page: int, width: int, height: int) -> InputError:
    """Fewer pixels than one letter needs."""
    return InputError(
        Message(f"The picture is too small to hold text: {width} x {height} pixels",
                f"Ảnh quá nhỏ để có chữ: {width} x {height} điểm ảnh"),
        _RESCAN,
        file=file,
        page=page,
    )
