"""Runs the scripts of tests/python/keras with Keras and writes what they print beside them.

Run it from the repository's root, with the names of scripts or without, with Keras 3.15.1 and TensorFlow 2.21. If the
first name is keras_seeded, the scripts are those of tests/python/keras_seeded.
"""

import os
import pathlib
import subprocess
import sys
import tempfile

ENVIRONMENT = {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "", "COLUMNS": "80", "MPLBACKEND": "agg"}


def write_outputs(scripts, outputs):
    """Runs each script in a folder of its own and writes what it prints into the folder `outputs`."""
    for script in scripts:
        with tempfile.TemporaryDirectory() as work:
            run = subprocess.run([sys.executable, "-W", "ignore", script.resolve()], capture_output=True, text=True,
                                 cwd=work, env={**os.environ, **ENVIRONMENT})
        if run.returncode:
            sys.exit(f"{script.stem}:\n{run.stderr}")
        (outputs / f"{script.stem}.txt").write_text(run.stdout)
        print(script.stem)


def scripts(folder, names):
    """The scripts of these names in a folder, or all."""
    return [folder / f"{name}.py" for name in names] or sorted(folder.glob("*.py"))


if __name__ == "__main__":
    names = sys.argv[1:]
    seeded = names[:1] == ["keras_seeded"]
    folder = pathlib.Path("tests/python", "keras_seeded" if seeded else "keras")
    write_outputs(scripts(folder, names[seeded:]), folder)
