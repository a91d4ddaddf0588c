"""The one door to everything Octavo keeps."""

from __future__ import annotations

from octavo_model.library.marking import Marking
from octavo_model.library.opened import Progress
from octavo_model.library.suggesting import Suggesting
from octavo_model.library.taking_in import TakingIn

__all__ = ["Library", "Progress"]


class Library(TakingIn, Suggesting, Marking):
    """Digests, papers and marks of one user. Made by `open`.

    Any thread may use it, and several processes may have it open: what one marks, the others
    see at their next look. Reads never wait for a writer. An index that is found damaged is
    made anew on the spot, from what was kept. Whatever fails raises `OctavoError` and leaves
    the last good state.
    """
