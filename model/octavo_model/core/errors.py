"""The one error a user may meet, in three parts: what failed, why, and what to do."""

from __future__ import annotations

NOT_A_DIGEST = "not a digest"
"""Why nothing can be made of a file that looks like none of the known formats."""


class OctavoError(Exception):
    """Something the user asked for could not be done.

    Each part is safe to print: see `octavo_model.text.clean.visible`.

    Attributes:
        what: The thing that failed: a file, a command, the library.
        why: The reason, in a few words.
        hint: What the user can do about it; empty where there is nothing to say.
    """

    def __init__(self, what: str, why: str, hint: str = "") -> None:
        super().__init__(what, why, hint)
        # Here and not at the door: what is in a message may be a file's name, or the words of
        # another library, and it must be shown whole. Most errors are never made.
        from octavo_model.text.clean import visible

        self.what = visible(what)
        self.why = visible(why)
        self.hint = visible(hint)

    def __str__(self) -> str:
        line = f"{self.what}: {self.why}"
        return f"{line} ({self.hint})" if self.hint else line


class NotADigestError(OctavoError):
    """A file holds nothing that any known format can read."""


class UnknownPaperError(OctavoError):
    """A key names no paper of the library, or more than one."""
