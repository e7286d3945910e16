"""The marks at the points of a line."""

import math


def _polygon(n, turn=0.0, radius=1.0):
    return [(radius * math.sin(2 * math.pi * i / n + turn), -radius * math.cos(2 * math.pi * i / n + turn)) for i in range(n)]


def _star(n, inner):
    return [(r * math.sin(math.pi * i / n), -r * math.cos(math.pi * i / n)) for i in range(2 * n) for r in [inner if i % 2 else 1.0]]


def _cross(w):
    """The outline of a filled +."""
    quarter = [(-w, -1), (w, -1), (w, -w)]
    points = []
    for _ in range(4):
        points += quarter
        quarter = [(-y, x) for x, y in quarter]
    return points


def _turned(points, angle):
    c, s = math.cos(angle), math.sin(angle)
    return [(c * x - s * y, s * x + c * y) for x, y in points]


_SQUARE = [(-1, -1), (1, -1), (1, 1), (-1, 1)]
_TRIANGLE = [(0, -1), (1, 1), (-1, 1)]
_FILLED = {
    "s": _SQUARE, "D": _turned([(x * 1.0, y * 1.0) for x, y in _SQUARE], math.pi / 4), "d": [(x * 0.6, y) for x, y in _turned(_SQUARE, math.pi / 4)],
    "^": _TRIANGLE, "v": _turned(_TRIANGLE, math.pi), "<": _turned(_TRIANGLE, -math.pi / 2), ">": _turned(_TRIANGLE, math.pi / 2),
    "p": _polygon(5), "h": _polygon(6), "H": _polygon(6, math.pi / 6), "8": _polygon(8, math.pi / 8), "*": _star(5, 0.381966),
    "P": _cross(1 / 3), "X": [(x / 2, y / 2) for x, y in ((-1, -2), (0, -1), (1, -2), (2, -1), (1, 0), (2, 1), (1, 2), (0, 1), (-1, 2), (-2, 1), (-1, 0), (-2, -1))],
}
_LINES = {
    "+": [((-1, 0), (1, 0)), ((0, -1), (0, 1))], "x": [((-1, -1), (1, 1)), ((-1, 1), (1, -1))], "|": [((0, -1), (0, 1))], "_": [((-1, 0), (1, 0))],
    "1": [((0, 0), (0, 1)), ((0, 0), (0.8, -0.5)), ((0, 0), (-0.8, -0.5))], "2": [((0, 0), (0, -1)), ((0, 0), (0.8, 0.5)), ((0, 0), (-0.8, 0.5))],
    "3": [((0, 0), (-1, 0)), ((0, 0), (0.5, -0.8)), ((0, 0), (0.5, 0.8))], "4": [((0, 0), (1, 0)), ((0, 0), (-0.5, -0.8)), ((0, 0), (-0.5, 0.8))],
}
_CARETS = {0: "_", 1: "_", 2: "|", 3: "|", 4: "<", 5: ">", 6: "^", 7: "v"}
NONE = ("None", "none", " ", "", None)


def check(marker):
    """The name of a marker."""
    if marker in NONE:
        return "None"
    if isinstance(marker, int) and marker in _CARETS:
        return _CARETS[marker]
    if isinstance(marker, str) and (marker in _FILLED or marker in _LINES or marker in ("o", ".", ",") or len(marker) > 2 and marker[0] == marker[-1] == "$"):
        return marker
    raise ValueError(f"Unrecognized marker style {marker!r}")


def is_filled(marker):
    return marker not in _LINES


def path(marker, size):
    """The data of the path of a marker, in points around its middle."""
    r = size / 2

    def show(points):
        return "M" + "L".join(f"{x * r:.2f} {y * r:.2f}" for x, y in points)

    if marker == "o" or marker[0] == "$" or marker == ".":
        if marker == ".":
            r /= 2
        return f"M{r:.2f} 0A{r:.2f} {r:.2f} 0 1 1 {-r:.2f} 0A{r:.2f} {r:.2f} 0 1 1 {r:.2f} 0Z"
    if marker == ",":
        return "M-.36-.36h.72v.72h-.72Z"
    if marker in _LINES:
        return "".join(show(pair) for pair in _LINES[marker])
    return show(_FILLED[marker]) + "Z"


class MarkerStyle:
    def __init__(self, marker, fillstyle=None):
        self.marker = check(marker)

    def get_marker(self):
        return self.marker

    def is_filled(self):
        return is_filled(self.marker)
