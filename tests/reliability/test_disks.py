"""Full, read-only and failing disks: a clear word, the last good state, and reading goes on.

Most of it needs a disk of its own: a small one in memory, mounted where only one process sees it.
Where that is not allowed, as for users that are not root, those tests are skipped.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from octavo_model import Library, OctavoError, Paths

ROOT = Path(__file__).parents[2]
STAR = "title:invented-title-0-1"
OTHER = "title:invented-title-0-2"

# What each script begins with. `octavo` is the command line.
BEGIN = f"""
import contextlib, io, os, shutil, subprocess, sys
from pathlib import Path
from types import SimpleNamespace
from octavo_model import Library, OctavoError, Paths, View
from octavo_tui.cli.run import run
from tests.reliability.victims import page

folder, big = Path(sys.argv[1]), page(7, 3000)
paths = Paths.under(folder)
STAR, OTHER = {STAR!r}, {OTHER!r}
def counted(library):
    counts = library.catalog.counts(View.all())
    return counts.total, counts.undecided, counts.starred

def octavo(*arguments):
    # In this process: what Python is made of may lie where somebody else may not look.
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = run(arguments, paths)
    assert "Traceback" not in err.getvalue(), err.getvalue()
    return SimpleNamespace(returncode=status, stdout=out.getvalue(), stderr=err.getvalue())

def mount(*options):
    subprocess.run(["mount", *options, str(folder)], check=True)

def fill():
    with open(folder / "ballast", "wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass

def reads(reported):
    '''See that all the verbs that look do so, and say why nothing more is possible.'''
    for verb in (["list"], ["list", "--starred"], ["list", "--filter", "invented"], ["digests"],
            ["show", STAR], ["list", "--json"]):
        done = octavo(*verb)
        assert done.returncode == 0, (verb, done.stderr)
        assert done.stdout, verb
        assert not reported or verb == ["list"] or reported in done.stderr, (verb, done.stderr)
    assert octavo("list", "--starred").stdout.splitlines()[0].endswith("\tInvented Title 0 1")

def refuses(why):
    '''See that an index that cannot be used ends every command with the reason and a hint.'''
    for verb in (["list"], ["show", STAR], ["star", OTHER], ["rebuild"]):
        done = octavo(*verb)
        assert (done.returncode, done.stdout) == (4, ""), (verb, done.stdout)
        assert str(paths.index) in done.stderr and why in done.stderr, (verb, done.stderr)
        assert "copy the data folder" in done.stderr, (verb, done.stderr)
"""

FULL = """
from octavo_model.core.parsed import ImportOptions
from octavo_model.core.marks import MarkField
mount("-t", "tmpfs", "-o", "size=6m", "tmpfs")
with Library.open(paths, machine="desk") as library:
    library.imports.import_bytes(page(0, 300), ImportOptions(name="page.txt"))
    library.marks.mark([library.catalog.resolve(STAR)], MarkField.STARRED, True)
    library.marks.mark([library.catalog.resolve(OTHER)], MarkField.READ, True)
    journal = paths.journal.read_bytes()
    fill()
    # What is open goes on, and what is not kept is reported.
    for change in (
        lambda: library.marks.mark(library.catalog.ids(View.all()), MarkField.READ, True),
        lambda: library.imports.import_bytes(big, ImportOptions(name="page-7.txt")),
        lambda: library.rebuild(),
        lambda: library.backup(folder / "backup.zip"),
    ):
        try:
            change()
        except OctavoError as error:
            assert "disk is full" in str(error) or "or is full" in str(error), error
        else:
            raise AssertionError("it fitted")
    assert library.catalog.counts(View.starred()).total == 1
    assert library.catalog.counts(View.all()).undecided == 298
    assert paths.journal.read_bytes() == journal
    reads("")
    done = octavo("import", "--format", "json-lines", sys.argv[2])
    assert done.returncode in {3, 4} and "full" in done.stderr, done.stderr
reads("")
# Where even SQLite's log cannot be created, the library is open for reading only.
(folder / "ballast").unlink()
Library.open(paths).close()
assert not list(folder.rglob("library.db-*"))
fill()
reads("marks are not saved")
done = octavo("star", OTHER)
assert done.returncode == 4 and "full" in done.stderr, done.stderr
assert paths.journal.read_bytes() == journal
# There is room again.
(folder / "ballast").unlink()
assert octavo("star", OTHER).stdout.startswith("starred")
with Library.open(paths, machine="desk") as library:
    assert library.catalog.counts(View.starred()).total == 2
    assert counted(library) == (300, 298, 2)
    assert library.problems == () and library.repairs == ()
    library.check()
assert not list(folder.rglob("*.tmp")), list(folder.rglob("*.tmp"))
"""

READ_ONLY = """
from octavo_model.core.parsed import ImportOptions
from octavo_model.core.marks import MarkField
import asyncio
from tests.tui.driver import reading, see_all

with Library.open(paths, machine="desk") as library:
    library.imports.import_bytes(page(0, 30), ImportOptions(name="page.txt"))
    library.marks.mark([library.catalog.resolve(STAR)], MarkField.STARRED, True)
    see_all(library, paths)
subprocess.run(["mount", "--bind", str(folder), str(folder)], check=True)

def read_only(how):
    subprocess.run(["mount", "-o", f"remount,{how},bind", str(folder)], check=True)

async def in_the_reader():
    with Library.open(paths, machine="desk") as library:
        assert "read-only" in library.read_only
        async with reading(library, paths, problems=["a word"]) as reader:
            await reader.press("s")
            assert "Could not save: the file system is read-only" in reader.said, reader.said
            await reader.press("j", "s", "u", "r")
            assert reader.marks() == (29, 1)
            await reader.press("slash", "0", "enter")
            await reader.controllers.lists.maintain()

read_only("ro")
reads("the file system is read-only (see `octavo config path`); read-only: marks are not saved")
done = octavo("star", OTHER)
assert done.returncode == 4 and "read-only" in done.stderr
done = octavo("rebuild")
assert done.returncode == 4 and "read-only" in done.stderr
asyncio.run(in_the_reader())
for damage in (lambda: paths.index.write_bytes(bytes(9000)), paths.index.unlink):
    read_only("rw")
    damage()
    read_only("ro")
    refuses("cannot be rebuilt here (the file system is read-only)")
"""

LEFT_LOG = """
from octavo_model.core.parsed import ImportOptions
from octavo_model.core.marks import MarkField
with Library.open(paths, machine="desk") as library:
    library.imports.import_bytes(page(0, 30), ImportOptions(name="page.txt"))
    library.marks.mark([library.catalog.resolve(STAR)], MarkField.STARRED, True)
    for name in ("library.db", "library.db-wal"):
        shutil.copy(paths.data / name, folder / name)
assert (folder / "library.db-wal").stat().st_size
for name in ("library.db", "library.db-wal"):
    shutil.copy(folder / name, paths.data / name)
with (paths.journal).open("ab") as journal:
    journal.write(b'{"torn')
subprocess.run(["mount", "--bind", str(folder), str(folder)], check=True)
subprocess.run(["mount", "-o", "remount,ro,bind", str(folder)], check=True)
refuses("cannot be rebuilt here (the file system is read-only)")
"""

NOBODY = """
from octavo_model.core.parsed import ImportOptions
from octavo_model.core.marks import MarkField
os.umask(0)
with Library.open(paths, machine="desk") as library:
    library.imports.import_bytes(page(0, 30), ImportOptions(name="page.txt"))
    library.marks.mark([library.catalog.resolve(STAR)], MarkField.STARRED, True)
reads("")
import octavo_model.index.store  # as long as it can be imported
for path in [folder, *folder.rglob("*")]:
    path.chmod(0o555 if path.is_dir() else 0o444)
os.setgroups([])
os.setgid(65534)
os.setuid(65534)
reads("no permission")
done = octavo("star", OTHER)
assert done.returncode == 4 and "no permission" in done.stderr, done.stderr
"""

# What the user set, where it may be looked at only: see `barred`.
CONFIG = """
from octavo_model.core.parsed import ImportOptions
os.umask(0)
from octavo_model.settings import settings
config = paths.config
assert octavo("sources", "add", "hf", "daily-papers").returncode == 0
with Library.open(paths, machine="desk") as library:
    library.imports.import_bytes(page(0, 30), ImportOptions(name="page.txt"))
    library.views.save("code", "invented")
paths.settings.write_text("measure = 80\\n")
looks = (["views"], ["list", "--view", "code"], ["sources"])
# Once before as well: what Python is made of may lie where somebody else may not look.
for verb in (*looks, ["views", "add", "a", "b"], ["views", "remove", "a", "--yes"]):
    assert octavo(*verb).returncode == 0, verb
before = {path.name: path.read_bytes() for path in config.iterdir()}
bar()
assert settings.load(paths.settings)[1] == ()
for verb in looks:
    done = octavo(*verb)
    assert done.returncode == 0 and str(config) not in done.stderr, done.stderr
assert octavo("views").stdout.startswith("code")
for verb in (["source", "add", "blog", "https://a.example/"], ["source", "remove", "hf", "--yes"]):
    done = octavo(*verb)
    assert done.returncode == 3 and barred in done.stderr, (verb, done.stderr)
    assert str(config) in done.stderr and ".tmp" not in done.stderr, done.stderr
assert {path.name: path.read_bytes() for path in config.iterdir()} == before
"""
BARRED = {
    "disk": """
barred = "the file system is read-only"
def bar():
    subprocess.run(["mount", "--bind", str(config), str(config)], check=True)
    subprocess.run(["mount", "-o", "remount,ro,bind", str(config)], check=True)
""",
    "folder": """
barred = "no permission"
def bar():
    # The files may be written, the folder may not: nothing can be put in their place.
    config.chmod(0o555)
    for path in config.iterdir():
        path.chmod(0o666)
    become_nobody()
""",
    "file": """
barred = "no permission"
def bar():
    config.chmod(0o777)
    for path in config.iterdir():
        path.chmod(0o444)
    become_nobody()
""",
}
BECOME_NOBODY = """
def become_nobody():
    for path in [folder, paths.data, *paths.data.rglob("*")]:
        path.chmod(0o777 if path.is_dir() else 0o666)
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
"""


def run(
    script: str, folder: Path, *arguments: str, apart: bool = True, within: Sequence[str] = ()
) -> None:
    """Run ``script`` in a process, ``apart`` with mounts of its own, ``within`` a command."""
    command = ["unshare", "--mount"] if apart else within
    done = subprocess.run(
        [*command, sys.executable, "-c", BEGIN + script, str(folder), *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
@pytest.mark.usefixtures("mounts")
def test_disk_full_keeps_the_last_good_state_and_reading_goes_on(tmp_path: Path) -> None:
    papers = tmp_path / "papers.jsonl"
    lines = (f'{{"title": "Paper {one}", "abstract": "{"word " * 200}"}}\n' for one in range(3000))
    papers.write_text("".join(lines))
    (tmp_path / "disk").mkdir()
    run(FULL, tmp_path / "disk", str(papers))


@pytest.mark.slow
@pytest.mark.usefixtures("mounts")
def test_read_only_disk_is_read_and_said_to_be_one(tmp_path: Path) -> None:
    run(READ_ONLY, tmp_path)


@pytest.mark.slow
@pytest.mark.usefixtures("mounts")
def test_read_only_disk_with_what_a_power_cut_left(tmp_path: Path) -> None:
    run(LEFT_LOG, tmp_path)


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix" or os.getuid() != 0, reason="only root can become nobody")
def test_read_only_directory_of_somebody_else_is_read() -> None:
    with TemporaryDirectory() as name:  # not pytest's: nobody else may look into that
        folder = Path(name)
        folder.chmod(0o755)
        run(NOBODY, folder / "home", apart=False)


@pytest.mark.slow
@pytest.mark.usefixtures("mounts")
def test_read_only_disk_with_settings_is_read_and_said_to_be_one(tmp_path: Path) -> None:
    run(BARRED["disk"] + CONFIG, tmp_path)


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix" or os.getuid() != 0, reason="only root can become nobody")
@pytest.mark.parametrize("what", ["folder", "file"])
def test_read_only_settings_of_somebody_else_are_read(what: str) -> None:
    with TemporaryDirectory() as name:  # not pytest's: nobody else may look into that
        folder = Path(name)
        folder.chmod(0o755)
        run(BECOME_NOBODY + BARRED[what] + CONFIG, folder / "home", apart=False)


@pytest.mark.skipif(os.name != "posix", reason="has no limit on the size of files")
def test_a_file_that_may_not_grow_costs_the_mark_and_nothing_else(tmp_path: Path) -> None:
    script = """
from octavo_model.core.parsed import ImportOptions
from octavo_model.core.marks import MarkField
import resource
with Library.open(paths, machine="desk") as library:
    library.imports.import_bytes(page(0, 300), ImportOptions(name="page.txt"))
    library.marks.mark([library.catalog.resolve(STAR)], MarkField.STARRED, True)
    journal = paths.journal.read_bytes()
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(journal) + 100, resource.RLIM_INFINITY))
    for papers in ([library.catalog.resolve(OTHER)], library.catalog.ids(View.all())):
        try:
            library.marks.mark(papers, MarkField.READ, True)
        except OctavoError as error:
            assert "may not grow" in str(error) or "is full" in str(error), error
        else:
            raise AssertionError("it fitted")
    assert paths.journal.read_bytes() == journal
    assert counted(library) == (300, 299, 1)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
    library.marks.mark([library.catalog.resolve(OTHER)], MarkField.READ, True)
    assert counted(library) == (300, 298, 1)
    library.check()
"""
    run(script, tmp_path, apart=False)


@pytest.mark.parametrize("call", ["write", "fsync"])
def test_an_error_of_the_disk_costs_the_mark_and_nothing_else(tmp_path: Path, call: str) -> None:
    script = """
from octavo_model.core.parsed import ImportOptions
from octavo_model.core.marks import MarkField
import errno
name = sys.argv[2]
good = getattr(os, name)
failing = False

def fail(descriptor, *rest):
    '''As a disk with a bad sector does it, for the journal alone.'''
    if failing and os.readlink(f"/proc/self/fd/{descriptor}").endswith("marks.jsonl"):
        raise OSError(errno.EIO, "Input/output error")
    return good(descriptor, *rest)

setattr(os, name, fail)
with Library.open(paths, machine="desk") as library:
    library.imports.import_bytes(page(0, 30), ImportOptions(name="page.txt"))
    library.marks.mark([library.catalog.resolve(STAR)], MarkField.STARRED, True)
    journal = paths.journal.read_bytes()
    failing = True
    for change in (lambda: library.marks.mark([library.catalog.resolve(OTHER)], MarkField.READ,
    True), library.marks.undo):
        try:
            change()
        except OctavoError as error:
            assert "the disk reports an error (check the disk" in str(error), error
        else:
            raise AssertionError("it was kept")
    assert paths.journal.read_bytes() == journal
    assert counted(library) == (30, 29, 1)
    failing = False
    assert library.marks.undo().title == "Invented Title 0 1"
"""
    if not Path("/proc/self/fd").exists():
        pytest.skip("needs /proc to simulate it")
    run(script, tmp_path, call, apart=False)


def test_a_library_that_cannot_even_be_begun_is_refused_with_a_reason(tmp_path: Path) -> None:

    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OctavoError, match="a part of the path is not a folder"):
        Library.open(Paths.under(tmp_path / "file"))
