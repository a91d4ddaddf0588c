"""XML that is not well-formed: what is repaired, left out or refused."""

from __future__ import annotations

import codecs
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.core.errors import NotADigestError
from octavo_model.formats.feeds.entries import labelled, plain
from octavo_model.formats.feeds.xml import decode_xml, repair, root_name


def titles(xml: str) -> list[str]:
    return ["".join(one.itertext()) for one in ET.fromstring(xml).iter("title")]


def feed(*entries: str) -> str:
    return f"<feed><title>t</title>{''.join(entries)}</feed>"


def test_sound_xml_stays_as_it_is() -> None:
    text = feed("<entry><title>a &amp; b</title></entry>")
    made = repair(text, 0)
    assert (made.text, made.warnings, made.lines) == (text, [], [1])


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("R&D", "R&D"),
        ("caf&eacute;s &amp; &nbsp;bars", "cafés & \xa0bars"),
        ("&unheard; of", "&unheard; of"),
        ("a &#0; b &#x1F600; &#55296;", "a  b 😀 "),
        ("a\x00b\x1b[31m", "ab[31m"),
        ("<![CDATA[R&D &nbsp;]]> &", "R&D &nbsp; &"),
        ("<dc:x y:z='1'>prefix</dc:x>", "prefix"),
    ],
)
def test_what_can_be_repaired_is_repaired(written: str, read: str) -> None:
    made = repair(feed(f"<entry><title>{written}</title></entry>"), 0)
    assert titles(made.text) == ["t", read]


def test_only_the_broken_entries_are_left_out_each_with_its_line() -> None:
    lines = [
        "<feed><title>t</title>",
        "<entry><title>one</title></entry>",
        "<entry><title>two</entry>",
        "<entry><title>three</title></entry>",
        "<entry><title>four",
    ]
    made = repair("\n".join(lines), 0)
    assert titles(made.text) == ["t", "one", "three"]
    assert made.lines == [2, 4]
    assert [warning.line for warning in made.warnings] == [3, 5]


def test_a_feed_cut_off_in_its_head_has_no_entries() -> None:
    assert titles(repair("<rss><channel><title>t</title><link>htt", 0).text) == ["t"]
    assert repair("<rss", 0).text == ""


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("<rss version='2.0'>", "rss"),
        ("\ufeff\n <?xml version='1.0'?><!-- <feed> --><rdf:RDF>", "rdf:rdf"),
        ("<!DOCTYPE rss SYSTEM 'x.dtd'><rss>", "rss"),
        ("<!DOCTYPE rss [<!ELEMENT rss ANY>]><rss>", "rss"),
        ("<!doctype html><p>", "html"),
        ("<?xml version='1.0'?><!DOCTYPE html PUBLIC '-//W3C//DTD'><html>", "html"),
        ("<HTML>", "html"),
        ("plain <rss>", ""),
        ("<!-- never closed <rss>", ""),
        ("", ""),
    ],
)
def test_the_root_names_the_kind(text: str, name: str) -> None:
    assert root_name(text)[0] == name


@pytest.mark.parametrize(
    "text",
    [
        "<!DOCTYPE rss [<!ENTITY a 'ha'>]><rss/>",
        "<?xml version='1.0'?><!-- x --><!doctype rss\n[\n <!entity % a SYSTEM 'file:///x'> ",
    ],
)
def test_entities_of_its_own_are_refused(text: str) -> None:
    with pytest.raises(NotADigestError, match="entities"):
        root_name(text)


def test_words_about_entities_are_no_entities() -> None:
    text = feed("<entry><title><![CDATA[<!DOCTYPE x [<!ENTITY a 'b'>]>]]></title></entry>")
    assert root_name(text) == ("feed", 0)
    assert titles(repair(text, 0).text)[1].startswith("<!DOCTYPE")


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("<?xml version='1.0' encoding='ISO-8859-15'?><a>é€</a>".encode("iso8859-15"), "é€"),
        ("<?xml version='1.0' encoding='GB2312'?><a>鸥</a>".encode("gb2312"), "鸥"),
        ("<?xml version='1.0' encoding='utf-8'?><a>é</a>".encode("cp1252"), "é"),
        ("<?xml version='1.0' encoding='zip'?><a>é</a>".encode(), "é"),
        ("<?xml version='1.0' encoding='no-such'?><a>é</a>".encode(), "é"),
        (b"<?xml version='1.0' encoding='unicode_escape'?><a>\\x41</a>", "\\x41"),
        (codecs.BOM_UTF16_LE + "<?xml version='1.0'?><a>鸥</a>".encode("utf-16-le"), "鸥"),
    ],
)
def test_the_encoding_is_the_declared_one_where_that_holds(data: bytes, text: str) -> None:
    assert f"<a>{text}</a>" in decode_xml(data)[0]


PIECES = st.sampled_from(
    [
        *("<item>", "</item>", "<entry a='b'>", "</entry>", "<title>", "</title>", "&", "&lt;"),
        *("<![CDATA[", "]]>", "<!--", "-->", "<x:y>", "</x:y>", "<a", "'", ">", "\x00", "&#12;"),
    ]
)


@given(st.sampled_from(["<rss>", "<feed>", "<r:RDF"]), st.lists(PIECES | st.text(max_size=4)))
def test_what_is_made_of_any_text_parses(root: str, pieces: list[str]) -> None:
    made = repair(root + "".join(pieces), 0)
    if made.text:
        ET.fromstring(made.text)
    assert made.lines == sorted(made.lines)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("&lt;p&gt;one&lt;/p&gt;", "one"),
        ("&amp;lt;p&amp;gt;R&amp;amp;D&amp;lt;/p&amp;gt;", "R&D"),
        ("x < y and y > z", "x < y and y > z"),
        ("when $a<b$ and c>d", "when $a<b$ and c>d"),
        ("line\nline\n\nparagraph", "line line\n\nparagraph"),
        ("<think> is a token", "<think> is a token"),
    ],
)
def test_text_is_plain_however_often_it_was_escaped(text: str, read: str) -> None:
    assert plain(text) == read


def test_labels_are_heeded_only_where_an_abstract_has_one() -> None:
    text = "Authors: A, B\n\nUpvotes: 3\n\nSummary: We count.\n\nAnd stop."
    parts = labelled("", text)
    assert (parts.abstract, parts.authors, parts.upvotes) == (
        "We count.\n\nAnd stop.",
        ("A", "B"),
        3,
    )
    assert labelled("", "Authors: they matter.\n\nDo they?").abstract.startswith("Authors: they")
    assert labelled("", "Abstract\n\nWe count.").abstract == "We count."


@given(st.text())
def test_no_text_is_too_odd_to_be_plain(text: str) -> None:
    assert "\n\n\n" not in labelled("", plain(text)).abstract
