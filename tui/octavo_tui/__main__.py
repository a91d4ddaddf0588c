"""``octavo`` and ``python -m octavo_tui``."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line and return the exit status."""
    arguments = sys.argv[1:]
    if arguments == ["--version"]:
        # Answered here: everything below costs more than the answer.
        from octavo_model import __version__

        print(f"octavo {__version__}")
        return 0
    if arguments:
        from octavo_tui.cli import run

        return run(arguments)

    import gc

    from octavo_tui import early_paint

    # Nothing of what is imported now is garbage: looking for some costs a tenth of the start.
    gc.disable()
    try:
        early_paint.begin()
        from types import SimpleNamespace

        from octavo_model import Paths
        from octavo_tui import verbs

        # No arguments, no parser: this is the call that is made every morning.
        nothing = SimpleNamespace(verb="open", paths=[], date=None)
        return verbs.run(nothing, Paths.of_user())
    finally:
        early_paint.leave()


if __name__ == "__main__":
    sys.exit(main())
