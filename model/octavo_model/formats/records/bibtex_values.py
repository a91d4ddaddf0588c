"""The values of BibTeX: strings, braces and names, without marks that only BibTeX needs. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from octavo_model.formats.common.author_marks import without_others
from octavo_model.formats.common.authors import read_listed, read_people
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_VALUE = 200_000  # strings made of strings can double endlessly

# An escaped brace or quote is text.
_BRACE = re.compile(r"(?<!\\)[{}]")
_BRACE_OR_QUOTE = re.compile(r"(?<!\\)[{}\"]")
_BARE = re.compile(r"\s*([^\s#{}\"]*)\s*#?")
_TOKEN = re.compile(
    r"\\text(?:backslash|asciitilde|asciicircum|braceleft|braceright)(?:\{\}|(?![A-Za-z])[ ]?)"
    r"|\\(?:[A-Za-z]+|.)|[{}$~]",
    re.DOTALL,
)
# Signs that LaTeX writes as commands.
_SIGNS = {
    r"\textbackslash": "\\",
    r"\textasciitilde": "~",
    r"\textasciicircum": "^",
    r"\textbraceleft": "{",
    r"\textbraceright": "}",
    r"\&": "&",
    r"\%": "%",
    r"\#": "#",
    r"\_": "_",
    r"\$": "$",
}
_SPACE = re.compile(r"\\\s")
# Only sorts: ``{\noop{2005}}2006``.
_FOR_SORTING = re.compile(r"\\(?:noop|sortnoop|singleletter|noopsort)\s*\{[^{}]*\}", re.IGNORECASE)
_COMMAND = re.compile(r"\\(?:[A-Za-z]+\*?|[^A-Za-z\s])$|[\^_]$")
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_BRACE_OR_AND = re.compile(r"(?<!\\)[{}]|\s+and(?=\s)", re.IGNORECASE)
# See the manual of BibLaTeX, extended name format.
_PART_OF_NAME = re.compile(
    r'\b(family|given|prefix|suffix)\s*=\s*("[^"]*"|\{(?:[^{}]|\{[^{}]*\})*\}|[^,=]*)',
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\\(?:url|path|href)\s*\{([^{}\s]*)\}")


def evaluate(value: str, strings: Mapping[str, str]) -> str:
    """Return the text of a field: its parts, joined by ``#``, without delimiters.

    ``strings`` are the definitions of ``@string`` so far, by names in lower case.

    >>> evaluate('"In " # {the } # lab # 3', {"lab": "Lab "})
    'In the Lab 3'
    """
    parts: list[str] = []
    here = 0
    joins = True
    while here < len(value):
        char = value[here]
        if char in " \t\r\n#":
            joins = joins or char == "#"
            here += 1
            continue
        if not joins:
            # A comma is missing; this is the next field.
            break
        if char in '{"':
            end = _closing(value, here)
            parts.append(value[here + 1 : end])
            here, joins = end + 1, False
        else:
            bare = _BARE.match(value, here)
            name = bare[1] if bare else ""
            parts.append(strings.get(name.lower(), name))
            joins = not name or bool(bare and bare[0].endswith("#"))
            here = max(bare.end() if bare else here, here + 1)
    return "".join(parts)[:LONGEST_VALUE]


def _closing(value: str, start: int) -> int:
    """The index where the group at ``start`` closes; the end if it does not."""
    quoted, depth = value[start] == '"', 0
    for mark in (_BRACE_OR_QUOTE if quoted else _BRACE).finditer(value, start + 1):
        if mark[0] == "{":
            depth += 1
        elif mark[0] == "}" and (depth or not quoted):
            depth -= 1
            if depth < 0:
                return mark.start()
        elif mark[0] == '"' and not depth:
            return mark.start()
    return len(value)


def without_braces(text: str) -> str:
    r"""Return ``text`` without braces that only protect its case; keep commands and formulas.

    Signs that are escaped, or written as commands, become themselves.

    >>> without_braces(r"{{BV Action}} for {$t$-$J$} in \emph{Models} of {\'E}t{\'e}")
    "BV Action for $t$-$J$ in \\emph{Models} of {\\'E}t{\\'e}"
    >>> without_braces(r"Half \& half, 50\% of C:\textbackslash{}x")
    'Half & half, 50% of C:\\x'
    """
    text = _FOR_SORTING.sub("", _ADDRESS.sub(r"\1", text)) if "\\" in text else text
    if not any(sign in text for sign in "{}~\\"):
        return text
    parts: list[str] = []
    opened: list[bool] = []
    here, formula = 0, False
    before = ""
    for token in _TOKEN.finditer(text):
        if token.start() > here:
            before = text[here : token.start()]
            parts.append(before)
        here = token.end()
        mark = token[0]
        sign = None if formula else _SIGNS.get(mark.rstrip("{} "))
        if sign is not None:
            parts.append(sign)
            before = ""
            continue
        if _SPACE.fullmatch(mark) and not formula:
            parts.append(" ")
            before = ""
            continue
        if mark == "$":
            formula = not formula
        elif mark == "~":
            mark = mark if formula else " "
        elif mark == "{":
            # An argument of a command, or a group that a command changes.
            keeps = formula or bool(_COMMAND.search(before[-40:])) or text.startswith("\\", here)
            opened.append(keeps)
            mark = mark if keeps else ""
        elif mark == "}":
            mark = mark if opened and opened.pop() else ""
        parts.append(mark)
        before = mark or before
    parts.append(text[here:])
    return "".join(parts)


def people(text: str) -> tuple[str, ...]:
    r"""Return the names in a field of authors, first names first, without ``others``.

    >>> people("Knuth, Donald E. and {Simon and Schuster} and de la Fuente, Jr, Ana and others")
    ('Donald E. Knuth', 'Simon and Schuster', 'Ana de la Fuente, Jr')
    >>> people("family=Zee, given=Pim, prefix=van der and {\\L}. Sowa")
    ('Pim van der Zee', '{\\L}. Sowa')
    """
    text = clean_line(text)
    if _PART_OF_NAME.search(text):
        text = " and ".join(map(_as_classic, _AND.split(text)))
    listed = _at_and(text)
    # "Dora Kelp, Ann Quill, and Ilse Brandt": no name ends with a comma.
    if len(listed) > 1 and all(one.endswith(",") for one in listed[:-1]):
        found = read_people(text).names
    else:
        found = read_listed(listed).names
    names = (clean_line(without_braces(name)) for name in found)
    return tuple([name for name in names if without_others(name).text])


def _at_and(text: str) -> list[str]:
    """``text`` split at every ``and`` outside of braces."""
    names, start, depth = list[str](), 0, 0
    for mark in _BRACE_OR_AND.finditer(text):
        if not mark[0].isspace() and len(mark[0]) == 1:
            depth += 1 if mark[0] == "{" else -1
        elif depth <= 0:
            names.append(text[start : mark.start()])
            start = mark.end()
    return [*names, text[start:]]


def _as_classic(name: str) -> str:
    """``van der Zee, Pim`` for ``family=Zee, given=Pim, prefix={van der}``, as BibLaTeX has it."""
    found = {key.lower(): value.strip(' "') for key, value in _PART_OF_NAME.findall(name)}
    if "family" not in found:
        return name
    family = f"{found.get('prefix', '')} {found['family']}".strip()
    return ", ".join(filter(None, (family, found.get("suffix"), found.get("given"))))
