"""LaTeX in text, written as a person would write it on a line."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from octavo_model.readable import commands, letters
from octavo_model.readable.line import Line, Style
from octavo_model.readable.tokens import Kind, Token, partners, tokens_of

if TYPE_CHECKING:
    from collections.abc import Callable

_ESCAPES = "nrtbf"
"""Letters that stand behind a backslash in what programs wrote."""
_DEEPEST = 20
"""Groups inside groups beyond these are read as if they were not there."""
_SIGNS = {
    " ": " ", ",": " ", ";": " ", ":": " ", ">": " ", "\n": " ", "\\": " ", "!": "", "-": "",
    "/": "", "@": "", "|": "‖", "(": "", ")": "", "[": "", "]": "",
}  # fmt: skip
_ESCAPED = "%&$#_{}<"
_UMLAUTS = "aeiouyAEIOUYıij"
_OPERATORS = {"Sm", "So"}
_COMPOUND = re.compile(r"[\s+\-−±·×/<>=≤≥≠,∪∩∖∘|]")
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


def render(text: str) -> Line:
    """``text`` as a person would write it. In linear time; no text makes it fail."""
    line = Line(last=" ")
    _Renderer(tokens_of(text)).write(line)
    return line


class _Renderer:
    """Writes tokens on lines. A place is that of a token; a range ends before its second place."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._partners = partners(tokens)
        self._quotes = 0
        self._was_infix = False
        # In what came through a program, \" is a quotation mark and no umlaut.
        self._quoting = any(
            token.kind is Kind.SIGN
            and token.text == '"'
            and (after.kind is not Kind.WORDS or not after.text[0].isalpha())
            and after.text[:1] not in {"{", "i", "j"}
            for token, after in zip(tokens, [*tokens[1:], Token(Kind.WORDS, " ")], strict=True)
        )

    def write(self, line: Line) -> None:
        self._write(0, len(self._tokens), line, 0)

    def _write(self, start: int, end: int, line: Line, depth: int) -> None:
        at = start
        styled: list[tuple[int, Style]] = []
        while at < end:
            token = self._tokens[at]
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
                if text in commands.SPACES:
                    line.put(" ")
                    at += 1
                    continue
                if text in commands.SWITCHES:
                    at = self._switch(at, end, line, depth, styled)
                    continue
                if text in commands.INFIX and depth:
                    self._write_infix(at, start, end, line, depth)
                    break
                if text == "cal" and depth:
                    at = self._write_rest_in_script(at, end, line, depth)
                    continue
                at = self._write_command(at, end, line, depth)
                continue
            at += 1
        for begun, style in styled:
            line.style_from(begun, style)

    # ---- what is no command

    def _write_math(self, at: int, line: Line, depth: int) -> int:
        close = self._partners[at]
        if depth > _DEEPEST:
            return at + 1
        while close > at + 1 and self._tokens[at + 1].kind is Kind.SPACE:
            at += 1
        last = close
        while last > at + 1 and self._tokens[last - 1].kind is Kind.SPACE:
            last -= 1
        inside = Line(last=line.last)
        self._write(at + 1, last, inside, depth + 1)
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
        text = self._tokens[at].text
        after = self._tokens[at + 1].text if at + 1 < len(self._tokens) else ""
        option = line.last in " (" and after[:1].isalpha()
        bare = not after or not (
            line.last and (line.last == " " or line.last.isalnum() or line.last in ")]}’”.,′")
        )
        if option or bare or len(text) > 3:
            line.put(text)
        else:
            line.put("–" if len(text) == 2 else "—")

    def _write_quotes(self, at: int, end: int, line: Line) -> None:
        after = self._tokens[at + 1].text if at + 1 < end else ""
        is_open = line.last in " ([\n" and bool(after) and not after[0].isspace()
        if self._tokens[at].text == "``" or (is_open and not self._quotes):
            self._quotes += 1
            line.put("“")
        elif self._quotes:
            self._quotes -= 1
            line.put("”")
        else:
            line.put("''")

    def _write_mark(self, at: int, end: int, line: Line, depth: int) -> int:
        token = self._tokens[at]
        if token.text == "{":
            return self._write_group(at, end, line, depth)
        if token.text == "}":
            if self._partners[at] < 0 and not token.math:
                line.put("}")
            return at + 1
        if token.text == "~":
            self._write_tie(at, end, line)
            return at + 1
        return self._write_script(at, end, line, depth)

    def _write_tie(self, at: int, end: int, line: Line) -> None:
        """A tie is a space between words; before a number it says: about."""
        if at + 1 >= end or line.last in " \n([" or self._tokens[at + 1].text[:1].isspace():
            line.put(" " if self._tokens[at].math else "~")
        else:
            line.put(" ")

    def _write_group(self, at: int, end: int, line: Line, depth: int) -> int:
        token, close = self._tokens[at], self._partners[at]
        if close < 0 or depth > _DEEPEST:
            if not token.math and close < 0:
                line.put("{")
            return at + 1
        inside = Line(last=line.last)
        self._was_infix = False
        self._write(at + 1, close, inside, depth + 1)
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
        first = self._tokens[at + 1]
        if first.kind in {Kind.COMMAND, Kind.SIGN}:
            return first.text not in {"{", "}"}
        after = self._tokens[close + 1].text if close + 1 < len(self._tokens) else ""
        if not _WORD.fullmatch(text):
            return first.kind is Kind.MARK and first.text == "{"
        # After a command that nobody knows they are its own.
        before = self._tokens[at - 1] if at else None
        if before is not None and before.kind in {Kind.COMMAND, Kind.SIGN}:
            return before.kind is Kind.SIGN or commands.is_known(before.text)
        return line.last.isalpha() or after[:1].isalpha() or text.isalpha()

    def _write_script(self, at: int, end: int, line: Line, depth: int) -> int:
        """Above or below the line; in text only with braces, as names have underscores too."""
        token = self._tokens[at]
        braced = at + 1 < end and self._tokens[at + 1].text == "{" and self._partners[at + 1] >= 0
        found = self._argument(at + 1, end)
        if found is None or depth > _DEEPEST or not (token.math or (braced and line.size)):
            line.put(token.text)
            return at + 1
        begin, close, after = found
        inside = Line()
        self._write(begin, close, inside, depth + 1)
        if inside.text.strip():
            follows = self._tokens[after].text[:1].isalnum() if after < end else False
            line.put(letters.script(inside.text, token.text, glued=follows))
        return after

    def _write_sign(self, at: int, end: int, line: Line, depth: int) -> int:
        token = self._tokens[at]
        if token.text in _ESCAPED:
            line.put(token.text)
        elif token.text in letters.ACCENTS and not (token.text == '"' and self._quoting):
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
        name = self._tokens[at].text
        letter, after = self._letter(at + 1, end)
        if not letter or (name == '"' and letter not in _UMLAUTS):
            if after > at + 1 and name in "~^" and not letter:
                line.put(name)
                return after
            line.put(f"\\{name}{letter}")
            return after if letter else at + 1
        line.put(letters.accented(letter, letters.ACCENTS[name]))
        return after

    def _letter(self, at: int, end: int) -> tuple[str, int]:
        r"""The letter at ``at``, bare, in braces or as a command (``\i``), and where it ends."""
        tokens = self._tokens
        while at < end and (tokens[at].kind is Kind.SPACE or tokens[at].text == " "):
            at += 1
        if at >= end:
            return "", at
        token, close = tokens[at], self._partners[at]
        if token.kind is Kind.WORDS:
            text = token.text.lstrip(" ") if token.text[:2] != "  " else token.text
            if not text[:1].isalpha():
                return "", at
            rest = text[1:]
            tokens[at] = token._replace(text=rest)
            return text[0], at if rest else at + 1
        if token.kind is Kind.COMMAND and token.text in commands.LETTERS:
            return commands.symbol(token.text, math=False) or "", at + 1
        if token.text == "{" and token.kind is Kind.MARK and close >= 0:
            if close == at + 1:
                return "", close + 1
            if close == at + 2:
                inside = tokens[at + 1]
                text = inside.text.strip()
                if inside.kind is Kind.COMMAND and text in commands.LETTERS:
                    return commands.symbol(text, math=False) or "", close + 1
                if inside.kind is Kind.WORDS and len(text) == 1 and text.isalpha():
                    return text, close + 1
        return "", at

    # ---- commands

    def _switch(
        self, at: int, end: int, line: Line, depth: int, styled: list[tuple[int, Style]]
    ) -> int:
        token = self._tokens[at]
        style = commands.SWITCHES[token.text]
        if style is not None and depth:
            styled.append((line.size, style))
        elif token.text in {"left", "right"} and at + 1 < end and self._tokens[at + 1].text == ".":
            return at + 2
        if token.spaced and token.text == "xspace":
            line.put(" ")
        return at + 1

    def _write_rest_in_script(self, at: int, end: int, line: Line, depth: int) -> int:
        if depth > _DEEPEST:
            return at + 1
        inside = Line(last=line.last)
        self._write(at + 1, end, inside, depth + 1)
        text = inside.text
        if self._tokens[at].math and len(text) > 1 and not text[1].isalnum():
            line.put(letters.in_alphabet(text[0], "cal") + text[1:])
        else:
            line.put(letters.in_alphabet(text.strip(), "cal"))
        return end

    def _write_infix(self, at: int, start: int, end: int, line: Line, depth: int) -> None:
        """``a \\over b``: what the line holds is what stands above."""
        above = line.take()
        below = Line()
        if depth <= _DEEPEST:
            self._write(at + 1, end, below, depth + 1)
        self._was_infix = True
        sign = commands.INFIX[self._tokens[at].text]
        if sign == "/":
            line.put(f"{_whole(above)}/{_whole(below.text)}")
        else:
            line.put(f"({above.strip()}{sign}{below.text.strip()})")

    def _write_command(self, at: int, end: int, line: Line, depth: int) -> int:
        token = self._tokens[at]
        name = token.text
        for known, write in _WRITERS:
            if name in known:
                return write(self, at, end, line, depth)
        meant = commands.symbol(name, math=token.math)
        if meant is not None:
            self._write_symbol(meant, token, line)
        elif name in commands.ABBREVIATIONS and not token.math:
            self._write_abbreviation(at, end, line)
        elif name in commands.FUNCTIONS:
            line.put_function(name, spaced=token.spaced)
        elif name in commands.INFIX:
            line.put(commands.INFIX[name])
        elif token.math:
            return self._write_unknown(at, end, line, depth)
        elif len(name) == 1 and name not in _ESCAPES:
            return self._write_letter(at, end, line, depth)
        else:
            line.put(f"\\{name}{'*' if token.star else ''}")
            if token.spaced:
                line.put(" ")
        return at + 1

    def _write_letter(self, at: int, end: int, line: Line, depth: int) -> int:
        """In text a command of one letter, of the author's own: what it is given, else its name."""
        name = self._tokens[at].text
        found = self._braced(at + 1, end, depth)
        if found is not None:
            # arXiv tells \chi as \c{hi} at times, as if that were an accent.
            meant = commands.symbol(name + found[0].text, math=False)
            if meant is not None:
                line.put(meant)
            else:
                line.add(found[0])
            return found[1]
        line.put(name)
        if self._tokens[at].spaced:
            line.put(" ")
        return at + 1

    def _write_symbol(self, meant: str, token: Token, line: Line) -> None:
        if meant.isalnum() and len(meant) > 1:
            line.put_function(meant, spaced=token.spaced)
        elif not token.math:
            line.put(meant)
            if token.spaced and token.text not in commands.LETTERS:
                line.put(" ")
        elif unicodedata.category(meant) in _OPERATORS:
            line.put_operator(meant, spaced=token.spaced)
        else:
            if unicodedata.category(meant) == "Pe":
                line.drop_space()
            line.put(meant)
            if token.spaced and unicodedata.category(meant) in {"Po", "Pe"}:
                line.want_space()

    def _write_abbreviation(self, at: int, end: int, line: Line) -> None:
        token = self._tokens[at]
        meant = commands.ABBREVIATIONS[token.text]
        after = self._tokens[at + 1].text if at + 1 < end else ""
        line.put(meant[:-1] if after.startswith(".") and not token.spaced else meant)
        if token.spaced:
            line.put(" ")

    def _write_unknown(self, at: int, end: int, line: Line, depth: int) -> int:
        """A command of the author's own, in mathematics: its name, and what it is given."""
        token = self._tokens[at]
        name = token.text
        if len(name) == 2 and name[0] == "c" and name[1].isupper():
            line.put(letters.in_alphabet(name[1], "cal"))
        elif len(name) == 2 and name[0] == "b":
            begun = line.size
            line.put(name[1])
            line.style_from(begun, Style.BOLD)
        elif len(name) == 1:
            line.put(name)
        else:
            line.put_function(name, spaced=token.spaced)
        if at + 1 < end and self._tokens[at + 1].text == "{" and self._partners[at + 1] >= 0:
            found = self._read(at + 1, end, depth)
            if found is not None and found[0].text.strip():
                line.put("(")
                line.add(found[0])
                line.put(")")
            return found[1] if found is not None else at + 1
        return at + 1

    def _write_styled(self, at: int, end: int, line: Line, depth: int) -> int:
        token = self._tokens[at]
        found = self._read(at + 1, end, depth)
        if found is None:
            return at + 1
        if token.math and token.text.startswith("operatorname"):
            line.put_function("", spaced=False)
        line.add(found[0], commands.STYLED[token.text])
        return found[1]

    def _write_alphabet(self, at: int, end: int, line: Line, depth: int) -> int:
        found = self._read(at + 1, end, depth)
        if found is None:
            return at + 1
        line.put(letters.in_alphabet(found[0].text.strip(), self._tokens[at].text))
        return found[1]

    def _write_accented(self, at: int, end: int, line: Line, depth: int) -> int:
        found = self._read(at + 1, end, depth)
        if found is None:
            return at + 1
        text = found[0].text.strip()
        if len(text) == 1 and text.isalnum():
            line.put(letters.accented(text, letters.MATH_ACCENTS[self._tokens[at].text]))
        else:
            line.add(found[0])
        return found[1]

    def _write_letter_accent(self, at: int, end: int, line: Line, depth: int) -> int:
        token = self._tokens[at]
        letter, after = self._letter(at + 1, end)
        braced = at + 1 < end and self._tokens[at + 1].text == "{"
        if letter and (token.spaced or braced or after > at + 1):
            line.put(letters.accented(letter, letters.ACCENTS[token.text]))
            return after
        if token.math:
            return self._write_unknown(at, end, line, depth)
        if token.text in _ESCAPES and not braced:
            line.put(f"\\{token.text}")
            if token.spaced:
                line.put(" ")
            return at + 1
        return self._write_letter(at, end, line, depth)

    def _write_fraction(self, at: int, end: int, line: Line, depth: int) -> int:
        above = self._read(at + 1, end, depth)
        below = self._read(above[1], end, depth) if above else None
        if above is None or below is None:
            return above[1] - 0 if above and self._put(above[0], line) else at + 1
        text = f"{_whole(above[0].text)}/{_whole(below[0].text)}"
        after = self._tokens[below[1]] if below[1] < end else None
        beside = after is not None and (after.text[:1].isalnum() or after.text == "{")
        if line.last.isalnum() or beside:
            text = f"({text})"
        line.put(text)
        return below[1]

    @staticmethod
    def _put(other: Line, line: Line) -> bool:
        line.add(other)
        return True

    def _write_root(self, at: int, end: int, line: Line, depth: int) -> int:
        at += 1
        root = ""
        if at < end and self._tokens[at].text == "[":
            close = next(
                (one for one in range(at, min(at + 12, end)) if self._tokens[one].text == "]"), None
            )
            if close is not None:
                degree = Line()
                self._write(at + 1, close, degree, depth + 1)
                root, at = letters.script(degree.text, "^", glued=False), close + 1
        found = self._read(at, end, depth)
        if found is None:
            line.put(f"{root}√")
            return at
        line.put(f"{root}√{_whole(found[0].text)}")
        return found[1]

    def _write_binomial(self, at: int, end: int, line: Line, depth: int) -> int:
        above = self._read(at + 1, end, depth)
        below = self._read(above[1], end, depth) if above else None
        if above is None or below is None:
            return at + 1
        line.put(f"({above[0].text.strip()} choose {below[0].text.strip()})")
        return below[1]

    def _write_around(self, at: int, end: int, line: Line, depth: int) -> int:
        braced = at + 1 < end and self._tokens[at + 1].text == "{" and self._partners[at + 1] >= 0
        found = self._read(at + 1, end, depth) if braced else None
        name = self._tokens[at].text
        if found is None:
            line.put_function(name, spaced=self._tokens[at].spaced)
            return at + 1
        left, right = commands.AROUND[name]
        line.put(f" {left}" if name == "pmod" else left)
        line.add(found[0])
        line.put(right)
        return found[1]

    def _write_not(self, at: int, end: int, line: Line, depth: int) -> int:
        after = self._tokens[at + 1] if at + 1 < end else Token(Kind.SPACE, "")
        meant = after.text[:1] if after.kind is Kind.WORDS else None
        if after.kind is Kind.COMMAND:
            meant = commands.symbol(after.text, math=True)
        if meant is None or len(meant) != 1 or meant.isspace() or meant.isalnum():
            line.put("¬")
            return at + 1
        line.put_operator(unicodedata.normalize("NFC", meant + "\u0338"), spaced=after.spaced)
        if after.kind is Kind.WORDS and len(after.text) > 1:
            self._tokens[at + 1] = after._replace(text=after.text[1:])
            return at + 1
        return at + 2

    def _write_citation(self, at: int, end: int, line: Line, depth: int) -> int:
        found = self._braced(at + 1, end, depth)
        if found is None:
            return at + 1
        option = self._tokens[at + 1].text.strip("[]") if found[1] > at + 1 else ""
        option = option if self._tokens[at + 1].kind is Kind.WORDS else ""
        told = ", ".join(filter(None, (option.strip(), found[0].text.strip())))
        if told:
            line.put(f"[{told}]")
        return found[1]

    def _write_address(self, at: int, end: int, line: Line, depth: int) -> int:
        found = self._braced(at + 1, end, depth)
        if found is None:
            return at + 1
        address, after = found
        link = Line()
        link.put(address.text.strip())
        if self._tokens[at].text != "href":
            line.add(link, Style.LINK)
            return after
        name = self._braced(after, end, depth)
        if name is not None:
            line.add(name[0])
            line.put(" (")
            line.add(link, Style.LINK)
            line.put(")")
            return name[1]
        line.add(link, Style.LINK)
        return after

    def _write_footnote(self, at: int, end: int, line: Line, depth: int) -> int:
        found = self._braced(at + 1, end, depth)
        if found is None:
            return at + 1
        line.put(" (")
        line.add(found[0])
        line.put(")")
        return found[1]

    def _write_environment(self, at: int, end: int, line: Line, depth: int) -> int:
        found = self._braced(at + 1, end, depth)
        line.put(" ")
        return found[1] if found is not None else at + 1

    def _write_item(self, at: int, end: int, line: Line, depth: int) -> int:
        line.put(" • ")
        return at + 1

    # ---- arguments

    def _braced(self, at: int, end: int, depth: int) -> tuple[Line, int] | None:
        """The group at ``at``, behind any options in brackets, and where it ends."""
        if at < end and self._tokens[at].kind is Kind.WORDS:
            text = self._tokens[at].text
            if text.startswith("[") and text.endswith("]"):
                at += 1
        if at < end and self._tokens[at].text == "{" and self._partners[at] >= 0:
            return self._read(at, end, depth)
        return None

    def _read(self, at: int, end: int, depth: int) -> tuple[Line, int] | None:
        """What a command at ``at`` is given, written, and where it ends."""
        found = self._argument(at, end)
        if found is None or depth > _DEEPEST:
            return None
        begin, close, after = found
        inside = Line()
        self._write(begin, close, inside, depth + 1)
        return inside, after

    def _argument(self, at: int, end: int) -> tuple[int, int, int] | None:
        """The range of the argument at ``at``, and where what follows it begins."""
        tokens = self._tokens
        while at < end and tokens[at].kind is Kind.SPACE:
            at += 1
        if at >= end:
            return None
        token = tokens[at]
        if token.kind is Kind.MARK:
            if token.text == "{" and self._partners[at] >= 0:
                return at + 1, self._partners[at], self._partners[at] + 1
            return None
        if not token.math:
            return None
        begin = at
        while at < end and tokens[at].kind is Kind.COMMAND and tokens[at].text in _TAKING:
            at += 1
        if at >= end:
            return None
        if tokens[at].text == "{" and self._partners[at] >= 0 and at > begin:
            return begin, self._partners[at] + 1, self._partners[at] + 1
        return begin, at + 1, at + 1


def _whole(text: str) -> str:
    """``text`` as one part of a fraction: in parentheses, where it has parts of its own."""
    text = text.strip()
    if len(text) > 1 and _COMPOUND.search(text) and not _is_wrapped(text):
        return f"({text})"
    return text


def _is_wrapped(text: str) -> bool:
    if not (text.startswith("(") and text.endswith(")")):
        return False
    depth = 0
    for place, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if not depth and place < len(text) - 1:
            return False
    return True


if TYPE_CHECKING:
    Writer = Callable[[_Renderer, int, int, Line, int], int]

_LETTER_ACCENTS = frozenset(name for name in letters.ACCENTS if name.isalpha())
_WRITERS: tuple[tuple[frozenset[str], Writer], ...] = (
    (frozenset(commands.STYLED), _Renderer._write_styled),
    (frozenset(letters.ALPHABETS), _Renderer._write_alphabet),
    (frozenset(letters.MATH_ACCENTS), _Renderer._write_accented),
    (_LETTER_ACCENTS, _Renderer._write_letter_accent),
    (commands.FRACTIONS, _Renderer._write_fraction),
    (frozenset({"sqrt"}), _Renderer._write_root),
    (frozenset({"binom", "dbinom", "tbinom"}), _Renderer._write_binomial),
    (frozenset(commands.AROUND), _Renderer._write_around),
    (frozenset({"not"}), _Renderer._write_not),
    (commands.CITATIONS, _Renderer._write_citation),
    (frozenset({"url", "path", "href", "nolinkurl"}), _Renderer._write_address),
    (frozenset({"footnote"}), _Renderer._write_footnote),
    (frozenset({"begin", "end"}), _Renderer._write_environment),
    (frozenset({"item"}), _Renderer._write_item),
)
_TAKING = (
    frozenset(commands.STYLED) | frozenset(letters.ALPHABETS) | frozenset(letters.MATH_ACCENTS)
)
