"""LaTeX tokens rendered as a person would write them on a line."""

from __future__ import annotations

import re

from octavo_model.text.latex import macros, symbols
from octavo_model.text.latex.spans import Style, TextBuilder
from octavo_model.text.latex.tokens import (
    LatexToken,
    TokenKind,
    is_group,
    partners,
    read_argument,
    read_letter,
    tokens_of,
)

_DEEPEST = 20
"""Groups nested deeper than this are ignored."""
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
    Renderer(tokens, may_quote='\\"' in text).write_range(0, len(tokens), out, 0)
    return out


class Renderer:
    """Writes tokens to text builders. Positions are indexes of tokens; ranges exclude their end."""

    def __init__(self, tokens: list[LatexToken], *, may_quote: bool = True) -> None:
        self.tokens = tokens
        self.partners = partners(tokens)
        self._quotes = 0
        self._was_infix = False
        # In the output of programs, \" is a quotation mark and not an umlaut.
        self._quoting = may_quote and any(
            token.kind is TokenKind.SIGN
            and token.text == '"'
            and (after.kind is not TokenKind.WORDS or not after.text[0].isalpha())
            and after.text[:1] not in {"{", "i", "j"}
            for token, after in zip(
                tokens, [*tokens[1:], LatexToken(TokenKind.WORDS, " ")], strict=True
            )
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
            elif kind is TokenKind.VERBATIM:
                _write_verbatim(text, out)
            elif kind is TokenKind.SPACE:
                out.put(" ")
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
            elif text in symbols.SPACES:
                out.put(" ")
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
        if depth > _DEEPEST:
            return at + 1
        while close > at + 1 and self.tokens[at + 1].kind is TokenKind.SPACE:
            at += 1
        last = close
        while last > at + 1 and self.tokens[last - 1].kind is TokenKind.SPACE:
            last -= 1
        inside = TextBuilder(last=out.last)
        self.write_range(at + 1, last, inside, depth + 1)
        out.add(inside)
        return close + 1

    def _write_dashes(self, at: int, out: TextBuilder) -> None:
        """Two dashes are a range or a pause, three a pause; before an option they are kept."""
        text = self.tokens[at].text
        after = self.tokens[at + 1].text if at + 1 < len(self.tokens) else ""
        option = out.last in " (" and after[:1].isalpha()
        bare = not after or not (
            out.last and (out.last == " " or out.last.isalnum() or out.last in ")]}’”.,′")
        )
        if option or bare or len(text) > 3:
            out.put(text)
        else:
            out.put("–" if len(text) == 2 else "—")

    def _write_quotes(self, at: int, end: int, out: TextBuilder) -> None:
        after = self.tokens[at + 1].text if at + 1 < end else ""
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
        if close < 0 or depth > _DEEPEST:
            if not token.math and close < 0:
                out.put("{")
            return at + 1
        inside = TextBuilder(last=out.last)
        self._was_infix = False
        self.write_range(at + 1, close, inside, depth + 1)
        if token.math or self._was_infix or self._is_markup(at, close, inside.text, out):
            out.add(inside)
        else:
            out.put("{")
            out.add(inside)
            out.put("}")
        return close + 1

    def _is_markup(self, at: int, close: int, text: str, out: TextBuilder) -> bool:
        """Whether braces in text are markup, and not the author's own, such as those of a set."""
        if not text.strip():
            return True
        first = self.tokens[at + 1]
        if first.kind in {TokenKind.COMMAND, TokenKind.SIGN}:
            return first.text not in {"{", "}"}
        after = self.tokens[close + 1].text if close + 1 < len(self.tokens) else ""
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
        braced = is_group(self, at + 1, end)
        found = read_argument(self, at + 1, end)
        if found is None or depth > _DEEPEST or not (token.math or (braced and out.size)):
            out.put(token.text)
            return at + 1
        begin, close, after = found
        inside = TextBuilder()
        self.write_range(begin, close, inside, depth + 1)
        if inside.text.strip():
            follows = self.tokens[after].text[:1].isalnum() if after < end else False
            out.put(symbols.script(inside.text, token.text, glued=follows))
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
        letter, after = read_letter(self, at + 1, end)
        if not letter or (name == '"' and letter not in _UMLAUTS):
            if after > at + 1 and name in "~^" and not letter:
                out.put(name)
                return after
            out.put(f"\\{name}{letter}")
            return after if letter else at + 1
        out.put(symbols.accented(letter, symbols.ACCENTS[name]))
        return after

    def _switch(
        self, at: int, end: int, out: TextBuilder, depth: int, styled: list[tuple[int, Style]]
    ) -> int:
        token = self.tokens[at]
        style = symbols.SWITCHES[token.text]
        if style is not None and depth:
            styled.append((out.size, style))
        elif token.text in {"left", "right"} and at + 1 < end and self.tokens[at + 1].text == ".":
            return at + 2
        if token.spaced and token.text == "xspace":
            out.put(" ")
        return at + 1

    def _write_rest_in_script(self, at: int, end: int, out: TextBuilder, depth: int) -> int:
        if depth > _DEEPEST:
            return at + 1
        inside = TextBuilder(last=out.last)
        self.write_range(at + 1, end, inside, depth + 1)
        text = inside.text
        if self.tokens[at].math and len(text) > 1 and not text[1].isalnum():
            out.put(symbols.in_alphabet(text[0], "cal") + text[1:])
        else:
            out.put(symbols.in_alphabet(text.strip(), "cal"))
        return end

    def _write_infix(self, at: int, end: int, out: TextBuilder, depth: int) -> None:
        r"""Write ``a \over b``: the text so far is the numerator."""
        above = out.take()
        below = TextBuilder()
        if depth <= _DEEPEST:
            self.write_range(at + 1, end, below, depth + 1)
        self._was_infix = True
        sign = symbols.INFIX[self.tokens[at].text]
        if sign == "/":
            out.put(f"{symbols.whole(above)}/{symbols.whole(below.text)}")
        else:
            out.put(f"({above.strip()}{sign}{below.text.strip()})")

    def braced(self, at: int, end: int, depth: int) -> tuple[TextBuilder, int] | None:
        """Return the group at ``at``, after any options in brackets, and the index after it."""
        if at < end and self.tokens[at].kind is TokenKind.WORDS:
            text = self.tokens[at].text
            if text.startswith("[") and text.endswith("]"):
                at += 1
        if is_group(self, at, end):
            return self.read(at, end, depth)
        return None

    def read(self, at: int, end: int, depth: int) -> tuple[TextBuilder, int] | None:
        """Return the argument at ``at``, rendered, and the index after it."""
        found = read_argument(self, at, end)
        if found is None or depth > _DEEPEST:
            return None
        begin, close, after = found
        inside = TextBuilder()
        self.write_range(begin, close, inside, depth + 1)
        return inside, after


def _write_verbatim(text: str, out: TextBuilder) -> None:
    if "://" not in text:
        out.put(text)
        return
    address = re.sub(r"\\([_%#&~])", r"\1", text)
    link = TextBuilder()
    link.put(address.rstrip(".,;:!?)]*'"))
    out.add(link, Style.LINK)
    out.put(address[link.size :])
