"""Runs the listings of python/listings with CPython and the real libraries and writes what they print beside them.

Run it from the repository's root, with the names of listings or without. Listings that begin with "# Random." print
other numbers each time, so nothing is kept of them.
"""

import os
import pathlib
import subprocess
import sys
import tempfile

listings, results = pathlib.Path("python/listings").resolve(), pathlib.Path("tests/python/listings").resolve()
names = sys.argv[1:] or sorted(path.stem for path in listings.glob("*.py"))
for name in names:
    if (listings / f"{name}.py").read_text().startswith("# Random."):
        continue
    with tempfile.TemporaryDirectory() as work:
        environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "", "MPLBACKEND": "agg"}
        run = subprocess.run([sys.executable, "-W", "ignore", listings / f"{name}.py"], capture_output=True, text=True,
                             cwd=work, env=environment)
    if run.returncode:
        sys.exit(f"{name}:\n{run.stderr}")
    (results / f"{name}.txt").write_text(run.stdout)
    print(name)
