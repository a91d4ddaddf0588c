"""Documents and their sections as plain text."""

from __future__ import annotations

import pytest
from tests.model.fulltext.layout.documents import PAPER, heading, paragraph

from octavo_model.fulltext.document import Document
from octavo_model.fulltext.layout.as_text import NoSectionError, as_text
from octavo_model.fulltext.layout.lay_out import lay_out

SECTIONS = Document(
    blocks=(
        heading("1", "Owls"),
        paragraph("Of owls."),
        heading("1.1", "Barn owls", 3),
        paragraph("Of barn owls."),
        heading("2", "Kelp"),
        paragraph("Of kelp."),
        heading("A", "All figures"),
        paragraph("Of figures."),
        heading("", "All tables"),
        paragraph("Of tables."),
        heading("Appendix B", "Bats"),
        paragraph("Of bats."),
    )
)


def test_the_whole_text_is_the_lines_of_the_layout() -> None:
    lines = as_text(PAPER, 60).split("\n")
    assert lines == [*(line.text for line in lay_out(PAPER, 60).lines), ""]
    assert as_text(Document(), 60) == ""
    assert "$x_{i}$" in as_text(PAPER, 60, tex=True)


@pytest.mark.parametrize(
    ("name", "has"),
    [
        ("1", ("Of owls.", "Of barn owls.")),
        ("1.1", ("Of barn owls.",)),
        ("§1.1.", ("Of barn owls.",)),
        ("barn owls", ("Of barn owls.",)),
        ("kelp", ("Of kelp.",)),
        ("a", ("Of figures.",)),
        ("All", ("Of figures.",)),
        ("All tables", ("Of tables.",)),
        ("B", ("Of bats.",)),
        ("appendix b", ("Of bats.",)),
    ],
)
def test_sections_by_number_title_and_place(name: str, has: tuple[str, ...]) -> None:
    lines = as_text(SECTIONS, 60, section=name).splitlines()
    assert tuple(line for line in lines if line.startswith("Of ")) == has


def test_a_place_counts_only_where_no_section_has_a_number() -> None:
    plain = Document(
        blocks=(heading("", "Owls"), paragraph("a"), heading("", "Kelp"), paragraph("b"))
    )
    assert as_text(plain, 60, section="2").splitlines()[-1] == "b"


def test_abstract_and_references_are_sections() -> None:
    assert as_text(PAPER, 60, section="abstract").splitlines()[-1].startswith("Owls hear")
    assert as_text(PAPER, 60, section="References").splitlines()[-1].startswith("[2]")


@pytest.mark.parametrize("name", ["9", "0", "5", "mice", "1.9", "²"])
def test_no_such_section(name: str) -> None:
    with pytest.raises(NoSectionError, match="no such section"):
        as_text(SECTIONS, 60, section=name)


def test_a_near_title_is_suggested() -> None:
    with pytest.raises(NoSectionError, match="did you mean 'Barn owls'"):
        as_text(SECTIONS, 60, section="born owls")
