"""No wrong query prints or writes anything; a lenient one is read without its wrong parts."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from octavo_model import Library, Paths, View
from octavo_model.search.query.nodes import Problem
from octavo_model.search.query.operators import examples
from octavo_model.search.query.parser import parse
from octavo_tui.cli.run import run

WRONG = (
    "date:2025-13", "is:star", "up:>abc", "sort:stars", '"tidal', "cats:cs.LG",
    "date:2025-05..2024", "in:abs", "year:20x", "has:cod", "digest:nosuch", "cat:zz.ZZ", "a |",
    "| a", "!", "~", "is:",
)  # fmt: skip
PARTS = [*(query for query, _ in examples()), *WRONG, "tidal", "attention", "nural", "sheep"]
SIGNS = "\"'!-+~^$|:.<> \\()axz0192éß"


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """Some parts of queries, with slips of the fingers in them."""
    text = " ".join(draw(st.lists(st.sampled_from(PARTS), min_size=1, max_size=3)))
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(text)))
        kind = draw(st.sampled_from(["insert", "drop", "swap"]))
        if kind == "insert":
            text = text[:at] + draw(st.sampled_from(SIGNS)) + text[at:]
        elif kind == "drop":
            text = text[:at] + text[at + 1 :]
        else:
            text = text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]
    return text


class Shell:
    """``octavo`` on a library that is also open here, for comparison."""

    def __init__(self, paths: Paths, library: Library) -> None:
        self._paths = paths
        self._library = library
        self._all = library.catalog.ids(View.all())

    def call(self, *arguments: str) -> tuple[int, str, str]:
        """Return exit status, output and errors."""
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            status = run(arguments, self._paths)
        return status, out.getvalue(), err.getvalue()

    def files(self) -> dict[Path, tuple[int, int]]:
        """Return size and time of every file of the library."""
        found = (path for path in self._paths.data.parent.rglob("*") if path.is_file())
        return {path: (one.st_size, one.st_mtime_ns) for path in found for one in [path.stat()]}

    def problems(self, text: str) -> Sequence[Problem]:
        """Return what is wrong with a query, first in itself, then in this library."""
        query = parse(text)
        return query.remarks or self._library.search.find(query, self._all).problems

    def keys(self, text: str) -> list[str | None]:
        """Return the keys of what a query finds without its wrong parts."""
        while problems := self.problems(text):
            for one in reversed(problems):
                text = f"{text[: one.start]} {text[one.end :]}"
        found = self._library.search.find(text, self._all).ids if text.strip() else self._all
        return self._library.catalog.keys(found)

    def check(self, text: str) -> None:
        """Check what the shell does with the query ``text``."""
        problems, wanted = self.problems(text), self.keys(text)
        before = self.files()
        status, out, err = self.call("list", "--fields", "key", "--", text)
        if problems:
            assert (status, out) == (2, ""), text
            assert err.count("\n") == 2 * len(problems)
            assert not parse(text).remarks or self.files() == before, text
        else:
            assert (status, out.split()) == (0, wanted), text
        status, out, err = self.call("list", "--lenient", "--fields", "key", "--", text)
        assert (status, out.split()) == (0, wanted), text
        assert bool("; ignored\n" in err) == bool(problems), text


@pytest.fixture(scope="module")
def shell(two_pages: Path) -> Iterator[Shell]:
    paths = Paths.under(two_pages)
    with Library.open(paths, instance="test") as library:
        yield Shell(paths, library)


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_is_refused(shell: Shell, text: str) -> None:
    assert shell.problems(text)
    shell.check(text)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=mutated())
@pytest.mark.slow
def test_mutated_queries(shell: Shell, text: str) -> None:
    shell.check(text)


@pytest.mark.slow
@settings(max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=mutated())
def test_many_mutated_queries(shell: Shell, text: str) -> None:
    shell.check(text)
