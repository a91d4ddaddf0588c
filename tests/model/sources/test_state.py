"""What is remembered of sources."""

from __future__ import annotations

import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.sources.spec import make
from octavo_model.sources.state import Memory, SourceState, Validators
from octavo_model.storage.data_folder import Paths

NOON = dt.datetime(2025, 3, 12, 12, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
SPEC = make("ml", "cs.LG")


@pytest.fixture
def state(paths: Paths) -> SourceState:
    return SourceState(paths)


def test_nothing_is_known_of_a_source_that_was_never_asked(state: SourceState) -> None:
    memory = state.recall(SPEC)
    assert memory == Memory("arxiv cs.LG")
    assert memory.is_due(NOON)


def test_what_is_kept_is_recalled(state: SourceState) -> None:
    memory = Memory(
        "arxiv cs.LG",
        pages={"https://x/": Validators('"tag"', "yesterday")},
        begun=dt.date(2025, 1, 1),
        days={dt.date(2025, 1, 1), dt.date(2025, 1, 3)},
        files={"a/b \udcff".encode("utf-8", "backslashreplace").decode(): (3, 5)},
        success=NOON,
        error="none",
        failed=NOON + HOUR,
        failures=2,
        due=NOON + 2 * HOUR,
        put_off=NOON + 3 * HOUR,
    )
    state.keep("ml", memory)
    assert state.recall(SPEC) == memory


def test_a_name_that_got_another_target_begins_anew(state: SourceState) -> None:
    state.keep("ml", Memory("arxiv cs.LG", success=NOON))
    assert state.recall(make("ml", "cs.CL")) == Memory("arxiv cs.CL")


def test_what_is_forgotten_is_gone_and_the_others_stay(state: SourceState) -> None:
    state.keep("ml", Memory("arxiv cs.LG", success=NOON))
    state.keep("cl", Memory("arxiv cs.CL", success=NOON))
    state.forget("ml")
    state.forget("never-there")

    assert state.recall(SPEC).success is None
    assert state.recall(make("cl", "cs.CL")).success == NOON


@pytest.mark.parametrize(
    "damage",
    [
        *(b"", b"{", b"[]", b'{"sources": 3}', b"\xff\xfe", b"[" * 9999),
        rb'{"sources": {"ml": {"target": "arxiv cs.LG", "pages": {"http://a/": ["\ud800", ""]}}}}',
    ],
)
def test_a_damaged_file_is_set_aside(state: SourceState, paths: Paths, damage: bytes) -> None:
    paths.data.mkdir()
    paths.source_state.write_bytes(damage)

    assert state.recall(SPEC) == Memory("arxiv cs.LG")
    state.keep("ml", Memory("arxiv cs.LG", success=NOON))

    assert state.recall(SPEC).success == NOON
    assert (paths.data / "sources.json.damaged").read_bytes() == damage


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=9,
)
FIELDS = list(json.loads(json.dumps(dict.fromkeys(Memory.__slots__, 0))))


@given(st.dictionaries(st.sampled_from(FIELDS), JSON))
def test_what_makes_no_sense_in_it_is_passed_over(
    tmp_path_factory: pytest.TempPathFactory, entry: dict[str, object]
) -> None:
    paths = Paths.under(tmp_path_factory.mktemp("state"))
    paths.data.mkdir(parents=True)
    text = json.dumps({"sources": {"ml": {**entry, "target": "arxiv cs.LG"}}})
    paths.source_state.write_text(text)
    state = SourceState(paths)
    memory = state.recall(SPEC)
    state.keep("ml", memory)
    assert state.recall(SPEC) == memory


def test_several_may_write_at_once(state: SourceState) -> None:
    names = [f"source-{number}" for number in range(12)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda name: state.keep(name, Memory("arxiv cs.LG", success=NOON)), names))

    assert all(state.recall(make(name, "cs.LG")).success == NOON for name in names)


def test_one_source_is_fetched_by_one_at_a_time(state: SourceState) -> None:
    held = state.claim("ml")
    other = state.claim("cl")
    assert held is not None
    assert other is not None
    assert state.claim("ml") is None
    held.release()
    again = state.claim("ml")
    assert again is not None
    for one in (again, other):
        one.release()


def test_success_makes_it_due_after_its_interval() -> None:
    memory = Memory()
    memory.succeed(NOON, 6 * HOUR)
    assert (memory.due, memory.is_due(NOON)) == (NOON + 6 * HOUR, False)
    assert memory.is_due(NOON + 6 * HOUR)


def test_failure_makes_it_due_soon_then_ever_later_but_never_later_than_success() -> None:
    memory = Memory()
    pauses = []
    for _ in range(7):
        memory.fail(NOON, 6 * HOUR, "no", None)
        assert memory.due is not None
        pauses.append((memory.due - NOON) / HOUR)
    assert pauses == [0.25, 0.5, 1, 2, 4, 6, 6]
    memory.succeed(NOON, 6 * HOUR)
    assert (memory.failures, memory.error, memory.failed) == (0, "", None)


def test_a_server_that_wants_peace_longer_gets_it() -> None:
    memory = Memory()
    memory.fail(NOON, HOUR, "no", NOON + 9 * HOUR)
    assert (memory.due, memory.put_off) == (NOON + 9 * HOUR, NOON + 9 * HOUR)
