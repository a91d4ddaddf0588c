"""How long something takes, where a test compares lengths and no seconds."""

from __future__ import annotations

import gc
import math
import time
from collections.abc import Callable

_LINEAR = 1.5


def took(call: Callable[[], object]) -> float:
    """Seconds of processor time, without what collecting the garbage of others takes."""
    gc.disable()
    try:
        start = time.process_time()
        call()
        return time.process_time() - start
    finally:
        gc.enable()


def is_linear(measure: Callable[[int], float], size: int) -> bool:
    """Whether ``measure``, a time for a size, grows with the size and not with its square.

    It is measured up to three times, because other work on the machine adds to a time.
    """
    # The exponent is 1 for linear growth and 2 for quadratic growth.
    return any(math.log(measure(4 * size) / measure(size), 4) < _LINEAR for _ in range(3))
