"""The language of the filter line and of ``octavo list``: from a text to what is meant by it.

Pure: nothing here knows a library. `Library.find` finds what a query means.

The names below load when first used, as those of `octavo_model` do.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from octavo_model.query.completing import Completion as Completion
    from octavo_model.query.completing import Names as Names
    from octavo_model.query.completing import advice as advice
    from octavo_model.query.completing import author_begun as author_begun
    from octavo_model.query.completing import completions as completions
    from octavo_model.query.formatting import format_query as format_query
    from octavo_model.query.parsing import parse as parse
    from octavo_model.query.terms import Problem as Problem
    from octavo_model.query.terms import Query as Query

_HOME = {
    "Completion": "completing",
    "Names": "completing",
    "Problem": "terms",
    "Query": "terms",
    "advice": "completing",
    "author_begun": "completing",
    "completions": "completing",
    "format_query": "formatting",
    "parse": "parsing",
}

__all__ = [*sorted(_HOME)]  # noqa: PLE0604 - the keys are strings


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value
