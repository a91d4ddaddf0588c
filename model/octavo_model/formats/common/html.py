"""HTML to plain text: the words of a page or a fragment, in lines and paragraphs. Pure.

The standard library's parser takes quadratic time on some broken markup (CPython 3.11 needs half
a minute for 60 kB of ``<a ``), and digests come from strangers. This one reads only tags, keeps
no tree, and takes linear time.
"""

from __future__ import annotations

import html
import html.entities
import re

_LINE, _PARAGRAPH = 1, 2

_LINES = """
address article aside body center dd details div dt fieldset figcaption footer form head header
hgroup html legend li main nav option search section summary tbody tfoot thead tr
"""
_PARAGRAPHS = "blockquote dl figure h1 h2 h3 h4 h5 h6 hr menu ol p pre sec table title ul"
_BREAKS = dict.fromkeys(_LINES.split(), _LINE) | dict.fromkeys(_PARAGRAPHS.split(), _PARAGRAPH)
_SPACED = frozenset({"td", "th", "img"})
_NO_TEXT = """
annotation annotation-xml applet audio canvas iframe noembed noframes noscript object script select
style svg template textarea title video
"""
_HIDDEN = frozenset(_NO_TEXT.split())
# These are empty if closed at once; scripts never are.
_MAY_BE_EMPTY = _HIDDEN - {"script", "style", "title", "textarea", "iframe", "noscript"}
# The tags of HTML, then those of MathML (formulas of publishers) and JATS (their abstracts).
_INLINE = """
a abbr acronym area b base basefont bdi bdo big br button caption cite code col colgroup data
datalist del dfn dialog dir em embed font frame frameset i img input ins kbd label link map mark
meta meter nobr optgroup output param picture progress q rp rt ruby s samp slot small source span
strike strong sub sup td th time track tt u var wbr
math menclose merror mfenced mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot
mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none semantics
italic bold sc underline monospace xref ext-link inline-formula disp-formula
"""
_KNOWN = frozenset(_INLINE.split()) | _HIDDEN | _BREAKS.keys()

_NAME = re.compile(r"(/?)([a-zA-Z][^\s/>]{0,60})")
_IN_TAG = re.compile("[>\"']")
_SPACES = re.compile(r"[ \t\n\r\f]+")
_CDATA = "<![CDATA["


def to_text(html: str) -> str:
    r"""Return the text of ``html``, a page or a fragment, as a person reads it.

    Paragraphs are separated by a blank line, ``<br>`` and the ends of rows, items and divisions
    break a line, entities are decoded; scripts, styles, the page's title and drawings are left
    out. A tag that HTML does not know, e.g. ``<think>``, is text that was not escaped, and is
    kept. The result is not safe to print: see `octavo_model.text.clean`. Takes linear time.

    >>> to_text("<p>Fish &amp;<br>chips</p><script>1 < 2</script><p>x < y</p>")
    'Fish &\nchips\n\nx < y'
    """
    return _TextReader(html).text()


class _TextReader:
    """Walks over HTML once, and collects its text in lines and paragraphs."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._preformatted = 0
        # Text that was not found is not searched for again, which keeps the time linear.
        self._absent: set[str] = set()
        self._quotes_matter = True
        self._pieces: list[str] = []
        self._break = 0
        self._space = False

    def text(self) -> str:
        html = self._html
        here = text_from = 0
        while (start := html.find("<", here)) >= 0:
            tag = _NAME.match(html, start + 1)
            end = self._tag_end(tag) if tag else self._declaration_end(start)
            if end is None:
                here = start + 1
                continue
            self._add(html[text_from:start])
            here = text_from = self._apply(tag, end) if tag else end
        self._add(html[text_from:])
        return "".join(self._pieces)

    def _add(self, source: str) -> None:
        text = unescape(source)
        if not self._preformatted:
            self._add_words(_SPACES.sub(" ", text))
            return
        for number, line in enumerate(text.splitlines()):
            if number:
                self._end_line()
            self._add_words(line)
        if text.endswith(("\n", "\r")):
            self._end_line()

    def _add_words(self, text: str) -> None:
        words = text.strip(" \t\n\r\f")
        if not words:
            self._space = self._space or bool(text)
            return
        if self._pieces:
            if self._break:
                self._pieces.append("\n" * self._break)
            elif self._space or text[0] in " \t\n\r\f":
                self._pieces.append(" ")
        self._pieces.append(words)
        self._break = 0
        self._space = text[-1] in " \t\n\r\f"

    def _end_line(self) -> None:
        """End the line; after an empty line, the paragraph."""
        self._break = min(self._break + 1, _PARAGRAPH)

    def _find(self, what: str, start: int) -> int:
        if what in self._absent:
            return -1
        found = self._html.find(what, start)
        if found < 0:
            self._absent.add(what)
        return found

    def _declaration_end(self, start: int) -> int | None:
        """The end of the comment or declaration at ``start``; None if it is text."""
        html = self._html
        if html.startswith(_CDATA, start):
            return start + len(_CDATA)
        if not html.startswith(("<!", "<?"), start):
            return None
        closing = "-->" if html.startswith("<!--", start) else ">"
        end = self._find(closing, start + 2)
        return end + len(closing) if end >= 0 else None

    def _tag_end(self, tag: re.Match[str]) -> int | None:
        """The index after the ``>`` of a tag, which is not between quotes; None if it is text."""
        name, here = tag[2], tag.end()
        # A custom element: ``o:p``, ``relative-time``.
        is_custom = ":" in name or "-" in name
        if not (is_custom or name.lower() in _KNOWN) or self._find(">", here) < 0:
            return None
        while self._quotes_matter and (found := _IN_TAG.search(self._html, here)):
            if found[0] == ">":
                return found.end()
            closing = self._find(found[0], found.end())
            here = closing + 1 if closing >= 0 else found.end()
        # An odd number of quotes to the end: this page does not close them.
        self._quotes_matter = False
        return self._html.index(">", tag.end()) + 1

    def _apply(self, tag: re.Match[str], end: int) -> int:
        """Apply the tag that ends before ``end``, and return where to read on."""
        closes, name = bool(tag[1]), tag[2].lower()
        local = name.rpartition(":")[2]
        # The title of an abstract in JATS is its heading; that of a page is not on it.
        if local in _HIDDEN and not (local == "title" and local != name):
            empty = self._html[end - 2] == "/" and local in _MAY_BE_EMPTY
            return end if closes or empty else self._end_of(local, end)
        if local == "br":
            self._end_line()
        elif local in _BREAKS:
            self._break = max(self._break, _BREAKS[local])
            if local == "pre":
                self._preformatted = max(0, self._preformatted + (-1 if closes else 1))
        elif local in _SPACED:
            self._space = True
        return end

    def _end_of(self, name: str, start: int) -> int:
        """The index after the end tag of the element ``name``, whose text is hidden."""
        if name in self._absent:
            return start
        found = re.compile(rf"</{name}\b[^>]*>?", re.IGNORECASE).search(self._html, start)
        if found is None:
            self._absent.add(name)
            return len(self._html) if name in {"script", "style"} else start
        return found.end()


# The largest code has seven digits, and Python refuses numbers of some thousand.
_LONG = re.compile(r"&#([0-9]{8,})")


def unescape(text: str) -> str:
    """Return ``text`` like `html.unescape`, which raises ValueError for codes of many digits.

    A code without a character becomes U+FFFD, with any number of digits.

    >>> unescape("Fish &amp; chips &#0000000065;"), unescape(f"&#{'9' * 5000};")
    ('Fish & chips A', '�')
    """
    return html.unescape(_LONG.sub(_shorter, text) if "&#" in text else text)


# A name without a semicolon; of an address, it may be that of a value: ``?a=1&copy=2``.
_NAME_ALONE = re.compile(r"&([a-zA-Z][a-zA-Z0-9]*)(?![a-zA-Z0-9;])(=?)")


def unescape_attribute(text: str) -> str:
    """Return the value of an attribute like `unescape`, as HTML has it for attributes.

    >>> unescape_attribute("/list?a=1&section=2&amp;copy=3")
    '/list?a=1&section=2&copy=3'
    """
    return unescape(_NAME_ALONE.sub(_kept, text))


def _kept(found: re.Match[str]) -> str:
    is_entity = found[1] in html.entities.html5 and not found[2]
    return found[0] if is_entity else f"&amp;{found[1]}{found[2]}"


def _shorter(found: re.Match[str]) -> str:
    digits = found[1].lstrip("0")
    return f"&#{digits or '0'}" if len(digits) < 8 else "&#9999999"
