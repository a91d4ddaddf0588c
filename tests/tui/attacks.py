"""A digest made of attacks, and a home in which everything that can be evil is."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from tests.tui.virtual_terminal import paths_in

from octavo_model import Library
from octavo_model.core.parsed import ImportOptions

SEQUENCES = (
    "\x1b[35;43m",  # colours
    "\x1b[2K\x1b[77;77H",  # the cursor
    "\x1b[3J\x1bc\x1b[!p",  # clearing and resetting
    "\x1b]0;PWN\x07",  # the window's title
    "\x1b]52;c;UFdORUQ=\x07",  # the clipboard
    "\x1b]8;;https://pwn.example/\x1b\\",  # a link
    "\x1b[?1337h\x1b[?1049l",  # modes, leaving the screen
    "\x1b[6n\x1b[c\x05",  # questions that the terminal would answer
    "\x1bP+q544e\x1b\\\x1b_Gi=1;\x1b\\\x1b^x\x1b\\\x1bXx\x1b\\",  # DCS, APC, PM, SOS
    "\x9b35;43m\x9d52;c;UFdORUQ=\x9c\x90q\x9c",  # the same by C1
    "\x07\x08\x0b\x0c\x0e\x0f\x7f\x00\x85",  # C0, DEL, next line
    "\r",
)
"""What a terminal would obey."""
DECEIT = (
    "\u202egnp.exe\u202c",  # bidi
    "\u2066\u2067\u2068\u2069\u061c",
    "\u200b\u200c\u200d\u2060\ufeff\xad",  # nothing to be seen
    "\U000e0041\U000e0042\U000e007f",  # tags
    "a" + "\u0301" * 60,  # floods of marks
    "\u0e01" + "\u0e47" * 60,
    "\u2028\u2029",
    "\ufffe\U0001ffff\ud800",
)
"""What a person would be misled by."""
MARKUP = (
    "[Re]",
    "[/]",
    "[@click=app.quit]x[/]",
    "[link=file:///etc]y[/link]",
    "[bold",
    "$x",
    "\\[",
)
"""What Textual or rich would obey, were it markup; it must be shown as it is."""
ATTACKS = (*SEQUENCES, *DECEIT)
CRUEL = "".join(ATTACKS)
WRITABLE = CRUEL.replace("\ud800", "")
"""As UTF-8."""


def evil(name: str) -> str:
    """A text called ``name`` that holds every attack, in its middle and at its end."""
    return f"{name}{CRUEL}PWN {' '.join(MARKUP)} end{CRUEL}"


def evil_paper(number: int, **changes: Any) -> dict[str, Any]:
    """A paper whose every field is evil."""
    return {
        "title": evil(f"Title {number} "),
        "abstract": f"{evil('Abstract ')}\n\nhttps://a.example/{CRUEL} {evil('Second ')}",
        "authors": [evil("Ada "), evil("Bo ")],
        "organization": evil("House "),
        "submittedBy": evil("Nobody "),
        "comments": evil("Comments "),
        "journal": evil("Annals "),
        "categories": [evil("cs.LG "), "cs.CL"],
        "keywords": [evil("word ")],
        "ai_summary": evil("Summary "),
        "code": f"https://github.com/a/b{CRUEL}",
        "project": f"javascript:alert(1)//{CRUEL}",
        "url": f"https://pwn.example/{CRUEL}",
        "link": f"https://doi.org/10.1000/y{number}%1b%5d52;c;UFdORUQ=%07%e2%80%ae",
        "id": f"2511.{number:05}{CRUEL}",
        "doi": f"10.1000/x{number}{CRUEL}",
        "published": f"2025-11-05{CRUEL}",
        "upvotes": 7,
        "num_comments": 3,
        **changes,
    }


def evil_digest(count: int = 30) -> bytes:
    """Papers as JSON Lines, and lines that become warnings."""
    papers = [evil_paper(number) for number in range(1, count + 1)]
    papers[1]["title"] = "[Re] [/] [@click=app.quit]Quit[/] [link=https://pwn.example]here[/link]"
    lines = [json.dumps(one) for one in papers]
    return "\n".join([*lines, f"no JSON {CRUEL}", json.dumps([CRUEL])]).encode("utf-8", "replace")


EVIL_DIGEST = "evil-2025-11-06.jsonl"
EVIL_NAME = "evil\x1b[35;43m\x1b]52;c;UFdORUQ=\x07\u202e\x9b2J\n[bold].jsonl"
"""Of a file."""


def evil_home(home: Path) -> Path:
    """Settings, sources, digests and journal, all of them evil, in ``home``; a file to import."""
    paths = paths_in(home)
    with Library.open(paths) as library:
        library.imports.import_bytes(evil_digest(), ImportOptions(name=EVIL_DIGEST))
        library.imports.import_bytes(
            b'{"title": "A plain paper", "abstract": "Plain.", "id": "2510.00001"}\n'
            b'{"title": "A second one", "abstract": "Plain too.", "id": "2510.00002"}\n',
            ImportOptions(name="plain-2025-11-05.jsonl"),
        )
    _rename_a_digest(paths.digests)
    with Library.open(paths):
        pass  # makes the index again, from what is there now
    escaped = in_toml(CRUEL)
    paths.config.mkdir(parents=True, exist_ok=True)
    views = "".join(
        f"{in_toml(f'{number} {attack}PWN')} = {in_toml(f'q{attack}' if number else 'q')}\n"
        for number, attack in enumerate([CRUEL, *ATTACKS])
    )
    paths.settings.write_text(
        f"theme = {escaped}\nread_after = 0\nfetch_automatically = false\n{escaped} = 1\n"
        f'[keys]\nstar = {escaped}\n{escaped} = "x"\n[views]\n{views}',
        "utf-8",
    )
    paths.sources.write_text(
        f'[[source]]\nname = "good"\nkind = "feed"\ntarget = "https://a.example/"\n'
        f"{escaped} = 1\n[[source]]\nname = {escaped}\ntarget = {escaped}\n"
    )
    failed = {"target": "feed https://a.example/", "error": f"ERROR{WRITABLE}", "failures": 1}
    failed["failed"] = "2025-11-06T08:00:00Z"
    paths.source_state.write_text(json.dumps({"sources": {"good": failed}}))
    os.makedirs(home / "files", exist_ok=True)  # noqa: PTH103
    file = home / "files" / EVIL_NAME
    file.write_bytes(evil_digest(3))
    return file


def in_toml(text: str) -> str:
    """``text`` as a string of TOML, with escapes as far as it needs them; it has no surrogates."""
    parts = (
        one if one.isalnum() or ord(one) in range(0x300, 0xFFF) else f"\\U{ord(one):08X}"
        for one in text.replace("\ud800", "")
    )
    return f'"{"".join(parts)}"'


def evil_state(home: Path) -> None:
    """A place in which the reader was left, all of it evil."""
    paths = paths_in(home)
    place = {"kind": "query", "query": f"VIEW{WRITABLE}", "key": WRITABLE}
    paths.sessions.mkdir(parents=True, exist_ok=True)
    (paths.sessions / "0.json").write_text(json.dumps({**place, "filter": f"{WRITABLE}FILTER"}))


def _rename_a_digest(folder: Path) -> None:
    """As somebody could who hands a whole library on; what is no text would be left out."""
    for path in folder.glob("*.json"):
        reported = json.loads(path.read_text())
        if reported["file"] == EVIL_DIGEST:
            reported["name"] = f"evil{WRITABLE}"
            path.write_text(json.dumps(reported))
    for index in folder.parent.glob("library.db*"):
        index.unlink()
