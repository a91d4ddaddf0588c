"""Names of commands, by what they mean."""

from __future__ import annotations

from octavo_model.text.latex import symbols

FONTS = {
    "mathbf": "bold", "boldsymbol": "bold italic", "bm": "bold italic", "pmb": "bold italic",
    "symbf": "bold", "mathbfit": "bold italic", "textbf": "bold", "vb": "bold", "vect": "bold",
    "mathbb": "double", "Bbb": "double", "mathds": "double", "mathbbm": "double",
    "mathbbmss": "double", "bb": "double", "mathcal": "script", "mathscr": "script",
    "symcal": "script", "EuScript": "script", "mathpzc": "script", "mathfrak": "fraktur",
    "mathsf": "sans", "mathsfit": "sans", "mathtt": "mono", "mathrm": "roman", "mathit": "roman",
    "mathup": "roman", "symup": "roman", "textup": "roman", "symrm": "roman",
    "mathnormal": "", "mathord": "", "mathopen": "", "mathclose": "", "mathpunct": "",
    "mathinner": "", "displaylimits": "",
}  # fmt: skip
ACCENTS = {
    "undertilde": ("\u0330", "undertilde"), "wtilde": ("\u0303", "tilde"),
    "underleftarrow": ("\u20ee", "underleftvec"), "wideparen": ("\u0311", "arc"),
    **{name: (mark, name) for name, mark in symbols.MATH_ACCENTS.items()},
    "overline": ("\u0305", "bar"), "widehat": ("\u0302", "hat"), "widetilde": ("\u0303", "tilde"),
    "widebar": ("\u0304", "bar"), "underline": ("\u0332", "underbar"), "ring": ("\u030a", "ring"),
    "underbar": ("\u0331", "underbar"), "uline": ("\u0332", "underbar"),
    "overrightarrow": ("\u20d7", "vec"), "overleftarrow": ("\u20d6", "leftvec"),
    "overleftrightarrow": ("\u20e1", "arrows"), "dddot": ("\u20db", "dddot"),
    "ddddot": ("\u20dc", "ddddot"), "widecheck": ("\u030c", "check"),
    "mathring": ("\u030a", "ring"),
    "utilde": ("\u0330", "undertilde"), "underrightarrow": ("\u20ef", "undervec"),
    "cancel": ("\u0336", "cancelled"), "bcancel": ("\u0336", "cancelled"),
    "xcancel": ("\u0336", "cancelled"), "Hat": ("\u0302", "hat"), "Tilde": ("\u0303", "tilde"),
    "Bar": ("\u0304", "bar"), "Vec": ("\u20d7", "vec"), "Dot": ("\u0307", "dot"),
    "Ddot": ("\u0308", "ddot"), "slashed": ("\u0338", "slashed"), "not": ("\u0338", "not"),
    "mathstrike": ("\u0336", "cancelled"), "sout": ("\u0336", "cancelled"),
}  # fmt: skip
FRACTIONS = {"frac": True, "dfrac": True, "cfrac": True, "tfrac": False, "nicefrac": False,
              "sfrac": False, "flatfrac": False, "xfrac": False}  # fmt: skip
TEXTS = (
    "text", "textrm", "textit", "textsf", "texttt", "textsc", "textmd", "textnormal", "mbox",
    "hbox", "fbox", "makebox", "emph", "textsl", "intertext", "shortintertext", "vbox", "framebox",
    "textquote", "enquote", "texorpdfstring", "textipa", "rlap", "llap",
)  # fmt: skip
SAME = (
    "ensuremath", "smash", "smashoperator", "adjustlimits", "shoveleft", "shoveright", "Aboxed",
    "lefteqn", "MoveEqLeft", "mathclap", "mathrlap", "mathllap", "clap", "boxed", "protect",
    "mathchoice", "relax", "centerline", "nolimits", "limits", "protected", "vcenter", "pmatrixx",
    "mathsurround", "cramped", "displaystyle", "textstyle", "scriptstyle", "scriptscriptstyle",
    "nonumber", "notag", "strut", "mathstrut", "allowbreak", "nobreak", "break", "ignorespaces",
    "leavevmode", "centering", "hfil", "hfill", "hss", "vfil", "vfill", "null", "noindent", "big",
    "Big", "bigg", "Bigg", "bigm", "Bigm", "biggm", "Biggm", "displaylimits", "crcr", "noalign",
    "par", "indent",
    "maketitle", "tiny", "scriptsize", "footnotesize", "small", "normalsize", "large", "Large",
    "LARGE", "huge", "Huge", "nolinebreak", "linebreak", "medskip", "smallskip", "bigskip", "!",
    "-", "/", "@", "(", ")", "expandafter", "egroup", "bgroup", "begingroup", "endgroup", "global",
    "long", "nonfrenchspacing", "mskip", "unskip", "unkern", "vline", "futurelet", "[", "]",
    "negthinspace", "negmedspace", "negthickspace", "let", "def", "sloppy", "raggedright",
    "qedhere", "pagebreak", "newpage", "nopagebreak", "goodbreak", "filbreak", "fam", "nonscript",
)  # fmt: skip
SPACES = (",", ":", ";", ">", " ", "\n", "thinspace", "medspace", "thickspace", "enspace", "enskip",
          "space", "nobreakspace")  # fmt: skip
GAPS = ("quad", "qquad", "\\", "cr", "newline")
LENGTHS = ("kern", "mkern", "hskip", "mskip", "vskip", "penalty", "raise", "lower", "hangindent",
            "moveleft", "moveright", "abovedisplayskip", "belowdisplayskip")  # fmt: skip
WITHOUT_SHOW = ("label", "vspace", "hphantom", "vphantom", "phantom", "color",
                 "fontsize", "setlength", "pagecolor", "vadjust", "thispagestyle", "hypertarget",
                 "index", "addtocounter", "setcounter")  # fmt: skip
SECOND = (
    "textcolor",
    "colorbox",
    "cancelto",
    "mathmakebox",
    "hyperref",
    "href",
    "hyperlink",
    "scalebox",
)
"""Of their arguments, only the second one shows."""
BRACKETS = ("bigl", "Bigl", "biggl", "Biggl", "bigr", "Bigr", "biggr", "Biggr")
ARROWS = {
    "xrightarrow": "→", "xleftarrow": "←", "xmapsto": "↦", "xhookrightarrow": "↪",
    "xhookleftarrow": "↩", "xRightarrow": "⇒", "xLeftarrow": "⇐", "xleftrightarrow": "↔",
    "xLeftrightarrow": "⇔", "xlongrightarrow": "→", "xtwoheadrightarrow": "↠", "xlongequal": "=",
    "xrightharpoonup": "⇀", "xrightleftharpoons": "⇌", "xlongleftarrow": "←", "xequal": "=",
}  # fmt: skip
