"""Runs the programs on CPython with the modules of `python/std`; fails if the output is not CPython's; see README.md.

    python check_std.py [NAME ...]
"""

import difflib
import os
import sys
from concurrent.futures import ThreadPoolExecutor

from generate_programs import HERE, output, selected

# CPython's C code makes these objects with functions of its own `typing`.
LEFT_OUT = {"type_parameters", "type_parameter_scopes"}
STD = HERE.parent.parent / "python" / "std"


def difference(program):
    """The lines that differ from CPython's, as a diff."""
    expected = program.with_suffix(".out").read_text(encoding="utf-8").splitlines()
    try:
        printed = output(program, STD).decode().splitlines()
    except RuntimeError as error:
        printed = str(error).splitlines()
    return list(difflib.unified_diff(expected, printed, f"{program.stem}.out", "with python/std", lineterm="", n=1))


def main():
    if sys.version_info < (3, 13):
        sys.exit(f"The outputs are those of CPython 3.13 or newer; this is {sys.version.split()[0]}.")
    programs = [program for program in selected(sys.argv[1:]) if program.stem not in LEFT_OUT]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        differences = [lines for lines in pool.map(difference, programs) if lines]
    for lines in differences:
        print("\n".join(lines), end="\n\n")
    print(f"{len(programs)} programs, {len(differences)} differ from CPython's output")
    sys.exit(bool(differences))


if __name__ == "__main__":
    main()
