"""Runs one program as `python NAME.py` would and prints what it prints, stdout and stderr in one stream.

    python run_program.py PROGRAM.py [STD]

With STD, a folder with modules in Python, the program's imports come from there; see `check_std.py`.
"""

import io
import linecache
import sys
import traceback
import types
from pathlib import Path

# CPython's limit for a script. The frames of this file are added to it, so that the program has all of it.
RECURSION_LIMIT = 1000


def run(path):
    """The program's output, with the traceback at its end if an exception ends it."""
    name, source = path.name, path.read_text(encoding="utf-8")
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    main = types.ModuleType("__main__")
    main.__file__ = name
    sys.modules["__main__"] = main
    sys.argv = [name]
    console, out = (sys.stdout, sys.stderr), io.StringIO()
    sys.stdout = sys.stderr = out
    sys.setrecursionlimit(RECURSION_LIMIT + len(traceback.extract_stack()))
    ended = None
    try:
        exec(compile(source, name, "exec", dont_inherit=True), main.__dict__)
    except BaseException as exception:
        ended = exception
    sys.setrecursionlimit(10 * RECURSION_LIMIT)
    sys.stdout, sys.stderr = console
    if isinstance(ended, SystemExit):
        if ended.code is not None and not isinstance(ended.code, int):
            print(ended.code, file=out)
    elif ended is not None:
        print_traceback(ended, out)
    return out.getvalue()


def print_traceback(exception, out):
    """Prints the traceback from the program's own frame on."""
    trace = exception.__traceback__.tb_next
    traceback.print_exception(type(exception), exception, trace, file=out)


if __name__ == "__main__":
    # Bytes, so that no platform changes the line ends.
    if len(sys.argv) > 2:
        import std_hook

        std_hook.install(Path(sys.argv[2]))
    result = run(Path(sys.argv[1]).resolve())
    sys.stdout.buffer.write(result.encode("utf-8", "backslashreplace"))
