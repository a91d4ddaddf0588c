"""Writes the tables and the code of docs/formats.md: run it in the project.

The prose of the page is kept in the page. What is between two comments, `<!-- NAME -->` and
`<!-- end of NAME -->`, comes from the registry, the parsers, the limits and the example.
"""

from __future__ import annotations

import ast
import datetime as dt
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING

from octavo_model.core.errors import NotADigestError
from octavo_model.formats import LineFormat, Source
from octavo_model.formats.registry import choose, known_format, known_formats
from octavo_model.library.importing.containers import DEEPEST, LARGEST_TOGETHER, MOST_MEMBERS
from octavo_model.library.importing.items import LARGEST
from octavo_model.storage.archive import LARGEST_BY_LINE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from octavo_model.core.parsed import ParsedPaper

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "formats.md"
EXAMPLE = ROOT / "docs" / "example_format"
EXAMPLE_TEST = ROOT / "tests" / "model" / "formats" / "test_example_format.py"
NOW = dt.datetime(2026, 8, 23, 9, 30, tzinfo=dt.UTC)

_FIELDS = {
    "authors": "authors",
    "organization": "organization",
    "abstract": "abstract",
    "ai_summary": "summary",
    "arxiv_id": "arXiv id",
    "doi": "DOI",
    "page": "address",
    "date": "date",
    "categories": "categories",
    "keywords": "keywords",
    "journal": "journal",
    "comments": "comments",
    "announced": "announcement",
    "upvotes": "votes",
    "comment_count": "discussion",
    "submitted_by": "submitter",
    "code": "code",
    "project": "project page",
}
"""What users call the fields of a parsed paper; all but the title."""

_WIDTH = 110
_NOTHING = (None, "", ())

_ODD = {
    "page.csv": (
        "rows without a title, an unknown column",
        b"title,authors,shelf\nOwls,Ada Penhaligon,B\n,Bo Quays,\n,Cai Rook,\n",
    ),
    "latin.csv": ("another encoding than UTF-8", b"title,authors\nOwls,Andr\xe9 Penhaligon\n"),
    "page.bib": (
        "an entry that is not closed",
        b"@misc{a, title = {Owls}}\n@misc{b, title = {Bats\n",
    ),
    "page.jsonl": (
        "a line that is cut",
        b'{"title": "Owls", "id": "2608.01234"}\n{"title": "Bats", "id": "2608\n',
    ),
    "page.md": (
        "a link without a title",
        b"- [Owls](https://arxiv.org/abs/2608.01234)\n- https://arxiv.org/abs/2608.01235\n",
    ),
    "page.html": ("a login page", b"<html><title>Log in</title><p>Log in.</p></html>"),
    "letter.txt": ("a text without papers", b"Dear Ada,\nthe owls are back.\n"),
}
"""Small files, by name: what is odd in them, and their bytes."""


def page() -> str:
    """Return the page as it should be."""
    text = PAGE.read_text("utf-8")
    for name, block in blocks().items():
        start, _, rest = text.partition(f"<!-- {name} -->\n")
        _, end, rest = rest.partition(f"<!-- end of {name} -->\n")
        if not end:
            raise ValueError(f"{PAGE.name} has no block named {name}")
        text = f"{start}<!-- {name} -->\n{block}\n{end}{rest}"
    return text


def blocks() -> dict[str, str]:
    """Return what is generated, by the name of its block."""
    return {
        "formats": formats(),
        "limits": limits(),
        "refusals": refusals(),
        "messages": messages(),
        "parser": _code((EXAMPLE / "reading_log.py").read_text("utf-8")),
        "row": _code(_row()),
        "fixture": _code((EXAMPLE / "log.txt").read_text("utf-8"), "text"),
        "test": _code(_functions("test_a_reading_log_is_read", "test_any_text_is_read_or_refused")),
    }


def formats() -> str:
    """Return a table of formats for each kind."""
    parts = []
    for kind, group in groupby(known_formats(), key=lambda one: one.kind):
        rows = [
            (f"`{one.name}`", f"{_cell(one.title)}<br>`{_cell(one.example)}`", _read(one.name))
            for one in group
        ]
        heads = ("name", "what it is, and an example", "what is read, beside titles")
        parts.append(f"### {kind}\n\n{_table(heads, rows)}")
    return "\n\n".join(parts)


def limits() -> str:
    """Return the limits on files."""
    by_line = [
        f"`{one.name}`" for one in known_formats() if isinstance(known_format(one.name), LineFormat)
    ]
    text = (
        f"Files that are read line by line ({', '.join(by_line)}) can have "
        f"{LARGEST_BY_LINE >> 30} GB, others {LARGEST >> 20} MB, and a mailbox any size. "
        f"A packed file can hold {LARGEST_TOGETHER >> 30} GB and {MOST_MEMBERS:,} files, those of "
        f"packed files in it included, {DEEPEST} levels deep."
    )
    return fill(text, _WIDTH)


def refusals() -> str:
    """Return the table of kinds of files that are not read, and what to do instead."""
    where = "octavo_model.formats.refusals"
    if find_spec(where) is None:
        return "No kind of file has a refusal of its own."
    found: dict[str, dict[str, None]] = {}
    for what, hint in _refusals_in(vars(import_module(f"{where}.kinds"))):
        found.setdefault(hint, {})[what.removesuffix(" cannot be imported")] = None
    rows = [(_cell(", ".join(what)), _cell(hint)) for hint, what in found.items() if hint]
    return _table(("what", "what to do instead"), rows)


def _refusals_in(value: object) -> list[tuple[str, str]]:
    """Return all refusals in the tables of a module."""
    if isinstance(value, tuple) and type(value).__name__ == "Refusal":
        return [(value[0], value[1])]
    inside: list[object] = []
    if isinstance(value, dict):
        inside = [one for name, one in value.items() if not str(name).startswith("__")]
    elif isinstance(value, tuple):
        inside = list(value)
    return [found for one in inside for found in _refusals_in(one)]


def messages() -> str:
    """Return a table of what Octavo says about files that are odd."""
    rows = []
    for name, (what, data) in _ODD.items():
        source = Source(data, name, NOW)
        try:
            said = [f"{name}: {one}" for one in choose(source).parse(source).warnings]
        except NotADigestError as error:
            said = [str(error)]
        rows.append((what, "<br>".join(f"`{_cell(one)}`" for one in said)))
    return _table(("the file has", "what Octavo prints"), rows)


def _read(name: str) -> str:
    """Return what is read of the fixtures of a format, beside titles."""
    papers: list[ParsedPaper] = []
    for path in sorted((ROOT / "fixtures" / name).iterdir()):
        with suppress(NotADigestError):
            papers += known_format(name).parse(Source(path.read_bytes(), path.name, NOW)).papers
    used = [
        label
        for field, label in _FIELDS.items()
        if any(getattr(paper, field) not in _NOTHING for paper in papers)
    ]
    return ", ".join(used)


def _row() -> str:
    """Return the row of the example, as it would be in the registry."""
    text = EXAMPLE_TEST.read_text("utf-8")
    row = text.partition("\nROW = _Row(\n")[2].partition("\n)")[0]
    return f"KnownFormat(\n{row}\n),"


def _functions(*names: str) -> str:
    """Return functions of the test of the example."""
    text = EXAMPLE_TEST.read_text("utf-8")
    lines = text.splitlines()
    made = []
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and node.name in names:
            first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
            made.append("\n".join(lines[first - 1 : node.end_lineno]))
    return "\n\n\n".join(made)


def _code(text: str, language: str = "python") -> str:
    return f"```{language}\n{text.strip()}\n```"


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [heads, ("---",) * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", r"\|")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
