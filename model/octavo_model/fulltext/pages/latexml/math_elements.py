"""The TeX of the formulas in a page. Pure, in linear time.

Up to nine tenths of a page are MathML that nothing here needs: each formula also has its TeX, as
``alttext`` or in an annotation.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from octavo_model.formats.common.html import unescape
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    from collections.abc import Mapping

_MATH = re.compile(r"<(/?)(?:[a-z]{1,8}:)?math(?=[\s/>])[^<>]*", re.IGNORECASE)
_ANNOTATION = re.compile(
    r"<(?:[a-z]{1,8}:)?annotation\s[^<>]*?application/x-(?:la)?tex[^<>]*>([^<]*)<", re.IGNORECASE
)
_OTHER_FORMS = re.compile(
    r"<(?P<name>(?:[a-z]{1,8}:)?annotation(?:-xml)?)(?=[\s/>])[^<>]*>", re.IGNORECASE
)
_TAG = re.compile(r"<[^<>]*>")
# A comment that TeX's line breaks leave in the text of a formula, up to the next line.
_LINE_COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)%[^\S\n]*\n\s*")
_STYLE = re.compile(r"\A(?:\\(?:displaystyle|textstyle)(?![A-Za-z])\s*)+")


class MathEnds:
    """Finds where formulas end in one page, also those within formulas.

    Once a formula has no end, a tag that opens one within another is taken for text: then each
    formula ends at the next closing tag.
    """

    def __init__(self, source: str) -> None:
        self._source = source
        self._may_nest = True

    def end(self, start: int) -> tuple[int, int]:
        """Return where the formula with its content from ``start`` ends, before and after its tag.

        A formula that has no end is the rest of the page: the page was cut off.
        """
        if self._may_nest:
            depth = 1
            for tag in _MATH.finditer(self._source, start):
                if not tag[0].endswith("/"):
                    depth += -1 if tag[1] else 1
                if not depth:
                    return tag.start(), tag.end() + 1
            self._may_nest = False
        for tag in _MATH.finditer(self._source, start):
            if tag[1]:
                return tag.start(), tag.end() + 1
        return len(self._source), len(self._source)


def tex_of(attributes: Mapping[str, str], content: str) -> str:
    r"""Return the TeX of the element ``math``: its alternative text, annotation, or its text.

    >>> tex_of({"alttext": "\\displaystyle a%\n b"}, ""), tex_of({}, "<mi>x</mi><mo>=</mo>")
    ('a b', 'x =')
    """
    tex = attributes.get("alttext") or attributes.get("alt") or ""
    if not tex.strip():
        found = _ANNOTATION.search(content)
        tex = unescape(found[1]) if found else ""
    return clean_tex(tex) or clean_line(unescape(_TAG.sub(" ", _without_other_forms(content))))


def clean_tex(tex: str) -> str:
    """Return ``tex`` on one line, without what only breaks its lines or sets its style."""
    return _STYLE.sub("", clean_line(_LINE_COMMENT.sub(r"\1 ", tex)))


def _without_other_forms(content: str) -> str:
    """Return MathML without annotations: Content MathML, and programs' own notation."""
    kept: list[str] = []
    at = 0
    while found := _OTHER_FORMS.search(content, at):
        kept.append(content[at : found.start()])
        end = content.find(f"</{found['name']}", found.end())
        if end < 0:
            return "".join(kept)
        at = end
    return "".join([*kept, content[at:]])
