"""Makes docs/screenshot.svg: the app itself on the invented pages of the fixtures."""

from __future__ import annotations

import asyncio
import datetime as dt
import tempfile
from pathlib import Path

from octavo_model import Library, Paths, View
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
                library.import_bytes((PAGES / name).read_bytes(), name=name, date=day)
            ids = library.ids(View.of_digest("daily-papers-2025-10-28"))
            library.mark(ids[:9], read=True)
            library.mark([ids[4], ids[14]], starred=True)
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
                    await app.reading.changes.join()
                await pilot.pause()
                (HERE / "screenshot.svg").write_text(app.export_screenshot())


asyncio.run(main())
