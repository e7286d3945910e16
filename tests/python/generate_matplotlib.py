"""Writes tests/python/matplotlib/expected.json: what the real Matplotlib draws for each listing.

    python generate_matplotlib.py

It needs matplotlib and numpy, and says which listings changed.
"""

import json
import re
import sys
import warnings
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

FOLDER = Path(__file__).parent / "matplotlib"
sys.path.insert(0, str(FOLDER))
import artists

MAPS = "viridis plasma inferno magma cividis gray binary Greys Blues Reds Greens hot cool jet coolwarm bwr RdBu RdYlGn seismic rainbow tab10 tab20 Set1 Set2 Set3 Pastel1 spring summer autumn winter bone twilight Spectral_r jet_r"
BEFORE = (FOLDER / "before.py").read_text(encoding="utf-8")


def main():
    parts = re.split(r"^### (.*)\n", (FOLDER / "listings.txt").read_text(encoding="utf-8"), flags=re.M)[1:]
    target = FOLDER / "expected.json"
    old = {r["name"]: r for r in json.loads(target.read_text(encoding="utf-8"))["listings"]} if target.exists() else {}
    records = []
    for name, source in zip(parts[::2], parts[1::2]):
        matplotlib.rcdefaults()
        plt.close("all")
        space = {}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            exec(BEFORE, space)
            exec(source, space)
            records.append({"name": name, "source": source, "figures": json.loads(json.dumps(artists.figures(plt)))})
        if old.get(name) != records[-1]:
            print("changed:", name)
    values = [-0.5, *np.linspace(0, 1, 33).tolist(), 1.5]
    maps = {name: [[round(float(v), 6) for v in row] for row in matplotlib.colormaps[name](values)] for name in MAPS.split()}
    text = json.dumps({"listings": records, "maps": {"values": values, "colors": maps}}, ensure_ascii=False, separators=(",", ":"))
    target.write_text(text.replace('{"name"', '\n{"name"') + "\n", encoding="utf-8")
    print(len(records), "listings")


if __name__ == "__main__":
    main()
