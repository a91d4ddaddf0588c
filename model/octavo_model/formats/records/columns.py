"""The columns of tables that databases and reference managers export. Pure.

Zotero, Mendeley, Rayyan, Covidence, Scopus, Web of Science, IEEE Xplore, PubMed, Google Scholar,
ACM, Dimensions, Lens, OpenAlex. Names are compared without case, spaces and punctuation.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from octavo_model.text.clean import clean_line, cut

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

FIRST = {"authors": "authorfullnames", "date": "coverdate"}
"""Names of fields that are better than those of any other table."""

FURTHER = {
    "title": "documenttitle articletitle itemtitle displayname originaltitle titel titre título "
    "titolo 标题 题名 题目 論文名 タイトル 제목 название",
    "abstract": "abstractnote abstracttext abstracts",
    "authors": "authornamesall authorlist contributors authorshipsauthordisplayname "
    "authorshipsrawauthorname authorsabbrv autor autoren auteur auteurs autores autori "
    "作者 著者 저자 авторы автор",
    "author_count": "authorscount",
    "date": "datepublished publicationyear publishedyear pubyear yearpublished yearofpublication "
    "issuedate earlyaccessdate onlinedate createdate jahr année año ano anno "
    "年份 年 日期 발행년 год",
    "month": "month publishedmonth publicationmonth pubmonth publicationdate",
    "day": "day publishedday publicationday pubday",
    "doi": "doilink digitalobjectidentifier doiurl articledoi",
    "ids": "externalidsarxiv arxivurl identifier",
    "addresses": "documenturl articleurl sourceurl externalurl landingpageurl articlelink urls "
    "primarylocationlandingpageurl bestoalocationlandingpageurl openaccessurl openaccessoaurl "
    "pdflink fulltexturl sourceurls fulltextlink sourcelinkouts",
    "journal": "publicationtitle journalbook sourcetitle journaltitle journalname proceedingstitle "
    "pubtitle conferencename conferencetitle sourcedisplayname primarylocationsourcedisplayname "
    "sourcetitleanthologytitle publicationname publicationvenue secondarytitle bookname "
    "journalconference sourcename journalabbreviation zeitschrift revue revista rivista "
    "期刊 刊名 来源 学会 журнал",
    "keywords": "authorkeywords manualtags keyword indexkeywords keywordsplus ieeeterms "
    "automatictags meshterms",
}
"""More names of fields, the best first."""

# The names of every field, the best first: of scripts, and of the dumps of arXiv, Semantic Scholar
# and citation processors.
_COLUMNS = {
    "title": "title papertitle name",
    "subtitle": "subtitle",
    "abstract": "abstract paperabstract summary description",
    "authors": "authorsparsed authors authornames author creators creator",
    "author_count": "authorcount numauthors nauthors",
    "organization": "organization organisation",
    "submitted_by": "submittedby submittedondailyby",
    "date": "published publishedat publicationdate publishedon publisheddate date submitted "
    "submitteddate issued publishedprint publishedonline posted created createdat pubdate updated "
    "updatedat updatedate year",
    "updated": "updated updatedat updateddate",
    "versions": "versions",
    "comment_count": "numcomments commentcount ncomments",
    "comments": "comments comment",
    "ids": "arxivid arxiv eprint id paperid externalids",
    "addresses": "url link paperurl paperlink arxivurl absurl entryid pdfurl pdf urlabs urlpdf "
    "openaccesspdf",
    "doi": "doi elocationid",
    # A number of arXiv if that is said beside it.
    "numbers": "number archivelocation note",
    "journal": "journal journalref venue containertitle booktitle fulljournalname proceeding",
    "primary": "primarycategory",
    "categories": "categories category subjects tags",
    "keywords": "keywords aikeywords",
    "upvotes": "upvotes votes",
    "ai_summary": "aisummary tldr",
    "code": "code codeurl codelink github githubrepo githuburl githublink repo repository",
    "project": "project projectpage projecturl homepage website",
}
_OURS = frozenset(("arxiv_id", "digests", "starred"))
_OF_USER = frozenset(("tags", "note"))
"""What our own tables and JSON have of the user, and not of the paper; some columns show them."""
FIELDS: dict[str, list[tuple[int, str]]] = {}
"""For each name the fields that it may be of, each with a rank; the least is the best."""
for _first, _table in ((-100, FIRST), (0, _COLUMNS), (100, FURTHER)):
    for _field, _names in _table.items():
        for _rank, _name in enumerate(_names.split(), _first):
            FIELDS.setdefault(_name, []).append((_rank, _field))

_LONGEST_KEY = 40

Plan = dict[str, tuple[str, ...]]
"""For each field the keys of a record that may hold it, the best first."""

# Other columns of the same exports, of no use here.
_KNOWN = frozenset(
    """
    180dayusagecount abbreviatedsourcetitle accessdate accession accessionnumber acknowledgements
    address addresses affiliation affiliations age altmetric altmetricattentionscore archive
    archivelocation art articlecitationcount articlenumber articletype artno assignee author1
    authoraddresses authoraffiliations authorid authorids authorsaffiliations authorsid authorsids
    authorsrawaffiliation authorswithaffiliations bookauthorfullnames bookauthors bookdoi
    bookeditors bookgroupauthors bookseriessubtitle bookseriestitle callnumber cas chemicals
    chemicalscas citation citationcount citationkey citations citedby citedbycount
    citedreferencecount citedreferences citekey cites citeskey citesperauthor citesperyear city
    clinicaltrialid code coden conferencecode conferencedate conferencehost conferencelocation
    conferencesponsor contractnumbers copyright copyrightyear correspondenceaddress
    correspondingauthors countries country covidence covidencenumber database dateadded
    dateaddedtoxplore dateexport datemodified dateofexport dimensionsurl doctype
    documentidentifier documenttype ecc edition editor editors eid eissn electronicissn
    emailaddresses endpage endpages extra fieldsofstudy fileattachments firstauthor format funder
    funders funding fundingdetails fundinginformation fundingname fundingorgs fundingtext
    fundingtext1 fundingtextpreferred fundingtexts grantnumbers groupauthors gsrank
    highlycitedstatus hotpaperstatus idswos influentialcitationcount inpiregistration isbn isbns
    isoa isopenaccess issn issns issue issuenumber itemtype journaliso journalisoabbreviation key
    keys keywordsplus language languageoforiginaldocument lensid librarycatalog libraryofcongress
    license link linkattachments links location locator manufacturers medium meetingabstract
    meetingdate meshdescriptors meshterms module molecularsequencenumbers month nihmsid note
    number numberinseries numberofpages numberofvolumes numpages oa openaccess
    openaccessdesignations orcids order origintype pagecount pageend pages pagesrange pagestart
    pagination part patentcitationcount place pmcid pmid printissn publicationdateonline
    publicationid publicationstage publicationtype publisher publisheraddress publishercity pubmed
    pubmedid qid query querydate rank ranking rcr rcruncertainty ref referencecount references
    refs relatedurls reportnumber researchareas researcherids researchorgsstandardized rights s2id
    sdg section sectionname semanticscholarid series seriestitle shorttitle since2013usagecount
    size source sourcecountry sourceid specialissue sponsors startpage status study studyid
    subjectarea subtitle supplement system systemnumber term terms timescited timescitedallsources
    timescitedwoscore tradename type types uniqueid uniquewosid unit usagecount180
    usagecountsince2013 usageinpast180days useoncecount utuniquewosid version volume volumeissue
    webofscienceindex webofsciencerecord workid worktype woscategories
    """.split()  # noqa: SIM905
)
_TAGS = frozenset(
    """
    PT BA BE GP BF CA SE BS LA DT CT CY CL SP HO ID C1 C3 RP EM RI OI FU FP FX CR NR TC Z9 U1 U2 PU
    PI PA SN EI BN J9 JI VL IS PN SU SI MA BP EP AR D2 EA PG WC WE SC GA PM OA HC HP DA UT ER EF
    """.split()  # noqa: SIM905
)
# Web of Science names columns by its tags; see its help on field tags.
_OF_TAGS = {
    "TI": "title",
    "AF": "author full names",
    "AU": "authors",
    "SO": "journal",
    "AB": "abstract",
    "DI": "doi",
    "DE": "keywords",
    "PY": "year",
    "PD": "published month",
}
_ALL_TAGS = frozenset({"PT", "AU", "TI", "SO"})
# Whose tables separate authors by semicolons, also a single one from nobody.
_SEMICOLONS = frozenset(["manualtags", "authorfullnames", "ieeeterms", "lensid", "eid"])
_JOURNALS = ("source", "publication")
_DATABASES = frozenset(
    """
    arxiv scopus pubmed medline embase crossref wos dblp webofscience semanticscholar googlescholar
    ieeexplore ieee dimensions lens openalex cinahl psycinfo proquest acm sciencedirect zotero
    """.split()  # noqa: SIM905
)
_NOT_NAME = re.compile(r"[\W_]+")
_ARXIV = re.compile(
    r"\barxiv:\s?((?:[a-z-]+(?:\.[a-z]{2})?/)?\d{4}\.?\d{3,5}(?:v\d{1,3})?)\b", re.I
)
_ONLY_ARXIV = re.compile(r"(?:arxiv(?: e-?prints?| preprint)?,?\s*)?arxiv:\S+.*", re.IGNORECASE)
_MOST_NAMED, _LONGEST_NAME = 8, 60


def bare(name: str) -> str:
    """Return ``name`` in lower case, without spaces and punctuation."""
    return _NOT_NAME.sub("", name).lower()


def plan_of_names(keys: Sequence[object]) -> Plan:
    """Return which of ``keys`` hold which field."""
    ranked: dict[str, list[tuple[int, int, str]]] = {}
    ignored = _OF_USER if _OURS.issubset(keys) else frozenset()
    for place, key in enumerate(keys):
        # A dict printed by Python may have keys of any type.
        if isinstance(key, str) and len(key) <= _LONGEST_KEY and key not in ignored:
            for rank, field in FIELDS.get(bare(key), ()):
                ranked.setdefault(field, []).append((rank, place, key))
    return {field: tuple(key for _, _, key in sorted(found)) for field, found in ranked.items()}


def named(columns: Sequence[str]) -> tuple[str, ...]:
    """Return names for ``columns`` by which fields are known, where only the whole table says so.

    >>> named(["Title", "Source"]), named(["PT", "AU", "TI", "SO"])[2]
    (('Title', 'journal'), 'title')
    """
    if _ALL_TAGS.issubset(columns):
        return tuple(_OF_TAGS.get(column, column) for column in columns)
    plain = [bare(column) for column in columns]
    journals = FURTHER["journal"].split()
    if not {"journal", "venue", "journalref", *journals}.intersection(plain):
        for name in _JOURNALS:
            if name in plain:
                at = plain.index(name)
                return (*columns[:at], "journal", *columns[at + 1 :])
    return tuple(columns)


def adjusted(row: dict[str, str]) -> dict[str, str]:
    """Return ``row`` with what columns say only together: authors, journal, arXiv id."""
    names = {bare(name): name for name in row}
    if not _SEMICOLONS.isdisjoint(names):
        for plain in ("author", "authors", "authorfullnames"):
            if (name := names.get(plain)) and row[name]:
                row[name] += ";"
    for plain in ("journal", "extra", "note", "notes", "archivelocation"):
        name = names.get(plain)
        if not name or not (text := row[name]):
            continue
        if found := _ARXIV.search(text):
            row.setdefault("arXiv", found[1])
        if plain == "journal" and (_ONLY_ARXIV.fullmatch(text) or bare(text) in _DATABASES):
            row[name] = ""
    return row


def unused(columns: Sequence[str], used: Collection[str]) -> dict[int, str]:
    """Return the columns that are not ``used`` and not known from databases, by their places.

    >>> unused(["Title", "ISSN", "Decision", ""], {"Title"})
    {2: 'Decision'}
    """
    return {
        at: name
        for at, name in enumerate(columns)
        if name not in used
        and (plain := bare(name))
        and plain not in _KNOWN
        and name not in _TAGS
        and not plain.startswith(("unnamed", "customfield"))
    }


def not_used(names: Sequence[str]) -> str:
    """Return a warning that the columns ``names`` are not used.

    >>> not_used(["Decision", "Rating"])
    '2 columns are not used: "Decision", "Rating"'
    """
    quoted = ", ".join(f'"{cut(clean_line(name), _LONGEST_NAME)}"' for name in names[:_MOST_NAMED])
    more = ", …" if len(names) > _MOST_NAMED else ""
    are = "columns are" if len(names) > 1 else "column is"
    return f"{len(names):,} {are} not used: {quoted}{more}"
