"""The formats Octavo reads, and the choice among them.

To add a format, write a module with ``sniff`` and ``parse`` (see `octavo_model.formats.Parser`)
and add a row here. A parser is imported only for a text that its row's signature matches, so a
signature must match everything that the parser can read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, cast

from octavo_model.core.errors import NOT_A_DIGEST, NotADigestError
from octavo_model.formats import CERTAIN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from octavo_model.core.parsed import ParsedDigest, ParsedPaper, ParseWarning
    from octavo_model.formats import Format, LineFormat, Parser, Source

_JSON = r"[\s\ufeff]*[\[{]"
_COMMENTS = r"(?>(?:[\s\ufeff]*(?:#|//|--|;|null)[^\n]*\n)*)"
_MARKUP = r"[\s\ufeff]*<"
_NEITHER = r"\s*+(?![\[{]\s*[\"'{\[\]}]|<[!?a-zA-Z])"
KINDS = {
    "daily_papers": "Daily Papers",
    "arxiv": "arXiv",
    "apis": "JSON and data of services",
    "lists": "Lists",
    "mail": "Mail and newsletters",
    "feeds": "Feeds",
    "records": "Bibliographies and tables",
    "references": "Bibliographies and tables",
}
"""Kinds of formats by the folder of their modules, in the order in which they are listed."""

_HEADERS = (
    r"(?i)(?:>?From |[!-9;-~]{1,76}:)(?s:.*?)(?<![^\r\n])(?:from|to|cc|date|subject|received"
    r"|return-path|message-id|mime-version|content-type|sender|delivered-to|reply-to|list-id"
    r"|list-unsubscribe|dkim-signature|x-mailer):"
)
# What an address of a paper has, or a redirect to one: see `octavo_model.core.ids`.
_HOSTS = (
    "nature|acl|openreview|mlr\\.press|jmlr|thecvf|nips\\.|neurips|ncbi|pubmed|pmc|semanticscholar"
    "|ieee|direct|elsevier|acm\\.|iacr|mdpi|hal\\.|ouvertes|usenix|isca-|rxiv|aaai|dagstuhl|cell"
    "|lancet|oup\\.|ecva|bmv|robotics|ndss|ijcai|vldb|jstor|openai|anthropic|google|circuits|distill"
    "|microsoft|nvidia|facebook|meta\\.|archive|philpapers|paperswithcode|dblp|osf\\.|authorea"
    "|preprints|elife|zenodo|jamanet|researchsquare|ssrn|substack"
)
_PAPER = (
    r"(?i:arxiv|doi[^\w\s]|hf\.co/p|huggingface\.co/p|ar5iv|lanl\.gov|adsabs|emergentmind|papers\.cool|scirate"
    rf"|(?<!/)//(?!/)(?:[^\s/]{{0,100}}?(?:{_HOSTS})|\S{{0,300}}?(?:10\.\d{{4}}|\.pdf|[=/_~]http)))"
)


@dataclass(frozen=True, slots=True)
class KnownFormat:
    """A row of the registry; see `octavo_model.formats.Format`.

    ``module`` is below `octavo_model.formats`; the parser is that module, or what a name behind a
    colon means in it. Only a text whose first ``reach`` bytes match ``signature`` can be in this
    format.
    """

    name: str
    title: str
    origin_label: str
    example: str
    module: str
    signature: str
    reach: int = 1 << 16

    @property
    def kind(self) -> str:
        """Its kind, for people."""
        return KINDS[self.module.partition(".")[0]]

    @property
    def parser(self) -> Parser:
        """The parser, imported when first used."""
        name, _, member = self.module.partition(":")
        module = import_module(f"octavo_model.formats.{name}")
        return cast("Parser", getattr(module, member) if member else module)

    def match(self, source: Source) -> re.Match[str] | None:
        """Return where ``source`` matches the signature; None if it does not."""
        return re.match(self.signature, source.beginning(self.reach))

    def sniff(self, source: Source) -> float:
        """Return how likely the parser can read ``source``."""
        return self.parser.sniff(source) if self.match(source) else 0.0

    def parse(self, source: Source) -> ParsedDigest:
        """Return what ``source`` says."""
        return self.parser.parse(source)


class KnownLineFormat(KnownFormat):
    """A row of the registry whose parser can read line by line."""

    __slots__ = ()

    def stream(
        self, lines: Iterable[bytes], source: Source
    ) -> Iterator[ParsedPaper | ParseWarning]:
        """Yield what ``lines`` of ``source`` hold."""
        return cast("LineFormat", self.parser).stream(lines, source)


class _Mail(KnownFormat):
    """The row for mails, whose parts are read by the other formats."""

    __slots__ = ()

    @property
    def parser(self) -> Parser:
        from octavo_model.formats.mail.mail import MailFormat

        return MailFormat(FORMATS[1:])


FORMATS: tuple[KnownFormat, ...] = (
    _Mail(
        "mail", "mail that holds a digest", "mail",
        "a saved mail (.eml), plain, HTML or forwarded, or with a digest attached",
        "mail.mail", _HEADERS,
    ),
    KnownFormat(
        "daily-papers-json", "Daily Papers, as its API answers", "HF",
        "curl 'https://huggingface.co/api/daily_papers?date=2026-08-21' | octavo",
        "daily_papers.api", _JSON,
    ),
    KnownFormat(
        "biorxiv-api", "bioRxiv or medRxiv, as its API answers", "preprint",
        "curl https://api.biorxiv.org/details/biorxiv/2026-08-21/2026-08-21 | octavo",
        "apis.biorxiv", _JSON,
    ),
    KnownFormat(
        "openreview-notes", "OpenReview notes, as its API answers", "OpenReview",
        "curl 'https://api2.openreview.net/notes?content.venueid=TMLR' | octavo",
        "apis.openreview", _JSON,
    ),
    KnownFormat(
        "daily-papers-html", "Daily Papers page, saved as HTML", "HF",
        "huggingface.co/papers, saved with Ctrl+S: octavo add papers.html",
        "daily_papers.html", _MARKUP,
    ),
    KnownFormat(
        "arxiv-mail", "arXiv listing mail", "arXiv",
        "arXiv's daily mail (info.arxiv.org/help/subscribe), saved or copied as text",
        "arxiv.mail", r"(?ims).*?^(?:\\\\|\s?To unsubscribe, e-mail To:)",
    ),
    KnownFormat(
        "arxiv-feed", "arXiv's RSS or Atom", "arXiv",
        "curl https://rss.arxiv.org/rss/cs.LG+cs.CL | octavo",
        "arxiv.feed", _MARKUP,
    ),
    KnownFormat(
        "arxiv-page", "arXiv listing or abstract page, saved as HTML", "arXiv",
        "arxiv.org/list/cs.CL/new, saved with Ctrl+S: octavo add new.html",
        "arxiv.page", _MARKUP,
    ),
    KnownFormat(
        "acl-xml", "collection of the ACL Anthology", "ACL",
        "a file of github.com/acl-org/acl-anthology, data/xml: octavo 2024.acl.xml",
        "apis.acl", _MARKUP,
    ),
    KnownFormat(
        "feed", "RSS or Atom feed of papers", "feed",
        "a journal's feed: curl https://www.nature.com/natmachintell.rss | octavo",
        "feeds.feed", _MARKUP,
    ),
    KnownFormat(
        "json-feed", "JSON Feed of papers", "feed",
        '{"version": "https://jsonfeed.org/version/1.1", "title": …, "items": […]}',
        "feeds.json_feed", _JSON,
    ),
    KnownLineFormat(
        "json-lines", "JSON or JSON Lines of papers", "JSON",
        "curl 'https://api.openalex.org/works?search=owls' | octavo",
        "apis.json_papers", _COMMENTS + _JSON,
    ),
    KnownLineFormat(
        "csv", "CSV table of papers", "CSV",
        "title,abstract,authors,id,date on the first line, a paper on each line below",
        "records.csv",
        rf"(?i){_NEITHER}(?:sep=.?\s+|\"?About the data[^\r\n]*\s+)?(?:[^\r\n]*title|PT\t)",
    ),
    KnownFormat(
        "bibtex", "BibTeX bibliography", "BibTeX",
        "what Zotero, JabRef and publishers export: octavo add library.bib",
        "records.bibtex", r"(?s)\s*+(?![<{\[]).*?(?<!\S)@\w+\s*[{(]",
    ),
    KnownLineFormat(
        "ris", "RIS bibliography", "RIS",
        "what EndNote, Zotero and publishers export: octavo add citations.ris",
        "records.tagged:RIS", r"(?ms).*?^[ \t\ufeff]*TY {1,3}-",
    ),
    KnownLineFormat(
        "nbib", "PubMed format or .nbib", "PubMed",
        "PubMed, Save, Format: PubMed: octavo add pubmed-set.nbib",
        "references.pubmed:PUBMED", r"(?ms).*?^\ufeff?(?:PMID- ?\d|FAU - ?\S)",
    ),
    KnownLineFormat(
        "web-of-science", "Web of Science, plain text", "WoS",
        "Web of Science, Export, Plain text file: octavo add savedrecs.txt",
        "references.web_of_science:WEB_OF_SCIENCE", r"(?ms).*?^\ufeff?PT [A-Z]\s",
    ),
    KnownLineFormat(
        "endnote", "EndNote tagged (.enw) or Refer", "EndNote",
        "a citation of Google Scholar or a publisher: octavo add scholar.enw",
        "references.refer:REFER", r"(?ms).*?^\ufeff?%(?:0 [A-Za-z]|[AT] \S)",
    ),
    KnownFormat(
        "endnote-xml", "EndNote library as XML", "EndNote",
        "EndNote, Zotero or Mendeley, Export, XML: octavo add library.xml",
        "references.endnote_xml", rf"(?i){_MARKUP}(?s:.*?)<record[\s>]",
    ),
    # Before lists, which look for links in all of the text.
    KnownFormat(
        "daily-papers-text", "Daily Papers page, saved as text", "HF",
        "huggingface.co/papers, copied from the browser: wl-paste | octavo",
        "daily_papers.text", rf"{_NEITHER}\S",
    ),
    KnownFormat(
        "google-scholar", "alert of Google Scholar", "Scholar",
        "a mail of scholar.google.com/scholar_alerts, saved (.eml), or its HTML",
        "mail.scholar", r"(?is).*?(?:gse_alrt_title|scholar_url\?)", 1 << 18,
    ),
    KnownFormat(
        "markdown", "reading list in Markdown", "list",
        "an awesome-… list, a table of papers or a note: octavo add README.md",
        "lists.markdown", rf"(?s)(?!\s*[\[{{]\s*[\"'{{\]}}]).*?(?:\]\(|<[aA]\s|{_PAPER})", 1 << 18,
    ),
    KnownFormat(
        "newsletter", "newsletter or page that links to papers", "mail",
        "a saved newsletter, or lines: Title https://arxiv.org/abs/2401.01234",
        "mail.newsletter", rf"(?s)(?!{_JSON}\s*[\"'{{\[\]}}]).*?{_PAPER}", 1 << 18,
    ),
    KnownFormat(
        "plain-list", "list of arXiv ids, DOIs, addresses or titles", "list",
        "an id, a DOI or an address on each line: octavo add to-read.txt",
        "lists.plain",
        rf"(?s){_NEITHER}(?:[^\r\n]*+\s*+\Z|.*?(?:\d{{4}}\.\d{{4}}|10\.\d{{4}}|/\d{{7}}|{_PAPER}))",
    ),
)  # fmt: skip
"""In the order in which they are asked; of equally likely ones the first is used."""

_BY_NAME = {row.name: row for row in FORMATS}


class FormatInfo(NamedTuple):
    """What people need to know about a format; ``name`` is what ``--format`` takes."""

    name: str
    title: str
    example: str
    kind: str


def known_formats() -> tuple[FormatInfo, ...]:
    """Return all formats by kind, and those of a kind by name."""
    kinds = list(dict.fromkeys(KINDS.values()))
    rows = sorted(FORMATS, key=lambda row: (kinds.index(row.kind), row.name))
    return tuple(FormatInfo(row.name, row.title, row.example, row.kind) for row in rows)


def known_format(name: str) -> KnownFormat:
    """Return the format called ``name``; raises KeyError if it does not exist."""
    return _BY_NAME[name]


def choose(source: Source, formats: Sequence[Format] = FORMATS) -> Format:
    """Return the format most likely to read ``source``; raises NotADigestError if none can.

    The error says what the file is or looks like.
    """
    best, highest = None, 0.0
    for candidate in formats:
        likelihood = candidate.sniff(source)
        if likelihood > highest:
            best, highest = candidate, likelihood
        if best is not None and highest >= CERTAIN:
            return best
    from octavo_model.formats.refusals.kinds import refuse

    refuse(source)
    if best is not None:
        return best
    from octavo_model.formats.refusals.appearance import appearance

    tried = [one.name for one in formats if isinstance(one, KnownFormat) and one.match(source)]
    hint = f"tried {', '.join(tried)}; see octavo formats" if tried else "see octavo formats"
    raise NotADigestError(source.name, f"{NOT_A_DIGEST}: {appearance(source)}", hint)
