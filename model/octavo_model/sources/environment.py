"""What goes with a request, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from octavo_model.sources.state import Validators


@dataclass(frozen=True, slots=True)
class Limits:
    """How much we put up with.

    Attributes:
        connect: Seconds to connect.
        read: Seconds without a byte.
        whole: Seconds that one answer may take, from the request to its last byte.
        size: Bytes of a body, once unpacked.
        redirects: How many in a row.
        tries: How often one address is asked, where it fails in a way that may pass.
        patience: Seconds that are waited for if a server asks to; if it asks for more, the
            source is put off.
    """

    connect: float = 10.0
    read: float = 30.0
    whole: float = 120.0
    size: int = 64 << 20
    redirects: int = 5
    tries: int = 3
    patience: float = 60.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered.

    Attributes:
        url: What answered in the end, after redirects.
        body: Unpacked.
        validators: By what to ask whether it has changed.
        type: Media type, in small letters; empty where it was not told.
        not_modified: Whether it is the page that we have; then it has no body.
    """

    url: str
    body: bytes
    validators: Validators
    type: str = ""
    not_modified: bool = False


@dataclass(slots=True)
class Caller:
    """On whose behalf a request is made.

    Attributes:
        cancel: Set when it is wanted no more.
        waits: Told how many seconds are waited, and why.
        requests: How many were sent.
        bytes: How many came in bodies, as they came.
        not_modified: How many answers said that nothing has changed.
    """

    cancel: threading.Event
    waits: Callable[[float, str], None]
    requests: int = 0
    bytes: int = 0
    not_modified: int = 0
