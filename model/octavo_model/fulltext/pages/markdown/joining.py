"""What belongs together in Markdown, and is only written side by side: captions, citations."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from octavo_model.fulltext.document import Block, BlockKind, Reference, Run, RunKind, Runs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

_CAPTION = re.compile(
    r"(?P<label>(?P<kind>Figure|Fig\.|Table)\s+(?:[A-Z]\.?)?\d{1,3}[a-z]?)\s*[.:|]\s*"
)
_NUMBERS = re.compile(r"\[(\d{1,4}(?:\s*[,;–-]\s*\d{1,4}){0,30})\]")
_NUMBER = re.compile(r"(\d+)(?:\s*[–-]\s*(\d+))?")
_WIDEST_RANGE = 50


def join_captions(blocks: Iterable[Block], rename: Callable[[str, str], None]) -> list[Block]:
    """Return ``blocks`` with captions, which are paragraphs in Markdown, at what they describe.

    ``rename`` is called with the id of a block that was joined to another, and the id of both.
    """
    found: list[Block] = []
    for block in blocks:
        last = found[-1] if found else None
        caption = _caption(block)
        if caption is not None and last is not None and _is_bare(last, caption.kind):
            # The caption is below.
            name = last.id or caption.id
            rename(caption.id, name)
            found[-1] = replace(last, runs=caption.runs, label=caption.label, id=name)
        elif last is not None and last.label and not last.images and _is_bare(block, last.kind):
            name = last.id or block.id
            rename(block.id, name)
            found[-1] = replace(block, runs=last.runs, label=last.label, id=name)
        else:
            found.append(block if caption is None else caption)
    return [_without_rows(block) for block in found]


def with_notes(blocks: Iterable[Block], notes: dict[str, Block]) -> Iterator[Block]:
    """Yield ``blocks``, each followed by those of ``notes`` that it mentions, which are taken."""
    for block in blocks:
        yield block
        for run in block.runs:
            if run.kind is RunKind.NOTE and run.targets and run.targets[0] in notes:
                yield notes.pop(run.targets[0])


def _caption(block: Block) -> Block | None:
    """The figure or table without content that the paragraph ``block`` is the caption of."""
    if block.kind is not BlockKind.PARAGRAPH or not block.runs:
        return None
    found = _CAPTION.match(block.runs[0].text)
    if found is None:
        return None
    kind = BlockKind.TABLE if found["kind"] == "Table" else BlockKind.FIGURE
    rest = replace(block.runs[0], text=block.runs[0].text[found.end() :])
    runs = tuple(run for run in (rest, *block.runs[1:]) if run.text)
    return replace(block, kind=kind, runs=runs, label=found["label"])


def _is_bare(block: Block, kind: BlockKind) -> bool:
    """Return whether ``block`` is a table or figure of ``kind`` that has no caption yet."""
    return block.kind is kind and not block.runs and not block.label


def _without_rows(block: Block) -> Block:
    """``block``; the caption of a table that is somewhere else is that of a figure."""
    is_caption = block.kind is BlockKind.TABLE and not block.rows
    return replace(block, kind=BlockKind.FIGURE) if is_caption else block


def cited(
    blocks: Iterable[Block], references: Sequence[Reference], notes: Mapping[str, str]
) -> list[Block]:
    """Return ``blocks`` with citations that lead to ``references``, and marks to ``notes``."""
    ids = frozenset(one.id for one in references)
    numbers = {one.label: one.id for one in references if one.label.isdigit()}

    def fix(runs: Runs) -> Runs:
        return tuple(one for run in runs for one in _cited(run, ids, numbers, notes))

    return [
        replace(
            block,
            runs=fix(block.runs) if block.kind is not BlockKind.CODE else block.runs,
            rows=tuple(tuple(map(fix, row)) for row in block.rows),
        )
        for block in blocks
    ]


def _cited(
    run: Run, ids: frozenset[str], numbers: Mapping[str, str], notes: Mapping[str, str]
) -> Iterator[Run]:
    if run.kind is RunKind.NOTE:
        target = notes.get(run.text, "")
        kind = RunKind.CITE if target in ids else RunKind.NOTE
        text = f"[{run.text}]" if kind is RunKind.CITE else run.text.removeprefix("fn")
        yield Run(kind, text, (target,) if target else ())
    elif run.kind is RunKind.REF and run.targets[0] in ids:
        yield replace(run, kind=RunKind.CITE)
    elif run.kind is RunKind.TEXT and numbers and "[" in run.text:
        yield from _with_numbers(run, numbers)
    else:
        yield run


def _with_numbers(run: Run, numbers: Mapping[str, str]) -> Iterator[Run]:
    """The text ``run`` with numbers in brackets as citations, if all of them are known."""
    at = 0
    for found in _NUMBERS.finditer(run.text):
        targets = [numbers.get(one) for one in _expanded(found[1])]
        known = tuple(one for one in targets if one is not None)
        if not targets or len(known) < len(targets):
            continue
        if found.start() > at:
            yield replace(run, text=run.text[at : found.start()])
        yield Run(RunKind.CITE, found[0], tuple(dict.fromkeys(known)), run.style)
        at = found.end()
    if at < len(run.text):
        yield replace(run, text=run.text[at:])


def _expanded(text: str) -> Iterator[str]:
    for first, last in _NUMBER.findall(text):
        yield first
        if last and 0 < int(last) - int(first) < _WIDEST_RANGE:
            yield from map(str, range(int(first) + 1, int(last) + 1))
