"""Writes `programs/NAME.out` beside each `programs/NAME.py`: what CPython prints; see README.md.

    python generate_programs.py [NAME ...]
"""

import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROGRAMS = HERE / "programs"
SECONDS = 60


def output(program, *arguments, hash_seed="0"):
    """What the program prints in a process and a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        # Some syntax errors show the line as the file of the program's name has it.
        shutil.copy(program, folder)
        command = [sys.executable, "-X", "utf8", HERE / "run_program.py", program, *arguments]
        ran = subprocess.run(
            command, capture_output=True, cwd=folder, env=os.environ | {"PYTHONHASHSEED": hash_seed}, timeout=SECONDS
        )
    if ran.returncode:
        raise RuntimeError(f"{program.name}: {ran.stderr.decode()}")
    return ran.stdout


def generate(program):
    """Writes the program's output if it has changed; returns what is to be reported, or None."""
    printed = output(program, hash_seed="1")
    if printed != output(program, hash_seed="2"):
        return f"{program.name} prints something else in every run"
    expected = program.with_suffix(".out")
    if expected.exists() and expected.read_bytes() == printed:
        return None
    expected.write_bytes(printed)
    return f"changed: {expected.name}"


def selected(names):
    """The programs with these names, or all."""
    return [PROGRAMS / f"{Path(name).stem}.py" for name in names] or sorted(PROGRAMS.glob("*.py"))


def main():
    if sys.version_info < (3, 13):
        sys.exit(f"The outputs are those of CPython 3.13 or newer; this is {sys.version.split()[0]}.")
    programs = selected(sys.argv[1:])
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        reports = [report for report in pool.map(generate, programs) if report]
    print(*reports, f"{len(programs)} programs, {len(reports)} outputs changed or refused", sep="\n")
    sys.exit(any("every run" in report for report in reports))


if __name__ == "__main__":
    main()
