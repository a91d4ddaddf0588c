"""What reading a full text costs, in processor time, and `octavo text` beside `w3m -dump`.

    python benchmarks/fulltext.py [--rounds 15]

The pages are the HTML files in the folder ``fulltext`` beside the one that OCTAVO_CORPUS names;
without it, our fixtures. They are kept in a library of their own, so nothing is fetched. Each round
starts the reader and opens every text on a terminal of 120 columns and 40 lines, another one first;
the others find all modules imported. The table has for each figure its median over all pages, and
that of the page with the highest one, each with its 95 % interval (by the bootstrap).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "model"), str(ROOT / "benchmarks")]

import readers  # noqa: E402
from libraries import FOLDER, Made  # noqa: E402
from measuring import By, Row, Samples, Target, short  # noqa: E402
from terminal import SIZE, run_counted  # noqa: E402

from octavo_model import Library  # noqa: E402
from octavo_model.core.errors import OctavoError  # noqa: E402
from octavo_model.core.parsed import ImportOptions  # noqa: E402
from octavo_model.fulltext.layout.lay_out import lay_out  # noqa: E402
from octavo_model.fulltext.pages.read import read_page  # noqa: E402
from octavo_model.text.latex import mathematics  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from measuring import Bench
    from terminal import Terminal

    from octavo_model.fulltext.document import Document

GROUP = "Full texts"
_ROUNDS = 16
_NARROW = (80, 40)
_WIDTH = 80
_PRESSES = 3
_OPEN, _PAGE, _CLOSE = "f", " ", "q"
_SCREEN = "first screen"
_COLD = "first screen, with the imports"
_RESTS = "until the states of cited papers are shown"
_LINE, _NEXT, _SIZE = "a line (j)", "a page (space)", "another size, laid out again"
_PARSED, _LAID_OUT, _AGAIN = "a page parsed", "laid out", "laid out again, formulas known"
_LIMITS = {_COLD: 150, _SCREEN: 150, _NEXT: 16, _SIZE: 50}
_TEXT = "octavo text"
_OTHERS = {
    "w3m -dump": ["w3m", "-dump", "-cols", str(_WIDTH), "-T", "text/html"],
    "lynx -dump": ["lynx", "-dump", "-nolist", "-force_html", f"-width={_WIDTH}"],
    "html2text": ["html2text", "-utf8", "-width", str(_WIDTH)],
}


class _Sample(NamedTuple):
    """A page of a paper: its file, what is in it, and how its first line starts."""

    file: Path
    document: Document
    start: bytes


class Costs(defaultdict[str, dict[str, list[float]]]):
    """Milliseconds by figure and page, in the order of the rounds."""

    def __init__(self) -> None:
        super().__init__(lambda: defaultdict(list))

    def note(self, figure: str, page: Path, seconds: float) -> None:
        """Add a cost."""
        self[figure][page.name].append(1_000 * seconds)

    def of(self, figure: str) -> list[float]:
        """All costs of a figure."""
        return [one for some in self[figure].values() for one in some]

    def ratios(self, other: str) -> list[float]:
        """How many times the processor time of another program `octavo text` takes, by pairs."""
        return [
            mine / others
            for name, some in self[_TEXT].items()
            for mine, others in zip(some, self[other][name], strict=True)
        ]


def measure(bench: Bench) -> None:
    """Add the rows of full texts, held against the limits by their 95th percentile."""
    costs = measured(bench.times(_ROUNDS))
    for figure in list(costs):
        if figure in (_TEXT, *_OTHERS):
            continue
        limit = _LIMITS.get(figure)
        target = Target(limit, By.P95) if limit else None
        name = f"{figure}, processor time"
        bench.add(Row(GROUP, name, "ms", Samples.of(costs.of(figure)), target, key="full texts"))
    for other in _OTHERS:
        if other in costs:
            control = other, Samples.of(costs.of(other))
            mine = Samples.of(costs.of(_TEXT))
            bench.add(Row(GROUP, f"{_TEXT}, beside {other}", "ms", mine, control=control))


def measured(rounds: int) -> Costs:
    """Measure everything so many times."""
    samples, costs = list(_samples()), Costs()
    others = {name: words for name, words in _OTHERS.items() if shutil.which(words[0])}
    with _library(samples) as made:
        for number in range(rounds):
            with readers.octavo(made) as reader:
                _read_all(reader, samples, number % len(samples), costs)
            for one in samples:
                _model(one, costs)
                commands = {_TEXT: [readers.OCTAVO, "text", "--width", str(_WIDTH)], **others}
                for name, words in sorted(commands.items(), reverse=bool(number % 2)):
                    costs.note(name, one.file, run_counted([*words, str(one.file)]))
            print(f"round {number + 1} of {rounds}", file=sys.stderr, flush=True)
    return costs


def _samples() -> Iterator[_Sample]:
    corpus = os.environ.get("OCTAVO_CORPUS")
    folder = Path(corpus).parent / "fulltext" if corpus else ROOT / "fixtures" / "fulltext"
    for file in sorted(folder.glob("*.html")):
        with suppress(OctavoError):  # some are no papers
            document = read_page(file.read_bytes(), source="file", url=file.name)
            lines = lay_out(document, _WIDTH).lines
            # A short one is repeated, so that there is enough to page through.
            times = 1 + 3 * (_PRESSES + 2) * SIZE[1] // len(lines)
            document = replace(document, blocks=document.blocks * times)
            yield _Sample(file, document, lines[0].text.split()[0].encode())


@contextmanager
def _library(samples: Sequence[_Sample]) -> Iterator[Made]:
    """A library with a paper for each page, in their order, and its text."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=FOLDER, prefix="fulltext-") as folder:
        made = Made(Path(folder), len(samples), 0)
        # No title has a word of a text: the list must not look like the first screen.
        lines = [
            json.dumps({"title": f"№ {number}", "arxiv_id": f"2511.{number:05d}"})
            for number in range(1, len(samples) + 1)
        ]
        with Library.open(made.paths) as library:
            library.imports.import_bytes("\n".join(lines).encode(), ImportOptions("all.jsonl"))
            for number, one in enumerate(samples, 1):
                paper = library.catalog.paper(library.catalog.resolve(f"arxiv:2511.{number:05d}"))
                library.full_texts.keep(paper, one.document)
        yield made


def _read_all(reader: Terminal, samples: Sequence[_Sample], first: int, costs: Costs) -> None:
    """Read every text, that at ``first`` before all others."""
    for at in (*range(first, len(samples)), *range(first)):
        one = samples[at]
        for _ in range(first if at == first else 1):
            reader.press(readers.DOWN if at else readers.FIRST)
        _open(reader, one, _COLD if at == first else _SCREEN, costs)
        for key, name in ((_PAGE, _NEXT), (readers.DOWN, _LINE)):
            for _ in range(_PRESSES):
                costs.note(name, one.file, reader.press(key).cpu)
        for size in (_NARROW, SIZE):
            costs.note(_SIZE, one.file, reader.resize(*size, quiet=0.2).cpu)
        reader.press(readers.FIRST)  # it opens there again
        reader.press(_CLOSE)


def _open(reader: Terminal, one: _Sample, figure: str, costs: Costs) -> None:
    """Open the text under the cursor."""
    reader.settle(0.2)
    cpu, since = reader.cpu, len(reader.output)
    reader.send(_OPEN)
    reader.wait_for(one.start, since)
    costs.note(figure, one.file, reader.cpu - cpu)
    reader.settle(0.2)
    if figure == _SCREEN:
        costs.note(_RESTS, one.file, reader.cpu - cpu)


def _model(one: _Sample, costs: Costs) -> None:
    """Parse and lay out, without a screen."""
    data = one.file.read_bytes()
    mathematics.inline.cache_clear()
    mathematics.display.cache_clear()
    costs.note(_PARSED, one.file, _cpu(lambda: read_page(data, source="file", url="")))
    costs.note(_LAID_OUT, one.file, _cpu(lambda: lay_out(one.document, _WIDTH)))
    costs.note(_AGAIN, one.file, _cpu(lambda: lay_out(one.document, _WIDTH - 10)))


def _cpu(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _table(costs: Costs) -> Iterator[str]:
    yield "| | limit | all pages | the slowest page |"
    yield "| --- | --- | --- | --- |"
    for figure, pages in costs.items():
        slowest = max(pages.values(), key=statistics.median)
        limit = f"{_LIMITS[figure]} ms" if figure in _LIMITS else ""
        yield f"| {figure} | {limit} | {_shown(costs.of(figure))} | {_shown(slowest)} |"
    for other in filter(costs.__contains__, _OTHERS):
        yield f"| {_TEXT} ÷ {other} | | {_shown(costs.ratios(other), '')} | |"


def _shown(values: Sequence[float], unit: str = " ms") -> str:
    """The median, with its interval."""
    dice = random.Random(1)
    some = sorted(statistics.median(dice.choices(values, k=len(values))) for _ in range(1_000))
    return f"{short(statistics.median(values))}{unit} ({short(some[25])}–{short(some[974])})"


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=_ROUNDS)
    print("\n".join(_table(measured(parser.parse_args().rounds))))


if __name__ == "__main__":
    main()
