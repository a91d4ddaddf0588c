"""The one door to everything Octavo keeps."""

from __future__ import annotations

from octavo_model.library.importing.taking_in import TakingIn
from octavo_model.library.library import Progress
from octavo_model.library.marker import Marking
from octavo_model.library.recommendations import Suggesting

__all__ = ["Library", "Progress"]


class Library(TakingIn, Suggesting, Marking):
    """Digests, papers and marks of one user. Made by `open`.

    Any thread may use it, and several processes may have it open: what one marks, the others
    see at their next look. Reads never wait for a writer. An index that is found damaged is
    made anew on the spot, from what was kept. Whatever fails raises `OctavoError` and leaves
    the last good state.
    """
