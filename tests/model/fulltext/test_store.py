"""Kept full texts: whole files, in the order of their last opening."""

from __future__ import annotations

import datetime as dt
import errno
import gzip
import threading
from pathlib import Path

import pytest

from octavo_model.core.errors import OctavoError
from octavo_model.fulltext.document import Block, BlockKind, Document, Run, RunKind
from octavo_model.fulltext.encoding import encode
from octavo_model.fulltext.store import TextStore, file_name
from octavo_model.storage.data_folder import Paths

START = dt.datetime(2026, 11, 30, tzinfo=dt.UTC)


def document(title: str) -> Document:
    return Document(title, blocks=(Block(BlockKind.PARAGRAPH, (Run(RunKind.TEXT, title),)),))


class Shelf:
    """A store, its folder, and the time."""

    def __init__(self, paths: Paths) -> None:
        self.folder = paths.full_texts
        self.now = START
        self.store = TextStore(self.folder, paths.data / "locks", lambda: self.now)

    def put(self, *names: str) -> None:
        for name in names:
            self.now += dt.timedelta(minutes=1)
            self.store.put(name, document(name))

    def files(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir())


@pytest.fixture
def shelf(paths: Paths) -> Shelf:
    return Shelf(paths)


def test_an_empty_store_needs_no_folder(shelf: Shelf) -> None:
    assert shelf.store.get("2511.01234") is None
    assert (shelf.store.names(), shelf.store.size(), shelf.store.evict(0, ())) == (set(), 0, 0)
    assert not shelf.folder.exists()


def test_what_is_put_is_there_in_a_private_file(shelf: Shelf) -> None:
    shelf.put("2511.01234", "hep-th/9901001")

    assert shelf.store.get("hep-th/9901001") == document("hep-th/9901001")
    assert shelf.files() == ["2511.01234.json.gz", "hep-th_9901001.json.gz"]
    assert shelf.store.names() == {"2511.01234", "hep-th_9901001"}
    file = shelf.folder / "2511.01234.json.gz"
    assert file.stat().st_mode & 0o777 == 0o600
    assert shelf.store.size() == sum(path.stat().st_size for path in shelf.folder.iterdir())


def test_a_later_text_replaces_an_earlier_one(shelf: Shelf) -> None:
    shelf.store.put("2511.01234", document("old"))
    shelf.store.put("2511.01234", document("new"))
    assert shelf.store.get("2511.01234") == document("new")
    assert len(shelf.files()) == 1


@pytest.mark.parametrize("name", ["../../x", "", ".", "a" * 300, "title:foam", "\udcff", "x/y/1"])
def test_no_name_leaves_the_folder(shelf: Shelf, name: str) -> None:
    assert len(file_name(name)) == 64
    shelf.store.put(name, document("Foam"))
    assert shelf.store.get(name) is not None
    assert shelf.files() == [f"{file_name(name)}.json.gz"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not gzip",
        encode(document("x"))[:-9],
        gzip.compress(b'{"format": 99}', mtime=0),
        bytes(99),
    ],
)
def test_a_damaged_file_is_removed(shelf: Shelf, data: bytes) -> None:
    shelf.put("2511.01234")
    (shelf.folder / "2511.01234.json.gz").write_bytes(data)
    assert shelf.store.get("2511.01234") is None
    assert shelf.files() == []
    shelf.put("2511.01234")
    assert shelf.store.get("2511.01234") is not None


def test_a_file_that_cannot_be_read_now_stays(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.put("2511.01234")

    def fail(*_: object) -> bytes:
        raise OSError(errno.EMFILE, "Too many open files")

    with monkeypatch.context() as patched:
        patched.setattr("octavo_model.fulltext.store.read_at_most", fail)
        assert shelf.store.get("2511.01234") is None
    assert shelf.store.get("2511.01234") is not None


def test_a_folder_in_place_of_a_file_is_no_text(shelf: Shelf) -> None:
    (shelf.folder / "2511.01234.json.gz").mkdir(parents=True)
    assert shelf.store.get("2511.01234") is None


def test_texts_opened_longest_ago_are_evicted_and_wanted_ones_stay(shelf: Shelf) -> None:
    shelf.put("a", "b", "c", "d")
    shelf.now += dt.timedelta(hours=1)
    assert shelf.store.get("b") is not None
    size = shelf.store.size() // 4

    assert shelf.store.evict(4 * size + 3, {"a"}) == 0
    assert shelf.store.evict(2 * size + 3, {"a"}) == 2  # c and d: b was opened since
    assert shelf.store.names() == {"a", "b"}
    assert shelf.store.evict(0, {"a"}) == 1
    assert shelf.store.names() == {"a"}


def test_eviction_removes_drafts_and_leaves_other_files(shelf: Shelf) -> None:
    shelf.put("a")
    (shelf.folder / ".b.json.gz.1-2.tmp").write_bytes(b"half")
    (shelf.folder / "mine.txt").write_bytes(b"mine")
    assert shelf.store.evict(0, ()) == 1
    assert shelf.files() == ["mine.txt"]


def test_what_cannot_be_written_is_an_error(shelf: Shelf) -> None:
    shelf.folder.parent.mkdir(parents=True)
    shelf.folder.write_bytes(b"")
    with pytest.raises(OctavoError, match="not a folder"):
        shelf.put("a")


def test_readers_see_whole_texts_while_others_write_and_evict(paths: Paths) -> None:
    stop, seen = threading.Event(), [0]
    texts = {name: document(name * 500) for name in "abcd"}

    def change() -> None:
        own = Shelf(paths).store
        for _ in range(8):
            for name, text in texts.items():
                own.put(name, text)
            own.evict(0, {"a"})
        stop.set()

    writers = [threading.Thread(target=change) for _ in range(2)]
    for writer in writers:
        writer.start()
    store = Shelf(paths).store
    while not stop.is_set() or not seen[0]:
        for name, text in texts.items():
            found = store.get(name)
            assert found in (None, text)
            seen[0] += found is not None
    for writer in writers:
        writer.join()
    assert store.get("a") == texts["a"]
    assert not list(Path(paths.full_texts).glob(".*"))
