"""Which paper it is, by its links."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.core.parsed import ParsedPaper, ParseWarning
from octavo_model.formats.common.digest import (
    MOST_WARNINGS,
    PaperIds,
    address,
    find_ids,
    gather,
    rationed,
)


@pytest.mark.parametrize(
    ("candidates", "ids"),
    [
        ([], PaperIds()),
        (["oai:arXiv.org:2511.00001v3"], PaperIds("2511.00001", 3)),
        (["https://arxiv.org/abs/2511.00001", "2511.00001v2"], PaperIds("2511.00001", 2)),
        (["https://arxiv.org/pdf/2511.00001v2", "2401.00001v9"], PaperIds("2511.00001", 2)),
        (["https://doi.org/10.48550/arXiv.2511.00001"], PaperIds("2511.00001")),
        (["doi:10.1000/X.1", "10.1000/other"], PaperIds(doi="10.1000/x.1")),
        (["info:doi/10.1000/X.1"], PaperIds(doi="10.1000/x.1")),
        (["https://pubs.example.org/doi/full/10.1000/x.1?af=R"], PaperIds(doi="10.1000/x.1")),
        (["https://example.org/blog/2511.00001"], PaperIds()),
    ],
)
def test_ids_are_found_in_links(candidates: list[str], ids: PaperIds) -> None:
    assert find_ids(candidates) == ids


@pytest.mark.parametrize("text", ["", "javascript:alert(1)", "https://", "ftp://x", "https://a b"])
def test_what_cannot_be_opened_is_no_address(text: str) -> None:
    assert address(text) is None


@given(st.lists(st.text(), max_size=5))
def test_no_text_is_too_odd(texts: list[str]) -> None:
    ids = find_ids(texts)
    assert ids.version is None or ids.arxiv_id
    for text in texts:
        assert (address(text) or "http").startswith(("http", "HTTP"))


# -- warnings -----------------------------------------------------------------------------------


def shown(*warnings: ParseWarning) -> list[str]:
    return [str(one) for one in rationed(warnings)]


def test_one_warning_is_as_it_is() -> None:
    assert shown(ParseWarning(4, "a row without a title", "rows have no title")) == [
        "line 4: a row without a title"
    ]


def test_warnings_of_one_kind_are_one_with_their_number_and_the_first_lines() -> None:
    lines = [ParseWarning(n, "a row without a title", "rows have no title") for n in (4, 9, 1700)]
    assert shown(*lines) == ["3 rows have no title: lines 4, 9, 1,700"]
    assert shown(*lines, *lines) == ["6 rows have no title: lines 4, 9, 1,700 …"]


def test_rows_without_lines_are_given_by_their_numbers() -> None:
    rows = [ParseWarning(0, f"row {n} has no title", "rows have no title") for n in (2, 5)]
    assert shown(*rows) == ["2 rows have no title: 2, 5"]
    assert shown(ParseWarning(0, "odd"), ParseWarning(0, "odd")) == ["odd (and 1 more)"]


def test_what_is_quoted_makes_no_other_kind() -> None:
    days = [ParseWarning(n, f"not a date: “day {n}”") for n in (3, 5, 8, 9, 12)]
    assert shown(*days, ParseWarning(6, "broken")) == [
        "line 3: not a date: “day 3” (and 4 more: lines 5, 8, 9 …)",
        "line 6: broken",
    ]


def test_of_very_many_kinds_the_first_are_kept_and_the_rest_is_counted() -> None:
    kinds = shown(*(ParseWarning(n, f"odd: {n}") for n in range(1, 5001)))
    assert len(kinds) == MOST_WARNINGS + 1
    assert kinds[-1] == "4,900 more warnings"


def test_papers_come_at_once_and_warnings_last() -> None:
    paper = ParsedPaper("A")
    found = list(rationed([ParseWarning(1, "odd"), paper, ParseWarning(2, "odd")]))
    assert found[0] is paper
    digest = gather(found, None)
    assert digest.papers == (paper,)
    assert [str(one) for one in digest.warnings] == ["line 1: odd (and 1 more: line 2)"]
