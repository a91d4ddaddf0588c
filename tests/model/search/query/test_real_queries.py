"""Queries over real papers.

What is found by exact queries was worked out without Octavo, by plain loops over the papers; what
words find first was looked at and found right.

The papers themselves are not here: those of arXiv have ids, those of the pages a hash of their
folded titles.
"""

from __future__ import annotations

import gzip
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from octavo_model import Library, Paths, View
from octavo_model.core.parsed import ImportOptions
from octavo_model.text.fold import fold_title

EVERY = 24
"""Of the corpus, every so many a paper."""

# fmt: off
ON_ARXIV = {
    "'turbo": "1511.00776",
    '"belief propagation"':
        "1110.1259 1209.5335 1209.6299 1404.3012 1506.05934 cs/0602028 cs/0610052",
    '"phase transition"': "0704.1269 1109.2275 1311.0423 cond-mat/0510429",
    "^fast 'matrix": "1412.3022",
    "graphs$ ^on":
        "0901.2645 0904.3157 1001.2862 1002.1446 1005.0239 1010.5975 1304.0274 1409.0932 "
        "1507.06053 1511.07249",
    "'bandit | 'bandits":
        "0802.2655 1206.5345 1210.4839 1301.1722 1405.0833 1410.0949 1504.03509 "
        "1506.00312 1506.02550 1602.07182",
    "'wavelet | 'curvelet":
        "0903.4726 1110.1485 1202.0609 1209.2515 1309.1156 1311.6460 1312.1147 1408.0453 "
        "1501.00166 1502.00950 1502.01871 astro-ph/0506308",
    '"random walk" | "random walks"': "1206.4094 1301.1917 1507.02069 1511.00573",
    '"gaussian process"': "1108.3372 1204.3972 1301.3857 1408.2060 1502.03163",
    "'sudoku | 'chess | 'poker": "1301.5491",
    '"k-means"': "0912.4598 1004.1823 1401.3685 1405.7471",
    "'p2p": "0909.0763 1102.3219 1105.5641 1108.5530 1108.6290",
    "au:schmidhuber": "0709.0674 1407.3068 cs/0701120",
    "au:bengio": "1206.6407 1307.0414 1412.6550 1502.04156",
    "au:hutter":
        "1102.2468 1111.2249 1305.3671 1507.04124 cs/0012011 cs/0206006 cs/0502067 "
        "cs/0701120",
    "au:erdos": "1205.2842",
    "au:muller": "0910.5001 1207.6696 1309.5150 1507.01972",
    'au:"michael jordan"': "1302.3203",
    "au:poor cat:cs.CR": "cs/0701024",
    "cat:q-fin":
        "1001.1446 1105.0819 1109.3488 1204.4122 1204.6638 1206.5252 1303.1663 1405.0733 "
        "1501.00040 1501.00882 1602.06295",
    "cat:cs.GL": "0804.2035 0910.5001 cs/0101011 cs/0507008",
    "cat:cmp-lg year:1994":
        "cmp-lg/9405002 cmp-lg/9405026 cmp-lg/9406015 cmp-lg/9406039 cmp-lg/9407023 "
        "cmp-lg/9408017 cmp-lg/9410008 cmp-lg/9410032 cmp-lg/9411022",
    "cat:stat.ML cat:cs.IR":
        "1202.3451 1205.2618 1207.1414 1301.2303 1301.6705 1301.6770 1308.5275 1310.4366 "
        "1502.00524 1602.02842",
    "abs:sudoku": "1111.4083 1304.3208",
    'abs:"compressed sensing" date:2009': "0901.0541",
    'abs:"matrix completion"':
        "1009.2118 1011.6495 1104.0354 1109.0573 1209.3312 1302.2767 1404.1377 1404.3811 "
        "1502.04689 1602.02386",
    "abs:bitcoin": "1405.1861 1501.00447",
    "abs:twitter ~election": "1211.0938 1307.2785 1503.03752 1507.08599",
    "in:abstract deep belief": "1303.7461",
    "abs:kolmogorov -~complexity": "0905.2386 1011.3019",
    "abs:wikipedia year:2012": "1203.0788 1204.3663 1204.3799",
    "authors:>15": "1303.2171 1307.0414 1508.04752 1602.07533",
    "date:..1993": "cs/9401101",
    "date:2011-03-15": "1103.2841",
    "date:2010-12-24..2010-12-31":
        "1012.5351 1012.5568 1012.5803 1012.5956 1101.0104 1101.0250",
    "year:2008 cat:cs.RO": "0804.4750",
    "'learning year:..2006":
        "cmp-lg/9505023 cmp-lg/9712001 cs/0107017 cs/0212030 cs/0307002 cs/0506041 "
        "cs/0508103 cs/0604015 cs/9505104 q-bio/0402029",
    "authors:1 cat:cs.CV year:2011": "1101.3755 1104.4295 1109.1133 1110.0879 1110.5015",
}
"""Ids of what is found, in the order of the text."""

FIRST_ON_ARXIV = {
    "compresive sensing": "1311.6916 1305.1199 1312.0825",
    "cognitiv radio": "1401.7313 1406.5732 1404.5083",
    "sparce recovery": "1211.3754 1309.0858 1301.3248",
    "support vector machine": "cs/0104015 cs/0105017 1502.04033",
    "naive bayes": "1511.03853 1304.1677 cs/0008019",
    "wireles sensor secure": "1004.3164 0710.3824 1103.4678",
    "sat solver": "1506.08905",
    "diferential privacy": "1103.5188 1602.04302",
    "small world": "1507.04624 1411.4097",
    "pagerank": "1509.00016 cs/0511016 1211.6159",
}
"""Ids of those that come first."""

SORTED_ON_ARXIV = {
    "au:hutter -sort:date":
        "cs/0012011 cs/0206006 cs/0502067 cs/0701120 1102.2468 1111.2249 1305.3671 1507.04124",
    "'p2p sort:title": "1108.5530 1108.6290 1105.5641 1102.3219 0909.0763",
    "cat:cs.GL sort:date": "0910.5001 0804.2035 cs/0507008 cs/0101011",
    "abs:bitcoin sort:date": "1501.00447 1405.1861",
}
"""Ids of what is found, in the order asked for."""

ON_PAGES = {
    '"neural collapse"': "6f5864f8 b3198852 e58b347d",
    "'clip": "c9ab5460 f175262c",
    "^on": "55c6ccd0 8bd1845b 98df4f6a",
    "learning$":
        "0c7ab73c 0f75051a 143c6d47 18f6a884 1a94df2d 1bf9f606 1e40f73c 3b3c140d 49c64d13 "
        "54cdb0ee 63a05726 665d52eb 75ff48d6 7c631bd9 7d8a7be5 7fb23720 90c39047 98df4f6a "
        "a354b053 ade87bb7 ca355929 d3927e1d d5b1f19d d78f6ae5 e8bded68 ed3542a7 f019dc63 "
        "fd1ff63e",
    "'diffusion !'model": "0387aa10 18f6a884 58737054 9e142c57 f783d632",
    "'gan | 'vae": "4c9b876b 93493712",
    "has:code":
        "0387aa10 0cc31274 0d46d8e4 0d64c8be 114227db 14023b44 185cf980 18f6a884 1ad5f06d "
        "1bf9f606 1e44f6fa 21b00f61 24fda967 288f4d38 2e89d487 2fefbcb8 32921e00 3b3c140d "
        "3b92cc1c 415735f1 45186f8c 4713695e 49c83842 4b934719 5408e876 58737054 5ba9a7c0 "
        "5bd6fa70 5d1c4435 5efeb648 60b332bd 65226728 67aa4ceb 6a7596cd 70ba91ab 74501ffb "
        "75042342 76792d55 79d0c21c 7c631bd9 7d8a7be5 7ec4114b 9076b9e2 914155e9 93493712 "
        "9997949b 99d47f78 a4e90b38 ab65636c ad501f01 b0d15b3e b3328306 b4c8a0a8 b789bb68 "
        "bd5da029 be32c45b c3c6eb6b c41eab0f c5b93d67 c9ab5460 ca355929 cbf21ff2 cd5422b7 "
        "ced7583a d78f6ae5 dcba4cbf e1a0a3a8 e4a6344f e55f380c e8f62cef e993f20b ed3542a7 "
        "ee297ba2 f175262c f89790a6 f8e07ddd fbd0549e ff2e88de",
    "comments:>=5": "be32a4a8",
    "authors:1": "17d8ebb2 eaa28fdd",
    'abs:"neural collapse" -"neural collapse"': "73561220 baa061b8",
    "abs:imagenet 'contrastive": "d8a7b4f2",
    "'[re]": "288f4d38",
}
"""Hashes of the titles that are found, in the order of the text."""

FIRST_ON_PAGES = {
    "naive ctr": "cfbb0553",
    "difusion gan": "4c9b876b",
    "neural colapse": "e58b347d",
    "naive | ctr": "cfbb0553",
    "ctr | naive": "cfbb0553",
    "neural | collapse": "e58b347d",
}
# fmt: on


@pytest.fixture(scope="module")
def arxiv(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    name = os.environ.get("OCTAVO_CORPUS_PAPERS")
    if not name:
        pytest.skip("OCTAVO_CORPUS_PAPERS does not name the file of arXiv papers")
    with gzip.open(name) as file:
        page = b"".join(line for number, line in enumerate(file) if number % EVERY == 0)
    with Library.open(Paths.under(tmp_path_factory.mktemp("arxiv"))) as library:
        library.imports.import_bytes(page, ImportOptions(name="arxiv.jsonl"))
        yield library


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    name = os.environ.get("OCTAVO_CORPUS")
    if not name:
        pytest.skip("OCTAVO_CORPUS does not name the folder of real digests")
    with Library.open(Paths.under(tmp_path_factory.mktemp("pages"))) as library:
        library.imports.import_path(Path(name) / "daily-papers-text")
        yield library


def found_on_arxiv(library: Library, query: str) -> list[str]:
    found = library.search.find(query, View.all())
    assert not found.problems
    return [str(paper.arxiv_id) for paper in library.catalog.papers(found.ids)]


def found_on_pages(library: Library, query: str) -> list[str]:
    found = library.search.find(query, View.all())
    assert not found.problems
    titles = (fold_title(paper.title) for paper in library.catalog.papers(found.ids))
    return [hashlib.sha256(title.encode()).hexdigest()[:8] for title in titles]


def test_there_are_sixty_queries() -> None:
    tables = (ON_ARXIV, FIRST_ON_ARXIV, SORTED_ON_ARXIV, ON_PAGES, FIRST_ON_PAGES)
    assert sum(map(len, tables)) >= 60


@pytest.mark.parametrize(("query", "ids"), ON_ARXIV.items())
def test_a_query_on_arxiv_finds_these_and_no_others(arxiv: Library, query: str, ids: str) -> None:
    assert sorted(found_on_arxiv(arxiv, query)) == ids.split()


@pytest.mark.parametrize(("query", "ids"), FIRST_ON_ARXIV.items())
def test_words_on_arxiv_find_these_first(arxiv: Library, query: str, ids: str) -> None:
    assert found_on_arxiv(arxiv, query)[: len(ids.split())] == ids.split()
    # Beside a field that all of them fit words find the same.
    assert found_on_arxiv(arxiv, f"{query} has:abstract")[: len(ids.split())] == ids.split()


@pytest.mark.parametrize(("query", "ids"), SORTED_ON_ARXIV.items())
def test_a_list_of_arxiv_is_in_order(arxiv: Library, query: str, ids: str) -> None:
    assert found_on_arxiv(arxiv, query) == ids.split()


@pytest.mark.parametrize(("query", "hashes"), ON_PAGES.items())
def test_a_query_on_pages_finds_these_and_no_others(
    pages: Library, query: str, hashes: str
) -> None:
    assert sorted(found_on_pages(pages, query)) == hashes.split()


@pytest.mark.parametrize(("query", "first"), FIRST_ON_PAGES.items())
def test_words_on_pages_find_this_first(pages: Library, query: str, first: str) -> None:
    assert found_on_pages(pages, query)[0] == first
