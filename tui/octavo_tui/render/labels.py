"""Names and descriptions for people, on screen and in the command line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from octavo_model.core.dates import Precision
from octavo_model.core.views import View, ViewKind
from octavo_model.text.latex import person, plainly
from octavo_model.text.withdrawal import is_withdrawn
from octavo_tui.render.digest_names import family, is_typed
from octavo_tui.render.geometry import FOLLOWED, MUTED

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from octavo_model import Digest, Library, Paper
    from octavo_model.core.suggestions import Remaining, Suggestion, Why
    from octavo_model.library.outputs import Output

SUMMARY_HEADING = "Summary (AI):"

LISTS = {
    ViewKind.INBOX: "Inbox",
    ViewKind.ALL: "All papers",
    ViewKind.STARRED: "Starred",
    ViewKind.LATER: "Later",
    ViewKind.FOR_YOU: "For you",
    ViewKind.RELATED: "Related papers",
}


def plural(number: int, what: str, ending: str = "s") -> str:
    """Return ``1 paper``, ``2 papers``; ``2 matches`` with the ending ``es``."""
    return f"{number} {what}{'' if number == 1 else ending}"


def problems_of(library: Library, *, with_repairs: bool = True) -> list[str]:
    """Return what the user must know of ``library`` as it was opened, and what was repaired."""
    problems = [*library.problems, *(library.repairs if with_repairs else ())]
    if library.read_only:
        problems.insert(0, f"{library.read_only}; read-only: marks are not saved")
    return problems


def names(people: Sequence[str], *, raw: bool = False) -> Sequence[str]:
    """Return the names of people; with ``raw`` as LaTeX source."""
    return people if raw else [person(one) for one in people]


def more_people(paper: Paper, named: int) -> int:
    """Return how many authors there are besides those ``named``; a digest may name only some."""
    return max(paper.author_count or 0, len(paper.authors)) - named


def byline(paper: Paper, most: int | None = None, *, raw: bool = False) -> str:
    """Return ``Ada Strix and 6 more · ~15 Sep 2025``; it names ``most`` authors."""
    parts: list[str] = []
    if paper.authors:
        named = names(paper.authors[:most], raw=raw)
        more = more_people(paper, len(named))
        parts.append(", ".join(named) + (f" and {more} more" if more else ""))
    elif paper.organization:
        parts.append(paper.organization)
    if paper.author_count is not None and not paper.authors:
        parts.append(plural(paper.author_count, "author"))
    if paper.date:
        parts.append(_page_date(paper))
    if paper.comment_count:
        parts.append(plural(paper.comment_count, "comment"))
    if paper.arxiv_id:
        parts.append(f"arXiv:{paper.arxiv_id}")
    if paper.submitted_by:
        parts.append(f"submitted by {paper.submitted_by}")
    return " · ".join(parts)


def people(paper: Paper, most: int | None = None, *, raw: bool = False) -> str:
    """Return ``Ada Strix, Bo Tyto, +6`` with ``most`` names, or what else is known of them."""
    if not paper.authors:
        number = paper.author_count
        unnamed = "" if number is None else plural(number, "author")
        return " · ".join(filter(None, [paper.organization, unnamed]))
    named = names(paper.authors[:most], raw=raw)
    more = more_people(paper, len(named))
    return ", ".join([*named, f"+{more}"] if more else named)


def particulars(paper: Paper) -> str:
    """Return ``cs.SE · ~19 Aug 2026 · arXiv:2608.18580 · ▲54 · 2 comments · code``.

    Of arXiv only the primary category is named.
    """
    categories = paper.categories[:1] if paper.arxiv_id else paper.categories
    parts = [
        ", ".join(categories),
        _page_date(paper),
        f"arXiv:{paper.arxiv_id}" if paper.arxiv_id else "",
        "" if paper.upvotes is None else f"▲{paper.upvotes}",
        plural(paper.comment_count, "comment") if paper.comment_count else "",
        "code" if any(link.role == "code" for link in paper.links) else "",
        f"submitted by {paper.submitted_by}" if paper.submitted_by else "",
    ]
    return " · ".join(filter(None, parts))


def _page_date(paper: Paper) -> str:
    """Return the date as far as it is known, else the day of the digest; a guess has a ``~``."""
    day = paper.date or paper.listed
    if day is None:
        return ""
    known = _date(day, paper.date_precision)
    return f"~{known}" if paper.is_guess else known


def origin(paper: Paper) -> str:
    """Return the origin of a paper: ``HF ▲47 · arXiv cs.LG · mail``; empty if unknown."""
    votes = "" if paper.upvotes is None else f"▲{paper.upvotes}"
    more = {"HF": votes, "arXiv": "".join(paper.categories[:1])}
    parts = [f"{label} {more.pop(label, '')}".rstrip() for label in paper.badges]
    if "arXiv" in more:
        # Not from arXiv: no tag of a feed is the primary one.
        more["arXiv"] = ", ".join(paper.categories)
    return " · ".join(filter(None, [*parts, *more.values()]))


def revision(paper: Paper) -> str:
    """Return ``v2, revised 1 Feb 2024, updated since you read it``; empty for a first version."""
    parts = [f"v{paper.version}"] if paper.version and paper.version > 1 else []
    if paper.revised:
        parts.append(f"revised {long_date(paper.revised)}")
    if paper.updated:
        parts.append("updated since you read it")
    return ", ".join(parts)


def facts(paper: Paper, *, raw: bool = False) -> list[str]:
    """Return a line each for a withdrawal, revision, comments and publication, if there are any."""
    read = str if raw else plainly
    published = [read(paper.journal or ""), f"doi:{paper.doi}" if paper.doi else ""]
    lines = [
        "Withdrawn" if is_withdrawn(paper.comments or "", paper.abstract) else "",
        revision(paper),
        f"Comments: {read(paper.comments)}" if paper.comments else "",
        " · ".join(filter(None, published)),
    ]
    return [line for line in lines if line]


_NAME_LENGTH, _TITLE_LENGTH = 30, 60
"""The longest name before a colon that replaces a title, and the longest short title."""


def short_title(title: str) -> str:
    """Return the name in a title, or its start.

    >>> short_title("Wild-GS: Real-Time Novel View Synthesis"), short_title("On Owls")
    ('Wild-GS', 'On Owls')
    """
    name, colon, _ = title.partition(": ")
    if colon and len(name) <= _NAME_LENGTH:
        return name
    return title if len(title) <= _TITLE_LENGTH else f"{title[: _TITLE_LENGTH - 1].rstrip()}…"


def why(suggestion: Suggestion, merges: str = "") -> str:
    """Return ``like: view synthesis, 3D Gaussian; as in “Wild-GS”``; empty if unknown.

    ``merges`` says which key merges a duplicate.
    """
    terms = ", ".join(suggestion.terms)
    parts = [f"like: {terms}"] if terms else []
    if suggestion.nearest_title:
        parts.append(f"as in “{short_title(suggestion.nearest_title)}”")
    if suggestion.interest:
        parts.append(f"interest: {suggestion.interest}")
    if suggestion.same:
        parts.append(f"perhaps a duplicate: {merges}" if merges else "perhaps a duplicate")
    return "; ".join(parts)


def _date(date: dt.date, precision: Precision) -> str:
    """Return a date as far as it is known: ``2025``, ``Sep 2025``, ``15 Sep 2025``."""
    match precision:
        case Precision.YEAR:
            return str(date.year)
        case Precision.MONTH:
            return f"{date:%b} {date.year}"
    return long_date(date)


def long_date(day: dt.date) -> str:
    """Return a date in full: ``15 Sep 2025``."""
    return f"{day.day} {day:%b %Y}"


def _family(name: str) -> str:
    """Return a name for people for digests whose names start with ``name``.

    >>> _family("daily-papers"), _family("arxiv-cs-lg-stat-ml"), _family("arxiv-q-fin")
    ('Daily Papers', 'arXiv cs.LG stat.ML', 'arXiv q-fin')
    """
    is_arxiv = name.partition("-")[0] == "arxiv"
    return family(name) if is_arxiv else name.replace("-", " ").title()


# The day in a name stays, even if the day is corrected later.
_NAME = re.compile(r"(.*?)(?:-\d{4}-\d\d-\d\d|-undated)?(-\d+)?")


def digest_label(name: str, digest: Digest | None) -> str:
    """Return a name for people: ``28 Oct 2025 · Daily Papers``."""
    if digest is None or digest.date is None:
        return family(name)
    day = f"{'~' if digest.date_inferred else ''}{long_date(digest.date)}"
    if is_typed(name):
        return f"{day} · {name}"
    parts = _NAME.fullmatch(name)
    kind, number = parts.groups() if parts else (name, None)
    label = f"{day} · {_family(kind)}"
    return f"{label} {number.lstrip('-')}" if number else label


def view_label(view: View, digests: Sequence[Digest], saved: str = "") -> str:
    """Return a name for people; ``saved`` is the name of a saved view."""
    if view.kind is ViewKind.QUERY:
        return saved or view.query or ""
    if view.kind is ViewKind.TAG:
        return f"#{view.tag}"
    if view.kind is not ViewKind.DIGEST:
        return LISTS[view.kind]
    name = view.digest or ""
    return digest_label(name, next((one for one in digests if one.name == name), None))


def reasons_of(why: Why) -> str:
    """Return the reasons for a score in a few words, the most important first."""
    known = (why.followed and f"followed: {why.followed}", why.muted and f"muted: {why.muted}")
    return " · ".join(filter(None, (*known, why.interest, *why.reasons)))


def score_explained(score: int, why: Why) -> str:
    """Return ``For you 87: state space · selective scan — against: survey``."""
    reason = reasons_of(why)
    against = f" — against: {why.against}" if why.against else ""
    return f"For you {score}{f': {reason}' if reason else ''}{against}"


def left_words(remaining: Remaining) -> str:
    """Return ``about 3 left, at most 7 · 12 without abstract``."""
    without = remaining.without_abstract
    parts = [
        f"about {remaining.about:,} left, at most {remaining.most:,}",
        f"{without:,} without abstract" if without else "",
    ]
    return " · ".join(filter(None, parts))


def notice(paper: Paper) -> str:
    """Return what finds a paper, of what is followed and muted; empty for nothing."""
    parts = (("followed", paper.followed), ("muted", paper.muted))
    found = " · ".join(f"{word}: {text}" for word, text in parts if text)
    return f"{FOLLOWED if paper.followed else MUTED} {found}" if found else ""


def output_heading(output: Output) -> str:
    """Return the label of an output: ``From “Summary”, 30 Nov 2026 09:12``."""
    time = output.time.astimezone()
    note = f" · {output.note}" if output.note else ""
    return f"From “{output.title}”, {long_date(time.date())} {time:%H:%M}{note}"
