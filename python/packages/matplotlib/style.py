"""Styles: sets of settings with a name."""

from ._rc import STYLES, rc_context, rcParams

available = sorted(name for name in STYLES if name not in ("default",))
library = STYLES


def use(style):
    """Takes the settings of a style, or of several in turn."""
    for one in [style] if isinstance(style, (str, dict)) else style:
        if isinstance(one, dict):
            rcParams.update(one)
        elif one in STYLES:
            rcParams.update(STYLES[one])
        else:
            raise OSError(f"{one!r} is not a valid package style, path of style file, URL of style file, or library style name (library styles are listed in `style.available`)")


class context(rc_context):
    """with style.context(...): a style that ends with the block."""

    def __init__(self, style, after_reset=False):
        super().__init__()
        if after_reset:
            use("default")
        use(style)
