"""LaTeX in text, written as a person would write it on a line."""

from __future__ import annotations

import re

from octavo_model.text.latex import macros, symbols
from octavo_model.text.latex.spans import Line, Style
from octavo_model.text.latex.tokens import Kind, Token, partners, tokens_of

_DEEPEST = 20
"""Groups inside groups beyond these are read as if they were not there."""
_SIGNS = {
    " ": " ", ",": " ", ";": " ", ":": " ", ">": " ", "\n": " ", "\\": " ", "!": "", "-": "",
    "/": "", "@": "", "|": "‖", "(": "(", ")": ")", "[": "[", "]": "]",
}  # fmt: skip
_ESCAPED = "%&$#_{}<"
_UMLAUTS = "aeiouyAEIOUYıij"
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


def render(text: str) -> Line:
    """``text`` as a person would write it. In linear time; no text makes it fail."""
    line = Line(last=" ")
    Renderer(tokens_of(text), may_quote='\\"' in text).write(line)
    return line


class Renderer:
    """Writes tokens on lines. A place is that of a token; a range ends before its second place."""

    def __init__(self, tokens: list[Token], *, may_quote: bool = True) -> None:
        self.tokens = tokens
        self.partners = partners(tokens)
        self._quotes = 0
        self._was_infix = False
        # In what came through a program, \" is a quotation mark and no umlaut.
        self._quoting = may_quote and any(
            token.kind is Kind.SIGN
            and token.text == '"'
            and (after.kind is not Kind.WORDS or not after.text[0].isalpha())
            and after.text[:1] not in {"{", "i", "j"}
            for token, after in zip(tokens, [*tokens[1:], Token(Kind.WORDS, " ")], strict=True)
        )

    def write(self, line: Line) -> None:
        """Write all of it."""
        self.write_range(0, len(self.tokens), line, 0)

    def write_range(self, start: int, end: int, line: Line, depth: int) -> None:
        """Write the tokens from ``start`` to before ``end``, ``depth`` groups deep."""
        at = start
        styled: list[tuple[int, Style]] = []
        while at < end:
            token = self.tokens[at]
            kind, text = token.kind, token.text
            if kind is Kind.WORDS:
                line.put(text if not token.math else "′" if text == "'" else text)
            elif kind is Kind.VERBATIM:
                self._write_verbatim(text, line)
            elif kind is Kind.SPACE:
                line.put(" ")
            elif kind is Kind.DASHES:
                self._write_dashes(at, line)
            elif kind is Kind.QUOTES:
                self._write_quotes(at, end, line)
            elif kind is Kind.SIGN:
                at = self._write_sign(at, end, line, depth)
                continue
            elif kind is Kind.MARK:
                at = self._write_mark(at, end, line, depth)
                continue
            elif kind is Kind.BEGIN:
                at = self._write_math(at, line, depth)
                continue
            elif kind is Kind.COMMAND:
                if text in symbols.SPACES:
                    line.put(" ")
                    at += 1
                    continue
                if text in symbols.SWITCHES:
                    at = self._switch(at, end, line, depth, styled)
                    continue
                if text in symbols.INFIX and depth:
                    self._write_infix(at, start, end, line, depth)
                    break
                if text == "cal" and depth:
                    at = self._write_rest_in_script(at, end, line, depth)
                    continue
                at = macros.write(self, at, end, line, depth)
                continue
            at += 1
        for begun, style in styled:
            line.style_from(begun, style)

    # ---- what is no command

    def _write_math(self, at: int, line: Line, depth: int) -> int:
        close = self.partners[at]
        if depth > _DEEPEST:
            return at + 1
        while close > at + 1 and self.tokens[at + 1].kind is Kind.SPACE:
            at += 1
        last = close
        while last > at + 1 and self.tokens[last - 1].kind is Kind.SPACE:
            last -= 1
        inside = Line(last=line.last)
        self.write_range(at + 1, last, inside, depth + 1)
        line.add(inside)
        return close + 1

    def _write_verbatim(self, text: str, line: Line) -> None:
        if "://" not in text:
            line.put(text)
            return
        address = re.sub(r"\\([_%#&~])", r"\1", text)
        link = Line()
        link.put(address.rstrip(".,;:!?)]*'"))
        line.add(link, Style.LINK)
        line.put(address[link.size :])

    def _write_dashes(self, at: int, line: Line) -> None:
        """Two make a range or a pause, three a longer pause; before an option they stay."""
        text = self.tokens[at].text
        after = self.tokens[at + 1].text if at + 1 < len(self.tokens) else ""
        option = line.last in " (" and after[:1].isalpha()
        bare = not after or not (
            line.last and (line.last == " " or line.last.isalnum() or line.last in ")]}’”.,′")
        )
        if option or bare or len(text) > 3:
            line.put(text)
        else:
            line.put("–" if len(text) == 2 else "—")

    def _write_quotes(self, at: int, end: int, line: Line) -> None:
        after = self.tokens[at + 1].text if at + 1 < end else ""
        is_open = line.last in " ([\n" and bool(after) and not after[0].isspace()
        if self.tokens[at].text == "``" or (is_open and not self._quotes):
            self._quotes += 1
            line.put("“")
        elif self._quotes:
            self._quotes -= 1
            line.put("”")
        else:
            line.put("''")

    def _write_mark(self, at: int, end: int, line: Line, depth: int) -> int:
        token = self.tokens[at]
        if token.text == "{":
            return self._write_group(at, end, line, depth)
        if token.text == "}":
            if self.partners[at] < 0 and not token.math:
                line.put("}")
            return at + 1
        if token.text == "~":
            self._write_tie(at, end, line)
            return at + 1
        return self._write_script(at, end, line, depth)

    def _write_tie(self, at: int, end: int, line: Line) -> None:
        """A tie is a space between words; before a number it says: about."""
        if at + 1 >= end or line.last in " \n([" or self.tokens[at + 1].text[:1].isspace():
            line.put(" " if self.tokens[at].math else "~")
        else:
            line.put(" ")

    def _write_group(self, at: int, end: int, line: Line, depth: int) -> int:
        token, close = self.tokens[at], self.partners[at]
        if close < 0 or depth > _DEEPEST:
            if not token.math and close < 0:
                line.put("{")
            return at + 1
        inside = Line(last=line.last)
        self._was_infix = False
        self.write_range(at + 1, close, inside, depth + 1)
        if token.math or self._was_infix or self._is_dress(at, close, inside.text, line):
            line.add(inside)
        else:
            line.put("{")
            line.add(inside)
            line.put("}")
        return close + 1

    def _is_dress(self, at: int, close: int, text: str, line: Line) -> bool:
        """Whether braces in text are TeX's, and not the author's: a set, say."""
        if not text.strip():
            return True
        first = self.tokens[at + 1]
        if first.kind in {Kind.COMMAND, Kind.SIGN}:
            return first.text not in {"{", "}"}
        after = self.tokens[close + 1].text if close + 1 < len(self.tokens) else ""
        if not _WORD.fullmatch(text):
            return first.kind is Kind.MARK and first.text == "{"
        # After a command that nobody knows they are its own.
        before = self.tokens[at - 1] if at else None
        if before is not None and before.kind in {Kind.COMMAND, Kind.SIGN}:
            return before.kind is Kind.SIGN or symbols.is_known(before.text)
        return line.last.isalpha() or after[:1].isalpha() or text.isalpha()

    def _write_script(self, at: int, end: int, line: Line, depth: int) -> int:
        """Above or below the line; in text only with braces, as names have underscores too."""
        token = self.tokens[at]
        braced = at + 1 < end and self.tokens[at + 1].text == "{" and self.partners[at + 1] >= 0
        found = self.argument(at + 1, end)
        if found is None or depth > _DEEPEST or not (token.math or (braced and line.size)):
            line.put(token.text)
            return at + 1
        begin, close, after = found
        inside = Line()
        self.write_range(begin, close, inside, depth + 1)
        if inside.text.strip():
            follows = self.tokens[after].text[:1].isalnum() if after < end else False
            line.put(symbols.script(inside.text, token.text, glued=follows))
        return after

    def _write_sign(self, at: int, end: int, line: Line, depth: int) -> int:
        token = self.tokens[at]
        if token.text in _ESCAPED:
            line.put(token.text)
        elif token.text in symbols.ACCENTS and not (token.text == '"' and self._quoting):
            return self._write_accent(at, end, line)
        elif token.text == '"':
            line.put('"')
        elif (meant := _SIGNS.get(token.text)) is not None:
            line.put(meant)
        else:
            line.put("\\" + token.text)
        return at + 1

    def _write_accent(self, at: int, end: int, line: Line) -> int:
        """An accent and the letter it stands on; what is no accent after all stays."""
        name = self.tokens[at].text
        letter, after = self.letter(at + 1, end)
        if not letter or (name == '"' and letter not in _UMLAUTS):
            if after > at + 1 and name in "~^" and not letter:
                line.put(name)
                return after
            line.put(f"\\{name}{letter}")
            return after if letter else at + 1
        line.put(symbols.accented(letter, symbols.ACCENTS[name]))
        return after

    def letter(self, at: int, end: int) -> tuple[str, int]:
        r"""The letter at ``at``, bare, in braces or as a command (``\i``), and where it ends."""
        tokens = self.tokens
        while at < end and (tokens[at].kind is Kind.SPACE or tokens[at].text == " "):
            at += 1
        if at >= end:
            return "", at
        token, close = tokens[at], self.partners[at]
        if token.kind is Kind.WORDS:
            text = token.text.lstrip(" ") if token.text[:2] != "  " else token.text
            if not text[:1].isalpha():
                return "", at
            rest = text[1:]
            tokens[at] = token._replace(text=rest)
            return text[0], at if rest else at + 1
        if token.kind is Kind.COMMAND and token.text in symbols.LETTERS:
            return symbols.symbol(token.text, math=False) or "", at + 1
        if token.text == "{" and token.kind is Kind.MARK and close >= 0:
            if close == at + 1:
                return "", close + 1
            if close == at + 2:
                inside = tokens[at + 1]
                text = inside.text.strip()
                if inside.kind is Kind.COMMAND and text in symbols.LETTERS:
                    return symbols.symbol(text, math=False) or "", close + 1
                if inside.kind is Kind.WORDS and len(text) == 1 and text.isalpha():
                    return text, close + 1
        return "", at

    # ---- commands

    def _switch(
        self, at: int, end: int, line: Line, depth: int, styled: list[tuple[int, Style]]
    ) -> int:
        token = self.tokens[at]
        style = symbols.SWITCHES[token.text]
        if style is not None and depth:
            styled.append((line.size, style))
        elif token.text in {"left", "right"} and at + 1 < end and self.tokens[at + 1].text == ".":
            return at + 2
        if token.spaced and token.text == "xspace":
            line.put(" ")
        return at + 1

    def _write_rest_in_script(self, at: int, end: int, line: Line, depth: int) -> int:
        if depth > _DEEPEST:
            return at + 1
        inside = Line(last=line.last)
        self.write_range(at + 1, end, inside, depth + 1)
        text = inside.text
        if self.tokens[at].math and len(text) > 1 and not text[1].isalnum():
            line.put(symbols.in_alphabet(text[0], "cal") + text[1:])
        else:
            line.put(symbols.in_alphabet(text.strip(), "cal"))
        return end

    def _write_infix(self, at: int, start: int, end: int, line: Line, depth: int) -> None:
        r"""``a \over b``: what the line holds is what stands above."""
        above = line.take()
        below = Line()
        if depth <= _DEEPEST:
            self.write_range(at + 1, end, below, depth + 1)
        self._was_infix = True
        sign = symbols.INFIX[self.tokens[at].text]
        if sign == "/":
            line.put(f"{symbols.whole(above)}/{symbols.whole(below.text)}")
        else:
            line.put(f"({above.strip()}{sign}{below.text.strip()})")

    # ---- arguments

    def braced(self, at: int, end: int, depth: int) -> tuple[Line, int] | None:
        """The group at ``at``, behind any options in brackets, and where it ends."""
        if at < end and self.tokens[at].kind is Kind.WORDS:
            text = self.tokens[at].text
            if text.startswith("[") and text.endswith("]"):
                at += 1
        if at < end and self.tokens[at].text == "{" and self.partners[at] >= 0:
            return self.read(at, end, depth)
        return None

    def read(self, at: int, end: int, depth: int) -> tuple[Line, int] | None:
        """What a command at ``at`` is given, written, and where it ends."""
        found = self.argument(at, end)
        if found is None or depth > _DEEPEST:
            return None
        begin, close, after = found
        inside = Line()
        self.write_range(begin, close, inside, depth + 1)
        return inside, after

    def argument(self, at: int, end: int) -> tuple[int, int, int] | None:
        """The range of the argument at ``at``, and where what follows it begins."""
        tokens = self.tokens
        while at < end and tokens[at].kind is Kind.SPACE:
            at += 1
        if at >= end:
            return None
        token = tokens[at]
        if token.kind is Kind.MARK:
            if token.text == "{" and self.partners[at] >= 0:
                return at + 1, self.partners[at], self.partners[at] + 1
            return None
        if not token.math:
            return None
        begin = at
        while at < end and tokens[at].kind is Kind.COMMAND and tokens[at].text in macros.TAKING:
            at += 1
        if at >= end:
            return None
        if tokens[at].text == "{" and self.partners[at] >= 0 and at > begin:
            return begin, self.partners[at] + 1, self.partners[at] + 1
        return begin, at + 1, at + 1
