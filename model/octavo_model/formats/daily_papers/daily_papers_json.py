"""*Daily Papers* as the API of Hugging Face answers it.

``https://huggingface.co/api/daily_papers?date=2026-08-21`` answers a list of rows, for which see
`octavo_model.formats.daily_papers.api`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from octavo_model.core.errors import NotADigestError
from octavo_model.formats.common.encoding_part import decode
from octavo_model.formats.common.json import load
from octavo_model.formats.daily_papers import api as rows
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    from octavo_model.core.parsed import ParsedDigest
    from octavo_model.formats import Source
    from octavo_model.formats.common.json import Salvage

_SNIFFED = 1 << 16
_EMPTY = re.compile(r"\s*\[\s*\]\s*")
# A row begins so, whether it stands there as it is or as text, printed by Python or as JSON.
_ROW = re.compile(r"""\\?["']paper\\?["']\s*:\s*\{\s*\\?["']\w+\\?["']\s*:""")
_ERROR = re.compile(r"""\s*\{\s*"(?:error|message)"\s*:\s*"[^"\\]{1,500}"\s*[,}]""")
_LONGEST_ANSWER = 200


class DailyPapersJson:
    """Reads the answer, whole or cut off, and what archives have made of it.

    Attributes:
        name: On the command line.
        title: For people.
        badge: For the papers.
        example: How one comes by one.
    """

    name = "daily-papers-json"
    title = "Daily Papers, as its API answers"
    badge = "HF"
    example = "curl 'https://huggingface.co/api/daily_papers?date=2026-08-21' | octavo import -"

    def sniff(self, source: Source) -> float:
        """How sure it is that ``source`` is such an answer, by its beginning."""
        text, _ = decode(source.data[:_SNIFFED])
        if not text.lstrip().startswith(("[", "{")):
            return 0.0
        if _ROW.search(text):
            return 0.0 if _is_row_alone(source.data) else 0.95
        if _EMPTY.fullmatch(text):
            return 0.5
        return 0.3 if _ERROR.match(text) else 0.0

    def parse(self, source: Source) -> ParsedDigest:
        """Read ``source``; rows that are no papers become warnings.

        Raises:
            NotADigestError: It is no JSON, or JSON without a list of papers, such as the API's
                word that there is no such day.
        """
        text, broken = decode(source.data)
        try:
            got = rows.read(text)
        except ValueError:
            raise NotADigestError(source.name, "not JSON") from None
        digest = rows.digest_of(got, source)
        if digest is None:
            raise NotADigestError(source.name, _why(got))
        return replace(digest, warnings=(broken, *digest.warnings)) if broken else digest


def _is_row_alone(data: bytes) -> bool:
    """Whether ``data`` has a row on each line, which are JSON Lines."""
    if not data.lstrip().startswith(b"{"):
        return False
    try:
        value = load(decode(data.lstrip().partition(b"\n")[0])[0])
    except ValueError:
        return False
    return isinstance(value, dict) and "paper" in value


def _why(got: Salvage) -> str:
    """Why there is no digest in what was read."""
    value = got.value
    told = value.get("error") or value.get("message") if isinstance(value, dict) else None
    if isinstance(told, str):
        return f"the answer is an error: {clean_line(told[:_LONGEST_ANSWER])}"
    return "JSON, but no list of papers is in it"
