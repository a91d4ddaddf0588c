"""Octavo's model: digests of research papers, indexed, with marks that are never lost.

Everything but the screen lives here and can be used as a library, with no terminal:

>>> import tempfile
>>> from pathlib import Path
>>> from octavo_model import ImportOptions, Library, MarkField, Paths, View
>>> page = '''
... Daily Papers
...
... Mar 12, 2025
...
... A Title
...
... What the paper says, in a sentence or two.
... '''
>>> with tempfile.TemporaryDirectory() as folder, Library.open(Paths.under(folder)) as library:
...     report = library.imports.import_bytes(page.encode(), ImportOptions("page.txt"))
...     (paper_id,) = library.catalog.ids(View.all())
...     change = library.marks.mark([paper_id], MarkField.STARRED, True)
...     paper = library.catalog.paper(paper_id)
>>> report.papers, paper.key, paper.starred
(1, 'title:a-title', True)

The names below are the public ones. They load when first used, so that a command that
needs little also starts fast.
"""

from __future__ import annotations

from octavo_model.storage.versions import __version__ as __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from octavo_model.core.errors import OctavoError as OctavoError
    from octavo_model.core.marks import MarkField as MarkField
    from octavo_model.core.paper import Link as Link
    from octavo_model.core.paper import Paper as Paper
    from octavo_model.core.parsed import ImportOptions as ImportOptions
    from octavo_model.core.parsed import ImportReport as ImportReport
    from octavo_model.core.views import Digest as Digest
    from octavo_model.core.views import PaperRow as PaperRow
    from octavo_model.core.views import View as View
    from octavo_model.formats.registry import known_formats as known_formats
    from octavo_model.library import Library as Library
    from octavo_model.storage.data_folder import Paths as Paths

_HOME = {
    "Digest": "core.views",
    "ImportOptions": "core.parsed",
    "ImportReport": "core.parsed",
    "Library": "library",
    "Link": "core.paper",
    "MarkField": "core.marks",
    "OctavoError": "core.errors",
    "Paper": "core.paper",
    "PaperRow": "core.views",
    "Paths": "storage.data_folder",
    "View": "core.views",
    "known_formats": "formats.registry",
}

__all__ = ["__version__", *sorted(_HOME)]  # noqa: PLE0604 - the keys are strings


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value
