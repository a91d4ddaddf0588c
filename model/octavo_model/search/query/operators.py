"""The operators of the query language, and all its examples."""

from __future__ import annotations

from octavo_model.search.query.field_types import Example
from octavo_model.search.query.fields import FIELDS

OPERATORS: tuple[Example, ...] = (
    Example("nural cloks", "titles and authors with similar words, best first; typos are allowed"),
    Example("'tide", "titles that contain exactly this"),
    Example('"tidal basin"', "titles that contain exactly these words, one after the other"),
    Example("^on", "titles starting with “on”"),
    Example("owls$", "titles ending with “owls”"),
    Example("!tide", "titles that do not contain this; also !^on and !owls$"),
    Example("'tide | 'owl", "either; it binds closer than the space between terms"),
    Example("+clocks owls", "+ before a word that must be there, also where near papers are shown"),
    Example("~ shallow basin", "~ first: searches abstracts too, and not every word must be there"),
    Example("owls ~basin", "~ before a later word is short for abs:"),
)
"""Everything but fields."""


def examples() -> tuple[Example, ...]:
    """Return every example of the language, operators first: for help and docs/queries.md."""
    return (*OPERATORS, *(example for spec in FIELDS for example in spec.examples))
