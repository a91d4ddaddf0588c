"""What tests of every part share."""

from __future__ import annotations

import gc
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from octavo_model.storage.data_folder import Paths

# No example is timed. Most of a test's time goes into making them: a few are enough for every run.
# CI makes more (OCTAVO_EXAMPLES), and a nightly run makes many (OCTAVO_LONG).
EXAMPLES = int(os.environ.get("OCTAVO_EXAMPLES", "10"))
settings.register_profile("short", deadline=None, max_examples=EXAMPLES)
settings.register_profile("long", deadline=None, max_examples=1_000)
settings.load_profile("long" if os.environ.get("OCTAVO_LONG") else "short")


def pytest_collection_finish(session: pytest.Session) -> None:
    """Let Hypothesis make its tables, which it keeps in a folder, before each worker would.

    What was collected lives until the end: no collection of garbage looks through it again.
    """
    gc.freeze()
    if session.config.option.collectonly:
        given(st.text())(lambda _text: None)()


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    """The three folders of a user, below a temporary one; nothing is created yet."""
    return Paths.under(tmp_path)


@pytest.fixture
def corpus() -> Path:
    """The folder of real digests that OCTAVO_CORPUS names."""
    folder = os.environ.get("OCTAVO_CORPUS")
    if not folder:
        pytest.skip("OCTAVO_CORPUS does not name the folder of real digests")
    return Path(folder)
