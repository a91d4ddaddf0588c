"""From the source of a formula to its tree."""

from octavo_model.text.latex.mathematics.parsing import commands, environments, packages, texts
from octavo_model.text.latex.mathematics.parsing.parser import parse

__all__ = ["commands", "environments", "packages", "parse", "texts"]
