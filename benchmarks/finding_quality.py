"""How well Octavo finds the paper that a query means.

    OCTAVO_CORPUS_PAPERS=FILE python benchmarks/finding_quality.py QUERIES [--home FOLDER]
        [--by-sub] [--only REGEX] [--baseline] [--raw FILE]
    ... finding_quality.py QUERIES --labels-out FILE
    ... finding_quality.py QUERIES --labels-in FILE FILE

QUERIES are made by `finding_queries`. The library of all papers of the corpus is made once below
FOLDER. The table has, for each class: whether the paper meant is among the first 1, 5 and 20 rows;
the share of empty lists; the rows and, of them, the full matches (median); and the processor time
of a query in ms. Topical queries have the share of relevant papers among the first ten. Queries of
abstracts are asked as ``in:abstract QUERY`` and as ``~ QUERY``; ideas also as they are.

Short queries of lists of 44 are asked in the list as a view of the library, and in a library of
its own. Whether a row matches is decided by a rule (`is_match`), which is near to the rule of the
search: only people can judge. For that, ``--labels-out`` writes 100 of these queries, each with all
papers of its list, shuffled: ``query``, ``title``, ``authors``, and ``match``, to be set to true or
false. ``--labels-in`` reads the answers of two people.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "model"), str(ROOT / "benchmarks")]

from finding_labels import agreement, labelled_rows  # noqa: E402
from finding_queries import read_rows, write_rows  # noqa: E402
from finding_words import Row, words_of  # noqa: E402
from libraries import FOLDER, Made  # noqa: E402
from measuring import Samples, short  # noqa: E402
from papers import corpus_file  # noqa: E402
from rapidfuzz.distance import OSA  # noqa: E402

from octavo_model import Library, View  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

FORMS = {"title": ("",), "abstract": ("in:abstract ", "~ "), "idea": ("", "~ ", "in:abstract ")}
"""What is put before a query, by where it is asked."""
NONE = 10**6
"""The rank of a paper that is not listed."""
_HEAD = ("class", "n", "@1", "@5", "@20", "none", "rows", "full", "ms p50", "p95")


class Asked:
    """A library that is asked, by the ids of its papers on arXiv.

    Args:
        opened: The library.
        near: Whether papers that match in part are listed behind.
    """

    def __init__(self, opened: Library, *, near: bool) -> None:
        self._find, self._near = opened.search.find, near
        self._ids = opened.catalog.ids(View.all())
        keys = opened.catalog.keys(self._ids)
        names = [re.sub("^arxiv:", "", key or "", flags=re.IGNORECASE) for key in keys]
        self._names = dict(zip(self._ids, names, strict=True))
        self._numbers = dict(zip(names, self._ids, strict=True))
        for form in FORMS["idea"]:
            self.ask(f"{form}warm up")

    def ask(self, query: str, among: Iterable[str] | None = None) -> tuple[list[str], int, float]:
        """All rows of a query, how many of them match in full, and the ms it took."""
        ids: Sequence[int] = self._ids
        if among is not None:
            ids = [self._numbers[name] for name in among if name in self._numbers]
        began = time.thread_time()
        found = self._find(query, ids, near=self._near)
        took = 1_000 * (time.thread_time() - began)
        return [self._names[one] for one in found.rows], len(found.ids), took


def opened_library(home: Path) -> Library:
    """The library of all papers of the corpus below ``home``, made now if it is not there.

    Raises:
        FileNotFoundError: It is not there, and the environment names no corpus.
    """
    paths, source = Made(home, 0, 0).paths, corpus_file()
    if not paths.index.exists():
        if source is None:
            raise FileNotFoundError("OCTAVO_CORPUS_PAPERS")
        with Library.open(paths) as library:
            library.imports.import_path(source)
    library = Library.open(paths)
    library.search.prepare_abstracts()
    return library


def library_of(papers: Iterable[Row], folder: Path) -> Library:
    """A library of a few papers."""
    file = folder / "papers.jsonl"
    folder.mkdir()
    write_rows(file, [{**paper, "abstract": ""} for paper in papers])
    library = Library.open(Made(folder, 0, 0).paths)
    library.imports.import_path(file)
    return library


def is_match(query: str, paper: Row) -> bool:
    """Whether each word of ``query`` would be found in the title or the authors of a paper.

    It begins a word; is inside one, from four letters on; is the initials of words in a row of the
    title; or, from five letters on, is one slip off a word or the beginning of one.

    >>> paper = {"title": "Graph Learning of Nuclei", "authors": ["Dora Kelp"]}
    >>> is_match("lea gra", paper), is_match("kel glo", paper), is_match("ear", paper)
    (True, True, False)
    """
    title = words_of(paper["title"])
    words = {*title, *words_of(" ".join(paper.get("authors", ())))}
    initials = "".join(word[0] for word in title)

    def found(typed: str) -> bool:
        if any(word.startswith(typed) or (len(typed) > 3 and typed in word) for word in words):
            return True
        if len(typed) > 2 and typed in initials:
            return True
        lengths = range(len(typed) - 1, len(typed) + 2)
        starts = {word[:length] for word in words for length in lengths} | words
        return len(typed) > 4 and any(
            OSA.distance(typed, start, score_cutoff=1) <= 1 for start in starts
        )

    return all(map(found, words_of(query)))


def answers(rows: Sequence[Row], asked: Asked, only: str, *, near: bool) -> Iterator[Row]:
    """Every query asked once in each form, with what came of it."""
    lists = {row["list"]: row["papers"] for row in rows if row["cls"] == "list"}
    rows = [row for row in rows if row["cls"] != "list" and re.search(only, row["cls"])]
    for row in rows:
        if "list" not in row:
            for form in FORMS[row["where"]]:
                yield _known(row, form, asked)
    short_queries = [row for row in rows if "list" in row]
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        own: dict[int, Asked] = {}
        for row in short_queries:
            number = row["list"]
            if number not in own:
                made = library_of(lists[number], Path(folder) / str(number))
                own[number] = Asked(stack.enter_context(made), near=near)
            yield _listed(row, "a view", asked, lists[number])
            yield _listed(row, "a library", own[number], lists[number])


def _known(row: Row, form: str, asked: Asked) -> Row:
    names, full, took = asked.ask(form + row["q"])
    done = {**row, "form": form.strip(), "rows": len(names), "full": full, "ms": took}
    if "relevant" in row:
        relevant = set(row["relevant"])
        return {**done, "p10": sum(name in relevant for name in names[:10]) / 10}
    right = set(row["right"])
    rank = next((place for place, name in enumerate(names, 1) if name in right), NONE)
    return {**done, "rank": rank}


def _listed(row: Row, form: str, asked: Asked, papers: Sequence[Row]) -> Row:
    names, full, took = asked.ask(row["q"], [paper["id"] for paper in papers])
    fit = {paper["id"] for paper in papers if is_match(row["q"], paper)}
    good = len(fit.intersection(names[:full]))
    done = {**row, "form": form, "rows": len(names), "full": full, "ms": took}
    return {**done, "shown": names[:full], "good": good, "fit": len(fit)}


def table(done: Iterable[Row], *, by_sub: bool) -> str:
    """The table in Markdown."""
    groups: dict[tuple[int, str, str, str], list[Row]] = defaultdict(list)
    for row in done:
        number, form = int(row["cls"].split()[0]), row["form"]
        groups[number, row["cls"], form, ""].append(row)
        if by_sub and row["sub"]:
            groups[number, row["cls"], form, row["sub"]].append(row)
    lines = [f"| {' | '.join(_HEAD)} |", "|---" * len(_HEAD) + "|"]
    for _, name, form, sub in sorted(groups):
        some = groups[int(name.split()[0]), name, form, sub]
        named = f"&nbsp; {sub}" if sub else f"{name} `{form}`" if form else name
        lines.append(f"| {' | '.join([named, str(len(some)), *_cells(some)])} |")
    return "\n".join(lines)


def _cells(rows: Sequence[Row]) -> list[str]:
    count = len(rows)
    listed, full, took = (Samples.of(row[key] for row in rows) for key in ("rows", "full", "ms"))
    rest = [
        f"{sum(not row['rows'] for row in rows) / count:.2f}",
        *(short(value) for value in (listed.median, full.median, took.median, took.p95)),
    ]
    if "rank" in rows[0]:
        return [
            f"{sum(row['rank'] <= best for row in rows) / count:.3f}" for best in (1, 5, 20)
        ] + rest
    if "p10" in rows[0]:
        return [f"P@10 {sum(row['p10'] for row in rows) / count:.3f}", "", "", *rest]
    good, shown, fit = (sum(row[key] for row in rows) for key in ("good", "full", "fit"))
    return [f"prec {good / max(1, shown):.3f}", f"rec {good / max(1, fit):.3f}", "", *rest]


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("queries", type=Path)
    parser.add_argument("--home", type=Path, default=FOLDER / "finding", help="of the library")
    parser.add_argument("--by-sub", action="store_true", help="each variant by itself, too")
    parser.add_argument("--only", default="", help="regular expression of classes")
    parser.add_argument("--baseline", action="store_true", help="full matches only")
    parser.add_argument("--raw", type=Path, help="where to write every answer")
    parser.add_argument("--labels-out", type=Path, help="what people judge")
    parser.add_argument("--labels-in", type=Path, nargs="+", help="what they judged")
    options = parser.parse_args()
    rows = read_rows(options.queries)
    if options.labels_out:
        write_rows(options.labels_out, labelled_rows(rows))
        return
    near = not options.baseline
    only = "^11 " if options.labels_in else options.only
    with opened_library(options.home) as opened:
        done = list(answers(rows, Asked(opened, near=near), only, near=near))
    if options.labels_in:
        print(agreement(rows, done, [read_rows(path) for path in options.labels_in]))
        return
    print(table(done, by_sub=options.by_sub))
    if options.raw:
        write_rows(options.raw, done)


if __name__ == "__main__":
    main()
