"""The ACL Anthology: one file a collection, asked for again only if it has changed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from tests.model.sources.conftest import WEDNESDAY, World
from tests.model.sources.server import Answer, Reply, tagged

from octavo_model.sources.apis.coverage import PartStatus, gaps_of
from octavo_model.sources.events import Outcome
from octavo_model.sources.spec import SourceSpec, make

FIXTURES = Path(__file__).parents[4] / "fixtures" / "acl-xml"
OWLS = make("owls", "acl:2026.owl")
EVENT = make("owls", "acl:owl-2026")
OWL = (FIXTURES / "2026.owl.xml").read_bytes()


def collection(name: str, *volumes: str) -> bytes:
    """A collection with a paper in each volume."""
    parts = (
        f'<volume id="{volume}"><meta><booktitle>B</booktitle><year>2026</year></meta>'
        f'<paper id="1"><title>Paper of {name}-{volume}</title></paper></volume>'
        for volume in volumes
    )
    return f'<?xml version="1.0"?><collection id="{name}">{"".join(parts)}</collection>'.encode()


def serve(world: World, name: str, *answers: Answer) -> None:
    world.server.serve(f"/xml/{name}.xml", *answers)


def serve_event(world: World) -> None:
    serve(world, "2026.owl", tagged(OWL, '"owl"'))
    serve(world, "2026.findings", tagged(collection("2026.findings", "acl", "owl"), '"f"'))
    serve(world, "2026.batnlp", tagged(collection("2026.batnlp", "1"), '"b"'))


def asked(world: World) -> list[str]:
    return [one.path.rpartition("/")[2] for one in world.server.taken()]


def gaps(world: World, spec: SourceSpec) -> list[PartStatus]:
    return gaps_of(spec, world.state(spec), world.clock.moment.date())


def test_a_collection_is_one_request_and_due_again_in_a_week(world: World) -> None:
    serve(world, "2026.owl", tagged(OWL, '"owl"'))
    report = world.fetch_one(OWLS)

    assert (report.outcome, report.new, report.requests) == (Outcome.DONE, 3, 1)
    assert report.warnings == ["line 41: paper 3 has no title and is left out"]
    assert report.next_due == WEDNESDAY + dt.timedelta(weeks=1)
    assert world.state(OWLS).parts["2026.owl"][:2] == (4, 4)


def test_a_collection_that_has_not_changed_is_not_sent_again(world: World) -> None:
    serve(world, "2026.owl", tagged(OWL, '"owl"'))
    world.fetch_one(OWLS)
    again = world.fetch_one(OWLS)

    assert (again.outcome, again.not_modified, again.bytes) == (Outcome.DONE, 1, 0)


def test_papers_that_were_added_come_with_the_next_fetch(world: World) -> None:
    serve(world, "2026.owl", tagged(OWL, '"1"'))
    world.fetch_one(OWLS)
    more = b'<paper id="4"><title>One More</title></paper></volume>'
    serve(world, "2026.owl", tagged(OWL.replace(b"</volume>", more, 1), '"2"'))

    assert world.fetch_one(OWLS).new == 1
    assert len(world.library.catalog.digests()) == 1


def test_a_file_that_is_cut_off_is_partial_and_asked_again(world: World) -> None:
    serve(world, "2026.owl", tagged(OWL[: OWL.index(b'<paper id="3">')], '"cut"'))
    report = world.fetch_one(OWLS)

    assert (report.outcome, report.new) == (Outcome.INCOMPLETE, 2)
    assert report.reason == "1 gap (2026.owl partial 2/3)"
    assert [gap[:6] for gap in gaps(world, OWLS)] == [("2026.owl", None, 2, 3, "partial 2/3", True)]
    serve(world, "2026.owl", tagged(OWL, '"cut"'))
    assert world.fetch_one(OWLS).new == 1
    assert gaps(world, OWLS) == []


def test_an_event_has_the_volumes_that_it_names_and_no_others(world: World) -> None:
    serve_event(world)
    report = world.fetch_one(EVENT)

    assert report.outcome is Outcome.DONE
    assert asked(world) == ["2026.owl.xml", "2026.findings.xml", "2026.batnlp.xml"]
    assert {"Paper of 2026.findings-owl", "Paper of 2026.batnlp-1"} < world.titles()
    assert "Paper of 2026.findings-acl" not in world.titles()
    assert len(world.titles()) == 5
    again = world.fetch_one(EVENT)
    assert (again.outcome, again.requests, again.not_modified) == (Outcome.DONE, 3, 3)


def test_a_collection_alone_has_none_of_the_volumes_of_its_event(world: World) -> None:
    serve_event(world)
    world.fetch_one(OWLS)

    assert asked(world) == ["2026.owl.xml"]


def test_a_volume_that_fails_leaves_the_others_alone_and_is_asked_again(world: World) -> None:
    serve_event(world)
    serve(world, "2026.findings", *[Reply(status=500)] * 3)
    failed = world.fetch_one(EVENT)

    assert (failed.outcome, failed.new) == (Outcome.FAILED, 4)
    assert [gap.words for gap in gaps(world, EVENT)] == [failed.error]
    serve_event(world)
    world.server.taken()
    repaired = world.fetch_one(EVENT)
    assert (repaired.outcome, repaired.new) == (Outcome.DONE, 1)


def test_a_volume_that_an_event_names_later_is_read_though_its_file_is_the_same(
    world: World,
) -> None:
    serve_event(world)
    world.fetch_one(EVENT)
    named = b"<colocated>\n<volume-id>2026.findings-acl</volume-id>"
    serve(world, "2026.owl", tagged(OWL.replace(b"<colocated>", named), '"later"'))
    report = world.fetch_one(EVENT)

    assert (report.outcome, report.new) == (Outcome.DONE, 1)
    assert "Paper of 2026.findings-acl" in world.titles()


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (Reply(b"404: Not Found", 404), "the Anthology has no collection 2026.owl"),
        (Reply(b"<html><title>Log in</title></html>"), "the answer is a web page"),
        (Reply(b"<rss></rss>"), "no file of the ACL Anthology"),
        (
            Reply(b'<!DOCTYPE a [<!ENTITY b "c">]><collection id="a"/>'),
            "declares entities of its own",
        ),
    ],
)
def test_an_answer_of_another_kind_is_a_failure(world: World, bad: Answer, why: str) -> None:
    serve(world, "2026.owl", bad)
    report = world.fetch_one(OWLS)

    assert report.outcome is Outcome.FAILED
    assert report.reason.startswith(why)
    assert [gap.part for gap in gaps(world, OWLS)] == ["2026.owl"]
