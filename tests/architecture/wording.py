"""Words, phrases and names that the project does not use, and where they are looked for."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PHRASES = Path(__file__).with_name("banned_words.txt")
NAMES = Path(__file__).with_name("banned_names.txt")
WORDS = ROOT / ".codespell" / "dictionary.txt"
_INVENTED = {"owls.py"}
"""Files of invented titles and abstracts: those are in the English of papers."""

_STRING_OR_COMMENT = re.compile(
    r'''"""(?:\\.|[^\\])*?"""|\'{3}(?:\\.|[^\\])*?\'{3}'''
    r"""|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|#[^\n]*""",
    re.DOTALL,
)
"""A string has no comment in it. This is ten times as fast as the tokenizer."""


def banned_phrases(text: str) -> list[str]:
    """Return the phrases in ``text``, one a line; ``#`` starts a comment."""
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return [line for line in lines if line]


def banned_names(text: str) -> list[str]:
    """Return the identifiers in ``text``, any number on a line; ``#`` starts a comment."""
    return [name for line in text.splitlines() for name in line.partition("#")[0].split()]


def banned_words(text: str) -> list[str]:
    """Return the words that a codespell dictionary replaces."""
    return [line.partition("->")[0].strip() for line in text.splitlines() if "->" in line]


def matcher(phrases: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern that finds whole phrases in any case, over line breaks too."""
    patterns = (r"\s+".join(map(re.escape, phrase.split())) for phrase in phrases)
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b", re.IGNORECASE)


def prose(tree: ast.Module, source: str) -> str:
    """Return the strings and comments of a module: docstrings, and what users read.

    The fixed parts of f-strings are strings; the expressions in them are not.
    """
    texts = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    return "\n\n".join([*texts, *comments(source)])


def comments(source: str) -> list[str]:
    """Return the comments of ``source``; those on lines next to each other are one."""
    found: list[str] = []
    last, line, at = -2, 0, 0
    for match in _STRING_OR_COMMENT.finditer(source):
        if match[0][0] == "#":
            line, at = line + source.count("\n", at, match.start()), match.start()
            text = match[0].lstrip("#: ")
            if line == last + 1:
                found[-1] += f"\n{text}"
            else:
                found.append(text)
            last = line
    return found


def identifiers(source: str) -> list[str]:
    """Return the names in ``source``, in their order."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return [token.string for token in tokens if token.type == tokenize.NAME]


def words_of(name: str) -> str:
    """Return the words that ``name`` is made of: ``is told`` for ``is_told`` or ``isTold``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_", " ", name).strip().lower()


def scripts(root: Path = ROOT) -> list[Path]:
    """Return the Python files beside the source: tests, benchmarks, what makes documents.

    The tests of this folder are not among them, as they quote what they look for.
    """
    return sorted(
        path
        for folder in ("tests", "benchmarks", "docs")
        for path in (root / folder).rglob("*.py")
        if path.parent != Path(__file__).parent and path.name not in _INVENTED
    )


def parsed(path: Path) -> tuple[ast.Module, str]:
    """Return the tree and the text of a Python file."""
    source = path.read_text("utf-8")
    return ast.parse(source), source


def documents(root: Path = ROOT) -> list[Path]:
    """Return the Markdown files of the project, without fixtures and hidden folders."""
    folders = (root / name for name in ("docs", "benchmarks", ".github"))
    return sorted(
        [*root.glob("*.md"), *(page for folder in folders for page in folder.rglob("*.md"))]
    )


def matches(pattern: re.Pattern[str], texts: Mapping[str, str]) -> Counter[str]:
    """Count what ``pattern`` finds in each of ``texts``, as ``place: words``."""
    return Counter(
        f"{place}: {' '.join(match[0].lower().split())}"
        for place, text in texts.items()
        for match in pattern.finditer(text)
    )
