"""What a library means by acronyms, and the hidden words of titles that follow from it.

Measured on 102,538 papers: of those that define an acronym of their title themselves, 92 % mean
what over half of all others mean, if these are three or more.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import chain
from typing import TYPE_CHECKING

from octavo_model.search.acronyms.alignment import SMALL
from octavo_model.search.similar.terms import stem
from octavo_model.search.titles.words import split_words
from octavo_model.text.fold import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from octavo_model.search.acronyms.forms import LongForm

LEAST = 3
"""So many papers show what a library means."""
_FEW_LETTERS = 2
"""So few letters mean so much that what fewer papers mean by them says nothing."""
_MOST_WORDS = 9
"""Words of a title that are looked up as one long form."""
_HEAD = 8
"""Most runs of words differ from all long forms in so many first letters. Shorter ones are ignored,
except the paper's own."""
_WRITINGS = 3
"""Writings of a meaning that become hidden words: compressed, compressive sensing."""
_SHORT_WORDS = "am an as at be by do if in is it me my no of on or so to up us we"
_FUNCTION_WORDS = frozenset(_SHORT_WORDS.split())
"""Acronyms that a query nearly never means."""
_PREFIX = re.compile("^(multi|non|semi|inter|intra|micro)(?=.)")
_PART = re.compile(r"[^\W_]+")
_CONSONANTS = re.compile("[bcdfghjklmnpqrstvwxz]{3,}")


class Aliases:
    """What the papers of a library mean by acronyms.

    ``papers`` are the long forms that each defines. Immutable.

    >>> from octavo_model.search.acronyms.forms import LongForm
    >>> form = LongForm("cnn", ("convolutional", "neural", "networks"))
    >>> aliases = Aliases([[form], [form], [form]])
    >>> aliases.hidden_words("A CNN for Kelp", ())
    ['convolutional', 'neural', 'networks', 'network']
    >>> aliases.hidden_words("Convolutional neural network", ())
    ['cnn']
    """

    def __init__(self, papers: Iterable[Iterable[LongForm]]) -> None:
        counts = Counter(form for forms in papers for form in forms)
        meanings: defaultdict[str, defaultdict[str, Counter[LongForm]]]
        meanings = defaultdict(lambda: defaultdict(Counter))
        acronyms: defaultdict[str, Counter[str]] = defaultdict(Counter)
        single: set[str] = set()
        for form, count in counts.items():
            meanings[_joined(form.acronym)][_gist(form.words)][form] += count
            acronyms[key := _key(form.words)][form.acronym] += count
            if len(form.words) == 1:
                single.add(key)
        self._meanings = {
            acronym: sorted(groups.values(), key=Counter.total, reverse=True)
            for acronym, groups in meanings.items()
        }
        self._acronyms = {
            key: counts
            for key, counts in acronyms.items()
            if key not in single or counts.total() >= LEAST
        }
        self._heads = {key[:_HEAD] for key in self._acronyms}

    def hidden_words(self, title: str, own: Sequence[LongForm]) -> list[str]:
        """Return folded words that ``title`` might have had instead: acronyms and their words.

        What the paper itself says, by its ``own`` long forms, goes before what the library means.
        The last word of a long form is there in the singular, too.
        """
        words = split_words(fold(title))
        mine = {_joined(form.acronym): form for form in own}
        called = {_key(form.words): form.acronym for form in own if len(form.words) > 1}
        found: list[str] = []
        written = ((word, False) for word in words if word in mine)
        for acronym, is_joined in chain(_acronyms_in(title), written):
            meant = self._meant(acronym, mine, is_joined)
            if not meant and acronym.endswith("s"):
                meant = self._meant(acronym[:-1], mine, is_joined)
            for form in meant:
                found += (*form.words, stem(form.words[-1]))
        for key in self._forms_in(words, called):
            for acronym in (called.get(key, ""), *self._called(key)):
                if acronym not in _FUNCTION_WORDS:
                    found += (*acronym.split(), _joined(acronym))
        present = frozenset(words)
        return [word for word in dict.fromkeys(found) if word and word not in present]

    def _meant(
        self, acronym: str, mine: Mapping[str, LongForm], is_joined: bool
    ) -> Sequence[LongForm]:
        """Return what a paper with ``acronym`` in its title means by it, in several writings."""
        groups = self._meanings.get(acronym, [])
        if own := mine.get(acronym):
            group = next((group for group in groups if own in group), Counter())
            return [own, *_writings(group)]
        every = sum(group.total() for group in groups)
        if not groups or groups[0].total() < LEAST or 2 * groups[0].total() <= every:
            return []
        writings = _writings(groups[0])
        return writings if not is_joined or " " in writings[0].acronym else []

    def _forms_in(self, words: Sequence[str], own: Collection[str]) -> Iterator[str]:
        """Yield the keys of the long forms among ``words``, known ones and ``own``."""
        heads = {key[:_HEAD] for key in own}
        every = any(len(key) < _HEAD for key in own)
        stems = [stem(word) for word in words]
        for start in range(len(words)):
            head = "".join(stems[start : start + _HEAD])[:_HEAD]
            if not (every or head in self._heads or head in heads):
                continue
            key = ""
            for word in stems[start : start + _MOST_WORDS]:
                key += word
                if key in self._acronyms or key in own:
                    yield key

    def _called(self, key: str) -> list[str]:
        """Return the acronyms of a long form: all that three papers use, or the most usual.

        Of few letters that fewer papers use there are too many.
        """
        counts = self._acronyms.get(key, Counter()).most_common()
        usual = [acronym for acronym, count in counts if count >= LEAST]
        rare = [acronym for acronym, _ in counts[:1] if len(_joined(acronym)) > _FEW_LETTERS]
        return usual or rare


def _joined(acronym: str) -> str:
    """Return an acronym as one word: writings with and without a hyphen are the same."""
    return acronym.replace(" ", "")


def _key(words: Sequence[str]) -> str:
    """Return what the writings of a long form with hyphens or without, and its plural, share."""
    return "".join(map(stem, words))


def _gist(words: Sequence[str]) -> str:
    """Return what long forms of one meaning share: compressed sensing, compressive sensing."""
    parts = " ".join(_PREFIX.sub(r"\1 ", word) for word in words).split()
    return "".join(part[:5] for part in map(stem, parts) if part not in SMALL)


def _writings(meaning: Counter[LongForm]) -> list[LongForm]:
    """Return how a meaning is mostly written."""
    usual = meaning.most_common(_WRITINGS)
    return [form for form, count in usual if 10 * count >= usual[0][1]]


def _acronyms_in(title: str) -> Iterator[tuple[str, bool]]:
    """Yield the words of ``title`` that are written as acronyms, folded.

    They have a capital that is not their first letter, or no vowel. Of ``k-NN`` and ``DS-CDMA`` the
    whole is one, too; with it comes whether it is only one if it is usually written in two parts.
    """
    shouts = title.isupper()
    for token in title.split():
        if token.isalnum():
            if _is_acronym(token, shouts):
                yield fold(token), False
            continue
        parts = _PART.findall(token)
        for part in parts:
            if _is_acronym(part, shouts):
                yield fold(part), False
        whole = "".join(parts)
        if len(parts) > 1 and _is_acronym(whole, shouts):
            yield fold(whole), min(map(len, parts)) > 1


def _is_acronym(word: str, shouts: bool) -> bool:
    """Return whether ``word`` is written as one, in a title that ``shouts`` or does not."""
    if not shouts and not word[1:].islower() and any(map(str.isupper, word[1:])):
        return True
    return _CONSONANTS.fullmatch(word.lower()) is not None
