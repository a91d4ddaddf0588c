"""``octavo doctor``: what is well, what is not, and what to do about it."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from octavo_model import settings as settings_file
from octavo_model.checkup import Finding, State, look_over
from octavo_tui import output
from octavo_tui.commands import check_keys
from octavo_tui.terminal_check import look_at

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator
    from types import SimpleNamespace

    from octavo_model import Paths

    Options = Namespace | SimpleNamespace

_SIGNS = {State.WELL: "✓", State.ODD: "!", State.ILL: "✗"}


def run(options: Options, paths: Paths) -> int:
    """Look at everything and tell; 1 where something is wrong, as the word of it."""
    findings = chain(look_over(paths), _keys(paths), look_at())
    ill = False
    if options.json or options.jsonl:
        told = []
        for one in findings:
            ill |= one.state is State.ILL
            told.append(_fields(one))
        output.as_json(told, lines=options.jsonl)
        return int(ill)
    for one in findings:
        ill |= one.state is State.ILL
        print(f"{_SIGNS[one.state]} {one.part:9} {one.text}")
        if one.hint:
            print(f"{'':11} → {one.hint}")
    return int(ill)


def _keys(paths: Paths) -> Iterator[Finding]:
    settings, _ = settings_file.load(paths.settings)
    for problem in check_keys(settings.keys)[1]:
        yield Finding("keys", State.ODD, problem, f"edit {paths.settings}")


def _fields(finding: Finding) -> dict[str, str | None]:
    return {
        "part": finding.part,
        "state": finding.state.value,
        "text": finding.text,
        "hint": finding.hint or None,
    }
