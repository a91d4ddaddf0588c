"""Parts of queries on the command line that begin with a dash, as options do: ``-is:read``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

_OPTION = re.compile(r"(?<![\w-])--?[a-z][\w-]*")
_WITH_VALUE = re.compile(r"(?<![\w-])(--?[a-z][\w-]*)\s+[A-Z]")
_MARK = "\0"
"""Before an argument it says that this is no option; no argument can hold it."""


def parse_with_query(
    parser: argparse.ArgumentParser, arguments: Sequence[str], *, mixed: bool
) -> argparse.Namespace:
    """Parse ``arguments``, of which those that are no options may be parts of a query.

    ``-word`` and ``-field:…`` are such parts: no option has a single dash and several letters.

    Args:
        parser: Knows the options.
        arguments: From the command line.
        mixed: Whether options may stand among the parts of the query.
    """
    marked = _marked(parser, arguments)
    found = (parser.parse_intermixed_args if mixed else parser.parse_args)(marked)
    for name, value in vars(found).items():
        if isinstance(value, str):
            setattr(found, name, value.removeprefix(_MARK))
        elif isinstance(value, list):
            setattr(found, name, [one.removeprefix(_MARK) for one in value])
    return found


def _marked(parser: argparse.ArgumentParser, arguments: Sequence[str]) -> list[str]:
    usage = parser.format_usage()
    options, valued = set(_OPTION.findall(usage)), set(_WITH_VALUE.findall(usage))
    # As in -oFILE.
    glued = {one for one in valued if not one.startswith("--")}
    end = arguments.index("--") if "--" in arguments else len(arguments)
    for one in arguments[end + 1 :]:
        if one.partition("=")[0] in options:
            parser.error(f"{one} stands behind --, where all is query: write it before")
    marked: list[str] = []
    for place, one in enumerate(arguments[:end]):
        is_value = place > 0 and arguments[place - 1] in valued
        if len(one) > len("-o") and one[0] == "-" != one[1] and not is_value:
            if f"-{one}" in options:
                parser.error(f"{one} is no option: did you mean -{one}?")
            marked.append(one if one[:2] in glued else _MARK + one)
        else:
            marked.append(one)
    return [*marked, *(_MARK + one for one in arguments[end + 1 :])]
