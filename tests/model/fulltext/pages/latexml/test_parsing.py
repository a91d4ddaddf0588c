"""HTML as the standard reads it, in the details that lose or move text."""

from __future__ import annotations

import pytest

from octavo_model.fulltext.pages.latexml.parsing import DEEPEST, MOST_ELEMENTS, parse
from octavo_model.fulltext.pages.latexml.tree import Node


def written(node: Node) -> str:
    """The elements in ``node`` with their tags, without attributes."""
    parts = (
        kid
        if isinstance(kid, str)
        else f"<{kid.tag}>{written(kid)}</{kid.tag}>"
        if kid.kids
        else f"<{kid.tag}>"
        for kid in node.kids
    )
    return "".join(parts)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<!-->owl<!-- -->", "owl"),
        ("<!--->owl<!-- -->", "owl"),
        ("a<!-- > -- b --!>c", "ac"),
        ("a<!-- b", "a"),
        ("a<![CDATA[ b ]]>c", "ac"),
        ("a<?xml b?>c</>d", "acd"),
        ("a < b <3", "a < b <3"),
        ("a</br>b", "a<br>b"),
        ("<P>a<P>b", "<p>a</p><p>b</p>"),
        ("<ul><li>a<li>b</ul>c", "<ul><li>a</li><li>b</li></ul>c"),
        ("<p>a<b>b</p>c", "<p>a<b>b</b></p>c"),
        ("<script>a</b>1<2</SCRIPT >c", "<script>a</b>1<2</script>c"),
        ("&amp;&lt&#x41;&#65&copy;&nosuch;", "&<AA©&nosuch;"),
        ("<br/>a<span/>b", "<br>a<span>b"),
        (
            "<table><tr><td>a<td>b<tr><th>c</table>",
            "<table><tr><td>a</td><td>b</td></tr><tr><th>c</th></tr></table>",
        ),
        (
            "<div><table><tr><td>a</div>b</td></tr></table>c</div>",
            "<div><table><tr><td>ab</td></tr></table>c</div>",
        ),
        (
            "<ul><li><table><tr><td>a</li>b</td></tr></table>c</ul>",
            "<ul><li><table><tr><td>ab</td></tr></table>c</li></ul>",
        ),
        ("<m:math alttext='x'></m:math>a", "<math>a"),
    ],
)
def test_elements_are_closed_as_the_standard_says(source: str, expected: str) -> None:
    assert written(parse(source).root) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<a href=/x/>b</a>", "/x/"),
        ("<a HREF = '/x'>b</a>", "/x"),
        ("<a href='/x>y'>b</a>", "/x>y"),
        ("<a href=/x href=/y>b</a>", "/x"),
        ("<a href='/x?a=1&section=2&copy=3'>b</a>", "/x?a=1&section=2&copy=3"),
        ("<a href='/x?a=1&amp;b=2&#38;c'>b</a>", "/x?a=1&b=2&c"),
        ("<a href='&copy &para'>b</a>", "© ¶"),
    ],
)
def test_attributes_are_decoded_as_the_standard_says(source: str, expected: str) -> None:
    (node,) = parse(source).nodes
    assert node.attributes["href"] == expected
    assert node.kids == ["b"]


def test_what_is_too_deep_is_only_its_text() -> None:
    tree = parse("<i>" * (DEEPEST + 50) + "a" + "</i>" * (DEEPEST + 50) + "b")
    assert len(tree.nodes) == DEEPEST
    assert tree.root.text() == "ab"
    assert tree.root.kids[-1] == "b"


def test_a_page_has_a_limited_number_of_elements() -> None:
    tree = parse("<br>" * (MOST_ELEMENTS + 1) + "a")
    assert len(tree.nodes) == MOST_ELEMENTS
    assert not tree.is_whole
    assert parse("<br>" * 9).is_whole
