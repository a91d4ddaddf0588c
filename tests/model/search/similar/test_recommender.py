from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.model.search.similar.papers import invented

from octavo_model import View
from octavo_model.core.marks import MarkField
from octavo_model.search.similar import store
from octavo_model.search.similar.term_index import TermIndex

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.model.conftest import Desk

    from octavo_model import Library
    from octavo_model.search.similar.counting import Text


def test_related_papers_are_the_nearest_of_the_whole_library(
    library: Library, subjects: dict[int, str]
) -> None:
    right = 0
    for paper in list(subjects)[:30]:
        found = library.recommendations.related(paper)
        assert len(found) == 10
        assert paper not in {one.id for one in found}
        assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
        assert all(0 < one.score <= 1.0001 for one in found)
        right += sum(subjects[one.id] == subjects[paper] for one in found)
    assert right > 280


def test_a_paper_alone_has_no_relations(desk: Desk, library: Library) -> None:
    desk.add_digest(library, {"title": "Owls at noon", "abstract": "They sleep."}, "Kelp")

    assert library.recommendations.related(library.catalog.resolve("title:owls-at-noon")) == []


def test_views_of_suggestions_are_views(library: Library, subjects: dict[int, str]) -> None:
    owls = [one for one, its in subjects.items() if its == "owls"]
    library.marks.mark(owls[:8], MarkField.STARRED, True)
    (key,) = library.catalog.keys(owls[:1])
    related = View.related(key or "")

    assert list(library.catalog.ids(related)) == [
        one.id for one in library.recommendations.related(owls[0])
    ]
    assert library.catalog.counts(related).total == 10
    assert (
        list(library.catalog.ids(View.for_you(), 3))
        == list(library.catalog.ids(View.for_you()))[:3]
    )
    (wanted,) = library.catalog.keys([library.catalog.ids(related)[4]])
    assert library.catalog.window(related, wanted or "", 5)[1:] == (4, True)


# ---- the index between sessions


def _saves_early(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "_WORTH_SAVING", 5)
    monkeypatch.setattr(store, "_SMALL", 5)


def _asked(library: Library, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """After which papers texts are asked for from now on."""
    texts = library.catalog.texts
    asked: list[int] = []
    real = texts.texts

    def recorded(after: int) -> Iterable[Text]:
        asked.append(after)
        return real(after)

    monkeypatch.setattr(texts, "texts", recorded)
    return asked


def test_the_index_is_kept_and_found_again(
    desk: Desk, library: Library, subjects: dict[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _saves_early(monkeypatch)
    paper = next(iter(subjects))
    before = library.recommendations.related(paper)
    again = desk.reopen(library)
    asked = _asked(again, monkeypatch)

    assert again.recommendations.related(paper) == before
    assert asked == []


def test_only_new_papers_are_added(
    desk: Desk, library: Library, subjects: dict[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _saves_early(monkeypatch)
    library.recommendations.prepare()
    asked = _asked(library, monkeypatch)
    fresh = [
        {"title": f"Mamba owls {number}", "abstract": "The owl plumage and the mamba."}
        for number in range(3)
    ]
    desk.add_digest(library, *fresh, date="2025-02-02")
    paper = library.catalog.resolve("title:mamba-owls-1")

    best = library.recommendations.related(paper, 2)

    assert asked == [max(subjects)]
    assert {library.catalog.paper(one.id).title for one in best} == {"Mamba owls 0", "Mamba owls 2"}
    assert any("mamba" in term.lower() for term in best[0].terms)


def test_extended_it_recommends_much_the_same_as_rebuilt(
    desk: Desk, library: Library, subjects: dict[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _saves_early(monkeypatch)
    library.recommendations.prepare()
    desk.add_digest(library, *(paper for _, paper in invented(320)[300:]), date="2025-02-02")
    paper = max(library.catalog.ids(View.all()))
    extended = {one.id for one in library.recommendations.related(paper)}
    monkeypatch.setattr(store, "_SMALL", 10_000)
    (desk.paths.data / "terms.idx").unlink()

    made = {one.id for one in desk.reopen(library).recommendations.related(paper)}

    # All but the same: phrases of the new papers are known only now.
    assert len(made & extended) >= 8


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "other", "gone"])
def test_a_damaged_or_foreign_index_is_thrown_away(
    desk: Desk,
    library: Library,
    subjects: dict[int, str],
    monkeypatch: pytest.MonkeyPatch,
    damage: str,
) -> None:
    _saves_early(monkeypatch)
    paper = next(iter(subjects))
    before = library.recommendations.related(paper)
    file = desk.paths.data / "terms.idx"
    data = file.read_bytes()
    library.close()
    file.unlink()
    if damage != "gone":
        file.write_bytes(
            {
                "cut": data[:-100],
                "flipped": data[:2000] + bytes([data[2000] ^ 1]) + data[2001:],
                "empty": b"",
                "other": b"not an index",
            }[damage]
        )

    assert desk.open().recommendations.related(paper) == before
    assert file.read_bytes() == data


def test_an_index_rebuilt_meanwhile_is_noticed(
    desk: Desk, library: Library, subjects: dict[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _saves_early(monkeypatch)
    library.recommendations.prepare()
    asked = _asked(library, monkeypatch)
    other = desk.open(instance="other")
    other.rebuild()
    library.version()  # looks at what others did, as the reader does every second
    library.recommendations.prepare()

    assert asked == [0]


def test_the_index_of_another_library_is_not_used(
    desk: Desk, library: Library, subjects: dict[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _saves_early(monkeypatch)
    library.recommendations.prepare()
    library.rebuild()  # ids mean something else now
    again = desk.reopen(library)
    asked = _asked(again, monkeypatch)
    again.recommendations.prepare()

    assert asked == [0]


def test_a_disk_that_takes_nothing_is_no_hindrance(
    library: Library, subjects: dict[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _saves_early(monkeypatch)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(TermIndex, "save", full)

    assert len(library.recommendations.related(next(iter(subjects)))) == 10


# ---- one work, seen again

OWLS = (
    "Owls find mice in the dark. We model their ears as two slow microphones and show that three"
    " milliseconds suffice to find the place of a mouse under snow, no matter what the wind does."
)


@pytest.mark.parametrize(
    ("second", "offered"),
    [
        ({"title": "Slow ears suffice", "abstract": OWLS, "authors": ["A. Strix"]}, True),
        ({"title": "Slow ears suffice", "abstract": OWLS}, True),
        ({"title": "Slow ears suffice", "abstract": OWLS + " Code is ours."}, True),
        ({"title": "Slow ears suffice", "abstract": OWLS, "authors": ["Bo Tyto"]}, False),
        ({"title": "Slow ears", "abstract": OWLS, "arxiv_id": "2401.00009"}, False),
        ({"title": "Owls hear in two dimensions: part 2", "abstract": OWLS}, True),
        ({"title": "Owls", "abstract": "We model how owls find mice in the dark by ear."}, False),
    ],
)
def test_a_work_seen_again_is_offered_and_not_merged(
    desk: Desk, library: Library, second: dict[str, object], offered: bool
) -> None:
    first = {
        "title": "Owls hear in two dimensions",
        "abstract": OWLS,
        "arxiv_id": "2401.00001",
        "authors": ["Ada Strix", "Cy Otus"],
    }
    desk.add_digest(library, first, *(paper for _, paper in invented(60)))
    desk.add_digest(library, second, date="2025-02-02")
    one = library.catalog.resolve("2401.00001")
    other = library.catalog.resolve(
        f"title:{second['title']}" if "arxiv_id" not in second else "2401.00009"
    )

    assert one != other
    assert library.recommendations.possible_duplicates(one) == ([other] if offered else [])
    assert library.recommendations.possible_duplicates(other) == ([one] if offered else [])
    assert other in {
        found.id for found in library.recommendations.related(one) if found.same == offered
    }
    assert library.catalog.counts(View.all()).total == 62


def test_parts_of_a_series_are_not_the_same_work(desk: Desk, library: Library) -> None:
    desk.add_digest(
        library,
        {"title": "Owls, part I", "abstract": OWLS},
        {"title": "Owls, part II", "abstract": OWLS},
        *(paper for _, paper in invented(30)),
    )

    assert (
        library.recommendations.possible_duplicates(library.catalog.resolve("title:owls-part-i"))
        == []
    )
