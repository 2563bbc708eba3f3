"""Measures outputs against truth: `compare` for programs, `sohoa eval` for people."""

from evaluation.measure import Comparison, compare
from evaluation.run import Evaluation, evaluate

__all__ = ["Comparison", "Evaluation", "compare", "evaluate"]
