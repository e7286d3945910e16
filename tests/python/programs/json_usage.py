"""json: dumps in all forms, loads, errors."""
import io
import json

data = {"name": "Ann", "age": 30, "pi": 3.14, "ok": True, "none": None, "list": [1, [2, []], {}], "é": "中\n\"q\"\\/\t\x01", "big": 10**20, "nested": {"a": {"b": (1, 2)}}}
print(json.dumps(data))
print(json.dumps(data, ensure_ascii=False, sort_keys=False))
print(json.dumps({"b": 1, "a": [1, 2], "c": {}}, indent=2, sort_keys=True))
print(json.dumps([1, {"x": []}], indent="\t"), json.dumps([1, 2], separators=(",", ":")), json.dumps({"a": 1}, separators=(", ", " = ")), json.dumps([1], indent=0))
print(json.dumps(None), json.dumps("a"), json.dumps(1.0), json.dumps(1e100), json.dumps(float("inf")), json.dumps(float("nan")), json.dumps(0.1 + 0.2), json.dumps([]), json.dumps({}), json.dumps("😀"), json.dumps({1: 2, None: 3, True: 4, 1.5: 5}), json.dumps((1,)))
print(json.loads(json.dumps(data)) == {**data, "nested": {"a": {"b": [1, 2]}}}, json.loads('[1, 2.5, -3e2, "\\u00e9\\n", true, null, 1E5, -0, 0.0]'), json.loads(' {"a" : [ ] } '), json.loads('"\\ud83d\\ude00"'), json.loads("NaN"), json.loads("-Infinity"), json.loads(b'{"x": 1}'), type(json.loads("1")), json.loads("12345678901234567890"))
for text in ["", "{", "[1,", "[1 2]", "{'a': 1}", '{"a" 1}', '{"a": }', '{"a": 1,}', "[1,]", "nul", "tru", '"abc', '"\\x"', '"\\u12"', "[1] x", '"a\nb"', "{1: 2}", "-", "01", "1.", "+1", "\n\n  x", '{"a": [1, {"b": ]}', '{"a": 1 "b"', "[", '"\\']:
    try:
        print(json.loads(text))
    except json.JSONDecodeError as error:
        print(f"{text!r}: {error} | {error.msg} {error.lineno} {error.colno} {error.pos}")


class Thing:
    def __init__(self, x):
        self.x = x


class Encoder(json.JSONEncoder):
    def default(self, o):
        if isinstance(o, set):
            return sorted(o)
        return super().default(o)


print(json.dumps(Thing(1), default=vars), json.dumps({"s": {3, 1}}, cls=Encoder), json.dumps([Thing(2)], default=lambda o: f"<{o.x}>"))
for action in ("json.dumps({1, 2})", "json.dumps({'a': Thing(1)})", "json.dumps({(1,): 2})", "json.dumps(b'a')", "json.dumps(1j)", "json.loads(5)", "json.dumps(float('nan'), allow_nan=False)", "json.loads(None)", "json.dumps({'b': [1, object]}, cls=Encoder)"):
    try:
        eval(action)
    except Exception as error:
        print(f"{action}: {type(error).__name__}: {error}", getattr(error, "__notes__", ""))
loop = []
loop.append(loop)
try:
    json.dumps(loop)
except ValueError as error:
    print(error)
print(json.loads('{"a": {"b": 1}}', object_hook=lambda d: list(d.items())), json.loads('{"a": 1, "a": 2}'), json.loads('{"a": 1, "a": 2}', object_pairs_hook=list), json.loads("[1.5, 2]", parse_float=str, parse_int=lambda s: s + "!"), json.dumps({(1, 2): 3, "k": 1}, skipkeys=True))
buffer = io.StringIO()
json.dump({"k": [1]}, buffer, indent=1)
buffer.seek(0)
print(json.load(buffer), repr(buffer.getvalue()))
