"""The digests of a library by their numbers and names, and what they are named on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_tui.render.row_texts import digest_in_text, heading_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence

    from octavo_model import Digest
    from octavo_model.core.views import Totals


class DigestTitles:
    """Names the ``digests``, which may be other ones each time they are asked for."""

    def __init__(
        self, digests: Callable[[], Sequence[Digest]], today: Callable[[], dt.date]
    ) -> None:
        self._digests = digests
        self._today = today
        self._numbered: tuple[Sequence[Digest], Mapping[int, Digest]] = (), {}

    def numbered(self, number: int) -> Digest | None:
        """Return the digest with this number."""
        digests = self._digests()
        if self._numbered[0] is not digests:
            self._numbered = digests, {one.id: one for one in digests}
        return self._numbered[1].get(number)

    def _named(self, name: str | None) -> Digest | None:
        return next((one for one in self._digests() if one.name == name), None)

    def label(self, name: str) -> str:
        """Return the name of a digest in a text: ``HF Daily 20 Aug``."""
        digest = self._named(name)
        return name if digest is None else digest_in_text(digest, self._today())

    def heading(self, name: str | None) -> str:
        """Return the name of a digest over its papers; empty for an unknown one."""
        digest = self._named(name)
        return "" if digest is None else heading_of(digest, self._today())


def recount(digests: list[Digest], totals: Totals) -> None:
    """Change the counts of ``digests`` to what they hold after a mark."""
    for index, digest in enumerate(digests):
        if counts := totals.digests.get(digest.id):
            digests[index] = digest._replace(total=counts.total, undecided=counts.undecided)
