"""Lists of ids: a paper is known by its id alone, and words are no titles."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.core.errors import NotADigestError
from octavo_model.core.ids import is_placeholder_title
from octavo_model.core.parsed import ParsedDigest
from octavo_model.formats import Source
from octavo_model.formats.registry import choose, known_format

FIXTURES = Path(__file__).parents[4] / "fixtures" / "plain-list"
NOW = dt.datetime(2025, 11, 20, 9, 30, tzinfo=dt.UTC)
PLAIN = known_format("plain-list")


def source(text: str | bytes, name: str = "to-read.txt") -> Source:
    return Source(text if isinstance(text, bytes) else text.encode(), name, NOW)


def read(name: str) -> ParsedDigest:
    found = source((FIXTURES / name).read_bytes(), name)
    assert choose(found).name == "plain-list"
    return PLAIN.parse(found)


def test_each_id_of_a_list_is_a_paper() -> None:
    digest = read("ids.txt")
    assert [
        (one.title, one.arxiv_id or one.doi or one.page, one.line) for one in digest.papers
    ] == [
        ("arXiv:2411.90021", "2411.90021", 2),
        ("arXiv:2411.90022", "2411.90022", 3),
        ("arXiv:2411.90023", "2411.90023", 4),
        ("arXiv:hep-th/9901001", "hep-th/9901001", 5),
        ("doi:10.5555/shore.2024.4", "10.5555/shore.2024.4", 7),
        ("Barnacles and the Edge of Computation", "2411.90025", 8),
        ("https://openreview.net/forum?id=cargo99999",) * 2 + (9,),
    ]
    assert digest.papers[1].version == 2
    assert digest.warnings == ()


def test_ids_in_a_text_are_papers_and_its_words_are_not() -> None:
    digest = read("prose.txt")
    assert [one.title for one in digest.papers] == [
        "arXiv:2411.90031",
        "arXiv:2411.90032",
        "doi:10.5555/shore.2024.5",
    ]
    assert digest.warnings == ()


def test_titles_are_read_if_the_user_says_that_they_are() -> None:
    found = source((FIXTURES / "titles.txt").read_bytes())
    assert PLAIN.sniff(found) == 0
    assert [one.title for one in PLAIN.parse(found).papers] == [
        "Barnacles and the Edge of Computation",
        "Herons Plan Ahead",
    ]


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Barnacles and the Edge of Computation", "Barnacles and the Edge of Computation"),
        ("2411.90021", "arXiv:2411.90021"),
        ("https://www.pnas.org/doi/10.1073/pnas.2499999123", "doi:10.1073/pnas.2499999123"),
    ],
)
def test_one_line_from_a_pipe_is_a_paper(line: str, title: str) -> None:
    found = source(line + "\n", "-")
    assert choose(found).name == "plain-list"
    assert [one.title for one in PLAIN.parse(found).papers] == [title]


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("2411.90021 - Herons Plan Ahead", "Herons Plan Ahead"),
        ("Herons Plan Ahead: arXiv:2411.90021", "Herons Plan Ahead"),
        ("2411.90021\tHerons Plan Ahead", "Herons Plan Ahead"),
        ("2411.90021  # Herons Plan Ahead", "arXiv:2411.90021"),
        ("2411.90021 // Herons Plan Ahead", "arXiv:2411.90021"),
        ("2411.90021 Ann says read this", "arXiv:2411.90021"),
        ("- [ ] 2411.90021", "arXiv:2411.90021"),
        ("3. <https://arxiv.org/abs/2411.90021>,", "arXiv:2411.90021"),
    ],
)
def test_a_title_beside_an_id_has_a_mark_between(line: str, title: str) -> None:
    (paper,) = PLAIN.parse(source(line)).papers
    assert (paper.title, paper.arxiv_id) == (title, "2411.90021")


def test_lines_without_an_id_are_named() -> None:
    lines = [f"2411.9{n:04}" for n in range(10)]
    digest = PLAIN.parse(source("\n".join([*lines, "Ask Ann about the rest"])))
    assert [str(one) for one in digest.warnings] == ["1 line has no id of a paper: line 11"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("", "a.txt"),
        ("Internal Server Error", "-"),
        ("curl: (6) Could not resolve host: example.org", "-"),
        ("It is a sentence, and it ends.", "-"),
        ("Herons Plan Ahead of Time", "a.txt"),
        ('URL = "https://arxiv.org/abs/2411.90021"\nprint(URL)\n', "a.py"),
        ('{"id": "2411.90021"}', "a.json"),
        ("\x00\x01 2411.90021", "a.txt"),
    ],
)
def test_other_texts_are_not_taken_for_one(text: str, name: str) -> None:
    assert PLAIN.sniff(source(text, name)) == 0


def test_a_text_without_ids_and_titles_is_no_digest() -> None:
    with pytest.raises(NotADigestError, match="no arXiv id, DOI, address or title"):
        PLAIN.parse(source("…\n"))


@given(
    st.lists(
        st.integers(7, 99).flatmap(lambda y: st.integers(1, 12).map(lambda m: (y, m))),
        min_size=1,
        max_size=9,
    )
)
def test_what_a_list_is_made_of_is_what_is_read(months: list[tuple[int, int]]) -> None:
    ids = [f"{y:02}{m:02}.{n:05}" for n, (y, m) in enumerate(months)]
    for mark in ("", "arXiv:", "https://arxiv.org/abs/", "doi:10.48550/arXiv."):
        papers = PLAIN.parse(source("\n".join(mark + one for one in ids))).papers
        assert [one.arxiv_id for one in papers] == ids
        assert all(is_placeholder_title(one.title) for one in papers)


@given(st.text(max_size=100))
def test_no_text_is_too_odd(text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    assert 0 <= PLAIN.sniff(source(data)) <= 0.6
    with suppress(NotADigestError):
        assert PLAIN.parse(source(data)).papers


def test_titles_of_references_and_of_tabs_are_titles() -> None:
    digest = PLAIN.parse(
        source(
            "* Kelp, D. & Quill, A. (2024). Barnacles on bicycles. Wheels, 3(2), 4-9. "
            "https://doi.org/10.5555/wheels.4\n"
            "https://arxiv.org/abs/2608.01234 | [2608.01234] Nets of Light\n"
        )
    )
    assert [(one.title, one.authors) for one in digest.papers] == [
        ("Barnacles on bicycles", ("D. Kelp", "A. Quill")),
        ("Nets of Light", ()),
    ]
    assert digest.warnings == ()
