"""Tables between lines, and as records where a grid would be hard to read."""

from __future__ import annotations

from tests.model.fulltext.layout.documents import cite, math, table, text
from tests.model.fulltext.layout.test_lay_out import roles, screen, shown

from octavo_model.fulltext.document import Reference
from octavo_model.fulltext.layout.layout import Role


def test_a_grid_is_as_wide_as_its_texts() -> None:
    assert shown(table(("Owl", "Call"), ("Barn owl", "shriek"), ("Tawny", "hoot"))) == screen(
        """
        ┌──────────┬────────┐
        │ Owl      │ Call   │
        ├──────────┼────────┤
        │ Barn owl │ shriek │
        │ Tawny    │ hoot   │
        └──────────┴────────┘
        """
    )


def test_long_texts_are_wrapped_between_lines() -> None:
    assert shown(
        table(
            ("Owl", "Where it lives"),
            ("Barn owl", "in barns, in towers, and in hollow trees"),
            ("Tawny", "in woods"),
        )
    ) == screen(
        """
        ┌──────────┬───────────────────────────┐
        │ Owl      │ Where it lives            │
        ├──────────┼───────────────────────────┤
        │ Barn owl │ in barns, in towers, and  │
        │          │ in hollow trees           │
        ├──────────┼───────────────────────────┤
        │ Tawny    │ in woods                  │
        └──────────┴───────────────────────────┘
        """
    )


def test_numbers_are_aligned_at_their_points() -> None:
    assert shown(
        table(
            ("a", "b", "c", "d"),
            ("1.25", "10%", "3", "1 km"),
            ("300", "9.5%", "-", "20 km"),
            ("−0.5", "", "12,000", "owl"),
        )
    ) == screen(
        """
        ┌────────┬───────┬────────┬───────┐
        │      a │     b │      c │ d     │
        ├────────┼───────┼────────┼───────┤
        │   1.25 │ 10%   │      3 │ 1 km  │
        │ 300    │  9.5% │      - │ 20 km │
        │  −0.5  │       │ 12,000 │ owl   │
        └────────┴───────┴────────┴───────┘
        """
    )


def test_powers_are_aligned_at_their_end() -> None:
    assert shown(table(("n",), (math(r"3 \times 10^{18}"),), ("7",))) == screen(
        """
        ┌──────────┐
        │        n │
        ├──────────┤
        │ 3 × 10¹⁸ │
        │        7 │
        └──────────┘
        """
    )


def test_upper_heads_span_the_columns_below() -> None:
    assert shown(
        table(
            ("", "Barn owls", "", "Tawny owls", ""),
            ("", "m", "f", "m", "f"),
            ("Size", "33", "36", "37", "39"),
            ("All of them are birds",),
            ("Calls", "7", "8", "9", "1"),
            heads=2,
        ),
        width=60,
    ) == screen(
        """
        ┌───────┬───────────┬────────────┐
        │       │ Barn owls │ Tawny owls │
        │       │   m │   f │    m │   f │
        ├───────┼─────┼─────┼──────┼─────┤
        │ Size  │  33 │  36 │   37 │  39 │
        │ All of them are birds          │
        │ Calls │   7 │   8 │    9 │   1 │
        └───────┴─────┴─────┴──────┴─────┘
        """
    )


def test_heads_are_noticed() -> None:
    rows = (("Owl", "Size", ""), ("", "male", "female"), ("Barn owl", "33", "36"))
    assert shown(table(*rows, heads=0)) == shown(table(*rows, heads=2))
    assert shown(table(*rows, heads=1)) == shown(table(*rows, heads=2))
    numbers = (("Owl", "Size"), ("", "33"), ("Barn owl", "33"))
    assert shown(table(*numbers, heads=0)) == shown(table(*numbers, heads=1))
    words = (("Owl", "Call"), ("Barn owl", "shriek"), ("Tawny owl", "hoot"))
    assert shown(table(*words, heads=0)) != shown(table(*words, heads=1))


def test_a_table_that_is_too_wide_is_records() -> None:
    upper = ("Owl", "Size", "", "", "Life", "")
    names = ("", "length", "weight", "wings", "calls", "eggs")
    rows = (
        ("Barn owl", "33", "187", "107", "", "5"),
        ("Small ones",),
        ("Pygmy owl", "15", "47", "31", "often and loud, also by day", "6"),
    )
    assert shown(table(upper, names, *rows, heads=2, caption="Owls."), width=30) == screen(
        """
        Owls.

        Owl: Barn owl
          Size length: 33
          Size weight: 187
          Size wings: 107
          Life eggs: 5

        Owl: Small ones

        Owl: Pygmy owl
          Size length: 15
          Size weight: 47
          Size wings: 31
          Life calls: often and loud,
          also by day
          Life eggs: 6
        """
    )


def test_a_table_of_heads_only_keeps_its_words() -> None:
    cells = tuple(f"wordnumber{number}" for number in range(9))
    assert shown(table(cells, heads=1)).split() == list(cells)
    assert "wordnumber8" in shown(table(cells, heads=1), width=200)


def test_empty_rows_are_left_out() -> None:
    assert shown(table(("", ""), ("a", "b"), (), ("c", "d"), ("", ""), heads=2)) == screen(
        """
        ┌───┬───┐
        │ a │ b │
        ├───┼───┤
        │ c │ d │
        └───┴───┘
        """
    )
    assert shown(table((), ("", ""))) == ""


def test_wide_letters_and_marks_keep_the_lines_straight() -> None:
    assert shown(table(("鳥", "x̂"), ("a", "bcd"))) == screen(
        """
        ┌────┬─────┐
        │ 鳥 │ x̂   │
        ├────┼─────┤
        │ a  │ bcd │
        └────┴─────┘
        """
    )


def test_cells_keep_their_links_and_styles() -> None:
    block = table((text("Owl"), "By"), (math("x^2"), cite("[1]", "b1")))
    assert [one for one in roles(block) if one[1] is not Role.RULE] == [
        ("Owl", Role.BOLD),
        ("By", Role.BOLD),
        ("x²", Role.MATH),
        ("[1]", Role.CITE),
    ]
    assert "[1]" in shown(block, references=(Reference("b1", "", "A"),))
