"""Queries with the papers they mean, made from a corpus: what `finding_quality` asks.

    OCTAVO_CORPUS_PAPERS=FILE python benchmarks/finding_queries.py OUT
        [--each 300] [--harder 150] [--ideas FILE] [--seed 11]

Each line of OUT has ``cls`` and ``sub`` (the class and its variant), ``q`` (as typed or pasted),
``where`` (``title``, or ``abstract`` for queries of abstracts), ``right`` (the ids of the paper
meant and of all others with the same folded title) and ``title``. Topical queries have
``relevant`` instead of ``right``; those of "11 precision" have ``list``, a number: the row of
class ``list`` with this number holds the 44 papers that are searched.

The papers are drawn from the whole corpus, each at most once a class; the variants take turns. A
query that could mean many papers is not made. "Few" below: at most five papers, this one among
them, have what is said. Typed words are content words of the title (four letters or more, no
function words) in any order, from titles without LaTeX.

1  Typed: two to four words; few titles have all. Half with one slip in a word of five letters or
   more: a letter left out, exchanged with the next, replaced, or added.
2  Prefix: one or two words, then two to five letters of another; few titles have all.
3  Pasted: the title as it is; with a line break, with ``$``, between quotation marks, with a
   hyphen set apart or made a dash, cut off (few titles begin with the rest), with another sign for
   the colon, after a mark of a list.
4  Wrong words: three or four of the title, and one or two of other titles, which this paper has
   neither in its title nor in its abstract; few titles have as many of all as this one.
5  Question: words of the title, in its order, in the gaps of a question; few titles have all. Half
   of the questions were known when asking words were listed for Octavo ("known"); the others were
   not.
6  Citation: of six styles. The venue need not be right.
7  Author: the family name of any author and one or two words; few papers have all.
8  LaTeX: four to seven words in a row of a title, one with LaTeX, typed as one reads it, or with
   the signs left out; few titles have all of them that titles have.
9  Acronym: the acronym and one or two words for a title with the long form, or the other way. What
   it means: see `Acronyms`. Few titles have the words and either form.
10 Id: of arXiv, alone, in addresses, and in text.
11 Precision: one or two beginnings of content words, whole words, or a beginning with a slip, of
   three to six letters, of a title in a list of 44 of one category.
12 Abstract: four to six words of an abstract, none of the title, each in at most 1 of 25 papers,
   in any order; no other paper has all. Half as "a method for the ... with ...". Topical: two
   neighbouring words of a title and another one; relevant are the 12 to 90 papers that have the
   two in a row and share a category.

The harder ones:

13 Slip and wrong word: as 4, with a slip in one of the right words.
14 Frequent words: two or three, each in at least 1 of 400 titles; few titles have all.
15 Inflections: two or three words, one of them the plural for the singular or the other way, or
   another form of a verb (-ing, -ed, -ion, -s), or one of each; at least 20 papers use that form.
   Few titles have all, each in either form.
16 Venue and year, as the authors' comments name them, and one or two words; few papers have all.
   At most one query in ten is of the same venue.
17 Sentence: six to ten words in a row, as written, of a sentence of an abstract that is neither
   its first nor its last, without LaTeX. No other paper has them in a row.
18 Ideas: read from the file given (``q`` and ``right``).
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "model"), str(ROOT / "benchmarks")]

import finding_makers as makers  # noqa: E402
import finding_pasted  # noqa: E402
from filter_quality import EDITS  # noqa: E402
from finding_makers import FEW, SLIP_LENGTH, Drawn  # noqa: E402
from finding_words import Acronyms, Corpus, is_content  # noqa: E402
from papers import corpus_records  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Row = dict[str, Any]

SEED = 11
LIST = 44
"""Titles of a list."""
_PER_LIST = 20
_RELEVANT = range(12, 91)
_ABSTRACT_KINDS = ("key words", "with stop words")
_WRONG = ("3+1", "4+1", "3+2", "4+2")


class Class(NamedTuple):
    """A class of queries: its name, its variants, and how a query is made; "" if it cannot be."""

    name: str
    subs: tuple[str, ...]
    make: Callable[[Drawn], str]
    where: str = "title"


CLASSES = (
    Class("1 typed", ("right", "typo"), makers.typed),
    Class("2 prefix", ("",), makers.prefix),
    Class(
        "3 pasted",
        ("exact", "break", "dollar", "quote", "hyphen", "cut", "colon", "list"),
        finding_pasted.pasted,
    ),
    Class("4 wrong words", _WRONG, makers.wrong_words),
    Class("5 question", ("known", "other"), finding_pasted.question),
    Class(
        "6 citation",
        ("apa", "apa+id", "title, et al", "ieee", "title + authors", "et al, title"),
        finding_pasted.citation,
    ),
    Class("7 author + word", ("1 word", "2 word"), makers.author),
    Class("8 LaTeX", ("signs dropped", "as read"), finding_pasted.latex),
    Class("9 acronym", ("long -> ACR", "ACR -> long"), makers.acronym),
    Class("10 id", tuple(finding_pasted.ADDRESSES), finding_pasted.identifier),
    Class("12 abstract", _ABSTRACT_KINDS, makers.abstract, "abstract"),
)
HARDER = (
    Class("13 slip + wrong word", _WRONG, makers.slip_and_wrong_word),
    Class("14 frequent words", ("2 words", "3 words"), makers.frequent),
    Class("15 inflections", ("number", "verb form", "both"), makers.inflected),
    Class("17 sentence", ("",), makers.sentence, "abstract"),
)


def queries(
    corpus: Corpus, each: int, harder: int, ideas: Sequence[Row] = (), seed: int = SEED
) -> Iterator[Row]:
    """The rows of the file: ``each`` of the classes to 12, ``harder`` of those after.

    There are fewer of a class that the corpus is too small for.
    """
    acronyms = Acronyms(corpus)
    for some, count in ((CLASSES, each), (HARDER, harder)):
        for one in some:
            yield from _of_class(one, corpus, count, random.Random(f"{seed} {one.name}"), acronyms)
    yield from _topical(corpus, each, random.Random(f"{seed} topical"))
    yield from _precision(corpus, each, random.Random(f"{seed} precision"))
    yield from _venues(corpus, harder, random.Random(f"{seed} venues"))
    for row in ideas:
        yield {"cls": "18 ideas", "sub": "", "where": "title", "title": "", **row}


def _of_class(
    one: Class, corpus: Corpus, count: int, dice: random.Random, acronyms: Acronyms
) -> Iterator[Row]:
    order = _order(corpus, dice)
    used: set[int] = set()
    for sub_number, sub in enumerate(one.subs):
        wanted = len(range(sub_number, count, len(one.subs)))
        for number in order:
            if not wanted:
                break
            if number in used:
                continue
            if query := one.make(Drawn(corpus, number, dice, sub, acronyms)):
                used.add(number)
                wanted -= 1
                yield _row(corpus, number, one.name, sub, query, one.where)


def _order(corpus: Corpus, dice: random.Random) -> list[int]:
    return dice.sample(range(len(corpus.papers)), len(corpus.papers))


def _row(corpus: Corpus, number: int, cls: str, sub: str, query: str, where: str) -> Row:
    right = corpus.right(number)
    title = corpus.papers[number].title
    return {"cls": cls, "sub": sub, "q": query, "where": where, "right": right, "title": title}


def _topical(corpus: Corpus, count: int, dice: random.Random) -> Iterator[Row]:
    made = 0
    for number in _order(corpus, dice):
        if made == count:
            return
        paper, words = corpus.papers[number], corpus.titles[number]
        pairs = [pair for pair in pairwise(words) if all(map(is_content, pair))]
        pair = dice.choice(pairs) if pairs else ()
        rest = [word for word in corpus.content(number) if word not in pair]
        if not pair or not rest:
            continue
        relevant = [
            corpus.papers[other].id
            for other in corpus.with_run(pair)
            if set(paper.categories) & set(corpus.papers[other].categories)
        ]
        if len(relevant) in _RELEVANT:
            sub = _ABSTRACT_KINDS[made % 2]
            first, second, third = *pair, dice.choice(rest)
            query = f"{first} {second} {third}"
            if sub == "with stop words":
                query = f"how to use {first} {second} for the {third}"
            row = _row(corpus, number, "12 topical", sub, query, "abstract")
            yield {key: value for key, value in row.items() if key != "right"} | {
                "relevant": relevant
            }
            made += 1


def _precision(corpus: Corpus, count: int, dice: random.Random) -> Iterator[Row]:
    of_category: dict[str, list[int]] = defaultdict(list)
    for number, paper in enumerate(corpus.papers):
        if paper.categories:
            of_category[paper.categories[0]].append(number)
    names = sorted(name for name, numbers in of_category.items() if len(numbers) >= LIST)
    for place in range((count + _PER_LIST - 1) // _PER_LIST if names else 0):
        chosen = dice.sample(of_category[dice.choice(names)], LIST)
        listed = [{"id": corpus.papers[n].id, "title": corpus.papers[n].title} for n in chosen]
        yield {"cls": "list", "list": place, "papers": listed}
        for made in range(min(_PER_LIST, count - place * _PER_LIST)):
            sub = ("begun", "whole", "begun", "whole", "slip")[made % 5]
            query = ""
            while not query:
                query = _short(corpus.titles[dice.choice(chosen)], sub, dice)
            yield {"cls": "11 precision", "sub": sub, "q": query, "where": "title", "list": place}


def _short(words: Sequence[str], sub: str, dice: random.Random) -> str:
    long = sorted({word for word in words if is_content(word)})
    if sub == "whole":
        long = [word for word in long if len(word) <= 6]
    some = dice.sample(long, min(len(long), 2 if dice.random() < 0.25 and sub != "slip" else 1))
    if sub == "whole":
        return " ".join(some)
    short = [word[: dice.randint(3, 6)] for word in some]
    if sub == "slip":
        short = [word for word in short if len(word) >= SLIP_LENGTH]
        return EDITS[dice.choice(sorted(EDITS))](short[0], dice)[:6] if short else ""
    return " ".join(short)


_VENUE = re.compile(
    r"\b([A-Z]{3,8}|CoRL|SoCG|GandALF|Interspeech|SIGMOD)[ ,'’-]{0,3}((?:19|20)\d\d)\b"
)
_NO_VENUE = frozenset(
    ("ISSN", "ISBN", "USA", "PDF", "EPTCS", "IEEE", "ACM", "LNCS", "LATEX", "MAY", "JUNE", "JULY")
)
_WITH_VENUE = (
    "{venue} {year} {words}",
    "{words} {venue} {year}",
    "{words} {venue}{year}",
    "{venue}'{short} {words}",
)


def _venues(corpus: Corpus, count: int, dice: random.Random) -> Iterator[Row]:
    named: dict[tuple[str, str], set[int]] = defaultdict(set)
    for number, paper in enumerate(corpus.papers):
        for venue, year in _VENUE.findall(paper.comments):
            if venue not in _NO_VENUE:
                named[venue, year].add(number)
    of_paper: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for key in sorted(named):
        if len(named[key]) >= 5:
            for number in named[key]:
                of_paper[number].append(key)
    taken, made = Counter[str](), 0
    for number in _order(corpus, dice):
        words = corpus.content(number)
        size = 1 + made % 2
        if made == count:
            return
        if number not in of_paper or len(words) < size:
            continue
        venue, year = dice.choice(of_paper[number])
        some = dice.sample(words, size)
        having = corpus.in_titles.having(some) & named[venue, year]
        if len(having) > FEW or taken[venue] >= max(1, count // 10):
            continue
        taken[venue] += 1
        form = dice.choice(_WITH_VENUE)
        query = form.format(venue=venue, year=year, short=year[2:], words=" ".join(some))
        cased = query if dice.random() < 0.5 else query.lower()
        sub = f"{size} word{'s' * (size > 1)}"
        yield _row(corpus, number, "16 venue + year", sub, cased, "title")
        made += 1


def read_rows(path: Path) -> list[Row]:
    """The rows of a JSON Lines file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def write_rows(path: Path, rows: Sequence[Row]) -> None:
    """Write rows as JSON Lines."""
    path.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), "utf-8")


def main() -> None:
    """Read the arguments and write the file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("out", type=Path)
    parser.add_argument("--each", type=int, default=300, help="queries of each class")
    parser.add_argument("--harder", type=int, default=150, help="queries of each harder class")
    parser.add_argument("--ideas", type=Path, help="JSON Lines with q and right")
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    ideas = read_rows(options.ideas) if options.ideas else []
    corpus = Corpus(corpus_records())
    rows = list(queries(corpus, options.each, options.harder, ideas, options.seed))
    write_rows(options.out, rows)
    for name, count in Counter(row["cls"] for row in rows).items():
        print(f"{count:5} {name}")


if __name__ == "__main__":
    main()
