"""The language model: tokens, training, look-up."""

from cleanup.lm.model import LanguageModel, load, read, save

__all__ = ["LanguageModel", "load", "read", "save"]
