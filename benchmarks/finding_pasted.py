"""How queries that one pastes or says in a sentence are made: as `finding_makers`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from finding_makers import FEW
from finding_words import LATEX, as_read, without_signs, words_of

if TYPE_CHECKING:
    import random

    from finding_makers import Drawn

_QUOTES = ("“{}”", '"{}"', "«{}»", "‘{}’", "“{},”", '"{}."')
_MARKS = ("[3] {}", "- {}", "* {}", "title: {}", "12. {}", "• {}", "(7) {}", "Title: {}")
_BREAKS = ("\n", " \n", "\n  ", "\r\n")
_COLONS = (" - ", ":", " : ", " – ", ". ")
_DASHES = (" -", "- ", "–", "-\n")


def pasted(drawn: Drawn) -> str:
    title, dice = drawn.paper.title, drawn.dice
    if len(drawn.corpus.titles[drawn.number]) < 4:
        return ""
    match drawn.sub:
        case "break":
            return _changed(title, " ", dice.choice(_BREAKS), dice)
        case "dollar":
            return title if "$" in title else ""
        case "quote":
            return dice.choice(_QUOTES).format(title)
        case "hyphen":
            changed = re.sub(r"(?<=\w)-(?=\w)", dice.choice(_DASHES), title)
            return changed if changed != title else ""
        case "cut":
            return _cut(drawn)
        case "colon":
            return _changed(title, ": ", dice.choice(_COLONS), dice)
        case "list":
            return dice.choice(_MARKS).format(title)
        case _:
            return title


def _changed(text: str, part: str, by: str, dice: random.Random) -> str:
    """``text`` with one ``part`` of it replaced; nothing without any."""
    places = [match.start() for match in re.finditer(re.escape(part), text)]
    if not places:
        return ""
    place = dice.choice(places)
    return text[:place] + by + text[place + len(part) :]


def _cut(drawn: Drawn) -> str:
    title = drawn.paper.title
    rest = title[: int(len(title) * drawn.dice.uniform(0.4, 0.85))].rstrip()
    whole = words_of(rest)[:-1]
    if len(whole) < 3:
        return ""
    titles = drawn.corpus.titles
    alike = [n for n in drawn.corpus.in_titles.having(whole) if titles[n][: len(whole)] == whole]
    return rest + drawn.dice.choice(("", "...", "…")) if 0 < len(alike) <= FEW else ""


KNOWN_QUESTIONS = (
    "how do we {} with {} {}?",
    "how can {} {} be improved by {} {}?",
    "what is known about {} in {} {}?",
    "is there a paper on {} {} and {} {}?",
    "why does {} work for {} {}?",
    "which methods use {} {} for {} {}?",
    "papers about {} using {} {}",
    "what happens to {} {} when we have {} {}?",
)
OTHER_QUESTIONS = (
    "does {} help with {} {}",
    "I'm looking for the article that applies {} {} to {}.",
    "what's the best way to get {} {} without {}?",
    "who showed that {} depends on {} {}?",
    "can you recommend something on {} {} under {}?",
    "are there limits of {} {} when {} is unknown?",
    "should I choose {} or {} for my {}?",
    "that one about {} {} and also {}",
    "difference between {} {} and {}",
    "explain the relation of {} to {} {}",
)


def question(drawn: Drawn) -> str:
    form = drawn.dice.choice(KNOWN_QUESTIONS if drawn.sub == "known" else OTHER_QUESTIONS)
    words = drawn.in_order(form.count("{}"))
    return form.format(*words) if words else ""


_VENUES = ("ICML", "NIPS", "CVPR", "STOC", "INFOCOM", "ACL", "ICRA", "ISIT")


def citation(drawn: Drawn) -> str:
    paper, dice = drawn.paper, drawn.dice
    names = [name.split() for name in paper.authors[:6]]
    if not names or not all(names) or not paper.created or len(words_of(paper.title)) < 3:
        return ""
    title, year, families = paper.title, int(paper.created[:4]), [name[-1] for name in names]
    first = [" ".join(f"{given[0]}." for given in name[:-1]) for name in names]
    et_al = f"{families[0]} et al."
    some = et_al if len(names) > 2 else " and ".join(families)
    inverted = ", ".join(f"{a}, {b}" if b else a for a, b in zip(families, first, strict=True))
    match drawn.sub:
        case "apa":
            return f"{inverted} ({year}). {title}. arXiv preprint."
        case "apa+id":
            return f"{inverted} ({year}). {title}. arXiv:{paper.id}."
        case "title, et al":
            return f"{title}, {some} {year}"
        case "et al, title":
            return f"{some}: {title} ({year})"
        case "ieee":
            people = ", ".join(f"{b} {a}".strip() for a, b in zip(families, first, strict=True))
            page, venue = dice.randrange(1, 900), dice.choice(_VENUES)
            where = f"in Proc. {venue}, {year}, pp. {page}–{page + dice.randrange(4, 15)}."
            return f"[{dice.randrange(1, 60)}] {people}, “{title},” {where}"
        case _:
            return f"{title} {' '.join(paper.authors)}"


def latex(drawn: Drawn) -> str:
    if not LATEX.search(drawn.paper.title):
        return ""
    read = as_read if drawn.sub == "as read" else without_signs
    parts, count = drawn.paper.title.split(), drawn.dice.randint(4, 7)
    places = [
        place
        for place in range(max(1, len(parts) - count + 1))
        if LATEX.search(" ".join(parts[place : place + count]))
    ]
    if not places:
        return ""
    place = drawn.dice.choice(places)
    text = read(" ".join(parts[place : place + count])).lower()
    words = words_of(text)
    known = [word for word in words if drawn.corpus.in_titles.count(word)]
    if len(words) < 4 or not drawn.few(known):
        return ""
    return text


ADDRESSES = {
    "bare": "{}",
    "arXiv:v": "arXiv:{}v2",
    "abs": "https://arxiv.org/abs/{}",
    "pdf": "http://arxiv.org/pdf/{}v1.pdf",
    "hf": "https://huggingface.co/papers/{}",
    "doi": "https://doi.org/10.48550/arXiv.{}",
    "bracket": "[{}]",
    "in text": "see arXiv:{} [cs.LG]",
}


def identifier(drawn: Drawn) -> str:
    return ADDRESSES[drawn.sub].format(drawn.paper.id)
