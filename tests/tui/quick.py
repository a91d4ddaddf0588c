"""Keys for tests of Textual apps that wait for events and not for the clock."""

from __future__ import annotations

import asyncio
import unicodedata
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.events import Key
from textual.keys import REPLACED_KEYS, _character_to_key, _get_unicode_name_from_key

if TYPE_CHECKING:
    from textual.app import App
    from textual.message_pump import MessagePump


def key_event(app: App[Any], key: str) -> Key:
    """The event of a key with this name, or that types this character: as a pilot makes it."""
    name = _character_to_key(key) if len(key) == 1 and not key.isalnum() else key
    try:
        char = unicodedata.lookup(_get_unicode_name_from_key(REPLACED_KEYS.get(name, name)))
    except KeyError:
        char = key if len(key) == 1 else ""
    event = Key(name, char or None)
    event.set_sender(app)
    return event


async def handled(app: App[Any]) -> None:
    """Wait until every widget has handled its messages, and those that they led to.

    A pilot waits instead until the process was idle for a fiftieth of a second, twice for each key.
    """
    while app.is_running and not app._exception_event.is_set():
        pumps: list[MessagePump] = [app, *app.screen.walk_children(with_self=True)]
        waiting: set[MessagePump] = set()
        for pump in pumps:
            if pump.is_running and pump.call_later(partial(_forget, waiting, pump)):
                waiting.add(pump)
        while any(pump.is_running for pump in waiting):
            if app._exception_event.is_set():
                return
            await asyncio.sleep(0)
        await app.animator.wait_until_complete()
        if not any(pump.message_queue_size for pump in pumps if pump.is_running):
            return


def _forget(waiting: set[MessagePump], pump: MessagePump) -> None:
    waiting.discard(pump)
