"""JSON that is cut off or broken in places: whole parts are read, the rest is reported."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.formats.common.json import elements, load, salvage

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)
OBJECTS = st.dictionaries(st.text(max_size=8), VALUES, max_size=4)


@given(st.lists(OBJECTS | st.text(max_size=9) | st.lists(VALUES)), st.none() | st.integers(0, 4))
def test_the_parts_of_an_array_are_those_it_was_made_of(
    values: list[object], indent: int | None
) -> None:
    text = json.dumps(values, indent=indent)
    found = list(elements(text.splitlines(keepends=True)))
    assert [one.kind for one in found] == ["whole"] * len(values)
    assert [load(one.text) for one in found] == values


@given(st.lists(OBJECTS, min_size=1), st.none() | st.integers(0, 2), st.data())
def test_of_a_cut_array_the_whole_parts_are_read(
    values: list[dict[str, object]], indent: int | None, data: st.DataObject
) -> None:
    text = json.dumps({"day": "today", "data": values}, indent=indent)
    begin = text.index("[") + 1
    cut = data.draw(st.integers(begin, len(text) - 1))
    got = salvage(text[:cut])
    assert isinstance(got.value, dict)
    read = got.value["data"]
    assert got.value["day"] == "today"
    assert read == values[: len(read)]
    closed = text.rindex("]")
    assert got.cut == (cut <= closed) or read == values
    if cut > closed:
        assert read == values


def test_text_between_elements_is_reported_with_its_line() -> None:
    lines = ['[{"a": 1} junk,\n', "and more\n", ' {"b": 2}, 17, "text"]\n']
    assert [(one.line, one.text, one.kind) for one in elements(lines)] == [
        (1, '{"a": 1}', "whole"),
        (1, "junk", "stray"),
        (2, "and more", "stray"),
        (3, '{"b": 2}', "whole"),
        (3, "17", "stray"),
        (3, '"text"', "whole"),
    ]


def test_brackets_and_quotes_in_texts_are_text() -> None:
    lines = ['[{"a": "]}\\"["}, ', '"{"]']
    assert [one.text for one in elements(lines)] == ['{"a": "]}\\"["}', '"{"']


def test_a_text_that_is_cut_off_is_one_cut_part() -> None:
    (first, second) = elements(['["whole", "cut o'])
    assert (first.text, first.kind) == ('"whole"', "whole")
    assert (second.text, second.kind) == ('"cut o', "cut")


def test_a_broken_part_costs_nothing_but_itself() -> None:
    got = salvage('{"data": [{"a": 1}, {"b": junk}, {"c": 3}]}')
    assert got.value == {"data": [{"a": 1}, {"c": 3}]}
    assert [one.text for one in got.broken] == ['{"b": junk}']
    assert not got.cut


@pytest.mark.parametrize("text", ["[" * 200_000, '{"a":' * 200_000, "[" + "9" * 5000 + "]"])
def test_what_is_out_of_reason_is_refused_or_read_in_part(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        load(text)
    with suppress(ValueError):
        salvage(text)


@pytest.mark.clock
@pytest.mark.parametrize(
    "text",
    [
        '["' + '\\"' * 300_000,
        "[" + '"a"' * 300_000,
        '[{"a": "' + "\\" * 300_001,
        "[" + "{" * 300_000,
        "[" + "{}" * 300_000,
        "[" + " ,\n" * 300_000,
        '{"a": 1, ' * 300_000,
        '{"a"' + " " * 300_000,
    ],
    ids=lambda text: text[:6],
)
def test_hostile_texts_are_read_in_linear_time(text: str) -> None:
    # In quadratic time each of them would take minutes.
    list(elements(text.splitlines(keepends=True)))
    salvage(text)


@given(st.text('[]{}",:\\ \n1a', max_size=60) | st.text(max_size=40))
def test_no_text_raises_anything_but_value_error(text: str) -> None:
    list(elements(text.splitlines(keepends=True)))
    for reader in (load, salvage):
        with suppress(ValueError):
            reader(text)
