"""How wide text is, and formulas as runs of letters."""

from ._tables import BOLD_WIDTHS, WIDTHS

_widths = {bold: [int(w) / 1000 for w in table.split()] for bold, table in ((False, WIDTHS), (True, BOLD_WIDTHS))}
ASCENT, DESCENT = 0.76, 0.2365
_WIDE = 0x1100
_NARROW = {"\u2212": 0.838, "\u00d7": 0.838, "\u00b7": 0.318, "\u00b0": 0.5, "\u00b1": 0.838, "\u2013": 0.5, "\u2014": 1.0, "\u2026": 1.0, "\u2009": 0.2, "\u0302": 0, "\u0304": 0, "\u0303": 0, "\u20d7": 0, "\u0307": 0}

_GREEK = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho - sigma tau upsilon phi chi psi omega".split()
SYMBOLS = {name: chr(0x3B1 + i) for i, name in enumerate(_GREEK)}
SYMBOLS |= {name.title(): chr(0x391 + i) for i, name in enumerate(_GREEK)}
SYMBOLS |= {
    "times": "\u00d7", "cdot": "\u22c5", "pm": "\u00b1", "mp": "\u2213", "div": "\u00f7", "leq": "\u2264", "le": "\u2264", "geq": "\u2265", "ge": "\u2265", "neq": "\u2260", "ne": "\u2260", "approx": "\u2248",
    "equiv": "\u2261", "sim": "\u223c", "propto": "\u221d", "infty": "\u221e", "partial": "\u2202", "nabla": "\u2207", "sum": "\u2211", "prod": "\u220f", "int": "\u222b", "sqrt": "\u221a", "in": "\u2208",
    "rightarrow": "\u2192", "to": "\u2192", "leftarrow": "\u2190", "Rightarrow": "\u21d2", "leftrightarrow": "\u2194", "uparrow": "\u2191", "downarrow": "\u2193", "ldots": "\u2026", "cdots": "\u22ef", "dots": "\u2026",
    "degree": "\u00b0", "circ": "\u2218", "ast": "\u2217", "star": "\u22c6", "bullet": "\u2022", "langle": "\u27e8", "rangle": "\u27e9", "forall": "\u2200", "exists": "\u2203", "subset": "\u2282", "cup": "\u222a", "cap": "\u2229",
    "varepsilon": "\u03b5", "varphi": "\u03c6", "vartheta": "\u03d1", "ell": "\u2113", "hbar": "\u210f", "Re": "\u211c", "Im": "\u2111", "mid": "|", "vert": "|", "Vert": "\u2016", "prime": "\u2032", "emptyset": "\u2205",
    ",": "\u2009", ";": "\u2005", ":": "\u2005", "!": "", " ": " ", "quad": "\u2003", "qquad": "\u2003\u2003", "%": "%", "$": "$", "_": "_", "&": "&", "#": "#", "{": "{", "}": "}", "|": "\u2016", "left": "", "right": "", "displaystyle": "", "limits": "",
}
_ACCENTS = {"hat": "\u0302", "bar": "\u0304", "overline": "\u0304", "tilde": "\u0303", "vec": "\u20d7", "dot": "\u0307", "widehat": "\u0302"}
_FONTS = {"mathrm": "", "mathdefault": "", "text": "", "mathregular": "", "textrm": "", "mathit": "i", "mathbf": "b", "boldsymbol": "bi", "textbf": "b", "mathcal": "i", "mathbb": "b", "mathsf": "", "mathtt": "", "operatorname": ""}
_WORDS = "sin cos tan exp log ln max min lim arg det sinh cosh tanh sup inf gcd deg dim Pr".split()
_SPACED = "=<>+\u2212\u00d7\u00b1\u2264\u2265\u2260\u2248\u2192\u223c\u221d\u2208\u21d2"


def has_math(text):
    """True if the text has formulas between dollar signs."""
    return text.replace("\\$", "").count("$") >= 2 and text.replace("\\$", "").count("$") % 2 == 0


class _Formula:
    """Reads a formula into runs (text, size, rise, style)."""

    def __init__(self, source):
        self.source, self.at, self.runs = source, 0, []

    def add(self, text, size, rise, style):
        if self.runs and self.runs[-1][1:] == (size, rise, style):
            self.runs[-1] = (self.runs[-1][0] + text, size, rise, style)
        elif text:
            self.runs.append((text, size, rise, style))

    def argument(self):
        """The next group or sign, without its braces."""
        s = self.source
        while self.at < len(s) and s[self.at] == " ":
            self.at += 1
        if self.at >= len(s):
            return ""
        start = self.at
        if s[start] == "\\":
            self.at += 2
            while s[start + 1 : start + 2].isalpha() and s[self.at : self.at + 1].isalpha():
                self.at += 1
            return s[start : self.at]
        if s[start] != "{":
            self.at += 1
            return s[start]
        depth = 0
        while self.at < len(s):
            if s[self.at] == "\\":
                self.at += 1
            elif s[self.at] == "{":
                depth += 1
            elif s[self.at] == "}":
                depth -= 1
                if not depth:
                    break
            self.at += 1
        self.at += 1
        return s[start + 1 : self.at - 1]

    def inner(self, source, size, rise, style):
        outer = (self.source, self.at)
        self.source, self.at = source, 0
        self.read(size, rise, style)
        self.source, self.at = outer

    def read(self, size=1.0, rise=0.0, style=None):
        s = self.source
        while self.at < len(s):
            c = s[self.at]
            if c in "^_":
                self.at += 1
                self.inner(self.argument(), round(size * 0.7, 3), rise + (0.38 if c == "^" else -0.2) * size, style)
            elif c == "\\":
                self.command(size, rise, style)
            elif c == "{":
                self.inner(self.argument(), size, rise, style)
            else:
                self.at += 1
                if c == " " and style is None or c == "}":
                    continue
                self.sign("\u2032" if c == "'" else "\u2212" if c == "-" else c, size, rise, style)
            s = self.source

    def sign(self, c, size, rise, style):
        if style is None:
            if c in _SPACED and self.runs and size == 1:
                c = f"\u2009{c}\u2009"
            self.add(c, size, rise, "i" if c.isalpha() and c < "\u0391" or "\u03b1" <= c <= "\u03c9" else "")
        else:
            self.add(c, size, rise, style)

    def command(self, size, rise, style):
        name = self.argument()[1:]
        if name in _FONTS:
            self.inner(self.argument(), size, rise, _FONTS[name])
        elif name in _ACCENTS:
            self.inner(self.argument(), size, rise, style)
            if self.runs:
                self.runs[-1] = (self.runs[-1][0] + _ACCENTS[name], *self.runs[-1][1:])
        elif name in ("frac", "dfrac", "tfrac"):
            for i in range(2):
                part = self.argument()
                self.inner(part if len(part) < 2 or part[:1] == "\\" and part[1:].isalpha() else f"({part})", size, rise, style)
                if i == 0:
                    self.add("/", size, rise, "")
        elif name == "sqrt":
            part = self.argument()
            self.add("\u221a", size, rise, "")
            self.inner(part if len(part) < 2 else f"({part})", size, rise, style)
        elif name in _WORDS:
            self.add(name + ("\u2009" if self.source[self.at : self.at + 1] not in ("(", "^", "_") else ""), size, rise, "")
        elif name in SYMBOLS:
            for c in SYMBOLS[name]:
                self.sign(c, size, rise, style)
        else:
            raise ValueError(f"Unknown symbol: \\{name} in the formula {self.source!r}")


def runs(text):
    """A line of text as runs (letters, size, rise, style); the size is relative and the rise in letter sizes."""
    if not has_math(text):
        return [(text.replace("\\$", "$"), 1.0, 0.0, "")]
    parts = text.replace("\\$", "\0").split("$")
    found = []
    for i, part in enumerate(parts):
        part = part.replace("\0", "\\$" if i % 2 else "$")
        if i % 2:
            formula = _Formula(part)
            formula.read()
            found += formula.runs
        elif part:
            found.append((part, 1.0, 0.0, ""))
    return found


def plain(text):
    """A text without the marks of formulas, for descriptions."""
    try:
        return "".join(run[0] for run in runs(text))
    except ValueError:
        return text


def _letters(text, bold):
    table = _widths[bold]
    total = 0.0
    for c in text:
        code = ord(c) - 32
        total += table[code] if 0 <= code < 95 else _NARROW[c] if c in _NARROW else 1.0 if code >= _WIDE - 32 and not 0x2000 <= code + 32 < 0x2E80 else 0.61
    return total


def width(text, size, bold=False):
    """The width of a line in points."""
    return size * sum(part * _letters(letters, bold or "b" in style) for letters, part, _, style in runs(text))


def extent(text, size, bold=False, spacing=1.2):
    """Width and height of a text of several lines, and the distance of its lines."""
    lines = text.split("\n")
    line = size * (ASCENT + DESCENT)
    step = line * spacing
    return max(width(one, size, bold) for one in lines), line + step * (len(lines) - 1), step
