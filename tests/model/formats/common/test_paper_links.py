"""Titles of links in pages."""

from __future__ import annotations

from octavo_model.formats.common.paper_links import links_in_html


def test_in_html_the_first_line_of_an_item_is_the_title_of_a_link_below() -> None:
    page = """<ol>
    <li><div class="fw-bold"> Herons that Count their Fish </div><div> Dora Kelp, Ann Quill </div>
        <div>arXiv 2023. <a href="https://arxiv.org/abs/2303.01849">PDF</a></div></li>
    <li><div>Gulls</div><div>Ilse Brandt</div>
        <div><a href="https://arxiv.org/abs/2303.01507">PDF</a>
        <a href="https://arxiv.org/abs/2303.01508">Link</a></div></li></ol>"""
    links = links_in_html(page)
    assert [(one.title, one.target.ids.arxiv_id) for one in links.titled] == [
        ("Herons that Count their Fish", "2303.01849"),
        ("Gulls", "2303.01507"),
    ]
    assert links.titled[0].after.split("\n")[1].strip() == "Dora Kelp, Ann Quill"
    assert [one.target.ids.arxiv_id for one in links.untitled] == ["2303.01508"]
