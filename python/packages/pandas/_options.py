"""Settings such as display.max_rows."""

DEFAULTS = {
    "display.max_rows": 60,
    "display.min_rows": 10,
    "display.max_columns": 0,
    "display.max_colwidth": 50,
    "display.width": 80,
    "display.precision": 6,
    "display.float_format": None,
    "display.show_dimensions": "truncate",
    "display.expand_frame_repr": True,
    "mode.chained_assignment": "warn",
    "mode.copy_on_write": False,
    "future.no_silent_downcasting": False,
    "display.unicode.east_asian_width": False,
    "display.notebook_repr_html": True,
    "display.max_info_columns": 100,
}

options = dict(DEFAULTS)


class OptionError(AttributeError, KeyError):
    """There is no setting with this name."""


def _name(pattern):
    if pattern in options:
        return pattern
    found = [name for name in options if pattern in name]
    if len(found) != 1:
        raise OptionError("Pattern matched multiple keys" if found else f"No such keys(s): {pattern!r}")
    return found[0]


def get_option(name):
    return options[_name(name)]


def set_option(*pairs):
    if len(pairs) % 2:
        raise ValueError("Must provide an even number of non-keyword arguments")
    for name, value in zip(pairs[::2], pairs[1::2]):
        options[_name(name)] = value


def reset_option(name):
    for full in [x for x in options if name == "all" or name in x]:
        options[full] = DEFAULTS[full]


class option_context:
    """A block with other settings."""

    def __init__(self, *pairs):
        self._pairs = pairs[0] if len(pairs) == 1 else pairs
        if isinstance(self._pairs, dict):
            self._pairs = [x for pair in self._pairs.items() for x in pair]

    def __enter__(self):
        self._before = dict(options)
        set_option(*self._pairs)

    def __exit__(self, *error):
        options.update(self._before)


class Options:
    """pd.options"""

    def __init__(self, prefix=""):
        object.__setattr__(self, "_prefix", prefix)

    def __getattr__(self, name):
        full = self._prefix + name
        if full in options:
            return options[full]
        if any(x.startswith(full + ".") for x in options):
            return Options(full + ".")
        raise OptionError("No such option")

    def __setattr__(self, name, value):
        if self._prefix + name not in options:
            raise OptionError("You can only set the value of existing options")
        options[self._prefix + name] = value
