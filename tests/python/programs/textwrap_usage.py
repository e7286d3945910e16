"""textwrap."""
import textwrap

text = "The quick brown fox jumps over the lazy dog. It is a well-known pangram -- used everywhere--and contains every letter of the English alphabet, e.g. supercalifragilisticexpialidocious."
for width in (20, 30, 50):
    print(textwrap.fill(text, width), end="\n--\n")
print(textwrap.wrap("a b c d e f", 3), textwrap.wrap(""), textwrap.wrap("   "), textwrap.wrap("abcdefghij", 4), textwrap.wrap("abcdefghij kl", 4, break_long_words=False), textwrap.wrap("well-known-fact", 6), textwrap.wrap("well-known", 6, break_on_hyphens=False))
print(textwrap.fill(text, 40, initial_indent="* ", subsequent_indent="  "))
print(textwrap.shorten("Hello  world! This is long.", 15), textwrap.shorten("Hello world", 5), textwrap.shorten("Hello world", 11), textwrap.shorten("one two three four", 12, placeholder="..."))
print(textwrap.wrap(text, 25, max_lines=2), textwrap.wrap("a  b   c", 3, drop_whitespace=False), textwrap.wrap("x\ty\nz", 80), textwrap.wrap("End. Next one.", 50, fix_sentence_endings=True), textwrap.wrap("line\n\nother", 80, replace_whitespace=False))
code = """
    def f():
        return 1

      # deeper
    """
print(repr(textwrap.dedent(code)), repr(textwrap.dedent("  a\n\tb")), repr(textwrap.dedent("\n   x\n \n   y")), repr(textwrap.dedent("no indent\n  x")))
print(textwrap.indent("a\n\nb\n", "> "), textwrap.indent("a\n\nb", "+", lambda line: True))
w = textwrap.TextWrapper(width=12, initial_indent="- ")
print(w.wrap("one two three four"), w.fill("five six seven"))
for action in ("textwrap.wrap('a', 0)", "textwrap.shorten('abc def', 3)", "textwrap.wrap('abc def', 2, max_lines=1, placeholder='......')"):
    try:
        print(eval(action))
    except ValueError as error:
        print(error)
