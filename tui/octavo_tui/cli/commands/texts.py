"""``octavo text``, and ``octavo fetch --full-text``: the full texts of papers."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from octavo_model import OctavoError, View
from octavo_model.text.clean import harmless_json, visible
from octavo_tui.cli.arguments import CliCommand, argument, flag, number_between
from octavo_tui.cli.exit_status import ExitStatus, refuse
from octavo_tui.cli.library import find_paper, open_for_reading
from octavo_tui.cli.output import confirmed, print_errors, print_json
from octavo_tui.cli.progress import FetchProgress, TextProgress
from octavo_tui.cli.query_errors import read_query, refuse_wrong
from octavo_tui.render.labels import plural
from octavo_tui.terminal.streams import print_error

if TYPE_CHECKING:
    from octavo_model import Library, Paper, Paths
    from octavo_model.fulltext.document import Document
    from octavo_model.library.fulltext.full_texts import TextResult
    from octavo_model.sources.environment import Environment
    from octavo_tui.cli.arguments import Options

_MEASURE = 90
_FORMATS = ("text", "markdown", "json")
_MOST_UNASKED = 50
"""Papers whose texts are fetched without a question."""
_SECONDS = 15
"""At least, for each: the pause between two requests to arXiv."""


def print_text(options: Options, paths: Paths, environment: Environment | None = None) -> int:
    """Print the full text of a paper, or of a page in a file; with ``--pdf``, save its PDF."""
    if options.pdf and (options.section or options.format):
        refuse("--pdf goes without --section and --format")
    file = Path(options.what)
    if options.what == "-" or (_is_file(file) and not options.pdf):
        document = _read(file)
    else:
        with open_for_reading(paths) as library:
            paper = library.catalog.paper(find_paper(library, options.what))
            if options.pdf:
                return _save_pdf(library, paper, environment)
            document = _fetched(library, paper, options, environment)
    sys.stdout.write(_written(document, options))
    return ExitStatus.DONE


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a title is longer than the name of a file may be
        return False


def _fetched(
    library: Library, paper: Paper, options: Options, environment: Environment | None
) -> Document:
    """Return the text of a paper that is kept, else fetch it."""
    from octavo_model.library.fulltext.full_texts import is_outdated

    with TextProgress() as progress:
        document = library.full_texts.fetch(
            paper.key, progress, again=options.again, environment=environment
        )
    if document is None:  # nothing but ctrl+c cancels it
        raise KeyboardInterrupt
    if is_outdated(document, paper):
        print_error(f"{paper.key}: v{paper.version} is out (--again fetches it)")
    return document


def _save_pdf(library: Library, paper: Paper, environment: Environment | None) -> int:
    with TextProgress() as progress:
        saved = library.full_texts.save_pdf(paper.key, progress, environment=environment)
    if saved is not None:
        print(visible(str(saved.path)))
    return ExitStatus.DONE


def _read(file: Path) -> Document:
    from octavo_model.fulltext.pages.read import read_page
    from octavo_model.fulltext.sources import LARGEST_PAGE
    from octavo_model.storage.failures import explained
    from octavo_model.storage.files import read_at_most

    if str(file) == "-":
        data = sys.stdin.buffer.read(LARGEST_PAGE + 1)
        if len(data) > LARGEST_PAGE:
            raise OctavoError("-", f"is larger than {LARGEST_PAGE >> 20} MB")
    else:
        with explained(file):
            data = read_at_most(file, LARGEST_PAGE)
    try:
        return read_page(data, source="file", url=visible(str(file)))
    except OctavoError as error:
        raise OctavoError(str(file), error.why, error.hint) from None


def _written(document: Document, options: Options) -> str:
    """Return a document, or the section that the options name, in the format that they name."""
    section = options.section or ""
    if options.format == "markdown":
        from octavo_model.fulltext.layout.as_markdown import as_markdown

        return as_markdown(document, section=section)
    if options.format == "json":
        return f"{harmless_json(json.dumps(_fields(document, section), ensure_ascii=False))}\n"
    from octavo_model.fulltext.layout.as_text import as_text

    width = options.width or min(_MEASURE, shutil.get_terminal_size().columns)
    return as_text(document, width, section=section, tex=options.tex)


def _fields(document: Document, section: str) -> Any:
    from octavo_model.fulltext.encoding import as_json

    if not section:
        return as_json(document)
    from octavo_model.fulltext.layout.as_text import blocks_of_section
    from octavo_model.fulltext.layout.lay_out import lay_out

    layout = lay_out(document, _MEASURE)
    found = blocks_of_section(layout, section)
    return as_json(tuple(filter(None, layout.blocks[found.start : found.stop])))


def fetch_full_texts(options: Options, paths: Paths, environment: Environment | None = None) -> int:
    """Fetch the full texts of the papers that a query finds, as far as they are not kept."""
    import asyncio  # a text that is kept, or in a file, goes without

    from octavo_model.library.fulltext.many import fetch_texts

    options.lenient = False
    query = read_query(options.full_text, options)
    results: list[TextResult] = []
    with open_for_reading(paths) as library:
        library.require_writable()
        found = library.search.find(query, library.catalog.ids(View.all()))
        refuse_wrong(found.problems, options)
        papers = [one for one in library.catalog.papers(found.ids) if one.arxiv_id]
        kept = library.full_texts.are_kept(papers)
        wanted = [one for one, is_kept in zip(papers, kept, strict=True) if not is_kept]
        count = len(wanted)
        if count > _MOST_UNASKED:
            minutes = f"at least {count * _SECONDS // 60} minutes"
            if not confirmed(f"Fetch {count:,} full texts, which takes {minutes}", options):
                return ExitStatus.DONE
        stopped = False
        with FetchProgress({}) as progress:
            fetching = fetch_texts(
                library.full_texts, wanted, progress, results.append, environment=environment
            )
            try:
                asyncio.run(fetching)
            except KeyboardInterrupt:  # once: asyncio cancels the fetch before raising it
                stopped = True
    if not print_json(options, map(_result_fields, results)):
        print(_summary(results, count, sum(kept), len(found.ids) - len(papers)))
    print_errors("full texts", (one.error for one in results if one.error))
    if stopped:
        print_error("stopped; the texts fetched so far are kept")
        return ExitStatus.INTERRUPTED
    is_done = len(results) == count and not any(one.error for one in results)
    return ExitStatus.DONE if is_done else ExitStatus.FAILED


def _summary(results: list[TextResult], wanted: int, kept: int, others: int) -> str:
    fetched = sum(one.document is not None for one in results)
    parts = [f"{plural(fetched, 'full text')} fetched"]
    parts += [f"{len(results) - fetched:,} failed"] if len(results) > fetched else []
    parts += [f"{wanted - len(results):,} left for later"] if wanted > len(results) else []
    parts += [f"{kept:,} already here"] if kept else []
    parts += [f"{others:,} not at arXiv"] if others else []
    return ", ".join(parts)


def _result_fields(result: TextResult) -> dict[str, Any]:
    document = result.document
    return {
        "key": result.paper.key,
        "title": result.paper.title,
        "source": document.source if document else None,
        "address": document.url if document else None,
        "missing": list(document.missing) if document else [],
        "error": visible(str(result.error)) if result.error else None,
    }


def _check_width(text: str) -> int:
    return number_between(text, 20, 1_000)


COMMANDS = (
    CliCommand(
        "text",
        "Print the full text of a paper, fetched if need be",
        print_text,
        (
            argument("what", "KEY|FILE", "Key, arXiv id or title; or a page saved as a file"),
            argument("--section", "N", "Only this section: its number, or how its title starts"),
            argument("--format", "NAME", f"{', '.join(_FORMATS)}; else text", choices=_FORMATS),
            argument("--width", "N", "Columns of the text; else as wide as the terminal",
                     type=_check_width),
            flag("--tex", "Show formulas as TeX"),
            flag("--again", "Fetch it again, e.g. if a later version is out"),
            flag("--pdf", "Save the PDF instead, and print its path"),
        ),
        "octavo text 2401.01234\n"
        "octavo text 2401.01234 --section 3.1 --format markdown\n"
        "octavo text page.html --width 72\n"
        "octavo text 2401.01234 --pdf",
    ),
)  # fmt: skip
