"""Writes python/packages/matplotlib/_tables.py: colour maps, colour names and the widths of letters.

    python generate_matplotlib_tables.py

It needs matplotlib, whose maps, names and font it reads.
"""

from pathlib import Path

import matplotlib
import numpy as np
from matplotlib import colors
from matplotlib.ft2font import FT2Font, LoadFlags

CONTINUOUS = (
    "viridis plasma inferno magma cividis turbo gray hot cool bone copper spring summer autumn winter jet hsv rainbow "
    "twilight coolwarm bwr seismic Blues Reds Greens Greys Oranges Purples YlGn YlGnBu YlOrRd YlOrBr GnBu BuGn PuBu "
    "BuPu OrRd RdPu PuRd RdBu RdYlGn RdYlBu PiYG PRGn BrBG PuOr RdGy Spectral terrain ocean pink"
).split()
LISTED = "tab10 tab20 tab20b tab20c Set1 Set2 Set3 Pastel1 Pastel2 Paired Dark2 Accent".split()
TARGET = Path(__file__).parents[2] / "python/packages/matplotlib/_tables.py"


def hexes(rows):
    return "".join(f"{int(v):02x}" for row in rows for v in row)


def control_points(exact):
    """The fewest of 256 colours, found greedily, that give the rest within 1/255 by linear interpolation."""
    at = np.linspace(0, 255, len(exact))
    samples = np.round(np.stack([np.interp(np.arange(256), at, exact[:, i]) for i in range(3)], 1))
    places = [0]
    while places[-1] < 255:
        start = places[-1]
        for end in range(255, start, -1):
            inside = (at >= start) & (at <= end)
            part = (at[inside, None] - start) / (end - start)
            between = samples[start] + part * (samples[end] - samples[start])
            if end == start + 1 or np.abs(np.round(between) - exact[inside]).max() <= 1:
                break
        places.append(end)
    return "".join(f"{p:02x}" + hexes([samples[p]]) for p in places)


def widths(file):
    font = FT2Font(str(Path(matplotlib.get_data_path()) / "fonts/ttf" / file))
    font.set_size(1000, 72)
    wide = [font.load_char(c, LoadFlags.NO_HINTING).linearHoriAdvance / 65536 for c in range(32, 127)]
    return " ".join(str(round(w)) for w in wide)


def main():
    lines = ['"""Tables from matplotlib, written by tests/python/generate_matplotlib_tables.py."""', ""]
    lines += ["# For each map its control points: place, red, green and blue as two hexadecimal digits each.", "MAPS = {"]
    for name in CONTINUOUS:
        samples = matplotlib.colormaps[name](np.arange(matplotlib.colormaps[name].N))[:, :3] * 255
        lines.append(f'    "{name}": "{control_points(samples)}",')
    lines += ["}", "", "# For each list of colours its colours.", "LISTS = {"]
    for name in LISTED:
        lines.append(f'    "{name}": "{hexes(np.round(np.array(matplotlib.colormaps[name].colors) * 255))}",')
    names = " ".join(f"{name} {value[1:].lower()}" for name, value in colors.CSS4_COLORS.items())
    lines += ["}", "", "# Colours by name.", f'NAMES = "{names}"', ""]
    lines += ["# Widths of the letters from the space on in DejaVu Sans, in thousandths of its size."]
    lines += [f'WIDTHS = "{widths("DejaVuSans.ttf")}"', f'BOLD_WIDTHS = "{widths("DejaVuSans-Bold.ttf")}"', ""]
    TARGET.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
