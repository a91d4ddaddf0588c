"""Ids in addresses of mirrors, publishers and redirects, as people paste them."""

# ruff: noqa: E501 - addresses are long

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.core.addresses import normal, unwrapped
from octavo_model.core.identity import page_key
from octavo_model.core.ids import (
    PaperIds,
    ids_of,
    is_placeholder_title,
    mentions,
    page_of,
    placeholder_title,
)
from octavo_model.search.query.mentions import read_id
from octavo_model.text.clean import clean_line


@pytest.mark.parametrize(
    ("address", "found", "version"),
    [
        ("https://ar5iv.labs.arxiv.org/html/2406.01011", "2406.01011", None),
        ("https://ar5iv.org/abs/2406.01011v3", "2406.01011", 3),
        ("https://www.alphaxiv.org/overview/2406.01012v1", "2406.01012", 1),
        ("https://hf.co/papers/2406.01013?utm_source=x", "2406.01013", None),
        ("https://api.semanticscholar.org/arXiv:2406.01014", "2406.01014", None),
        ("https://www.semanticscholar.org/arxiv/2406.01014", "2406.01014", None),
        ("https://doi.org/10.48550/arXiv.2406.01015", "2406.01015", None),
        ("10.48550/ARXIV.2406.01015", "2406.01015", None),
        ("https://arxiv.org/html/2406.01016v2#S3", "2406.01016", 2),
        ("https://www.arxiv-vanity.com/papers/1706.01017/", "1706.01017", None),
        ("http://xxx.lanl.gov/abs/hep-th/9901001", "hep-th/9901001", None),
        ("https://export.arxiv.org/abs/cs.LG/0112017v1", "cs/0112017", 1),
        ("https://arxiv.org/ftp/arxiv/papers/2401/2401.01018.pdf", "2401.01018", None),
        ("https://ui.adsabs.harvard.edu/abs/2024arXiv240101019L/abstract", "2401.01019", None),
        ("https://example.org/list/arxiv/2401.01020", "2401.01020", None),
        ("https://web.archive.org/web/2020/https://arxiv.org/abs/2401.01021", "2401.01021", None),
        ("https://x.example.org/c?n=7&u=https%3A%2F%2Farxiv.org%2Fabs%2F2401.01022", "2401.01022", None),
        ("https://t.example.org/CL0/https:%2F%2Farxiv.org%2Fabs%2F2401.01023%3Fa=b/1/0100", "2401.01023", None),
        ("https://urldefense.com/v3/__https://arxiv.org/abs/2401.01024__;!!Ab!c$", "2401.01024", None),
        ("https://u.example.org/v2/url?u=https-3A__arxiv.org_abs_2401.01025&d=x", "2401.01025", None),
        ("https://substack.com/redirect/2/eyJlIjoiaHR0cHM6Ly9hcnhpdi5vcmcvYWJzLzI0MDEuMDEyMzQifQ", "2401.01234", None),
        ("https://arxiv.org/list/cs.CL/2401", None, None),
        ("https://twitter.com/intent/tweet?url=https://arxiv.org/abs/2401.01026", None, None),
        ("https://example.org/2401.01027", None, None),
    ],
)  # fmt: skip
def test_the_arxiv_id_is_in_many_addresses(
    address: str, found: str | None, version: int | None
) -> None:
    assert ids_of(address) == PaperIds(found, version)
    assert read_id(address) == found


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("https://link.springer.com/chapter/10.1007/978-3-031-99999-1_12", "10.1007/978-3-031-99999-1_12"),
        ("https://link.springer.com/content/pdf/10.1007/s1-2.pdf?pdf=button", "10.1007/s1-2"),
        ("https://www.nature.com/articles/s42256-024-09999-2.pdf", "10.1038/s42256-024-09999-2"),
        ("https://www.nature.com/articles/nature99999/figures/1", "10.1038/nature99999"),
        ("https://www.nature.com/nature/journal/v1/n2/full/nature99999.html", "10.1038/nature99999"),
        ("https://www.biorxiv.org/content/10.1101/2024.06.03.599999v1.full.pdf+html", "10.1101/2024.06.03.599999"),
        ("https://www.medrxiv.org/content/10.1101/2024.06.03.599999", "10.1101/2024.06.03.599999"),
        ("https://www.biorxiv.org/content/early/2017/06/01/999999.full.pdf", "10.1101/999999"),
        ("https://journals.plos.org/plosone/article/file?id=10.1371/journal.pone.9&type=printable", "10.1371/journal.pone.9"),
        ("https://journals.plos.org/plosone/article?id=info%3Adoi%2F10.1371%2Fjournal.pone.9", "10.1371/journal.pone.9"),
        ("https://dl.acm.org/doi/pdf/10.1145/9999999.9999998?download=true", "10.1145/9999999.9999998"),
        ("https://dl.acm.org/doi/fullHtml/10.1145/9999999.9999998", "10.1145/9999999.9999998"),
        ("https://onlinelibrary.wiley.com/doi/10.1002/adma.9/abstract", "10.1002/adma.9"),
        ("https://www.science.org/doi/full/10.1126/science.zzz9999?af=R", "10.1126/science.zzz9999"),
        ("https://www.pnas.org/doi/suppl/10.1073/pnas.2499999121", "10.1073/pnas.2499999121"),
        ("https://www.frontiersin.org/articles/10.3389/fnins.2024.9/full", "10.3389/fnins.2024.9"),
        ("https://academic.oup.com/bio/article/doi/10.1093/bio/btad9/7123456", "10.1093/bio/btad9"),
        ("https://direct.mit.edu/tacl/article/doi/10.1162/tacl_a_9/119/Sand", "10.1162/tacl_a_9"),
        ("https://www.tandfonline.com/doi/epdf/10.1080/9.2024.9", "10.1080/9.2024.9"),
        ("https://journals.sagepub.com/doi/10.1177/99", "10.1177/99"),
        ("https://journals.aps.org/prl/abstract/10.1103/PhysRevLett.1.9", "10.1103/physrevlett.1.9"),
        ("https://iopscience.iop.org/article/10.1088/1741-2552/ab9/meta", "10.1088/1741-2552/ab9"),
        ("https://pubs.aip.org/aip/jcp/article/doi/10.1063/5.9", "10.1063/5.9"),
        ("https://papers.ssrn.com/sol3/papers.cfm?abstract_id=9999999", "10.2139/ssrn.9999999"),
        ("https://elifesciences.org/articles/99999.pdf", "10.7554/elife.99999"),
        ("https://scholar.google.com/scholar_url?url=https://link.springer.com/article/10.1007/s1-2&hl=en", "10.1007/s1-2"),
        ("https://example.org/doi/10.1000/x%1b", None),
        ("https://www.nature.com/articles", None),
    ],
)  # fmt: skip
def test_the_doi_is_in_the_addresses_of_publishers(address: str, found: str | None) -> None:
    assert ids_of(address) == PaperIds(doi=found)


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("https://www.aclweb.org/anthology/P19-9999.pdf", "https://aclanthology.org/P19-9999"),
        ("https://aclanthology.org/2024.acl-long.9902/", "https://aclanthology.org/2024.acl-long.9902"),
        ("https://openreview.net/pdf?id=cargo99999", "https://openreview.net/forum?id=cargo99999"),
        ("https://openreview.net/forum?id=cargo99999&noteId=x", "https://openreview.net/forum?id=cargo99999"),
        ("http://proceedings.mlr.press/v9/kelp9a/kelp9a.pdf", "https://proceedings.mlr.press/v9/kelp9a.html"),
        ("https://openaccess.thecvf.com/content/CVPR2023/papers/Kelp_Owls_CVPR_2023_paper.pdf",
         "https://openaccess.thecvf.com/content/CVPR2023/html/Kelp_Owls_CVPR_2023_paper.html"),
        ("https://papers.nips.cc/paper/2020/file/1457c0d6bfcb4967418bfb8ac142f64a-Paper.pdf",
         "https://proceedings.neurips.cc/paper_files/paper/2020/hash/1457c0d6bfcb4967418bfb8ac142f64a-Abstract.html"),
        ("https://www.ncbi.nlm.nih.gov/pubmed/99999999", "https://pubmed.ncbi.nlm.nih.gov/99999999/"),
        ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC9999999/pdf/x.pdf", "https://pmc.ncbi.nlm.nih.gov/articles/PMC9999999/"),
        ("https://www.semanticscholar.org/paper/Owls/204e3073870fae3d05bcbc2f6a8e263d9b72e776",
         "https://www.semanticscholar.org/paper/204e3073870fae3d05bcbc2f6a8e263d9b72e776"),
        ("https://ieeexplore.ieee.org/stamp/stamp.jsp?tp=&arnumber=09999000", "https://ieeexplore.ieee.org/document/9999000"),
        ("https://www.sciencedirect.com/science/article/abs/pii/S0999999924001234?via%3Dihub",
         "https://www.sciencedirect.com/science/article/pii/S0999999924001234"),
        ("https://www.mdpi.com/2072-4292/16/1/1/htm", "https://www.mdpi.com/2072-4292/16/1/1"),
        ("https://arxiv.org/abs/2401.01234", None),
        ("https://doi.org/10.1000/x", None),
        ("https://example.org/blog/owls", None),
    ],
)  # fmt: skip
def test_what_has_no_id_has_one_page(address: str, page: str | None) -> None:
    assert page_of(address) == page
    if page:
        assert page_key(address) == page_key(page)


def test_an_address_is_known_without_what_leads_to_it() -> None:
    assert unwrapped("https://www.google.com/url?q=https://example.org/a%3Fb%3D1&sa=D") == (
        "https://example.org/a?b=1"
    )
    assert normal("HTTP://www.Example.org/A?utm_source=x&b=1#top") == "http://www.example.org/A?b=1"
    assert page_key("https://www.example.org/a/") == page_key("http://example.org/a") != None  # noqa: E711
    assert page_key("owls at noon") is None


def test_ids_are_found_in_a_text() -> None:
    text = (
        "see (arXiv:2401.01234v2), https://doi.org/10.1000/x(1), [hep-th/9901001]; 10.50/kg 2024.11"
    )
    assert [one.text for one in mentions(text)] == [
        "arXiv:2401.01234v2",
        "https://doi.org/10.1000/x(1)",
        "hep-th/9901001",
    ]


@pytest.mark.parametrize(
    ("ids", "page", "title"),
    [
        (PaperIds("2401.01234", 2), None, "arXiv:2401.01234"),
        (PaperIds("hep-th/9901001"), None, "arXiv:hep-th/9901001"),
        (PaperIds(doi="10.1000/x"), None, "doi:10.1000/x"),
        (PaperIds(), "https://example.org/a", "https://example.org/a"),
    ],
)
def test_an_id_is_written_in_place_of_a_title(ids: PaperIds, page: str | None, title: str) -> None:
    assert placeholder_title(ids, page) == title
    assert is_placeholder_title(title)


@pytest.mark.parametrize("title", ["Owls", "A Comment on arXiv:2401.01234", "doi: what it is", ""])
def test_a_title_is_no_placeholder(title: str) -> None:
    assert not is_placeholder_title(title)


@given(st.text(st.sampled_from("ahttps:/.?=&%12053Aorgxiv-_#~ \x1b\u202e"), max_size=80))
def test_no_text_is_too_odd(text: str) -> None:
    found = ids_of(text)
    for one in (found.arxiv_id, found.doi, page_of(text)):
        assert one is None or clean_line(one) == one
    for mention in mentions(text):
        assert text[mention.start : mention.end] == mention.text
