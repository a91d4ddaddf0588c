from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.search.acronyms import index as alias_index
from octavo_model.search.acronyms.index import AliasIndex
from octavo_model.search.similar.counting import Text


class Shelf:
    """Papers with ids, and a record of what was asked for."""

    def __init__(self, papers: dict[int, tuple[str, str]], stamp: str = "one") -> None:
        self.all = papers
        self.name = stamp
        self.asked: list[int] = []

    def texts(self, after: int) -> Iterable[Text]:
        self.asked.append(after)
        return [Text(one, *texts) for one, texts in sorted(self.all.items()) if one > after]

    def titles(self, after: int) -> Iterable[tuple[int, str, str]]:
        return [(one, title, "") for one, (title, _) in sorted(self.all.items()) if one > after]

    def paper_ids(self, last: int) -> Sequence[int]:
        return [one for one in sorted(self.all) if one <= last]

    def stamp(self) -> str:
        return self.name


WORDS = ("kelp", "tide", "owl", "lichen", "bonsai", "quilt", "harbour", "glacier", "loom", "bell")
NEURAL = ("Deep Tides", "A convolutional neural network (CNN) of tides.")


def shelf(stamp: str = "one") -> Shelf:
    papers = {10 * number + 1: NEURAL for number in range(6)}
    return Shelf({**papers, 101: ("CNNs of Kelp", ""), 111: ("Medium Access Control", "")}, stamp)


@pytest.fixture(autouse=True)
def _small_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alias_index, "_WORTH_SAVING", 5)
    monkeypatch.setattr(alias_index, "_SMALL", 0)


def words_of(index: AliasIndex, paper: int, newest: int = 111) -> str:
    hidden = index.prepare(newest)
    assert len(hidden.ids) == len(hidden.texts)
    position: int = hidden.ids.tolist().index(paper)
    return hidden.texts[position]


def test_a_title_has_the_words_of_its_acronym(tmp_path: Path) -> None:
    index = AliasIndex(shelf(), tmp_path / "aliases.idx")

    assert words_of(index, 101) == "convolutional neural network"
    assert words_of(index, 1) == words_of(index, 111) == ""


def test_only_new_papers_are_mined(tmp_path: Path) -> None:
    books = shelf()
    index = AliasIndex(books, tmp_path / "aliases.idx")
    before = index.prepare(111)
    books.all[121] = ("CNN by Night", "Medium access control (MAC)")

    after = index.prepare(121)

    assert books.asked == [0, 111]
    assert after.version == before.version
    assert after.texts == [*before.texts, "convolutional neural network"]
    assert after.ids.tolist() == [*before.ids.tolist(), 121]
    assert len(before.texts) == 8


def test_when_the_library_has_grown_its_meanings_are_counted_again(tmp_path: Path) -> None:
    books = shelf()
    index = AliasIndex(books, tmp_path / "aliases.idx")
    before = index.prepare(111)
    books.all |= dict.fromkeys((121, 131, 141), ("Kelp", "Medium access control (MAC)"))

    assert words_of(index, 111, 141) == "mac"
    assert index.prepare(141).version > before.version


def test_it_is_saved_for_the_next_session(tmp_path: Path) -> None:
    first = AliasIndex(shelf(), tmp_path / "aliases.idx").prepare(111)
    books = shelf()
    index = AliasIndex(books, tmp_path / "aliases.idx")

    hidden = index.prepare(111)

    assert hidden.texts == first.texts
    assert hidden.ids.tolist() == first.ids.tolist()
    assert books.asked == []
    books.all[121] = ("CNN by Night", "")
    assert words_of(index, 121, 121) == "convolutional neural network"
    assert books.asked == [111]


def other_stamp(books: Shelf, _: Path) -> None:
    books.name = "another"


def other_ids(books: Shelf, _: Path) -> None:
    books.all[22] = books.all.pop(21)


def cut(_: Shelf, path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])


def flipped(_: Shelf, path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def removed(_: Shelf, path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("change", [other_stamp, other_ids, cut, flipped, removed])
def test_a_file_that_cannot_be_used_is_replaced(
    tmp_path: Path, change: Callable[[Shelf, Path], None]
) -> None:
    path = tmp_path / "aliases.idx"
    AliasIndex(shelf(), path).prepare(111)
    books = shelf()
    change(books, path)

    assert words_of(AliasIndex(books, path), 101) == "convolutional neural network"
    assert books.asked == [0]
    asked_again = shelf(books.name)
    asked_again.all = books.all
    AliasIndex(asked_again, path).prepare(111)
    assert asked_again.asked == []


def test_another_library_in_the_same_session_is_mined_anew(tmp_path: Path) -> None:
    books = shelf()
    index = AliasIndex(books, tmp_path / "aliases.idx")
    before = index.prepare(111)
    books.name, books.all = "another", {5: ("CNN", ""), 7: NEURAL}

    after = index.prepare(7)

    assert (after.ids.tolist(), after.texts) == ([5, 7], ["", ""])
    assert after.version > before.version


def test_where_it_cannot_be_saved_it_works_all_the_same(tmp_path: Path) -> None:
    index = AliasIndex(shelf(), tmp_path / "nowhere" / "aliases.idx")

    assert words_of(index, 101) == "convolutional neural network"


def test_a_library_may_be_empty(tmp_path: Path) -> None:
    hidden = AliasIndex(Shelf({}), tmp_path / "aliases.idx").prepare(0)

    assert (len(hidden.ids), list(hidden.texts)) == (0, [])


TITLES = st.sampled_from(
    ["CNN of Kelp", "Convolutional Neural Network", "MAC", "Medium access control", "k-NN", "Kelp"]
)
ABSTRACTS = st.sampled_from(
    [
        "",
        "Convolutional neural networks (CNNs)",
        "medium access control (MAC), k-nearest owls (k-NO)",
        *[
            "multiple access channel (MAC)",
            "CNN (cable news network)",
            "k nearest neighbours (kNN)",
        ],
    ]
)


@given(st.lists(st.tuples(TITLES, ABSTRACTS), min_size=1, max_size=40), st.data())
def test_extended_and_counted_again_it_is_as_built_at_once(
    tmp_path_factory: pytest.TempPathFactory,
    papers: list[tuple[str, str]],
    data: st.DataObject,
) -> None:
    path = tmp_path_factory.mktemp("aliases") / "aliases.idx"
    everything = dict(enumerate(papers, 1))
    books = Shelf({})
    index = AliasIndex(books, path)
    newest = 0
    while newest < len(papers):
        newest += data.draw(st.integers(1, len(papers) - newest))
        books.all = {one: texts for one, texts in everything.items() if one <= newest}
        if data.draw(st.booleans()):
            index = AliasIndex(books, path)
        index.prepare(newest)
    counted = index._counted

    at_once = AliasIndex(Shelf(everything), path.with_name("other.idx")).prepare(newest)
    hidden = index.prepare(newest)

    assert hidden.ids.tolist() == at_once.ids.tolist()
    if counted == newest:
        assert hidden.texts == at_once.texts
    else:
        # What the library means is that of the papers that were counted.
        assert newest - counted <= counted / 8
        books.all = {one: texts for one, texts in everything.items() if one <= counted}
        first = AliasIndex(books, path.with_name("first.idx")).prepare(counted)
        assert hidden.texts[:counted] == first.texts


@pytest.mark.slow
def test_mining_takes_little_processor_time(tmp_path: Path) -> None:
    sentence = "We show that a {0} {1} {2} ({3}) is as good (for now) as any other of its kind. "

    def paper(number: int) -> tuple[str, str]:
        three = [WORDS[number // 10**digit % 10] for digit in range(3)]
        acronym = "".join(word[0] for word in three).upper()
        return f"On the {acronym} of tides", sentence.format(*three, acronym) + "It ends. " * 90

    books = Shelf({number: paper(number) for number in range(1, 10_001)})
    start = time.process_time()
    AliasIndex(books, tmp_path / "aliases.idx").prepare(10_000)

    assert time.process_time() - start < 3.0
