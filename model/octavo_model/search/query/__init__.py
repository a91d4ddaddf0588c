"""The language of the filter and of ``octavo list``: from a text to what it asks for.

Pure: nothing here knows a library. `Searcher.find` finds what a query means.

The names below load when first used, as those of `octavo_model` do.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from octavo_model.search.query.completion import Completion as Completion
    from octavo_model.search.query.completion import Names as Names
    from octavo_model.search.query.completion import advice as advice
    from octavo_model.search.query.completion import author_prefix as author_prefix
    from octavo_model.search.query.completion import completions as completions
    from octavo_model.search.query.nodes import Problem as Problem
    from octavo_model.search.query.nodes import Query as Query
    from octavo_model.search.query.parser import parse as parse
    from octavo_model.search.query.values import format_query as format_query

_HOME = {
    "Completion": "completion",
    "Names": "completion",
    "Problem": "nodes",
    "Query": "nodes",
    "advice": "completion",
    "author_prefix": "completion",
    "completions": "completion",
    "format_query": "values",
    "parse": "parser",
}

__all__ = [*sorted(_HOME)]  # noqa: PLE0604 - the keys are strings


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value
