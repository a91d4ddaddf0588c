"""Documents are kept as gzipped JSON and come back the same."""

from __future__ import annotations

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.fulltext.document import (
    Block,
    BlockKind,
    Document,
    Reference,
    Run,
    RunKind,
    RunStyle,
)
from octavo_model.fulltext.encoding import DocumentError, decode, encode

TEXTS = st.text(max_size=20)
RUNS = st.lists(
    st.builds(
        Run,
        st.sampled_from(RunKind),
        TEXTS,
        st.lists(TEXTS, max_size=2).map(tuple),
        st.sampled_from(RunStyle),
    ),
    max_size=3,
).map(tuple)
BLOCKS = st.lists(
    st.builds(
        Block,
        st.sampled_from(BlockKind),
        RUNS,
        TEXTS,
        st.integers(0, 6),
        TEXTS,
        st.lists(st.lists(RUNS, max_size=2).map(tuple), max_size=2).map(tuple),
        st.integers(0, 2),
        st.lists(TEXTS, max_size=2).map(tuple),
    ),
    max_size=3,
).map(tuple)
DOCUMENTS = st.builds(
    Document,
    TEXTS,
    st.lists(TEXTS, max_size=2).map(tuple),
    BLOCKS,
    BLOCKS,
    st.lists(
        st.builds(Reference, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS, st.just(("https://owl.example",))),
        max_size=2,
    ).map(tuple),
    st.lists(TEXTS, max_size=2).map(tuple),
    TEXTS,
    TEXTS,
)


@given(DOCUMENTS)
def test_a_document_comes_back_the_same(document: Document) -> None:
    assert decode(encode(document)) == document
    assert encode(document) == encode(document)


def test_plain_text_takes_no_more_than_its_letters() -> None:
    document = Document(blocks=(Block(BlockKind.PARAGRAPH, (Run(RunKind.TEXT, "Owls hear."),)),))
    kept = json.loads(gzip.decompress(encode(document)))
    assert kept == {"format": 1, "blocks": [{"kind": "paragraph", "runs": ["Owls hear."]}]}


def packed(data: bytes) -> bytes:
    """The same bytes at any time, as they are in the name of a test."""
    return gzip.compress(data, mtime=0)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not gzip",
        encode(Document("Owls"))[:-9],
        packed(b"[]"),
        packed(b'{"blocks": []}'),
        packed(b'{"format": 1, "blocks": [{"kind": "owl"}]}'),
        packed(b'{"format": 1, "blocks": [3]}'),
    ],
)
def test_damaged_files_are_refused(data: bytes) -> None:
    with pytest.raises(DocumentError, match="damaged"):
        decode(data)


def test_a_file_of_another_format_is_refused() -> None:
    with pytest.raises(DocumentError, match="another version"):
        decode(gzip.compress(b'{"format": 2}'))


def test_references_are_found_and_numbered() -> None:
    document = Document(
        references=(Reference("b1", "Quill (2024)", "Quill."), Reference("b2", "17", "Kelp."))
    )
    assert [document.number(name) for name in ("b1", "b2", "b3")] == ["1", "17", ""]
    found = document.reference("b2")
    assert found is not None
    assert found.text == "Kelp."
    assert document.reference("b3") is None
