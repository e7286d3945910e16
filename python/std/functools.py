"""Functions that make functions of functions."""

from _functools import partial, reduce

WRAPPER_ASSIGNMENTS = ("__module__", "__name__", "__qualname__", "__doc__", "__annotations__", "__type_params__")
WRAPPER_UPDATES = ("__dict__",)


def update_wrapper(wrapper, wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    """Makes a wrapper look like the function that it wraps."""
    for name in assigned:
        if hasattr(wrapped, name):
            setattr(wrapper, name, getattr(wrapped, name))
    for name in updated:
        getattr(wrapper, name).update(getattr(wrapped, name, {}))
    wrapper.__wrapped__ = wrapped
    return wrapper


def wraps(wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    """The decorator form of update_wrapper."""
    return partial(update_wrapper, wrapped=wrapped, assigned=assigned, updated=updated)


class _CacheInfo(tuple):
    """What cache_info returns; a namedtuple without the import of collections."""

    __slots__ = ()
    __match_args__ = _fields = ("hits", "misses", "maxsize", "currsize")
    hits, misses, maxsize, currsize = (property(lambda self, i=i: self[i]) for i in range(4))

    def __repr__(self):
        return "CacheInfo(hits=%r, misses=%r, maxsize=%r, currsize=%r)" % self

    def _asdict(self):
        return dict(zip(self._fields, self))


_KEYWORDS = object()


def _cache_key(args, kwargs, typed):
    key = args
    if kwargs:
        key += (_KEYWORDS, *kwargs.items())
    if typed:
        key += (_KEYWORDS, *map(type, args), *map(type, kwargs.values()))
    elif len(key) == 1 and type(key[0]) in (int, str):
        return key[0]
    return key


def lru_cache(maxsize=128, typed=False):
    """Keeps the results of a function for the arguments that were used last."""
    if callable(maxsize) and isinstance(typed, bool):
        return _cached(maxsize, 128, typed, {"maxsize": 128, "typed": typed})
    if isinstance(maxsize, int):
        maxsize = max(maxsize, 0)
    elif maxsize is not None:
        raise TypeError("Expected first argument to be an integer, a callable, or None")
    return lambda function: _cached(function, maxsize, typed, {"maxsize": maxsize, "typed": typed})


def cache(user_function, /):
    """Keeps all results of a function."""
    return _cached(user_function, None, False, {"maxsize": None, "typed": False})


def _cached(function, maxsize, typed, parameters):
    # The dict's order is the order of use: the first key was not used for the longest time.
    results, missing = {}, object()
    hits = misses = 0

    def wrapper(*args, **kwargs):
        nonlocal hits, misses
        key = _cache_key(args, kwargs, typed)
        result = results.get(key, missing)
        if result is not missing:
            hits += 1
            if maxsize is not None:
                # The result may be gone if a key's comparison has used the cache.
                results.pop(key, None)
                results[key] = result
            return result
        misses += 1
        result = function(*args, **kwargs)
        if maxsize != 0:
            if maxsize is not None and len(results) >= maxsize and key not in results:
                del results[next(iter(results))]
            results[key] = result
        return result

    def cache_info():
        return _CacheInfo((hits, misses, maxsize, len(results)))

    def cache_clear():
        nonlocal hits, misses
        results.clear()
        hits = misses = 0

    wrapper.cache_info, wrapper.cache_clear = cache_info, cache_clear
    wrapper.cache_parameters = lambda: dict(parameters)
    return update_wrapper(wrapper, function)


def total_ordering(cls):
    """Adds the comparisons that follow from one of them and from __eq__."""
    roots = [name for name in _DERIVED if getattr(cls, name, None) is not getattr(object, name, None)]
    if not roots:
        raise ValueError("must define at least one ordering operation: < > <= >=")
    # __lt__ is preferred, as CPython does.
    root = next(name for name in ("__lt__", "__le__", "__gt__", "__ge__") if name in roots)
    for name, derive in _DERIVED[root].items():
        if name not in roots:
            setattr(cls, name, _ordering(name, root, derive))
    return cls


def _ordering(name, root, derive):
    def method(self, other):
        result = getattr(type(self), root)(self, other)
        return result if result is NotImplemented else derive(result, self, other)

    method.__name__ = name
    return method


_DERIVED = {
    "__lt__": {
        "__gt__": lambda less, a, b: not less and a != b,
        "__le__": lambda less, a, b: less or a == b,
        "__ge__": lambda less, a, b: not less,
    },
    "__le__": {
        "__ge__": lambda at_most, a, b: not at_most or a == b,
        "__lt__": lambda at_most, a, b: at_most and a != b,
        "__gt__": lambda at_most, a, b: not at_most,
    },
    "__gt__": {
        "__lt__": lambda more, a, b: not more and a != b,
        "__ge__": lambda more, a, b: more or a == b,
        "__le__": lambda more, a, b: not more,
    },
    "__ge__": {
        "__le__": lambda at_least, a, b: not at_least or a == b,
        "__gt__": lambda at_least, a, b: at_least and a != b,
        "__lt__": lambda at_least, a, b: not at_least,
    },
}


def cmp_to_key(mycmp):
    """A sort key from a function that returns a negative number, zero or a positive number."""

    class K:
        __slots__ = ("obj",)
        __hash__ = None

        def __init__(self, obj):
            self.obj = obj

        def __lt__(self, other):
            return mycmp(self.obj, other.obj) < 0

        def __gt__(self, other):
            return mycmp(self.obj, other.obj) > 0

        def __eq__(self, other):
            return mycmp(self.obj, other.obj) == 0

        def __le__(self, other):
            return mycmp(self.obj, other.obj) <= 0

        def __ge__(self, other):
            return mycmp(self.obj, other.obj) >= 0

    return K


class cached_property:
    """A property that is computed once and then kept in the instance."""

    def __init__(self, func):
        self.func, self.attrname, self.__doc__ = func, None, func.__doc__

    def __set_name__(self, owner, name):
        if self.attrname not in (None, name):
            raise TypeError(
                "Cannot assign the same cached_property to two different names "
                f"({self.attrname!r} and {name!r})."
            )
        self.attrname = name

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        if self.attrname is None:
            raise TypeError("Cannot use cached_property instance without calling __set_name__ on it.")
        try:
            kept = instance.__dict__
        except AttributeError:
            raise TypeError(
                f"No '__dict__' attribute on {type(instance).__name__!r} "
                f"instance to cache {self.attrname!r} property."
            ) from None
        if self.attrname not in kept:
            kept[self.attrname] = self.func(instance)
        return kept[self.attrname]


class partialmethod:
    """partial for methods."""

    def __init__(self, func, /, *args, **keywords):
        if not callable(func) and not hasattr(func, "__get__"):
            raise TypeError(f"{func!r} is not callable or a descriptor")
        self.func, self.args, self.keywords = func, args, keywords

    def __repr__(self):
        parts = [repr(self.func), *map(repr, self.args), *(f"{k}={v!r}" for k, v in self.keywords.items())]
        return f"functools.partialmethod({', '.join(parts)})"

    def __get__(self, obj, cls=None):
        bound = self.func.__get__(obj, cls)
        if bound is not self.func:
            return partial(bound, *self.args, **self.keywords)

        def method(self_or_cls, /, *args, **keywords):
            return self.func(self_or_cls, *self.args, *args, **{**self.keywords, **keywords})

        return method if obj is None else method.__get__(obj, cls)


def singledispatch(func):
    """A function with an implementation for each class of its first argument."""
    registry, name = {object: func}, getattr(func, "__name__", "singledispatch function")

    def dispatch(cls):
        for base in cls.__mro__[:-1]:
            if base in registry:
                return registry[base]
        virtual = [kind for kind in registry if kind is not object and issubclass(cls, kind)]
        best = [kind for kind in virtual if not any(other is not kind and issubclass(other, kind) for other in virtual)]
        if len(best) > 1:
            raise RuntimeError(f"Ambiguous dispatch: {best[0]} or {best[1]}")
        return registry[best[0] if best else object]

    def classes(kind):
        found = getattr(kind, "__args__", None) if not isinstance(kind, type) else (kind,)
        return found if found and all(isinstance(part, type) for part in found) else None

    def register(cls, func=None):
        kinds = classes(cls)
        if func is None:
            if kinds is not None:
                return lambda implementation: register(cls, implementation)
            annotations = getattr(cls, "__annotations__", {})
            if not annotations:
                raise TypeError(
                    f"Invalid first argument to `register()`: {cls!r}. Use either `@register(some_class)` "
                    "or plain `@register` on an annotated function."
                )
            func = cls
            argument, annotation = next(iter(annotations.items()))
            if isinstance(annotation, str):
                annotation = eval(annotation, func.__globals__)
            kinds = classes(annotation)
            if kinds is None:
                raise TypeError(f"Invalid annotation for {argument!r}. {annotation!r} is not a class.")
        for kind in kinds:
            registry[kind] = func
        return func

    def wrapper(*args, **kwargs):
        if not args:
            raise TypeError(f"{name} requires at least 1 positional argument")
        return dispatch(args[0].__class__)(*args, **kwargs)

    wrapper.register, wrapper.dispatch, wrapper.registry = register, dispatch, registry
    return update_wrapper(wrapper, func)


class singledispatchmethod:
    """singledispatch for methods, by the argument after self."""

    def __init__(self, func):
        self.dispatcher, self.func = singledispatch(func), func

    def register(self, cls, method=None):
        return self.dispatcher.register(cls, func=method)

    def __get__(self, obj, cls=None):
        def method(*args, **kwargs):
            if not args:
                name = getattr(self.func, "__name__", "singledispatchmethod method")
                raise TypeError(f"{name} requires at least 1 positional argument")
            return self.dispatcher.dispatch(args[0].__class__).__get__(obj, cls)(*args, **kwargs)

        method.register = self.register
        return update_wrapper(method, self.func)
