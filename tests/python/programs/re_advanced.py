"""re: lazy, lookaround, backreferences, errors."""
import re

print(re.findall(r"<.+?>", "<a><b>"), re.findall(r"<.+>", "<a><b>"), re.findall(r"\d+(?=px)", "12px 5em"), re.findall(r"(?<=\$)\d+", "$5 6 $70"), re.findall(r"\b(?!no)\w+", "yes no maybe"), re.findall(r"(?<!a)b", "ab bb"))
print(re.findall(r"(\w)\1", "hello book"), re.search(r"(?P<q>['\"]).*?(?P=q)", "say 'hi \"x' ok").group(), re.findall(r"(?:ab)+", "ababab ab"), re.findall("a{2,3}", "aaaaaaa"), re.findall("a{2}", "aaaaa"), re.findall("a{,2}b", "aaab"), re.findall("x{2,}", "xxx x"))
print(re.findall(r"[^\W\d_]+", "ab1_cd"), re.findall(r"[a-c\-\]]", "a-]d"), re.findall(r"\.", "a.b"), re.findall(r"[.]", "a.b"), re.findall(r"\S+", " a bc "), re.findall(r"\D", "1a"), re.search(r"\Aab\Z", "ab"), re.search(r"b$", "ab\n").span(), re.search(r"b\Z", "ab\n"), re.findall(r"\Bb", "ab b"))
print(re.sub(r"(?<=\d)(?=(\d{3})+$)", ",", "1234567"), re.sub(r"^", "> ", "a\nb", flags=re.M), re.sub(r"\\", "/", r"a\b"), re.sub("a", r"\\", "banana"), re.sub("(?i:A)b", "x", "abAbaB"), re.split(r"(?<=[.!?]) +", "One. Two! Three?"), re.sub("a", "\\n", "xax"))
patterns = ["(", ")", "[", "a**", "*a", "a{2,1}", "(?P<n>a)(?P<n>b)", "(?P<1>a)", r"\1", "(?<=a+)b", "[b-a]", "(?z)", "(?P<n", "a\\", r"\q", "(?P=x)", "x{1}{2}", "(?<x>a)", "[a", "(a", "\\g"]
for pattern in patterns:
    try:
        re.compile(pattern)
        print(pattern, "ok")
    except re.error as error:
        print(f"{pattern}: {error} | {error.msg} {error.pos}")
for action in (r"re.sub('a', r'\1', 'a')", r"re.sub('(a)', r'\g<x>', 'a')", r"re.sub('a', r'\q', 'a')", r"re.match('a', 'a').group(1)", r"re.match('a', 'a').group('x')", "re.match('a', b'a')", "re.match(b'a', 'a')", "re.compile(5)", "re.match('a', 5)", r"re.sub('(a)', r'\g<1', 'a')", "re.compile('a', re.A | re.U)"):
    try:
        eval(action)
    except Exception as error:
        print(f"{action}: {type(error).__name__}: {error}")
tokens = re.compile(r"\s*(?:(?P<number>\d+\.?\d*)|(?P<name>[a-z]\w*)|(?P<op>[-+*/()=]))", re.I)
print([(t.lastgroup, t[t.lastgroup]) for t in tokens.finditer("x1 = 3.5*(y + 42)")])
text = "2024-01-15 ERROR disk full\n2024-01-16 INFO ok\nbad line"
for line in re.finditer(r"^(?P<date>[\d-]+) (?P<level>[A-Z]+) (?P<text>.*)$", text, re.M):
    print(line.groupdict())
print(re.sub(r"(?P<a>x)(y)?", lambda m: f"{m.groups()}", "xy x"), re.findall("", "ab"), re.sub("", "-", "ab"), [m.span() for m in re.finditer(r"a|", "ba")], re.findall(r"\$\{(\w+)\}", "${a} ${bc}"), re.match(r"(a)(b)?(c)?", "ac").lastindex, re.search("(?s:a.c)", "a\nc").group())
