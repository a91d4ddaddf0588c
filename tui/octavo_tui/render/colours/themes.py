"""The themes: our own, and those of Textual with colours that are easy to read."""

from __future__ import annotations

from functools import lru_cache

from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from octavo_model.text.fold import nearest
from octavo_tui.render.colours.roles import GROUNDS, RULE, TEXTS, ColourRole, Shade, legible

AUTO = "auto"
"""The setting that chooses `DARK` or `LIGHT` to match the terminal."""
_FORMER = {"octavo-paper": "octavo-light", "textual-ansi": "octavo-terminal"}
"""Names of themes in settings of Octavo 0.1."""
_ROLES = {
    **{f"role-{name}": role for name, role in TEXTS.items()},
    "role-rule": RULE,
    **{f"ground-{name}": role for name, role in GROUNDS.items()},
}
_BASES = {
    "text": "foreground", "strong": "foreground", "muted": "foreground", "heading": "primary",
    "link": "secondary", "key": "accent", "star": "warning", "later": "secondary",
    "score": "accent", "match": "success", "error": "error",
}  # fmt: skip
"""The colour of another theme that each role starts from."""
_TEXTUAL = {
    "text": "role-text", "text-muted": "role-muted", "text-disabled": "role-muted",
    "text-primary": "role-heading", "text-secondary": "role-link", "text-accent": "role-key",
    "text-warning": "role-star", "text-error": "role-error", "text-success": "role-match",
    "foreground-muted": "role-muted", "foreground-disabled": "role-muted",
    "boost": "ground-bar", "panel-lighten-1": "ground-bar", "panel-darken-1": "ground-drawer",
    "surface-active": "ground-bar", "border": "role-heading", "border-blurred": "role-rule",
    "block-cursor-foreground": "role-strong", "block-cursor-background": "ground-cursor",
    "block-cursor-blurred-foreground": "role-text",
    "block-cursor-blurred-background": "ground-cursor-idle",
    "block-hover-background": "ground-cursor-idle",
    "input-cursor-foreground": "ground-page", "input-cursor-background": "role-text",
    "input-selection-foreground": "role-text",
    "input-selection-background": "ground-selection",
    "screen-selection-foreground": "role-text",
    "screen-selection-background": "ground-selection",
    "link-color": "role-link", "link-color-hover": "role-strong",
    "link-background-hover": "ground-cursor",
    "button-foreground": "role-text", "button-color-foreground": "role-strong",
    "scrollbar": "role-rule", "scrollbar-hover": "role-muted", "scrollbar-active": "role-heading",
    "scrollbar-background": "ground-drawer", "scrollbar-background-hover": "ground-drawer",
    "scrollbar-background-active": "ground-drawer", "scrollbar-corner-color": "ground-drawer",
    **{f"{name}-muted": "ground-cursor" for name in ("primary", "success", "warning", "error")},
}  # fmt: skip
"""The roles that Textual's own widgets use instead of transparent colours."""

TEXTUAL_CSS = """
ToastRack { margin-bottom: 2; }
Toast { max-width: 80%; padding: 0 1; background: $ground-bar; color: $role-text; }
Tooltip { background: $ground-bar; color: $role-text; }
OptionList:focus, Input:focus { background-tint: transparent; }
OptionList > .option-list--separator { color: $role-rule; }
CommandPalette {
    background: transparent;
    & > .command-palette--help-text { color: $role-muted; text-style: not bold; }
    & > Vertical { background: $ground-drawer; }
    #--input { border: hkey $role-rule; }
    CommandList { border-bottom: hkey $role-rule; }
    SearchIcon { color: $role-text; }
}
"""
"""The same for colours that those widgets have without variables."""


def _theme(name: str, column: str) -> Theme:
    rgb = {role: shades.rgb for role, one in _ROLES.items() for shades in [getattr(one, column)]}
    return Theme(
        name=name,
        primary=rgb["role-heading"],
        secondary=rgb["role-link"],
        accent=rgb["role-key"],
        warning=rgb["role-star"],
        error=rgb["role-error"],
        success=rgb["role-match"],
        foreground=rgb["role-text"],
        background=rgb["ground-page"],
        surface=rgb["ground-drawer"],
        panel=rgb["ground-bar"],
        dark=column != "light",
    )


DARK = _theme("octavo", "dark")
LIGHT = _theme("octavo-light", "light")
CONTRAST = _theme("octavo-contrast", "contrast")
TERMINAL = _theme("octavo-terminal", "dark")
"""The theme in the 16 colours that the terminal has itself."""
OURS = {
    DARK.name: (DARK, "dark"), LIGHT.name: (LIGHT, "light"),
    CONTRAST.name: (CONTRAST, "contrast"), TERMINAL.name: (TERMINAL, "dark"),
}  # fmt: skip
"""Our themes with their column of the table of roles."""
OTHERS = {name: theme for name, theme in BUILTIN_THEMES.items() if not theme.ansi}
"""Textual's themes, without those whose colours nobody can know."""
NAMES = {
    AUTO: "octavo or octavo-light, to match the terminal",
    DARK.name: "dark",
    LIGHT.name: "light",
    CONTRAST.name: "dark, with more contrast",
    TERMINAL.name: "the 16 colours of the terminal",
    **{name: "dark" if theme.dark else "light" for name, theme in sorted(OTHERS.items())},
}
"""What can be chosen, in this order, and what it is."""


def current_name(name: str) -> str:
    """Return today's name of a theme, which Octavo 0.1 may have named otherwise."""
    return _FORMER.get(name, name)


def check_theme(name: str) -> str:
    """Return what is wrong with the name of a theme; empty if it exists."""
    if current_name(name) in NAMES:
        return ""
    near = nearest(name, NAMES)
    hint = f"; did you mean {near}?" if near else ""
    return f"theme: unknown theme {name}{hint}"


def css_variables(name: str) -> dict[str, str]:
    """Return the variables of CSS for a theme: the roles, and what Textual's widgets use."""
    colours = colours_of(name)
    return {**colours, **{name: colours[role] for name, role in _TEXTUAL.items()}}


def roles() -> dict[str, ColourRole]:
    """Return all roles by the names that their variables of CSS have."""
    return dict(_ROLES)


@lru_cache(maxsize=32)
def colours_of(name: str) -> dict[str, str]:
    """Return the colour of each role in a theme, e.g. ``role-star`` and ``ground-cursor``."""
    if name in OURS:
        column = OURS[name][1]
        return {role: getattr(one, column).rgb for role, one in _ROLES.items()}
    return _adapted(OTHERS[name])


def _adapted(theme: Theme) -> dict[str, str]:
    """Return colours like those of another theme, with a contrast of at least 4.5."""
    given = {
        key: Color.parse(value) for key, value in theme.to_color_system().generate().items()
        if key in {*_BASES.values(), "background", "surface", "panel"}
    }  # fmt: skip
    page, ink = given["background"], given["foreground"]
    grounds = {
        "page": page,
        "drawer": given["surface"],
        "bar": given["panel"],
        "cursor": page.blend(given["primary"], 0.2),
        "cursor-idle": page.blend(ink, 0.08),
        "selection": page.blend(given["secondary"], 0.2),
    }
    solid = {name: (page + one).hex6 for name, one in grounds.items()}
    texts = {name: given[base] for name, base in _BASES.items()}
    texts["muted"] = ink.blend(page, 0.3)
    return {
        **{f"role-{name}": legible(one.hex6, solid.values()) for name, one in texts.items()},
        "role-rule": legible(ink.blend(page, 0.5).hex6, [solid["page"]], 3.0),
        **{f"ground-{name}": one for name, one in solid.items()},
    }


def number_in_256(theme: str, role: str) -> int | None:
    """Return the number of a role's colour on a terminal with 256; None if the nearest will do."""
    if theme not in OURS:
        return None
    shade: Shade = getattr(_ROLES[role], OURS[theme][1])
    return shade.number
