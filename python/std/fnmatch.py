"""Names that match patterns with `*`, `?` and `[...]`."""

import re


def translate(pat):
    """The regular expression for a pattern."""
    out, i = [], 0
    while i < len(pat):
        c = pat[i]
        i += 1
        if c == "*":
            if not out or out[-1] != ".*":
                out.append(".*")
        elif c == "?":
            out.append(".")
        elif c == "[":
            # A bracket directly after the opening one is a character of the set.
            close = pat.find("]", i + 1 + (pat[i : i + 1] == "!"))
            if close < 0:
                out.append(r"\[")
                continue
            chosen, i = pat[i:close].replace("\\", r"\\"), close + 1
            if chosen.startswith("!"):
                chosen = "^" + chosen[1:]
            elif chosen.startswith(("^", "[")):
                chosen = "\\" + chosen
            out.append(f"[{chosen}]")
        else:
            out.append(re.escape(c))
    return rf"(?s:{''.join(out)})\Z"


def fnmatchcase(name, pat):
    return re.match(translate(pat), name) is not None


fnmatch = fnmatchcase


def filter(names, pat):
    return [name for name in names if fnmatchcase(name, pat)]
