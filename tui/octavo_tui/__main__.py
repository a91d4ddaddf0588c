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

    from octavo_tui import early_paint

    try:
        early_paint.begin()
        from octavo_tui.cli import run

        return run(arguments)
    finally:
        early_paint.leave()


if __name__ == "__main__":
    sys.exit(main())
