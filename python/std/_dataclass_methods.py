"""The methods that dataclasses adds to a class."""

from dataclasses import _FACTORY, _FIELD, MISSING, FrozenInstanceError, _replace


def signature(positional, keyword):
    """The arguments as they stand in the class's docstring."""

    def shown(f):
        kind = f.type.__name__ if isinstance(f.type, type) and not hasattr(f.type, "__origin__") else repr(f.type)
        default = f" = {f.default!r}" if f.default is not MISSING else ""
        return f"{f.name}: {kind}{default or (' = <factory>' if f.default_factory is not MISSING else '')}"

    parts = [*map(shown, positional), *(["*", *map(shown, keyword)] if keyword else [])]
    return f"({', '.join(parts)})"


def add_methods(cls, params, arguments, positional, keyword, fields, has_hash):
    if params.init:
        has_post_init = hasattr(cls, "__post_init__")
        _add(cls, "__init__", _make_init(params.frozen, arguments, positional, keyword, has_post_init))
    _add(cls, "__replace__", _replace)
    if params.repr:
        _add(cls, "__repr__", _make_repr(tuple(f.name for f in fields if f.repr)))
    compared = tuple(f.name for f in fields if f.compare)
    if params.eq:
        _add(cls, "__eq__", _make_eq(compared))
    if params.order:
        for name in ("__lt__", "__le__", "__gt__", "__ge__"):
            if not _add(cls, name, _make_comparison(name, compared)):
                raise TypeError(
                    f"Cannot overwrite attribute {name} in class {cls.__name__} Consider using functools.total_ordering"
                )
    if params.frozen:
        names = frozenset(f.name for f in fields)
        for name, refuse in (("__setattr__", "assign to"), ("__delattr__", "delete")):
            if not _add(cls, name, _make_refusal(cls, name, refuse, names)):
                raise TypeError(f"Cannot overwrite attribute {name} in class {cls.__name__}")
    if params.unsafe_hash or (params.eq and params.frozen):
        if has_hash and params.unsafe_hash:
            raise TypeError(f"Cannot overwrite attribute __hash__ in class {cls.__name__}")
        if not has_hash:
            cls.__hash__ = _make_hash(tuple(f.name for f in fields if (f.compare if f.hash is None else f.hash)))
    elif params.eq and not has_hash:
        cls.__hash__ = None


def _add(cls, name, method):
    """Adds the method unless the class has its own; says if it did."""
    if name in cls.__dict__:
        return False
    method.__name__, method.__qualname__ = name, f"{cls.__qualname__}.{name}"
    setattr(cls, name, method)
    return True


def _make_init(frozen, arguments, positional, keyword, has_post_init):
    # Made from source, so that a wrong call is refused with the names of the fields.
    values = {"_missing": _FACTORY, "_set": object.__setattr__}
    receiver = "self" if all(f.name != "self" for f in arguments) else "_dataclass_self"
    seen_default = None
    for f in positional:
        if f.default is not MISSING or f.default_factory is not MISSING:
            seen_default = f
        elif seen_default:
            raise TypeError(f"non-default argument {f.name!r} follows default argument {seen_default.name!r}")

    def parameter(f):
        if f.default is not MISSING:
            values[f"_default_{f.name}"] = f.default
            return f"{f.name}=_default_{f.name}"
        return f"{f.name}=_missing" if f.default_factory is not MISSING else f.name

    parameters = [receiver, *map(parameter, positional), *(["*", *map(parameter, keyword)] if keyword else [])]
    body = []
    for f in arguments:
        if f._field_type is not _FIELD:
            continue
        if f.default_factory is not MISSING:
            values[f"_factory_{f.name}"] = f.default_factory
            made = f"_factory_{f.name}()"
            value = f"{made} if {f.name} is _missing else {f.name}" if f.init else made
        elif f.init:
            value = f.name
        else:
            continue
        body.append(f"_set({receiver}, {f.name!r}, {value})" if frozen else f"{receiver}.{f.name} = {value}")
    if has_post_init:
        handed = ", ".join(f.name for f in arguments if f._field_type is not _FIELD)
        body.append(f"{receiver}.__post_init__({handed})")
    source = f"def __init__({', '.join(parameters)}):\n " + "\n ".join(body or ["pass"])
    exec(source, values)
    init = values["__init__"]
    init.__annotations__ = {f.name: f.type for f in (*positional, *keyword)} | {"return": None}
    return init


def _make_repr(names):
    running = set()

    def __repr__(self):
        key = id(self)
        if key in running:
            return "..."
        running.add(key)
        try:
            shown = ", ".join([f"{name}={getattr(self, name)!r}" for name in names])
        finally:
            running.discard(key)
        return f"{self.__class__.__qualname__}({shown})"

    return __repr__


def _make_eq(fields):
    def __eq__(self, other):
        if self is other:
            return True
        if other.__class__ is not self.__class__:
            return NotImplemented
        for field in fields:
            if not getattr(self, field) == getattr(other, field):
                return False
        return True

    return __eq__


def _make_comparison(name, fields):
    def values(obj):
        return tuple([getattr(obj, field) for field in fields])

    def compare(self, other):
        if other.__class__ is not self.__class__:
            return NotImplemented
        return getattr(values(self), name)(values(other))

    return compare


def _make_refusal(cls, name, verb, fields):
    def refuse(self, key, *value):
        if type(self) is cls or key in fields:
            raise FrozenInstanceError(f"cannot {verb} field {key!r}")
        getattr(super(cls, self), name)(key, *value)

    return refuse


def _make_hash(fields):
    def __hash__(self):
        return hash(tuple([getattr(self, field) for field in fields]))

    return __hash__
