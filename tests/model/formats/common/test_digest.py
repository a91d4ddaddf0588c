"""Which paper it is, by its links."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.formats.common.digest import PaperIds, address, find_ids


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
