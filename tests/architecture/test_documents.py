"""Links between documents, the index of decisions, and versions that two files name."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from tests.architecture.wording import ROOT, documents

_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)\s]*)?\)")
_DECISIONS = ROOT / "docs" / "decisions"


@pytest.mark.parametrize(
    "page", documents(), ids=lambda page: Path(page).relative_to(ROOT).as_posix()
)
def test_links_lead_to_files_of_the_project(page: Path) -> None:
    text = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text("utf-8"), flags=re.DOTALL)
    links = [link for link in _LINK.findall(text) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_decisions_are_numbered_and_all_in_the_index() -> None:
    pages = sorted(path.name for path in _DECISIONS.glob("[0-9]*.md"))
    assert [int(name[:4]) for name in pages] == list(range(1, len(pages) + 1))
    index = (_DECISIONS / "README.md").read_text("utf-8")
    assert _LINK.findall(index)[: len(pages)] == pages


@pytest.mark.parametrize("path", sorted(_DECISIONS.glob("[0-9]*.md")), ids=lambda path: path.stem)
def test_a_decision_has_all_its_parts(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    assert lines[0].startswith(f"# {int(path.name[:4])}. ")
    assert [line for line in lines if line.startswith("## ")] == [
        "## Context",
        "## Decision",
        "## Consequences",
        "## Rejected",
    ]


def test_pre_commit_runs_the_versions_of_the_dev_extra() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    dev = project["project"]["optional-dependencies"]["dev"]
    pins = dict(one.split("==") for one in dev if "==" in one)
    hooks = (ROOT / ".pre-commit-config.yaml").read_text("utf-8")
    found = dict(re.findall(r"repo: \S+/(\w+)(?:-pre-commit)?\n +rev: v(\S+)", hooks))
    assert found == {name: pins[name] for name in ("ruff", "codespell")}
