"""The limits of `tests.architecture.ceilings`, and the functions that measure them."""

from __future__ import annotations

import ast
import gc
import re
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest
from tests.architecture import structure
from tests.architecture.ceilings import CEILINGS
from tests.architecture.structure import Module


@pytest.fixture
def without_collector() -> Iterator[None]:
    """To look for garbage among the trees of all modules takes half of the time."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("without_collector")
def test_no_figure_is_above_its_ceiling() -> None:
    # One test: the figures share what they read.
    figures = structure.figures()
    ceilings = {name: one.today for name, one in CEILINGS.items() if one.today is not None}
    found = {name: figures[name]() for name in ceilings}
    above = {name: one for name, one in found.items() if one.value > ceilings[name]}
    assert not above, "\n".join(
        f"{name}: {one.value}, at most {ceilings[name]}\n  " + "\n  ".join(one.details[:40])
        for name, one in above.items()
    )


def test_the_table_has_every_figure_and_no_ceiling_below_its_aim() -> None:
    assert list(CEILINGS) == list(structure.figures())
    assert all(one.today >= one.aim for one in CEILINGS.values() if one.today is not None)


def _module(name: str, source: str) -> Module:
    return Module(name, Path(*name.split(".")).with_suffix(".py"), dedent(source))


def _imports(source: str, package: str, names: set[str]) -> set[str]:
    return structure.imports(ast.parse(dedent(source)), package, names)


def test_modules_have_dotted_names(tmp_path: Path) -> None:
    folder = tmp_path / "base" / "owls" / "nests"
    folder.mkdir(parents=True)
    for path in (folder.parent / "__init__.py", folder / "__init__.py", folder / "eggs.py"):
        path.write_text("a = 1\nb = 2\n")
    found = structure.modules({"owls": tmp_path / "base"})
    assert [(one.name, one.lines, one.is_package) for one in found] == [
        ("owls", 2, True),
        ("owls.nests", 2, True),
        ("owls.nests.eggs", 2, False),
    ]


def test_code_lines_are_what_is_left() -> None:
    source = dedent(
        '''
        """A docstring.

        With a blank line.
        """

        from os import (
            path,
        )

        # A comment.
        def hoot() -> str:
            """Return a cry."""
            import sys  # late

            return sys.platform  # not only a comment
        '''
    )
    assert structure.code_lines(ast.parse(source), source) == 2


def test_folder_sizes_leave_out_init() -> None:
    paths = [Path("a/__init__.py"), Path("a/b.py"), Path("a/c.py"), Path("a/d/e.py")]
    assert structure.folder_sizes(paths) == {Path("a"): 2, Path("a/d"): 1}


def test_imports_are_found_wherever_they_are() -> None:
    source = """
        import os
        import owls.eggs
        from owls import nests, __version__
        from owls.nests import Nest
        if TYPE_CHECKING:
            from owls.types import Beak
        def late():
            from owls.late import wing
    """
    names = {"owls", "owls.eggs", "owls.nests", "owls.types", "owls.late", "owls.other"}
    assert _imports(source, "mice", names) == names - {"owls.other"}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("from . import eggs", "owls.nests.eggs"),
        ("from .eggs import Egg", "owls.nests.eggs"),
        ("from .. import wings", "owls.wings"),
        ("from ..wings import Wing", "owls.wings"),
        ("from . import Nest", "owls.nests"),
    ],
)
def test_relative_imports_start_at_the_package(source: str, expected: str) -> None:
    names = {"owls", "owls.nests", "owls.nests.eggs", "owls.wings"}
    assert _imports(source, "owls.nests", names) == {expected}


def test_the_graph_has_no_loops_of_one() -> None:
    every = [_module("owls", "import owls\n"), _module("owls.eggs", "import owls\n")]
    assert structure.import_graph(every) == {"owls": set(), "owls.eggs": {"owls"}}


def test_cycles_are_groups_of_modules_that_reach_each_other() -> None:
    graph = {"a": "b", "b": "c", "c": "a", "d": "ae", "e": "d", "f": "ad", "g": ""}
    assert structure.cycles(graph) == [["a", "b", "c"], ["d", "e"]]


@pytest.mark.slow
def test_a_long_chain_is_no_cycle_and_no_recursion() -> None:
    chain = {str(number): [str(number + 1)] for number in range(5_000)} | {"5000": []}
    assert structure.cycles(chain) == []
    assert len(structure.cycles(chain | {"5000": ["0"]})[0]) == 5_001


def test_classes_with_one_name_in_two_modules_are_listed() -> None:
    every = [
        _module("a", "class _Entry: ...\nclass Owl: ..."),
        _module("b", "class Entry: ..."),
        _module("c", "def f():\n    class Owl: ..."),
    ]
    assert structure.repeated_classes(every) == {"Entry": ["a", "b"]}


def test_a_test_folder_needs_its_source_folder(tmp_path: Path) -> None:
    for folder in ("source/eggs", "tests/eggs", "tests/wings", "tests/data"):
        (tmp_path / folder).mkdir(parents=True)
    for test in ("test_a.py", "eggs/test_b.py", "wings/test_c.py", "data/helper.py"):
        (tmp_path / "tests" / test).touch()
    found = structure.unmatched_test_folders({tmp_path / "tests": tmp_path / "source"})
    assert found == [tmp_path / "tests" / "wings"]


def test_the_folders_of_a_document_are_read_from_its_tables() -> None:
    text = """
        | `model/owls/` | |
        | --- | --- |
        | `eggs/` | white |
        | `eggs/shells/` | thin |
        | `module.py` | not a folder |

        | other | table |
        | --- | --- |
        | `--flag` | nothing |
        | `tui/owls/` | |
        | `wings/` | two |
    """
    assert structure.documented_folders(dedent(text)) == {
        "model/owls/eggs",
        "model/owls/eggs/shells",
        "tui/owls/wings",
    }


def test_no_pattern_repeats_a_group_possessively() -> None:
    """Python before 3.11.3 matches them wrongly (gh-101955): use an atomic group, ``(?>…)``."""
    possessive = re.compile(r"\)[*+?]\+")
    assert [one.name for one in structure.modules() if possessive.search(one.source)] == []
