"""The names in a record: of people, organisations, journals, categories. Pure.

A value may be of any type of JSON; what cannot be read is empty. Texts are clean.
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.formats.common.author_styles import NameOrder, part_of
from octavo_model.formats.common.authors import plainly_listed, read_listed, split_people
from octavo_model.formats.common.json import read_literal
from octavo_model.formats.records.values import line_of
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SEPARATOR = re.compile(r"[;,|]")
# Of a list separated by spaces: ``cs.LG``, ``cond-mat.mes-hall``, ``hep-ph``.
_ARXIV_CATEGORY = re.compile(r"[a-z]+(?:-[a-z]+|(?:-[a-z]+)?\.(?:[A-Za-z]{2}|[a-z]+-[a-z]+))")
# The keys of a name, without case and punctuation: of the whole, and of its parts in their order,
# https://docs.citationstyles.org/en/stable/specification.html#names
_WHOLE = ["collectivename", "fullname", "displayname", "literal", "term", "text", "name"]
_PARTS = (
    ["given", "givenname", "first", "firstname", "forename"],
    ["droppingparticle", "middle", "middlename"],
    ["nondroppingparticle", "prefix"],
    ["family", "familyname", "last", "lastname", "surname"],
    ["suffix"],
)
_GIVEN, _FAMILY = 0, 3
_OF_WHOLE = ["sequence", "literal", "collectivename"]
_ROLES = ["creatortype", "contributorrole"]
_NO_COMMA = re.compile(r"(?<=[^\s,\[])(['\"])\s+\1(?=[^\s,\]])")
_SEVERAL = re.compile(r"[,;&]|\b(?:and|et\.? ?al)\b", re.IGNORECASE)
_ONE_NAME = re.compile(r"\s*[^\W\d_a-z][^,;&\n]*(?: [^,;&\n]+|, [^,;&\n]+)\s*")
_LONGEST_ONE_NAME = 100
_FEWEST_NAMES, _MOST = 10, 0.9
_LONGEST_KNOWN = 64
# DBLP numbers people of one name: Ada Kelp 0001.
_HOMONYM = re.compile(r" 0\d{3}$")
_NOT_LETTER = re.compile(r"[\W_]+")


class _Keys(NamedTuple):
    """The keys of a name that hold the whole, its parts, and what the person did; the best first.

    ``is_whole`` says that a comma in the whole name is not behind a family name.
    """

    whole: tuple[str, ...]
    parts: tuple[tuple[str, ...], ...]
    roles: tuple[str, ...]
    is_whole: bool


@lru_cache(maxsize=64)
def _keys_of(keys: tuple[object, ...]) -> _Keys:
    named = {_NOT_LETTER.sub("", key).lower(): key for key in keys if isinstance(key, str)}

    def found(names: list[str]) -> tuple[str, ...]:
        return tuple(named[name] for name in names if name in named)

    parts = tuple(map(found, _PARTS))
    # Names of Crossref and of CSL-JSON that have no parts are those of organisations.
    is_whole = not named.keys().isdisjoint(_OF_WHOLE)
    return _Keys(found(_WHOLE), parts if any(parts) else (), found(_ROLES), is_whole)


def name_of(value: object) -> str:
    """Return the name of a person or an organisation, from a text or from its parts.

    >>> name_of({"given": "Ada", "family": "Lovelace"}), name_of(["Lovelace", "Ada", ""])
    ('Ada Lovelace', 'Ada Lovelace')
    >>> name_of({"family": "Zee", "given": "Pim", "non-dropping-particle": "van der"})
    'Pim van der Zee'
    """
    if isinstance(value, str):
        return line_of(value)
    if isinstance(value, dict):
        keys = _keys_of(tuple(value))
        lines = [
            next(filter(None, (line_of(value[key]) for key in names)), "") for names in keys.parts
        ]
        if lines and lines[_GIVEN] and lines[_FAMILY]:
            return " ".join(filter(None, lines))
        for key in keys.whole:
            if name := line_of(value[key]):
                return _HOMONYM.sub("", name)
        return " ".join(filter(None, lines))
    if isinstance(value, list | tuple) and value:
        # As in the dumps of arXiv: family, given, suffix.
        family, *rest = [line_of(part) for part in value[:3]]
        return " ".join([part for part in (*rest[:1], family, *rest[1:]) if part])
    return ""


def initials_last(names: Sequence[str]) -> bool:
    """Return whether most of ``names`` end with initials, as in PubMed; a single one may be a name.

    >>> initials_last(["Kelp D", "Quill AM"]), initials_last(["Suma V", "Dora Kelp", "Ann Quill"])
    (True, False)
    """
    plain = [clean_line(name) for name in names if "," not in name and " " in name.strip()]
    turned = sum(bool(part_of(name).turned) for name in plain)
    return turned > 1 and turned > len(plain) / 2


def order_of_column(cells: Iterable[str]) -> NameOrder:
    """Return how the names in a column are written, judging by many cells; `NameOrder.ANY` if few.

    >>> order_of_column(["Dora Kelp, Ann Quill, Bo Ash"] * 4)
    <NameOrder.GIVEN_FIRST: 1>
    """
    cells = list(cells)
    separator = ";" if any(";" in cell for cell in cells) else ","
    names = [name.strip() for cell in cells for name in cell.split(separator) if name.strip()]
    if len(names) < _FEWEST_NAMES:
        return NameOrder.ANY
    if separator == ";":
        return NameOrder.ANY if initials_last(names) else NameOrder.ONE_EACH
    whole = sum(" " in name and not part_of(name).turned for name in names)
    return NameOrder.GIVEN_FIRST if whole > _MOST * len(names) else NameOrder.ANY


def full_name_of(value: object) -> str:
    """Return the name of an account or an organisation, the full one if there is one."""
    if isinstance(value, dict):
        return line_of(value.get("fullname")) or name_of(value) or line_of(value.get("user"))
    return line_of(value)


def place_of(value: object) -> str:
    """Return the name of a journal or a conference, or the first of several.

    >>> place_of(["Shore Letters"]), place_of({"name": "Sand &amp; Sea"})
    ('Shore Letters', 'Sand & Sea')
    """
    return name_of(value[0] if isinstance(value, list) and value else value)


def plain_people_of(value: object) -> tuple[str, ...] | None:
    """Return what `people_of` returns, quickly, if ``value`` lists all authors by plain names."""
    if not isinstance(value, list | tuple) or (len(value) == 1 and _SEVERAL.search(str(value[0]))):
        return None
    return plainly_listed(value)


def people_of(value: object) -> tuple[str, ...]:
    """Return names in order, from a list of names, or from one text with all of them.

    >>> people_of(["Kelp, Dora", {"given": "Ann", "family": "Quill"}])
    ('Dora Kelp', 'Ann Quill')
    """
    if isinstance(value, str):
        listed = _printed_list(value)
        if listed is None:
            return split_people(line_of(_at_lines(value)))
        value = listed
    if isinstance(value, dict):
        value = value.get("author") or value  # As in the answers of DBLP and Europe PMC.
        if isinstance(value, dict):
            value = [value]
    if not isinstance(value, list | tuple):
        return ()
    if len(value) == 1 and isinstance(value[0], str) and _SEVERAL.search(value[0]):
        return split_people(line_of(value[0]))
    if all(isinstance(one, str) for one in value):
        return read_listed([line_of(one) for one in value]).names
    return tuple([name for one in value for name in _names(one)])


def _at_lines(text: str) -> str:
    """``text`` with semicolons at its breaks if there is a name on each line."""
    lines = text.strip().split("\n") if "\n" in text else []
    are_short = lines and max(map(len, lines)) < _LONGEST_ONE_NAME
    return "; ".join(lines) if are_short and all(map(_ONE_NAME.fullmatch, lines)) else text


def _names(person: object) -> tuple[str, ...]:
    """The name of one person; none if they only edited or translated the paper."""
    name = name_of(person)
    if isinstance(person, dict):
        keys = _keys_of(tuple(person))
        roles = [line_of(person[key]).lower() for key in keys.roles]
        if any(role and role != "author" for role in roles):
            return ()
        if keys.is_whole:
            return (name,) if name else ()
    if "," in name and not isinstance(person, list):
        return read_listed([name]).names
    return (name,) if name else ()


def words_of(value: object) -> tuple[str, ...]:
    """Return categories or keywords, each once, from a list or one text.

    >>> words_of("cs.LG stat.ML"), words_of("graph learning; kernels")
    (('cs.LG', 'stat.ML'), ('graph learning', 'kernels'))
    """
    if isinstance(value, str):
        # Few lists of categories are those of many papers.
        return (_words_of_text if len(value) > _LONGEST_KNOWN else _known_words)(value)
    return _words_in(value)


def _words_of_text(text: str) -> tuple[str, ...]:
    return _words_in(_printed_list(text) or _split_words(text))


_known_words = lru_cache(maxsize=2048)(_words_of_text)


def _words_in(value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        return ()
    return tuple(dict.fromkeys([name for one in value if (name := name_of(one))]))


def _printed_list(text: str) -> list[object] | None:
    """The list in a cell of a table, as printed by a program."""
    bare = text.strip()
    if bare[:1] + bare[-1:] in {"[]", "()", "{}"} and bare[1:2] in {"'", '"', "{", "[", "]"}:
        with suppress(ValueError):
            # An array of numpy has no commas: ['A B' 'C D'].
            value = read_literal(_NO_COMMA.sub(r"\1, \1", f"[{bare[1:-1]}]"))
            return value if isinstance(value, list) else None
    return None


def _split_words(text: str) -> list[str]:
    words = text.split()
    if len(words) > 1 and all(_ARXIV_CATEGORY.fullmatch(word) for word in words):
        return words
    return _SEPARATOR.split(text)
