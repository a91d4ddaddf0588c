"""What is written about a paper in a list: its title, its authors, where it was published. Pure.

A list has no marks for them: titles have other words than links, names have capitals, and places of
publication have years.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from octavo_model.formats.common.authors import split_people
from octavo_model.formats.common.dates import LooseDay, from_parts
from octavo_model.text.clean import clean_line
from octavo_model.text.fold import is_word

LONGEST = 1_000
"""Characters of a text in which a title is looked for."""

_VENUE_YEAR = r"(?:['’]?(?:19|20)\d\d|['’]\d\d)"
# "[2024/05]", "(*NeurIPS'23*)", "[arXiv]", "[12]": in brackets before or behind a title.
_TAG = (
    rf"(?:\[|\()[*_`\s]*(?:[^\[\]()]{{0,60}}?{_VENUE_YEAR}[^\[\]()]{{0,40}}"
    r"|[^\[\]()\d]{0,20}?arxiv[^\[\]()]{0,40}|preprint|new!?|hot!?|pdf|html|book|citation|\d[\d.]{0,11}(?:v\d{1,2})?"
    r"|(?:0?\d|1[0-2])[./-]\d\d(?:[./-]\d\d)?)[*_`\s]*(?:\]|\))"
)
_PREFIX = re.compile(
    r"^(?:[-*+•·▪●◦‣#>|:,]+\s+|\d{1,4}[.)]\s+|\(\d{1,3}\)\s+|[*_]{1,3}(?=\S)"
    rf"|{_TAG}\s*(?:\[[A-Z][A-Za-z]{{2,9}}\]\s*)?[:：.,-]?\s*|`[^`\n]{{0,40}}`\s*"
    r"|(?:19|20)\d\d[-./]\d\d(?:[-./]\d\d)?[ \t:,]+|[^\w\s\"'“‘«(\[<$\\#&.…-]+\s*)+",
    re.IGNORECASE,
)
_SUFFIX = re.compile(rf"\s*[,.:]?\s*{_TAG}\s*\.?$|,\s*(?:19|20)\d\d\.?$", re.IGNORECASE)
_VENUE_BEHIND = re.compile(
    r"(?:[,.]|\s[-–—|@])\s*"
    r"((?:in )?[A-Z][\w&/+-]{1,30}(?: [\w&/()+-]{1,20}){0,4}?"
    rf"[ ,]?\s?{_VENUE_YEAR})\.?$"
)
_VENUE = re.compile(
    r"(?:in )?[A-Z][\w&/.+:-]{0,40}(?: [\w&/().+:-]{1,30}){0,6}?"
    rf",? ?{_VENUE_YEAR}(?: ?\([\w ]{{1,20}}\))?",
)
_NO_VENUE = re.compile(
    r"arxiv|preprint|corr\b|openreview|under review|in submission|\bet\.? ?al\b", re.IGNORECASE
)
_BEHIND = " :|([*_–—-,;"
_LABELS = frozenset({"url", "link", "paper", "pdf", "arxiv", "abs", "html", "doi", "preprint"})
_QUOTES = {'"': '"', "“": "”", "‘": "’", "«": "»", "「": "」", "„": "“", "'": "'", "`": "`"}
_NO_TITLE = re.compile(r"(?:https?:|www\.).*|.*[,;={\\]", re.IGNORECASE)
_SOURCE = re.compile(
    r".*\bet\.? ?al\b.*|[\w'’-]+(?: (?:and|&) [\w'’-]+)?,? \(?(?:19|20)\d\d[a-z]?\)?", re.IGNORECASE
)
_LEADS_ON = re.compile(
    r"(?:^|\s)(?:a|an|and|as|at|by|for|from|in|my|of|official|on|or|original|our|see|the|their|this"
    r"|to|with|following|check out|is|are|via)$",
    re.IGNORECASE,
)
# Words of links that are not titles; a title has other words, too.
_NOT_TITLE_WORDS = frozenset(
    """
    a abs abstract affiliation all and arxiv article at author authors blog browse check click code
    comment comments conference continue contribution contributions date discuss discussion doi
    download entire face find for from full get github go here highlights html hugging huggingface
    in institution it keyword keywords learn link links more now of official on online open
    openreview original our out page paper papers pdf post preprint project publication published
    read reading see show site source story summary tags text the this tl tldr dr to url venue
    version via view visit website year
    """.split()  # noqa: SIM905
)
_WORDS = re.compile(r"\w+")
_FEWEST_WORDS, _MOST_WORDS = 3, 60


@lru_cache(4096)  # the parts of an entry are looked at several times
def title_of(text: str, *, is_marked: bool = False) -> str:
    """Return ``text`` as a title, without markup; empty if it is not one.

    If it ``is_marked`` as a title by its place, it may be a word or a sentence.

    >>> title_of("**[2024/05] Rowing without a Boat.**", is_marked=True), title_of("this paper")
    ('Rowing without a Boat', '')
    """
    title = bare_title(clean_line(text[:LONGEST]))
    words = title.split()
    if not 1 <= len(words) <= _MOST_WORDS or _NO_TITLE.fullmatch(title):
        return ""
    if _NOT_TITLE_WORDS.issuperset(_WORDS.findall(title.lower())):
        return ""
    if is_marked:
        title = title.removesuffix(".") if not title.endswith((" al.", "..")) else title
        is_named = len(title) > 1 and any(map(str.isalpha, title))
        return title if is_named and not _is_source(title, words) else ""
    if len(words) < _FEWEST_WORDS and not _is_cjk(title):
        return ""
    is_sentence = title.endswith(".") and not title.endswith("...")
    # A link in a sentence starts in lower case; the first word of a title has a capital.
    starts_small = words[0].isascii() and words[0].islower()
    if is_sentence or starts_small or not any(map(is_word, words[0])):
        return ""
    return "" if _is_source(title, words) else title


def leads_on(text: str) -> bool:
    """Return whether ``text`` continues with what follows, as in ``see our``."""
    return bool(_LEADS_ON.search(text.rstrip(" ([*_`")))


def _is_source(title: str, words: list[str]) -> bool:
    """Whether it names a paper by its authors or year: ``Kelp et al., 2020``."""
    return len(words) <= 6 and bool(_SOURCE.fullmatch(title)) and not title.startswith(("“", '"'))


def _is_cjk(title: str) -> bool:
    return len(title) > _FEWEST_WORDS and title[0] >= "\u3000"


def bare_title(text: str) -> str:
    """Return ``text`` without what is before and behind a title: numbers, tags, labels, quotes."""
    title = _PREFIX.sub("", text).strip()
    title = _SUFFIX.sub("", title) or title
    labelled = title.endswith((":", "(", "["))
    title = title.rstrip(_BEHIND)
    head, _, last = title.rpartition(" ")
    if labelled and last.lower() in _LABELS:
        title = head.rstrip(_BEHIND)
    title = _VENUE_BEHIND.sub("", title)
    end = title[:-1] if title.endswith((".", ",")) else title
    if len(end) > 2 and _QUOTES.get(end[0]) == end[-1] and end[0] not in end[1:-1]:
        title = end[1:-1].strip().rstrip(",")
    return title


_PARTICLES = frozenset(
    [
        "van",
        "von",
        "der",
        "den",
        "de",
        "da",
        "di",
        "del",
        "della",
        "dos",
        "du",
        "la",
        "le",
        "el",
        "al",
        "bin",
        "ibn",
        "ben",
        "ter",
        "ten",
        "zu",
        "zum",
        "af",
        "och",
        "y",
        "and",
        "et",
    ]
)
_SMALL_IN_NAMES = _PARTICLES | {"and", "et", "al", "more", "others", "authors", "other"}
_NAME_WORD = re.compile(r"(?:[^\W\d_]|['’.-])+")
_AND_MORE = re.compile(
    r"[\s,]*(?:\bet\.?\s?al\b\.?|\band\s+(?:\d+\s+)?(?:more|others)\b|\.{3}|…).*$", re.IGNORECASE
)
_BYLINE = re.compile(r"^(?:by|authors?|with)\s*:?\s+", re.IGNORECASE)
# "Kelp, Quill and Brandt": in general a comma may be between family and given name.
_FAMILY_NAMES = re.compile(r"[A-Z][\w'’-]+(?:, [A-Z][\w'’-]+)*,? (?:and|&) [A-Z][\w'’-]+")
_BETWEEN_NAMES = re.compile(r",? (?:and|&) |, ")
_MOST_NAME_WORDS = 5
_SMALL_WORD = re.compile(r"(?<![\w'’-])[a-z]{2,}(?![\w'’-])")
_NOT_NAMES = frozenset(
    """ai analysis computer conference deepmind foundation google institute intelligence journal
    international lab laboratory learning letters machine meta microsoft nature neural openai
    proceedings research review school science sciences society springer systems team technology
    transactions university vision workshop preprint arxiv""".split()  # noqa: SIM905
)


@lru_cache(4096)
def authors_of(text: str, *, is_marked: bool = False) -> tuple[str, ...]:
    """Return the names in ``text`` if it is a list of names and nothing else; else nothing.

    If it ``is_marked`` as names by its place, family names alone are names, too.

    >>> authors_of("Ada Kelp, A. Quill et al."), authors_of("We count time by moss")
    (('Ada Kelp', 'A. Quill'), ())
    """
    text = clean_line(text[:20_000]).strip(" *_()[]|–—-")
    by = _BYLINE.match(text)
    text = text[by.end() :] if by else text
    if not text or text.endswith(("?", "!", ":")) or not text[0].isalpha():
        return ()
    if is_marked and _FAMILY_NAMES.fullmatch(text):
        return tuple(_BETWEEN_NAMES.split(text))
    if "(" not in text and not _SMALL_IN_NAMES.issuperset(_SMALL_WORD.findall(text)):
        return ()
    listed = re.sub(r"\bet\.?\s?al\b\.?", "et al.", text, flags=re.IGNORECASE)
    people = split_people(listed)
    cut = bool(_AND_MORE.search(text))
    is_enough = cut or is_marked or by or any(" " in name or "." in name for name in people)
    return people if people and is_enough and all(map(_is_name, people)) else ()


def _is_name(name: str) -> bool:
    words = name.replace(",", " ").split()
    if not 1 <= len(words) <= _MOST_NAME_WORDS:
        return False
    if any(not _NAME_WORD.fullmatch(word) for word in words):
        return False
    if all(word[0] > "\u2fff" for word in words):
        return len(name) <= 12
    large = [word for word in words if word not in _PARTICLES]
    if any(word.lower() in _NOT_NAMES for word in large):
        return False
    return bool(large) and all(not word[0].islower() for word in large)


def venue_of(text: str) -> str:
    """Return the conference or journal that ``text`` is, with its year; empty if it is neither.

    >>> venue_of("*ICLR 2024*."), venue_of("arXiv 2024"), venue_of("Owls at Noon")
    ('ICLR 2024', '', '')
    """
    bare = clean_line(text[:LONGEST]).strip(" *_`()[]|.,;–—-")
    return bare if _VENUE.fullmatch(bare) and not _NO_VENUE.search(bare) else ""


_DAY = re.compile(
    r"(?<![\d/.-])((?:19|20)\d\d)(?:[./-](0?[1-9]|1[0-2])(?:[./-](0?[1-9]|[12]\d|3[01]))?)?(?![\d/-]|\.\d)"
)
_MONTH_FIRST = re.compile(r"(?<!\d)(0?[1-9]|1[0-2])[/.]((?:19|20)\d\d)(?!\d)")


def day_of(text: str) -> LooseDay | None:
    """Return the day, month or year that is written in ``text`` in figures.

    >>> day_of("[2024/05]").date.isoformat(), day_of("**2024-09-17**").precision.name
    ('2024-05-01', 'DAY')
    """
    if found := _MONTH_FIRST.search(text):
        return from_parts(found[2], found[1])
    found = _DAY.search(text)
    return from_parts(found[1], found[2], found[3]) if found else None


class Described(NamedTuple):
    """What a short text behind a title says."""

    authors: tuple[str, ...] = ()
    venue: str = ""
    rest: str = ""


def described(text: str, *, is_marked: bool = False) -> Described:
    """Return the authors, venue and other words in ``text``, which follows a title.

    >>> described("Dora Kelp, Ann Quill. ICLR 2024.")
    Described(authors=('Dora Kelp', 'Ann Quill'), venue='ICLR 2024', rest='')
    """
    text = clean_line(text).strip(" .,;:|–—-")
    if not text:
        return Described()
    if venue := venue_of(text):
        return Described(venue=venue)
    if people := authors_of(text, is_marked=is_marked):
        return Described(people)
    for separator in (". ", "; ", " - ", " – ", " — ", ", "):
        head, found, tail = text.rpartition(separator)
        if not found:
            continue
        if venue := venue_of(tail):
            inner = described(head, is_marked=is_marked)
            return inner._replace(venue=venue)
        head, _, tail = first_sentence(text) if separator == ". " else text.partition(separator)
        people = authors_of(head, is_marked=separator == ". ")
        if people and (len(people) > 1 or authors_of(head)):
            return described(tail)._replace(authors=people)
    return Described(rest=text)


def first_sentence(text: str) -> tuple[str, str, str]:
    """The text before the first full stop that does not follow an initial, and behind it."""
    found = re.search(r"(?<=[^\W\d_]{2})\.\s+", text)
    return (text[: found.start()], ". ", text[found.end() :]) if found else (text, "", "")
