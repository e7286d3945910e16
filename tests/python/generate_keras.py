"""Runs the scripts of tests/python/keras with Keras and writes what they print beside them.

Run it from the repository's root, with the names of scripts or without, with Keras 3.15.1 and TensorFlow 2.21. If the
first name is keras_seeded, the scripts are those of tests/python/keras_seeded.
"""

import os
import pathlib
import subprocess
import sys
import tempfile

names = sys.argv[1:]
seeded = names[:1] == ["keras_seeded"]
folder = pathlib.Path("tests/python", "keras_seeded" if seeded else "keras").resolve()
names = names[seeded:] or sorted(path.stem for path in folder.glob("*.py"))
for name in names:
    with tempfile.TemporaryDirectory() as work:
        environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "", "COLUMNS": "80"}
        run = subprocess.run(
            [sys.executable, "-W", "ignore", folder / f"{name}.py"], capture_output=True, text=True, cwd=work,
            env=environment,
        )
    if run.returncode:
        sys.exit(f"{name}:\n{run.stderr}")
    (folder / f"{name}.txt").write_text(run.stdout)
    print(name)
