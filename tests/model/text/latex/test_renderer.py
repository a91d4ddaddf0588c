from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.model.text.latex.real_papers import COMMONEST, lost

from octavo_model.text.clean import clean_text
from octavo_model.text.latex import is_plain, plainly, readable
from octavo_model.text.latex.spans import Style

EXAMPLES = {
    # Mathematics
    r"$\ell_1$": "ℓ₁",
    r"SF(DA)$^2$": "SF(DA)²",
    r"$\mathcal{O}(n \log n)$": "𝒪(n log n)",
    r"$O(n\log n)$, $\log^2 n/\log\log n$": "O(n log n), log² n/log log n",
    r"$x_{ij}^{n+1}$": "xᵢⱼⁿ⁺¹",
    r"$x_q$ and $x_{QR}$ and $2^{n/2}$ and $2^{n^2}$": "x_q and x_QR and 2^(n/2) and 2^(n²)",
    r"$x^{q}y$ and $x^{QR}y$": "x^qy and x^(QR)y",
    r"$\sum_{i=1}^n x_i$": "∑ᵢ₌₁ⁿ xᵢ",
    r"$\frac{1}{2}$, $\frac12$, $n\frac{1}{2}$": "1/2, 1/2, n(1/2)",
    r"$\frac{n+1}{2m}$, $\dfrac{(a+b)}{c}$": "(n+1)/2m, (a+b)/c",
    r"$\frac{(a)(b+c)}{d}$": "((a)(b+c))/d",
    r"$\sqrt{n}$, $\sqrt{n+1}$, $\sqrt[3]{n}$, $\sqrt n$": "√n, √(n+1), ³√n, √n",
    r"${n \choose k}$, $\binom{n}{k}$, ${a \over b+c}$": "(n choose k), (n choose k), a/(b+c)",
    r"$\mathbb{R}^n$, $\mathbb F_q$, $\mathfrak{g}$, $\mathscr{L}$": "ℝⁿ, 𝔽_q, 𝔤, ℒ",
    r"{\cal O}(n), $\mathcal{ALC}$, ${\cal F}$": "𝒪(n), ALC, ℱ",
    r"$\tilde{O}(m^{3/2})$, $\hat\theta$, $\overline{x}$, $\vec v$": "Õ(m^(3/2)), θ̂, x̅, v⃗",
    r"$a\leq b$, $a \leq b$, $a\leq1$, $x \to\infty$": "a ≤ b, a ≤ b, a≤1, x → ∞",
    r"$\alpha x$, $\lambda n$, $2 \alpha$, $\epsilon > 0$": "αx, λn, 2 α, ε > 0",
    r"$1, \ldots, n$; $(\pm 1)$; $\{1,2\}$": "1, …, n; (± 1); {1,2}",
    r"$\|x\|_2$, $\lfloor n \rfloor$, $\left( x \right)$": "‖x‖₂, ⌊n⌋, ( x )",
    r"$\not=$, $\not\in$, $\neq$": "≠, ∉, ≠",
    r"$f'(x)$, $A^\top$, $A^T$, $x^*$, $90^\circ$": "f′(x), Aᵀ, Aᵀ, x*, 90°",
    r"$\operatorname{rank}(A)$, $\mathrm{poly}(n)$, $\text{if } x$": "rank(A), poly(n), if x",
    r"$\poly(n)$, $\gf{2}$, $\cO(n)$, $\bx$": "poly(n), gf(2), 𝒪(n), x",
    r"$x \pmod{5}$, $a \bmod b$": "x (mod 5), a mod b",
    r"$10\,000$, $a\!b$, $a\quad b$": "10 000, ab, a b",
    r"$\lambda$$\Pi$-calculus": "λΠ-calculus",
    r"$ N^4 $-Fields and $ k $": "N⁴-Fields and k",
    r"$$E=mc^2$$, \[x\] and \(y\)": "E=mc², x and y",
    r"{\tau} and {\eta}_{\mu} and \epsilon, unwrapped": "τ and η_μ and ε, unwrapped",
    r"P \not\subseteq NP, i \not= j": "P ⊈ NP, i ≠ j",
    r"$\mathbf{D^3}$: Deep": "D³: Deep",
    r"a map \c{hi}, \r{ho} and \b{eta}": "a map χ, ρ and β",
    # Letters
    r"Andr\'e, Fr\'{e}chet, na\"ive, Poincar{\'e}": "André, Fréchet, naïve, Poincaré",
    r"Erd\H{o}s, Erd\H os, Odr\v{z}avanje": "Erdős, Erdős, Održavanje",
    r"Lu\c{c}, H\r{a}kan": "Luç, Håkan",
    r"\L{}ukasz, {\L}ukasz, S\o rensen, Stra\ss e, \AE": "Łukasz, Łukasz, Sørensen, Straße, Æ",
    r"na\"{\i}ve, \'{\i}, \^\i, \.I, \u{g}, \k{a}, \=a, \~n": "naïve, í, î, İ, ğ, ą, ā, ñ",
    r"R{\'e}nyi, M{\"o}bius, H{\o}holdt": "Rényi, Möbius, Høholdt",
    r"\"quoted\" by a program": '"quoted" by a program',
    # Text
    r"\textit{x}, \emph{y}, {\em z}, \textbf{b}, \texttt{c}": "x, y, z, b, c",
    r"\ie, \eg, \etal\ and \etc.": "i.e., e.g., et al. and etc.",
    r"2.5\% of Q\&As for \$5, a\_b, \#1, \{x\}": "2.5% of Q&As for $5, a_b, #1, {x}",
    r"Fig.~\ref{owl}, \cite{Strix}, \cite[p. 3]{Tyto}": "Fig. [owl], [Strix], [p. 3, Tyto]",
    r"``quoted'' and ''half quoted''": "“quoted” and “half quoted”",
    "``It's'' --- or 1--2, Frank--R": "“It's” — or 1–2, Frank–R",
    r"\url{https://a.example.org/~b\_c}.": "https://a.example.org/~b_c.",
    r"\href{https://a.example.org}{here}": "here (https://a.example.org)",
    r"A claim\footnote{of ours} \LaTeX\ makes": "A claim (of ours) LaTeX makes",
    r"\begin{itemize} \item one \item two \end{itemize}": "• one • two",
    r"{K}ripke {BERT} of {A,B}, \emph{x}": "Kripke BERT of {A,B}, x",
    r"\textit{nested \textbf{$x_1$}}": "nested x₁",
    # What feeds ate half of
    "mathcal{O}(mathcal{C_Phi/m} + mathcal{C_Psi/n})": "𝒪(C_Phi/m + C_Psi/n)",
    "when m gg n": "when m gg n",
    "textit{O}wls": "Owls",
}
UNTOUCHED = [
    "A $35 Firewall", "from $5 to $10", "$5-$10 or US$ and A$", "$5 million, or $6 million",
    "a $ b",
    "an unclosed $x_1", r"the \overfeat network", r"\foo{bar} and \foo* it", r"src\main\lib",
    r"C:\Users\in\to\alpha", r"\\server\share\to", r"%APPDATA%\to\x", "O(n^{2.75}) of {A, B}",
    "50% of a~b & c_d^e #1", "f(x) = 'x'", "use --flag and C--", r"line\nbreak \n \t", "----", "\\",
    "snake_case_names and K_{3,3}", "text{ and math", "~20 ~ 30",
]  # fmt: skip


@pytest.mark.parametrize(("source", "written"), EXAMPLES.items(), ids=EXAMPLES)
def test_latex_reads_as_a_person_would_write_it(source: str, written: str) -> None:
    assert plainly(source) == written


@pytest.mark.parametrize("text", UNTOUCHED)
def test_what_is_no_latex_stays(text: str) -> None:
    assert readable(text) == (text, ())


@pytest.mark.parametrize(
    ("source", "styled"),
    [
        (r"An \textit{owl} and {\bf a bat}", [("owl", Style.ITALIC), ("a bat", Style.BOLD)]),
        (r"\emph{the $x_1$ of} us", [("the x₁ of", Style.ITALIC)]),
        (r"{\em all} \textbf{\textit{both}}",
         [("all", Style.ITALIC), ("both", Style.BOLD), ("both", Style.ITALIC)]),
        (r"see \url{https://x.example.org/a\_b}.", [("https://x.example.org/a_b", Style.LINK)]),
        (r"$x$ at https://x.example.org.", [("https://x.example.org", Style.LINK)]),
        (r"one $\mathbf{v}$ two", [("v", Style.BOLD)]),
        (r"$a\leq \mathbf{v}$", [("v", Style.BOLD)]),
    ],
)  # fmt: skip
def test_styles_and_addresses_are_marked(source: str, styled: list[tuple[str, Style]]) -> None:
    found = readable(source)

    ranges = sorted((found.text[start:end], style) for start, end, style in found.spans)
    assert ranges == sorted(styled)


def test_paragraphs_stay() -> None:
    assert plainly("One $x_1$. \\noindent\n\n``Two''\n\n$y$") == "One x₁.\n\n“Two”\n\ny"


def test_nothing_that_a_terminal_obeys_comes_out() -> None:
    assert plainly("$x\x1b[31m_1$ \u202e\\'\x00e") == "x[31m₁ é"
    flood = plainly(r"$\hat{\hat{\hat{x}}}$ " + r"\'" * 9 + "e" + "\u0301" * 9)
    assert clean_text(flood) == flood


COMMAND = st.sampled_from([f"\\{name}" for name in (*COMMONEST, "foo", "url", "href", "sqrt")])
PIECE = st.one_of(
    COMMAND,
    st.sampled_from([*"{}^_$~`'\"-[]()|\\ %&#", "$$", r"\(", r"\)", r"\'", r"\"", "\n\n"]),
    st.text("ab1Xé \u0301", max_size=4),
)
LATEX = st.lists(PIECE, max_size=40).map("".join)


@given(st.one_of(LATEX, st.text()))
@example(r"$\frac\frac\frac$")
@example("{" * 99 + "x_1$y$" + "}" * 99)
@example(r"\'\'{\'{}}\c{}\c")
@example(r"$\sqrt[{]x}$")
def test_any_text_becomes_one_that_is_safe_with_spans_inside(text: str) -> None:
    written, spans = readable(text)

    if not is_plain(text):
        assert clean_text(written) == written
    for start, end, style in spans:
        assert 0 <= start < end <= len(written)
        assert style in Style


WORDS = st.lists(st.text("abcXYZ019é", min_size=1, max_size=5), min_size=1, max_size=8)
DRESS = st.sampled_from([
    r"\textit{%s}", r"{\bf %s}", "$%s$", r"$\frac{%s}{2}$", "$x^{%s}$", "$x_{%s}$", r"\emph{%s",
    r"$\sqrt{%s}$", r"``%s''", r"$\mathbb{%s}$", r"\cite{%s}", r"$\hat{%s}$", r"\foo{%s}", "%s}",
    r"\c{%s}", r"$\foo{%s}$", r"\url{%s}", r"\( %s \)", "$%s", r"%s--", r"$\left\{%s\right.$", "%s",
    r"{\cal %s}", r"${%s \over 2}$", r"\'%s", r"\"%s", r"\not %s", r"$\not %s$", r"\v %s",
])  # fmt: skip


@given(st.lists(st.tuples(DRESS, WORDS), max_size=8), st.sampled_from([" ", "", ", "]))
def test_no_letter_or_digit_of_the_words_is_lost(
    parts: list[tuple[str, list[str]]], between: str
) -> None:
    source = between.join(dress.replace("%s", " ".join(words)) for dress, words in parts)

    assert lost(source, plainly(source)) == ""


@given(st.text(st.characters(exclude_characters="\\$`-{", exclude_categories=["Cc", "Cs"])))
def test_what_has_no_sign_of_latex_is_not_even_looked_at(text: str) -> None:
    assert is_plain(text)
    assert plainly(text) is text


NASTY = [
    "{", "}", "$", "\\", "$x", "{$", "\\frac", "\\frac{", "$\\frac{1}", "\\hat", "$\\hat", "x_{",
    "$x^{", "\\'", "\\(", "\\[", "``", "-", "$\\not", "{\\cal ", "{a \\over ", "\\begin{", "$$",
    "\\sqrt[", "https://\\_", "C:\\", "mathcal{", "~", "\\\\a\\", "$x$ ", "$x $y", "\\textit{a} ",
]  # fmt: skip


@pytest.mark.clock
@pytest.mark.parametrize("piece", NASTY)
def test_time_grows_with_the_length_only(piece: str) -> None:
    def seconds(count: int) -> float:
        text = piece * count
        plainly(text)  # imports, tables
        best = 9.0
        for attempt in range(3):
            start = time.process_time()
            readable(f"{text}{attempt}")
            best = min(best, time.process_time() - start)
        return best

    count = 1_500 // len(piece)
    short, long = seconds(count), seconds(8 * count)
    # Eight times the text takes eight times as long; squared it would be 64 times.
    assert long < 24 * short + 0.02


def test_what_is_written_is_composed() -> None:
    written = plainly(r"\'e \v{c} \H{o} {\aa} \"{\i}")
    assert unicodedata.normalize("NFC", written) == written
