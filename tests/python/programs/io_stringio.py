"""io.StringIO and io.BytesIO."""
import io

s = io.StringIO("first\nsecond\nthird")
print(repr(s.readline()), repr(s.read(3)), s.tell(), repr(s.read()), repr(s.read()), s.seek(0), s.readlines(), s.getvalue())
s.seek(0)
print([line.strip() for line in s], s.closed, s.readable(), s.writable(), s.seekable())
w = io.StringIO()
print(w.write("hello"), w.write(" world"), w.tell(), w.getvalue())
w.seek(0)
w.write("J")
w.seek(0, io.SEEK_END)
w.writelines(["!", "?"])
print(w.getvalue(), w.truncate(5), w.getvalue())
print("printed", 1, file=w)
print(repr(w.getvalue()))
with io.StringIO("x") as c:
    print(c.read())
for action in ("c.read()", "w.write(5)", "w.seek(-1)", "io.StringIO(5)", "c.getvalue()", "io.BytesIO('a')", "io.BytesIO().write('a')"):
    try:
        eval(action)
    except Exception as error:
        print(f"{action}: {type(error).__name__}: {error}")
b = io.BytesIO(b"abc\ndef")
print(b.read(2), b.readline(), b.read(), b.getvalue(), b.seek(1), b.write(b"Z"), b.getvalue(), b.tell())
for line in io.StringIO("a\nb\n"):
    print(repr(line), end=" ")
print(next(io.StringIO("n\nm")), list(io.BytesIO(b"1\n2")))
print(repr(io.StringIO("a\r\nb", newline=None).read()), repr(io.StringIO("a\r\nb").read()), repr(io.StringIO("a\r\nb", newline="").readline()))
