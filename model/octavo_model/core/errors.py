"""The errors that users see, in three parts: what failed, why, and what to do."""

from __future__ import annotations

NOT_A_DIGEST = "not a digest"
"""Why a file in no known format cannot be read."""


class OctavoError(Exception):
    """A request of the user failed.

    Each part is safe to print: see `octavo_model.text.clean.visible`.

    Attributes:
        what: The thing that failed: a file, a command, the library.
        why: The reason, in a few words.
        hint: What the user can do about it; may be empty.
    """

    def __init__(self, what: str, why: str, hint: str = "") -> None:
        super().__init__(what, why, hint)
        # Here and not where text is read: a message may contain a file's name, or the words of
        # another library, and must be shown whole. Imported late, as most runs have no error.
        from octavo_model.text.clean import visible

        self.what = visible(what)
        self.why = visible(why)
        self.hint = visible(hint)

    def __str__(self) -> str:
        line = f"{self.what}: {self.why}"
        return f"{line} ({self.hint})" if self.hint else line


class UnusableError(OctavoError):
    """The library cannot be used, or not as asked: locked, newer, damaged, or not writable."""


class NotADigestError(OctavoError):
    """A file holds nothing that any known format can read."""


class UnknownPaperError(OctavoError):
    """A key names no paper of the library, or more than one."""
