"""What holds for all tests."""

from hypothesis import settings

# A property that is right stays right on a busy machine.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
