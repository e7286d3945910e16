"""Runs expressions in the real NumPy and writes what comes out to expressions.json.

    python3 -m venv venv && venv/bin/pip install -r tests/python/numpy/requirements.txt
    venv/bin/python tests/python/numpy/generate.py

Each line of expressions.json is one expression: its source, and the result's repr, str (if it is another), and for each
array or scalar in it dtype, shape and values (up to 200), or the error's type and text, and the warnings. Sources may have statements before the expression, separated by "; ".
"close" marks results whose last digits depend on the order of additions, which differs between machines.
"""

import json
import math
import pathlib
import warnings

import numpy as np

from expressions import GROUPS

# Errors that NumPy's Python code runs into, without a check of its own.
ACCIDENTS = ["tuple index out of range", "list assignment index out of range", "missing 1 required positional argument"]
DTYPES = {"bool", "uint8", "int32", "int64", "float32", "float64"}


def plain(value):
    """A value as JSON has it. Floats are text, so that no digit is lost."""
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    value = float(value)
    if math.isnan(value):
        return "nan"
    return repr(value)


def arrays(result):
    """The arrays and scalars in a result, from left to right."""
    if isinstance(result, (np.ndarray, np.generic)):
        return [result]
    if isinstance(result, (list, tuple)):
        return [array for item in result for array in arrays(item)]
    return []


def run(source):
    scope = {"np": np, "math": math}
    *statements, expression = source.split("; ")
    with np.printoptions(), warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            for statement in statements:
                exec(statement, scope)
            result = eval(expression, scope)
            if "NamedTuple" in str(type(result).__mro__) or hasattr(result, "_fields"):
                result = tuple(result)
            record = {"repr": repr(result), "str": str(result)}
        except Exception as error:
            kind = type(error).__name__.lstrip("_")
            kind = {"UFuncOutputCastingError": "TypeError", "UFuncInputCastingError": "TypeError",
                    "UFuncNoLoopError": "TypeError", "UFuncTypeError": "TypeError", "ArrayMemoryError": "MemoryError"}.get(kind, kind)
            if kind == "AttributeError" or any(text in str(error) for text in ACCIDENTS):
                return None
            return {"error": [kind, str(error)]}
    found = arrays(result)
    for array in found:
        if array.dtype.name not in DTYPES:
            return None
    if record["str"] == record["repr"]:
        del record["str"]
    record["arrays"] = [
        [array.dtype.name, list(array.shape), [plain(v) for v in np.asarray(array).ravel()] if array.size <= 200 else None]
        for array in found
    ]
    texts = [str(w.message) for w in caught if issubclass(w.category, (RuntimeWarning, np.exceptions.RankWarning))]
    if texts:
        record["warnings"] = sorted(set(texts))
    if any(issubclass(w.category, DeprecationWarning) for w in caught):
        return None
    return record


def main():
    lines, seen, left_out = [], set(), 0
    for name, close, sources in GROUPS:
        for source in sources:
            if source in seen:
                continue
            seen.add(source)
            record = run(source)
            if record is None:
                left_out += 1
                continue
            record = {"group": name, "source": source, **({"close": True} if close else {}), **record}
            lines.append(json.dumps(record, ensure_ascii=False, separators=(",", ":")))
    here = pathlib.Path(__file__).parent
    (here / "expressions.json").write_text("[\n" + ",\n".join(lines) + "\n]\n")
    by_group = {}
    for line in lines:
        group = json.loads(line)["group"]
        by_group[group] = by_group.get(group, 0) + 1
    print(len(lines), "expressions,", left_out, "left out: types that the crate does not have, accidents of NumPy's Python code")
    print(by_group)


if __name__ == "__main__":
    main()
