"""sys: argv, exit, exc_info, maxsize, modules, stdout."""
import sys

print(sys.argv, len(sys.argv), sys.version_info >= (3, 13), sys.version_info[0], sys.version_info.major, sys.maxsize, sys.byteorder, "sys" in sys.modules, isinstance(sys.path, list), sys.float_info.max, sys.float_info.epsilon, sys.maxunicode)
try:
    1 / 0
except ZeroDivisionError:
    kind, value, trace = sys.exc_info()
    print(kind, value, trace is value.__traceback__, trace.tb_lineno, sys.exception() is value)
print(sys.exc_info(), sys.exception())
for code in (0, 3, "message", None, (1, 2)):
    try:
        sys.exit(code)
    except SystemExit as exit:
        print(repr(exit), exit.code)
print(sys.stdout.write("text\n"), file=sys.stderr)
sys.stderr.write("to stderr\n")
sys.stdout.flush()


def caller():
    return sys._getframe(1).f_code.co_name


def outer():
    return caller()


print(outer(), sys._getframe().f_lineno, sys._getframe().f_globals is globals(), sys.getrecursionlimit() > 100, sys.intern("a") == "a", type(sys.implementation.name).__name__, sys.getsizeof([]) > 0)
old = sys.stdout


class Upper:
    def write(self, text):
        old.write(text.upper())

    def flush(self):
        pass


sys.stdout = Upper()
print("shouted")
sys.stdout = old
print("normal", sys.float_info.dig, sys.int_info.bits_per_digit > 0)
sys.exit(0)
