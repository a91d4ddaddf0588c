"""A watched folder: each file once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.model.conftest import Desk
from tests.model.sources.conftest import World

from octavo_model.sources.events import Outcome
from octavo_model.sources.spec import SourceSpec, make


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    return inbox


@pytest.fixture
def spec(inbox: Path) -> SourceSpec:
    return make("inbox", str(inbox))


def put(path: Path, *titles: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(Desk.page(*titles))
    return path


def test_new_files_are_imported_once(world: World, inbox: Path, spec: SourceSpec) -> None:
    put(inbox / "a.json", "First")
    put(inbox / "below" / "b.json", "Second")

    assert world.fetch_one(spec).new == 2
    put(inbox / "c.json", "Third")
    again = world.fetch_one(spec)
    assert (again.new, again.papers, again.requests) == (1, 1, 0)


def test_a_file_that_grew_is_read_again(world: World, inbox: Path, spec: SourceSpec) -> None:
    put(inbox / "a.json", "First")
    world.fetch_one(spec)
    put(inbox / "a.json", "First", "Second")

    assert world.fetch_one(spec).new == 1


def test_a_file_that_breaks_its_reader_leaves_the_others(
    world: World, inbox: Path, spec: SourceSpec
) -> None:
    (inbox / "a.json").write_bytes(b'{"invented": ')  # the invented format raises what JSON does
    put(inbox / "b.json", "Second")

    report = world.fetch_one(spec)

    assert (report.outcome, report.new) == (Outcome.FAILED, 1)
    assert report.error.startswith(f"{inbox / 'a.json'}: reading it as invented-json failed: JSON")
    assert world.titles() == {"Second"}


def test_what_is_no_digest_is_passed_over_once(world: World, inbox: Path, spec: SourceSpec) -> None:
    (inbox / "shopping.txt").write_text("milk")
    put(inbox / "a.json", "First")

    first = world.fetch_one(spec)
    assert (first.ok, first.new, first.ignored) == (True, 1, 1)
    assert world.fetch_one(spec).ignored == 0


def test_hidden_files_links_to_nowhere_and_pipes_are_left_alone(
    world: World, inbox: Path, spec: SourceSpec
) -> None:
    put(inbox / ".hidden.json", "Hidden")
    put(inbox / ".git" / "x.json", "Deeper")
    (inbox / "nowhere").symlink_to(inbox / "not")
    os.mkfifo(inbox / "pipe")

    report = world.fetch_one(spec)
    assert (report.ok, report.papers, report.ignored) == (True, 0, 0)


def test_a_mail_that_is_read_and_moved_is_the_same_mail(
    world: World, inbox: Path, spec: SourceSpec
) -> None:
    for name in ("cur", "new", "tmp"):
        (inbox / name).mkdir()
    mail = put(inbox / "new" / "1741.desk", "In a Mail")
    put(inbox / "tmp" / "1742.desk", "Half Delivered")
    assert world.fetch_one(spec).new == 1

    mail.rename(inbox / "cur" / "1741.desk:2,S")
    again = world.fetch_one(spec)

    assert (again.ok, again.papers) == (True, 0)
    assert world.titles() == {"In a Mail"}


def test_files_that_are_gone_are_forgotten(world: World, inbox: Path, spec: SourceSpec) -> None:
    file = put(inbox / "a.json", "First")
    world.fetch_one(spec)
    file.unlink()
    world.fetch_one(spec)

    assert world.state(spec).files == {}
    assert world.titles() == {"First"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_cannot_be_read_is_tried_again(
    world: World, inbox: Path, spec: SourceSpec
) -> None:
    closed = put(inbox / "a.json", "Closed")
    put(inbox / "b.json", "Open")
    closed.chmod(0)
    failed = world.fetch_one(spec)
    closed.chmod(0o600)

    assert (failed.outcome, failed.new) == (Outcome.FAILED, 1)
    assert "no permission" in failed.error
    assert world.fetch_one(spec).new == 1


def test_a_folder_that_is_gone_is_reported_and_its_papers_stay(
    world: World, inbox: Path, spec: SourceSpec
) -> None:
    put(inbox / "a.json", "First")
    world.fetch_one(spec)
    (inbox / "a.json").unlink()
    inbox.rmdir()
    report = world.fetch_one(spec)

    assert report.error == f"{inbox}: no such folder"
    assert world.titles() == {"First"}
