"""What can be drawn."""

from .colors import to_rgba


def getter(name):
    return lambda self: self.__dict__["_" + name]


def setter(name, check):
    def set_it(self, value):
        self.__dict__["_" + name] = value if check is None else check(value)

    return set_it


class Artist:
    """The base of all that is drawn. `PROPERTIES` has what an artist can be told, with the values at first."""

    PROPERTIES = {"alpha": None, "label": "", "visible": True, "zorder": 0, "clip_on": True, "transform": None, "gid": None, "picker": None, "rasterized": None, "animated": False, "url": None, "in_layout": True, "snap": None, "clip_path": None, "clip_box": None}
    ALIASES = {}
    CHECKS = {}
    axes = figure = None
    _sticky = ((), ())

    def __init_subclass__(cls, **_):
        super().__init_subclass__()
        _methods(cls)

    def __init__(self, **options):
        for base in reversed(type(self).__mro__):
            for name, value in base.__dict__.get("PROPERTIES", {}).items():
                self.__dict__["_" + name] = value
        self.set(**options)

    def set(self, **options):
        """Sets properties by name."""
        for name, value in options.items():
            method = getattr(self, "set_" + name, None)
            if method is None:
                raise AttributeError(f"{type(self).__name__}.set() got an unexpected keyword argument {name!r}")
            method(value)
        return self

    update = lambda self, properties: self.set(**properties)

    @property
    def zorder(self):
        return self._zorder

    @zorder.setter
    def zorder(self, value):
        self._zorder = value

    def set_alpha(self, alpha):
        if isinstance(alpha, (int, float)) and not 0 <= alpha <= 1:
            raise ValueError(f"alpha ({alpha}) is outside 0-1 range")
        self._alpha = alpha

    def set_label(self, label):
        self._label = None if label is None else str(label)

    def get_figure(self, root=None):
        return self.figure

    def remove(self):
        """Takes the artist out of its axes."""
        self.axes._remove(self)

    def _rgba(self, color, alpha=None):
        return to_rgba(color, self._alpha if alpha is None else alpha)

    def _trans(self):
        return self._transform or self.axes.transData

    def get_transform(self):
        return self._trans()

    def _limits(self):
        """The places in data that the view must show: two lists of arrays."""
        return [], []

    def get_children(self):
        return []

    def findobj(self, match=None, include_self=True):
        found = [a for child in self.get_children() for a in child.findobj(match)]
        if include_self and (match is None or isinstance(match, type) and isinstance(self, match) or not isinstance(match, type) and match(self)):
            found.append(self)
        return found


def _methods(cls):
    for name in cls.__dict__.get("PROPERTIES", {}):
        check = next((c.CHECKS[name] for c in cls.__mro__ if name in c.__dict__.get("CHECKS", {})), None)
        for made, method in (("get_" + name, getter(name)), ("set_" + name, setter(name, check))):
            if not hasattr(cls, made):
                setattr(cls, made, method)
    for short, name in cls.__dict__.get("ALIASES", {}).items():
        for kind in ("get_", "set_"):
            setattr(cls, kind + short, _alias(kind + name))


def _alias(method):
    return lambda self, *args: getattr(self, method)(*args)


_methods(Artist)


def normalize(options, cls):
    """Options with the long names."""
    known = {}
    for base in reversed(cls.__mro__):
        known.update(base.__dict__.get("ALIASES", {}))
    found = {}
    for name, value in options.items():
        long = known.get(name, name)
        if long in found:
            raise TypeError(f"Got both {long!r} and {name!r}, which are aliases of one another")
        found[long] = value
    return found


def setp(obj, *args, **options):
    """Sets properties of one artist or of several."""
    options.update(zip(args[::2], args[1::2]))
    for one in obj if hasattr(obj, "__iter__") else [obj]:
        one.set(**options)


def getp(obj, name=None):
    return getattr(obj, "get_" + name)()
