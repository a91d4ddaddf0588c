"""Formulas as text: in a line, on lines of their own, or as the TeX they are written in."""

from __future__ import annotations

from octavo_model.fulltext.layout.wrapping import wrap
from octavo_model.text.latex import mathematics
from octavo_model.text.latex.mathematics import inline as inline  # noqa: PLC0414 - for its users
from octavo_model.text.widths import width as width_of


def display(tex: str, width: int) -> tuple[str, ...]:
    """Return the lines of a formula, none wider than ``width``."""
    lines = mathematics.display(tex, width)
    return tuple(part for line in lines for part in folded(line, width))


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
