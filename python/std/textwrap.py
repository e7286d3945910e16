"""Wraps, indents and shortens text."""

import re

_WORD, _LETTER = r"[\w!\"'&.,?]", r"[^\d\W]"
# A break is possible at spaces, after hyphens between letters and around dashes.
_CHUNKS = re.compile(
    rf"""
    (   [\t\n\x0b\x0c\r\ ]+
    |   (?<={_WORD}) -{{2,}} (?=\w)
    |   [^\t\n\x0b\x0c\r\ ] (?:
            [^\t\n\x0b\x0c\r\ ]*?
            (?: -(?: (?<={_LETTER}{{2}}-) | (?<={_LETTER}-{_LETTER}-) ) (?= {_LETTER} -? {_LETTER} )
            |   (?=[\t\n\x0b\x0c\r\ ]|\Z)
            |   (?<={_WORD}) (?=-{{2,}}\w)
            )
        )
    )""",
    re.VERBOSE,
)
_SIMPLE_CHUNKS = re.compile(r"([\t\n\x0b\x0c\r ]+)")
_SENTENCE_END = re.compile(r"[a-z][\.\!\?][\"\']?\Z")
_SPACES = {ord(c): " " for c in "\t\n\x0b\x0c\r "}


class TextWrapper:
    """Wraps text to lines of at most `width` characters."""

    def __init__(self, width=70, initial_indent="", subsequent_indent="", expand_tabs=True, replace_whitespace=True,
                 fix_sentence_endings=False, break_long_words=True, drop_whitespace=True, break_on_hyphens=True,
                 tabsize=8, *, max_lines=None, placeholder=" [...]"):
        self.width, self.initial_indent, self.subsequent_indent = width, initial_indent, subsequent_indent
        self.expand_tabs, self.replace_whitespace, self.tabsize = expand_tabs, replace_whitespace, tabsize
        self.fix_sentence_endings, self.break_long_words = fix_sentence_endings, break_long_words
        self.drop_whitespace, self.break_on_hyphens = drop_whitespace, break_on_hyphens
        self.max_lines, self.placeholder = max_lines, placeholder

    def wrap(self, text):
        """The lines."""
        chunks = self._chunks(text)
        if self.width <= 0:
            raise ValueError(f"invalid width {self.width!r} (must be > 0)")
        if self.max_lines is not None:
            indent = self.subsequent_indent if self.max_lines > 1 else self.initial_indent
            if len(indent) + len(self.placeholder.lstrip()) > self.width:
                raise ValueError("placeholder too large for max width")
        chunks.reverse()
        lines = []
        while chunks:
            indent = self.subsequent_indent if lines else self.initial_indent
            width = self.width - len(indent)
            if self.drop_whitespace and lines and not chunks[-1].strip():
                chunks.pop()
            line, length = [], 0
            while chunks and length + len(chunks[-1]) <= width:
                line.append(chunks.pop())
                length += len(line[-1])
            if chunks and len(chunks[-1]) > width:
                self._break(chunks, line, length, width)
                length = sum(map(len, line))
            if self.drop_whitespace and line and not line[-1].strip():
                length -= len(line.pop())
            if not line:
                continue
            is_last = not chunks or self.drop_whitespace and len(chunks) == 1 and not chunks[0].strip()
            if self.max_lines is None or len(lines) + 1 < self.max_lines or is_last and length <= width:
                lines.append(indent + "".join(line))
                continue
            self._shorten(lines, line, length, indent, width)
            break
        return lines

    def fill(self, text):
        return "\n".join(self.wrap(text))

    def _chunks(self, text):
        if self.expand_tabs:
            text = text.expandtabs(self.tabsize)
        if self.replace_whitespace:
            text = text.translate(_SPACES)
        chunks = [c for c in (_CHUNKS if self.break_on_hyphens else _SIMPLE_CHUNKS).split(text) if c]
        if self.fix_sentence_endings:
            for i in range(len(chunks) - 1):
                if chunks[i + 1] == " " and _SENTENCE_END.search(chunks[i]):
                    chunks[i + 1] = "  "
        return chunks

    def _break(self, chunks, line, length, width):
        """Takes as much of a word that is longer than a line as fits, or all of it."""
        space = width - length if width >= 1 else 1
        if self.break_long_words:
            word, end = chunks[-1], space
            if self.break_on_hyphens and len(word) > space:
                hyphen = word.rfind("-", 0, space)
                if hyphen > 0 and any(c != "-" for c in word[:hyphen]):
                    end = hyphen + 1
            line.append(word[:end])
            chunks[-1] = word[end:]
        elif not line:
            line.append(chunks.pop())

    def _shorten(self, lines, line, length, indent, width):
        """Ends the last line with the placeholder."""
        while line:
            if line[-1].strip() and length + len(self.placeholder) <= width:
                lines.append(indent + "".join(line) + self.placeholder)
                return
            length -= len(line.pop())
        if lines:
            previous = lines[-1].rstrip()
            if len(previous) + len(self.placeholder) <= self.width:
                lines[-1] = previous + self.placeholder
                return
        lines.append(indent + self.placeholder.lstrip())


def wrap(text, width=70, **kwargs):
    return TextWrapper(width=width, **kwargs).wrap(text)


def fill(text, width=70, **kwargs):
    return TextWrapper(width=width, **kwargs).fill(text)


def shorten(text, width, **kwargs):
    """One line, whose end is left out if it is too long."""
    return TextWrapper(width=width, max_lines=1, **kwargs).fill(" ".join(text.strip().split()))


def dedent(text):
    """Removes the space that all lines begin with."""
    lines = [line if line.strip(" \t") else "" for line in text.split("\n")]
    filled = [line for line in lines if line]
    if not filled:
        return "\n".join(lines)
    low, high = min(filled), max(filled)
    margin = 0
    while margin < min(len(low), len(high)) and low[margin] == high[margin] and low[margin] in " \t":
        margin += 1
    return "\n".join([line[margin:] for line in lines])


def indent(text, prefix, predicate=None):
    """Puts the prefix before all lines that are not empty."""
    chosen = (lambda line: not line.isspace()) if predicate is None else predicate
    return "".join([prefix + line if chosen(line) else line for line in text.splitlines(True)])
