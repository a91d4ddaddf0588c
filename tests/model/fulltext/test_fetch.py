"""Fetching full texts from a loopback double: order, pacing, refusals."""

from __future__ import annotations

import asyncio
import errno
import socket
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from tests.model.fulltext.papers import FOAM, paper
from tests.model.fulltext.sites import (
    AR5IV,
    ARXIV,
    FACE,
    HTML,
    MARKDOWN,
    Sites,
    html_reply,
    markdown,
    page,
)
from tests.model.sources.server import Reply, dripping, redirect, truncated

from octavo_model.core.errors import OctavoError
from octavo_model.fulltext.document import Block, BlockKind, Document, Run, RunKind
from octavo_model.fulltext.fetch import (
    Asking,
    NoFullTextError,
    Refused,
    TextEvent,
    TextFetcher,
    run_until,
)
from octavo_model.fulltext.pages.refusals import ROBOT_CHECK
from octavo_model.sources.events import Waiting
from octavo_model.sources.http import USER_AGENT

if TYPE_CHECKING:
    from octavo_model.core.paper import Paper
    from octavo_model.storage.data_folder import Paths

NEW, OLD = f"{ARXIV}/html/2511.01234v2", f"{AR5IV}/html/2511.01234"
MD = f"{FACE}/papers/2511.01234.md"
EMPTY = b"<html><body>No content available</body></html>"


def read(data: bytes, /, *, source: str, url: str) -> Document:
    """A reader of pages in small: the title says what it read."""
    if b"No content" in data:
        raise OctavoError(url, "the page has no content")
    if b"Just a moment" in data:
        raise OctavoError(url, ROBOT_CHECK)
    words = Run(RunKind.TEXT, data.decode())
    block = Block(BlockKind.PARAGRAPH, (words,))
    return Document(title=f"{len(data)} bytes", blocks=(block,), source=source, url=url)


class Fetching:
    """Fetches texts, and notes the events."""

    def __init__(self, sites: Sites, paths: Paths) -> None:
        self.sites = sites
        self.paths = paths
        self.events: list[TextEvent] = []

    def fetch(self, *papers: Paper, **limits: float) -> list[Document | NoFullTextError]:
        """Fetch in one round."""

        async def fetch_all() -> list[Document | NoFullTextError]:
            found: list[Document | NoFullTextError] = []
            async with self.fetcher(**limits) as fetcher:
                for one in papers:
                    try:
                        found.append(await fetcher.fetch(one))
                    except NoFullTextError as error:
                        found.append(error)
            return found

        return asyncio.run(fetch_all())

    def fetcher(self, **limits: float) -> TextFetcher:
        return TextFetcher(self.sites.environment(**limits), self.paths, read, self.events.append)

    def one(self, paper: Paper = FOAM, **limits: float) -> Document:
        (found,) = self.fetch(paper, **limits)
        assert isinstance(found, Document), found
        return found

    def refused(self, paper: Paper = FOAM, **limits: float) -> dict[str, str]:
        """Why each source has no text, when none has it."""
        (found,) = self.fetch(paper, **limits)
        assert isinstance(found, NoFullTextError), found
        return {one.source: one.why for one in found.refusals}

    def first_refusal(self) -> str:
        """Why the first source is passed over, when another one has the text."""
        self.sites.serve(OLD, html_reply(page()))
        assert self.one().source == "ar5iv"
        return next(one.why for one in self.events if isinstance(one, Refused))


@pytest.fixture
def fetching(sites: Sites, paths: Paths) -> Fetching:
    return Fetching(sites, paths)


def test_arxiv_is_asked_first_with_the_version(fetching: Fetching, sites: Sites) -> None:
    sites.serve(NEW, html_reply(page()))
    found = fetching.one()

    assert (found.source, found.url, found.missing) == ("arxiv", f"https://{NEW}", ())
    assert found.title == f"{len(page())} bytes"
    assert sites.addresses() == [NEW]
    assert fetching.events == [Asking("2511.01234", "arxiv.org")]
    (asked,) = sites.server.taken()
    assert asked.headers["user-agent"] == USER_AGENT
    assert "cookie" not in asked.headers


def test_without_a_known_version_the_address_has_none(fetching: Fetching, sites: Sites) -> None:
    sites.serve(f"{ARXIV}/html/2511.01234", html_reply(page()))
    assert fetching.one(paper(version=None)).source == "arxiv"


def test_the_others_follow_in_order_and_may_have_an_earlier_version(
    fetching: Fetching, sites: Sites
) -> None:
    sites.serve(MD, Reply(markdown(), headers=MARKDOWN))
    found = fetching.one()
    assert (found.source, found.missing) == (
        "huggingface",
        ("Perhaps the changes up to v2: this source has no versions",),
    )
    assert sites.addresses() == [NEW, MD]

    sites.serve(MD, Reply(b"", 404))
    sites.serve(OLD, html_reply(page()))
    found = fetching.one(paper(version=1))
    assert (found.source, found.missing) == ("ar5iv", ())
    assert sites.addresses() == [f"{ARXIV}/html/2511.01234v1", MD, OLD]


def test_when_no_source_has_it_each_one_is_named_with_its_reason_and_the_pdf(
    fetching: Fetching, sites: Sites
) -> None:
    sites.serve(NEW, html_reply(EMPTY))
    (error,) = fetching.fetch(FOAM)

    assert str(error) == (
        "2511.01234: no full text: arxiv.org: the page has no content; "
        "huggingface.co: server answered 404 Not Found; ar5iv: server answered 404 Not Found "
        "(PDF: https://arxiv.org/pdf/2511.01234)"
    )
    assert isinstance(error, NoFullTextError)
    assert error.is_final
    steps = [type(one) for one in fetching.events if not isinstance(one, Waiting)]
    assert steps == [Asking, Refused] * 3


def test_hugging_face_has_no_papers_with_old_ids(fetching: Fetching, sites: Sites) -> None:
    sites.serve(f"{AR5IV}/html/hep-th/9901001", html_reply(page()))
    assert fetching.one(paper(arxiv_id="hep-th/9901001", version=None)).source == "ar5iv"
    assert sites.addresses() == [f"{ARXIV}/html/hep-th/9901001", f"{AR5IV}/html/hep-th/9901001"]


@pytest.mark.parametrize(
    ("changes", "hint"),
    [
        (
            {"page": "https://openreview.net/forum?id=aB-1"},
            "PDF: https://openreview.net/pdf?id=aB-1",
        ),
        (
            {"page": "https://aclanthology.org/P19-1001/"},
            "PDF: https://aclanthology.org/P19-1001.pdf",
        ),
        (
            {"doi": "10.18653/v1/p19-1001"},
            "PDF: https://aclanthology.org/P19-1001.pdf",
        ),
        (
            {"page": "https://example.org/foam.pdf"},
            "PDF: https://example.org/foam.pdf",
        ),
        (
            {"doi": "10.1101/2024.06.03.599999"},
            "page: https://doi.org/10.1101/2024.06.03.599999",
        ),
    ],
)
def test_papers_that_are_not_at_arxiv_have_a_pdf_or_a_page(
    fetching: Fetching, sites: Sites, changes: dict[str, str], hint: str
) -> None:
    (error,) = fetching.fetch(paper(arxiv_id=None, **changes))
    assert isinstance(error, NoFullTextError)
    assert (error.why, error.hint) == ("no full text: only papers of arXiv have one", hint)
    assert sites.addresses() == []


def test_requests_to_arxiv_are_spaced_over_rounds(fetching: Fetching, sites: Sites) -> None:
    papers = [paper(arxiv_id=f"2511.0000{number}", version=None) for number in range(3)]
    for one in papers:
        sites.serve(f"{ARXIV}/html/{one.arxiv_id}", html_reply(page()))
    fetching.fetch(*papers[:2])
    fetching.fetch(papers[2])

    times = [moment for _, moment in sites.asked]
    assert [(later - one).total_seconds() for one, later in pairwise(times)] == pytest.approx(
        [15.0, 15.0], abs=0.05
    )
    waits = [one for one in fetching.events if isinstance(one, Waiting)]
    assert [(one.name, one.why) for one in waits] == [
        ("2511.00001", "one request every 15 seconds"),
        ("2511.00002", "one request every 15 seconds"),
    ]


def test_ar5iv_and_hugging_face_have_clocks_of_their_own(fetching: Fetching, sites: Sites) -> None:
    fetching.refused()
    assert sites.clock.waits == []
    fetching.refused(paper(arxiv_id="2511.00009"))
    assert sites.clock.waits == pytest.approx([15.0], abs=0.05)  # the others had time meanwhile


@pytest.mark.parametrize(
    "location",
    ["/abs/2511.01234v2", "https://arxiv.org/abs/2511.01234", "http://arxiv.org/abs/2511.01234"],
)
def test_a_redirect_to_the_abstract_is_not_followed(
    fetching: Fetching, sites: Sites, location: str
) -> None:
    sites.serve(NEW, redirect(location))
    why = fetching.first_refusal()
    assert "abstract" in why or "plain http" in why
    assert sites.addresses() == [NEW, MD, OLD]


@pytest.mark.parametrize(
    "location", ["/login", "https://example.org/", "/html/2511.99999", "https://a@b/2511.01234"]
)
def test_a_redirect_to_another_page_is_not_followed(
    fetching: Fetching, sites: Sites, location: str
) -> None:
    sites.serve(NEW, redirect(location))
    assert "redirects to" in fetching.first_refusal()
    assert sites.addresses() == [NEW, MD, OLD]


def test_a_redirect_to_the_same_paper_is_followed(fetching: Fetching, sites: Sites) -> None:
    sites.serve(f"{ARXIV}/html/2511.01234", redirect("/html/2511.01234v3"))
    sites.serve(f"{ARXIV}/html/2511.01234v3", html_reply(page()))
    found = fetching.one(paper(version=None))
    assert found.url == f"https://{ARXIV}/html/2511.01234v3"
    assert sites.clock.waits == pytest.approx([15.0], abs=0.05)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Reply(b"%PDF-1.7 \n", headers={"Content-Type": "application/pdf"}), "is a PDF"),
        (Reply(b"%PDF-1.7 \n", headers=HTML), "is a PDF"),
        (Reply(b"{}", headers={"Content-Type": "application/json"}), "is application/json, not a"),
        (Reply(EMPTY, headers=HTML), "no content"),
        (truncated(page()), "cut off"),
        (Reply(status=500), "server answered 500"),
        (Reply(page(), headers={"Content-Encoding": "br"}), "compression"),
        (Reply(b"\x1f\x8b", headers={"Content-Encoding": "gzip"}), "cut off"),
    ],
)
def test_an_answer_that_is_no_page_of_a_paper_is_passed_over(
    fetching: Fetching, sites: Sites, answer: Reply, why: str
) -> None:
    sites.serve(NEW, answer)
    assert why in fetching.first_refusal()


def test_a_page_without_its_end_says_so(fetching: Fetching, sites: Sites) -> None:
    sites.serve(NEW, html_reply(page().partition(b"</article>")[0]))
    assert fetching.one().missing == ("Perhaps the end of the text: the page breaks off",)


@pytest.mark.parametrize("kind", ["text/markdown", "text/plain", "text/html"])
def test_a_bot_page_in_place_of_markdown_is_passed_over(
    fetching: Fetching, sites: Sites, kind: str
) -> None:
    body = b"\n<!DOCTYPE html><html><title>Just a moment...</title></html>"
    sites.serve(MD, Reply(body, headers={"Content-Type": kind}))
    assert "not Markdown" in fetching.refused()["huggingface.co"]


def test_markdown_with_the_abstract_alone_is_passed_over(fetching: Fetching, sites: Sites) -> None:
    abstract = "What foam does. " * 90
    body = f"# Foam\n\nUpvote 12\n\n## Abstract\n\n{abstract}\n\n## Community\n".encode()
    sites.serve(MD, Reply(body, headers=MARKDOWN))
    found = fetching.refused(paper(abstract=abstract))
    assert found["huggingface.co"] == "it has only the abstract"


def test_where_nothing_can_be_noted_a_text_is_fetched_all_the_same(
    fetching: Fetching, sites: Sites, paths: Paths
) -> None:
    sites.serve(NEW, html_reply(EMPTY))
    sites.serve(OLD, html_reply(page()))
    paths.full_text_pauses.mkdir(parents=True)  # a folder in its place
    assert fetching.one().source == "ar5iv"
    sites.serve(OLD, Reply(status=403))
    assert "403" in fetching.refused()["ar5iv"]


def test_a_page_over_12_mb_is_refused_by_its_length_and_by_its_bytes(
    fetching: Fetching, sites: Sites
) -> None:
    sites.serve(NEW, Reply(b"", headers={"Content-Length": str(13 << 20), **HTML}))
    assert fetching.first_refusal() == "the answer is larger than 12 MB"
    fetching.events.clear()
    sites.serve(NEW, html_reply(b" " * (12 << 20) + page()))
    assert fetching.first_refusal() == "the answer is larger than 12 MB"


def test_a_page_that_never_ends_is_given_up(fetching: Fetching, sites: Sites) -> None:
    sites.serve(NEW, dripping)
    assert "took longer" in fetching.refused(total=0.2)["arxiv.org"]


@pytest.mark.parametrize("status", [403, 429])
def test_a_refusal_ends_the_round_for_its_host_and_lasts(
    fetching: Fetching, sites: Sites, status: int
) -> None:
    other = paper(arxiv_id="2511.00009")
    sites.serve(NEW, Reply(status=status))
    first, second = fetching.fetch(FOAM, other)

    assert isinstance(first, NoFullTextError)
    assert isinstance(second, NoFullTextError)
    assert not first.is_final
    assert second.refusals[0].why.endswith("and is left alone")
    assert sum(one.startswith("arxiv.org") for one in sites.addresses()) == 1

    # Another process, in the next minutes, does not ask it either.
    assert "not asked before 2026-11-30 12:" in fetching.refused(other)["arxiv.org"]
    assert not any(one.startswith("arxiv.org") for one in sites.addresses())
    sites.clock.advance(16 * 60)
    sites.serve(NEW, html_reply(page()))
    assert fetching.one().source == "arxiv"


def test_a_check_for_robots_counts_as_a_refusal(fetching: Fetching, sites: Sites) -> None:
    sites.serve(NEW, html_reply(b"<html><title>Just a moment...</title></html>"))
    first, second = fetching.fetch(FOAM, paper(arxiv_id="2511.00009"))
    assert isinstance(first, NoFullTextError)
    assert isinstance(second, NoFullTextError)
    assert not first.is_final
    assert first.refusals[0].why == ROBOT_CHECK
    assert second.refusals[0].why == f"{ROBOT_CHECK}, and is left alone"
    assert "not asked before 2026-11-30 12:" in fetching.refused()["arxiv.org"]


def test_a_short_retry_after_is_obeyed_in_place(fetching: Fetching, sites: Sites) -> None:
    sites.serve(NEW, Reply(status=429, headers={"Retry-After": "40"}), html_reply(page()))
    assert fetching.one().source == "arxiv"
    (first, second) = [moment for _, moment in sites.asked]
    assert (second - first).total_seconds() >= 40
    assert any(isinstance(one, Waiting) and one.seconds == 40 for one in fetching.events)


def test_a_long_retry_after_is_obeyed_by_all_processes(fetching: Fetching, sites: Sites) -> None:
    sites.serve(NEW, Reply(status=429, headers={"Retry-After": "7200"}), html_reply(page()))
    assert "not before 2026-11-30 14:00 UTC" in fetching.refused()["arxiv.org"]
    sites.clock.advance(3_600)
    assert "not asked before 2026-11-30 14:00 UTC" in fetching.refused()["arxiv.org"]
    sites.clock.advance(3_700)
    assert fetching.one().source == "arxiv"


@pytest.mark.parametrize(
    ("cause", "why"),
    [
        (socket.gaierror(socket.EAI_AGAIN, "Temporary failure"), "no network (DNS)"),
        (OSError(errno.ENETUNREACH, "Network is unreachable"), "no network"),
    ],
)
def test_without_a_network_one_request_is_tried(
    fetching: Fetching, sites: Sites, cause: OSError, why: str
) -> None:
    sites.down = dict.fromkeys((ARXIV, FACE, AR5IV), cause)
    first, second = fetching.fetch(FOAM, paper(arxiv_id="2511.00009"))

    assert isinstance(first, NoFullTextError)
    assert isinstance(second, NoFullTextError)
    assert {one.why for one in (*first.refusals, *second.refusals)} == {why}
    assert not first.is_final
    assert sites.addresses() == [NEW]


def test_a_fetch_can_be_cancelled_while_it_waits_for_an_answer(
    fetching: Fetching, sites: Sites
) -> None:
    sites.serve(NEW, sites.server.silent)

    async def work() -> Document:
        async with fetching.fetcher() as fetcher:
            return await fetcher.fetch(FOAM)

    assert run_until(work(), sites.server.reached.is_set) is None
    assert sites.addresses() == [NEW]


def test_a_round_that_is_not_cancelled_has_its_result_or_error() -> None:
    async def good() -> int:
        return 7

    async def bad() -> int:
        raise OctavoError("foam", "is flat")

    assert run_until(good(), lambda: False) == 7
    with pytest.raises(OctavoError, match="is flat"):
        run_until(bad(), lambda: False)
