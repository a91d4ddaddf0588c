"""What people call a match: 100 short queries with all titles of their lists, judged by two.

A judge sees a query and a title, and not whether the search lists it. The question is: could
somebody who typed this be looking for this title?
"""

from __future__ import annotations

import random
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    Row = dict[str, Any]
    Pair = tuple[str, str]
    """A query and a title."""

QUERIES = 100
_SEED = 11


def judged_queries(rows: Sequence[Row]) -> list[Row]:
    """The short queries that are judged: as many of each list and variant as there is room for."""
    some = [row for row in rows if row["cls"] != "list" and "list" in row]
    chosen: dict[tuple[int, str], Row] = {(row["list"], row["q"]): row for row in some}
    unique = list(chosen.values())
    random.Random(_SEED).shuffle(unique)
    return unique[:QUERIES]


def labelled_rows(rows: Sequence[Row]) -> list[Row]:
    """Each query with all titles of its list, in an order that says nothing."""
    lists = {row["list"]: row["papers"] for row in rows if row["cls"] == "list"}
    dice, pairs = random.Random(_SEED), list[Row]()
    for row in judged_queries(rows):
        titles = sorted({paper["title"] for paper in lists[row["list"]]})
        dice.shuffle(titles)
        pairs += [{"query": row["q"], "title": title, "match": None} for title in titles]
    return pairs


def agreement(rows: Sequence[Row], done: Sequence[Row], labels: Sequence[Sequence[Row]]) -> str:
    """How far those who judged agree, and what the search makes of it.

    Precision: the share of full matches shown that are matches. Recall: the share of matches that
    are shown. Once by each judge, and once by what all agree on.

    Args:
        rows: The queries.
        done: What the search answered.
        labels: What each of two or more judged.
    """
    said = [{(one["query"], one["title"]): bool(one["match"]) for one in some} for some in labels]
    common = sorted(set.intersection(*map(set, said)))
    lines = [f"{len(common):,} pairs judged by all."]
    for number, (first, second) in enumerate(pairwise(said), 1):
        value = kappa([(first[pair], second[pair]) for pair in common])
        same = sum(first[pair] == second[pair] for pair in common) / max(1, len(common))
        lines.append(f"Judges {number} and {number + 1}: {same:.3f} the same, kappa {value:.3f}.")
    agreed = {p: said[0][p] for p in common if len({judge[p] for judge in said}) == 1}
    lines += ["", "| asked in | judged by | precision | recall |", "|---|---|---|---|"]
    for form in dict.fromkeys(row["form"] for row in done):
        shown = _shown(rows, [row for row in done if row["form"] == form])
        for name, judge in (*((str(n), one) for n, one in enumerate(said, 1)), ("all", agreed)):
            matches = {pair for pair in judge if judge[pair]}
            known = shown & set(judge)
            precision = len(known & matches) / max(1, len(known))
            recall = len(known & matches) / max(1, len(matches))
            lines.append(f"| {form} | {name} | {precision:.3f} | {recall:.3f} |")
    return "\n".join(lines)


def kappa(pairs: Sequence[tuple[bool, bool]]) -> float:
    """Cohen's kappa of two judges: 1 where they always agree, 0 where as often as by chance.

    >>> kappa([(True, True), (False, False)]), kappa([(True, False), (False, True)])
    (1.0, -1.0)
    """
    count = max(1, len(pairs))
    first, second = (sum(pair[place] for pair in pairs) / count for place in (0, 1))
    same = sum(one == other for one, other in pairs) / count
    chance = first * second + (1 - first) * (1 - second)
    return (same - chance) / (1 - chance) if chance < 1 else 1.0


def _shown(rows: Sequence[Row], done: Sequence[Row]) -> set[Pair]:
    titles = {
        (row["list"], paper["id"]): paper["title"]
        for row in rows
        if row["cls"] == "list"
        for paper in row["papers"]
    }
    judged = {(row["list"], row["q"]) for row in judged_queries(rows)}
    return {
        (row["q"], titles[row["list"], name])
        for row in done
        if (row["list"], row["q"]) in judged
        for name in row["shown"]
    }
