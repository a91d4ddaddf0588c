"""What Octavo may write to a terminal, byte by byte.

A small machine that takes exactly the sequences which Textual, our driver and the early paint have
reason to write, with parameters in the range that they use, and between them text in which nothing
is hidden. It names everything else.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Collection
from urllib.parse import urlsplit

from tests.fuzz.safety import dangers

_COLOUR = r"(?:[34]8;2;\d{1,3};\d{1,3};\d{1,3}|[34]8;5;\d{1,3})"
_ALLOWED = re.compile(
    "|".join(
        (
            rf"\x1b\[(?:(?:[0-9]|2[1-9]|[34]9|{_COLOUR})(?:;|(?=m)))*m",  # attributes, colours
            r"\x1b\[(?P<line>\d{1,3});(?P<column>\d{1,3})H",
            r"\x1b\[H",
            r"\x1b\[2J",  # the early paint begins with it
            # The second screen, cursor, wrapping, mouse, focus, paste, whole frames, sizes.
            r"\x1b\[\?(?:1049|25|7|1000|1002|1003|1004|1006|1015|1016|2004|2026|2031|2048)[hl]",
            r"\x1b\[\?(?:2026|2048)\$p",  # whether the terminal knows these
            r"\x1b\[[><=]\d{0,2}u",  # kitty's keys
            r"\x1b\]11;\?\x1b\\",  # which background the terminal has
            r"\x1b\](?P<number>8|22|52);(?P<text>[^\x07\x1b]*)(?:\x07|\x1b\\)",
            r"\r?\n",
        )
    )
)
_TEXT = re.compile(r"[^\x00-\x1f\x7f]+")


def faults(
    output: bytes, size: tuple[int, int], copied: Collection[str] = (), linked: Collection[str] = ()
) -> list[str]:
    """What in ``output`` nobody has reason to write.

    Args:
        output: All that came through.
        size: Columns and lines of the terminal.
        copied: What the user asked to copy.
        linked: Hosts that links may lead to.
    """
    found: list[str] = []
    try:
        text = output.decode("utf-8")
    except UnicodeDecodeError as error:
        return [f"not UTF-8: {output[error.start - 40 : error.end + 40]!r}"]
    at = 0
    while at < len(text):
        if plain := _TEXT.match(text, at):
            found += [f"{one} in {plain[0][:80]!r}" for one in dangers(plain[0])]
            at = plain.end()
        elif allowed := _ALLOWED.match(text, at):
            found += _judged(allowed, size, copied, linked)
            at = allowed.end()
        else:
            found.append(f"at {at}: {text[max(0, at - 40) : at + 40]!r}")
            at += 1
    return found


def _judged(
    sequence: re.Match[str],
    size: tuple[int, int],
    copied: Collection[str],
    linked: Collection[str],
) -> list[str]:
    if sequence["line"]:
        columns, lines = size
        sound = int(sequence["line"]) <= lines and int(sequence["column"]) <= columns + 1
        return [] if sound else [f"out of the screen: {sequence[0]!r}"]
    content = sequence["text"]
    if sequence["number"] == "52":
        text = base64.b64decode(content.removeprefix("c;")).decode()
        return [] if text in copied else [f"nobody asked to copy {text!r}"]
    if sequence["number"] == "8":
        url = content.partition(";")[2]
        sound = not url or (
            urlsplit(url).scheme in ("http", "https") and urlsplit(url).hostname in linked
        )
        return [] if sound else [f"a link to {url!r}"]
    if sequence["number"] == "22":
        return [] if re.fullmatch(r"[a-z-]{0,20}", content) else [f"a pointer {content!r}"]
    return []
