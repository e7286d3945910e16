"""Methods of str: case, tests, stripping, padding."""
s = "hello World"
print(s.upper(), s.lower(), s.capitalize(), s.title(), s.swapcase(), "STRASSE ß".casefold(), "ß".upper())
print("they're bill's".title(), "éa".capitalize(), "ÀÉ".lower(), "ǆ".title())
print(repr("  x ".strip()), repr("  x ".lstrip()), repr("  x ".rstrip()), "xxaxx".strip("x"), "abcba".strip("ab"), "\t\n a\r".split())
print("file.txt".removeprefix("file"), "file.txt".removesuffix(".txt"), "a".removesuffix("b"))
print("x".center(6, "*"), "x".ljust(4) + "|", "x".rjust(4, "."), "ab".center(5), "abc".center(2), "-42".zfill(6), "+4".zfill(4), "x".zfill(3))
print("abc".isalpha(), "ab1".isalpha(), "ab1".isalnum(), "12".isdigit(), "²".isdigit(), "²".isdecimal(), "½".isnumeric(), "".isdigit())
print(" \t".isspace(), "Ab Cd".istitle(), "AB1".isupper(), "ab".islower(), "1".islower(), "x1".isidentifier(), "1x".isidentifier(), "class".isidentifier())
print("a\x00".isprintable(), "é".isascii(), "e".isascii(), "".isascii())
print("abc".startswith("ab"), "abc".startswith(("x", "a")), "abc".endswith("c", 0, 2), "abc".startswith("b", 1), "abc".startswith(""))
print("banana".count("an"), "banana".count("a", 2), "aaa".count("aa"), "abc".count(""))
print("banana".find("n"), "banana".rfind("n"), "banana".find("z"), "banana".index("nan"), "banana".find("a", 2, 3), "banana".find("a", -1))
for action in ("'abc'.index('z')", "'abc'.rindex('z')", "'a'.center(3, 'xy')", "'abc'.startswith(1)", "'a'.count(1)", "'a'.nope()", "'abc'[10]",
               "'a' + 1", "1 + 'a'", "'a' * 'b'", "'a' - 'b'", "'a' < 1", "'abc' in 5", "1 in 'abc'", "'a'.upper(1)", "len(5)", "ord('ab')", "chr(-1)", "int('x')"):
    try:
        eval(action)
    except Exception as error:
        print(f"{action}: {type(error).__name__}: {error}")
print("a\tbc\td".expandtabs(), "a\tb".expandtabs(4), "01\t012\t0123".expandtabs(4))
print("hello".translate({ord("l"): "L", ord("h"): None}), "abc".translate(str.maketrans("ab", "xy", "c")), str.maketrans({"a": "1"}))
