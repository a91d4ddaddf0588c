from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.core.links import links_in

A = "https://github.com/owl/noon"


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("Nothing here, e.g. 3.5 or i.e. this.", []),
        (f"Code is available at {A}.", [A]),
        (f"Code: {A} .", [A]),
        (f"({A})", [A]),
        (f'"{A}", “{A}/x”', [A, f"{A}/x"]),
        (f"**{A}**", [A]),
        ("Code: github.com/owl/noon.git.", [f"{A}.git"]),
        ("github.com/owl/noon", [A]),
        ("www.github.com/owl/noon", ["https://www.github.com/owl/noon"]),
        ("gitlab.com/a/b, huggingface.co/a/b", ["https://gitlab.com/a/b", "https://huggingface.co/a/b"]),
        ("arXiv.org/abs/2401.00001v2", ["https://arxiv.org/abs/2401.00001v2"]),
        ("owl.github.io/noon/ and lark.github.io.", ["https://owl.github.io/noon/", "https://lark.github.io"]),
        (r"\url{https://owl.github.io/a\_b/}", ["https://owl.github.io/a_b/"]),
        ("url{https://owl.github.io/noon/}.", ["https://owl.github.io/noon/"]),
        (r"\href{https://owl.org/a}{the page}", ["https://owl.org/a"]),
        (rf"\href{{{A}}}{{{A}}}", [A]),
        (f"{A}{{{A}}}.", [A]),
        (f"{{\\url{{{A}}}}}", [A]),
        (r"https://owl.org/\~u/50\%25\#top", ["https://owl.org/~u/50%25#top"]),
        (r"https://owl.org/$\sim$u", ["https://owl.org/~u"]),
        (r"https://owl.org/\textasciitilde{}u", ["https://owl.org/~u"]),
        (r"https://owl.org/a{\_}b", ["https://owl.org/a_b"]),
        (f"{A}{A}", [A]),
        (f"{A}.{A}.", [A]),
        (f"{A}/{A}/", [f"{A}/"]),
        (f"https://{A}", [A]),
        (f"this webpage.{A}", [A]),
        (f"{A} {A}/ http://github.com/Owl/Noon {A}.git", [A]),
        ("https://en.wikipedia.org/wiki/Owl_(bird)).", ["https://en.wikipedia.org/wiki/Owl_(bird)"]),
        (
            "https://web.archive.org/web/2020/https://owl.org/x.",
            ["https://web.archive.org/web/2020/https://owl.org/x"],
        ),
        ("https://owl.org?q=https://lark.org/", ["https://owl.org?q=https://lark.org/"]),
        ("HTTPS://GitHub.com/Owl/Noon", ["https://github.com/Owl/Noon"]),
        ("http://owl.org:8080/x?y=1&z=2#w", ["http://owl.org:8080/x?y=1&z=2#w"]),
        ("见https://owl.org/纸。", ["https://owl.org/纸"]),
        ("https://user@owl.org/x https://u:p@owl.org", []),
        ("https://github.com@evil.org/x", []),
        ("mail owl@github.com/x or me@owl.github.io", []),
        ("javascript:alert(1) ftp://owl.org file:///etc data:text/html,x", []),
        ("https:// https://. http://localhost/x https://-owl.org", []),
        ("notgithub.com/owl/noon and github.com alone", []),
        ("https://owl.org/" + "a" * 3_000, []),
    ],
)  # fmt: skip
def test_links_come_out_as_a_person_would_want_them(text: str, urls: list[str]) -> None:
    assert [link.url for link in links_in(text)] == urls


def test_a_link_is_called_by_its_address_without_scheme_and_www() -> None:
    labels = [link.label for link in links_in(f"{A} https://www.owl.org/x#y")]
    assert labels == ["github.com/owl/noon", "owl.org/x#y"]


PIECES = [A, "https://", "http://owl.org", "github.com/a/b", "owl.github.io", "javascript:"]
PIECES += ["url{", "\\_", *".(){}\\@/=: aé\n$"]


@given(st.lists(st.sampled_from(PIECES)).map("".join) | st.text())
def test_whatever_the_text_links_are_http_without_user_or_space(text: str) -> None:
    links = links_in(text)
    for link in links:
        parts = urlsplit(link.url)
        assert parts.scheme in ("http", "https")
        assert parts.hostname
        assert "@" not in parts.netloc
        assert not any(char.isspace() or char in '{}<>"\\' for char in link.url)
        assert link.url.endswith(link.label)
        assert links_in(f" {link.url} ") == (link,)
    assert len({link.url for link in links}) == len(links)


@pytest.mark.clock
@pytest.mark.parametrize(
    "piece",
    ["https://", "a.github.io", "github.com/a", "https://a.org/=", "(", "\\_", "$ ", "{\\", "a-"],
)
def test_hostile_text_takes_no_longer_than_its_length(piece: str) -> None:
    # Quadratic time would need minutes for this.
    links_in("https://x.org/ " + piece * (400_000 // len(piece)) + ")" * 100_000)
