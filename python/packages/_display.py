"""Shows pictures where the host can show them."""

import sys


def show(svg, alt=""):
    """Shows an SVG picture. `alt` describes it in words."""
    sys._display("svg", svg, alt)


def figures():
    """Shows the open figures of matplotlib and closes them. A page calls it after each cell."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.show()
