"""Readers: one file format each, from text to what is compared."""

from evaluation.readers.files import read_output, read_truth

__all__ = ["read_output", "read_truth"]
