"""Time as fetching needs it, passed in so that a test never waits."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from secrets import SystemRandom
from typing import TYPE_CHECKING

from octavo_model.core.dates import utc_now

if TYPE_CHECKING:
    from collections.abc import Callable

    from octavo_model.core.dates import Clock


@dataclass(frozen=True, slots=True)
class Timing:
    """Clocks, waiting and chance.

    Attributes:
        now: The time of day, in UTC.
        monotonic: Seconds since some moment; never goes back.
        pause: Wait for an event, at most so many seconds; returns whether it is set.
        chance: A number from 0 up to 1, for waits that do not all end at once.
    """

    now: Clock = utc_now
    monotonic: Callable[[], float] = time.monotonic
    pause: Callable[[threading.Event, float], bool] = threading.Event.wait
    chance: Callable[[], float] = SystemRandom().random
