from __future__ import annotations

import numpy as np

from octavo_model.search.ranking.terms import CountedRows, RowCounter, named
from octavo_model.search.similar.counting import Text

OWLS = Text(3, "Owls hear", "The owls hear mice. We hear a mouse.")
NAIVE = Text(5, "", "Naïve C++: 深度学习")


def counted(*texts: Text) -> CountedRows:
    return RowCounter().count(texts)


def test_words_and_pairs_are_counted_in_title_and_abstract() -> None:
    rows = counted(OWLS)
    names = {number: " ".join(term) for term, number in named(OWLS).items()}
    counts = {
        names[term]: count
        for term, count in zip(rows.terms.tolist(), rows.counts.tolist(), strict=True)
    }

    assert counts["owls"] == counts["owls hear"] == 2
    assert counts["hear"] == 3
    # Not from the title into the abstract; signs and single letters are no words.
    assert "hear the" not in counts
    assert counts["mice we"] == counts["hear mouse"] == 1
    assert counts["the owls"] == 1
    assert "a" not in counts


def test_words_are_folded_and_scripts_without_spaces_are_divided() -> None:
    assert set(named(NAIVE)) == {
        *(("naive",), ("c++",), ("深度",), ("度学",), ("学习",)),
        *(("naive", "c++"), ("c++", "深度"), ("深度", "度学"), ("度学", "学习")),
    }


def test_a_paper_has_the_same_terms_whatever_is_counted_with_it() -> None:
    together = counted(NAIVE, Text(4, "", ""), OWLS)

    assert together.ids.tolist() == [5, 4, 3]
    for place, alone in ((0, counted(NAIVE)), (1, counted(Text(4, "", ""))), (2, counted(OWLS))):
        row = together.taken(np.array([place]))
        assert row.terms.tolist() == alone.terms.tolist()
        assert row.counts.tolist() == alone.counts.tolist()


def test_a_pair_is_not_its_reverse_and_no_pair_is_a_word() -> None:
    numbers = named(Text(1, "", "mice owls mice"))

    assert len(set(numbers.values())) == len(numbers) == 4
