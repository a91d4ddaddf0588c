"""What a query means, in plain Python: sixty papers, and queries made with what they must find.

`word_matches` is the definition of a match of a plain word. The words of titles, authors and
abstracts are chosen so that none is like another: slips and initials find nothing here.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    IsSo = Callable[["Entry"], bool]
    Meaning = tuple[str, IsSo]
    """A text, and what it means."""

WORDS = (
    "basalt", "quorum", "zephyr", "lichens", "tundra", "monsoon", "fjords", "wombat", "picnic",
    "gazebo", "oxygen", "jigsaw", "velvet", "hexapod", "kumquat", "cyclone",
)  # fmt: skip
"""Words of titles and abstracts."""
MOST_WORDS = 4
"""Words in a query; with ``~`` there is one, as only the last may be incomplete."""
ABSENT = ("yttrium", "blizzard")
AUTHORS = ("Ada Strix", "Olaf Kjell", "Nora Quill", "Inga Pfaff", "Bo Drumm")
CATEGORIES = ("cs.LG", "cs.CL", "stat.ML", "physics.ao-ph")
JOURNALS = ("Journal of Estuaries 7", "Annals of Seams 3")
ORGANIZATIONS = ("Harbour Lab", "Moon Institute")
TODAY = dt.date(2025, 6, 1)
MARK_DAYS = (dt.date(2025, 1, 10), dt.date(2025, 5, 20), TODAY)


@dataclass
class Entry:
    """A paper of the small library."""

    number: int
    digest: int
    title: str
    abstract: str
    authors: tuple[str, ...]
    date: dt.date
    categories: tuple[str, ...]
    upvotes: int | None
    comment_count: int | None
    comments: str | None
    journal: str | None
    organization: str | None
    code: str | None
    doi: str | None
    read: dt.date | None = None
    starred: dt.date | None = None

    @property
    def arxiv_id(self) -> str:
        """Its id, made of its number."""
        return f"2401.{self.number + 10_000:05}"

    def as_digest_has_it(self) -> dict[str, object]:
        """Return it for `Desk.page`."""
        known = {
            name: value
            for name, value in vars(self).items()
            if name not in {"number", "digest", "read", "starred"} and value not in {None, ""}
        }
        return {**known, "arxiv_id": self.arxiv_id, "date": self.date.isoformat()}


def make_entries(dice: random.Random) -> list[Entry]:
    """Return the papers of the library."""

    def maybe(*values: str) -> str | None:
        return dice.choice((None, *values))

    entries = []
    for number in range(60):
        length = dice.choice((0, 9))
        entry = Entry(
            number,
            number % 2,
            # The number makes each title another one.
            f"{' '.join(dice.sample(WORDS, dice.randint(2, 5)))} x{number:02}",
            " ".join(dice.choices(WORDS, k=length)),
            tuple(dice.sample(AUTHORS, dice.randint(1, 3))),
            dt.date(2023, 1, 1) + dt.timedelta(dice.randrange(880)),
            tuple(dice.sample(CATEGORIES, dice.randint(1, 2))),
            dice.choice((None, *range(30))),
            dice.choice((None, *range(5))),
            maybe("12 pages", "Withdrawn by the author", "Accepted at Estuaries"),
            maybe(*JOURNALS),
            maybe(*ORGANIZATIONS),
            maybe("https://code.example/x"),
            dice.choice((None, f"10.1000/p{number}", f"10.2000/p{number}")),
        )
        entry.read = dice.choice((None, *MARK_DAYS))
        entry.starred = dice.choice((None, None, *MARK_DAYS))
        entries.append(entry)
    return entries


def word_matches(entry: Entry, word: str, *, abstracts: bool) -> bool:
    """Return whether a plain word of a query finds a paper."""
    searched = [*entry.title.split(), *(entry.abstract.split() if abstracts else ())]
    return any(one.startswith(word) for one in searched)


@dataclass
class Wish:
    """A query, and what it must find."""

    text: str
    conditions: list[list[IsSo]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)
    abstracts: bool = False

    def found(self, entries: list[Entry]) -> set[int]:
        """Return the numbers of the papers that it must find."""
        fitting = [
            one
            for one in entries
            if all(any(is_so(one) for is_so in any_) for any_ in self.conditions)
        ]
        named = {one.number for one in fitting if one.number in self.ids}
        if named or (self.ids and not self.words):
            return named
        return {
            one.number
            for one in fitting
            if all(word_matches(one, word, abstracts=self.abstracts) for word in self.words)
        }


def make_wish(dice: random.Random) -> Wish:
    """Return a random query of the language."""
    wish = Wish("")
    parts: list[str] = []
    wish.abstracts = dice.random() < 0.1
    for _ in range(dice.randint(1, 4)):
        kind = dice.random()
        if kind < 0.25 and len(wish.words) < (1 if wish.abstracts else MOST_WORDS):
            wish.words.append(_word(dice))
            parts.append(f"{dice.choice(('', '', '', '+'))}{wish.words[-1]}")
        elif kind < 0.3:
            wish.ids.append(dice.randrange(64))
            number = f"2401.{wish.ids[-1] + 10_000:05}"
            parts.append(
                dice.choice(("{}", "arXiv:{}v2", "https://arxiv.org/abs/{}")).format(number)
            )
        elif kind < 0.35:
            terms = [_term(dice), (word := _word(dice), _finds(word, abstracts=wish.abstracts))]
            dice.shuffle(terms)
            parts.append(" | ".join(text for text, _ in terms))
            wish.conditions.append([is_so for _, is_so in terms])
        else:
            terms = [_term(dice) for _ in range(dice.choice((1, 1, 1, 2, 3)))]
            parts.append(" | ".join(text for text, _ in terms))
            wish.conditions.append([is_so for _, is_so in terms])
    if dice.random() < 0.2:
        parts.append(dice.choice(("sort:up", "-sort:date", "sort:title", "sort:starred")))
    start = dice.choice(("~ ", "~")) if wish.abstracts else ""
    wish.text = start + " ".join(parts)
    return wish


def _finds(word: str, *, abstracts: bool) -> IsSo:
    return lambda entry: word_matches(entry, word, abstracts=abstracts)


def _word(dice: random.Random) -> str:
    word = dice.choice((*WORDS, *WORDS, *ABSENT))
    return dice.choice((word, word, word[:5]))


def _term(dice: random.Random) -> Meaning:
    """Return a term other than a word, and what it means."""
    text, is_so = dice.choice(_KINDS)(dice)
    if dice.random() < 0.25:
        return f"!{text}", lambda entry: not is_so(entry)
    return text, is_so


def _in_title(dice: random.Random) -> Meaning:
    word = _word(dice)
    kind = dice.randrange(5)
    if kind == 0:
        return f"'{word}", lambda entry: word in entry.title
    if kind == 1:
        return f"^{word}", lambda entry: entry.title.startswith(word)
    if kind == 2:
        number = f"x{dice.randrange(60):02}"
        return f"{number}$", lambda entry: entry.title.endswith(number)
    if kind == 3:
        return f"ti:{word}", lambda entry: any(one.startswith(word) for one in entry.title.split())
    phrase = f"{word} {_word(dice)}"
    return f'ti:"{phrase}"', lambda entry: phrase in entry.title


def _in_abstract(dice: random.Random) -> Meaning:
    word = dice.choice(WORDS)
    if dice.random() < 0.5:
        return f"abs:{word}", lambda entry: word in entry.abstract.split()
    phrase = f" {word} {dice.choice(WORDS)} "
    return f'abs:"{phrase.strip()}"', lambda entry: phrase in f" {entry.abstract} "


def _choice(dice: random.Random) -> Meaning:
    choices: dict[str, IsSo] = {
        "is:unread": lambda entry: entry.read is None,
        "is:undecided": lambda entry: entry.read is None and entry.starred is None,
        "is:no": lambda _: False,
        "is:read": lambda entry: entry.read is not None,
        "is:starred": lambda entry: entry.starred is not None,
        "is:withdrawn": lambda entry: (entry.comments or "").startswith("Withdrawn"),
        "has:code": lambda entry: entry.code is not None,
        "has:abstract": lambda entry: bool(entry.abstract),
        "has:comments": lambda entry: bool(entry.comment_count),
        "digest:daily-papers": lambda entry: entry.digest == 0,
        "source:mail": lambda entry: entry.digest == 1,
        "venue:estuaries": lambda entry: "Estuaries" in f"{entry.journal} {entry.comments}",
        "org:lab": lambda entry: "Lab" in (entry.organization or ""),
        "doi:10.1000": lambda entry: (entry.doi or "").startswith("10.1000"),
    }
    text = dice.choice(list(choices))
    return text, choices[text]


def _name(dice: random.Random) -> Meaning:
    if dice.random() < 0.5:
        start = dice.choice(("cs", "cs.LG", "stat", "CS.cl"))
        return f"cat:{start}", lambda entry: any(
            one.lower().startswith(start.lower()) for one in entry.categories
        )
    name = dice.choice(AUTHORS)
    part = dice.choice(name.split()).lower()
    written = dice.choice((f"au:{part[:3]}", f'au:"{name}"'))
    wanted = written[3:].strip('"').lower().split()
    return written, lambda entry: any(
        all(any(one.startswith(part) for one in author.lower().split()) for part in wanted)
        for author in entry.authors
    )


def _number(dice: random.Random) -> Meaning:
    name, most, value = dice.choice(
        (
            ("up", 30, lambda entry: entry.upvotes),
            ("comments", 5, lambda entry: entry.comment_count),
            ("authors", 4, lambda entry: len(entry.authors)),
            ("year", 3, lambda entry: entry.date.year),
        )
    )
    base = 2023 if name == "year" else 0
    low = base + dice.randrange(most)
    high = low + dice.randrange(3)
    sign, (first, last) = dice.choice(
        (
            (f">{low}", (low + 1, 9999)),
            (f">={low}", (low, 9999)),
            (f"<{high}", (0, high - 1)),
            (f"{low}..{high}", (low, high)),
            (str(low), (low, low)),
        )
    )
    return (
        f"{name}:{sign}",
        lambda entry: value(entry) is not None and first <= value(entry) <= last,
    )


def _day(dice: random.Random) -> Meaning:
    name = dice.choice(("date", "starred", "read"))
    days = dice.choice((1, 12, 13, 60, 200))
    past = TODAY - dt.timedelta(days - 1)
    first, last = dt.date.min, dt.date.max
    month = dt.date(2025, 5, 1)
    written, (low, high) = dice.choice(
        (
            (f"<{days}d", (past, last)),
            # Exactly so many days ago is neither younger nor older.
            (f">{days}d", (first, past - dt.timedelta(2))),
            ("today", (TODAY, last)),
            ("2025-05", (month, dt.date(2025, 5, 31))),
            ("2025-05..", (month, last)),
            ("..2024", (first, dt.date(2024, 12, 31))),
            ("2025-01-10", (MARK_DAYS[0], MARK_DAYS[0])),
            (">=2025-05-20", (MARK_DAYS[1], last)),
            ("<2025-05-20", (first, MARK_DAYS[1] - dt.timedelta(1))),
        )
    )

    def is_so(entry: Entry) -> bool:
        day: dt.date | None = getattr(entry, name)
        return day is not None and low <= day <= high

    return f"{name}:{written}", is_so


_KINDS = (_in_title, _in_abstract, _choice, _name, _number, _day)
