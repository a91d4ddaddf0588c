"""What a command of the user gets of a paper: standard input, arguments, environment.

Arguments have placeholders: ``{id}`` (arXiv id, DOI or key), ``{url}``, ``{pdf}`` and ``{title}``.
"""

from __future__ import annotations

import json
import re
from os.path import expanduser
from typing import TYPE_CHECKING

from octavo_model.core.errors import OctavoError
from octavo_model.core.links import best_link, pdf
from octavo_model.export.json import fields_of
from octavo_model.export.markdown import section
from octavo_model.text.clean import harmless_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from octavo_model.core.paper import Paper

_PLACEHOLDER = re.compile(r"\{(id|url|pdf|title)\}")


def standard_input(paper: Paper, form: str) -> bytes:
    """Return the paper as ``markdown``, or as ``json``: one object that has the Markdown too."""
    markdown = section(paper)
    if form == "markdown":
        return markdown.encode()
    fields = {**fields_of(paper), "markdown": markdown}
    return harmless_json(json.dumps(fields, ensure_ascii=False)).encode() + b"\n"


def arguments(words: Sequence[str], paper: Paper) -> list[str]:
    """Return the program and its arguments, with ``~`` and placeholders replaced.

    A value is put into an argument as it is, once, and is not looked at again. A title has no
    dashes at its start, as the program would take it for an option.

    Raises:
        OctavoError: The paper has no value for a placeholder.
    """
    values = _values(paper)

    def value(found: re.Match[str]) -> str:
        if not values[found[1]]:
            raise OctavoError(found[0], f"no {found[1].upper()} of this paper is known")
        return values[found[1]]

    # First ``~``: a title may start with one. A `Path` would change other arguments too.
    return [_PLACEHOLDER.sub(value, expanduser(word)) for word in words]  # noqa: PTH111


def variables(paper: Paper) -> dict[str, str]:
    """Return the environment variables: `OCTAVO_KEY`, `OCTAVO_TITLE` and those of placeholders."""
    named = {name.upper(): value for name, value in _values(paper).items()}
    return {f"OCTAVO_{name}": value for name, value in {"KEY": paper.key, **named}.items()}


def _values(paper: Paper) -> dict[str, str]:
    link = pdf(paper)
    return {
        "id": paper.arxiv_id or paper.doi or paper.key,
        "url": best_link(paper).url,
        "pdf": link.url if link else "",
        "title": paper.shown.lstrip("- "),
    }
