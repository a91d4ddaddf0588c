"""The text of an element as runs: styles, formulas, citations, references, notes, links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from octavo_model.fulltext.document import Run, RunKind, Runs, RunStyle
from octavo_model.fulltext.pages.runs import flat, shown, tidy, web_address
from octavo_model.text.clean import clean_line, cut

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from octavo_model.fulltext.pages.builder import DocumentBuilder
    from octavo_model.fulltext.pages.latexml.tree import Kid, Node

_HIDDEN_TAGS_WORDS = """
annotation audio button canvas dialog footer head header iframe nav noscript object rp script
select style svg template textarea title video
"""
_HIDDEN_TAGS = frozenset(_HIDDEN_TAGS_WORDS.split())
_CHROME_WORDS = """
ar5iv-footer extra-services infoview ltx_INFO ltx_TOC ltx_WARNING ltx_bib_cited
ltx_listing_data ltx_page_footer ltx_page_header ltx_page_logo ltx_page_navbar ltx_pagination
ltx_rdf ltx_role_newpage ltx_role_pagerange ltx_role_pubyear package-alerts sr-only
"""
_CHROME = frozenset(_CHROME_WORDS.split())
_OF_NOTE_HEADS = ("ltx_note_mark", "ltx_tag_note", "ltx_note_type")
_STYLES = {
    "ltx_font_italic": RunStyle.ITALIC,
    "ltx_font_slanted": RunStyle.ITALIC,
    "ltx_emph": RunStyle.ITALIC,
    "em": RunStyle.ITALIC,
    "i": RunStyle.ITALIC,
    "ltx_font_bold": RunStyle.BOLD,
    "b": RunStyle.BOLD,
    "strong": RunStyle.BOLD,
    "ltx_font_typewriter": RunStyle.CODE,
    "ltx_verbatim": RunStyle.CODE,
    "code": RunStyle.CODE,
    "tt": RunStyle.CODE,
}
_STYLE_NAMES = frozenset(_STYLES)
_PAGE_HOSTS = ("arxiv.org", "ar5iv.org")
_NO_DESCRIPTION = frozenset({"", "refer to caption", "[uncaptioned image]", "image"})
_LONGEST_NAME = 60


def is_hidden(node: Node) -> bool:
    """Return whether ``node`` is no part of the paper: scripts, menus, drawings, the footer."""
    return node.tag in _HIDDEN_TAGS or not node.classes.isdisjoint(_CHROME)


@dataclass(frozen=True)
class PageIndex:
    """What is known of a page before it is read.

    Attributes:
        base: The address that those in the page are relative to; empty if it has none.
        ids: The ids of its elements.
        entries: Those of the entries of its bibliography.
        targets: The ids that its links lead to.
    """

    base: str
    ids: frozenset[str]
    entries: frozenset[str]
    targets: frozenset[str]

    @classmethod
    def of(cls, nodes: Sequence[Node], url: str) -> PageIndex:
        """Return what is known of the page at ``url`` with the elements ``nodes``."""
        base = url if web_address(url) else ""
        ids, entries, targets = set(), set(), set()
        for node in nodes:
            if node.id:
                ids.add(node.id)
                if node.has("ltx_bibitem"):
                    entries.add(node.id)
            if node.tag == "a" and "#" in node.attributes.get("href", ""):
                targets.add(unquote(node.attributes["href"].partition("#")[2]))
            elif node.tag == "base":
                base = _joined(base, node.attributes.get("href", ""))
        return cls(base, frozenset(ids), frozenset(entries), frozenset(targets))

    def image(self, address: str) -> str:
        """Return the address of an image, http or https; empty if it has none."""
        return web_address(_joined(self.base, address)) if address.strip() else ""

    def leads_to(self, href: str) -> tuple[RunKind, tuple[str, ...]]:
        """Return what kind of run a link to ``href`` is, and what it leads to."""
        address, has_fragment, fragment = href.partition("#")
        name = unquote(fragment)
        if has_fragment and (not address or (name in self.ids and self._is_here(address))):
            is_entry = name in self.entries or name.startswith("bib.")
            return (RunKind.CITE if is_entry else RunKind.REF), (name,)
        web = web_address(href)
        return (RunKind.LINK, (web,)) if web else (RunKind.TEXT, ())

    def _is_here(self, address: str) -> bool:
        """Return whether ``address`` is that of this page: arXiv writes it into each reference."""
        try:
            host = urlsplit(address).hostname or ""
        except ValueError:
            return False
        return not host or host.endswith(_PAGE_HOSTS) or address == self.base.partition("#")[0]


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return ""


class _Around(NamedTuple):
    """What the elements around a text say of it."""

    kind: RunKind = RunKind.TEXT
    targets: tuple[str, ...] = ()
    style: RunStyle = RunStyle.PLAIN


class InlineReader:
    """Reads elements as runs. Their footnotes and what they miss go to the builder.

    Attributes:
        images: The addresses of the images that were met, until somebody takes them.
    """

    def __init__(self, page: PageIndex, builder: DocumentBuilder) -> None:
        self.images: list[str] = []
        self._page = page
        self._builder = builder

    def runs(self, kids: Sequence[Kid], *, without: Sequence[Node] = ()) -> Runs:
        """Return the text of ``kids``, leaving out the elements in ``without``."""
        return tidy(self._read(kids, frozenset(without), is_inner=False))

    def plain(self, kids: Sequence[Kid], *, without: Sequence[Node] = ()) -> str:
        """Return the text of ``kids`` on one line, without the marks of footnotes."""
        runs = self.runs(kids, without=without)
        return flat(run for run in runs if run.kind is not RunKind.NOTE)

    def meet(self, node: Node, *, always: bool = False) -> None:
        """Remember the id of an element for the next block, if a link leads to it."""
        name = node.id
        if name and (always or name in self._page.targets) and name not in self._page.entries:
            self._builder.waiting.append(name)

    def miss(self, node: Node) -> None:
        """Say what an element that could not be converted was."""
        name = cut(clean_line(node.text()), _LONGEST_NAME)
        what = f"The command {name}" if name.startswith("\\") else f"“{name}”"
        self._builder.miss(f"{what} could not be converted")

    def _read(
        self, kids: Sequence[Kid], without: frozenset[Node], *, is_inner: bool
    ) -> Iterator[Run]:
        """Yield the runs of ``kids``; notes and citations within others are their text."""
        waiting: list[tuple[Iterator[Kid], _Around, bool]] = [(iter(kids), _Around(), False)]
        while waiting:
            inside, around, ends_block = waiting[-1]
            kid = next(inside, None)
            if kid is None:
                waiting.pop()
                if ends_block:
                    yield Run(around.kind, " ", around.targets, around.style)
            elif isinstance(kid, str):
                yield Run(around.kind, kid, around.targets, around.style)
            elif kid in without or is_hidden(kid):
                continue
            elif kid.tag == "math":
                yield _formula(kid, around)
            elif kid.has("ltx_ERROR"):
                self.miss(kid)
            elif kid.has("ltx_note") and not is_inner:
                yield from self._note(kid)
            elif kid.tag == "cite" and not is_inner:
                yield from self._citation(kid, around.style)
            elif kid.tag == "img":
                yield from self._image(kid)
            else:
                self.meet(kid)
                if kid.is_block or kid.tag == "br":
                    yield Run(around.kind, " ", around.targets, around.style)
                if kid.kids:
                    waiting.append((iter(kid.kids), self._within(kid, around), kid.is_block))

    def _within(self, node: Node, around: _Around) -> _Around:
        names = node.classes & _STYLE_NAMES
        style = _STYLES[min(names)] if names else _STYLES.get(node.tag, around.style)
        if node.tag == "a" and (href := node.attributes.get("href")):
            kind, targets = self._page.leads_to(href)
            if kind is not RunKind.TEXT:
                return _Around(kind, targets, style)
        return around if style is around.style else around._replace(style=style)

    def _citation(self, node: Node, style: RunStyle) -> Iterator[Run]:
        """One run of the whole citation, as it is written, with all that it leads to."""
        runs = tidy(self._read(node.kids, frozenset(), is_inner=True))
        targets = [
            one for run in runs if run.kind in (RunKind.CITE, RunKind.REF) for one in run.targets
        ]
        yield Run(RunKind.CITE, flat(runs), tuple(dict.fromkeys(targets)), style)

    def _note(self, node: Node) -> Iterator[Run]:
        """The mark of a footnote. A mark without a text is that of another footnote."""
        mark = node.find("ltx_note_mark")
        label = clean_line(mark.text()) if mark else ""
        content = node.find("ltx_note_content") or node
        heads = [one for one in content.elements() if one.has(*_OF_NOTE_HEADS)]
        runs = tidy(self._read(content.kids, frozenset(heads), is_inner=True))
        if runs:
            name = self._builder.add_note(node.id, label, runs)
            yield Run(RunKind.NOTE, label or "*", (name,))
        elif label:
            yield Run(RunKind.NOTE, label, (f"note-of-{label}",))

    def _image(self, node: Node) -> Iterator[Run]:
        address = self._page.image(node.attributes.get("src", ""))
        if address:
            self.images.append(address)
        description = clean_line(node.attributes.get("alt", ""))
        if not address and description.lower() not in _NO_DESCRIPTION:
            yield Run(RunKind.TEXT, f"[{description}]")


def _formula(node: Node, around: _Around) -> Run:
    run = Run(RunKind.MATH, node.attributes["tex"])
    if around.kind is RunKind.TEXT:
        return run
    return Run(around.kind, shown(run), around.targets, around.style)
