"""Inputs made from others: for machines without atheris, and for a short run that is the same
every time.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from tests.fuzz.targets import ATTACKS, LONG_ATTACKS, Target

_MOST_CHANGES = 5
_TRICKY = b"\x00\x0a\x0d\x1b\x20\x22\x26\x27\x28\x2d\x3c\x3e\x5b\x5c\x5d\x7b\x7d\x80\x9b\xc2\xff"


def inputs(target: Target, seed: int) -> Iterator[bytes]:
    """Inputs for ``target`` without end, the same for the same ``seed``; its seeds come first."""
    random = Random(seed)
    seeds = target.seeds or (b"",)
    yield from target.beginnings
    pieces = (*ATTACKS, *filter(None, target.words))
    if target.longest > len(LONG_ATTACKS[-1]):
        pieces += LONG_ATTACKS
    while True:
        data = bytearray(random.choice(seeds)[: target.longest])
        for _ in range(random.randint(1, _MOST_CHANGES)):
            _change(data, random, seeds, pieces)
        yield bytes(data[: target.longest])


def _change(
    data: bytearray, random: Random, seeds: tuple[bytes, ...], pieces: tuple[bytes, ...]
) -> None:
    at = random.randint(0, len(data))
    end = min(len(data), at + int(random.expovariate(0.05)) + 1)
    match random.randint(0, 8):
        case 0 | 1:
            data[at:at] = random.choice(pieces)
        case 2:
            data[at:end] = random.choice(pieces)
        case 3:
            del data[at:end]
        case 4:
            data[at:at] = data[at:end] * random.choice((1, 1, 2, 30))
        case 5:
            other = random.choice(seeds)
            start = random.randint(0, len(other))
            data[at:end] = other[start : start + random.randint(1, 200)]
        case 6:
            if at < len(data):
                data[at] = random.choice(_TRICKY)
        case 7:
            if at < len(data):
                data[at] ^= 1 << random.randint(0, 7)
        case _:
            del data[at:]
