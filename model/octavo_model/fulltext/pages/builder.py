"""Blocks of a document as they are read: unique ids, notes behind their blocks, what is missing."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from octavo_model.fulltext.document import Block, BlockKind, Document, Reference, Run, RunKind
from octavo_model.text.clean import clean_line, cut

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from octavo_model.fulltext.document import Runs

_LONGEST_ID = 200
_MOST_MISSING = 20
MOST_BLOCKS, _MOST_NOTES, _MOST_REFERENCES = 10_000, 5_000, 10_000
"""More than any paper has: what follows is left out, so that a hostile page costs little."""
TOO_LONG = "The rest of the text is left out, as it is too long"
_NOT_IN_IDS = re.compile(r"\s+")


def clean_id(text: str) -> str:
    """Return ``text`` as an id of a block: safe to print, without spaces, and not too long."""
    return _NOT_IN_IDS.sub("-", clean_line(text))[:_LONGEST_ID]


class DocumentBuilder:
    """Collects the parts of a document.

    Attributes:
        blocks: The blocks so far.
        waiting: Ids of elements whose block is not put yet.
        title: The title; empty as long as it is not known.
        authors: The names of the authors.
        abstract: The blocks of the abstract.
        references: The entries of the bibliography.
    """

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.waiting: list[str] = []
        self.title = ""
        self.authors: list[str] = []
        self.abstract: list[Block] = []
        self.references: list[Reference] = []
        self._notes: list[Block] = []
        self._note_count = 0
        self._missing: dict[str, None] = {}
        self._taken: set[str] = set()
        self._repeated: Counter[str] = Counter()
        self._aliases: dict[str, str] = {}

    @property
    def is_full(self) -> bool:
        """Whether no more blocks are added."""
        if len(self.blocks) < MOST_BLOCKS and len(self.references) < _MOST_REFERENCES:
            return False
        self.miss(TOO_LONG)
        return True

    def put(self, block: Block, *, even_if_empty: bool = False) -> None:
        """Add ``block`` if it shows anything, with its id or that of an element around it."""
        is_shown = block.runs or block.rows or block.images or even_if_empty
        if is_shown and not self.is_full:
            self.blocks.append(replace(block, id=self._id_for(block.id)))
        if self.blocks and self._notes:
            self.blocks += self._notes
            self._notes = []

    def add_note(self, name: str, label: str, runs: Runs) -> str:
        """Add a footnote, which is put behind the next block; return its id."""
        if self._note_count >= _MOST_NOTES:
            return ""
        self._note_count += 1
        name = self.free_id(name or f"note.{label}")
        self._aliases.setdefault(f"note-of-{label}", name)
        self._notes.append(Block(BlockKind.NOTE, runs, name, label=label))
        return name

    def add_reference(self, reference: Reference) -> None:
        """Add an entry of the bibliography, under an id that is free."""
        if len(self.references) >= _MOST_REFERENCES:
            return
        name = self.free_id(reference.id or f"bib.{len(self.references) + 1}")
        self.references.append(replace(reference, id=name))

    def rename(self, name: str, to: str) -> None:
        """Let references to ``name`` lead to the block with the id ``to``."""
        if name and to and name != to:
            self._aliases[clean_id(name)] = to

    def miss(self, sentence: str) -> None:
        """Say once that something is missing."""
        if len(self._missing) < _MOST_MISSING:
            self._missing[cut(clean_line(sentence), 160)] = None

    def free_id(self, name: str) -> str:
        """Return ``name``, with a number if it is taken; it is taken then."""
        free = name = clean_id(name)
        while free in self._taken:
            self._repeated[name] += 1
            free = f"{name}.{self._repeated[name] + 1}"
        self._taken.add(free)
        return free

    def _id_for(self, name: str) -> str:
        names = [one for one in dict.fromkeys(map(clean_id, [name, *self.waiting])) if one]
        self.waiting = []
        own = next((one for one in names if one not in self._taken), "")
        if own:
            self._taken.add(own)
            self._aliases.update((one, own) for one in names if one not in self._taken)
        return own

    def document(self, *, source: str, url: str) -> Document:
        """Return the document, in which references lead only to what is there."""
        self.put(Block(BlockKind.PARAGRAPH))
        if self.waiting and self.blocks and (last := self.blocks[-1]).id:
            self._aliases.update((one, last.id) for one in map(clean_id, self.waiting))
        # Some blocks were joined to others after they got their ids.
        ids = {one.id for one in (*self.abstract, *self.blocks)}
        known = {name: name for name in ids | {one.id for one in self.references}}
        renamed = {name: self._aliases.get(to, to) for name, to in self._aliases.items()}
        names = {name: to for name, to in renamed.items() if to in known} | known
        return Document(
            self.title,
            tuple(self.authors),
            tuple(linked(self.abstract, names)),
            tuple(linked(self.blocks, names)),
            tuple(self.references),
            tuple(self._missing),
            source,
            url,
        )


def linked(blocks: Iterable[Block], names: Mapping[str, str]) -> Iterable[Block]:
    """Yield ``blocks`` with the targets of their runs as ``names`` has them, without others."""

    def fix(runs: Runs) -> Runs:
        return tuple(_linked_run(run, names) if run.targets else run for run in runs)

    for block in blocks:
        rows = tuple(tuple(map(fix, row)) for row in block.rows)
        yield replace(block, runs=fix(block.runs), rows=rows)


def _linked_run(run: Run, names: Mapping[str, str]) -> Run:
    if run.kind is RunKind.LINK:
        return run
    found = (names[name] for name in map(clean_id, run.targets) if name in names)
    targets = tuple(dict.fromkeys(found))
    if not targets and run.kind is RunKind.REF:
        return Run(RunKind.TEXT, run.text, style=run.style)
    return replace(run, targets=targets)
