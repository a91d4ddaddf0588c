"""Mails that hold a digest: where it may be, how it is encoded, what a mail is not."""

from __future__ import annotations

import base64
import datetime as dt
import quopri
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import ParsedDigest
from octavo_model.formats import Source
from octavo_model.formats.mail.mail import MailFormat, forwarded_parts
from octavo_model.formats.mail.mime import MOST_PARTS, read_mail
from octavo_model.formats.registry import FORMATS, choose, known_format

UNTITLED = "1 link looks like a paper but has no title: “https://arxiv.org/abs/2503.90060”"
FIXTURES = Path(__file__).parents[4] / "fixtures"
MODIFIED = dt.datetime(2025, 11, 20, 9, 30, tzinfo=dt.UTC)
MAILS = MailFormat([known_format(n) for n in ("daily-papers-text", "arxiv-mail", "newsletter")])
LISTING = (FIXTURES / "arxiv-mail" / "three_sections.txt").read_text("utf-8").partition("\n\n")[2]
PAGE = (FIXTURES / "daily-papers-text" / "plain.txt").read_text("utf-8")
LETTER = (FIXTURES / "newsletter" / "weekly.html").read_text("utf-8")


def source(data: bytes | EmailMessage, *, date: dt.date | None = None) -> Source:
    data = data if isinstance(data, bytes) else data.as_bytes(policy=SMTP)
    return Source(data, "x.eml", MODIFIED, date)


def parse(data: bytes | EmailMessage) -> ParsedDigest:
    return MAILS.parse(source(data))


def mail(text: str | None = None, html: str | None = None, cte: str | None = None) -> EmailMessage:
    made = EmailMessage()
    made["From"] = "Ana <ana@example.org>"
    made["Subject"] = "Papers"
    made["Date"] = "Wed, 12 Mar 2025 23:30:00 -0500"
    if text is not None:
        made.set_content(text, cte=cte)
    if html is not None:
        made.add_alternative(html, subtype="html", cte=cte)
    return made


def titles(digest: ParsedDigest) -> list[str]:
    return [one.title for one in digest.papers]


IN_LISTING = titles(known_format("arxiv-mail").parse(source(LISTING.encode())))
IN_LETTER = titles(known_format("newsletter").parse(source(LETTER.encode())))


# -- mails as they are saved ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "papers", "slug", "date"),
    [
        ("listing_quoted_printable", 5, "arxiv-cs", "2025-03-10"),
        ("newsletter_alternatives", 3, "newsletter", "2025-03-14"),
        ("forwarded_page", 30, "daily-papers", "2025-10-28"),
        ("attached", 3, "arxiv", "2025-03-12"),
    ],
)
def test_a_saved_mail_holds_its_digest(name: str, papers: int, slug: str, date: str) -> None:
    saved = source((FIXTURES / "mail" / f"{name}.eml").read_bytes())
    assert choose(saved).name == "mail"
    digest = choose(saved).parse(saved)
    assert (len(digest.papers), digest.slug) == (papers, slug)
    assert digest.date == dt.date.fromisoformat(date)
    assert [str(one) for one in digest.warnings] == [UNTITLED] * (slug == "newsletter")


# -- where a digest may be --------------------------------------------------------------------


@pytest.mark.parametrize("cte", ["7bit", "quoted-printable", "base64"])
def test_a_plain_body_is_read_however_it_is_encoded(cte: str) -> None:
    digest = parse(mail(LISTING, cte=cte))
    assert digest == known_format("arxiv-mail").parse(source(LISTING.encode()))
    assert (digest.slug, digest.date) == ("arxiv-cs", dt.date(2025, 3, 10))


def test_a_body_in_html_is_read_as_text_and_as_html() -> None:
    assert titles(parse(mail(html=LETTER))) == IN_LETTER
    listing = LISTING.replace("&", "&amp;").replace("<", "&lt;")
    assert titles(parse(mail(html=f"<html><pre>{listing}</pre></html>"))) == IN_LISTING


def test_alternatives_that_say_the_same_count_once() -> None:
    assert titles(parse(mail(LISTING, f"<html><pre>{LISTING}</pre></html>"))) == IN_LISTING
    assert titles(parse(mail("See the other part.", LETTER))) == IN_LETTER


def test_an_attached_file_is_read() -> None:
    made = mail("See the file.")
    made.add_attachment(LISTING.encode(), "application", "octet-stream", filename="list.txt")
    assert titles(parse(made)) == IN_LISTING


def test_several_digests_in_one_mail_come_in_together() -> None:
    made = mail(LISTING)
    made.add_attachment(PAGE.encode(), "text", "plain", filename="page.txt")
    made.add_attachment(LISTING.encode(), "text", "plain", filename="again.txt")
    made.add_attachment(b"\x89PNG", "image", "png", filename="x.png")
    digest = parse(made)
    assert digest.slug == "arxiv-cs"
    assert len(digest.papers) == len(IN_LISTING) + 12
    assert titles(digest)[: len(IN_LISTING)] == IN_LISTING


def test_a_mail_within_a_mail_is_read() -> None:
    made = mail("Have a look.")
    made.add_attachment(mail(LISTING, cte="base64"))
    assert titles(parse(made)) == IN_LISTING


BANNERS = {
    "gmail": (
        "---------- Forwarded message ---------\nFrom: arXiv <a@b.example>\n"
        "Date: Tue, Mar 11, 2025 at 12:31 AM\nSubject: Daily Papers\nTo: <ana@example.org>\n\n\n"
    ),
    "apple": (
        "Begin forwarded message:\n\nFrom: arXiv <a@b.example>\n"
        "Date: 11 March 2025 at 00:31:14 GMT\nTo: Ana\n\n"
    ),
    "outlook": (
        "-----Original Message-----\nFrom: arXiv\nSent: Tuesday, March 11, 2025 12:31 AM\n"
        "To: Ana\n\n"
    ),
}


@pytest.mark.parametrize("banner", BANNERS.values(), ids=BANNERS)
@pytest.mark.parametrize("quote", ["", "> "])
def test_what_was_forwarded_is_read_and_has_the_day_it_was_sent_first(
    banner: str, quote: str
) -> None:
    page = PAGE.replace("Nov 5\n", "")
    inner = "".join(f"{quote}{line}\n" for line in (banner + page).splitlines())
    digest = parse(mail(f"Look at this, Bo.\n\n{inner}"))
    assert len(digest.papers) == 12
    assert digest.date == dt.date(2025, 3, 11)


def test_quotes_are_taken_off_however_deep() -> None:
    quoted = "".join(f"> > {line}\n" for line in LISTING.splitlines())
    assert titles(parse(mail(f"FYI\n\n{quoted}"))) == IN_LISTING
    assert [one.text for one in forwarded_parts("> > a\n> > b\n> > c\n> > d")][1:] == [
        "> a\n> b\n> c\n> d",
        "a\nb\nc\nd",
    ]


# -- days -------------------------------------------------------------------------------------


def test_the_day_of_a_digest_goes_before_that_of_its_mail() -> None:
    assert parse(mail(LISTING)).date == dt.date(2025, 3, 10)
    letter = parse(mail(html=LETTER))
    assert letter.date == dt.date(2025, 3, 12)
    assert [str(one) for one in letter.warnings] == [UNTITLED]
    given_day = dt.date(2021, 5, 6)
    assert MAILS.parse(source(mail(LISTING), date=given_day)).date == given_day


def test_a_page_of_unknown_year_is_not_after_its_mail() -> None:
    made = mail(PAGE)
    del made["Date"]
    made["Date"] = "Wed, 6 Nov 2019 08:00:00 -0000"
    assert parse(made).date == dt.date(2019, 11, 5)


def test_a_mail_without_a_day_leaves_it_open() -> None:
    made = mail(html=LETTER)
    del made["Date"]
    made["Date"] = "yesterday"
    assert parse(made).date is None


# -- odd mails --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("charset", "written"),
    [
        ("iso-8859-1", "iso-8859-1"),
        ("utf-16", "utf-16"),
        ("x-unknown", "utf-8"),
        ("us-ascii", "utf-8"),
        ("utf-8", "cp1252"),
        ("punycode", "utf-8"),
        ('"', "utf-8"),
    ],
)
def test_charsets_may_be_unknown_or_wrong(charset: str, written: str) -> None:
    text = LISTING.replace("Counting Sheep", "Zählende Schafe")
    head = f"From: a@b.example\nSubject: x\nContent-Type: text/plain; charset={charset}\n"
    data = head.encode() + b"Content-Transfer-Encoding: base64\n\n"
    digest = parse(data + base64.encodebytes(text.encode(written)))
    assert titles(digest)[0].startswith("Zählende Schafe with")


def test_an_attachment_may_have_an_encoded_name_and_a_broken_end() -> None:
    listing = base64.encodebytes(LISTING.encode())[:-7]
    data = (
        b"From: a@b.example\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n"
        b"preamble\n--b\n\nHello\n--b\n"
        b"Content-Disposition: attachment; filename*=utf-8''list%C3%A9.txt\n"
        b"Content-Transfer-Encoding: BASE64\n\n" + listing
    )
    part = read_mail(data).parts[-1]
    assert (part.name, part.kind) == ("listé.txt", "text/plain")
    assert titles(parse(data)) == IN_LISTING


def test_headers_may_be_missing_or_folded_or_no_headers() -> None:
    head = b"Received: from here\n\tby there\nSubject: x\n"
    assert titles(parse(head + b"\n" + LISTING.encode())) == IN_LISTING
    bare = b"From ana@example.org Tue Mar 11 00:31:14 2025\n" + head + b"\n" + LISTING.encode()
    assert MAILS.sniff(source(bare)) > 0.9
    assert titles(parse(bare)) == IN_LISTING


def test_quoted_printable_does_not_reach_the_digest() -> None:
    head = b"From: a@b.example\nSubject: x\nContent-Transfer-Encoding: quoted-printable\n\n"
    data = head + quopri.encodestring(LISTING.encode())
    assert choose(source(data)).name == "mail"
    assert titles(choose(source(data)).parse(source(data))) == IN_LISTING


def test_parts_are_bounded_in_number_and_depth() -> None:
    head = b"From: a@b.example\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n"
    many = head + b"--b\n\nHello\n" * 1_000 + b"--b--\n"
    content = read_mail(many)
    assert (len(content.parts), content.cut) == (MOST_PARTS, True)
    deep = b"Content-Type: message/rfc822\n\n" * 100_000
    content = read_mail(b"From: a@b.example\n" + deep)
    assert (content.parts, content.cut) == ([], True)
    nested = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(2_000)
    )
    assert read_mail(nested).cut


def test_a_mail_of_which_a_part_is_not_read_says_so() -> None:
    head = b"From: a@b.example\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n"
    data = head + b"--b\n\n" + LISTING.encode() + b"\n" + b"--b\n\nHello\n" * 100
    digest = parse(data)
    assert titles(digest) == IN_LISTING
    assert [str(one) for one in digest.warnings] == ["the mail has more parts than are read"]


# -- distinguishing it from others --------------------------------------------------------------


def test_a_mail_is_as_sure_as_what_is_in_it() -> None:
    bare = known_format("arxiv-mail").sniff(source(LISTING.encode()))
    assert MAILS.sniff(source(mail(LISTING))) > bare
    assert 0.5 <= MAILS.sniff(source(mail(html=LETTER))) < 0.6


def test_a_saved_text_below_a_few_headers_stays_what_it_is() -> None:
    data = b"Date: Fri, 17 Mar 23 00:31:14 GMT\nSubject: cs daily\n\n" + LISTING.encode()
    assert choose(source(data)).name == "arxiv-mail"
    page = b"Date: Fri, 7 Nov 25 00:31:14 GMT\nSubject: Papers\n\n" + PAGE.encode()
    assert choose(source(page)).name == "mail"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n",
        LISTING.encode(),
        PAGE.encode(),
        LETTER.encode(),
        b"Title: A Paper\nAuthors: Ada Kelp\n\nText.\n",
        mail("Dear Ana,\n\nsee you on Monday.\n\nBo\n").as_bytes(),
        mail("See", "<p>See <a href='https://example.org'>this page of ours</a></p>").as_bytes(),
        Path(__file__).read_bytes(),
    ],
    ids=["empty", "blank", "listing", "page", "html", "fields", "letter", "html letter", "source"],
)
def test_what_is_no_mail_or_holds_no_digest_is_not_taken_for_one(data: bytes) -> None:
    assert MAILS.sniff(source(data)) == 0


class Refusing:
    """Recognizes a page, only to refuse it."""

    name = title = origin_label = example = "refusing"

    def sniff(self, source: Source) -> float:
        return 0.1 if b"<html" in source.data else 0.0

    def parse(self, source: Source) -> ParsedDigest:
        raise NotADigestError(source.name, "a page")


def test_a_format_that_would_refuse_a_part_makes_no_digest_of_the_mail() -> None:
    letter = source(mail(html="<html><p>Dear Ana, see you on Monday."))
    assert MailFormat((Refusing(),)).sniff(letter) == 0


class Sure(Refusing):
    """Is certain until it looks."""

    def sniff(self, source: Source) -> float:
        return 1.0


def test_what_refuses_a_part_does_not_keep_others_from_reading() -> None:
    made = mail(LISTING)
    made.add_attachment(LETTER.encode(), "text", "html", filename="letter.html")
    assert MailFormat((Sure(), known_format("arxiv-mail"))).parse(source(made)).slug == "arxiv-cs"
    with pytest.raises(NotADigestError, match=r"x\.eml: a page"):
        MailFormat((Sure(),)).parse(source(made))


def test_a_mail_without_a_digest_says_so() -> None:
    with pytest.raises(NotADigestError, match=r"x\.eml: a mail without a digest"):
        parse(mail("Dear Ana,\n\nsee you on Monday.\n"))


def test_every_format_has_a_name_of_its_own() -> None:
    names = [one.name for one in FORMATS]
    assert len(set(names)) == len(names)
    assert all(one.title and one.origin_label and "\n" not in one.example for one in FORMATS)


# -- anything at all --------------------------------------------------------------------------

PIECES = st.one_of(
    st.sampled_from(
        [
            *(b"From: a@b.example\n", b"Subject: x\n", b"Date: Tue, 11 Mar 2025 00:00:00 +9999\n"),
            *(b"Content-Type: multipart/mixed; boundary=b\n", b"\n", b"\r\n", b"--b\n", b"--b--\n"),
            *(b"Content-Type: message/rfc822\n\n", b"Content-Transfer-Encoding: base64\n"),
            *(b"Content-Type: text/html; charset=rot13\n", b'Content-Type: text/plain; name="\n'),
            *(b"Content-Disposition: attachment; filename*0*=x''%ff\n", b"> ", b"QUJD=\n"),
            *(LISTING.encode(), b"Begin forwarded message:\n", b"Date: now\n", b"=?utf-8?b?/?=\n"),
        ]
    ),
    st.binary(max_size=20),
)


@given(st.lists(PIECES, max_size=20).map(b"".join))
def test_no_mail_is_too_odd(data: bytes) -> None:
    assert 0 <= MAILS.sniff(source(data)) <= 1
    try:
        digest = MAILS.parse(source(data))
    except NotADigestError:
        return
    assert digest.papers or digest.warnings or digest.slug


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"])),
    st.sampled_from(["base64", "quoted-printable", "8bit"]),
    st.sampled_from(["utf-8", "gb18030"]),
)
def test_what_a_part_is_made_of_is_what_is_read(text: str, cte: str, charset: str) -> None:
    if cte == "8bit":
        charset = "utf-8"
    inner = EmailMessage()
    inner.set_content(f"{text}\n", cte=cte, charset=charset)
    made = mail("Hello")
    made.add_attachment(text.encode(), "application", "x-data", filename="data.bin")
    made.attach(inner)
    parts = read_mail(made.as_bytes(policy=SMTP.clone(cte_type="8bit"))).parts
    assert parts[1].data == text.encode()
    assert parts[2].data.decode().rstrip("\r\n") == text
