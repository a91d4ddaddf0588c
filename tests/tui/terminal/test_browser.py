from __future__ import annotations

import time
from pathlib import Path

import pytest

from octavo_tui.terminal.desktop import can_open, open_address


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "-flag",
        "data:text/html,x",
        "ftp://a.b",
        "https:///path",
        "https://a.b/\n-flag",
        "https://a.b/\x1b]8;;",
        "https://a.b/\u202ex",
    ],
)
def test_only_web_addresses_are_opened(url: str) -> None:
    with pytest.raises(ValueError, match="not a web address"):
        open_address(url)


@pytest.mark.parametrize(
    ("platform", "environment", "expected"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", {"BROWSER": "firefox"}, True),
        ("linux", {"BROWSER": "/usr/bin/w3m -n"}, False),
        ("darwin", {}, True),
    ],
)
def test_a_text_browser_never_takes_the_terminal(
    monkeypatch: pytest.MonkeyPatch,
    platform: str,
    environment: dict[str, str],
    expected: bool,
) -> None:
    for name in ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.platform", platform)

    assert can_open() is expected


def test_the_opener_gets_no_terminal_and_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = tmp_path / "address"
    opener = tmp_path / "opener"
    opener.write_text(
        f'#!/bin/sh\n[ -t 0 ] || [ -t 1 ] || echo "$1" > {address}.new\n'
        f"mv {address}.new {address}\n"
    )
    opener.chmod(0o755)
    monkeypatch.setenv("BROWSER", str(opener))

    open_address("https://a.example/?q=1")

    deadline = time.monotonic() + 20
    while not address.exists():
        assert time.monotonic() < deadline
    assert address.read_text() == "https://a.example/?q=1\n"


@pytest.mark.parametrize(
    "url",
    [
        "-flag", "--help", "https://", "http://a b.example/", "https://user:pw@a.example/",
        "https://a.example/\x1b[31m", "https://a.example/\n-flag", "https://a.example/\u202e",
        "https://a.example/`id`", "https://a.example/\\", "https://localhost/x",
        "https://" + "a" * 3000, " https://a.example/", "view-source:https://a.example",
    ],
)  # fmt: skip
def test_addresses_with_something_hidden_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match="not a web address"):
        open_address(url)


def test_no_module_of_the_folder_we_run_in_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a download could lie there that is called like a module of Python's."""
    address = tmp_path / "address"
    opener = tmp_path / "opener"
    opener.write_text(f'#!/bin/sh\necho "$1" > {address}.new\nmv {address}.new {address}\n')
    opener.chmod(0o755)
    (tmp_path / "webbrowser.py").write_text(f"open({str(tmp_path / 'taken')!r}, 'w')")
    monkeypatch.setenv("BROWSER", str(opener))
    monkeypatch.chdir(tmp_path)

    open_address("https://a.example/;id$(id)")

    deadline = time.monotonic() + 20
    while not address.exists():
        assert time.monotonic() < deadline
    assert address.read_text() == "https://a.example/;id$(id)\n"
    assert not (tmp_path / "taken").exists()
