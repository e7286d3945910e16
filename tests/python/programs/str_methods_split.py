"""Methods of str: splitting, joining, replacing, encoding."""
print("a,b,,c".split(","), "a  b c".split(), "a  b c".split(" "), "".split(), "".split(","), "a b c d".split(None, 2), "a,b,c".split(",", 1))
print("a,b,c".rsplit(",", 1), "a b  c ".rsplit(None, 1), "a b".rsplit(), "one--two--three".split("--"))
print("line1\nline2\r\nline3\n".splitlines(), "a\n\nb".splitlines(True), "".splitlines(), "a\n\n".split("\n"))
print("key=value=x".partition("="), "key".partition("="), "key=value=x".rpartition("="), "key".rpartition("="))
print("-".join(["a", "b"]), "".join("abc"), ",".join([]), ", ".join(str(n) for n in range(3)), "x".join({"k": 1, "l": 2}))
print("aaa".replace("a", "b"), "aaa".replace("a", "b", 2), "abc".replace("", "-"), "aaa".replace("aa", "x"), "".replace("", "x"))
for action in ("'-'.join([1])", "'-'.join(['a', 2])", "'a'.split('')", "'a'.split(1)", "'-'.join(5)", "'é'.encode('ascii')", "b'\\xff'.decode()", "'a'.partition('')"):
    try:
        eval(action)
    except Exception as error:
        print(f"{action}: {type(error).__name__}: {error}")
print("é€😀".encode(), len("é€😀"), len("é€😀".encode()), "é€😀"[::-1], "é".encode("latin-1"), b"\xc3\xa9".decode(), b"\xff".decode("utf-8", "replace"), b"a\xffb".decode(errors="ignore"))
print("é".encode("ascii", "replace"), "é".encode("ascii", "ignore"), "é".encode("ascii", "xmlcharrefreplace"), "é".encode("ascii", "backslashreplace"))
print(ord("a"), chr(97), chr(8364), ord("😀"), hex(ord("é")))
print("a" < "b", "a" < "B", "abc" < "abd", "Z" < "a", "" < "a", max("hello"), min("hello"), sorted("bca"))
print("ab" * 3, 0 * "a", -1 * "a", "ab" "cd", "in" in "string", "" in "")
text = """three
lines\tand a tab \
joined"""
print(text)
print(repr(text), r"raw\n", "\x41\u00e9\N{BULLET}\101\0".encode())
