"""Shallow and deep copies."""

import types
from _collections import defaultdict, deque


class Error(Exception):
    pass


error = Error
_ATOMIC = {
    type(None), int, float, bool, complex, bytes, str, type, range, slice, type(...), type(NotImplemented),
    property, types.FunctionType, types.BuiltinFunctionType, types.CodeType, types.ModuleType,
}
_CONTAINERS = (dict, list, set, bytearray)


def copy(x):
    """A new object with the same contents."""
    cls = type(x)
    if cls in _ATOMIC or issubclass(cls, type) or cls in (tuple, frozenset):
        return x
    if cls in _CONTAINERS:
        return x.copy()
    if hasattr(cls, "__copy__"):
        return cls.__copy__(x)
    return _rebuild(x, lambda value: value, None)


def deepcopy(x, memo=None):
    """A new object with copies of the contents; shared and circular references stay so."""
    cls = type(x)
    if cls in _ATOMIC or issubclass(cls, type):
        return x
    memo = {} if memo is None else memo
    known = memo.get(id(x), memo)
    if known is not memo:
        return known
    if hasattr(cls, "__deepcopy__"):
        new = x.__deepcopy__(memo)
    elif cls is list:
        new = memo[id(x)] = []
        new.extend(deepcopy(item, memo) for item in x)
    elif cls is dict:
        new = memo[id(x)] = {}
        for key, value in x.items():
            new[deepcopy(key, memo)] = deepcopy(value, memo)
    elif cls is tuple:
        new = tuple([deepcopy(item, memo) for item in x])
        # A tuple that contains itself through a list is complete by now.
        new = memo.get(id(x), new)
        if all(a is b for a, b in zip(x, new)):
            new = x
    elif cls is set:
        new = {deepcopy(item, memo) for item in x}
    elif cls is frozenset:
        new = frozenset([deepcopy(item, memo) for item in x])
    elif cls is bytearray:
        new = x[:]
    elif cls is types.MethodType:
        new = types.MethodType(x.__func__, deepcopy(x.__self__, memo))
    else:
        new = _rebuild(x, lambda value: deepcopy(value, memo), memo)
    if new is not x:
        memo[id(x)] = new
        # Keeps x alive, so that no other object gets its id meanwhile.
        memo.setdefault(id(memo), []).append(x)
    return new


def _rebuild(x, convert, memo):
    """A new instance of x's class without a call of __init__, with its attributes and items converted."""
    cls = type(x)
    for kind in (types.GeneratorType, types.TracebackType, types.FrameType, type({}.keys()), type({}.values())):
        if issubclass(cls, kind):
            raise TypeError(f"cannot pickle '{cls.__name__}' object")
    if hasattr(cls, "__getnewargs__"):
        new = cls.__new__(cls, *[convert(value) for value in x.__getnewargs__()])
    elif isinstance(x, BaseException):
        new = cls.__new__(cls, *[convert(value) for value in x.args])
    elif (kind := next((k for k in (tuple, frozenset, int, float, str, bytes) if isinstance(x, k)), None)) is not None:
        content = kind([convert(item) for item in x]) if kind in (tuple, frozenset) else kind(x)
        new = kind.__new__(cls, content)
    elif isinstance(x, deque):
        new = cls.__new__(cls)
        new.__init__((), x.maxlen)
    else:
        new = cls.__new__(cls)
    if memo is not None:
        memo[id(x)] = new
    if isinstance(x, defaultdict):
        new.default_factory = x.default_factory
    if isinstance(x, deque):
        deque.extend(new, [convert(item) for item in deque.__iter__(x)])
    elif isinstance(x, list):
        list.extend(new, [convert(item) for item in list.__iter__(x)])
    elif isinstance(x, dict):
        for key, value in dict.items(x):
            dict.__setitem__(new, convert(key), convert(value))
    elif isinstance(x, set):
        set.update(new, [convert(item) for item in set.__iter__(x)])
    _copy_state(x, new, convert)
    return new


def _copy_state(x, new, convert):
    if hasattr(type(x), "__setstate__"):
        new.__setstate__(convert(x.__getstate__()))
        return
    if hasattr(x, "__dict__"):
        new.__dict__.update({key: convert(value) for key, value in x.__dict__.items()})
    for base in type(x).__mro__:
        slots = base.__dict__.get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            if name.startswith("__") and not name.endswith("__"):
                name = f"_{base.__name__.lstrip('_')}{name}"
            if name not in ("__dict__", "__weakref__") and hasattr(x, name):
                object.__setattr__(new, name, convert(getattr(x, name)))


def replace(obj, /, **changes):
    """A copy with some fields changed."""
    method = getattr(type(obj), "__replace__", None)
    if method is None:
        raise TypeError(f"replace() does not support {type(obj).__name__} objects")
    return method(obj, **changes)
