"""LaTeX tokens rendered as a person would write them on a line."""

from __future__ import annotations

import re
from itertools import pairwise

from octavo_model.text.latex import macros, symbols
from octavo_model.text.latex.spans import Style, TextBuilder
from octavo_model.text.latex.tokens import DEEPEST, LatexToken, TokenKind, Writer, tokens_of

_SIGNS = {
    " ": " ", ",": " ", ";": " ", ":": " ", ">": " ", "\n": " ", "\\": " ", "!": "", "-": "",
    "/": "", "@": "", "|": "‖", "(": "(", ")": ")", "[": "[", "]": "]",
}  # fmt: skip
_ESCAPED = "%&$#_{}<"
_UMLAUTS = "aeiouyAEIOUYıij"
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


def render(text: str) -> TextBuilder:
    """Return ``text`` as a person would write it, in linear time; never raises."""
    out = TextBuilder(last=" ")
    tokens = tokens_of(text)
    Renderer(tokens).write_range(0, len(tokens), out, 0)
    return out


class Renderer(Writer):
    """Writes tokens as a person would."""

    def __init__(self, tokens: list[LatexToken]) -> None:
        super().__init__(tokens)
        self._quotes = 0
        self._was_infix = False
        # In the output of programs, \" is a quotation mark and not an umlaut.
        self._quoting = any(
            token.kind is TokenKind.SIGN
            and token.text == '"'
            and (after.kind is not TokenKind.WORDS or not after.text[0].isalpha())
            and after.text[:1] not in {"{", "i", "j"}
            for token, after in pairwise([*tokens, LatexToken(TokenKind.WORDS, " ")])
        )

    def write_range(self, start: int, end: int, out: TextBuilder, depth: int) -> None:
        """Write the tokens from ``start`` to before ``end``, ``depth`` groups deep."""
        after = start
        styled: list[tuple[int, Style]] = []
        while after < end:
            at, after = after, after + 1
            token = self.tokens[at]
            kind, text = token.kind, token.text
            if kind is TokenKind.WORDS:
                out.put("′" if token.math and text == "'" else text)
            elif kind is TokenKind.SPACE or text in symbols.SPACES:
                out.put(" ")
            elif kind is TokenKind.VERBATIM:
                _write_verbatim(text, out)
            elif kind is TokenKind.DASHES:
                self._write_dashes(at, out)
            elif kind is TokenKind.QUOTES:
                self._write_quotes(at, end, out)
            elif kind is TokenKind.SIGN:
                after = self._write_sign(at, end, out, depth)
            elif kind is TokenKind.MARK:
                after = self._write_mark(at, end, out, depth)
            elif kind is TokenKind.BEGIN:
                after = self._write_math(at, out, depth)
            elif kind is TokenKind.END:
                pass  # of mathematics that is nested too deep
            elif text in symbols.SWITCHES:
                after = self._switch(at, end, out, depth, styled)
            elif text in symbols.INFIX and depth:
                self._write_infix(at, end, out, depth)
                break
            elif text == "cal" and depth:
                after = self._write_rest_in_script(at, end, out, depth)
            else:
                after = macros.write(self, at, end, out, depth)
        for first, style in styled:
            out.style_from(first, style)

    def _write_math(self, at: int, out: TextBuilder, depth: int) -> int:
        close = self.partners[at]
        if depth > DEEPEST:
            return at + 1
        first, last = at + 1, close
        while first < last and self.tokens[first].kind is TokenKind.SPACE:
            first += 1
        while first < last and self.tokens[last - 1].kind is TokenKind.SPACE:
            last -= 1
        out.add(self.inner(first, last, depth, out.last))
        return close + 1

    def _write_dashes(self, at: int, out: TextBuilder) -> None:
        """Two dashes are a range or a pause, three a pause; before an option they are kept."""
        text, after = self.tokens[at].text, self.text_at(at + 1, len(self.tokens))
        option = out.last in " (" and after[:1].isalpha()
        joins = after and out.last and (out.last.isalnum() or out.last in " )]}’”.,′")
        if option or not joins or len(text) > 3:
            out.put(text)
        else:
            out.put("–" if len(text) == 2 else "—")

    def _write_quotes(self, at: int, end: int, out: TextBuilder) -> None:
        after = self.text_at(at + 1, end)
        is_open = out.last in " ([\n" and bool(after) and not after[0].isspace()
        if self.tokens[at].text == "``" or (is_open and not self._quotes):
            self._quotes += 1
            out.put("“")
        elif self._quotes:
            self._quotes -= 1
            out.put("”")
        else:
            out.put("''")

    def _write_mark(self, at: int, end: int, out: TextBuilder, depth: int) -> int:
        token = self.tokens[at]
        if token.text == "{":
            return self._write_group(at, end, out, depth)
        if token.text == "}":
            if self.partners[at] < 0 and not token.math:
                out.put("}")
            return at + 1
        if token.text == "~":
            self._write_tie(at, end, out)
            return at + 1
        return self._write_script(at, end, out, depth)

    def _write_tie(self, at: int, end: int, out: TextBuilder) -> None:
        """A tie is a space between words; before a number it means "about"."""
        if at + 1 >= end or out.last in " \n([" or self.tokens[at + 1].text[:1].isspace():
            out.put(" " if self.tokens[at].math else "~")
        else:
            out.put(" ")

    def _write_group(self, at: int, end: int, out: TextBuilder, depth: int) -> int:
        token, close = self.tokens[at], self.partners[at]
        if close < 0 or depth > DEEPEST:
            if not token.math and close < 0:
                out.put("{")
            return at + 1
        self._was_infix = False
        inside = self.inner(at + 1, close, depth, out.last)
        if token.math or self._was_infix or self._is_markup(at, close, inside.text, out):
            out.add(inside)
        else:
            out.enclose("{", inside, "}")
        return close + 1

    def _is_markup(self, at: int, close: int, text: str, out: TextBuilder) -> bool:
        """Whether braces in text are markup, and not the author's own, e.g. those of a set."""
        if not text.strip():
            return True
        first = self.tokens[at + 1]
        if first.kind in {TokenKind.COMMAND, TokenKind.SIGN}:
            return first.text not in {"{", "}"}
        after = self.text_at(close + 1, len(self.tokens))
        if not _WORD.fullmatch(text):
            return first.kind is TokenKind.MARK and first.text == "{"
        # After an unknown command the braces belong to it.
        before = self.tokens[at - 1] if at else None
        if before is not None and before.kind in {TokenKind.COMMAND, TokenKind.SIGN}:
            return before.kind is TokenKind.SIGN or symbols.is_known(before.text)
        return out.last.isalpha() or after[:1].isalpha() or text.isalpha()

    def _write_script(self, at: int, end: int, out: TextBuilder, depth: int) -> int:
        """Write a script; in text only with braces, as names have underscores too."""
        token = self.tokens[at]
        is_script = token.math or (self.is_group(at + 1, end) and out.size)
        given = self.read(at + 1, end, depth) if is_script else None
        if given is None:
            out.put(token.text)
            return at + 1
        inside, after = given
        if inside.text.strip():
            glued = self.text_at(after, end)[:1].isalnum()
            out.put(symbols.script(inside.text, token.text, glued=glued))
        return after

    def _write_sign(self, at: int, end: int, out: TextBuilder, depth: int) -> int:
        token = self.tokens[at]
        if token.text in _ESCAPED:
            out.put(token.text)
        elif token.text in symbols.ACCENTS and not (token.text == '"' and self._quoting):
            return self._write_accent(at, end, out)
        elif token.text == '"':
            out.put('"')
        elif (meant := _SIGNS.get(token.text)) is not None:
            out.put(meant)
        else:
            out.put("\\" + token.text)
        return at + 1

    def _write_accent(self, at: int, end: int, out: TextBuilder) -> int:
        """Write an accented letter; what turns out to be no accent is kept."""
        name = self.tokens[at].text
        letter, after = self.letter(at + 1, end)
        if letter and (name != '"' or letter in _UMLAUTS):
            out.put(symbols.accented(letter, symbols.ACCENTS[name]))
        elif letter:
            out.put(f"\\{name}{letter}")
        elif after > at + 1 and name in "~^":
            out.put(name)
        else:
            out.put(f"\\{name}")
            return at + 1
        return after

    def _switch(
        self, at: int, end: int, out: TextBuilder, depth: int, styled: list[tuple[int, Style]]
    ) -> int:
        token = self.tokens[at]
        style = symbols.SWITCHES[token.text]
        if style is not None and depth:
            styled.append((out.size, style))
        elif token.text in {"left", "right"} and self.text_at(at + 1, end) == ".":
            return at + 2
        if token.spaced and token.text == "xspace":
            out.put(" ")
        return at + 1

    def _write_rest_in_script(self, at: int, end: int, out: TextBuilder, depth: int) -> int:
        if depth > DEEPEST:
            return at + 1
        text = self.inner(at + 1, end, depth, out.last).text
        if self.tokens[at].math and len(text) > 1 and not text[1].isalnum():
            out.put(symbols.in_alphabet(text[0], "cal") + text[1:])
        else:
            out.put(symbols.in_alphabet(text.strip(), "cal"))
        return end

    def _write_infix(self, at: int, end: int, out: TextBuilder, depth: int) -> None:
        r"""Write ``a \over b``: the text so far is the numerator."""
        above = out.take()
        below = self.inner(at + 1, end, depth) if depth <= DEEPEST else TextBuilder()
        self._was_infix = True
        sign = symbols.INFIX[self.tokens[at].text]
        if sign == "/":
            out.put(f"{symbols.whole(above)}/{symbols.whole(below.text)}")
        else:
            out.put(f"({above.strip()}{sign}{below.text.strip()})")


def _write_verbatim(text: str, out: TextBuilder) -> None:
    if "://" not in text:
        out.put(text)
        return
    address = re.sub(r"\\([_%#&~])", r"\1", text)
    link = TextBuilder()
    link.put(address.rstrip(".,;:!?)]*'"))
    out.add(link, Style.LINK)
    out.put(address[link.size :])
