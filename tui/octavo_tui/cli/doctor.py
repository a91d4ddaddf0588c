"""``octavo doctor``: what is well, what is not, and what to do about it."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from octavo_model.library.doctor import Finding, State, look_over
from octavo_tui.cli import output
from octavo_tui.commands import check_keys
from octavo_tui.render.themes import check_theme
from octavo_tui.terminal.capabilities import look_at

if TYPE_CHECKING:
    from argparse import Namespace
    from types import SimpleNamespace

    from octavo_model import Paths
    from octavo_model.settings.settings import Settings

    Options = Namespace | SimpleNamespace

_SIGNS = {State.WELL: "✓", State.ODD: "!", State.ILL: "✗"}


def run(options: Options, paths: Paths) -> int:
    """Look at everything and tell; 1 where something is wrong, 0 where there is advice only."""
    findings = chain(look_over(paths, faults_in=_faults_in), look_at())
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


def _faults_in(settings: Settings) -> list[str]:
    """What of the settings the reader alone can judge."""
    fault = check_theme(settings.theme)
    return [*([fault] if fault else []), *check_keys(settings.keys)[1]]


def _fields(finding: Finding) -> dict[str, str | None]:
    return {
        "part": finding.part,
        "state": finding.state.value,
        "text": finding.text,
        "hint": finding.hint or None,
    }
