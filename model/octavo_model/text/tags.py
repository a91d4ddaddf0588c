"""Names of tags: a word in lower case, the same however it is typed."""

from __future__ import annotations

import unicodedata

from octavo_model.text.clean import clean_line
from octavo_model.text.fold import is_word

LONGEST = 50
_SIGNS = "-_/."


def tag_name(text: str) -> str:
    """Return the name of the tag that is written ``text``; empty if that is not a name.

    It has letters, digits and ``- _ / .``; spaces become ``-``.

    >>> tag_name("#State  Space"), tag_name("eval/RAG_2.0"), tag_name("r&d"), tag_name("-")
    ('state-space', 'eval/rag_2.0', '', '')
    """
    lowered = unicodedata.normalize("NFC", clean_line(text).lower())
    name = "-".join(lowered.split()).strip(f"#{_SIGNS}")
    is_valid = all(is_word(char) or char in _SIGNS for char in name)
    return name if is_valid and len(name) <= LONGEST else ""
