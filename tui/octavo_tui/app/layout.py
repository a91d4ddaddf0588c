"""The frame of the reading screen: where its widgets are, and from which widths on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.widget import Widget

from octavo_tui.render.geometry import ABOVE_FROM, BESIDE_FROM, ROOMY_FROM

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.app import ComposeResult
    from textual.screen import Screen

BREAKPOINTS = [
    (0, "-narrow"),
    (ABOVE_FROM, "-above"),
    (BESIDE_FROM, "-beside"),
    (ROOMY_FROM, "-roomy"),
]
"""Classes of the screen by its columns."""
CSS = """
ReadingScreen {
    layout: vertical;
    layers: default above;

    #body { height: 1fr; layout: horizontal; layers: default above; }
    #panes { height: 1fr; width: 1fr; }
    #list-pane {
        layout: vertical; layers: default above; height: 100%; width: 100%;
    }
    #paper { width: 1fr; height: 1fr; }
    #divider { width: 1; height: 100%; }

    &.-beside, &.-roomy {
        #panes { layout: horizontal; }
    }
    &.-above {
        #panes { layout: vertical; }
        #divider { width: 100%; height: 1; }
    }
    &.-narrow {
        #panes { layout: vertical; }
    }
    &.-beside, &.-above, &.-narrow {
        #drawer { layer: above; dock: left; height: 100%; }
    }
}
"""


class Room(Widget):
    """Holds other widgets; its own lines, for which Textual asks often, are all one blank."""

    BLANK = True
    DEFAULT_CSS = "Room { width: 1fr; height: 1fr; overflow: hidden hidden; }"


def set_class_of_width(screen: Screen[Any]) -> None:
    """Set the class of `BREAKPOINTS` before anything is styled: Textual does after a frame."""
    name = next(name for least, name in reversed(BREAKPOINTS) if screen.app.size.width >= least)
    screen.add_class(name, update=False)


def body(
    drawer: Widget, list_pane: Iterable[Widget], divider: Widget, paper: Widget
) -> ComposeResult:
    """Yield drawer, list with its filter, divider, paper."""
    with Room(id="body"):
        yield drawer
        with Room(id="panes"):
            with Room(id="list-pane"):
                yield from list_pane
            yield divider
            yield paper
