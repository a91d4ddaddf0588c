from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from octavo_model.core.paper import MOST_WORDS, Change, Piece, compare

ABSTRACTS = st.lists(st.sampled_from(["owls", "see", "hear", "at", "noon", "[-x-]"]), max_size=30)


def words(pieces: tuple[Piece, ...], *changes: Change) -> list[str]:
    return [word for change, text in pieces if change in changes for word in text.split()]


def test_removed_words_are_before_those_that_replace_them() -> None:
    assert compare("Owls see at noon.", "Owls hear well at noon.") == (
        Piece(Change.KEPT, "Owls"),
        Piece(Change.GONE, "see"),
        Piece(Change.ADDED, "hear well"),
        Piece(Change.KEPT, "at noon."),
    )


def test_white_space_is_no_change() -> None:
    assert compare("Owls\n\nsee.", "Owls  see.") == (Piece(Change.KEPT, "Owls see."),)
    assert compare(" ", "") == ()


@given(ABSTRACTS, ABSTRACTS)
def test_both_texts_can_be_read_out_of_the_comparison(old: list[str], new: list[str]) -> None:
    pieces = compare(" ".join(old), "\n".join(new))

    assert words(pieces, Change.KEPT, Change.GONE) == old
    assert words(pieces, Change.KEPT, Change.ADDED) == new


def test_very_long_texts_are_one_change() -> None:
    old, new = "a b " * MOST_WORDS, "b a " * MOST_WORDS
    gone, added = compare(old, new)

    assert (gone.change, added.change) == (Change.GONE, Change.ADDED)
