"""print with all its options."""
import io
import sys

print()
print("a", "b", 1, None, 2.5, [1], sep="-")
print("no newline", end="")
print("!", end="\n\n")
print("a", "b", sep="")
print("a", "b", sep="\n", end=".\n")
print(*[1, 2, 3], sep=", ")
print(*"abc")
print("x", sep=None, end=None)
buffer = io.StringIO()
print("into", "buffer", file=buffer)
print("more", end="", file=buffer, flush=True)
print(repr(buffer.getvalue()))
print("to stdout", file=sys.stdout)
sys.stdout.write("written\n")
print(sys.stdout.write("five\n"))
print("tab\tand \\ and \"quotes\" and 'single'")
print("é", "中文", "😀", "\u00bd")
for action in (lambda: print("a", sep=1), lambda: print("a", end=1), lambda: print("a", unknown=1), lambda: print("a", file=5)):
    try:
        action()
    except Exception as error:
        print(f"{type(error).__name__}: {error}")


class Collector:
    def __init__(self):
        self.parts = []

    def write(self, text):
        self.parts.append(text)


collector = Collector()
print("a", 1, file=collector, sep=";")
print(collector.parts)
print(print("returned"))
print("%", "{}", "\x07".encode(), sep="")
print("=" * 20, "-" * 5 + ">", sep="\n")
print(1, end=" ")
print(2, end=" ")
print(3)
