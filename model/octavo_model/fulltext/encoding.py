"""Documents as gzipped JSON, with a format number: short keys, empty values left out."""

from __future__ import annotations

import gzip
import json
import zlib
from dataclasses import fields, is_dataclass
from typing import Any

from octavo_model.core.errors import OctavoError
from octavo_model.fulltext.document import (
    Block,
    BlockKind,
    Document,
    Reference,
    Run,
    RunKind,
    RunStyle,
)

FORMAT = 1
"""The number of this format. A file with another one is read from its page again."""


class DocumentError(OctavoError):
    """A kept document cannot be read."""


def encode(document: Document) -> bytes:
    """Return ``document`` as gzipped JSON; the same document gives the same bytes."""
    text = json.dumps({"format": FORMAT, **as_json(document)}, ensure_ascii=False)
    return gzip.compress(text.encode(), 6, mtime=0)


def decode(data: bytes) -> Document:
    """Return the document that `encode` made.

    Raises:
        DocumentError: The data is damaged, or of another version of Octavo.
    """
    try:
        values = json.loads(gzip.decompress(data))
        if values.pop("format") != FORMAT:
            raise DocumentError("full text", "another version of Octavo saved it")
        return _document(values)
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError, AttributeError):
        raise DocumentError("full text", "the saved file is damaged") from None


def as_json(value: Any) -> Any:
    """Return a document, or a part of one, as values for JSON, without empty ones."""
    if isinstance(value, tuple):
        return [as_json(one) for one in value]
    if not is_dataclass(value):
        return value
    if isinstance(value, Run) and value == Run(RunKind.TEXT, value.text):
        return value.text
    values = ((one.name, getattr(value, one.name)) for one in fields(value))
    return {name: as_json(one) for name, one in values if one or name == "text"}


def _document(values: dict[str, Any]) -> Document:
    return Document(
        title=values.get("title", ""),
        authors=tuple(values.get("authors", ())),
        abstract=tuple(map(_block, values.get("abstract", ()))),
        blocks=tuple(map(_block, values.get("blocks", ()))),
        references=tuple(map(_reference, values.get("references", ()))),
        missing=tuple(values.get("missing", ())),
        source=values.get("source", ""),
        url=values.get("url", ""),
    )


def _block(values: dict[str, Any]) -> Block:
    return Block(
        BlockKind(values["kind"]),
        runs=_runs(values.get("runs", ())),
        id=values.get("id", ""),
        level=values.get("level", 0),
        label=values.get("label", ""),
        rows=tuple(tuple(map(_runs, row)) for row in values.get("rows", ())),
        heads=values.get("heads", 0),
        images=tuple(values.get("images", ())),
    )


def _runs(values: Any) -> tuple[Run, ...]:
    return tuple(map(_run, values))


def _run(value: str | dict[str, Any]) -> Run:
    if isinstance(value, str):
        return Run(RunKind.TEXT, value)
    return Run(
        RunKind(value["kind"]),
        value["text"],
        tuple(value.get("targets", ())),
        RunStyle(value.get("style", "")),
    )


def _reference(values: dict[str, Any]) -> Reference:
    return Reference(
        values.get("id", ""),
        values.get("label", ""),
        values["text"],
        values.get("arxiv", ""),
        values.get("doi", ""),
        tuple(values.get("links", ())),
    )
