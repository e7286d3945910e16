"""re: search, match, groups, findall, sub, split, flags."""
import re

m = re.search(r"(\w+)@(\w+)\.com", "mail bob@site.com now")
print(m, m.group(), m.group(1), m.group(1, 2), m.groups(), m.span(), m.start(2), m.end(), m[0], m.string[m.end():], m.pos, m.endpos, m.lastindex, m.re.pattern)
print(re.match("b", "abc"), re.match("a", "abc"), re.fullmatch(r"\d+", "123"), re.fullmatch(r"\d+", "123a"), re.search("z", "abc"), bool(re.search("", "")))
print(re.findall(r"\d+", "a1b22c333"), re.findall(r"(\w)(\d)", "a1 b2"), re.findall(r"(\d)x", "1x2x"), re.findall("x*", "axxb"), re.findall(r"\b\w", "hello big world"))
print([(m.start(), m.group()) for m in re.finditer(r"[aeiou]", "education")], re.sub(r"\s+", " ", "a   b \n c"), re.sub(r"(\w+) (\w+)", r"\2 \1", "hello world"), re.sub("a", "b", "aaa", count=2), re.subn("a", "x", "banana"), re.sub("x*", "-", "abxd"))
print(re.split(r"[,;]\s*", "a, b;c"), re.split(r"(,)", "a,b"), re.split(",", "a,b,c", maxsplit=1), re.split(r"\d", "a1b2"), re.split("", "abc"), re.split(r"(a)|b", "xaybz"))
print(re.sub(r"\d+", lambda m: str(int(m[0]) * 2), "a1 b20"), re.sub(r"(?P<first>\w)(?P<rest>\w*)", r"\g<rest>\g<first>ay", "pig latin"), re.sub("(a)(b)?", r"[\1\2]", "ab a"))
d = re.match(r"(?P<year>\d{4})-(?P<month>\d\d)", "2024-05-06")
print(d.groupdict(), d["year"], d.group("month"), d.lastgroup, d.span("month"), d.expand(r"\g<month>/\1"), re.match("(a)|(b)", "b").groups(), re.match("(a)|(b)", "b").groups("-"), re.match("(a)?b", "b").start(1))
print(re.findall("a", "aAa", re.IGNORECASE), re.findall("^x", "x\nx", re.M), re.findall("a.b", "a\nb", re.S), re.findall(r"(?i)HELLO", "hello"), re.search(r"""
    (\d+)   # digits
    \s*     # spaces
    (px|em) # unit
""", "width: 12 px", re.VERBOSE).groups())
p = re.compile(r"(\d+)-(?P<n>\d+)", re.I | re.M)
print(p, p.pattern, p.flags, p.groups, p.groupindex, p.search("x 1-2", 1), p.findall("1-2 3-4"), p.sub("#", "1-2!"), p.match("1-2").end(), re.compile("a") == re.compile("a"), re.compile("a").flags, p.fullmatch("1-2", 0, 3))
print(re.escape("a.b*c [x]"), re.escape("ünï_1"), re.I, repr(re.I | re.S), re.compile("x", re.A), re.compile(b"x"), repr(re.RegexFlag(0)), re.IGNORECASE.value)
print(re.findall(rb"\d+", b"a1b22"), re.sub(rb"a", b"b", b"banana"), re.match(rb"(.)", b"xy"), re.search("é+", "caféé").span(), re.findall(r"\w+", "naïve café 中文"), re.findall(r"\w+", "naïve", re.A))
