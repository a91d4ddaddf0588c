"""``octavo`` and ``python -m octavo_tui``."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line and return the exit status."""
    try:
        from octavo_tui.terminal import streams

        streams.prepare()
        return streams.guarded(lambda: _run(sys.argv[1:]))
    except KeyboardInterrupt:
        # Between two lines of the above; most meet it inside.
        return 130


def _run(arguments: list[str]) -> int:
    if arguments[:1] == ["--version"]:
        # Answered here: everything below costs more than the answer.
        from octavo_model import __version__

        print(f"octavo {__version__}")
        return 0
    from octavo_tui.terminal import streams

    streams.clamp_size_variables()
    if not arguments:
        return _open()
    if arguments[0] == "list":
        from octavo_tui.startup import fast_list

        number = fast_list.limit(arguments)
        if number is not None and fast_list.print_first(number):
            return 0
    from octavo_tui.cli.run import run

    return run(arguments)


def _open() -> int:
    """Open the reader with nothing asked for: the call that is made every morning."""
    import gc

    from octavo_tui.startup import early_paint

    # Nothing of what is imported now is garbage: looking for some costs a tenth of the start.
    gc.disable()
    try:
        early_paint.start()
        from octavo_model import Paths
        from octavo_tui.cli.commands.reader import NO_OPTIONS, open_reader

        return open_reader(NO_OPTIONS, Paths.of_user())
    finally:
        early_paint.leave()


if __name__ == "__main__":
    sys.exit(main())
