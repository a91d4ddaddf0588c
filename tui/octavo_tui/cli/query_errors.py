"""Wrong queries: what is wrong, where, and what to write instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.text.clean import visible
from octavo_tui.cli.exit_status import ExitStatus
from octavo_tui.terminal.streams import print_error

if TYPE_CHECKING:
    from collections.abc import Sequence

    from octavo_model.search.query.nodes import Problem, Query
    from octavo_tui.cli.arguments import Options

_MOST_ROUNDS = 60
"""How often a lenient query is read again; each round removes what the one before found."""


def read_query(text: str, options: Options, what: str = "query", *, as_text: bool = False) -> Query:
    """Return the query ``text`` without its wrong parts if the options are lenient, else refuse it.

    The shell is stricter than the reader, which shows at once what it makes of a query: here a
    part that only may be wrong is wrong, too.
    """
    from octavo_model.search.query.parser import parse

    query = parse(text, as_text=as_text)
    for _ in range(_MOST_ROUNDS):
        if not query.remarks:
            break
        refuse_wrong(query.remarks, options, what)
        query = parse(without(query.text, query.remarks), as_text=as_text)
    return query


def refuse_wrong(problems: Sequence[Problem], options: Options, what: str = "query") -> None:
    """Print ``problems``; if there are any, stop with exit status 2 unless options are lenient."""
    for problem in problems:
        print_problem(problem, what, ignored=options.lenient)
    if problems and not options.lenient:
        raise SystemExit(ExitStatus.USAGE)


def without(text: str, problems: Sequence[Problem]) -> str:
    """Return the query ``text`` without the parts that are wrong."""
    for problem in sorted(problems, key=lambda one: one.start, reverse=True):
        text = f"{text[: problem.start]} {text[problem.end :]}"
    return text


def _meant(problem: Problem) -> str:
    """Return the whole part as it may be meant: ``is:starred`` for ``is:star``."""
    from octavo_model.search.query.writing import quoted_name

    near = problem.nearest
    field, colon, value = problem.part.partition(":")
    if near.endswith(":"):
        return f"{near}{value}"
    return f"{field}:{quoted_name(near)}" if colon and ":" not in near else near


def print_problem(problem: Problem, what: str, *, ignored: bool = False) -> None:
    """Print what is wrong with a part, and below the part what to do about it."""
    # Imported when needed: most queries are right.
    from rich.cells import cell_len

    from octavo_model.search.query.nodes import shortened

    part = visible(shortened(problem.part))
    if ignored:
        print_error(f"{what}: {part}: {problem.why}; ignored")
        return
    remedy = f"did you mean {visible(_meant(problem))}?" if problem.nearest else problem.meant
    margin = " " * cell_len(f"octavo: {visible(what)}: ")
    after = f"   {visible(remedy)} (--lenient ignores it)" if remedy else "   --lenient ignores it"
    print_error(f"{what}: {part}: {problem.why}", f"{margin}{'^' * cell_len(part)}{after}")
