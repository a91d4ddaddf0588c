"""The language of the filter line and of ``octavo list``: from a text to what is meant by it.

Pure: nothing here knows a library. `octavo_model.finding` finds what a query means.
"""

from __future__ import annotations

from octavo_model.query.completing import Completion, Names, completions
from octavo_model.query.formatting import format_query
from octavo_model.query.parsing import parse
from octavo_model.query.terms import Problem, Query

__all__ = ["Completion", "Names", "Problem", "Query", "completions", "format_query", "parse"]
