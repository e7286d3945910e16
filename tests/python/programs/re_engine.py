"""Regular expressions: what an engine may get wrong, and the messages of wrong ones."""
import re
tests = [
 (r"(a|ab)(c|bcd)(d*)", "abcd"), (r"(a+|b)*", "ab"), (r"(a+|b){0,}", "ab"), (r"(a|b)*?c", "aabc"), (r"(?:(a)|b)*", "ab"), (r"^(.+)?B", "AB"), (r"(?<!\\)(?:\\\\)*\"", 'a\\"b"'),
 (r"(a)|b", "b"), (r"(?P<x>a)(?(x)b|c)", "ab"), (r"(a)?(?(1)b|c)", "c"), (r"a++b", "aaab"), (r"a++a", "aaa"), (r"(?>a+)b", "aab"), (r"(?>a+)a", "aaa"), (r"x{2,3}?y", "xxxy"),
 (r"(?=(a+))a*b\1", "baaabac"), (r"(?=(a+))", "baaabac"), (r"(?!foo)\w+", "foobar"), (r"\b\w+\b", "hi there"), (r"(?i)straße", "STRASSE Straße"), (r"[^a]", "ab"), (r"(\w+)\s\1", "the the"),
 (r"(?:a|b|c|d){5,}", "abcdabcd"), (r"(?:(?:a){2}){2}", "aaaaa"), (r"(a*)*", "aaa"), (r"(a*)+", "b"), (r"(?:a?)*?$", "aa"), (r"(a?)*?b", "aab"), (r"(?s).+", "a\nb"), (r"(?m)^b$", "a\nb\nc"), (r"$", "a\n"), (r"\Z", "a\n"),
 (r"(?x) a b # c", "ab"), (r"[\d\-x]+", "1-x"), (r"[a-]", "-"), (r"[]a]+", "]a"), (r"[^]a]+", "bc]"), (r"\x41\u0042\101", "ABA"), (r"(?<=ab|cd)e", "cde"), (r"(?<!ab)e", "abe ce"), (r"(.)(.)?(.)?", "ab"),
 (r"(?i:a)b", "Ab"), (r"(?-i:a)b", "AB"), (r"((a)|(b))+", "ab"), (r"(?:(a)|(b)|c)+", "abc"), (r"é+", "caféé"), (r"(?i)É", "é"), (r"[à-ü]+", "éàx"), (r"(?i)[à-ü]+", "ÉÀx"), (r"(a{,2})(a*)", "aaaa"), (r"a{0}b", "ab"), (r"(|a)+", "aaa"), (r"(a|)+", "aaa"), (r"(?:|a)*b", "aab"), (r"^*", "a"), (r"(?:x|(y))\1?", "yy"), (r"(a(b)?)+", "aba"), (r"(ab?)*?c", "abac"),(r"(?<=(a))b", "ab"), (r"\w+(?=\d)", "abc12"),("(?a)\\w+", "éa"), ("(?:a+)+$", "aaab"), ("(x*)*y", "xxz"), (r"\d{3}-\d{4}", "tel 555-1234"), (r"(\d+)(?:px|em)(?!\w)", "12px 3emx 4em"),
]
for p, t in tests:
    try:
        c = re.compile(p)
        m = c.search(t)
        print(p, t, m and (m.span(), m.groups(), [m.span(i) for i in range(len(m.groups())+1)]), [x.group() for x in c.finditer(t)], c.sub("-", t), c.split(t), c.fullmatch(t) is not None, c.match(t) is not None, c.flags)
    except re.error as e:
        print(p, "error", e, e.pos)
for p in ["(?", "(?P", "(?Px)", "(?P<>a)", "(?P<a", "(?#", "(?:", "(?=", "(?<", "(?<x", "(?(1)a|b|c)", "(?(0)a)", "(?(x)a)", "(?(2)a)(b)", "a(?i)b", "(?i", "(?iz)", "(?i-)", "(?-", "(?-i", "(?i-i:a)", "[z-a]", "[a-\\d]", "[\\d-a]", "[", "[^", "[]", "\\", "[\\", "\\x1", "\\u12", "\\8", "\\400", "[\\8]", "\\y", "(a\\1)", "a|*", "(*a)", "^*", "a**", "a*??", "a+++", "(?:a*)*", "x{3}{4}", "x{,}", "x{", "x{a}", "x{1,2", "(?<=a*)b", "(?<=a|bc)d", "(?<=(a)\\1)b", "(?P=x)(?P<x>a)", "(?P<x>a(?P=x))", "a)", "())", "(?u)a", "(?au)a", "(?L)a", "(?<=a{3})b", "(?<=a{2,3})b"]:
    try:
        c = re.compile(p)
        print(p, "ok", c.groups, c.flags)
    except (re.error, OverflowError) as e:
        print(p, "error", e, getattr(e, "pos", None))
