"""What is pasted is read as words; what is typed as a query stays one."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from tests.model.search.query.conftest import Shelf
from tests.model.search.query.test_parser import TEXTS

from octavo_model import View
from octavo_model.search.query.nodes import FieldTerm, InAbstract, InTitle, PartKind, Word
from octavo_model.search.query.parser import parse
from octavo_model.search.query.writing import format_query, together


def words_of(text: str, *, as_text: bool = False) -> str | None:
    """The words of a query that has nothing else; None if it has."""
    query = parse(text, as_text=as_text)
    if query.problems or query.sort or any(len(clause) > 1 for clause in query.clauses):
        return None
    terms = [clause[0] for clause in query.clauses]
    return " ".join(term.text if isinstance(term, Word) else "\0" for term in terms)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Device -to-Device Communications", "Device to-Device Communications"),
        ("Low -Rank Matrix Recovery", "Low Rank Matrix Recovery"),
        ("Discrete -time systems", "Discrete time systems"),
        ("L -1 norm", "L 1 norm"),
        ("a k -means method", "a k means method"),
        ("A minimal w -cutset", "A minimal w cutset"),
        ("PPV modelling of memristor -based parts", "PPV modelling of memristor based parts"),
        ("Equivalence of tides is coNP -complete", "Equivalence of tides is coNP complete"),
        ("Weights of +1 or -1", "Weights of +1 or 1"),
        ("graphs -semi-supervised", "graphs semi-supervised"),
        (
            "on control of discrete -time state -dependent jump linear systems",
            "on control of discrete time state dependent jump linear systems",
        ),
        ("- Tides of -the Basin", "Tides of the Basin"),
        ("[12] Tides | Basins", "Tides Basins"),
        ("1. Tides -of the", "Tides of the"),
        ("Title: tides -basin", "tides basin"),
        ("Title: A 'Tidal Basin", "A Tidal Basin"),
        ("“Tidal -Basins of the Deep.”", "Tidal Basins of the Deep"),
        ('"Tidal basins of the deep."', "Tidal basins of the deep"),
        ('"Is the "tidal code" a metric?"', "Is the tidal code a metric"),
        ("Tides Of The Great Basin$", "Tides Of The Great Basin"),
        ("Tides Basins Harbours | Journal", "Tides Basins Harbours Journal"),
        ('Tides Basins Harbours "of the', "Tides Basins Harbours of the"),
        ("the ^tidal basin et al.", "the tidal basin et al"),
        (r"bounds of $O(n)$ -time", "bounds of O n time"),
        (r"\alpha -stable tides", "alpha stable tides"),
        ("what is p(x | y) of tides", "what is p x y of tides"),
        ("how do we -anchor a boat?", "how do we anchor a boat"),
        ("Tides of the deep,\n  -basin", "Tides of the deep basin"),
        ("Quill, N. (2016). Tides -x", "Quill N 2016 Tides x"),
        ("Quill and Marsh (2016) 'Tides", "Quill and Marsh 2016 Tides"),
        ("This Shows That is:read Means Nothing, Quill et al. 2019", None),
        (
            "we show that is:read and sort:up and up:x mean nothing, as others have shown (2019)",
            "we show that is read and sort up and up x mean nothing as others have shown 2019",
        ),
        (
            "A Tidal Basin of Many Long Words with a 'Quotation",
            "A Tidal Basin of Many Long Words with a Quotation",
        ),
    ],
)
def test_signs_in_pasted_text_mean_nothing(text: str, words: str | None) -> None:
    if words is None:
        words = "This Shows That is read Means Nothing Quill et al 2019"
    assert words_of(text) == words
    assert not parse(text).remarks


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("graph !survey", [Word, InTitle]),
        ("graph neural -survey", [Word, Word, InTitle]),
        ("Transformers -survey", [Word, InTitle]),
        ("GAN -medical", [Word, InTitle]),
        ("Graph Neural Networks !Survey", [Word, Word, Word, InTitle]),
        ("is:unread deep nural", [FieldTerm, Word, Word]),
        ("is:unread Device Links ^on (2016)", [FieldTerm, Word, Word, InTitle, Word]),
        ("au:kelp what is a tide?", [FieldTerm, Word, Word, Word, Word]),
        ('"tidal basin" \'owls', [InTitle, InTitle]),
        ('"tidal bas', [InTitle]),
        ("^on the tides$", [InTitle, Word, InTitle]),
        ("tides ~basin", [Word, InAbstract]),
        (
            "is:unread cat:cs.LG graph neural networks for very large maps -survey",
            [FieldTerm, FieldTerm, *[Word] * 7, InTitle],
        ),
        (
            "is:starred Attention Is All You Need Except When You Do Not",
            [FieldTerm, *[Word] * 10],
        ),
        ("in:any Tides Basins Harbours ^on (2016)", [Word, Word, Word, InTitle, Word]),
    ],
)
def test_what_is_typed_on_purpose_stays_an_operator(text: str, kinds: list[type]) -> None:
    query = parse(text)
    assert [type(clause[0]) for clause in query.clauses] == kinds
    assert not query.read_as_text


def test_text_that_is_read_as_words_says_so() -> None:
    assert parse("Tides Of The Basin | Journal").read_as_text
    assert parse("is:read", as_text=True).read_as_text
    # No sign is lost here, so there is nothing to say.
    assert not parse("how do we anchor a boat?").read_as_text
    assert not parse("Quill, N. (2016). Tides.").read_as_text
    assert not parse("Device -to-Device Links").read_as_text


def test_a_result_tells_what_was_read_as_words(shelf: Shelf) -> None:
    text = "Quill, N. (2025). Tide -Tables."
    found = shelf.library.search.find(text, View.all())
    assert (found.query.text, found.read_as) == (text, text)
    assert shelf.library.search.find("tide", View.all()).read_as == ""
    (one,) = shelf.library.search.find(parse("'tide -tables$", as_text=True), View.all()).ids
    assert shelf.names([one]) == ["Tide"]


def test_words_keep_their_formulas_and_lose_what_comes_before_a_title() -> None:
    assert parse(r"[3] Bounds of $\ell_1$ -norms").words == r"Bounds of $\ell_1$ -norms"
    text = "Tides (2016). arXiv:1303.2280 | Basin"
    assert (parse(text).ids, parse(text).words) == (("1303.2280",), "Tides (2016). | Basin")


def test_a_first_tilde_counts_before_pasted_text() -> None:
    query = parse("~ Quill, N. (2016). Tides -x.")
    assert query.abstracts
    assert query.words == "Quill, N. (2016). Tides -x."
    assert parse(format_query(query)) == query


@given(TEXTS)
@example("~is:read")
@example("~")
@example("2401.01234")
def test_text_that_is_said_to_be_text_has_no_fields(text: str) -> None:
    query = parse(text, as_text=True)
    assert query.read_as_text
    assert (query.remarks, query.sort, query.abstracts) == ((), None, False)
    for clause in query.clauses:
        (term,) = clause
        assert isinstance(term, Word)
        assert text[term.start : term.end].strip()
    last = 0
    for part in query.parts:
        assert last <= part.start < part.end <= len(text)
        assert part.kind in {PartKind.WORD, PartKind.VALUE}
        last = part.end
    assert parse(format_query(query)) == query


@pytest.mark.parametrize(
    ("texts", "query"),
    [
        (("is:unread", "tides"), "is:unread tides"),
        (("is:unread", "~ tides"), "~ is:unread tides"),
        (("in:abstract a", "tides"), "abs:a tides"),
        (("is:read", "Quill, N. (2016). Tides -x."), "is:read Quill N 2016 Tides x"),
        (("is:read", "1303.2280"), "1303.2280 is:read"),
        (("sort:up", "sort:date a"), "a sort:date"),
        (("", " is:read"), "is:read"),
        (("is:read", "up:x"), "is:read up:x"),
    ],
)
def test_queries_are_joined_as_each_is_meant(texts: tuple[str, ...], query: str) -> None:
    assert together(*texts) == query
