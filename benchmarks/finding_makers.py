"""How queries that one types are made from a paper: `finding_queries` has the rules in words.

Each function returns a query, or nothing if this paper gives none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from filter_quality import EDITS
from finding_words import (
    LATEX,
    Acronyms,
    Corpus,
    is_content,
    other_forms,
    other_numbers,
    singular,
    words_of,
)

if TYPE_CHECKING:
    import random
    from collections.abc import Collection, Iterable, Sequence

    from papers import Record

FEW = 5
"""Titles that may have what is typed, that of the paper meant among them."""
SLIP_LENGTH = 5
"""Words of fewer letters get no slip."""
FREQUENT = 1 / 400
"""The share of titles that has a frequent word."""
RARE = 1 / 25
"""The share of texts that may have a word of an abstract that one searches by."""
_USED = 20
"""Papers that use another form of a word at least."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A paper that a query is made from.

    Attributes:
        corpus: All papers.
        number: Which of them.
        dice: What decides.
        sub: The variant of the class.
        acronyms: What acronyms mean in the corpus.
    """

    corpus: Corpus
    number: int
    dice: random.Random
    sub: str
    acronyms: Acronyms

    @property
    def paper(self) -> Record:
        return self.corpus.papers[self.number]

    @property
    def words(self) -> list[str]:
        return self.corpus.content(self.number)

    def pick(self, least: int, most: int, among: Collection[str] | None = None) -> list[str]:
        """Some content words of the title, or of others; nothing if they are not enough."""
        words = self.words if among is None else sorted(among)
        count = self.dice.randint(least, most)
        return self.dice.sample(words, count) if len(words) >= count else []

    def in_order(self, count: int) -> list[str]:
        """``count`` words of the title that few titles have, in its order; nothing if not so."""
        words = self.words
        if len(words) < count:
            return []
        some = [words[place] for place in sorted(self.dice.sample(range(len(words)), count))]
        return some if self.few(some) else []

    def few(self, words: Sequence[str]) -> bool:
        """Whether few titles have all of ``words``, of which there is one at least."""
        return bool(words) and len(self.corpus.in_titles.having(words)) <= FEW

    def slip(self, words: Sequence[str]) -> list[str]:
        """``words`` with a slip in one; nothing if none is long enough."""
        places = [place for place, word in enumerate(words) if len(word) >= SLIP_LENGTH]
        if not places:
            return []
        place = self.dice.choice(places)
        word = words[place]
        while word == words[place]:
            word = EDITS[self.dice.choice(sorted(EDITS))](words[place], self.dice)
        return [*words[:place], word, *words[place + 1 :]]

    def mixed(self, words: Iterable[str]) -> str:
        """``words`` in any order."""
        some = list(words)
        self.dice.shuffle(some)
        return " ".join(some)


def typed(drawn: Drawn) -> str:
    words = drawn.pick(2, 4)
    if not drawn.few(words):
        return ""
    return drawn.mixed(drawn.slip(words) if drawn.sub == "typo" else words)


def prefix(drawn: Drawn) -> str:
    words = drawn.pick(2, 3)
    if not words:
        return ""
    *whole, last = words
    start = last[: drawn.dice.randint(2, min(5, len(last) - 1))]
    alike = [
        number
        for number in drawn.corpus.in_titles.having(whole)
        if any(word.startswith(start) for word in drawn.corpus.titles[number])
    ]
    return " ".join([*whole, start]) if len(alike) <= FEW else ""


def wrong_words(drawn: Drawn) -> str:
    right, wrong = (int(number) for number in drawn.sub.split("+"))
    words = drawn.pick(right, right)
    if not words:
        return ""
    held = set(words_of(f"{drawn.paper.title} {drawn.paper.abstract}"))
    others: list[str] = []
    while len(others) < wrong:
        other = drawn.dice.randrange(len(drawn.corpus.papers))
        if new := [word for word in drawn.corpus.content(other) if word not in held]:
            others.append(drawn.dice.choice(new))
            held.add(others[-1])
    if len(drawn.corpus.in_titles.having_most([*words, *others], right)) > FEW:
        return ""
    return drawn.mixed([*words, *others])


def slip_and_wrong_word(drawn: Drawn) -> str:
    query = wrong_words(drawn).split()
    right = [word for word in query if word in drawn.words]
    slipped = dict(zip(right, drawn.slip(right), strict=False))
    return " ".join(slipped.get(word, word) for word in query) if slipped else ""


def author(drawn: Drawn) -> str:
    words = drawn.pick(int(drawn.sub[0]), int(drawn.sub[0]))
    if not words or not drawn.paper.authors:
        return ""
    name = words_of(drawn.dice.choice(drawn.paper.authors))
    if not name or len(name[-1]) < 3 or not name[-1].isalpha() or name[-1] in drawn.words:
        return ""
    having = drawn.corpus.in_titles.having(words) & drawn.corpus.in_authors.having(name[-1:])
    return drawn.mixed([*words, name[-1]]) if len(having) <= FEW else ""


def acronym(drawn: Drawn) -> str:
    words, at_most = drawn.corpus.titles[drawn.number], drawn.dice.randint(1, 2)
    if drawn.sub == "ACR -> long":
        pairs = drawn.acronyms.written_out(drawn.number, words)
        pairs = [(short, form) for short, form in pairs if short.lower() not in words]
    else:
        shorts = {singular(short) for short in re.findall(r"[A-Za-z0-9-]+", drawn.paper.title)}
        meant = ((short, drawn.acronyms.meaning(drawn.number, short)) for short in sorted(shorts))
        pairs = [(short, form) for short, form in meant if form and not set(form) <= set(words)]
    if not pairs:
        return ""
    short, form = drawn.dice.choice(pairs)
    others = drawn.pick(at_most, at_most, set(drawn.words) - {*form, short.lower()})
    if not others:
        return ""
    alike = [
        number
        for number in drawn.corpus.in_titles.having(others)
        if short.lower() in drawn.corpus.titles[number]
        or f" {' '.join(form)} " in f" {' '.join(drawn.corpus.titles[number])} "
    ]
    if len(alike) > FEW:
        return ""
    return " ".join([short if drawn.sub == "ACR -> long" else " ".join(form), *others])


def abstract(drawn: Drawn) -> str:
    most, count = RARE * len(drawn.corpus.papers), drawn.corpus.in_texts.count
    words = {w for w in words_of(drawn.paper.abstract) if is_content(w) and count(w) <= most}
    some = drawn.pick(4, 6, words - set(drawn.corpus.titles[drawn.number]))
    if not some or len(drawn.corpus.in_texts.having(some)) > 1:
        return ""
    if drawn.sub == "key words":
        return " ".join(some)
    half = len(some) // 2
    return f"a method for the {' '.join(some[:half])} with {' '.join(some[half:])}"


def frequent(drawn: Drawn) -> str:
    least = FREQUENT * len(drawn.corpus.papers)
    words = [word for word in drawn.words if drawn.corpus.in_titles.count(word) >= least]
    some = drawn.pick(int(drawn.sub[0]), int(drawn.sub[0]), words)
    return drawn.mixed(some) if drawn.few(some) else ""


def inflected(drawn: Drawn) -> str:
    words = drawn.pick(2, 3)
    changed: dict[str, str] = {}
    for word in words[:2] if drawn.sub == "both" else words[:1]:
        forms = other_forms(word) if drawn.sub == "verb form" else other_numbers(word)
        if drawn.sub == "both" and changed:
            forms = other_forms(word)
        used = [form for form in sorted(forms) if drawn.corpus.in_texts.count(form) >= _USED]
        used = [form for form in used if form not in drawn.corpus.titles[drawn.number]]
        if not used:
            return ""
        changed[word] = drawn.dice.choice(used)
    having = [
        drawn.corpus.in_titles.having([word])
        | (drawn.corpus.in_titles.having([changed[word]]) if word in changed else set())
        for word in words
    ]
    if not words or len(set.intersection(*having)) > FEW:
        return ""
    return drawn.mixed(changed.get(word, word) for word in words)


_SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[A-Z])")


def sentence(drawn: Drawn) -> str:
    sentences = _SENTENCE.split(" ".join(drawn.paper.abstract.split()))[1:-1]
    long = [one.split() for one in sentences if not LATEX.search(one) and len(one.split()) > 10]
    if not long:
        return ""
    parts, count = drawn.dice.choice(long), drawn.dice.randint(6, 10)
    place = drawn.dice.randrange(len(parts) - count + 1)
    text = " ".join(parts[place : place + count])
    return text if len(drawn.corpus.with_run(words_of(text))) == 1 else ""
