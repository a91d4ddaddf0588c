"""Commands of the packages physics and siunitx."""

from __future__ import annotations

from octavo_model.text.latex import symbols
from octavo_model.text.latex.mathematics.parsing.characters import symbol
from octavo_model.text.latex.mathematics.parsing.parser import HANDLERS, FormulaParser
from octavo_model.text.latex.mathematics.tree import (
    SPACE,
    Accent,
    Atom,
    AtomKind,
    Fenced,
    Fraction,
    Node,
    Row,
    Scripted,
)

_DERIVATIVES = {
    "dv": "d", "derivative": "d", "pdv": "∂", "partialderivative": "∂", "fdv": "δ",
    "functionalderivative": "δ", "odv": "d", "mdv": "D",
}  # fmt: skip
_AROUND = {
    **symbols.AROUND,
    "ev": ("⟨", "⟩"), "expval": ("⟨", "⟩"), "comm": ("[", "]"), "commutator": ("[", "]"),
    "acomm": ("{", "}"), "anticommutator": ("{", "}"), "pb": ("{", "}"),
    "poissonbracket": ("{", "}"),
    "braket": ("⟨", "⟩"), "innerproduct": ("⟨", "⟩"), "ip": ("⟨", "⟩"), "Bra": ("⟨", "|"),
    "Ket": ("|", "⟩"), "Braket": ("⟨", "⟩"), "Set": ("{", "}"), "absolutevalue": ("|", "|"),
    "expectationvalue": ("⟨", "⟩"), "quantity": ("(", ")"),
    "pqty": ("(", ")"), "bqty": ("[", "]"), "Bqty": ("{", "}"), "vqty": ("|", "|"),
    "order": ("𝒪(", ")"), "evaluated": ("", "|"),
    "parens": ("(", ")"), "brackets": ("[", "]"), "eval": ("", "|"),
}  # fmt: skip
_VECTORS = {"gradient": "∇", "grad": "∇", "divergence": "∇ · ", "curl": "∇ × ", "laplacian": "∇²"}
_NAMED = {"trace": "tr", "Trace": "Tr", "tr": "tr", "Tr": "Tr", "rank": "rank", "erf": "erf",
          "principalvalue": "𝒫", "Residue": "Res", "real": "Re", "imaginary": "Im"}  # fmt: skip
_PREFIXES = {
    "yocto": "y", "zepto": "z", "atto": "a", "femto": "f", "pico": "p", "nano": "n", "micro": "µ",
    "milli": "m", "centi": "c", "deci": "d", "deca": "da", "hecto": "h", "kilo": "k", "mega": "M",
    "giga": "G", "tera": "T", "peta": "P", "exa": "E", "kibi": "Ki", "mebi": "Mi", "gibi": "Gi",
}  # fmt: skip
_UNITS = {
    "meter": "m", "metre": "m", "second": "s", "gram": "g", "kilogram": "kg", "ampere": "A",
    "kelvin": "K", "mole": "mol", "candela": "cd", "hertz": "Hz", "newton": "N", "pascal": "Pa",
    "joule": "J", "watt": "W", "coulomb": "C", "volt": "V", "farad": "F", "ohm": "Ω",
    "siemens": "S", "weber": "Wb", "tesla": "T", "henry": "H", "lumen": "lm", "lux": "lx",
    "becquerel": "Bq", "gray": "Gy", "sievert": "Sv", "liter": "L", "litre": "L", "minute": "min",
    "hour": "h", "day": "d", "degree": "°", "arcminute": "′", "arcsecond": "″", "percent": "%",
    "celsius": "°C", "degreeCelsius": "°C", "electronvolt": "eV", "dalton": "Da", "bar": "bar",
    "byte": "B", "bit": "bit", "decibel": "dB", "radian": "rad", "steradian": "sr", "tonne": "t",
    "angstrom": "Å", "parsec": "pc", "km": "km", "cm": "cm", "mm": "mm", "um": "µm", "nm": "nm",
    "kg": "kg", "mg": "mg", "ms": "ms", "us": "µs", "ns": "ns", "MHz": "MHz", "GHz": "GHz",
    "kHz": "kHz", "Hz": "Hz", "eV": "eV", "keV": "keV", "MeV": "MeV", "GeV": "GeV", "TeV": "TeV",
    "mV": "mV", "kV": "kV", "mA": "mA", "kW": "kW", "MW": "MW", "K": "K", "mK": "mK", "uA": "µA",
}  # fmt: skip
_POWERS = {"squared": "²", "cubed": "³"}


def _derivative(parser: FormulaParser, name: str, end: int, depth: int, font: str) -> list[Node]:
    r"""``\dv[2]{f}{x}``; with one argument it is the operator ``d/dx``."""
    if parser.at < end and parser.tokens[parser.at] not in {"{", "["}:
        return HANDLERS["unknown"](parser, name, end, depth, font)
    sign = Atom(_DERIVATIVES[name.removesuffix("*")])
    degree = parser.option(end, depth)
    first = parser.argument(end, depth)
    variables: list[Row] = []
    while parser.has_group(end) and len(variables) < 3:
        variables.append(parser.argument(end, depth))
    above, variables = (first, variables) if variables else (Row(()), [first])
    below: list[Node] = []
    for variable in variables:
        below.extend((sign, *variable.items))
    top: Node = sign
    if degree is not None and degree.items and len(variables) == 1:
        top = Scripted(sign, above=degree)
        if len(below) > 1:
            below[-1] = Scripted(below[-1], above=degree)
    elif len(variables) > 1:
        top = Scripted(sign, above=Row((Atom(str(len(variables))),)))
    return [Fraction(Row((top, *above.items)), Row(tuple(below)))]


def _differential(parser: FormulaParser, name: str, end: int, depth: int, font: str) -> list[Node]:
    degree = parser.option(end, depth)
    sign: Node = Atom("d")
    if degree is not None:
        sign = Scripted(sign, above=degree)
    return [sign, *(parser.argument(end, depth).items if parser.has_group(end) else ())]


def _around(parser: FormulaParser, name: str, end: int, depth: int, font: str) -> list[Node]:
    left, right = _AROUND[name.removesuffix("*")]
    if not parser.has_group(end) and name not in {"bra", "ket", "Bra", "Ket"}:
        known = symbol(name)
        return [known] if known else HANDLERS["unknown"](parser, name, end, depth, font)
    inside = parser.argument(end, depth)
    if name in {"braket", "innerproduct", "ip", "comm", "commutator", "acomm", "pb"}:
        mark = Atom("|") if left == "⟨" else Atom(",", AtomKind.COMMA)
        if parser.has_group(end):
            inside = Row((*inside.items, mark, *parser.argument(end, depth).items))
    elif name in {"ev", "expval"} and parser.has_group(end):
        state = parser.argument(end, depth).items
        inside = Row((*state, Atom("|"), *inside.items, Atom("|"), *state))
    return [Fenced(left, inside, right)]


def _outer(parser: FormulaParser, name: str, end: int, depth: int, font: str) -> list[Node]:
    r"""``\ketbra{a}{b}`` and ``\mel{a}{A}{b}``."""
    if not parser.has_group(end):
        return HANDLERS["unknown"](parser, name, end, depth, font)
    first, second = parser.argument(end, depth), parser.argument(end, depth)
    if name not in {"mel", "matrixel", "matrixelement"}:
        return [Fenced("|", first, "⟩"), Fenced("⟨", second, "|")]
    third = parser.argument(end, depth)
    bar = Atom("|")
    return [Fenced("⟨", Row((*first.items, bar, *second.items, bar, *third.items)), "⟩")]


def _vector(parser: FormulaParser, name: str, end: int, depth: int, font: str) -> list[Node]:
    return [Atom(_VECTORS[name])]


def _named(parser: FormulaParser, name: str, end: int, depth: int, font: str) -> list[Node]:
    if name == "real" and not parser.has_group(end):  # more often an author's own
        return [Atom("ℝ")]
    return [Atom(_NAMED[name], AtomKind.FUNCTION)]


def _bold_arrow(parser: FormulaParser, name: str, end: int, depth: int, font: str) -> list[Node]:
    mark = {"va": ("\u20d7", "vec"), "vu": ("\u0302", "hat")}[name.removesuffix("*")[:2]]
    return [Accent(parser.argument(end, depth, "bold"), *mark)]


def _number_of(text: str) -> list[Node]:
    digits, _, power = text.replace(" ", "").lower().partition("e")
    digits = digits.replace("+-", " ± ").replace("-", "−")
    nodes: list[Node] = [Atom(digits)] if digits else []
    if power:
        times: list[Node] = [Atom("×", AtomKind.BINARY)] if digits else []
        script = Row((Atom(power.replace("-", "−").removeprefix("+")),))
        nodes.extend([*times, Scripted(Atom("10"), above=script)])
    return nodes


def _unit_of(source: str) -> str:
    r"""Return a unit by its names, ``\kilo\meter\per\second``, or as it is written."""
    if "\\" not in source:
        return source.replace(".", " ").replace("~", " ").replace("{", "").replace("}", "")
    text, is_below, prefix = "", False, ""
    for name in source.replace("{", " ").replace("}", " ").replace("\\", " ").split():
        if name == "per":
            is_below = True
        elif name in _POWERS:
            text += _POWERS[name]
        elif name in _PREFIXES:
            prefix = _PREFIXES[name]
        elif name not in {"square", "cubic", "raiseto", "of"}:
            text += ("/" if is_below else " ") + prefix + _UNITS.get(name, name)
            is_below, prefix = False, ""
    return text.strip()


def _quantity(parser: FormulaParser, name: str, end: int, depth: int, font: str) -> list[Node]:
    parser.option_source(end)
    if not parser.has_group(end):  # that of physics has brackets that grow
        return [] if name == "qty" else HANDLERS["unknown"](parser, name, end, depth, font)
    first = parser.source(end)
    if name in {"num", "ang"}:
        return [*_number_of(first), *([Atom("°")] if name == "ang" else [])]
    if name in {"si", "unit"}:
        return [Atom(_unit_of(first), AtomKind.TEXT)]
    if not parser.has_group(end):
        return _number_of(first)
    return [*_number_of(first), SPACE, Atom(_unit_of(parser.source(end)), AtomKind.TEXT)]


HANDLERS.update(
    {
        **dict.fromkeys((*_DERIVATIVES, "dv*", "pdv*"), _derivative),
        **dict.fromkeys(("differential", "dd"), _differential),
        **dict.fromkeys(_AROUND.keys() - {"pmod", "pod"}, _around),
        **dict.fromkeys(("abs*", "norm*"), _around),
        **dict.fromkeys(("ketbra", "dyad", "outerproduct", "op", "mel", "matrixel",
                         "matrixelement"), _outer),
        **dict.fromkeys(_VECTORS, _vector),
        **dict.fromkeys(_NAMED, _named),
        **dict.fromkeys(("va", "vu"), _bold_arrow),
        **dict.fromkeys(("SI", "qty", "num", "ang", "si", "unit"), _quantity),
    }
)  # fmt: skip
