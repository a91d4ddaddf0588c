"""Contrasts, computed here once more, for every text on every ground."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from octavo_tui.render.colours import themes
from octavo_tui.render.colours.roles import GROUNDS, RULE, TEXTS, Shade
from octavo_tui.render.colours.themes import OTHERS, OURS, check_theme, colours_of

LEAST = {"octavo-contrast": 7.0}
OTHER_COLOUR = re.compile(
    r"\$(?!role-|ground-)[a-z]"  # a variable of Textual, from which colours are mixed
    r"|^[^'\"]*(?:color|background|tint): *(?!transparent|\$|self\b|[A-Z])[a-z#]"
)
STEPS = (0, 95, 135, 175, 215, 255)
"""The values of red, green and blue in the cube of xterm's 256 colours."""


def in_256(shade: Shade) -> str:
    """The colour that a terminal shows for a number from 16 on."""
    if shade.number >= 232:
        return "#" + f"{8 + 10 * (shade.number - 232):02x}" * 3
    at = shade.number - 16
    return "#" + "".join(f"{STEPS[one]:02x}" for one in (at // 36, at // 6 % 6, at % 6))


def contrast(one: str, other: str) -> float:
    """The contrast of WCAG 2.2, written from its text."""
    light = []
    for colour in (one, other):
        total = 0.0
        for share, at in ((0.2126, 1), (0.7152, 3), (0.0722, 5)):
            part = int(colour[at : at + 2], 16) / 255
            total += share * (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
        light.append(total + 0.05)
    return max(light) / min(light)


def pairs(column: str) -> Iterator[tuple[str, Shade, Shade]]:
    for text, its in TEXTS.items():
        for ground, behind in GROUNDS.items():
            yield f"{text} on {ground}", getattr(its, column), getattr(behind, column)


@pytest.mark.parametrize("theme", OURS)
def test_every_text_can_be_read_on_every_ground(theme: str) -> None:
    least = LEAST.get(theme, 4.5)
    found = {what: contrast(its.rgb, behind.rgb) for what, its, behind in pairs(OURS[theme][1])}
    in_256_colours = {
        what: contrast(in_256(its), in_256(behind)) for what, its, behind in pairs(OURS[theme][1])
    }

    assert len(found) == len(TEXTS) * len(GROUNDS)
    assert {what: ratio for what, ratio in found.items() if ratio < least} == {}
    assert {what: ratio for what, ratio in in_256_colours.items() if ratio < least} == {}


@pytest.mark.parametrize("column", ["dark", "light", "contrast"])
def test_rules_can_be_seen_on_the_page(column: str) -> None:
    rule, page = getattr(RULE, column), getattr(GROUNDS["page"], column)

    assert contrast(rule.rgb, page.rgb) >= 3
    assert contrast(in_256(rule), in_256(page)) >= 3


@pytest.mark.parametrize("theme", sorted(OTHERS))
def test_the_themes_of_textual_are_adapted_until_they_can_be_read(theme: str) -> None:
    colours = colours_of(theme)
    texts = [f"role-{name}" for name in TEXTS]
    grounds = [f"ground-{name}" for name in GROUNDS]

    found = {
        (text, ground): contrast(colours[text], colours[ground])
        for text in texts
        for ground in grounds
    }
    assert {pair: ratio for pair, ratio in found.items() if ratio < 4.5} == {}
    assert colours[grounds[0]] != colours[texts[0]]


def test_names_of_themes_are_checked() -> None:
    assert [check_theme(name) for name in ("auto", "octavo-light", "octavo-paper", "nord")] == [
        ""
    ] * 4
    assert check_theme("octavo-lihgt") == (
        "theme: unknown theme octavo-lihgt; did you mean octavo-light?"
    )


def test_widgets_and_dialogs_name_only_roles() -> None:
    folder = Path(themes.__file__).parents[2]
    files = {
        path for path in folder.rglob("*.py") if path.name not in {"themes.py", "completion.py"}
    }
    found = {
        f"{path.name}: {line.strip()}"
        for path in files
        for line in path.read_text().splitlines()
        if OTHER_COLOUR.search(line)
    }

    assert len(files) > 50
    assert found == set()
