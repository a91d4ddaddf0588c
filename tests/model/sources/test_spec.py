"""What a source may be."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.core.errors import OctavoError
from octavo_model.sources.spec import (
    SourceKind,
    SourceSpec,
    argv,
    check_exists,
    make,
    parse_every,
    show_every,
)
from octavo_model.sources.targets.arxiv import KNOWN, spell
from octavo_model.sources.urls import check_url


@pytest.mark.parametrize(
    ("target", "kind", "kept"),
    [
        ("daily-papers", SourceKind.DAILY_PAPERS, "daily-papers"),
        ("cs.LG", SourceKind.ARXIV, "cs.LG"),
        ("cs.lg+STAT.ml", SourceKind.ARXIV, "cs.LG+stat.ML"),
        ("cs.LG,cs.CL,cs.LG", SourceKind.ARXIV, "cs.LG+cs.CL"),
        ("hep-th", SourceKind.ARXIV, "hep-th"),
        ("cond-mat.stat-mech", SourceKind.ARXIV, "cond-mat.stat-mech"),
        ("https://example.org/feed.xml", SourceKind.FEED, "https://example.org/feed.xml"),
        ("bioRxiv", SourceKind.BIORXIV, "biorxiv"),
        ("biorxiv: Cell Biology + genomics", SourceKind.BIORXIV, "biorxiv:cell_biology+genomics"),
        ("medrxiv:HIV/AIDS,neurology", SourceKind.BIORXIV, "medrxiv:hiv_aids+neurology"),
    ],
)
def test_the_kind_is_guessed_from_the_target(target: str, kind: SourceKind, kept: str) -> None:
    assert make("x", target) == SourceSpec("x", kind, kept, dt.timedelta(hours=6))


@pytest.mark.parametrize(
    ("target", "kind", "kept", "every"),
    [
        (
            "openreview:ICLR.cc/2026/Conference",
            SourceKind.OPENREVIEW,
            "openreview:ICLR.cc/2026/Conference",
            dt.timedelta(days=1),
        ),
        ("OpenReview: TMLR", SourceKind.OPENREVIEW, "openreview:TMLR", dt.timedelta(days=1)),
        ("acl:2024.ACL", SourceKind.ACL, "acl:2024.acl", dt.timedelta(weeks=1)),
        ("acl:p19", SourceKind.ACL, "acl:P19", dt.timedelta(weeks=1)),
        ("acl:EMNLP-2023", SourceKind.ACL, "acl:emnlp-2023", dt.timedelta(weeks=1)),
    ],
)
def test_a_venue_or_a_collection_is_asked_less_often(
    target: str, kind: SourceKind, kept: str, every: dt.timedelta
) -> None:
    assert make("x", target) == SourceSpec("x", kind, kept, every)
    assert make("x", kept, every="6h").every == dt.timedelta(hours=6)


def test_a_folder_that_exists_is_a_folder(tmp_path: Path) -> None:
    assert make("x", str(tmp_path)).kind is SourceKind.FOLDER


@pytest.mark.parametrize(
    ("name", "target", "more", "error"),
    [
        ("", "cs.LG", {}, "lower-case letters, digits and hyphens"),
        ("My Feed", "cs.LG", {}, "lower-case letters, digits and hyphens"),
        ("-x", "cs.LG", {}, "lower-case letters, digits and hyphens"),
        ("../x", "cs.LG", {}, "lower-case letters, digits and hyphens"),
        ("x" * 41, "cs.LG", {}, "at most 40"),
        ("x", "cs.XX", {}, "cs.XX: is not an arXiv category"),
        ("x", "cs.LGG", {}, "did you mean cs.LG?"),
        ("x", "cs.LG+", {"kind": "arxiv"}, "'': is not an arXiv category"),
        ("x", "", {}, "is not daily-papers"),
        ("x", "nothing-like-that", {}, "for a program, add --kind command"),
        ("x", "cs.LG", {"kind": "arxive"}, "did you mean arxiv?"),
        ("x", "cs.LG", {"kind": "zzz"}, "use one of daily-papers, arxiv, feed"),
        ("x", "cs.LG", {"every": "often"}, "e.g. 30m, 6h, 1d or 1w"),
        ("x", "cs.LG", {"every": "1m"}, "between five minutes and a year"),
        ("x", "cs.LG", {"every": "99999w"}, "between five minutes and a year"),
        (
            "x",
            "https://a.example/f",
            {"since": dt.date(2025, 1, 1)},
            "only daily-papers, arXiv, bioRxiv",
        ),
        ("x", "biorxiv:neuroscence", {}, "did you mean neuroscience?"),
        ("x", "biorxiv:neurology", {}, "neurology: is not a category of bioRxiv"),
        ("x", "biorxiv:", {"since": dt.date(2025, 1, 1)}, "'': is not a category of bioRxiv"),
        ("x", "arxiv", {"kind": "biorxiv"}, "is neither biorxiv nor medrxiv"),
        ("x", "openreview:", {}, "is not the id of a venue"),
        ("x", "openreview:ICLR cc", {}, "is not the id of a venue"),
        ("x", "openreview:TMLR", {"since": dt.date(2025, 1, 1)}, "drop --since"),
        ("x", "acl:24.acl", {}, "is neither a collection nor an event"),
        ("x", "acl:bionlp-2019", {}, "which collection has this event is not known"),
        ("x", "more", {"kind": "daily-papers"}, "the target of this kind is daily-papers"),
        ("x", "ftp://example.org/", {}, "only http and https"),
        ("x", "file:///etc/passwd", {}, "only http and https"),
        ("x", "https:///feed", {}, "is not a valid address"),
        ("x", "https://example.org:port/", {}, "is not a valid address"),
        ("x", "https://[::1/", {}, "is not a valid address"),
        ("x", "https://a b/", {}, "is not a valid address"),
        ("x", "https://example.org/" + "x" * 2_000, {}, "too long"),
        ("x", "https://example.org/\x1b[2J", {}, "not printable"),
        ("x", "", {"kind": "folder"}, "no such folder"),
        ("x", "", {"kind": "command"}, "is not a command"),
        ("x", "say 'what", {"kind": "command"}, "is not a command: no closing quotation"),
    ],
)
def test_mistakes_are_reported(name: str, target: str, more: dict[str, str], error: str) -> None:
    with pytest.raises(OctavoError) as caught:
        make(name, target, **more)  # type: ignore[arg-type]
    assert error in str(caught.value)


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(OctavoError) as caught:
        make("x", "https://me:secret@example.org/feed")
    assert "user name or password" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_command_is_split_as_a_shell_would_and_obeys_none() -> None:
    spec = make("x", "digest --title 'a; rm -rf *' $HOME", kind="command")
    assert argv(spec) == ["digest", "--title", "a; rm -rf *", "$HOME"]


def test_a_program_named_by_its_path_is_found_from_anywhere() -> None:
    program = argv(make("x", "./digest.sh now", kind="command"))[0]
    assert program == str(Path.cwd() / "digest.sh")


def test_a_folder_or_program_that_is_added_must_be_there(tmp_path: Path) -> None:
    check_exists(make("x", str(tmp_path)))
    check_exists(make("x", "sh -c true", kind="command"))
    with pytest.raises(OctavoError, match="no such folder"):
        check_exists(make("x", str(tmp_path / "not"), kind="folder"))
    with pytest.raises(OctavoError, match="no such program"):
        check_exists(make("x", "no-such-program-at-all", kind="command"))


@pytest.mark.parametrize("text", ["5m", "90m", "6h", "36h", "1d", "2w", "52w"])
def test_an_interval_is_shown_as_it_was_written(text: str) -> None:
    assert show_every(parse_every(text)) == text


@given(st.text())
def test_no_text_is_more_than_an_error(text: str) -> None:
    for kind in (None, *SourceKind):
        try:
            spec = make("x", text, kind=kind)
        except OctavoError:
            continue
        assert make("x", spec.target, kind=spec.kind) == spec
    for read in (parse_every, check_url, spell):
        try:
            read(text)
        except OctavoError:
            continue


@given(st.lists(st.sampled_from(list(KNOWN.values())), min_size=1, unique=True))
def test_every_category_is_known_in_any_dress(names: list[str]) -> None:
    assert spell(", ".join(name.upper() for name in names)) == "+".join(names)
