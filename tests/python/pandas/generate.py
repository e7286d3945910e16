"""Runs expressions in the real pandas and writes what comes out to expressions.json, and what the listings of
courses.txt print to courses.json.

    python3 -m venv venv && venv/bin/pip install -r tests/python/pandas/requirements.txt
    venv/bin/python tests/python/pandas/generate.py

Each line of expressions.json is one expression: its source, and the result's repr, and str if it is another, or the
error's type and text. A text of pandas' inner code, which says nothing to a user, is left out; then only the type counts.
Sources may have statements before the expression, separated by "; ".

courses.txt has programs as first courses on data have them. What stands before the first one runs before each.
They leave out what depends on the machine: the order of equal values in a sort that is not stable.
"""

import contextlib
import io
import json
import os
import pathlib
import re
import tempfile
import warnings

import numpy as np
import pandas as pd

from expressions import GROUPS

# Texts that come from pandas' inner code or that name its types.
INNER = ["arg must be", "ufunc", "agg function failed", "not understood", "unsupported operand", "Error tokenizing", "DataFrame constructor",
         "Cannot convert non-finite", "invalid literal", "could not convert", "reindex", "Cannot index by location", "single positional", "is out of bounds for axis 0",
         "Could not convert", "operands could not", "can only concatenate", "Shape of passed", "must be", "Must pass", "Only valid", "No such keys"]


def reset():
    pd.reset_option("^display")


def run(source):
    scope = {"np": np, "pd": pd}
    *statements, expression = source.split("; ")
    reset()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            for statement in statements:
                exec(statement, scope)
            result = eval(expression, scope)
            record = {"repr": repr(result), "str": str(result)}
        except SyntaxError:
            return None
        except Exception as error:
            kind = type(error).__name__.replace("UFuncTypeError", "TypeError")
            return {"error": [kind, None if any(x in str(error) for x in INNER) else str(error)]}
        finally:
            reset()
    if " object at 0x" in record["repr"] or "<bound method" in record["repr"]:
        return None
    if record["str"] == record["repr"]:
        del record["str"]
    return record


def courses(here):
    """The programs of courses.txt with what they print."""
    import matplotlib

    matplotlib.use("Agg")
    before, *parts = re.split(r"^### (.*)\n", (here / "courses.txt").read_text(), flags=re.MULTILINE)
    records = []
    for name, source in zip(parts[::2], parts[1::2]):
        reset()
        printed = io.StringIO()
        with warnings.catch_warnings(), contextlib.redirect_stdout(printed):
            warnings.simplefilter("ignore")
            exec(before + source, {"__name__": "__main__"})
        records.append({"name": name, "source": source, "printed": printed.getvalue()})
    reset()
    lines = ",\n".join(json.dumps(x, ensure_ascii=False, separators=(",", ":")) for x in records)
    (here / "courses.json").write_text(f'{{"before":{json.dumps(before)},"programs":[\n{lines}\n]}}\n')
    print(len(records), "programs of courses")


def main():
    lines, seen, left_out = [], set(), []
    here = pathlib.Path(__file__).parent
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        courses(here)
        for name, sources in GROUPS:
            for source in sources:
                if source in seen:
                    continue
                seen.add(source)
                record = run(source)
                if record is None:
                    left_out.append(source)
                    continue
                lines.append(json.dumps({"group": name, "source": source, **record}, ensure_ascii=False, separators=(",", ":")))
    (here / "expressions.json").write_text("[\n" + ",\n".join(lines) + "\n]\n")
    print(f"pandas {pd.__version__}, NumPy {np.__version__}: {len(lines)} expressions; left out:", left_out)


if __name__ == "__main__":
    main()
