"""Vocabulary and grammar of official documents, as data."""
