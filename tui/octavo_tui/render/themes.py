"""The two themes of Octavo, dark and light."""

from __future__ import annotations

from textual.theme import BUILTIN_THEMES, Theme

from octavo_model.text.fold import nearest

DARK = Theme(
    name="octavo",
    primary="#7fa7d9",
    secondary="#8fbcbb",
    accent="#e0a458",
    warning="#f2c14e",
    error="#e06c75",
    success="#8fc98f",
    foreground="#d8d5cd",
    background="#16181c",
    surface="#1b1e23",
    panel="#23272e",
)

LIGHT = Theme(
    name="octavo-paper",
    primary="#2f5d8c",
    secondary="#1f6f6b",
    accent="#a3541b",
    warning="#a36a00",
    error="#a8323a",
    success="#2f6b34",
    foreground="#2b2a27",
    background="#faf7f0",
    surface="#f3efe5",
    panel="#e8e2d4",
    dark=False,
)


def check_theme(name: str) -> str:
    """Return what is wrong with the name of a theme; empty if it exists."""
    known = (DARK.name, LIGHT.name, *BUILTIN_THEMES)
    if name in known:
        return ""
    near = nearest(name, known)
    hint = f"; did you mean {near}?" if near else ""
    return f"theme: unknown theme {name}{hint}"
