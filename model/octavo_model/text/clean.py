"""Text made safe for a terminal.

Digests are text from strangers. All that a format reads goes through `clean_line` or
`clean_text` once; after that it is safe to print, though never markup.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby

# Control characters (C0 but tab and line feed, DEL, C1), soft hyphen, the joiner of graphemes,
# zero-width and directional marks, line and paragraph separators, bidi embeddings and isolates,
# invisible operators, byte order mark, interlinear annotation, surrogates, noncharacters, tags,
# variation selectors beyond the emoji one, format controls of hieroglyphs, shorthand and music.
_NONCHARACTERS = "".join(
    f"{chr(plane | 0xFFFE)}{chr(plane | 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000)
)
_UNSAFE_CLASS = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0e\ufeff\uffa0\ufff0-\ufffb"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    f"\U0001d173-\U0001d17a\U000e0000-\U000e0fff{_NONCHARACTERS}"
)
_UNSAFE = re.compile(f"[{_UNSAFE_CLASS}]")
_NOT_ON_A_LINE = re.compile(f"[\t\n{_UNSAFE_CLASS}]")
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Anything but common letters, digits, signs, Japanese, Chinese and Korean: with no such character,
# a text on one line is safe, and one quick look shows that.
_UNCOMMON = re.compile(
    "[^ -~\xa1-\xac\xae-\u02ff\u0370-\u0482\u048a-\u0590\u2010-\u2027\u2030-\u205e\u2070-\u20cf"
    "\u2100-\u2cee\u3001-\u3029\u3030-\u3098\u309b-\u3163\u3165-\ua66e\uac00-\ud7a3\uff01-\uff9f]"
)
# What programs print for a terminal: colours, titles, links. Compiled only when it is needed.
_SEQUENCE = r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]P_^X][^\x07\x1b]*(?:\x07|\x1b\\)|[@-OQ-WYZ\\c])"
_BLANK_LINE = re.compile(r"\n *\n")
_SPACES = re.compile(r"[^\S\n]+")
# May be one letter with endless combining marks; most often it is punctuation.
_MAY_BE_FLOOD = re.compile(r"[^\w\s\x00-\x7f]{5,}")
_MOST_MARKS = 4


def split_lines(text: str) -> list[str]:
    """Return the lines of ``text``, however they end, each safe and with its white space folded."""
    return [clean_line(line) for line in _LINE_ENDS.sub("\n", text).split("\n")]


def clean_line(text: str) -> str:
    r"""Return ``text`` on one line, without anything that a terminal would obey.

    >>> clean_line("A\x1b[31m\tred \n title ")
    'A[31m red title'
    """
    if not (text.isascii() and text.isprintable()):  # as most are
        line = text.replace("\n", " ")
        if not _is_simple(line):
            text = _UNSAFE.sub("", _LINE_ENDS.sub(" ", text)).replace("\n", " ")
            return _MAY_BE_FLOOD.sub(_without_flood, _SPACES.sub(" ", text)).strip()
        text = line
    return " ".join(text.split()) if "  " in text else text.strip()


def _is_simple(line: str) -> bool:
    """Return whether ``line`` is safe and has no white space but spaces, as most lines are."""
    return line.isprintable() and (line.isascii() or _is_common(line))


def visible(text: str) -> str:
    r"""Return ``text`` on one line, safe to show and complete, for example a file's name.

    Characters that a terminal would obey or that are invisible are written as escapes, as are
    bytes that are not text (surrogates, as Python reads them from a file system).

    >>> visible("a\x1b[31m\n\u202e.txt"), visible(b"\xff".decode(errors="surrogateescape"))
    ('a\\x1b[31m\\n\\u202e.txt', '\\xff')
    """
    if _is_common(text):
        return text
    return _MAY_BE_FLOOD.sub(_without_flood, _NOT_ON_A_LINE.sub(_escape, text))


def is_text(text: str) -> bool:
    r"""Return whether ``text`` can be written as UTF-8.

    Bytes that are not text, as Python reads them from a command line or a file system, cannot.

    >>> is_text("André"), is_text(b"\xff".decode(errors="surrogateescape"))
    (True, False)
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def visible_lines(text: str) -> str:
    r"""Return ``text`` like `visible`, but with its lines.

    >>> visible_lines("one\ttwo\n\nthree\x1b")
    'one\\ttwo\n\nthree\\x1b'
    """
    return "\n".join(map(visible, text.split("\n")))


def cut(text: str, most: int) -> str:
    """Return ``text``, shortened to ``most`` characters if it is longer.

    >>> cut("a long story", 7), cut("a story", 7)
    ('a long…', 'a story')
    """
    return text if len(text) <= most else f"{text[: most - 1]}…"


def harmless(text: str) -> str:
    r"""Return ``text`` with its lines and tabs, and escapes for what a terminal would obey.

    >>> harmless("one\ttwo\n\x9b31m")
    'one\ttwo\n\\x9b31m'
    """
    return _UNSAFE.sub(_escape, text)


def harmless_json(text: str) -> str:
    r"""Return JSON equal to the JSON ``text``, with escapes for all that `visible` would change.

    >>> harmless_json('"a\x9b31m\u202e"')
    '"a\\u009b31m\\u202e"'
    """
    if _is_common(text):
        return text
    import json

    def escape(found: re.Match[str]) -> str:
        return json.dumps(found[0])[1:-1]

    def escape_flood(found: re.Match[str]) -> str:
        return found[0] if _without_flood(found) == found[0] else escape(found)

    return _MAY_BE_FLOOD.sub(escape_flood, _UNSAFE.sub(escape, text))


def _is_common(text: str) -> bool:
    """Return whether ``text`` is one line of common characters, and so safe unchanged."""
    return (text.isascii() and text.isprintable()) or not _UNCOMMON.search(text)


def _escape(found: re.Match[str]) -> str:
    char = found[0]
    if "\udc80" <= char <= "\udcff":  # a byte that is not text
        char = chr(ord(char) - 0xDC00)
    return char.encode("unicode_escape").decode()


def _without_flood(found: re.Match[str]) -> str:
    """Remove combining marks beyond those that real text has on one letter."""
    kept: list[str] = []
    marks = 0
    for char in found[0]:
        marks = marks + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        if marks <= _MOST_MARKS:
            kept.append(char)
    return "".join(kept)


def clean_text(text: str) -> str:
    r"""Return ``text`` like `clean_line`, but with its paragraphs, separated by blank lines.

    >>> clean_text("one\r\nline\n\n\nanother")
    'one line\n\nanother'
    """
    text = text.strip()
    line = text.replace("\n", " ")
    if _is_simple(line):
        if "  " not in line:  # and so no blank line
            return line
        if not _BLANK_LINE.search(text):
            return " ".join(line.split())
    groups = groupby(split_lines(text), bool)
    return "\n\n".join(" ".join(lines) for has_text, lines in groups if has_text)


def clean_lines(text: str) -> str:
    r"""Return ``text`` with its lines and indentation, without anything that a terminal would obey.

    >>> clean_lines("\n# One\r\n\t- two\x1b \n\n\n\n")
    '# One\n    - two'
    """
    lines = _LINE_ENDS.sub("\n", text).expandtabs(4).split("\n")
    safe = (_MAY_BE_FLOOD.sub(_without_flood, _UNSAFE.sub("", line)).rstrip() for line in lines)
    return "\n".join(safe).strip("\n")


def clean_output(text: str) -> str:
    r"""Return what a program printed, with its lines and indentation, safe to show.

    >>> clean_output("\n\x1b[1mOne\x1b[0m\r\n\ttwo\x07 \n\n")
    'One\n    two'
    """
    lines = _LINE_ENDS.sub("\n", re.sub(_SEQUENCE, "", text)).split("\n")
    shown = (visible(_UNSAFE.sub("", line.expandtabs(4))).rstrip() for line in lines)
    return "\n".join(shown).strip("\n")
