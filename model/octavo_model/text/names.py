"""Family names, as a column of a list shows them.

It imports nothing at first, as the first page is painted before any other import.
"""

from __future__ import annotations

PARTICLES = frozenset(
    """
    a aan af al am an auf ap av az bar bat ben bin bint binti ibn d da dal dalla das de degli dei
    del dela della dello den der des di do dos du e el es het i in la las le li lo los lu op 't ten
    ter te tot und van vanden vander ver vom von vor y z zu zum zur abu ould
    """.split()  # noqa: SIM905
)
"""Words in lower case that begin a family name, as in ``van der Berg``."""
_SUFFIXES = frozenset(("jr", "jnr", "sr", "snr", "ii", "iii", "iv", "2nd", "3rd", "4th"))
_GROUPS = frozenset(
    """
    agency alliance association center centre collaboration committee company consortium
    corporation council foundation group inc institute lab laboratory labs ltd network project
    society team teams university
    """.split()  # noqa: SIM905
)
"""The last words of a name that is not a person's."""


def family_name(name: str) -> str:
    """Return the family name in ``name``, which has given names first; a group's whole name.

    LaTeX is rendered.

    >>> [family_name(one) for one in ("Jan van der Berg", "Bo Tyto Jr.", "Gemini Team")]
    ['van der Berg', 'Tyto', 'Gemini Team']
    """
    if "\\" in name or "{" in name:
        from octavo_model.text.latex import person

        name = person(name)
    words = name.split()
    if not words or words[-1].strip(".").lower() in _GROUPS or words[0].lower() == "the":
        return name
    if len(words) > 1 and words[-1].strip(".").lower() in _SUFFIXES:
        words.pop()
    start = len(words) - 1
    while start > 1 and words[start - 1] in PARTICLES:
        start -= 1
    return " ".join(words[start:]).rstrip(",")
