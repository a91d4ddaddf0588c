"""A user who never rests: random keys, resizes and themes while digests arrive."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from octavo_model import View
from octavo_model.core.marks import MarkField
from octavo_tui.app.app import OctavoApp
from octavo_tui.app.screen import ReadingScreen
from octavo_tui.commands import COMMANDS
from octavo_tui.keys import sequences

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from textual.pilot import Pilot

    from octavo_model import Library

_NOT_PRESSED = {"quit", "quit_now", "tour", "suspend", "palette", "filter", "fetch"}
"""Commands that would end it, and those that have a way of their own below."""


def _listed(words: str) -> list[str]:
    return words.split()


_SIZES = ((80, 24), (140, 45), (50, 15), (110, 30), (200, 60), (40, 12))
_SUBJECTS = _listed(
    "owls moths tides sundials lanterns bridges meadows orchards looms kites wells dunes ferns"
    " hedges anvils beacons comets gables harbours inkwells jetties kilns lichens mosses"
)
_MANNERS = _listed(
    "sparse neural causal robust latent convex tidal modular adaptive bounded spectral"
    " contrastive variational recurrent equivariant federated quantised regularised"
)
_TASKS = _listed(
    "counting ranking fixing naming sorting weighing folding tracing sketching balancing"
    " transport attention distillation retrieval segmentation alignment pretraining"
)
_WORKERS = 6
_A_DAY = 250
_ARRIVING = 4
"""Papers in a digest that arrives: few, so that what grows is not the library."""


class Sample(NamedTuple):
    """What the process held at one moment: seconds, bytes of memory, threads, descriptors."""

    at: float
    memory: int
    threads: int
    descriptors: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a soak came to.

    Attributes:
        keys: Actions done, most of them a key.
        arrived: Digests that arrived meanwhile.
        samples: In the order of time.
    """

    keys: int
    arrived: int
    samples: tuple[Sample, ...]

    @property
    def growth(self) -> float:
        """By how much memory grew after the warm-up, the first third: 0.01 is a hundredth.

        The least of each stretch is compared: an export or an index that is just being made holds
        as much again, for a moment.
        """
        settled, last = self._settled, self._last
        return min(one.memory for one in last) / min(one.memory for one in settled) - 1

    @property
    def more_threads(self) -> int:
        """How many more there are at the end than after the warm-up.

        The fewest of each stretch are compared: a fetch under way has some of its own.
        """
        return min(one.threads for one in self._last) - min(one.threads for one in self._settled)

    @property
    def more_descriptors(self) -> int:
        """The same of open files."""
        last, settled = self._last, self._settled
        return min(one.descriptors for one in last) - min(one.descriptors for one in settled)

    @property
    def _settled(self) -> tuple[Sample, ...]:
        third = len(self.samples) // 3
        return self.samples[third : third + max(1, len(self.samples) // 6)]

    @property
    def _last(self) -> tuple[Sample, ...]:
        return self.samples[-max(1, len(self.samples) // 6) :]


def digests(papers: int, dice: random.Random) -> Iterator[bytes]:
    """Digests with ``papers`` invented papers in all, as JSON Lines."""
    for start in range(0, papers, _A_DAY):
        yield digest(range(start, min(papers, start + _A_DAY)), dice)


def digest(numbers: range, dice: random.Random) -> bytes:
    """One digest, with a paper for each of ``numbers``."""
    return "".join(json.dumps(_paper(number, dice)) + "\n" for number in numbers).encode()


def _paper(number: int, dice: random.Random) -> dict[str, object]:
    manner, subject, task = (dice.choice(some) for some in (_MANNERS, _SUBJECTS, _TASKS))
    words = " ".join(dice.choice(_SUBJECTS + _MANNERS + _TASKS) for _ in range(90))
    return {
        "title": f"{manner.capitalize()} {task} of {subject}, study {number}",
        "abstract": f"We study {subject} by {manner} {task}: {words}.",
        "authors": [f"{subject.capitalize()} {manner.capitalize()}"],
    }


@dataclass(slots=True)
class Soak:
    """Keys without end.

    Args:
        pilot: At the reader.
        library: What it reads.
        other: The same library, open once more: somebody else at work.
        incoming: A folder that is a source of the reader.
        dice: Decides everything.
    """

    pilot: Pilot[None]
    library: Library
    other: Library
    incoming: Path
    dice: random.Random
    _keys: int = 0
    _arrived: int = 0
    _next: int = 10_000_000
    _samples: list[Sample] = field(default_factory=list)

    async def run(self, seconds: float) -> Outcome:
        """Go on for so many seconds."""
        await self._employ()
        began = time.monotonic()
        every = min(5.0, seconds / 30)
        pressed = [
            key
            for one in COMMANDS
            if one.name not in _NOT_PRESSED
            for sequence in sequences(one.keys)
            for key in sequence
        ]
        others: list[tuple[Callable[[], Awaitable[object]], int]] = [
            (self._filter, 40),
            (self._resize, 8),
            (self._theme, 4),
            (self._palette, 4),
            (self._arrive, 6),
            (self._somebody_else, 12),
        ]
        ways, weights = zip(*others, strict=True)
        while (now := time.monotonic() - began) < seconds:
            if not self._samples or now - self._samples[-1].at >= every:
                self._samples.append(self._sample(now))
                self._note()
            if self.dice.random() < 0.85:
                await self._press(self.dice.choice(pressed))
            else:
                (way,) = self.dice.choices(ways, weights)
                await way()
            if self._keys % 25 == 0:
                await self._come_back()
        return Outcome(self._keys, self._arrived, tuple(self._samples))

    async def _employ(self) -> None:
        """Have each kind of thread do something, so that what comes later is too many.

        Each has files of its own, which stay open; so does the index of terms.
        """
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(_WORKERS))
        all_there = threading.Barrier(_WORKERS)
        some = list(self._app.reading.papers.ids[:1])

        def work() -> None:
            all_there.wait()
            for library in (self.library, self.other):
                library.catalog.counts(View.all())
                library.marks.mark(some, MarkField.STARRED, True)

        await asyncio.gather(*(asyncio.to_thread(work) for _ in range(_WORKERS)))
        await self._arrive()
        await self._press("m")
        await self._app.reading.idle()

    @property
    def _app(self) -> OctavoApp:
        app = self.pilot.app
        assert isinstance(app, OctavoApp)
        return app

    async def _press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            self._keys += 1
        assert self._app.is_running, "the reader has ended"

    async def _come_back(self) -> None:
        """To the reading screen, from anything opened over it."""
        for _ in range(8):
            if isinstance(self._app.screen, ReadingScreen):
                return
            await self._press("escape")
        assert isinstance(self._app.screen, ReadingScreen), f"no way out of {self._app.screen}"

    async def _filter(self) -> None:
        await self._come_back()
        word = self.dice.choice(_SUBJECTS + _MANNERS + _TASKS)
        typed = list(word[: self.dice.randrange(1, 8)])
        if self.dice.random() < 0.3:
            typed += ["space", *self.dice.choice(_TASKS)[:4]]
        if self.dice.random() < 0.3:
            typed += ["backspace"] * self.dice.randrange(1, 4)
        await self._press("slash", *typed, self.dice.choice(("enter", "escape", "down")))

    async def _resize(self) -> None:
        await self.pilot.resize_terminal(*self.dice.choice(_SIZES))
        self._keys += 1

    async def _theme(self) -> None:
        self._app.theme = self.dice.choice(sorted(self._app.available_themes))
        await self.pilot.pause()
        self._keys += 1

    async def _palette(self) -> None:
        await self._come_back()
        await self._press("ctrl+p", *self.dice.choice(_TASKS)[:3], "escape")

    async def _arrive(self) -> None:
        """A digest comes into the folder, and is fetched while keys go on."""
        await self._come_back()
        for old in self.incoming.iterdir():
            old.unlink()
        numbers = range(self._next, self._next + _ARRIVING)
        self._next += _ARRIVING
        (self.incoming / f"{self._next}.jsonl").write_bytes(digest(numbers, self.dice))
        await self._press("R", "j", "j", "s", "G", "k")
        await self._app.reading.idle()
        self._arrived += 1

    async def _somebody_else(self) -> None:
        """Somebody else marks papers of the same library."""
        ids = list(self._app.reading.papers.ids[:200])
        some = self.dice.sample(ids, min(len(ids), 3))
        starred = self.dice.random() < 0.5
        await asyncio.to_thread(self.other.marks.mark, some, MarkField.STARRED, starred)

    def _note(self) -> None:
        """Write down where it is, for people who wonder during an hour."""
        last = self._samples[-1]
        with (self.incoming.parent / "samples.txt").open("a") as file:
            file.write(f"{self._keys} {last.at:.0f} {last.memory} {last[2:]}\n")

    def _sample(self, at: float) -> Sample:
        gc.collect()
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        descriptors = len(list(Path("/proc/self/fd").iterdir()))
        memory = pages * os.sysconf("SC_PAGE_SIZE")
        return Sample(at, memory, threading.active_count(), descriptors)
