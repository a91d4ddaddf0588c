"""The JSON of an answer that may be cut off, and the papers in its records. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import ParseWarning
from octavo_model.formats.common.digest import quoted
from octavo_model.formats.common.encoding import decode
from octavo_model.formats.common.json import Salvage, load, salvage
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from octavo_model.core.parsed import ParsedPaper
    from octavo_model.formats import Source

_SHOWN = 200


class Answer(NamedTuple):
    """The value of an answer, the broken parts of it, and the warning about its encoding."""

    got: Salvage
    broken: ParseWarning | None

    def records(self, name: str) -> list[object] | None:
        """Return the list of records in the field ``name``, or the whole value if it is a list."""
        value = self.got.value
        listed = value.get(name) if isinstance(value, dict) else value
        return listed if isinstance(listed, list) else None

    def gather(
        self, records: Iterable[object], read: Callable[[dict[str, object]], ParsedPaper | None]
    ) -> Iterator[ParsedPaper | ParseWarning]:
        """Yield what ``read`` makes of each record; a record without a title is a warning."""
        for number, record in enumerate(records, 1):
            paper = read(record) if isinstance(record, dict) else None
            yield paper or ParseWarning(0, f"record {number} has no title and is left out")
        for part in self.got.broken:
            if part.kind != "cut":
                shown = quoted(clean_line(part.text[:_SHOWN]))
                yield ParseWarning(part.line, f"not JSON; left out: {shown}")
        if self.got.cut:
            line = self.got.broken[-1].line if self.got.broken else 0
            yield ParseWarning(line, "cut off here; the whole records before were read")


def read_answer(source: Source) -> Answer:
    """Return the JSON in ``source``; raises NotADigestError for any other text."""
    text, broken = decode(source.data)
    text = text.lstrip("\ufeff")
    try:
        return Answer(Salvage(load(text)), broken)
    except ValueError:
        pass
    try:
        return Answer(salvage(text), broken)
    except ValueError:
        raise NotADigestError(source.name, "not JSON") from None
