"""Strings are sequences of code points: combining marks, emoji, normal forms, cases."""
s = "naïve café 😀 中文"
print(len(s), s[2], s[-1], s.upper(), [hex(ord(c)) for c in "é😀"], "e\u0301" == "é", len("e\u0301"), s.encode()[:8], s.find("😀"), s.split(), s[::-1])
print("ﬁ".upper(), "İ".lower(), len("İ".lower()), "ΣΑΣ".lower(), "ŉ".upper(), "ǅ".swapcase(), "ß".casefold() == "ss", "Ǆ".title(), "ﬃ".title(), "ᾳ".upper(), "ΐ".upper())
print("½".isnumeric(), "٣".isdigit(), int("٣"), float("٣.٥"), "Ⅷ".isnumeric(), "Ⅷ".isdecimal(), "一".isnumeric(), "一".isalpha(), "_".isidentifier(), "变量".isidentifier(), "\u2003".isspace(), "\u200b".isspace(), "\x1c".isspace())
print("a\u2028b\x0bc\x0cd\x1ce\x85f".splitlines(), "a\u3000b\u00a0c".split(), "\u3000x\u2003".strip(), "中文".center(6, "*"), f"{'中':>4}|{'é':^5}|", "%5s|" % "é")
for c in "aé中😀":
    print(c, ord(c), c.encode("utf-8"), c.encode("utf-16-be"), ascii(c), c.isascii(), c.isprintable())
print(sorted(["é", "e", "z", "É", "a", "中"]), "é" > "z", max("aé中"), "\N{GREEK SMALL LETTER ALPHA}", "\U0001F600" == "😀", "\u0041", chr(0x10FFFF) > "😀")
for action in ("chr(0x110000)", "b'\\xff\\xfe'.decode()", "b'\\xc3'.decode()", "'中'.encode('latin-1')", "'a'.encode('nope')", "b'a'.decode('ascii')", "b'\\x80'.decode('ascii')", "b'\\xe4\\xb8'.decode('utf-8')", "int('１２')", "int('½')", "int('१२३')"):
    try:
        print(action, eval(action))
    except Exception as error:
        print(f"{action}: {type(error).__name__}: {error}")
