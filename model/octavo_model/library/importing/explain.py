"""Which format a file is read in, and why; nothing is imported."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.errors import OctavoError
from octavo_model.formats import CERTAIN
from octavo_model.formats.registry import KnownFormat
from octavo_model.library.importing.items import LargeFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from octavo_model.formats import Format, Source
    from octavo_model.library.importing.items import DigestReader, Item


_LONGEST_MARK = 60


class FormatCandidate(NamedTuple):
    """A format that may read a file: how likely, and the line with its mark.

    A likelihood of 0 means that there is something like its mark, but no more.
    """

    name: str
    likelihood: float
    line: int
    mark: str


class Explanation(NamedTuple):
    """What a file, or one that is packed in it, is read as.

    `papers` is None if the file is so large that it is read line by line. Without a `format`,
    `reason` says why it cannot be read.
    """

    label: str
    format: str | None
    reason: str
    papers: int | None = None
    warnings: int | None = None
    candidates: Sequence[FormatCandidate] = ()


def explain(items: Iterable[Item], reader: DigestReader) -> Iterator[Explanation]:
    """Yield the explanation of each item."""
    for item in items:
        if isinstance(item.source, OctavoError):
            yield Explanation(item.label, None, _reason(item.source))
            continue
        is_large = isinstance(item.source, LargeFile)
        source = item.source.source if isinstance(item.source, LargeFile) else item.source
        found = _candidates(source, reader.known_formats())
        try:
            form = reader.choose(source, item.label)
            parsed = None if is_large else reader.parse(form, source, item.label)
        except OctavoError as error:
            yield Explanation(item.label, None, _reason(error), candidates=found)
            continue
        why = "named by --format" if source.format else _why(form.name, found)
        papers, warnings = (len(parsed.papers), len(parsed.warnings)) if parsed else (None, None)
        yield Explanation(item.label, form.name, why, papers, warnings, found)


def _candidates(source: Source, formats: Iterable[Format]) -> list[FormatCandidate]:
    """Return the formats whose signature ``source`` matches, the most likely first."""
    found: list[FormatCandidate] = []
    for form in formats:
        match = form.match(source) if isinstance(form, KnownFormat) else None
        likelihood = form.sniff(source)
        if match is None and not likelihood:
            continue
        text = match.string if match else source.beginning()
        end = match.end() if match else 0
        start = text.rfind("\n", 0, max(0, end - 1)) + 1
        mark = text[start:].split("\n", 1)[0][:_LONGEST_MARK]
        found.append(FormatCandidate(form.name, likelihood, text.count("\n", 0, start) + 1, mark))
    return sorted(found, key=lambda one: -one.likelihood)


def _reason(error: OctavoError) -> str:
    return f"{error.why} ({error.hint})" if error.hint else error.why


def _why(name: str, found: Sequence[FormatCandidate]) -> str:
    """Why the format ``name`` is used."""
    own = next(one for one in found if one.name == name)
    if own.likelihood >= CERTAIN:
        return "its own marks are there"
    same = [one.name for one in found if one.likelihood == own.likelihood and one.name != name]
    if same:
        return f"the first of those that are as likely: {', '.join(same)}"
    return "the most likely" if sum(one.likelihood > 0 for one in found) > 1 else "the only one"
