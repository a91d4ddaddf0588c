"""The state of sources."""

from __future__ import annotations

import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.sources.counts import FeedState, PaperDay, PartCount, PossibleGap
from octavo_model.sources.spec import make
from octavo_model.sources.state import FetchState, FetchStateStore, Validators
from octavo_model.storage.data_folder import Paths

NOON = dt.datetime(2025, 3, 12, 12, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
SPEC = make("ml", "cs.LG")


@pytest.fixture
def store(paths: Paths) -> FetchStateStore:
    return FetchStateStore(paths)


def test_nothing_is_known_of_a_source_that_was_never_asked(store: FetchStateStore) -> None:
    state = store.load(SPEC)
    assert state == FetchState("arxiv cs.LG")
    assert state.is_due(NOON)


def test_what_is_saved_is_loaded(store: FetchStateStore) -> None:
    state = FetchState(
        "arxiv cs.LG",
        pages={"https://x/": Validators('"tag"', "yesterday")},
        first_day=dt.date(2025, 1, 1),
        days={
            dt.date(2025, 1, 1): PaperDay(35, NOON),
            dt.date(2025, 1, 3): PaperDay(None, None, "server answered 500"),
        },
        feed=FeedState(
            ("00ff",),
            NOON,
            (PossibleGap(NOON - HOUR, NOON),),
            HOUR,
            frozenset({1, 2}),
            frozenset({6}),
            "https://new.example/feed",
            "https://newer.example/feed",
        ),
        stopped="server answered 410 Gone",
        parts={"2025-01-02": PartCount(30, 212, NOON), "a.org": PartCount(1, 1, NOON, "id", True)},
        files={"a/b \udcff".encode("utf-8", "backslashreplace").decode(): (3, 5)},
        success=NOON,
        error="none",
        failed=NOON + HOUR,
        failures=2,
        due=NOON + 2 * HOUR,
        not_before=NOON + 3 * HOUR,
    )
    store.save("ml", state)
    assert store.load(SPEC) == state


def test_days_that_an_older_octavo_closed_are_read(store: FetchStateStore, paths: Paths) -> None:
    paths.data.mkdir()
    entry = {"target": "arxiv cs.LG", "days": ["2025-01-01"]}
    paths.source_state.write_text(json.dumps({"sources": {"ml": entry}}))
    assert store.load(SPEC).days == {dt.date(2025, 1, 1): PaperDay()}


def test_a_source_that_stopped_is_never_due() -> None:
    assert not FetchState(stopped="server answered 410 Gone").is_due(NOON)


def test_a_name_that_got_another_target_starts_again(store: FetchStateStore) -> None:
    store.save("ml", FetchState("arxiv cs.LG", success=NOON))
    assert store.load(make("ml", "cs.CL")) == FetchState("arxiv cs.CL")


def test_what_is_forgotten_is_gone_and_the_others_stay(store: FetchStateStore) -> None:
    store.save("ml", FetchState("arxiv cs.LG", success=NOON))
    store.save("cl", FetchState("arxiv cs.CL", success=NOON))
    store.forget("ml")
    store.forget("never-there")

    assert store.load(SPEC).success is None
    assert store.load(make("cl", "cs.CL")).success == NOON


@pytest.mark.parametrize(
    "damage",
    [
        *(b"", b"{", b"[]", b'{"sources": 3}', b"\xff\xfe", b"[" * 9999),
        rb'{"sources": {"ml": {"target": "arxiv cs.LG", "pages": {"http://a/": ["\ud800", ""]}}}}',
    ],
)
def test_a_damaged_file_is_set_aside(store: FetchStateStore, paths: Paths, damage: bytes) -> None:
    paths.data.mkdir()
    paths.source_state.write_bytes(damage)

    assert store.load(SPEC) == FetchState("arxiv cs.LG")
    store.save("ml", FetchState("arxiv cs.LG", success=NOON))

    assert store.load(SPEC).success == NOON
    assert (paths.data / "sources.json.damaged").read_bytes() == damage


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=9,
)
FIELDS = [*FetchState.__slots__, "begun", "put_off"]  # codespell:ignore begun


@pytest.fixture(scope="module")
def one_folder(tmp_path_factory: pytest.TempPathFactory) -> Paths:
    paths = Paths.under(tmp_path_factory.mktemp("state"))
    paths.data.mkdir(parents=True)
    return paths


FEED = st.dictionaries(st.sampled_from(list(FeedState.__slots__)), JSON)


@given(st.dictionaries(st.sampled_from(FIELDS), JSON) | FEED.map(lambda feed: {"feed": feed}))
def test_invalid_parts_are_ignored(one_folder: Paths, entry: dict[str, object]) -> None:
    text = json.dumps({"sources": {"ml": {**entry, "target": "arxiv cs.LG"}}})
    one_folder.source_state.write_text(text)
    store = FetchStateStore(one_folder)
    state = store.load(SPEC)
    store.save("ml", state)
    assert store.load(SPEC) == state


def test_several_may_write_at_once(store: FetchStateStore) -> None:
    names = [f"source-{number}" for number in range(12)]
    with ThreadPoolExecutor(6) as pool:
        list(
            pool.map(lambda name: store.save(name, FetchState("arxiv cs.LG", success=NOON)), names)
        )

    assert all(store.load(make(name, "cs.LG")).success == NOON for name in names)


def test_one_source_is_fetched_by_one_at_a_time(store: FetchStateStore) -> None:
    held = store.claim("ml")
    other = store.claim("cl")
    assert held is not None
    assert other is not None
    assert store.claim("ml") is None
    held.release()
    again = store.claim("ml")
    assert again is not None
    for one in (again, other):
        one.release()


def test_success_makes_it_due_after_its_interval() -> None:
    state = FetchState()
    state.succeed(NOON, 6 * HOUR)
    assert (state.due, state.is_due(NOON)) == (NOON + 6 * HOUR, False)
    assert state.is_due(NOON + 6 * HOUR)


def test_failure_makes_it_due_soon_then_ever_later_but_never_later_than_success() -> None:
    state = FetchState()
    pauses = []
    for _ in range(7):
        state.fail(NOON, 6 * HOUR, "no", None)
        assert state.due is not None
        pauses.append((state.due - NOON) / HOUR)
    assert pauses == [0.25, 0.5, 1, 2, 4, 6, 6]
    state.succeed(NOON, 6 * HOUR)
    assert (state.failures, state.error, state.failed) == (0, "", None)


def test_a_longer_wait_of_the_server_counts() -> None:
    state = FetchState()
    state.fail(NOON, HOUR, "no", NOON + 9 * HOUR)
    assert (state.due, state.not_before) == (NOON + 9 * HOUR, NOON + 9 * HOUR)
