"""What fonts a text may have."""


class FontProperties:
    """Properties of letters, for `fontproperties` and `prop`."""

    def __init__(self, family=None, style=None, variant=None, weight=None, stretch=None, size=None, fname=None):
        given = {"fontfamily": family, "fontstyle": style, "fontweight": weight, "fontsize": size}
        self._options = {k: v for k, v in given.items() if v is not None}

    def get(self, name, default=None):
        return self._options.get("font" + name, default)

    def __contains__(self, name):
        return "font" + name in self._options

    def __getitem__(self, name):
        return self._options["font" + name]


def findfont(prop, **options):
    return "DejaVu Sans"
