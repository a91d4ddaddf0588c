"""Make the table of TeX's symbols again from pylatexenc, which keeps it: run it in the project.

The table is kept as text, since importing pylatexenc takes fifty milliseconds: longer than a start,
or the import of a page, may.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path

from pylatexenc.latex2text import get_default_latex_context_db
from pylatexenc.latexencode import get_builtin_conversion_rules

from octavo_model.text.clean import clean_line

TABLE = Path(__file__).parents[1] / "model/octavo_model/text/latex/symbols.txt"


def symbols() -> dict[str, str]:
    """The commands without arguments that mean one character, by name."""
    found: dict[str, str] = {}
    for rule in get_builtin_conversion_rules("defaults"):
        for code, command in rule.rule.items():
            name = command.removeprefix("\\ensuremath{").removesuffix("}").strip()
            if name.startswith("\\"):
                found.setdefault(name[1:], chr(code))
    for spec in get_default_latex_context_db().iter_macro_specs():
        if isinstance(spec.simplify_repl, str):
            found[spec.macroname] = spec.simplify_repl
    return {
        name: char
        for name, char in sorted(found.items())
        if name.isascii() and name.isalpha() and is_symbol(char)
    }


def is_symbol(text: str) -> bool:
    """Whether ``text`` is one visible character, and safe to print."""
    if len(text) != 1 or text.isascii() or clean_line(text) != text:
        return False
    return not unicodedata.combining(text)


def as_text() -> str:
    """The table as it is kept: a name, a space, its character."""
    return "".join(f"{name} {char}\n" for name, char in symbols().items())


if __name__ == "__main__":
    TABLE.write_text(as_text(), encoding="utf-8")
