"""SQLite's log moved into its file beside the import that writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from concurrent.futures import Future
    from types import TracebackType

    from octavo_model.engine import Engine

_EVERY = 1_000
"""Papers after which it is worth the disk's while: pages changed again and again go once."""


class Tidying:
    """A thread that waits for the disk, so that neither an import nor a mark does.

    What a transaction writes goes to the log, which must be moved before it grows long: whoever
    finds it so does it inside its transaction, and all others wait. Where the disk does not keep
    up, the import waits for it, outside its transactions.
    """

    def __init__(self, engine: Engine) -> None:
        from concurrent.futures import ThreadPoolExecutor

        self._engine = engine
        self._thread = ThreadPoolExecutor(1, "octavo-tidy")
        self._moving: Future[None] | None = None
        self._written = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._thread.shutdown()
        if error is None and self._moving is not None:
            self._moving.result()

    def wrote(self, papers: int) -> None:
        """Hear that so many papers were written by a transaction that has ended."""
        self._written += papers
        if self._written < _EVERY:
            return
        self._written = 0
        if self._moving is not None:
            self._moving.result()
        self._moving = self._thread.submit(self._engine.checkpoint)
