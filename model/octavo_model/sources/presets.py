"""Sources that most readers want, to choose among."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from octavo_model.sources.spec import DAILY_PAPERS, SourceSpec, make

if TYPE_CHECKING:
    from collections.abc import Collection

_ARXIV = "arxiv"


@dataclass(frozen=True, slots=True)
class Preset:
    """A source to choose.

    Attributes:
        target: As of a `SourceSpec`.
        title: What a person calls it.
    """

    target: str
    title: str


PRESETS = (
    Preset(DAILY_PAPERS, "Daily Papers of Hugging Face"),
    Preset("cs.LG", "arXiv cs.LG · Machine Learning"),
    Preset("cs.CL", "arXiv cs.CL · Computation and Language"),
    Preset("cs.CV", "arXiv cs.CV · Computer Vision"),
    Preset("cs.AI", "arXiv cs.AI · Artificial Intelligence"),
    Preset("cs.RO", "arXiv cs.RO · Robotics"),
    Preset("cs.IR", "arXiv cs.IR · Information Retrieval"),
    Preset("cs.NE", "arXiv cs.NE · Neural and Evolutionary Computing"),
    Preset("cs.MA", "arXiv cs.MA · Multiagent Systems"),
    Preset("cs.HC", "arXiv cs.HC · Human-Computer Interaction"),
    Preset("cs.SD", "arXiv cs.SD · Sound"),
    Preset("cs.CR", "arXiv cs.CR · Cryptography and Security"),
    Preset("eess.AS", "arXiv eess.AS · Audio and Speech Processing"),
    Preset("eess.IV", "arXiv eess.IV · Image and Video Processing"),
    Preset("stat.ML", "arXiv stat.ML · Machine Learning (Statistics)"),
    Preset("math.OC", "arXiv math.OC · Optimization and Control"),
    Preset("q-bio.QM", "arXiv q-bio.QM · Quantitative Methods in Biology"),
    Preset("quant-ph", "arXiv quant-ph · Quantum Physics"),
)
"""The first one is the one to begin with."""


def sources_of(targets: Collection[str], taken: Collection[str] = ()) -> list[SourceSpec]:
    """The sources that ``targets`` of `PRESETS` make.

    The categories of arXiv are one source: one request, one digest a day, each paper once.

    Args:
        targets: What was chosen.
        taken: Names that other sources have.

    >>> [(one.name, one.target) for one in sources_of(["daily-papers", "cs.LG", "cs.CL"])]
    [('daily-papers', 'daily-papers'), ('arxiv', 'cs.LG+cs.CL')]
    """
    wanted = [one.target for one in PRESETS if one.target in targets]
    categories = [target for target in wanted if target != DAILY_PAPERS]
    made = []
    if DAILY_PAPERS in wanted:
        made.append(make(_free(DAILY_PAPERS, taken), DAILY_PAPERS))
    if categories:
        made.append(make(_free(_ARXIV, taken), "+".join(categories)))
    return made


def _free(name: str, taken: Collection[str]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    return free
