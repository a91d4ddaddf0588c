"""Invented documents: a small one with one block of each kind, and arbitrary ones."""

from __future__ import annotations

from hypothesis import strategies as st

from octavo_model.fulltext.document import (
    Block,
    BlockKind,
    Document,
    Reference,
    Run,
    RunKind,
    Runs,
    RunStyle,
)
from octavo_model.text.clean import clean_line, clean_lines


def text(words: str, style: RunStyle = RunStyle.PLAIN) -> Run:
    return Run(RunKind.TEXT, words, style=style)


def math(tex: str) -> Run:
    return Run(RunKind.MATH, tex)


def cite(words: str, *targets: str) -> Run:
    return Run(RunKind.CITE, words, targets)


def ref(words: str, target: str) -> Run:
    return Run(RunKind.REF, words, (target,))


def note(words: str, target: str) -> Run:
    return Run(RunKind.NOTE, words, (target,))


def link(words: str, address: str) -> Run:
    return Run(RunKind.LINK, words, (address,))


def paragraph(*runs: Run | str, level: int = 0) -> Block:
    return Block(BlockKind.PARAGRAPH, _runs(runs), level=level)


def heading(label: str, title: str, level: int = 2, name: str = "") -> Block:
    return Block(BlockKind.HEADING, (text(title),), name, level, label)


def item(label: str, *runs: Run | str, level: int = 1) -> Block:
    return Block(BlockKind.ITEM, _runs(runs), level=level, label=label)


def table(
    *rows: tuple[Run | str, ...], heads: int = 1, label: str = "", caption: str = ""
) -> Block:
    cells = tuple(tuple(_runs((cell,)) for cell in row) for row in rows)
    runs = _runs((caption,))
    return Block(BlockKind.TABLE, runs, label=label, rows=cells, heads=heads)


def equation(*rows: Runs | str, label: str = "", name: str = "") -> Block:
    cells = tuple(((math(row),) if isinstance(row, str) else row,) for row in rows)
    return Block(BlockKind.EQUATION, (), name, label=label, rows=cells)


def aligned(*rows: tuple[str, ...], label: str = "") -> Block:
    """An equation of rows of cells."""
    cells = tuple(tuple(_runs((math(cell),)) for cell in row) for row in rows)
    return Block(BlockKind.EQUATION, label=label, rows=cells)


def _runs(runs: tuple[Run | str, ...]) -> Runs:
    made = (text(run) if isinstance(run, str) else run for run in runs)
    return tuple(run for run in made if run.text)


PAPER = Document(
    title="Foam in the Kelp: How Owls Hear Below the Surface of the Sea",
    missing=("2 figures", "the bibliography is incomplete"),
    abstract=(
        paragraph(
            "Owls hear ", math("x_{i}"), " better than kelp ", cite("[1, 2]", "b1", "b2"), "."
        ),
    ),
    blocks=(
        heading("1", "Introduction", name="S1"),
        paragraph(
            "Owls are quiet",
            note("1", "fn1"),
            ", see Figure ",
            ref("3", "F3"),
            ", and they ",
            text("never", RunStyle.ITALIC),
            " call at night ",
            cite("(Quill et al., 2024)", "b2"),
            ". Read ",
            link("the page of the owls", "https://owl.example/page"),
            ".",
        ),
        Block(
            BlockKind.NOTE,
            (text("Not all owls. Some are loud, and some very loud."),),
            "fn1",
            label="1",
        ),
        heading("1.1", "Results", 3, "S1.1"),
        Block(BlockKind.RUN_IN, (text("(Kelp)"),), "thm", label="Theorem 2"),
        paragraph("Every kelp has an owl, and every owl has a kelp."),
        item("•", "one thing that is long enough to go on in a second line"),
        item("•", "another one"),
        item("(a)", "inside", level=2),
        paragraph("It goes on.", level=2),
        Block(BlockKind.QUOTE, (text("They hoot last who hoot best."),), level=1),
        equation("E=mc^2", label="(7)", name="eq7"),
        table(
            ("Owl", "Size", "", "Calls"),
            ("", "male", "female", "a night"),
            ("Barn owl", "33.5", "36", "120"),
            ("Tawny", "8.25", "–", "7"),
            heads=2,
            label="Table 1",
            caption="Owls by size.",
        ),
        Block(
            BlockKind.FIGURE,
            (text("An owl in the kelp."),),
            "F3",
            label="Figure 3",
            images=("img/x3.png",),
        ),
        Block(
            BlockKind.CODE, (text("def owl(x):\n    return x + 100000000000000000000000000 + 1"),)
        ),
    ),
    references=(
        Reference("b1", "1", "A. Strix. On kelp. 2020.", arxiv="2001.00001"),
        Reference(
            "b2", "Quill et al. (2024)", "B. Quill and others. Owls that hear far below. 2024."
        ),
    ),
    source="file",
    url="https://owl.example/html/2501.00001/",
)

# Long words, wide characters, combining marks, signs and spaces.
_TEXTS = st.one_of(
    st.text(max_size=30),
    st.text(alphabet="ab, .;[]()-/é鳥梟、「」\u0301", max_size=60),
    st.integers(1, 80).map(lambda size: "x" * size),
).map(clean_line)
_SPACED = st.tuples(st.sampled_from(("", " ")), _TEXTS, st.sampled_from(("", " "))).map("".join)
_TARGETS = st.lists(st.sampled_from(("b1", "b2", "gone")), max_size=2).map(tuple)
RUNS = st.lists(
    st.builds(Run, st.sampled_from(RunKind), _SPACED, _TARGETS, st.sampled_from(RunStyle)),
    max_size=4,
).map(tuple)
_CODE = st.text(alphabet="ab \n鳥", max_size=80).map(clean_lines)


def _blocks() -> st.SearchStrategy[Block]:
    kinds = st.sampled_from([kind for kind in BlockKind if kind is not BlockKind.CODE])
    others = st.builds(
        Block,
        kinds,
        RUNS,
        st.sampled_from(("", "S1", "S2", "F1")),
        st.integers(0, 9),
        _TEXTS.map(lambda label: label[:20].strip()),
        st.lists(st.lists(RUNS, max_size=4).map(tuple), max_size=4).map(tuple),
        st.integers(0, 2),
        st.lists(st.sampled_from(("x1.png", "a/b c.png", "")), max_size=2).map(tuple),
    )
    code = _CODE.map(lambda lines: Block(BlockKind.CODE, (text(lines),)))
    return st.one_of(others, others, others, code)


BLOCKS = st.lists(_blocks(), max_size=6).map(tuple)
DOCUMENTS = st.builds(
    Document,
    _TEXTS,
    st.just(()),
    st.lists(_blocks(), max_size=2).map(tuple),
    BLOCKS,
    st.lists(
        st.builds(
            Reference, st.sampled_from(("b1", "b2")), st.sampled_from(("", "7", "Owl")), _TEXTS
        ),
        max_size=2,
        unique_by=lambda one: one.id,
    ).map(tuple),
    st.lists(_TEXTS, max_size=2).map(tuple),
)
