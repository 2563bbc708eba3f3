"""Everything that can go wrong in a way a user can act on, in one place.

Each error carries the file (and page), the cause, a remedy and the exit code that `sohoa` ends
with. The codes are a stable interface: scripts test them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes of every command."""

    DONE = 0
    BUG = 1
    USAGE = 2
    INPUT = 3
    ENGINE_MISSING = 4
    OUTPUT = 5
    ENGINE_FAILED = 6
    PARTIAL = 7
    CONFIGURATION = 8
    SECRECY = 9
    CHANGES = 10
    INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence in the two languages we speak."""

    en: str
    vi: str

    def in_language(self, language: str) -> str:
        """The sentence in `language` ("vi" or anything else for English)."""
        return self.vi if language == "vi" else self.en


class AppError(Exception):
    """Base of all errors that we raise on purpose.

    Args:
        cause: what is wrong, without the file name.
        remedy: what the user can do now.
        file: the file as the user named it, or None where no file is meant.
        page: page number from 1, or None.
    """

    exit_code: ExitCode = ExitCode.BUG

    def __init__(
        self, cause: Message, remedy: Message, *, file: str | None = None, page: int | None = None
    ) -> None:
        super().__init__(cause.en)
        self.cause = cause
        self.remedy = remedy
        self.file = file
        self.page = page

    def describe(self, language: str = "en") -> str:
        """One line for people: file, page, cause, remedy."""
        word = "trang" if language == "vi" else "page"
        place = self.file or ""
        if self.page is not None:
            place += f"{', ' if place else ''}{word} {self.page}"
        prefix = f"{place}: " if place else ""
        return f"{prefix}{self.cause.in_language(language)}. {self.remedy.in_language(language)}."

    def __str__(self) -> str:
        return self.describe()


class InputError(AppError):
    """The input is missing, empty, not a document, encrypted or damaged."""

    exit_code = ExitCode.INPUT


def unreadable(error: OSError, file: str) -> InputError:
    """The system does not let us read a file of text."""
    reason = error.strerror or type(error).__name__
    return InputError(
        Message(f"can't be read: {reason}", f"không đọc được: {reason}"),
        Message("Check the path and your rights", "Hãy kiểm tra đường dẫn và quyền truy cập"),
        file=file,
    )


class EngineMissingError(AppError):
    """The recognition engine or its language data is not installed."""

    exit_code = ExitCode.ENGINE_MISSING


class OutputError(AppError):
    """The output exists already or can't be written."""

    exit_code = ExitCode.OUTPUT


class EngineFailedError(AppError):
    """The engine stopped, was killed or gave no usable answer for a page."""

    exit_code = ExitCode.ENGINE_FAILED


class ConfigurationError(AppError):
    """A setting is unknown or has a value that can't be used."""

    exit_code = ExitCode.CONFIGURATION


class UsageError(AppError):
    """The options do not fit together."""

    exit_code = ExitCode.USAGE


class SecrecyError(AppError):
    """A secrecy mark stands on page 1; nothing of the text may be written."""

    exit_code = ExitCode.SECRECY
