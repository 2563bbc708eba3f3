"""Profiles come from a table; an engine's own lines stand in the place of the general ones."""

from __future__ import annotations

import pytest

from cleanup.correct import confusions
from cleanup.correct.profile import NAMES, WordClass, profile
from ocr.errors import ConfigurationError
from sohoa import PROFILES


def test_names_are_those_of_the_command_line() -> None:
    assert NAMES == PROFILES


def test_safe_is_more_careful_than_bold() -> None:
    safe, bold = profile("safe"), profile("bold")
    for kind in WordClass:
        assert safe.change[kind] > bold.change[kind]
        assert safe.unseen[kind] >= safe.change[kind]
    assert safe.spacing > bold.spacing


def test_report_changes_nothing() -> None:
    assert not profile("report").change
    assert not profile("report").unseen
    assert profile("report").suspect == profile("safe").suspect


def test_engine_without_lines_has_the_general_thresholds() -> None:
    assert profile("safe", "tesseract").change == profile("safe", "no such engine").change


def test_unknown_profile_is_refused() -> None:
    with pytest.raises(ConfigurationError):
        profile("timid")


def test_table_of_an_engine_holds_the_general_weights() -> None:
    general, tesseract = confusions.load("any"), confusions.load("tesseract")
    assert general.weights.keys() == tesseract.weights.keys() >= {"seen", "unseen", "score"}
    assert tesseract.unwritable == {"ỵ"}
    assert not general.unwritable
