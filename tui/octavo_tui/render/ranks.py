"""What a ranked list says: scores, the reasons for them, and how many papers may be left."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from octavo_model.core.views import Remaining, Why

_BETWEEN = " · "


def reasons(why: Why) -> str:
    """Return the reasons for a score in a few words, the most important first."""
    known = (why.followed and f"followed: {why.followed}", why.muted and f"muted: {why.muted}")
    return _BETWEEN.join(filter(None, (*known, why.interest, *why.reasons)))


def explained(score: int, why: Why) -> str:
    """Return ``For you 87: state space · selective scan — against: survey``."""
    reason = reasons(why)
    against = f" — against: {why.against}" if why.against else ""
    return f"For you {score}{f': {reason}' if reason else ''}{against}"


def left_words(remaining: Remaining) -> str:
    """Return ``about 3 left, at most 7 · 12 without abstract``."""
    without = remaining.without_abstract
    parts = [
        f"about {remaining.about:,} left, at most {remaining.most:,}",
        f"{without:,} without abstract" if without else "",
    ]
    return _BETWEEN.join(filter(None, parts))
