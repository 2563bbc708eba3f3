"""What holds for all tests."""

import pytest
from hypothesis import settings

# A property that is right stays right on a busy machine.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options that write goldens; without them a test only compares."""
    parser.addoption("--update-goldens", action="store_true", help="write the goldens anew")
    parser.addoption("--record-goldens", action="store_true", help="read their pages anew")
