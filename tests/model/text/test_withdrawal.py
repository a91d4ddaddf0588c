from __future__ import annotations

import pytest

from octavo_model.text.withdrawal import is_withdrawn


@pytest.mark.parametrize(
    "comments",
    [
        "This paper has been withdrawn by the author due to a crucial error in equation 1",
        "12 pages.  This paper\nhas been withdrawn",
        "Withdrawn",
        "Admin note: withdrawn by arXiv admins as the abstract is too short",
        "withdrawn",  # bioRxiv
        "ICLR 2026 Withdrawn Submission",  # OpenReview
        "I would like to withdraw this paper",
        "The authors withdrew it: a seam is wrong",
        "The paper is withdrawn from arXiv; a new version follows",
        "Retracted by the authors",
        "This paper is withdraw by the author",
    ],
)
def test_comments_say_that_a_paper_is_withdrawn(comments: str) -> None:
    assert is_withdrawn(comments, "An abstract.")


@pytest.mark.parametrize(
    "comments",
    [
        "",
        "12 pages, 3 figures",
        "On the withdrawal of cash",
        "Accepted to ENTCS. Withdrawn from ENTCS in 2014",
        "A major overhaul of the withdrawn paper on seams",
        "a note revised from a withdrawn one",
        "A previously withdrawn version had an error",
        "We have to withdraw our earlier claim",
        "This version is no longer withdrawn",
    ],
)
def test_other_comments_do_not(comments: str) -> None:
    assert not is_withdrawn(comments, "An abstract.")


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        ("This paper has been withdrawn by the author(s), due to an error.", True),
        ("This submission has been\nwithdrawn at the request of the author.", True),
        ("Withdrawn.", True),
        ("We sew quilts. This paper has been withdrawn and a new version follows.", True),
        ("I want to withdraw this paper.", True),
        ("Money that is withdrawn by customers of a bank is counted.", False),
        ("Retracted papers are cited as if nothing had happened.", False),
        ("The signal that caused the state is withdrawn. Papers are not.", False),
    ],
)
def test_an_abstract_is_a_notice_or_not(abstract: str, expected: bool) -> None:
    assert is_withdrawn("", abstract) is expected
