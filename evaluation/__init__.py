"""Measures outputs against truth: `compare` for programs, `sohoa eval` for people.

The names are fetched when first used: the command line imports this package to list its command,
and `sohoa --help` must not wait for the metrics.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evaluation.measure import Comparison, compare
    from evaluation.run import Evaluation, evaluate

__all__ = ["Comparison", "Evaluation", "compare", "evaluate"]

_HOME = {"Comparison": "measure", "compare": "measure", "Evaluation": "run", "evaluate": "run"}


def __getattr__(name: str) -> object:
    if name not in _HOME:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
