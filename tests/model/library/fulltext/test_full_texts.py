"""The full texts and PDFs of a library."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.model.conftest import Desk
from tests.model.fulltext.papers import paper
from tests.model.fulltext.sites import ARXIV, page
from tests.model.library.fulltext.conftest import IDS, TextDesk
from tests.model.sources.server import Reply

from octavo_model import OctavoError
from octavo_model.core.errors import UnknownPaperError
from octavo_model.fulltext.document import Document
from octavo_model.fulltext.fetch import Asking, NoFullTextError, Refused, TextEvent
from octavo_model.library.fulltext.full_texts import is_outdated
from octavo_model.settings.full_text import FullTextSettings

ONE, TWO, THREE = IDS
PDF = b"%PDF-1.7\n" + b"foam" * 2_000 + b"\n%%EOF\n"


def fetch(text_desk: TextDesk, key: str, *, again: bool = False) -> Document:
    found = text_desk.texts.fetch(key, again=again, environment=text_desk.environment)
    assert found is not None
    return found


def test_a_text_is_fetched_once_and_kept(text_desk: TextDesk) -> None:
    text_desk.serve(ONE)
    assert text_desk.texts.get(ONE) is None

    found = fetch(text_desk, ONE)
    assert (found.title, found.source) == ("Foam 1", "arxiv")
    assert text_desk.asked() == [f"{ARXIV}/html/{ONE}"]
    assert text_desk.texts.get("Foam 1") == found
    assert fetch(text_desk, f"arxiv:{ONE}") == found
    assert text_desk.asked() == []


def test_a_text_is_fetched_again_if_it_is_wanted(text_desk: TextDesk) -> None:
    text_desk.serve(ONE)
    fetch(text_desk, ONE)
    text_desk.sites.serve(
        f"{ARXIV}/html/{ONE}", Reply(page("Foam, again"), headers={"Content-Type": "text/html"})
    )
    assert fetch(text_desk, ONE, again=True).title == "Foam, again"
    kept = text_desk.texts.get(ONE)
    assert kept is not None
    assert kept.title == "Foam, again"


def test_when_no_source_has_it_an_earlier_text_stays(text_desk: TextDesk) -> None:
    text_desk.serve(ONE)
    found = fetch(text_desk, ONE)
    text_desk.sites.serve(f"{ARXIV}/html/{ONE}", Reply(b"", 404))
    with pytest.raises(NoFullTextError, match=r"arxiv.org: server answered 404 Not Found"):
        fetch(text_desk, ONE, again=True)
    assert text_desk.texts.get(ONE) == found


@pytest.mark.parametrize(
    ("url", "version", "is_old"),
    [
        ("https://arxiv.org/html/2511.01234v1", 2, True),
        ("https://arxiv.org/html/2511.01234v2", 2, False),
        ("https://arxiv.org/html/2511.01234v3", 2, False),
        ("https://arxiv.org/html/2511.01234", 2, False),
        ("https://ar5iv.labs.arxiv.org/html/2511.01234", 2, False),
        ("https://arxiv.org/html/2511.01234v1", None, False),
    ],
)
def test_whether_a_later_version_is_out(url: str, version: int | None, is_old: bool) -> None:
    assert is_outdated(Document(url=url), paper(version=version)) is is_old


def test_an_unknown_paper_and_one_from_elsewhere(text_desk: TextDesk) -> None:
    with pytest.raises(UnknownPaperError):
        fetch(text_desk, "2511.99999")
    assert text_desk.texts.get("Weirs") is None
    with pytest.raises(NoFullTextError) as caught:
        fetch(text_desk, "Weirs")
    assert caught.value.hint == "PDF: https://openreview.net/pdf?id=weirs"
    assert text_desk.asked() == []


def test_a_fetch_that_is_cancelled_keeps_nothing(text_desk: TextDesk) -> None:
    server = text_desk.sites.server
    text_desk.sites.serve(f"{ARXIV}/html/{ONE}", server.silent)
    events: list[TextEvent] = []
    found = text_desk.texts.fetch(
        ONE, events.append, server.reached.is_set, environment=text_desk.environment
    )
    assert found is None
    assert events == [Asking(ONE, "arxiv.org")]
    assert text_desk.texts.get(ONE) is None


def test_a_text_that_cannot_be_kept_is_shown_and_that_is_said(text_desk: TextDesk) -> None:
    text_desk.serve(ONE)
    folder = text_desk.texts.paths.full_texts
    folder.parent.mkdir(parents=True)
    folder.write_bytes(b"")
    events: list[TextEvent] = []
    found = text_desk.texts.fetch(ONE, events.append, environment=text_desk.environment)

    assert found is not None
    assert [one.source for one in events if isinstance(one, Refused)] == ["cache"]


def test_texts_of_starred_and_noted_papers_are_never_evicted(text_desk: TextDesk) -> None:
    text_desk.serve(*IDS)
    for one in IDS:
        fetch(text_desk, one)
    text_desk.star(ONE)
    library = text_desk.library
    library.notes.set(library.catalog.resolve(TWO), "replicate")
    papers = list(library.catalog.papers([library.catalog.resolve(one) for one in IDS]))

    assert text_desk.texts.evict() == 0
    text_desk.texts.settings = FullTextSettings(cache_mb=0)
    assert text_desk.texts.evict() == 1
    assert text_desk.texts.are_kept(papers) == [True, True, False]


def test_a_pdf_is_saved_once_under_a_readable_name(text_desk: TextDesk, tmp_path: Path) -> None:
    texts = text_desk.texts
    texts.settings = replace(texts.settings, pdf=f"{tmp_path}/Papers/{{family}}-{{id}}.pdf")
    text_desk.sites.serve(f"{ARXIV}/pdf/{ONE}", Reply(PDF))
    path = tmp_path / "Papers" / f"kelp-{ONE}.pdf"

    first = texts.save_pdf(ONE, environment=text_desk.environment)
    assert first == (path, False)
    assert path.read_bytes() == PDF
    assert text_desk.asked() == [f"{ARXIV}/pdf/{ONE}"]
    assert texts.save_pdf(ONE, environment=text_desk.environment) == (path, True)
    assert text_desk.asked() == []

    path.unlink()  # it is fetched again then
    assert texts.save_pdf(ONE, environment=text_desk.environment) == (path, False)
    assert text_desk.asked() == [f"{ARXIV}/pdf/{ONE}"]


def test_a_pdf_of_another_paper_keeps_its_name(text_desk: TextDesk, tmp_path: Path) -> None:
    texts = text_desk.texts
    texts.settings = replace(texts.settings, pdf=f"{tmp_path}/{{family}}.pdf")
    for number, one in enumerate((ONE, TWO)):
        text_desk.sites.serve(f"{ARXIV}/pdf/{one}", Reply(PDF + b"%%%d" % number))
    for one, name in ((ONE, "kelp.pdf"), (TWO, "kelp-2.pdf"), (ONE, "kelp.pdf")):
        found = texts.save_pdf(one, environment=text_desk.environment)
        assert found is not None
        assert found.path.name == name


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Reply(b"<html>Prove that you are human</html>"), "the answer is a web page, not a PDF"),
        (Reply(PDF[:-8]), "the PDF is cut off"),
        (Reply(status=404), "server answered 404 Not Found"),
        (Reply(status=403), "server answered 403 Forbidden"),
    ],
)
def test_what_is_no_pdf_is_not_saved(
    text_desk: TextDesk, tmp_path: Path, answer: Reply, why: str
) -> None:
    texts = text_desk.texts
    texts.settings = replace(texts.settings, pdf=f"{tmp_path}/Papers/{{id}}.pdf")
    text_desk.sites.serve(f"{ARXIV}/pdf/{ONE}", answer)
    with pytest.raises(OctavoError) as caught:
        texts.save_pdf(ONE, environment=text_desk.environment)
    assert caught.value.why == why
    assert not (tmp_path / "Papers").exists()


def test_a_pdf_from_elsewhere_is_saved_and_a_paper_without_one_names_its_page(
    text_desk: TextDesk, desk: Desk, tmp_path: Path
) -> None:
    texts = text_desk.texts
    texts.settings = replace(texts.settings, pdf=f"{tmp_path}/{{word}}.pdf")
    text_desk.sites.serve("openreview.net/pdf?id=weirs", Reply(PDF))
    found = texts.save_pdf("Weirs", environment=text_desk.environment)
    assert found == (tmp_path / "weirs.pdf", False)

    desk.add_digest(text_desk.library, {"title": "Dams", "doi": "10.1000/dams"})
    with pytest.raises(OctavoError) as caught:
        texts.save_pdf("Dams", environment=text_desk.environment)
    assert caught.value.hint == "page: https://doi.org/10.1000/dams"
