"""Errors say file, page, cause and remedy, in both languages."""

from __future__ import annotations

from ocr.errors import ExitCode, InputError, Message


def test_error_names_file_page_cause_and_remedy() -> None:
    error = InputError(
        Message("is damaged", "bị hỏng"),
        Message("Scan it again", "Hãy quét lại"),
        file="a.pdf",
        page=2,
    )
    assert error.describe() == "a.pdf, page 2: is damaged. Scan it again."
    assert error.describe("vi") == "a.pdf, trang 2: bị hỏng. Hãy quét lại."
    assert error.exit_code is ExitCode.INPUT


def test_exit_codes_are_the_published_ones() -> None:
    assert [int(code) for code in ExitCode] == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 130]
