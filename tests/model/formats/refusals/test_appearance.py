"""What files look like that no format reads."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.core.errors import NotADigestError
from octavo_model.formats import Source
from octavo_model.formats.refusals.appearance import appearance
from octavo_model.formats.registry import choose

NOW = dt.datetime(2025, 11, 12, 9, 30, tzinfo=dt.UTC)


def source(data: bytes | str) -> Source:
    return Source(data.encode() if isinstance(data, str) else data, "a.file", NOW)


@pytest.mark.parametrize(
    ("data", "looks"),
    [
        ("", "the file is empty"),
        (" \n", "the file is empty"),
        (bytes(range(1, 32)) * 9, "the file looks binary"),
        ("<html><title>Log &amp; in</title><p>Hi", "a web page titled “Log & in” without links"),
        ("<!DOCTYPE html><p>Hi", "a web page without links to papers"),
        ("<catalog><a/></catalog>", "XML with the root element catalog"),
        ('{"name": 1, "size": 2}', "JSON without titles; keys: name, size"),
        ('[{"name": 1}, {"name": 2}]', "JSON without titles; keys: name"),
        ('{"a": 1}\n{"a": 2}\n', "JSON without titles; keys: a"),
        ('{"a": 1, "b": {"c', "JSON without titles; keys: a"),
        ('https://rss.arxiv.org/rss/cs.LG "ml"\n', "addresses of feeds; octavo source add NAME"),
        ("[1, 2]", "JSON without objects"),
        ("[x", "JSON without objects"),
        ("{x", "JSON without objects"),
        ("name,size,x\na,1,2\nb,3,4\n", "CSV without a title column; columns: name, size, x"),
        ("name;size\na;1\nb;3\n", "CSV without a title column; columns: name, size"),
        ("name\tsize\na\t1\n", "a table with tabs without a title column; columns: name, size"),
        ("a: 1\nb:\n  - c\n  - d\n", "YAML or settings; keys: a, b"),
        ("\\documentclass{article}\n", "LaTeX; import its .bib file instead"),
        ("#!/bin/sh\necho\n", "the file looks like a program"),
        ("Hello, you\nthere", "text without links, ids or titles of papers: “Hello, you”"),
    ],
)
def test_it_is_said_in_a_few_words(data: bytes | str, looks: str) -> None:
    assert appearance(source(data)).startswith(looks)


def test_a_refusal_says_what_was_tried() -> None:
    with pytest.raises(NotADigestError) as raised:
        choose(source("name,size\n1,2\n"))
    assert str(raised.value).startswith("a.file: not a digest: ")
    assert raised.value.hint.startswith("tried ")
    assert raised.value.hint.endswith("; see octavo formats")


@given(st.text(max_size=200) | st.text("{}[]\"',:;\t\n<>ab \\", max_size=200))
def test_any_text_looks_like_something(text: str) -> None:
    said = appearance(source(text.encode("utf-8", "replace")))
    assert said
    assert len(said) < 500
