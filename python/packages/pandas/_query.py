"""DataFrame.query: a condition as text."""

import re


def query(frame, text, local_dict=None):
    """The rows for which the condition is true."""
    return frame[evaluate(frame, text, local_dict)]


def assigned(frame, text):
    """The value of an expression, or the table with the columns that its lines name."""
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise ValueError("expr cannot be an empty string")
    for line in lines:
        found = re.match(r"\s*(\w+)\s*=(?!=)(.*)", line)
        if not found and len(lines) > 1:
            raise ValueError("Multi-line expressions are only valid if all expressions contain an assignment")
        value = evaluate(frame, found[2] if found else line)
        if not found:
            return value
        frame = frame.assign(**{found[1]: value})
    return frame


def evaluate(frame, text, local_dict=None):
    table = Names(frame)
    if local_dict is None and "@" in text:
        local_dict = caller()
    source = re.sub(r"@(\w+)", r"_local_\1", text.strip().replace("\n", " "))
    for name, value in (local_dict or {}).items():
        table.known["_local_" + name] = value
    for place, quoted in enumerate(re.findall(r"`([^`]*)`", source)):
        source = source.replace(f"`{quoted}`", f"_quoted_{place}")
        table.known[f"_quoted_{place}"] = frame[quoted]
    return eval(translated(source), {"__builtins__": {}}, table)


class Names(dict):
    """Columns by their names, then the index."""

    def __init__(self, frame):
        self.frame, self.known = frame, {"True": True, "False": False, "None": None, "_isin": isin}

    def __contains__(self, name):
        return True

    def __missing__(self, name):
        return self[name]

    def __getitem__(self, name):
        if name in self.known:
            return self.known[name]
        if name in self.frame.columns:
            return self.frame[name]
        if name == "index" or name == self.frame.index.name:
            return self.frame.index.to_series(self.frame.index)
        raise UndefinedVariableError(f"name '{name}' is not defined")


class UndefinedVariableError(NameError):
    """The condition names something that is no column."""


def isin(left, right):
    if hasattr(left, "isin"):
        return left.isin(right if isinstance(right, (list, tuple, set)) or hasattr(right, "_values") else [right])
    return right == left


def caller():
    """The variables where query was called."""
    import sys

    depth, found = 1, {}
    frame = sys._getframe(depth)
    while frame is not None:
        name = frame.f_globals.get("__name__", "")
        if not name.startswith("pandas"):
            found.update(frame.f_globals)
            found.update(frame.f_locals)
            return found
        frame = frame.f_back
    return found


TOKEN = re.compile(r"""\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+|\w+(?:\.\w+)*|==|!=|<=|>=|\*\*|//|[-+*/%<>&|~()\[\],=])""")


def translated(source):
    """The condition with & for and, | for or, ~ for not, and brackets around comparisons."""
    tokens = [x.group(1) for x in TOKEN.finditer(source)]
    return Parser(tokens, source).whole()


class Parser:
    """Reads a condition by its precedence: or, and, not, comparison, arithmetic."""

    def __init__(self, tokens, source):
        self.tokens, self.at, self.source = tokens, 0, source

    def peek(self):
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self):
        self.at += 1
        return self.tokens[self.at - 1]

    def whole(self):
        made = self.either()
        if self.peek():
            raise SyntaxError("invalid syntax")
        return made

    def either(self):
        made = self.both()
        while self.peek() in ("or", "|"):
            self.take()
            made = f"({made} | {self.both()})"
        return made

    def both(self):
        made = self.negated()
        while self.peek() in ("and", "&"):
            self.take()
            made = f"({made} & {self.negated()})"
        return made

    def negated(self):
        if self.peek() in ("not", "~"):
            self.take()
            return f"(~{self.negated()})"
        return self.comparison()

    def comparison(self):
        left = self.arithmetic()
        parts = []
        while True:
            operator = self.peek()
            if operator == "not" and self.tokens[self.at + 1 : self.at + 2] == ["in"]:
                self.take(), self.take()
                parts.append(f"(~_isin({left}, {self.arithmetic()}))")
            elif operator == "in":
                self.take()
                parts.append(f"_isin({left}, {self.arithmetic()})")
            elif operator in ("==", "!=", "<", "<=", ">", ">="):
                self.take()
                right = self.arithmetic()
                listed = right.startswith("[")
                made = f"_isin({left}, {right})" if listed else f"({left} {operator} {right})"
                parts.append(f"(~{made})" if listed and operator == "!=" else made)
                left = right
            else:
                break
        if not parts:
            return left
        return parts[0] if len(parts) == 1 else "(" + " & ".join(parts) + ")"

    def arithmetic(self):
        made = self.atom()
        while self.peek() in ("+", "-", "*", "/", "%", "**", "//"):
            made += f" {self.take()} {self.atom()}"
        return made

    def atom(self):
        token = self.peek()
        if token == "":
            raise SyntaxError("invalid syntax")
        self.take()
        if token in ("-", "+"):
            return token + self.atom()
        if token in "([":
            inner = "" if self.peek() in (")", "]") else self.either()
            while self.peek() == ",":
                self.take()
                inner += ", " + (self.either() if self.peek() not in (")", "]") else "")
            if not self.peek():
                raise SyntaxError("invalid syntax")
            return self.calls(token + inner + self.take())
        return self.calls(token)

    def calls(self, made):
        while self.peek() == "(" :
            self.take()
            inner = ""
            while self.peek() not in (")", ""):
                inner += self.take() if self.peek() in (",", "=") else self.either()
            self.take()
            made = f"{made}({inner})"
        return made
