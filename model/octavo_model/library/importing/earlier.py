"""Earlier states of the same page or file, and digests that the user removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.core.changes import Property
from octavo_model.index import meta
from octavo_model.index.write import digests as index_digests
from octavo_model.index.write import writer
from octavo_model.index.write.incoming import IncomingPaper
from octavo_model.index.write.removal import remove_digest

if TYPE_CHECKING:
    import sqlite3

    from octavo_model.core.parsed import ParsedDigest
    from octavo_model.formats import Source
    from octavo_model.index.repository import Repository
    from octavo_model.library.importing.streaming import PendingDigest
    from octavo_model.library.marker import Marker


class EarlierDigests:
    """What the library already has of a digest that is imported."""

    def __init__(self, repository: Repository, marker: Marker) -> None:
        self._repository = repository
        self._marker = marker

    def is_unwanted(self, content: str, source: Source, parsed: ParsedDigest) -> bool:
        """Return whether a fetched digest is removed, or other days' digests list all of it.

        A day that its source was asked for is wanted all the same. A digest of the same day does
        not count: its votes and comments are of an earlier hour.
        """
        for known in self._repository.read(index_digests.removed):
            record = self._repository.archive.record(known)
            if known == content or (record.origin, record.date) == (source.origin, parsed.date):
                return True
        if source.date is not None or source.origin is None:
            return False
        origin, date = source.origin, parsed.date.isoformat() if parsed.date else None
        entries = [IncomingPaper.of(paper) for paper in parsed.papers]
        return self._repository.read(lambda db: writer.has_all(db, origin, date, entries))

    def restore_removed(self, content: str) -> None:
        """Restore a removed digest, as the user imports it again."""
        self._marker.change_properties(Property.DIGEST_REMOVED, lambda _: {content: None})

    def replace(self, digest: PendingDigest) -> None:
        """Remove earlier states of the same page or file that this and others list in full.

        This one takes the name of an earlier state in the same format.
        """
        archive = self._repository.archive

        def change(db: sqlite3.Connection) -> None:
            contained = writer.contained_in(db, digest.number)
            for number, _, name, form in contained:
                remove_digest(db, number)
                if form == digest.record.format:
                    digest.record = archive.record(digest.content)._replace(name=name)
                    index_digests.record_again(db, digest.content, digest.record)
            if contained:
                archive.publish({}, {digest.content: digest.record})
                archive.remove([content for _, content, *_ in contained])
                meta.put(db, "archive", archive.stamp())

        if self._repository.read(lambda db: writer.contained_in(db, digest.number)):
            self._repository.write(change)

    def update(self, digest: PendingDigest) -> None:
        """Merge the earlier state of the same file into this one if most of it is listed here.

        What only the earlier one lists stays in sight. The name of the earlier one is used.
        """
        earlier = self._repository.read(lambda db: writer.updated_by(db, digest.number))
        if earlier is None:
            return

        def exchange_names(db: sqlite3.Connection) -> None:
            old, new = archive.record(earlier), archive.record(digest.content)
            records = {
                earlier: old._replace(name=new.name),
                digest.content: new._replace(name=old.name),
            }
            archive.publish({}, records)
            meta.put(db, "archive", archive.stamp())
            index_digests.exchange_names(db, records)

        archive = self._repository.archive
        self._repository.write(exchange_names)
        self._marker.change_properties(
            Property.DIGEST_INTO, lambda _: {earlier: digest.content}, auto=True
        )
