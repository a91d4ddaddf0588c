"""What the word lists find, and where they look.

`test_structure` holds the number of phrases at its ceiling; codespell finds the single words.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest
from tests.architecture import wording

_PHRASES = wording.banned_phrases(wording.PHRASES.read_text("utf-8"))
_WORDS = wording.banned_words(wording.WORDS.read_text("utf-8"))


def test_phrases_are_read_without_comments() -> None:
    assert wording.banned_phrases("# a list\nfor ever  # forever\n\ncalled so\n") == [
        "for ever",
        "called so",
    ]


def test_words_are_read_without_replacements() -> None:
    assert wording.banned_words("anew->again\ntell->show, say,\n\n") == ["anew", "tell"]


def test_codespell_refuses_a_word_of_the_list(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("Octavo reads it again.\nOctavo reads it anew.\n")
    done = subprocess.run(
        [sys.executable, "-m", "codespell_lib", page],
        cwd=wording.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode
    assert done.stdout == f"{page}:2: anew ==> again\n"


def test_the_lists_are_sorted_by_kind_and_name_nothing_twice() -> None:
    assert all(" " in phrase for phrase in _PHRASES)
    assert all(word.isalpha() and word.islower() for word in _WORDS)
    assert sorted(set(_WORDS)) == _WORDS
    assert len(set(_PHRASES)) == len(_PHRASES)
    assert not {word for phrase in _PHRASES for word in phrase.split()} & set(_WORDS)


@pytest.mark.parametrize("text", ["for ever", "For Ever", "for\n    ever", "(for  ever)"])
def test_a_phrase_is_found_in_any_case_and_over_lines(text: str) -> None:
    assert wording.matcher(["for ever"]).search(text)


@pytest.mark.parametrize("text", ["forever", "for every", "for, ever", "before ever"])
def test_only_whole_words_count(text: str) -> None:
    assert not wording.matcher(["for ever"]).search(text)


def test_prose_is_strings_and_comments_and_not_code() -> None:
    source = dedent(
        '''
        """A docstring."""
        told = f"in front {told} behind"  # a comment
        plain = "one" "two"
        #: The first line
        # and the second.
        '''
    )
    prose = wording.prose(ast.parse(source), source)
    assert "A docstring." in prose
    assert "in front " in prose
    assert " behind" in prose
    assert "onetwo" in prose
    assert "a comment" in prose
    assert "The first line\nand the second." in prose
    assert "told" not in prose


def test_a_sign_of_a_comment_in_a_string_is_not_one() -> None:
    assert wording.comments('a = "# b"  # c\n') == ["c"]


def test_names_are_split_into_words() -> None:
    names = wording.identifiers("is_told(SourceBook, '_text')")
    assert list(map(wording.words_of, names)) == ["is told", "source book"]


def test_several_names_may_be_on_a_line() -> None:
    assert wording.banned_names("# a list\nEntry Kind  # better ones\n\nsieve") == [
        "Entry",
        "Kind",
        "sieve",
    ]


def test_matches_are_counted_by_place() -> None:
    pattern = wording.matcher(["for ever"])
    found = wording.matches(pattern, {"a": "For ever, and for\never.", "b": "never"})
    assert found == {"a: for ever": 2}
