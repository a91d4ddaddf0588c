"""How many papers open as a whole text, from which source, and why others do not.

    python benchmarks/fulltext_availability.py IDS… [--json FILE]

IDS are arXiv ids, or files with an id or address a line; - is standard input. A hundred recent ids:

    octavo list cat:cs.LG --limit 100 --fields arxiv_id > ids
    python benchmarks/fulltext_availability.py ids

Each paper is fetched as the reader fetches it: the sources are asked in their order until one has
the text, with pauses of 15 seconds between two requests to arXiv, so a hundred papers take about
half an hour. Nothing is kept. A source is counted only for papers that no source before it has.

A text is *whole* if nothing of it is missing: the page had an end, and everything was converted.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import json
import sys
from collections import Counter
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "model"), str(ROOT / "benchmarks")]

from octavo_model.core.errors import OctavoError  # noqa: E402
from octavo_model.core.ids import PaperIds, ids_of  # noqa: E402
from octavo_model.core.paper import Paper  # noqa: E402
from octavo_model.fulltext.fetch import Refused, TextFetcher  # noqa: E402
from octavo_model.fulltext.pages.read import read_page  # noqa: E402
from octavo_model.fulltext.sources import SOURCES  # noqa: E402
from octavo_model.sources.environment import Environment  # noqa: E402
from octavo_model.storage.data_folder import Paths  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from octavo_model.fulltext.fetch import TextEvent

TITLES = {one.name: one.title for one in SOURCES}


@dataclass
class Found:
    """What was found of one paper.

    Attributes:
        id: Its arXiv id.
        source: The source that had its text; empty if none had it.
        missing: What is missing in the text.
        blocks: How many blocks the text has.
        reasons: Why sources had no text, by the name of the source.
    """

    id: str
    source: str = ""
    missing: tuple[str, ...] = ()
    blocks: int = 0
    reasons: dict[str, str] = field(default_factory=dict)


def ids_in(words: Iterable[str]) -> Iterator[PaperIds]:
    """Yield the ids in ``words``, which are ids, addresses or files with these, each once."""
    seen: set[str] = set()
    for word in words:
        lines = [word]
        if word == "-":
            lines = sys.stdin.read().split()
        elif Path(word).is_file():
            lines = Path(word).read_text("utf-8").split()
        for ids in map(ids_of, lines):
            if ids.arxiv_id and ids.arxiv_id not in seen:
                seen.add(ids.arxiv_id)
                yield ids


async def look(papers: Sequence[PaperIds], environment: Environment) -> list[Found]:
    """Return what is found of each paper."""
    results: list[Found] = []

    def note(event: TextEvent) -> None:
        if isinstance(event, Refused):
            results[-1].reasons[event.source] = event.why

    with TemporaryDirectory() as folder:
        async with TextFetcher(environment, Paths.under(folder), read_page, note) as fetcher:
            for ids in papers:
                results.append(Found(ids.arxiv_id or ""))
                with suppress(OctavoError):
                    document = await fetcher.fetch(_paper(ids))
                    results[-1].source, results[-1].missing = document.source, document.missing
                    results[-1].blocks = len(document.blocks)
                print(f"{len(results)} of {len(papers)}: {results[-1].id}", file=sys.stderr)
    return results


def _paper(ids: PaperIds) -> Paper:
    day = dt.date(1, 1, 1)
    return Paper(
        0, f"arxiv:{ids.arxiv_id}", ids.arxiv_id or "", "", (), None, None, None, day, False, None,
        ids.arxiv_id, (), (), False, False, version=ids.version,
    )  # fmt: skip


def table(results: Sequence[Found]) -> str:
    """Return the figures as Markdown."""
    opened = [one for one in results if one.source]
    whole = [one for one in opened if not one.missing]
    parts, none = len(opened) - len(whole), len(results) - len(opened)
    lines = [
        f"{len(results)} papers: {len(whole)} open whole, {parts} in part, {none} not at all.",
        "",
        "| source | texts | refusals and their reasons |",
        "| --- | --- | --- |",
    ]
    for name, title in TITLES.items():
        count = sum(one.source == name for one in results)
        reasons = Counter(one.reasons[title] for one in results if title in one.reasons)
        shown = "; ".join(f"{number} × {why}" for why, number in reasons.most_common())
        lines.append(f"| {title} | {count} | {shown} |")
    missing = Counter(why for one in opened for why in one.missing)
    if missing:
        lines += ["", "| missing in texts that opened | papers |", "| --- | --- |"]
        lines += [f"| {why} | {number} |" for why, number in missing.most_common(20)]
    failed = [one.id for one in results if not one.source]
    return "\n".join([*lines, *(["", f"Not at all: {', '.join(failed)}"] if failed else [])])


def main() -> int:
    """Fetch the texts, and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("ids", metavar="IDS", nargs="+")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write what was found there")
    options = parser.parse_args()
    papers = list(ids_in(options.ids))
    if not papers:
        parser.error("no arXiv ids in IDS")
    results = asyncio.run(look(papers, Environment()))
    print(table(results))
    if options.json:
        options.json.write_text(json.dumps([asdict(one) for one in results], indent=1), "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
