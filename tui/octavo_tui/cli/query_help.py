"""The language of queries, explained: made from the table that the parser goes by."""

from __future__ import annotations

from octavo_model.search.query.fields import examples

_WIDTH = 26
_INTRODUCTION = """\
A query is what the reader's filter understands: words find titles, slips forgiven, and

"""
_CLOSING = """
Words and parts must all fit. What is not understood is told, and the rest still counts. Parts may
begin with -, as -is:read does; options are written in full, with two dashes, and not behind --.
Put the query in quotation marks: the shell has a mind of its own about !, ~, | and >.
"""


def lines() -> list[str]:
    """Every example and what it finds, a line each."""
    return [f"  {one.query:{_WIDTH}}{one.finds}" for one in examples()]


def epilog() -> str:
    """What ``octavo list --help`` tells of queries."""
    return _INTRODUCTION + "\n".join(lines()) + "\n" + _CLOSING
