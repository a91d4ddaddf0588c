"""Which papers open whole, as the benchmark counts them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from fulltext_availability import ids_in, look, table
from tests.model.fulltext.sites import AR5IV, ARXIV, Sites, html_reply, page

if TYPE_CHECKING:
    from pathlib import Path

IDS = ("2511.00001", "2511.00002", "2511.00003")


def test_ids_are_read_from_arguments_and_files(tmp_path: Path) -> None:
    file = tmp_path / "ids"
    file.write_text("2511.00001v2\nhttps://arxiv.org/abs/2511.00002 2511.00001\n\nowl\n")
    found = [(one.arxiv_id, one.version) for one in ids_in(["2511.00003", str(file)])]
    assert found == [("2511.00003", None), ("2511.00001", 2), ("2511.00002", None)]


def test_the_table_counts_whole_texts_parts_and_reasons() -> None:
    sites = Sites()
    sites.serve(f"{ARXIV}/html/{IDS[0]}", html_reply(page()))
    sites.serve(f"{AR5IV}/html/{IDS[1]}", html_reply(page().removesuffix(b"</body></html>")))
    results = asyncio.run(look(list(ids_in(IDS)), sites.environment()))
    sites.server.close()

    assert [(one.id, one.source) for one in results] == [
        (IDS[0], "arxiv"), (IDS[1], "ar5iv"), (IDS[2], ""),
    ]  # fmt: skip
    assert table(results).splitlines() == [
        "3 papers: 1 open whole, 1 in part, 1 not at all.",
        "",
        "| source | texts | refusals and their reasons |",
        "| --- | --- | --- |",
        "| arxiv.org | 1 | 2 × server answered 404 Not Found |",
        "| huggingface.co | 0 | 2 × server answered 404 Not Found |",
        "| ar5iv | 1 | 1 × server answered 404 Not Found |",
        "",
        "| missing in texts that opened | papers |",
        "| --- | --- |",
        "| Perhaps the end of the text: the page breaks off | 1 |",
        "",
        "Not at all: 2511.00003",
    ]
