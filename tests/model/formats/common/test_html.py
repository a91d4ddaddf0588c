"""HTML as text: paragraphs, entities, what is left out, and markup that is broken."""

from __future__ import annotations

import string
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.formats.common.html import to_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("plain", "plain"),
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("<p>one<p>two", "one\n\ntwo"),
        ("one<br>two<br/>three<BR />four", "one\ntwo\nthree\nfour"),
        ("one<br><br>two<br>\n<br><br>three", "one\n\ntwo\n\nthree"),
        ("<div>one</div>\n<div>two</div>", "one\ntwo"),
        ("<div><div><p>one</p></div></div><div>two</div>", "one\n\ntwo"),
        ("<ul><li>one<li>two</ul>end", "one\ntwo\n\nend"),
        ("<table><tr><td>a<td>b</tr><tr><th>c</th></tr></table>", "a b\nc"),
        ("<h1>Head</h1>body", "Head\n\nbody"),
        ("one\n\n two\t<b>three</b>four", "one two threefour"),
        ("<b>one</b> <i>two</i>", "one two"),
        ("<pre>one\n  two\n\nthree</pre>four", "one\ntwo\n\nthree\n\nfour"),
    ],
)
def test_paragraphs_and_lines_are_where_a_reader_sees_them(html: str, text: str) -> None:
    assert to_text(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("R&amp;D &lt;b&gt; &#x2014; &eacute;&nbsp;&hellip;", "R&D <b> — é\xa0…"),
        ("&amp;amp; is decoded once", "&amp; is decoded once"),
        ("AT&T &unknown; &", "AT&T &unknown; &"),
        ("one&#10;two", "one two"),
    ],
)
def test_entities_are_decoded(html: str, text: str) -> None:
    assert to_text(html) == text


@pytest.mark.parametrize(
    "html",
    [
        "<head><title>No</title><meta charset=x><style>a > b {}</style></head>seen",
        "<title>No</title>seen",
        "<script>if (a < b) document.write('<p>No</p>')</script>seen",
        "<SCRIPT type='x'>No</SCRIPT >seen",
        "se<!-- No > -- <p> -->en",
        "<!DOCTYPE html><?xml version='1.0'?>seen",
        "<svg viewBox='0'><text>No</text></svg>seen",
        "<svg/>seen",
        "<template><p>No</p></template>seen<noscript>No</noscript>",
        "<math><mi>seen</mi><annotation encoding='x-tex'>No</annotation></math>",
        "<!--[if mso]><p>No</p><![endif]-->seen<o:p></o:p>",
        "<a href='x?a>b' title=\"No > No\">seen</a>",
        "<relative-time datetime='x'>seen</relative-time>",
        "<img alt='x'>seen<input value=No>",
    ],
)
def test_what_is_no_text_of_the_page_is_left_out(html: str) -> None:
    assert to_text(html) == "seen"


@pytest.mark.parametrize(
    "text",
    [
        "x < y and y > z",
        "1<2",
        "if a <",
        "the tokens <think> and </think>",
        "List<T> of <SOS>",
        "<3 and </>",
        "an end in <a href=",
        "an end in <!-- a comment",
    ],
)
def test_what_is_no_markup_stays(text: str) -> None:
    assert to_text(text) == text


def test_an_abstract_in_jats_is_read() -> None:
    html = "<jats:title>Abstract</jats:title><jats:p>We <jats:italic>count</jats:italic>.</jats:p>"
    assert to_text(html) == "Abstract\n\nWe count."


def test_a_section_of_character_data_is_text() -> None:
    assert "We count" in to_text("<![CDATA[We count <b>gulls</b>]]>")


def test_unclosed_quotes_cost_no_text() -> None:
    assert to_text("""<p class="a>one</p><p>it's two</p>""") == "one\n\nit's two"


def test_a_page_that_ends_inside_a_script_has_no_more_text() -> None:
    assert to_text("seen<script>No") == "seen"


@pytest.mark.clock
@pytest.mark.parametrize(
    "piece",
    [
        *("<", "<a ", "<a b='", '<a ">"', "<!--", "<!", "<?", "</", "</a ", "&", "&#", "<p>"),
        *("<script>", "<title>", "<svg>", "<![CDATA[", "<pre>", "<br>", " ", "<a b=\"'", "<x"),
    ],
)
def test_markup_that_is_broken_over_and_over_is_read(piece: str) -> None:
    # Two hundred thousand pieces take minutes where any of it is quadratic.
    assert len(to_text(piece * 200_000)) <= len(piece) * 200_000


TAGS = st.sampled_from(
    [
        *("<p>", "</p>", "<br>", "<", ">", "'", '"', "<a href='", "<!--", "-->", "<script>"),
        *("</script>", "<pre>", "</pre>", "&lt;", "&", "<td>", "<svg/>", "<title>", "\n", " "),
    ]
)


@given(st.lists(TAGS | st.text(max_size=5), max_size=30).map("".join))
def test_no_markup_is_too_odd(html: str) -> None:
    text = to_text(html)
    assert "\n\n\n" not in text
    assert text == text.strip(" \t\n")


WORDS = st.text(string.ascii_letters + "<>&\"'é中", min_size=1, max_size=9)
PARAGRAPHS = st.lists(st.lists(WORDS, min_size=1, max_size=8).map(" ".join), max_size=6)


@given(PARAGRAPHS)
def test_paragraphs_written_as_markup_come_back(paragraphs: list[str]) -> None:
    html = "".join(f"<p class='x'>\n{escape(one)}</p>\n" for one in paragraphs)
    assert to_text(f"<html><head><title>t</title></head><body>{html}") == "\n\n".join(paragraphs)
