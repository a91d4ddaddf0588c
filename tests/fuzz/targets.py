"""The targets: everything that reads the text of strangers, of servers or of edited files.

A target takes any bytes and raises where Octavo breaks a promise: an exception that is not
documented, text that must not reach a terminal, an address that must not be opened. If a parser
reads a file, the file is in a folder of its own.
"""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
import re
import shlex
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path

from tests.fuzz.safety import check_address, check_digest, check_parsed, dangers, texts_of

from octavo_model.core import addresses, identity, ids, views
from octavo_model.core.errors import NotADigestError, OctavoError
from octavo_model.core.links import link_to, links_in
from octavo_model.formats import LineFormat, Source
from octavo_model.formats.apis import json_papers
from octavo_model.formats.common import authors, dates, digest, html, paper_links, targets
from octavo_model.formats.common import json as json_text
from octavo_model.formats.common.encoding import decode
from octavo_model.formats.daily_papers import bylines
from octavo_model.formats.feeds import entries, xml
from octavo_model.formats.mail import mail as forwarding
from octavo_model.formats.mail import mime
from octavo_model.formats.records import bibtex_values
from octavo_model.formats.registry import FORMATS, choose
from octavo_model.fulltext.encoding import decode as decode_document
from octavo_model.fulltext.encoding import encode as encode_document
from octavo_model.fulltext.layout.as_markdown import as_markdown
from octavo_model.fulltext.layout.as_text import as_text
from octavo_model.fulltext.pages.read import read_page
from octavo_model.fulltext.pages.refusals import NotAPaperError
from octavo_model.library.importing.files import contents
from octavo_model.library.importing.items import DigestReader
from octavo_model.library.importing.mailboxes import mails_in_mbox
from octavo_model.search.query.completion import completions
from octavo_model.search.query.nodes import Highlights
from octavo_model.search.query.parser import parse
from octavo_model.search.query.writing import format_query
from octavo_model.search.titles.highlight import highlight_ranges
from octavo_model.search.titles.index import FuzzyIndex
from octavo_model.settings import session, settings
from octavo_model.sources import http, urls
from octavo_model.sources import spec as source
from octavo_model.sources.feeds import opml
from octavo_model.sources.source_list import SourceList, without_programs
from octavo_model.sources.state import FetchStateStore
from octavo_model.storage.archive_record import Record, read_record, write_record
from octavo_model.storage.data_folder import Paths
from octavo_model.storage.journal import Journal
from octavo_model.storage.journal_format import Damaged, read_line, write_lines
from octavo_model.storage.merge_log import MergeLog
from octavo_model.text import clean as text
from octavo_model.text import latex
from octavo_model.text.fold import fold_title
from octavo_model.text.latex import mathematics
from octavo_model.text.widths import width

FIXTURES = Path(__file__).parents[2] / "fixtures"
NOW = dt.datetime(2025, 11, 12, 9, 30, tzinfo=dt.UTC)
_LARGEST_SEED = 6_000

ATTACKS = tuple(
    one.encode("utf-8", "surrogatepass")
    for one in (
        "\x1b[31m", "\x1b]52;c;aGk=\x07", "\x1b]8;;http://x/\x1b\\", "\x9b1m", "\x07", "\x08", "\r",
        "\u202e", "\u2066", "\u200b", "\u200d", "\ufeff", "\U000e0041", "\u0301" * 9, "\u0e47" * 9,
        "\ud800", "\ufffe", "\u034f", "\u2028", "\x85", "\x00", "[/]", "[@click=app.quit]x[/]",
        "javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "http://a@b/", "--help",
        "&#27;[31m", "&#x9b;", "&#8238;", "\\u001b[1m", "=1B[31m", "&lt;script&gt;", "%1b[31m",
        "%E2%80%AE", "https://doi.org/10.1000/%1b%5b", "%C2%9B", "%20", "&#x202e;", "{\\\"i}",
    )
)  # fmt: skip
"""Pieces that are put into inputs unchanged."""

MOST_DIGITS = 640
"""Digits of a number while fuzzing: the least that Python can be set to refuse, so that numbers
that are too long fit into short inputs. Elsewhere it refuses those of more than 4,300."""
_DIGITS = b"9" * (MOST_DIGITS + 10)
LONG_ATTACKS = (_DIGITS, b"&#" + _DIGITS + b";", b"<p>&#" + _DIGITS + b";</p>")
"""Pieces like those, but too long for the dictionaries of fuzzers."""


@dataclass(frozen=True)
class Target:
    """Something to fuzz.

    Attributes:
        name: On the command line, and in the table of figures.
        run: Takes any bytes, and raises where a promise is broken.
        seeds: What mutations begin with.
        longest: Bytes of an input.
        words: Pieces that mean something to the parser.
        cost: How many times less often than others it runs in a short run, for it takes long.
    """

    name: str
    run: Callable[[bytes], None]
    seeds: tuple[bytes, ...] = ()
    longest: int = 4_096
    words: tuple[bytes, ...] = field(default=())
    cost: int = 1

    @property
    def beginnings(self) -> tuple[bytes, ...]:
        """The seeds, and with each long attack two that hold it: in its text, and as a number."""
        first = (*self.seeds, b"")[0][: max(0, self.longest - len(LONG_ATTACKS[-1]))]
        middle = len(first) // 2
        attacked = [
            made
            for piece in LONG_ATTACKS
            for made in (
                first[:middle] + piece + first[middle:],
                re.sub(rb"\d+", lambda _, piece=piece: piece, first, count=1),  # type: ignore[misc]
            )
        ]
        return (*self.seeds, *(one for one in attacked if len(one) <= self.longest))


@cache
def _of_fixtures(folder: str) -> tuple[bytes, ...]:
    """The fixtures in ``folder``, whole where they are short, else their beginnings and ends."""
    found: list[bytes] = []
    for path in sorted((FIXTURES / folder).iterdir()):
        data = path.read_bytes()
        if len(data) <= _LARGEST_SEED:
            found.append(data)
        else:
            found += [data[: _LARGEST_SEED // 2], data[-_LARGEST_SEED // 2 :]]
    return tuple(found)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _source(data: bytes, name: str = "a.file") -> Source:
    return Source(data, name, NOW)


def _check(text: str) -> None:
    assert not dangers(text), (dangers(text), text)


# ---- digests


def _format(number: int, data: bytes) -> None:
    form = FORMATS[number]
    likelihood = form.parser.sniff(_source(data))
    assert 0.0 <= likelihood <= 1.0, likelihood
    try:
        check_digest(form.parse(_source(data)))
    except NotADigestError as error:
        _check(error.why)


def _any_digest(data: bytes) -> None:
    try:
        check_digest(choose(_source(data)).parse(_source(data)))
    except NotADigestError as error:
        _check(error.why)


def _stream(number: int, data: bytes) -> None:
    form = FORMATS[number]
    assert isinstance(form, LineFormat)
    with suppress(NotADigestError):
        for one in form.stream(io.BytesIO(data), _source(data)):
            check_parsed(one)


_EXTRA = {
    "daily-papers-text": b"View paper|Upvote|Submitted by|Published on Oct 28|authors|\xc2\xb7",
    "mail": b"Content-Type: multipart/mixed; boundary=x|\n--x\n|--x--|message/rfc822|base64|"
    b"Content-Transfer-Encoding: quoted-printable|charset=utf-7|>From |From: a|Subject: b",
    "feed": b"<item>|</item>|<entry>|<title>|<![CDATA[|]]>|<!ENTITY a|&a;|xmlns:x=|<?xml |<link",
    "arxiv-feed": b"<item>|<arxiv:|<dc:creator>|<![CDATA[|]]>|<!DOCTYPE|&#|rdf:about=",
    "json-feed": b'"items"|"title"|"url"|"content_html"|[[[|{"',
    "json-lines": b'"title"|"abstract"|"authors"|"id"|[{|}]|\\ud800|1e999|NaN|\n|{"data":[|# |'
    b'"DOI"|"authorships"|"abstract_inverted_index"|"titles"|"creators"|"ee"|"title_s"|'
    b'"date-parts":[[|'
    b'</jats:p>|&lt;|"2401.01234":|"|**2024-01-01**|**A**|"paper":{|"references":[{',
    "csv": b'"|""|;|\t|title,|authors,|\r\n',
    "bibtex": b'@article{|@string{|@comment{|title = {|author = "| and |#|}}}|{{{|\\"',
    "ris": b"TY  - |TI  - |AU  - |ER  - |AB  - |DO  - |\n",
    "nbib": b"PMID- 1|\nTI  - |\nFAU - |\nAU  - |\nDP  - 2024 Sep 1|\nAID - |[doi]|\n      |\n\n",
    "web-of-science": b"FN |\nPT J|\nAF |\nTI |\nPY 20|\nPD SEP-OCT|\nER\n|\nEF|\n   |\n\n",
    "endnote": b"%0 |\n%A |\n%T |\n%D 20|\n%8 |\n%K |\n%X |\n\n|%!",
    "endnote-xml": b"<record>|</record>|<titles>|<title>|<style face='b'>|<author>|&a;|<year>",
    "markdown": b"# |* |1. |[[pdf](|](http://arxiv.org/abs/2401.00001)|**|*|\n\n||a|\n|-|-|\n|"
    b"<br>|[1]: http://|---|<summary>|`|![](|[[a]]|  - ",
    "plain-list": b"arXiv:2401.00001|10.1000/x|https://arxiv.org/abs/|# |// |- |\t|\n|hep-th/99",
    "google-scholar": b'<a class="gse_alrt_title" href="https://scholar.google.com/scholar_url?url='
    b'|<div class="gse_alrt_sni">|</div>|</a>| - A, 2024 - b| - |[PDF] |<h3>|<br>',
    "newsletter": b"# |[a](|](http://arxiv.org/abs/2401.00001)|<a href=|* |---|[1]: ",
    "arxiv-mail": b"\\\\\n|arXiv:2401.00001|Title: |Authors: |Date: |replaced with|------",
    "daily-papers-html": b'data-props="|&quot;|dailyPapers|<article|<h3|<div ',
    "biorxiv-api": b'"messages":[|"collection":[{|"version":"2"|O_FIG |C_FIG|O_LI|{beta}|[&le;]',
    "openreview-notes": b'"notes":[{|"content":{"title":{"value":|"forum":|"venueid":|"pdate":1e99',
    "acl-xml": b"<paper id='1'>|</paper>|<title>|<tex-math>|<volume id='1'>|<meta>|<!ENTITY a|&a;",
    "daily-papers-json": b'"paper":{|"title"|"publishedAt"|"upvotes"|"id"|[{',
}  # fmt: skip


def _digests() -> Iterator[Target]:
    for number, form in enumerate(FORMATS):
        assert form.parser is not None  # Imported here, where fuzzers trace imports.
        words = tuple(_EXTRA.get(form.name, b"").split(b"|"))
        yield Target(form.name, partial(_format, number), _of_fixtures(form.name), words=words)
        if isinstance(form, LineFormat):
            name = f"{form.name} by lines"
            yield Target(name, partial(_stream, number), _of_fixtures(form.name), words=words)
    everything = tuple(one for form in FORMATS for one in _of_fixtures(form.name))
    yield Target("any digest", _any_digest, everything)


# ---- what digests are made of


def _links(data: bytes) -> None:
    for link in links_in(text.clean_text(_text(data))):
        check_address(link.url)
        assert not dangers(link.label), link
    for one in (*links_in(_text(data)), link_to(_text(data))):
        if one is not None:
            check_address(one.url)


def _markup(data: bytes) -> None:
    shown = text.clean_text(html.to_text(_text(data)))
    assert not dangers(shown, lines=True), shown


def _cleaning(data: bytes) -> None:
    raw = data.decode("utf-8", "surrogatepass" if data[:1] < b"\x80" else "surrogateescape")
    line, paragraphs = text.clean_line(raw), text.clean_text(raw)
    assert not dangers(line), (raw, dangers(line))
    assert not dangers(paragraphs, lines=True), (raw, dangers(paragraphs, lines=True))
    assert text.clean_line(line) == line, raw
    assert text.clean_text(paragraphs) == paragraphs, raw
    assert all(not dangers(one) for one in text.split_lines(raw))
    fold_title(line)


def _cleaning_of_any(data: bytes) -> None:
    with suppress(UnicodeDecodeError):
        _cleaning(data)


def _encoding(data: bytes) -> None:
    decoded, warning = decode(data)
    assert isinstance(decoded, str)
    assert warning is None or not dangers(str(warning))


def _tex(data: bytes) -> None:
    raw = _text(data)
    value = bibtex_values.evaluate(raw, {"a": raw[:100]})
    assert not dangers(text.clean_line(bibtex_values.without_braces(value)))
    for name in bibtex_values.people(value):
        assert not dangers(text.clean_line(name))


def _json(data: bytes) -> None:
    raw = _text(data)
    for read in (json_text.load, json_text.salvage, json_text.read_literal):
        with suppress(ValueError):
            read(raw)
    for one in json_text.elements(io.StringIO(raw)):
        assert one.kind in ("whole", "cut", "stray")


def _xml(data: bytes) -> None:
    decoded, _ = xml.decode_xml(data)
    with suppress(NotADigestError):
        name, start = xml.root_name(decoded)
        if name:
            xml.repair(decoded, start)


def _mime(data: bytes) -> None:
    mail = mime.read_mail(data)
    assert len(mail.parts) <= mime.MOST_PARTS
    for part in mail.parts:
        assert not dangers(part.name), part.name


def _scraps(data: bytes) -> None:
    """The small readers of lines: names, dates, ids, addresses."""
    raw = text.clean_line(_text(data))
    authors.split_people(raw)
    authors.read_people(raw)
    dates.parse_date(raw)
    dates.read(raw, NOW)
    dates.in_name(raw), dates.from_iso(raw), dates.from_mail(raw)
    if raw:
        bylines.read_byline([raw], [False], 1)
    bylines.display_name(raw)
    entries.labelled("", raw)
    slug = digest.slug(raw)
    assert re.fullmatch(r"[a-z0-9-]*", slug), slug
    assert re.fullmatch(r"[a-z0-9-]*", digest.of_file(raw))
    digest.find_ids(raw.split()[:5])
    target = targets.target_of(raw, is_paper=True)
    for url in (digest.address(raw), ids.page_of(raw), target and target.page):
        if url is not None:
            assert url.lower().startswith(("http://", "https://")), url
    for read in (identity.arxiv_id, identity.doi, identity.arxiv_key, identity.doi_key):
        assert not dangers(read(raw) or "")
    identity.arxiv_version(raw)
    addresses.unwrapped(raw)
    for mention in ids.mentions(raw):
        assert raw[mention.start : mention.end] == mention.text


def _page_links(data: bytes) -> None:
    raw = _text(data)
    links = (*paper_links.links_in_html(raw).titled, *paper_links.links_in_text(raw).titled)
    for found in links:
        for name, value in texts_of(found):
            assert not dangers(text.clean_line(value)), name
    forwarding.forwarded_parts(raw)


# ---- containers


def _packed(data: bytes) -> None:
    for found in contents(DigestReader().choose, io.BytesIO(data), _source(b""), "a.file"):
        if isinstance(found.source, OctavoError):
            assert not dangers(found.source.why), found.source


def _opml(data: bytes) -> None:
    with suppress(OctavoError):
        made = opml.plan(opml.read_opml(data, "a.opml"), [])
        for spec in made.new:
            check_address(spec.target)
        assert not any(map(dangers, made.problems)), made.problems


def _mbox(data: bytes) -> None:
    total = sum(len(mail or b"") for mail in mails_in_mbox(io.BytesIO(data)))
    assert total <= len(data)


def _tar(form: int, **members: bytes) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w", format=form) as archive:
        for name, data in members.items():
            (info := tarfile.TarInfo(name)).size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return held.getvalue()[: 512 * 8]


def _zip(**members: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return held.getvalue()


# ---- files of the user's and of Octavo's


@cache
def _paths() -> Paths:
    """Folders for what can only be read from a file."""
    paths = Paths.under(Path(tempfile.mkdtemp(prefix="octavo-fuzz-")))
    for folder in (paths.data, paths.config, paths.state):
        folder.mkdir(parents=True, exist_ok=True)
    return paths


def _settings(data: bytes) -> None:
    path = _paths().settings
    path.write_bytes(data)
    loaded, problems = settings.load(path)
    assert isinstance(loaded, settings.Settings)
    for one in problems:
        assert not dangers(one), (dangers(one), one)


def _session(data: bytes) -> None:
    path = _paths().state / "0.json"
    path.write_bytes(data)
    found = session.load(path).view
    assert found is None or isinstance(found, views.View)


def _journal_line(data: bytes) -> None:
    found = read_line(data)
    if found is not None:
        write_lines(found[0], [found[1]]).decode()
        assert all(one.encode() is not None for one in (*found[0][:4], *found[1][:2]))


def _journal(data: bytes) -> None:
    folder = _paths().data
    journal = Journal(folder / "marks.jsonl")
    journal.path.write_bytes(data)
    end = line = 0
    for one in journal.sections():
        if isinstance(one, Damaged):
            assert line < one.number <= data.count(b"\n") + 1
            line = one.number
        else:
            assert end <= one.start < one.end <= len(data)
            end = one.end


def _decisions(data: bytes) -> None:
    path = _paths().data / "same.jsonl"
    path.write_bytes(data)
    decided, problems = MergeLog(path).read_merges()
    assert all(not dangers(one) for one in problems)
    assert all(key.encode() is not None for one in decided for key in one)


def _record(data: bytes) -> None:
    try:
        found = read_record(data)
    except ValueError:
        return
    again = read_record(write_record(found))  # a moment is written to the millisecond
    assert read_record(write_record(again)) == again
    assert again._replace(imported=found.imported, modified=found.modified) == found


def _programs(data: bytes) -> None:
    try:
        kept, programs = without_programs(data)
    except OctavoError as error:
        _check(str(error))
        return
    for one in programs:
        assert not dangers(text.visible(" ".join(one)))
    assert not without_programs(kept)[1]


def _sources(data: bytes) -> None:
    path = _paths().sources
    path.write_bytes(data)
    specs, problems = SourceList(_paths()).load()
    for one in (*problems, *(each for spec in specs for _, each in texts_of(spec))):
        assert not dangers(str(one)), (dangers(str(one)), one)


def _source_state(data: bytes) -> None:
    _paths().source_state.write_bytes(data)
    spec = source.SourceSpec("a", source.SourceKind.FEED, "http://a/")
    assert not dangers(FetchStateStore(_paths()).load(spec).error)


# ---- the network


def _addresses(data: bytes) -> None:
    raw = _text(data)
    try:
        check_address(urls.check_url(raw))
    except OctavoError as error:
        _check(str(error))
    try:
        urls.check_redirect("https://example.org/a", raw)
        check_address(raw)
    except OctavoError as error:
        _check(str(error))
    http.parse_retry_after(raw, NOW)
    for read in (source.parse_every, lambda reported: source.make("a", reported)):
        try:
            read(raw)
        except OctavoError as error:
            _check(str(error))
    with suppress(ValueError):
        shlex.split(raw)


def _bodies(data: bytes) -> None:
    with suppress(OctavoError):
        assert len(http.decompress(data, 5_000, "a")) <= 5_000


# ---- what is typed

_TITLES = (
    "On Neural Collapse in Deep Networks",
    "[Re] Naïve Bayes Revisited",
    "深度学习 for Graphs",
    "SP(IN): A Study of $\\lambda$-Calculus",
)


@cache
def _titles() -> FuzzyIndex:
    return FuzzyIndex.build(_TITLES)


def _filter(data: bytes) -> None:
    typed = _text(data)
    ranking = _titles().search(typed)
    assert ranking is not None
    for title in _TITLES:
        end = 0
        for start, until in highlight_ranges(Highlights(typed), title):
            assert end <= start < until <= len(title)
            end = until


def _lines_of_json(data: bytes) -> None:
    for one in json_papers.stream(io.BytesIO(data), _source(b"")):
        check_parsed(one)


_MARK = {
    "time": "2025-06-01T12:30:00Z", "machine": "desk", "instance": "i", "batch": "b",
    "key": "arxiv:2401.00001", "title": "A title", "field": "starred", "before": False,
    "after": True,
}  # fmt: skip
_LINE = json.dumps(_MARK).encode() + b"\n"
_RECORD = write_record(Record(3, "a", "a.txt", "in/a.txt", "csv", NOW, NOW, NOW.date(), True, "ml"))
_PROGRAMS = b"""# one
[[source]]
name = "a"
kind = "command"
target = "a b"

# two
[[source]]
name = "b"
target = "https://a.org/"
"""
_HTML = (b"<p>Fish &amp;<br>chips</p><script>1 < 2</script><table><tr><td>x</td></tr></table>",)
_WORDS = (
    b"Naive Bayes, 7 authors \xc2\xb7 15 Sep 2025 \xc2\xb7 2 comments",
    b"A. Author, B. Writer and 3 more",
    b"https://doi.org/10.48550/arXiv.2401.01234v2 10.1000/x.1 hep-th/9901001",
    b"Published on Oct 28, 2025; 3 hours ago; last Tuesday",
    b"Code: github.com/x/y.git, \\url{https://x.github.io/a\\_b/} (https://a.org/(b)).",
)


_QUERIES = (
    b'nural is:unread !up:>20 | \'exact ^on end$ "two words"',
    b'au:"nora quill" date:2025-03..<7d sort:-date ~tidal in:abstract basin',
    b"SVFR: A Unified cat:cs -is:read digest:daily year:2020..2024 comments:>=3 authors:5..",
)
_LATEX = (
    rb"$\ell_1$ and SF(DA)$^2$ in $\mathcal{O}(n \log n)$, \textit{x} by Andr\'e, \ie \url{http://a.b}",
    rb"mathcal{O}(mathcal{C_Phi/m} + m gg n) costs $5, \frac{a}{b_{i}^2} \sqrt[3]{x} \[v] ``q''--",
)


def _query(data: bytes) -> None:
    text = _text(data)
    asked = parse(text)
    assert parse(format_query(asked)) == asked
    for part in asked.parts:
        assert 0 <= part.start <= part.end <= len(text), part
    for problem in asked.problems:
        assert 0 <= problem.start <= problem.end <= len(text), problem
        assert str(problem)
        assert problem.brief
    for way in completions(text, len(text) // 2):
        assert 0 <= way.start <= way.end <= len(text), way


_REPEATED = 30_000


def _repetitions(data: bytes) -> None:
    """Over and over what is short: that may not take more than twice as long twice as often."""
    text = _text(data)
    long = (text * (_REPEATED // max(1, len(text)) + 1))[:_REPEATED]
    asked = parse.__wrapped__(long)
    assert len(asked.problems) <= 100
    for problem in asked.problems:
        assert len(str(problem)) < 500
    format_query(asked)
    completions(long, len(long))
    hidden = urls.redacted(f"ftp:{long}"[:4_000])  # no longer text is redacted
    assert urls.redacted(hidden) == hidden
    _check(urls.display_url(long))
    latex.plainly(long)
    mathematics.display(long, 80)
    html.unescape(long)
    paper_links.links_in_html(long)


def _readable(data: bytes) -> None:
    written, spans = latex.readable(text.clean_text(_text(data)))
    assert not dangers(written, lines=True), written
    for start, end, _ in spans:
        assert 0 <= start <= end <= len(written)
    assert not dangers(latex.person(text.clean_line(_text(data))))


def _formulas(data: bytes) -> None:
    tex = _text(data)
    assert not dangers(mathematics.inline(tex))
    room = 4 + len(tex) % 100
    for line in mathematics.display(tex, room):
        assert not dangers(line)
        assert width(line) <= room or " " not in line.strip()


_MANY_WORDS = b" word" * 200


def _full_text(start: bytes, data: bytes) -> None:
    page = start + _MANY_WORDS + data
    with suppress(NotAPaperError):
        document = read_page(page, source="arxiv", url="https://arxiv.org/html/2401.00001")
        for name, value in texts_of(document):
            assert not dangers(value, lines=True), (name, value)
        for block in document.walk():
            for image in block.images:
                check_address(image)
        assert decode_document(encode_document(document)) == document
        for written in (
            as_text(document, 40),
            as_text(document, 40, tex=True),
            as_markdown(document),
        ):
            assert not dangers(written, lines=True), written


def _rest() -> Iterator[Target]:
    html = b"<!DOCTYPE html><article class='ltx_document'><h2 class='ltx_title_section'>A</h2><p>"
    tags = (
        b"<math alttext='|</math>|<cite>|<a href='#|<li class='ltx_bibitem' id='a'>|<td rowspan=9>"
    )
    tags += b"|<table class='ltx_equation'>|<span class='ltx_note'>|<figure>|<figcaption>|<dt>|<dd>"
    pages = _of_fixtures("fulltext")
    html_words = tuple(tags.split(b"|"))
    yield Target("full texts in HTML", partial(_full_text, html), pages, words=html_words)
    markdown_words = (
        b"$",
        b"$$",
        b"\\[",
        b"[^1]",
        b"\n[^1]: ",
        b"## References\n",
        b"|-|-|\n",
        b"](#a)",
    )
    yield Target("full texts in Markdown", partial(_full_text, b""), pages, words=markdown_words)
    yield Target("links", _links, _WORDS, 1_024, (b"http://", b"github.com/", b"www.", b"\\url{"))
    yield Target("markup", _markup, (*_HTML, *_of_fixtures("daily-papers-html")[:2]), 2_048)
    yield Target("cleaning", _cleaning_of_any, _WORDS, 512)
    yield Target("encoding", _encoding, _WORDS, 512, (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf"))
    yield Target("tex", _tex, (b'{a {\\"o} \\url{http://x} } # b # "c"', *_WORDS), 1_024)
    yield Target("json", _json, (b'[{"a": [1, "b", null]}, {"b": -1e5}]', b"[{'a': 'b'}]"), 1_024)
    yield Target("xml", _xml, _of_fixtures("feed"), 2_048, tuple(_EXTRA["feed"].split(b"|")))
    yield Target("mime", _mime, _of_fixtures("mail"), words=tuple(_EXTRA["mail"].split(b"|")))
    yield Target("scraps", _scraps, _WORDS, 1_024)
    page_links = (*_of_fixtures("newsletter"), *_WORDS)
    yield Target("links of pages", _page_links, page_links, 2_048, (b"<a href=", b"](", b"[1]"))
    mail = b"From a@b Tue Mar 11 00:31:14 2025\nSubject: a\n\nb\n\n"
    packed = (gzip.compress(b"abc"), _zip(a=b"x" * 99, b=b"y"), mail * 2)
    yield Target("archives", _packed, packed, 2_048, (b"PK\x01\x02", b"PK\x05\x06", b"../"))
    tars = (_tar(tarfile.GNU_FORMAT, **{"a" * 120: b"x"}), _tar(tarfile.PAX_FORMAT, ü=b"x", b=b"y"))
    sizes = (b"ustar", b"00000000001\0", b"30 GNU.sparse.major=1\n", b"9 path=x\n", bytes(512))
    yield Target("tar archives", _packed, tars, 4_096, sizes)
    feeds = b"<opml version='2.0'><body><outline text='A' xmlUrl='http://a.org/'/></body></opml>"
    yield Target("lists of feeds", _opml, (feeds,), 1_024, (b"xmlUrl=", b"feed://", b"&a;"))
    yield Target("mailboxes", _mbox, (mail * 3,), 1_024, (b"\nFrom ", b"\n\n", b"\r\n"))
    toml = b'theme = "octavo"\nread_after = 2.5\nmeasure = 80\n[keys]\nstar = "s,asterisk"\n'
    yield Target("settings", _settings, (toml,), 1_024, (b"early_paint", b"= true", b"inf", b"[a]"))
    yield Target("session", _session, (b'{"kind": "digest", "digest": "a", "width": 0.5}',), 1_024)
    yield Target("a line of the journal", _journal_line, (_LINE,), 1_024, (b'"undo": "a"', b"null"))
    yield Target("journal", _journal, (_LINE * 3,), 1_024, (b"\n", b'"auto": true'))
    yield Target("record", _record, (_RECORD,), 1_024, (b"null", b"1e999", rb"\ud800"))
    yield Target("programs of sources", _programs, (_PROGRAMS,), 1_024, (b"[[source]]", b"command"))
    yield Target("decisions", _decisions, (b'{"time": "t", "keep": "a", "same": "b"}\n',), 1_024)
    book = b'[[source]]\nname = "a"\nkind = "feed"\ntarget = "https://a.org/"\nevery = "6h"\n'
    yield Target("sources", _sources, (book,), 1_024, (b"since = 2025-01-01", b"[[source]]"))
    part = [1, 2, "2025-01-01T00:00:00Z", "id", False]
    state = {"target": "feed http://a/", "days": ["2025-01-01"], "failures": 1}
    known = {"sources": {"a": {**state, "parts": {"a": part}}}}
    yield Target("state of sources", _source_state, (json.dumps(known).encode(),), 1_024)
    urls = (b"https://example.org/a?b#c", b"//b@c/", b"cs.LG+stat.ML", b"Wed, 21 Oct 2025 07:28:00")
    yield Target("addresses", _addresses, urls, 1_024, (b"http://", b"@", b"[::1]", b"\\", b":80"))
    yield Target(
        "queries", _query, _QUERIES, 1_024, (b"is:", b"date:..", b"|", b'"', b"~", b"sort:-")
    )
    terms = (b"a$ ", b"is:x ", b'"a" ', b"'a | ", b"~a ", b"sort:up ", b"//a:", b"&#1;", b"$x$ ")
    signs = (b"//", b"@", b"is:", b"$ ", b"| ", b"&#", b'"', b"^", b"!")
    yield Target("repetitions", _repetitions, terms, 40, signs, 50)
    yield Target(
        "readable", _readable, _LATEX, 512, (b"\\\\frac{", b"$", b"^{", b"\\\\'", b"\\\\(")
    )
    yield Target(
        "formulas",
        _formulas,
        _LATEX,
        1_024,
        (b"\\frac{", b"\\left(", b"\\\\", b"&", b"\\begin{cases}"),
    )
    yield Target("bodies", _bodies, (gzip.compress(b"abc" * 50), b"plain"), 512)
    typed = (b"neural colapse", b"[re] naive", "深度".encode(), b"lamda calc")
    yield Target("filter", _filter, typed, 128)


TARGETS: dict[str, Target] = {one.name: one for one in (*_digests(), *_rest())}
"""All of them by name."""
