from __future__ import annotations

import datetime as dt

import pytest
from tests.tui.driver import reading

from octavo_model import Library, Paths, View
from octavo_model.core.marks import Decision, MarkField
from octavo_model.core.parsed import ImportOptions
from octavo_model.settings.session import Session, save
from octavo_model.settings.settings import Settings

OLDER = View.of_digest("daily-papers-2025-10-28")


async def test_the_reader_goes_on_where_it_was_left(library: Library, paths: Paths) -> None:
    async with reading(library, paths, size=(160, 20)) as reader:
        await reader.press("]", *"jjjjjjjjjjjjjjjjjjjjjj", ">", "d", "tab")
        left = (reader.title, reader.screen.papers.top, reader.screen.papers.size.width)

    async with reading(library, paths, size=(160, 20)) as reader:
        papers = reader.screen.papers
        assert reader.controllers.paper_list.view == OLDER
        assert (reader.title, papers.top, papers.size.width) == left
        assert reader.screen.drawer.display


async def test_the_filter_is_there_again(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.press("/")
        await reader.type("le")
        await reader.press("enter", "j")
        left = (reader.titles, reader.title)

    async with reading(library, paths) as reader:
        assert (reader.titles, reader.title) == left
        assert reader.screen.line.text == "le"
        assert reader.screen.line.display
        assert reader.focus == "papers"

        await reader.press("escape")
        assert len(reader.titles) == 12


async def test_what_was_asked_for_comes_before_where_it_was_left(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths) as reader:
        await reader.press("g", "s")

    async with reading(library, paths, start=OLDER) as reader:
        assert reader.controllers.paper_list.view == OLDER


async def test_a_digest_that_is_gone_is_told_and_the_newest_opened(
    library: Library, paths: Paths
) -> None:
    save(paths.sessions / "0.json", Session("digest", "gone-2020-01-01", seen=2))

    async with reading(library, paths) as reader:
        assert reader.title.startswith("Tidal")
        assert "gone-2020-01-01" in reader.said


async def test_who_left_at_the_lessons_of_an_earlier_octavo_is_shown_no_error(
    library: Library, paths: Paths
) -> None:
    save(paths.sessions / "0.json", Session("digest", "welcome", seen=2))

    async with reading(library, paths) as reader:
        assert reader.title.startswith("Tidal")
        assert reader.said == ""


async def test_the_place_is_on_disk_before_the_reader_is_left(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths) as reader:
        await reader.press("j", "j")
        file = paths.sessions / "0.json"
        while not file.exists() or "sp-in-2" not in file.read_text():
            await reader.settle()


async def test_undo_reaches_over_a_restart(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.press("s")
    async with reading(library, paths) as reader:
        await reader.press("u")
        assert reader.marks() == (34, 0)


async def test_a_theme_chosen_in_the_reader_overrides_that_of_the_settings(
    library: Library, paths: Paths
) -> None:
    settings = Settings(theme="gruvbox")
    async with reading(library, paths, settings=settings) as reader:
        assert reader.pilot.app.theme == "gruvbox"
        reader.pilot.app.theme = "nord"
    assert not paths.settings.exists()
    async with reading(library, paths, settings=settings) as reader:
        assert reader.pilot.app.theme == "nord"


async def test_an_unknown_theme_in_the_session_is_ignored(library: Library, paths: Paths) -> None:
    save(paths.sessions / "0.json", Session(theme="nrod"))
    async with reading(library, paths, settings=Settings(theme="gruvbox")) as reader:
        assert reader.pilot.app.theme == "gruvbox"


INBOX = View.inbox()
NEWS = b"Daily Papers\n\nNov 20, 2025\n\nA New Title\n\nAn abstract in a sentence or two.\n"


def fetch_news(library: Library) -> None:
    options = ImportOptions(name="new.txt", date=dt.date(2025, 11, 20))
    library.imports.import_bytes(NEWS, options)


async def test_the_first_time_the_reader_opens_on_the_inbox(library: Library, paths: Paths) -> None:
    async with reading(library, paths, has_news=True) as reader:
        assert reader.controllers.paper_list.view == INBOX
        assert len(reader.titles) == 34
        assert "Inbox · 34 left in 2 digests" in reader.status


async def test_the_first_time_with_an_empty_inbox_it_opens_on_the_newest_digest(
    library: Library, paths: Paths
) -> None:
    library.marks.mark(library.catalog.ids(View.all()), MarkField.READ, True)
    async with reading(library, paths, has_news=True) as reader:
        assert reader.controllers.paper_list.view == View.of_digest("daily-papers-2025-11-05")


async def test_news_are_opened_once_and_then_the_place_again(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths) as reader:
        await reader.press("]")
    fetch_news(library)
    async with reading(library, paths) as reader:
        assert reader.controllers.paper_list.view == INBOX
        assert reader.title == "A New Title"
        await reader.press("]", "]", "]")
        assert reader.controllers.paper_list.view == OLDER
    async with reading(library, paths) as reader:
        assert reader.controllers.paper_list.view == OLDER


async def test_decided_papers_are_no_news(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.press("]")
    fetch_news(library)
    library.marks.mark(library.catalog.ids(View.all())[:1], MarkField.READ, True)
    async with reading(library, paths) as reader:
        assert reader.controllers.paper_list.view == OLDER


async def test_a_reader_left_in_the_inbox_goes_on_there(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.press("g", "i", "j", "j")
        title = reader.title
    fetch_news(library)
    async with reading(library, paths) as reader:
        assert (reader.controllers.paper_list.view, reader.title) == (INBOX, title)


async def test_who_left_at_the_unread_papers_of_an_earlier_octavo_opens_the_inbox(
    library: Library, paths: Paths
) -> None:
    save(paths.sessions / "0.json", Session("unread", seen=2))
    async with reading(library, paths) as reader:
        assert reader.controllers.paper_list.view == INBOX


async def test_an_empty_inbox_says_what_was_done_and_the_next_key(
    library: Library, paths: Paths
) -> None:
    ids = library.catalog.ids(View.all())
    library.marks.decide(ids[:2], Decision.LATER, dt.date(2025, 12, 24))
    library.marks.decide(ids[2:4], Decision.STAR)
    library.marks.decide(ids[4:], Decision.READ)
    async with reading(library, paths) as reader:
        await reader.press("g", "i")
        assert reader.shown[1:3] == [
            "  Inbox zero. 34 decided, 2 starred today.",
            "  ] older digest · g l Later (2) · R fetch",
        ]


async def test_a_star_of_another_reader_shows(library: Library, paths: Paths) -> None:
    with Library.open(paths, machine="desk") as other:
        async with reading(library, paths) as reader:
            other.marks.mark([library.catalog.ids(View.all())[0]], MarkField.STARRED, True)

            await reader.screen.poll()
            await reader.settle()
            assert reader.shown[0].startswith("▌●★ Tidal")
            assert "★ starred" in reader.page

            await reader.press("u")
            assert reader.said == "Nothing to undo"
            assert reader.marks() == (33, 1)


async def test_a_digest_imported_by_another_shows_in_the_drawer_and_moves_nothing(
    library: Library, paths: Paths
) -> None:
    page = b"Daily Papers\n\nNov 20, 2025\n\nA New Title\n\nAn abstract in a sentence or two.\n"
    with Library.open(paths, machine="desk") as other:
        async with reading(library, paths) as reader:
            await reader.press("j")
            before = (reader.title, list(reader.titles))
            other.imports.import_bytes(
                page, ImportOptions(name="new.txt", modified=dt.datetime.now(dt.UTC))
            )

            await reader.screen.poll()
            await reader.settle()
            assert (reader.title, reader.titles) == before
            await reader.press("d")
            labels = [reader.screen.drawer.render_line(y).text for y in range(11)]
            assert labels[7].startswith(" ▾ This week")
            assert "HF Daily 20 Nov" in labels[8]
            assert "1/1" in labels[8]


async def test_a_star_of_another_reader_joins_the_open_list(library: Library, paths: Paths) -> None:
    ids = library.catalog.ids(View.all())
    library.marks.mark(ids[4:8:2], MarkField.STARRED, True)
    with Library.open(paths, machine="desk") as other:
        async with reading(library, paths) as reader:
            await reader.press("g", "s", "j")
            assert (len(reader.titles), reader.place) == (2, "2/2")
            title = reader.title

            other.marks.mark([ids[0], ids[5]], MarkField.STARRED, True)
            await reader.screen.poll()
            await reader.settle()
            assert list(reader.screen.papers.ids) == [ids[0], *ids[4:7]]
            assert "4 papers" in reader.status
            assert (reader.title, reader.place) == (title, "4/4")
            await reader.press("home")
            assert reader.place == "1/4"

            # Gone are those that another took out, but not the one under the cursor.
            other.marks.mark([ids[0], ids[4]], MarkField.STARRED, False)
            await reader.screen.poll()
            await reader.settle()
            assert list(reader.screen.papers.ids) == [ids[0], *ids[5:7]]
            assert "3 papers" in reader.status
            assert reader.place == "1/3"
            await reader.press("g", "s")
            assert list(reader.screen.papers.ids) == list(ids[5:7])
            assert "2 papers" in reader.status


async def test_what_one_unstars_oneself_stays_in_the_list_and_in_its_count(
    library: Library, paths: Paths
) -> None:
    ids = library.catalog.ids(View.all())
    library.marks.mark(ids[:3], MarkField.STARRED, True)
    with Library.open(paths, machine="desk") as other:
        async with reading(library, paths) as reader:
            await reader.press("g", "s", "j", "s", "j")
            assert (list(reader.screen.papers.ids), reader.place) == (list(ids[:3]), "3/3")
            assert "3 papers" in reader.status

            other.marks.mark([ids[9]], MarkField.STARRED, True)
            await reader.screen.poll()
            await reader.settle()
            assert (list(reader.screen.papers.ids), reader.place) == ([*ids[:3], ids[9]], "3/4")
            assert "4 papers" in reader.status
            await reader.press("k", "s", "g", "s")
            assert "4 papers" in reader.status


async def test_what_another_reads_leaves_the_inbox_even_between_two_looks(
    library: Library, paths: Paths
) -> None:
    ids = library.catalog.ids(View.all())
    with Library.open(paths, machine="desk") as other:
        async with reading(library, paths) as reader:
            await reader.press("g", "i", "r", "j", "k")
            other.marks.mark([ids[1], ids[5]], MarkField.READ, True)
            await reader.press("s")  # counted with what the other did
            await reader.screen.poll()
            await reader.settle()
            assert list(reader.screen.papers.ids) == [*ids[:5], *ids[6:]]
            assert "Inbox · 31 left in 2 digests" in reader.status
            assert reader.place == "3/33"


@pytest.mark.slow
async def test_what_others_change_passes_through_the_filter(library: Library, paths: Paths) -> None:
    ids = library.catalog.ids(View.all())
    library.marks.mark(ids[3:6], MarkField.STARRED, True)
    with Library.open(paths, machine="desk") as other:
        async with reading(library, paths) as reader:
            await reader.press("g", "s", "slash")
            await reader.type("sort:title -is:read")
            await reader.press("enter", "j")
            title = reader.title
            other.marks.mark([*ids[:3], ids[8]], MarkField.STARRED, True)
            await reader.screen.poll()
            await reader.settle()
            assert reader.title == title
            starred = library.catalog.ids(View.starred())
            assert len(starred) == 7
            assert [*reader.screen.papers.ids] == [*library.search.find("sort:title", starred).ids]


async def test_papers_of_an_import_join_all_papers(library: Library, paths: Paths) -> None:
    page = b"Daily Papers\n\nNov 20, 2025\n\nA New Title\n\nAn abstract in a sentence or two.\n"
    with Library.open(paths, machine="desk") as other:
        async with reading(library, paths) as reader:
            await reader.press("g", "a", "G")
            title = reader.title
            other.imports.import_bytes(
                page, ImportOptions(name="new.txt", modified=dt.datetime.now(dt.UTC))
            )
            await reader.screen.poll()
            await reader.settle()
            assert (reader.title, reader.titles[0]) == (title, "A New Title")
            assert reader.place == "35/35"
            assert "35 left" in reader.status
