"""A few papers, of which queries find some in full and some in part."""

from __future__ import annotations

import json

from octavo_model import Library
from octavo_model.core.parsed import ImportOptions

AT_NIGHT, BY_EAR, VOLES, FLIGHTS, HERONS, TIDES = (
    "Owls Hunt Mice at Night",
    "Owls Hunt Mice by Ear",
    "Owls Hunt Voles at Night",
    "Night Flights of Owls over Mice",
    "A Survey of Herons",
    "Tides and Herons",
)
_PAPERS = (
    (AT_NIGHT, ["Nora Quill", "Ada Strix"], "Barn owls hear a mouse. Ears are two slow ears."),
    (BY_EAR, ["Bo Kelp"], "On the longest nights of winter their ears are enough in the dark."),
    (VOLES, ["Cy Lund"], "A vole is larger."),
    (FLIGHTS, ["Dana Moor"], ""),
    (HERONS, ["Eve Quill"], "Herons wait in shallow water."),
    (TIDES, ["Fox Ray"], "Water rises."),
)
LINES = "".join(
    json.dumps(
        {"title": title, "authors": authors, "abstract": abstract, "date": f"2025-11-0{day}"}
    )
    + "\n"
    for day, (title, authors, abstract) in enumerate(_PAPERS, 1)
)


def add_owls(library: Library) -> None:
    """Add the papers as the newest digest."""
    library.imports.import_bytes(LINES.encode(), ImportOptions(name="owls.jsonl"))
