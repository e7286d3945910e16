"""csv over StringIO."""
import csv
import io

text = 'name,age,note\r\nAnn,30,"hello, world"\r\n"Bob ""B""",25,"two\nlines"\r\n\r\nCid,,\r\n'
for row in csv.reader(io.StringIO(text, newline="")):
    print(row)
for row in csv.DictReader(io.StringIO(text, newline="")):
    print(row)
reader = csv.DictReader(io.StringIO("a,b\n1,2,3\n4\n"), restkey="rest", restval="-")
print(reader.fieldnames, list(reader), reader.line_num)
out = io.StringIO()
writer = csv.writer(out)
print(writer.writerow(["a", 1, 2.5, None, True, 'q"uote', "com,ma", "new\nline", ""]))
writer.writerows([[1, 2], ["x", ""], [""], []])
print(repr(out.getvalue()))
for options in ({"delimiter": ";"}, {"quoting": csv.QUOTE_ALL}, {"quoting": csv.QUOTE_NONNUMERIC}, {"quotechar": "'"}, {"quoting": csv.QUOTE_NONE, "escapechar": "\\"}, {"doublequote": False, "escapechar": "\\"}, {"lineterminator": "\n"}, {"dialect": "excel-tab"}, {"dialect": "unix"}):
    out = io.StringIO()
    csv.writer(out, **options).writerow(["a", 1.5, "x;y,z", 'say "hi"', "it's", None, "t\tb"])
    print(options, repr(out.getvalue()))
out = io.StringIO()
writer = csv.DictWriter(out, ["id", "name"], restval="?", lineterminator="\n")
writer.writeheader()
writer.writerows([{"id": 1, "name": "x"}, {"id": 2}])
print(out.getvalue())
print(list(csv.reader(["a;b;'c;d'"], delimiter=";", quotechar="'")), list(csv.reader(["a, b, \"c\""], skipinitialspace=True)), list(csv.reader(["1,\"2\",x"][:1])), list(csv.reader(['"1",2.5'], quoting=csv.QUOTE_NONNUMERIC)), list(csv.reader(["a\tb"], "excel-tab")), list(csv.reader([])), list(csv.reader(["", "x"])), list(csv.reader(['a"b,c'])), list(csv.reader(['"a"b,c'])), list(csv.reader(["a\\,b"], escapechar="\\")))
for action in ("csv.writer(io.StringIO(), quoting=csv.QUOTE_NONE).writerow(['a,b'])", "csv.DictWriter(io.StringIO(), ['a']).writerow({'b': 1})", "list(csv.reader(['1,x'], quoting=csv.QUOTE_NONNUMERIC))", "csv.reader(['a'], delimiter=';;')", "csv.reader(['a'], 'nothing')", "csv.writer(io.StringIO()).writerow(5)", "list(csv.reader([b'a']))", "list(csv.reader(['\"a'], strict=True))", "csv.reader(5)"):
    try:
        print(eval(action))
    except Exception as error:
        print(f"{action}: {type(error).__name__}: {error}")
print(csv.list_dialects(), csv.QUOTE_MINIMAL, csv.field_size_limit())
