"""Recognition engines: one adapter per engine, all behind the `Engine` protocol."""

from __future__ import annotations

from functools import cache

from ocr.engines.base import Engine
from ocr.errors import ConfigurationError, Message

ENGINE_NAMES = ("sohoa", "tesseract", "both", "null")
DEFAULT_ENGINE = "sohoa"

__all__ = ["DEFAULT_ENGINE", "ENGINE_NAMES", "Engine", "make_engine"]


@cache
def make_engine(name: str) -> Engine:
    """The engine of that name, made once per process.

    Raises:
        ConfigurationError: if there is no engine of that name.
        EngineMissingError: if it, or its language data, is not installed.
    """
    if name == "tesseract":
        from ocr.engines.tesseract import TesseractEngine

        return TesseractEngine()
    if name == "sohoa":
        from ocr.engines.sohoa_net import SohoaEngine

        return SohoaEngine()
    if name == "both":
        from ocr.engines.both import BothEngines

        return BothEngines(make_engine("sohoa"), make_engine("tesseract"))
    if name == "null":
        from ocr.engines.fixed import NullEngine

        return NullEngine()
    known = ", ".join(one for one in ENGINE_NAMES if one != "null")  # that one is for tests
    raise ConfigurationError(
        Message(f"unknown engine '{name}'", f"không có bộ nhận dạng '{name}'"),
        Message(f"Choose one of: {known}", f"Hãy chọn một trong: {known}"),
    )
