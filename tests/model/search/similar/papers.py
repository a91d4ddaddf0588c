"""Invented papers about invented subjects, each with words of its own, and some in common."""

from __future__ import annotations

import random
from typing import Any

SUBJECTS = {
    "owls": "owl plumage nocturnal hearing mouse roost talon feather silent wing",
    "kelp": "kelp forest tide holdfast urchin current frond reef swell canopy",
    "looms": "loom warp weft shuttle pattern thread weave fabric selvage heddle",
    "bells": "bell bronze casting strike tone clapper tower ringing alloy foundry",
    "kites": "kite string bridle sail lift breeze spar keel flying drag",
    "clocks": "clock pendulum escapement gear anchor balance weight dial chime winding",
}
COMMON = "measure field sample model theory data rate signal surface structure process season cost"


def invented(count: int, seed: int = 7) -> list[tuple[str, dict[str, Any]]]:
    """Papers, each with its subject: a third of its words are the subject's, with some phrases."""
    dice = random.Random(seed)
    names = list(SUBJECTS)
    common = COMMON.split()

    def paper(number: int) -> tuple[str, dict[str, Any]]:
        subject = names[dice.randrange(len(names))]
        own, other = SUBJECTS[subject].split(), SUBJECTS[dice.choice(names)].split()
        words = [
            dice.choice(own if dice.random() < 0.35 else other if dice.random() < 0.2 else common)
            for _ in range(40)
        ]
        title = f"On the {dice.choice(own)} and the {dice.choice(common)}, number {number}"
        abstract = f"We study the {own[0]} {own[1]}. {' '.join(words).capitalize()}."
        return subject, {"title": title, "abstract": abstract}

    return [paper(number) for number in range(count)]
