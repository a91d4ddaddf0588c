"""Commands that follow and mute authors, words and other queries."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.text.clean import visible
from octavo_tui.cli.arguments import LENIENT, CliCommand, add_json, argument, flag
from octavo_tui.cli.exit_status import ExitStatus, refuse
from octavo_tui.cli.library import open_for_reading, open_to_change
from octavo_tui.cli.output import print_json
from octavo_tui.cli.query_errors import read_query
from octavo_tui.render.decisions import describe_change
from octavo_tui.render.labels import plural

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from octavo_model import Paths
    from octavo_model.core.changes import PropertyChange
    from octavo_model.library.interests.interests import Interests
    from octavo_tui.cli.arguments import Options


class _Texts(NamedTuple):
    """What there is of a kind, and how to add and remove some."""

    texts: Sequence[str]
    add: Callable[..., PropertyChange]
    remove: Callable[..., PropertyChange]


def _followed(interests: Interests) -> _Texts:
    return _Texts(interests.followed(), interests.follow, interests.unfollow)


def _muted(interests: Interests) -> _Texts:
    return _Texts(interests.muted(), interests.mute, interests.unmute)


def change_texts(
    options: Options, paths: Paths, *, verb: str, kind: Callable[[Interests], _Texts]
) -> int:
    """Follow or mute texts, or no longer; list them if none are given."""
    if not options.texts:
        if options.off:
            refuse(f"{verb} --off: name what to remove (octavo {verb} lists it)")
        return _list(options, paths, verb, kind)
    wanted: Sequence[str] = options.texts
    if not options.off:
        wanted = [read_query(text, options).text.strip() for text in wanted]
    with open_to_change(paths) as library:
        _, add, remove = kind(library.interests)
        change = (remove if options.off else add)(*wanted)
        found = () if options.off else library.interests.found(wanted)
    if change.values:
        print(visible(describe_change(change)))
    _print(wanted, found)
    return ExitStatus.DONE


def _list(options: Options, paths: Paths, verb: str, kind: Callable[[Interests], _Texts]) -> int:
    with open_for_reading(paths) as library:
        texts = kind(library.interests).texts
        found = library.interests.found(texts)
    known = zip(texts, found, strict=True)
    if print_json(options, ({"query": text, "papers": papers} for text, papers in known)):
        return ExitStatus.DONE
    if not texts:
        print(f'Nothing yet. For example: octavo {verb} au:quill "state space"')
    _print(texts, found)
    return ExitStatus.DONE


def _print(texts: Sequence[str], found: Sequence[int]) -> None:
    for text, papers in zip(texts, found, strict=False):
        print(f"{plural(papers, 'paper'):>12}  {visible(text)}")


_OFF = flag("--off", "Remove these")
_NOTES = """\
Each argument is one query: words, which are in a title or an abstract in this
order, or any query (octavo help query). Without arguments, all are listed."""


def _command(name: str, help_: str, kind: Callable[[Interests], _Texts]) -> CliCommand:
    texts = argument("texts", "QUERY", "Words in quotes, or a query, e.g. au:quill", nargs="*")
    examples = f'octavo {name} au:quill "state space"\noctavo {name} --off au:quill'
    run = partial(change_texts, verb=name, kind=kind)
    arguments = (texts, _OFF, LENIENT, add_json)
    return CliCommand(name, help_, run, arguments, examples, lambda: _NOTES, has_query=True)


COMMANDS = (
    _command("follow", "Mark papers of authors or with words in all lists", _followed),
    _command("mute", "Put papers with words, or of authors, last in ranked lists", _muted),
)
