"""Where a link in a list of papers leads: to a paper, its code, its project, or elsewhere. Pure.

The address decides, where it is known; else what the link says, e.g. ``[pdf]``.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from octavo_model.core.addresses import address_of, normal
from octavo_model.core.ids import PaperIds, ids_of, page_of
from octavo_model.formats.common.titles import title_of
from octavo_model.text.clean import clean_line


class LinkRole(Enum):
    """What a link is in an entry."""

    TITLE = "title"
    """It leads to a paper, and its text is the title."""
    PAPER = "paper"
    """It leads to a paper, and its text is a label, e.g. ``pdf``."""
    CITED = "cited"
    """It leads to a paper, and its text is neither: ``Kelp et al., 2020``."""
    CODE = "code"
    PROJECT = "project"
    OTHER = "other"


class Target(NamedTuple):
    """A paper to which a link leads: by its ids, else by its page."""

    ids: PaperIds = PaperIds()
    page: str | None = None

    @property
    def name(self) -> str:
        """What distinguishes it from other papers."""
        return self.ids.arxiv_id or self.ids.doi or self.page or ""


class ListLink(NamedTuple):
    """A link with its role; ``target`` if it leads to a paper."""

    role: LinkRole
    address: str
    label: str
    target: Target | None = None


_WORDS = re.compile(r"[^\W_]+")
_PAPER_WORDS = frozenset(
    """paper papers pdf arxiv abs abstract preprint html doi link url openreview manuscript article
    acl emnlp naacl cvpr iccv eccv iclr icml neurips nips aaai ijcai kdd acm ieee springer nature
    science proceedings aclanthology cvf mlr pmlr biorxiv medrxiv fulltext full publication
    official version read usenix camera ready here""".split()  # noqa: SIM905
)
_CODE_WORDS = frozenset(
    ["code", "codes", "github", "git", "repo", "repository", "implementation", "gitlab", "source"]
)
_PROJECT_WORDS = frozenset(
    ["project", "website", "webpage", "homepage", "page", "site", "web", "projectpage", "home"]
)
_OTHER_WORDS = frozenset(
    """blog blogpost post video videos slides slide poster demo data dataset datasets tweet twitter
    x thread bibtex bib cite citation model models weights checkpoint checkpoints colab hf supp
    huggingface supplementary supplement material appendix news talk youtube tutorial reddit
    stars star review reviews presentation notes note wiki docs documentation zhihu bilibili
    medium linkedin discord license download benchmark leaderboard space spaces api app pypi
    back top contents more summary audio podcast explanation notebook package
    library""".split()  # noqa: SIM905
)
_CODE_HOSTS = re.compile(
    r"(?:[\w-]+\.)?(?:github\.com|gitlab\.com|gitlab\.\S+|bitbucket\.org|gitee\.com"
    r"|codeberg\.org|sourceforge\.net|githubusercontent\.com)"
)
_OTHER_HOSTS = re.compile(
    r"(?:[\w-]+\.)?(?:twitter\.com|x\.com|t\.co|youtube\.com|youtu\.be|shields\.io|linkedin\.com"
    r"|reddit\.com|medium\.com|slideshare\.net|bilibili\.com|zhihu\.com|colab\.research\.google\.com|facebook\.com"
    r"|kaggle\.com|discord\.gg|mastodon\.social|bsky\.app|badgen\.net|visitor-badge\.\S+|wikipedia\.org"
    r"|amazon\.com|vimeo\.com|spotify\.com|modelscope\.cn|connectedpapers\.com|threadreaderapp\.com)"
)
_NO_PAPER_FILES = re.compile(
    r"\.(?:png|jpe?g|gif|svg|mp4|zip|gz|pptx?|ipynb|py|md|json|bib|ico)$", re.I
)
_FEWEST_WORDS = 4
_NONE = PaperIds()
_YEAR = re.compile(r"^(?:\d{2,4}|v\d+|\d+(?:th|st|nd|rd))$")


@lru_cache(4096)  # the parts of an entry are looked at several times
def link_of(address: str, label: str) -> ListLink:
    """Return the link to ``address`` whose text is ``label``.

    >>> link_of("https://arxiv.org/abs/2401.01234", "paper").role.name
    'PAPER'
    >>> link_of("https://arxiv.org/abs/2401.01234", "Owls at Noon").role.name
    'TITLE'
    >>> link_of("https://github.com/kelp/owls", "Owls at Noon").role.name
    'CODE'
    """
    words = set(_WORDS.findall(label.lower()))
    kind = _kind_of(words)
    target = target_of(address, is_paper=bool(words) and kind is LinkRole.PAPER)
    if target is not None and kind not in (LinkRole.CODE, LinkRole.OTHER):
        is_address = "://" in label or not any(map(str.isalpha, label)) or ids_of(label) != _NONE
        if not words or kind is not None or is_address:
            return ListLink(LinkRole.PAPER, address, label, target)
        is_remark = label.isascii() and label.islower() and len(label.split()) < _FEWEST_WORDS
        title = "" if is_remark else title_of(label, is_marked=True)
        return ListLink(LinkRole.TITLE if title else LinkRole.CITED, address, label, target)
    place = address_of(address)
    host = place.host if place else ""
    if _CODE_HOSTS.fullmatch(host) or kind is LinkRole.CODE:
        return ListLink(LinkRole.CODE, address, label)
    if kind is LinkRole.PROJECT:
        return ListLink(LinkRole.PROJECT, address, label)
    return ListLink(LinkRole.OTHER, address, label)


def target_of(address: str, *, is_paper: bool = False) -> Target | None:
    """Return the paper to which ``address`` leads, if it is known to; or if it ``is_paper``.

    >>> target_of("https://example.org/owls.pdf").page, target_of("https://example.org/owls")
    ('https://example.org/owls.pdf', None)
    """
    ids = ids_of(address)
    if ids.arxiv_id or ids.doi:
        return Target(ids)
    place = address_of(address)
    if place is None or "." not in place.host:
        return None
    if page := safe_address(page_of(address) or ""):
        return Target(page=page)
    path = place.path.lower()
    is_elsewhere = _OTHER_HOSTS.fullmatch(place.host) or _NO_PAPER_FILES.search(path)
    if path.endswith(".pdf") and not is_elsewhere:
        return _at(address)
    if not is_paper or is_elsewhere or _CODE_HOSTS.fullmatch(place.host) or path in ("", "/"):
        return None
    return _at(address)


def _at(address: str) -> Target | None:
    page = safe_address(normal(address) or "")
    return Target(page=page) if page else None


def safe_address(address: str) -> str | None:
    """Return ``address`` if it may be kept: a web address without anything invisible."""
    bare = clean_line(address)
    if bare != address or " " in address or len(address) > 2000:
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if parts.scheme in ("http", "https") and parts.netloc else None


def _kind_of(words: set[str]) -> LinkRole | None:
    """What a label with these ``words`` says of its link; None if it is no label."""
    if not words:
        return LinkRole.PAPER
    words = {word for word in words if not _YEAR.match(word)} or {"paper"}
    words -= {"the", "and", "of", "our", "link", "links"} if len(words) > 1 else set()
    if words <= _CODE_WORDS | _OTHER_WORDS | _PROJECT_WORDS | _PAPER_WORDS | {""}:
        for role, known in (
            (LinkRole.PAPER, _PAPER_WORDS),
            (LinkRole.CODE, _CODE_WORDS),
            (LinkRole.PROJECT, _PROJECT_WORDS),
        ):
            if words & known and not (role is LinkRole.PAPER and words & _OTHER_WORDS):
                return role
        return LinkRole.OTHER
    return None
