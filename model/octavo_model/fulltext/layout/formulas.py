"""Formulas as text: in a line, on lines of their own, or as the TeX they are written in."""

from __future__ import annotations

from functools import lru_cache

from octavo_model.fulltext.layout.wrapping import wrap
from octavo_model.text.latex import plainly
from octavo_model.text.widths import width as width_of

_CACHED = 8192
"""About the formulas of a dozen papers."""


@lru_cache(maxsize=_CACHED)
def inline(tex: str) -> str:
    """Return a formula on one line."""
    return " ".join(plainly(f"${tex.strip()}$").split()).strip("$")


@lru_cache(maxsize=_CACHED)
def display(tex: str, width: int) -> tuple[str, ...]:
    """Return the lines of a formula, none wider than ``width``."""
    return folded(inline(tex), width)


def folded(text: str, width: int) -> tuple[str, ...]:
    """Return ``text`` in lines of at most ``width`` cells, with its spaces at the start."""
    if width_of(text) <= width:
        return (text,)
    guide = formula_guide(text)
    return tuple(text[start:end] for start, end, _ in wrap(text, guide, width, width))


_OPERATORS = frozenset("=<>≤≥≈≃≅∼≡≠≪≫∝+−-±∓×·∗⋅∘∈∉⊂⊆∪∩→⇒⇔←↦∧∨,;≔:")


def formula_guide(text: str) -> str:
    """Return ``text`` with spaces only where a line may end: behind operators."""
    parts = text.split(" ")
    return (
        "".join(f"{part} " if part[-1:] in _OPERATORS else f"{part}\xa0" for part in parts[:-1])
        + parts[-1]
    )
