"""Hashes by which keys and titles are found: numbers much shorter than what they stand for.

They are remainders by a number that each index draws by lot when it is made. So nobody can
write a digest all of whose titles have one hash, and nothing has to be imported for them: the
first page is painted before anything is that can wait.
"""

from __future__ import annotations

_KEY_BITS = (1 << 31) - 1  # what SQLite keeps in four bytes


def of_key(key: str, modulus: int) -> int:
    """The hash of ``key`` in the index that drew ``modulus``; a few keys may have the same."""
    number = of_title(key, modulus)
    # All bits count: what a damaged index holds for a key is told from it, whichever letter it is.
    return (number ^ number >> 30) & _KEY_BITS


def of_title(fold: str, modulus: int) -> int:
    """The hash of a folded title. That two have the same is as good as impossible."""
    return int.from_bytes(fold.encode(errors="surrogatepass"), "big") % modulus
