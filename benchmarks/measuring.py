"""What a measurement is: samples, the control beside them, and the target they are held against."""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

SIZES = (1_000, 10_000, 100_000, 1_000_000)


class By(StrEnum):
    """Which figure of the samples is held against a target."""

    MEDIAN = "median"
    P95 = "p95"
    WORST = "worst"
    RATIO = "ratio"
    """The median over the control's median."""


@dataclass(frozen=True, slots=True)
class Samples:
    """What was measured, each time, in the row's unit."""

    values: tuple[float, ...]

    @classmethod
    def of(cls, values: Iterable[float]) -> Samples:
        """Samples of which there must be some."""
        kept = tuple(values)
        if not kept:
            raise ValueError("nothing was measured")
        return cls(kept)

    @property
    def median(self) -> float:
        """Half of them are at most this."""
        return statistics.median(self.values)

    @property
    def p95(self) -> float:
        """95 of 100 of them are at most this."""
        ordered = sorted(self.values)
        return ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]

    def figure(self, by: By, *, at_least: bool = False) -> float:
        """The median, the 95th percentile, or the worst of them."""
        if by is By.P95:
            return self.p95
        if by is By.WORST:
            return (min if at_least else max)(self.values)
        return self.median


@dataclass(frozen=True, slots=True)
class Target:
    """The target of a figure.

    Attributes:
        limit: In the row's unit; where it is held by ratio, times the control.
        by: Which figure.
        at_least: Whether more is better.
    """

    limit: float
    by: By = By.MEDIAN
    at_least: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    Attributes:
        group: The heading it is under.
        name: What was measured.
        unit: ``ms``, ``MB``, ``papers/s`` …
        measured: Octavo's.
        target: What the issue asks for, if it does.
        control: What the control is, and its samples, in the same unit.
        key: Short name, by which an explanation of a miss finds it; by default none is wanted.
    """

    group: str
    name: str
    unit: str
    measured: Samples
    target: Target | None = None
    control: tuple[str, Samples] | None = None
    key: str = ""

    @property
    def ratio(self) -> float | None:
        """Octavo's over the control's, both by the figure the target names."""
        if self.control is None:
            return None
        by = self.target.by if self.target else By.MEDIAN
        below = self.control[1].figure(by)
        return self.measured.figure(by) / below if below else None

    @property
    def passed(self) -> bool | None:
        """Whether the target is reached; None without a target."""
        if self.target is None:
            return None
        if self.target.by is By.RATIO:
            value = self.ratio
            if value is None:
                raise ValueError(f"{self.name}: a target by ratio needs a control")
        else:
            value = self.measured.figure(self.target.by, at_least=self.target.at_least)
        return value >= self.target.limit if self.target.at_least else value <= self.target.limit


@dataclass(frozen=True, slots=True)
class Other:
    """A figure of what one would use instead of Octavo, or why it cannot be had."""

    what: str
    who: str
    reported: str


@dataclass(slots=True)
class Bench:
    """One run.

    Attributes:
        quick: Whether it is only to try the benchmark itself.
        rows: The table so far.
        growth: For each plot (name, unit) and each line in it: the cost at each size.
        others: What others do.
        profiles: Where the time goes: lines of text, by what they are about.
        load: What else the machine did when the run began: its load average.
    """

    quick: bool = False
    rows: list[Row] = field(default_factory=list)
    growth: dict[tuple[str, str], dict[str, dict[int, float]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(dict))
    )
    largest: int = SIZES[-1]
    others: list[Other] = field(default_factory=list)
    profiles: dict[str, list[str]] = field(default_factory=dict)
    load: float = field(default_factory=lambda: os.getloadavg()[0])

    @property
    def sizes(self) -> Sequence[int]:
        """How many papers the libraries hold."""
        sizes = SIZES[:2] if self.quick else SIZES
        return [size for size in sizes if size <= self.largest]

    @property
    def large(self) -> int:
        """The size most targets are for."""
        return min(100_000, self.sizes[-1])

    @property
    def huge(self) -> int:
        """The largest size."""
        return self.sizes[-1]

    def times(self, many: int, count: int | None = None) -> int:
        """How often to measure what is measured ``many`` times.

        Less often in a quick run, and at sizes that no target is for (``count`` papers).
        """
        if self.quick:
            return max(1, many // 20)
        return many if count is None or count in (self.large, self.huge) else max(3, many // 3)

    def add(self, row: Row) -> None:
        """Take a row into the table, and show it."""
        self.rows.append(row)
        verdict = {True: "pass", False: "MISS", None: ""}[row.passed]
        shown = f"{short(row.measured.median)}/{short(row.measured.p95)} {row.unit}"
        control = f"{short(row.control[1].median)}: {row.control[0]}" if row.control else ""
        print(f"{verdict:5}{row.name:70} {shown:22} {control}", flush=True)

    def grow(self, plot: str, unit: str, line: str, count: int, value: float) -> None:
        """Note what ``line`` costs at ``count`` papers."""
        self.growth[plot, unit][line][count] = value

    def other(self, what: str, who: str, reported: str) -> None:
        """Note what others do, and show it."""
        self.others.append(Other(what, who, reported))
        print(f"     {what}: {who}: {reported}", flush=True)


def in_words(count: int) -> str:
    """A number of papers: ``1 M``, ``100 k``.

    >>> in_words(100_000), in_words(1_000_000)
    ('100 k', '1 M')
    """
    return f"{count // 1_000_000} M" if count >= 1_000_000 else f"{count // 1_000} k"


def ms(seconds: Iterable[float]) -> Samples:
    """Samples in milliseconds of what was measured in seconds."""
    return Samples.of(1_000 * one for one in seconds)


def timed(work: Callable[[], object]) -> float:
    """Seconds that ``work`` takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def say(text: str) -> None:
    """Print what is going on."""
    print(text, file=sys.stderr, flush=True)


def short(number: float) -> str:
    """A number with as many digits as mean something.

    >>> short(0.01234), short(7.256), short(85.31), short(102538)
    ('0.0123', '7.26', '85.3', '102,538')
    """
    if abs(number) < 10:
        return f"{number:.3g}"
    return f"{number:,.1f}".removesuffix(".0") if abs(number) < 100 else f"{number:,.0f}"
