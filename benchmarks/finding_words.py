"""A corpus of papers as the maker of queries needs it: which papers have which words.

A word is a run of letters and digits, folded. It is content if it has four letters or more and
no digits, unless it is a word of grammar, e.g. "their".
"""

from __future__ import annotations

import re
from array import array
from collections import Counter, defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Any

from papers import listed

from octavo_model.text.fold import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from papers import Record

Row = dict[str, Any]
"""A line of a file of queries: `finding_queries` says what is in it."""
LATEX = re.compile(r"[$\\{}^_]")
_WORD = re.compile("[a-z0-9]+")
_LEAST = 4
_NO_CONTENT = frozenset(
    listed("""
about across after again against along also among and another around because been before being
below beneath between beyond both come could does doing done down during each either even ever
every from further given going gone have having hence here however into itself just less many
more most much must near nearly neither never next none only onto other others over perhaps quite
rather same shall should show shown since some such than that their them then there therefore
these they this those though through thus together toward towards under until unto upon used uses
using very want well were what when where whether which while whose will with within without would
your""")
)


def words_of(text: str) -> list[str]:
    """The words of ``text``, in its order.

    >>> words_of("Erdős' k-Means")
    ['erdos', 'k', 'means']
    """
    return _WORD.findall(fold(text))


def is_content(word: str) -> bool:
    """Whether one would search by it."""
    return len(word) >= _LEAST and word.isalpha() and word not in _NO_CONTENT


class Postings:
    """Which of some lists of words have a word."""

    def __init__(self, lists: Iterable[Iterable[str]]) -> None:
        self._papers: dict[str, array[int]] = defaultdict(lambda: array("i"))
        for number, words in enumerate(lists):
            for word in set(words):
                self._papers[word].append(number)
        self._papers.default_factory = None

    def count(self, word: str) -> int:
        """How many have ``word``."""
        return len(self._papers.get(word, ()))

    def having(self, words: Iterable[str]) -> set[int]:
        """Those that have all of ``words``, of which there is at least one."""
        rare, *others = sorted(words, key=self.count)
        found = set(self._papers.get(rare, ()))
        for word in others:
            if found:
                found.intersection_update(self._papers.get(word, ()))
        return found

    def having_most(self, words: Sequence[str], least: int) -> list[int]:
        """Those that have at least ``least`` of ``words``."""
        held = Counter(number for word in set(words) for number in self._papers.get(word, ()))
        return [number for number, count in held.items() if count >= least]


class Corpus:
    """Papers, and which of them have which words.

    Attributes:
        papers: The papers, by number.
        titles: The words of their titles.
    """

    def __init__(self, papers: Iterable[Record]) -> None:
        self.papers = list(papers)
        self.titles = [words_of(paper.title) for paper in self.papers]
        self._same: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for paper, words in zip(self.papers, self.titles, strict=True):
            self._same[tuple(words)].append(paper.id)

    @cached_property
    def in_titles(self) -> Postings:
        """Words of titles."""
        return Postings(self.titles)

    @cached_property
    def in_authors(self) -> Postings:
        """Words of the names of authors."""
        return Postings(words_of(" ".join(paper.authors)) for paper in self.papers)

    @cached_property
    def in_texts(self) -> Postings:
        """Words of titles and abstracts."""
        return Postings(
            words_of(f"{paper.title} {paper.abstract}".replace("\n", " ")) for paper in self.papers
        )

    def right(self, number: int) -> list[str]:
        """The ids of all papers with the title of this one."""
        return sorted(set(self._same[tuple(self.titles[number])]))

    def content(self, number: int) -> list[str]:
        """The content words of a title, each once; none of a title with LaTeX."""
        if LATEX.search(self.papers[number].title):
            return []
        return [word for word in dict.fromkeys(self.titles[number]) if is_content(word)]

    def with_run(self, words: Sequence[str]) -> list[int]:
        """The papers that have ``words`` in a row in the title or in the abstract."""
        run = f" {' '.join(words)} "
        return sorted(n for n in self.in_texts.having(words) if run in self._text(n))

    def _text(self, number: int) -> str:
        paper = self.papers[number]
        return f" {' '.join(self.titles[number])} | {' '.join(words_of(paper.abstract))} "


_MACRO = re.compile(r"\\(?:math[a-z]*|text[a-z]*|emph|rm|bf|em|it|sf|tt|cal)(?![a-zA-Z])\s*")
_ACCENT = re.compile(r"\\(?:[`'^\"~=.]|[uvHcdbkr](?![a-zA-Z]))\s*\{?\\?(\w)\}?")
_SIGNS = re.compile(r"[$\\{}^_~]")


def as_read(title: str) -> str:
    r"""A title with LaTeX as one who reads it would type it.

    >>> as_read(r"Sparse $\ell_1$ and Gr\"{o}bner over $\mathbb{F}_{q}$")
    'Sparse l1 and Grobner over Fq'
    """
    return _SIGNS.sub("", _ACCENT.sub(r"\1", _MACRO.sub("", title)).replace("\\ell", "l"))


def without_signs(title: str) -> str:
    r"""A title with LaTeX as one who only leaves the signs out would type it.

    >>> without_signs(r"Sparse $\ell_1$ and Gr\"{o}bner")
    'Sparse ell1 and Grobner'
    """
    return re.sub(r"['`\"]", "", _SIGNS.sub("", title))


def other_numbers(word: str) -> set[str]:
    """What may be the plural or the singular of ``word``.

    >>> sorted(other_numbers("boundary")), sorted(other_numbers("graphs"))
    (['boundaries', 'boundarys'], ['graph'])
    """
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        singular = {word[:-1]} | ({word[:-2]} if word.endswith("es") else set())
        return singular | ({f"{word[:-3]}y"} if word.endswith("ies") else set())
    if word.endswith("y"):
        return {f"{word}s", f"{word[:-1]}ies"}
    return {f"{word}es"} if word.endswith(("s", "x", "ch", "sh")) else {f"{word}s"}


_SUFFIXES = ("", "e", "s", "es", "ed", "ing", "ion", "ation")
_STEM = 5


def other_forms(word: str) -> set[str]:
    """What may be another form of the verb in ``word``: its stem keeps five letters or more.

    >>> {"detecting", "detected", "detect"} <= other_forms("detection")
    True
    """
    stems = {word.removesuffix(suffix) for suffix in _SUFFIXES if word.endswith(suffix)}
    verbs = {stem for stem in stems if len(stem) >= _STEM}
    return {stem + suffix for stem in verbs for suffix in _SUFFIXES} - other_numbers(word) - {word}


_SHORT = re.compile(r"\(([A-Z][A-Za-z0-9-]{1,7})\)")
_TOKEN = re.compile(r"[A-Za-z][A-Za-z0-9]*")
Form = tuple[str, ...]
"""The words of a long form."""


def long_form(before: str, short: str) -> Form:
    """The long form of an acronym at the end of ``before``, by Schwartz and Hearst; or nothing.

    From the right each letter of the acronym is found in the text, the first one at the start of a
    word. Other rules for acronyms find other forms: this one is not Octavo's.

    >>> long_form("trained with stochastic gradient descent", "SGD")
    ('stochastic', 'gradient', 'descent')
    """
    words = [match.span() for match in _TOKEN.finditer(before)]
    words = words[-min(len(short) + 5, 2 * len(short)) :]
    if not words:
        return ()
    text = before[words[0][0] :].lower()
    place = len(text)
    for number, letter in reversed(list(enumerate(short.lower().replace("-", "")))):
        place -= 1
        while place >= 0 and not (
            text[place] == letter and (number or not place or not text[place - 1].isalnum())
        ):
            place -= 1
        if place < 0:
            return ()
    found = tuple(words_of(text[place:]))
    return found if len(found) > 1 and short.lower() not in found else ()


class Acronyms:
    """What acronyms mean: as a paper's own abstract says, else as most others say.

    Most others: more than half of all papers that define it, and three at least. Acronyms are
    without an ``s`` at their end.
    """

    def __init__(self, corpus: Corpus) -> None:
        self._own = [dict(_defined(paper.abstract)) for paper in corpus.papers]
        forms: dict[str, Counter[Form]] = defaultdict(Counter)
        for own in self._own:
            for short, form in own.items():
                forms[short][form] += 1
        usual = {short: counts.most_common(1)[0] for short, counts in forms.items()}
        self._usual = {
            short: form
            for short, (form, count) in usual.items()
            if count >= 3 and 2 * count > sum(forms[short].values())
        }
        self._shorts = {form: short for short, form in self._usual.items()}

    def meaning(self, number: int, short: str) -> Form:
        """The long form of ``short`` in a paper, or nothing."""
        return self._own[number].get(short) or self._usual.get(short, ())

    def written_out(self, number: int, words: Sequence[str]) -> list[tuple[str, Form]]:
        """The long forms in ``words``, which are of a paper, with their acronyms."""
        shorts = self._shorts | {form: short for short, form in self._own[number].items()}
        runs = (tuple(words[a:b]) for a in range(len(words)) for b in range(a + 2, len(words) + 1))
        return [(shorts[run], run) for run in runs if run in shorts]


def _defined(abstract: str) -> Iterable[tuple[str, Form]]:
    text = abstract.replace("\n", " ")
    for match in _SHORT.finditer(text):
        short = singular(match[1])
        if sum(map(str.isupper, short)) > 1 and (form := long_form(text[: match.start()], short)):
            yield short, form


def singular(short: str) -> str:
    """An acronym without the ``s`` of the plural."""
    return short[:-1] if len(short) > 2 and short.endswith("s") and short[-2].isupper() else short
