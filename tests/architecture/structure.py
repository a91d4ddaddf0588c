"""Figures about the source: size, folders, import cycles, repeated names, wording.

Run ``python -m tests.architecture.structure`` to print them with their ceilings.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

from tests.architecture import wording
from tests.architecture.wording import ROOT

PACKAGES = {"octavo_model": ROOT / "model", "octavo_tui": ROOT / "tui"}
MIRRORS = {
    ROOT / "tests" / "model": ROOT / "model" / "octavo_model",
    ROOT / "tests" / "tui": ROOT / "tui" / "octavo_tui",
}
"""Each folder of tests, and the folder of source that it mirrors."""
ARCHITECTURE = ROOT / "docs" / "architecture.md"
LONGEST_MODULE = 300


@dataclass(frozen=True)
class Module:
    """One source file.

    Attributes:
        name: Its dotted name.
        path: Where it is.
        source: Its text.
    """

    name: str
    path: Path
    source: str

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed source."""
        return ast.parse(self.source)

    @property
    def lines(self) -> int:
        """The number of lines."""
        return len(self.source.splitlines())

    @property
    def is_package(self) -> bool:
        """Whether this is an ``__init__``."""
        return self.path.name == "__init__.py"


class Figure(NamedTuple):
    """One number that the project keeps small.

    Attributes:
        value: The number now.
        details: What it counts, largest first, for people who want to lower it.
    """

    value: int
    details: tuple[str, ...] = ()


def modules(packages: Mapping[str, Path] = PACKAGES) -> list[Module]:
    """Return every module of ``packages``, sorted by name."""
    found = []
    for package, base in packages.items():
        for path in (base / package).rglob("*.py"):
            name = ".".join(path.relative_to(base).with_suffix("").parts)
            found.append(Module(name.removesuffix(".__init__"), path, path.read_text("utf-8")))
    return sorted(found, key=lambda module: module.name)


def code_lines(tree: ast.Module, source: str) -> int:
    """Count the lines that are not blank, a comment, a docstring or an import."""
    skipped: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom) or (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
        ):
            skipped.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return sum(
        bool(line.strip()) and not line.lstrip().startswith("#") and number not in skipped
        for number, line in enumerate(source.splitlines(), 1)
    )


def folder_sizes(paths: Iterable[Path]) -> Counter[Path]:
    """Count the modules of each folder, without ``__init__``."""
    return Counter(path.parent for path in paths if path.name != "__init__.py")


def statements(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the statements of a module, at any depth: no expression has another one in it."""
    for part in ("body", "orelse", "finalbody", "handlers", "cases"):
        for node in getattr(tree, part, ()):
            yield node
            yield from statements(node)


def imports(tree: ast.Module, package: str, names: set[str]) -> set[str]:
    """Return the members of ``names`` that a module imports anywhere, for type checks too.

    Args:
        tree: The module.
        package: The package it is in; relative imports start there.
        names: The dotted names of all modules.
    """
    found: set[str] = set()
    for node in statements(tree):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parents = package.split(".")
            start = parents[: len(parents) + 1 - node.level] if node.level else []
            base = ".".join([*start, *([node.module] if node.module else [])])
            for alias in node.names:
                full = f"{base}.{alias.name}"
                found.add(full if full in names else base)
    return found & names


def import_graph(all_modules: Iterable[Module]) -> dict[str, set[str]]:
    """Return what each module imports of the others, by name."""
    every = list(all_modules)
    names = {module.name for module in every}
    return {
        module.name: imports(
            module.tree,
            module.name if module.is_package else module.name.rpartition(".")[0],
            names,
        )
        - {module.name}
        for module in every
    }


def cycles(graph: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """Return the groups of modules that import each other, largest first.

    This is Tarjan's algorithm, with a stack of its own instead of recursion.
    """
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    open_names: list[str] = []
    groups: list[list[str]] = []

    def enter(name: str) -> tuple[str, Iterator[str]]:
        index[name] = low[name] = len(index)
        open_names.append(name)
        return name, iter(graph[name])

    def leave(name: str) -> None:
        if low[name] != index[name]:
            return
        start = open_names.index(name)
        group = sorted(open_names[start:])
        del open_names[start:]
        if len(group) > 1:
            groups.append(group)

    for root in graph:
        work = [] if root in index else [enter(root)]
        while work:
            name, others = work[-1]
            other = next(others, None)
            if other is None:
                work.pop()
                leave(name)
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[name])
            elif other not in index:
                work.append(enter(other))
            elif other in open_names:
                low[name] = min(low[name], index[other])
    return sorted(groups, key=lambda group: (-len(group), group))


def repeated_classes(all_modules: Iterable[Module]) -> dict[str, list[str]]:
    """Return each class name that several modules define, with these modules."""
    places: dict[str, list[str]] = {}
    for module in all_modules:
        for node in module.tree.body:
            if isinstance(node, ast.ClassDef):
                places.setdefault(node.name.lstrip("_"), []).append(module.name)
    return {name: where for name, where in sorted(places.items()) if len(where) > 1}


def unmatched_test_folders(mirrors: Mapping[Path, Path] = MIRRORS) -> list[Path]:
    """Return the folders of tests whose source folder does not exist."""
    return sorted(
        folder
        for tests, source in mirrors.items()
        for folder in {path.parent for path in tests.rglob("test_*.py")}
        if not (source / folder.relative_to(tests)).is_dir()
    )


def documented_folders(text: str) -> set[str]:
    """Return the folders that the tables of ``docs/architecture.md`` describe.

    The first cell of a table's head is a package, those of its rows are folders in it.
    """
    found = set()
    package = ""
    for line in text.splitlines():
        row = re.match(r"\| `([a-z_/]+/)` \|(.*)\|", line)
        if row and not row[2].strip():
            package = row[1]
        elif row:
            found.add(package + row[1].rstrip("/"))
    return found


def figures() -> dict[str, Callable[[], Figure]]:
    """Return how to compute each figure, by name."""
    every = modules()

    def relative(path: Path) -> str:
        return path.relative_to(ROOT).as_posix()

    def largest_folder() -> Figure:
        sizes = folder_sizes(module.path for module in every).most_common()
        return Figure(sizes[0][1], tuple(f"{relative(path)}: {size}" for path, size in sizes))

    def longest_module() -> Figure:
        longest = sorted(every, key=lambda module: -module.lines)
        return Figure(longest[0].lines, tuple(f"{one.name}: {one.lines}" for one in longest))

    def long_modules() -> Figure:
        found = [one for one in every if one.lines > LONGEST_MODULE]
        return Figure(len(found), tuple(f"{one.name}: {one.lines}" for one in found))

    @cache
    def groups() -> list[list[str]]:
        return cycles(import_graph(every))

    def import_cycles() -> Figure:
        return Figure(len(groups()), tuple(", ".join(group) for group in groups()))

    def modules_in_cycles() -> Figure:
        return Figure(sum(map(len, groups())))

    def classes() -> Figure:
        found = repeated_classes(every)
        return Figure(len(found), tuple(f"{name}: {', '.join(at)}" for name, at in found.items()))

    def test_folders() -> Figure:
        found = unmatched_test_folders()
        return Figure(len(found), tuple(map(relative, found)))

    def folders_in_documents() -> Figure:
        described = documented_folders(ARCHITECTURE.read_text("utf-8"))
        tops = {base / package for package, base in PACKAGES.items()}
        folders = {relative(path) for path in {one.path.parent for one in every} - tops}
        wrong = sorted(described ^ folders)
        return Figure(len(wrong), tuple(wrong))

    def used(pattern: re.Pattern[str], texts: Mapping[str, str]) -> Figure:
        found = wording.matches(pattern, texts)
        return Figure(
            found.total(), tuple(f"{text} ({count})" for text, count in found.most_common())
        )

    @cache
    def texts() -> dict[str, str]:
        return {one.name: wording.prose(one.tree, one.source) for one in every}

    @cache
    def tests() -> dict[str, str]:
        return {relative(path): wording.prose(*wording.parsed(path)) for path in wording.scripts()}

    def names() -> dict[str, str]:
        return {
            one.name: "\n".join(map(wording.words_of, wording.identifiers(one.source)))
            for one in every
        }

    def renamed() -> Figure:
        banned = set(wording.banned_names(wording.NAMES.read_text("utf-8")))
        found = Counter(
            name for one in every for name in wording.identifiers(one.source) if name in banned
        )
        return Figure(
            found.total(), tuple(f"{name} ({count})" for name, count in found.most_common())
        )

    def pages() -> dict[str, str]:
        return {relative(path): path.read_text("utf-8") for path in wording.documents()}

    words = wording.matcher(wording.banned_words(wording.WORDS.read_text("utf-8")))
    phrases = wording.matcher(wording.banned_phrases(wording.PHRASES.read_text("utf-8")))
    return {
        "modules": lambda: Figure(len(every)),
        "lines": lambda: Figure(sum(one.lines for one in every)),
        "code lines": lambda: Figure(sum(code_lines(one.tree, one.source) for one in every)),
        "modules in the largest folder": largest_folder,
        "lines in the longest module": longest_module,
        f"modules over {LONGEST_MODULE} lines": long_modules,
        "import cycles": import_cycles,
        "modules in import cycles": modules_in_cycles,
        "class names defined twice": classes,
        "test folders without a source folder": test_folders,
        "folders not as in docs/architecture.md": folders_in_documents,
        "banned phrases in the source": lambda: used(phrases, texts()),
        "banned phrases in the tests": lambda: used(phrases, tests()),
        "banned phrases in the documents": lambda: used(phrases, pages()),
        "banned words in the source": lambda: used(words, texts()),
        "banned words in the tests": lambda: used(words, tests()),
        "banned words in the documents": lambda: used(words, pages()),
        "names that have a better one": renamed,
        "banned words in names": lambda: used(words, names()),
    }


def main() -> None:
    """Print each figure with its ceiling and its aim, then what the small ones count."""
    from tests.architecture.ceilings import CEILINGS

    print(f"{'':40}{'now':>8}{'ceiling':>9}{'aim':>8}")
    computed = {name: compute() for name, compute in figures().items()}
    for name, figure in computed.items():
        ceiling = CEILINGS[name]
        today = "" if ceiling.today is None else f"{ceiling.today:,}"
        print(f"{name:40}{figure.value:8,}{today:>9}{ceiling.aim:8,}")
    for name, figure in computed.items():
        if figure.value > CEILINGS[name].aim and figure.details:
            print(f"\n{name}:")
            print("\n".join(f"  {line}" for line in figure.details[:12]))


if __name__ == "__main__":
    main()
