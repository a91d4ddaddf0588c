"""Makes docs/screenshot.svg: the app itself on the invented pages of the fixtures."""

from __future__ import annotations

import asyncio
import datetime as dt
import tempfile
from pathlib import Path

from octavo_model import Library, Paths, View
from octavo_model.core.marks import MarkField
from octavo_model.core.parsed import ImportOptions
from octavo_model.settings.settings import Settings
from octavo_tui.app.app import OctavoApp

HERE = Path(__file__).parent
PAGES = HERE.parent / "fixtures" / "daily-papers-text"
DAYS = {"plain.txt": dt.date(2025, 11, 5), "bylines.txt": dt.date(2025, 10, 28)}


async def main() -> None:
    """Open the reader in the middle of a morning and take its picture."""
    with tempfile.TemporaryDirectory() as folder:
        paths = Paths.under(folder)
        with Library.open(paths) as library:
            for name, day in DAYS.items():
                options = ImportOptions(name=name, date=day)
                library.imports.import_bytes((PAGES / name).read_bytes(), options)
            ids = library.catalog.ids(View.of_digest("daily-papers-2025-10-28"))
            library.marks.mark(ids[:9], MarkField.READ, True)
            library.marks.mark([ids[4], ids[14]], MarkField.STARRED, True)
            app = OctavoApp(
                library,
                Settings(read_after=0, read_on_open=False),
                settings_path=paths.settings,
                session_path=paths.sessions / "0.json",
                today=lambda: dt.date(2025, 11, 23),
            )
            async with app.run_test(size=(150, 36)) as pilot:
                for key in ("d", "escape", "d", "j", "tab", "]", *"jjjjjjjjjj", "s"):
                    await pilot.press(key)
                    await pilot.pause()
                    await app.reading.controllers.changes.join()
                await pilot.pause()
                (HERE / "screenshot.svg").write_text(app.export_screenshot())


asyncio.run(main())
