"""How Hypothesis runs here: no example is timed, as nothing in the suite is."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
