"""Names for annotations. They do nothing at run time, but show themselves as CPython's do."""

import builtins
import collections
import collections.abc
import contextlib
import re
import types

TYPE_CHECKING = False


def _show(kind):
    """The name of a type as it stands inside of brackets."""
    if isinstance(kind, types.GenericAlias):
        return repr(kind)
    if isinstance(kind, type):
        return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    if kind is ...:
        return "..."
    if isinstance(kind, types.FunctionType):
        return kind.__name__
    if isinstance(kind, list):
        return f"[{', '.join(map(_show, kind))}]"
    return repr(kind)


def _check(kind, message="Parameters to generic types must be types."):
    """The type that an argument stands for: None and strings stand for NoneType and forward references."""
    if kind is None:
        return type(None)
    if isinstance(kind, str):
        return ForwardRef(kind)
    if not callable(kind) and not isinstance(kind, (_Typing, TypeVar, types.UnionType, list)) and kind is not ...:
        raise TypeError(f"{message} Got {kind!r}.")
    return kind


class _Typing:
    """Base of the objects here that stand for types."""

    def __or__(self, other):
        return Union[self, other]

    def __ror__(self, other):
        return Union[other, self]

    def __mro_entries__(self, bases):
        raise TypeError(f"Cannot subclass {self!r}")

    def __call__(self, *args, **kwargs):
        raise TypeError(f"Cannot instantiate {self!r}")


class ForwardRef(_Typing):
    """A type that was given as a string."""

    def __init__(self, arg):
        self.__forward_arg__ = arg

    def __eq__(self, other):
        return isinstance(other, ForwardRef) and self.__forward_arg__ == other.__forward_arg__

    def __hash__(self):
        return hash(self.__forward_arg__)

    def __repr__(self):
        return f"ForwardRef({self.__forward_arg__!r})"


class _NoDefaultType:
    def __repr__(self):
        return "typing.NoDefault"


NoDefault = _NoDefaultType()


class _Lazy:
    """An attribute that a function computes when it is first asked for."""

    def __init__(self, default):
        self.default = default

    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        function = instance._lazy.pop(self.name, None)
        value = self.default if function is None else function()
        instance.__dict__[self.name] = value
        return value


class TypeVar(_Typing):
    """A type to be filled in."""

    _mark = "~"
    __bound__, __constraints__, __default__ = _Lazy(None), _Lazy(()), _Lazy(NoDefault)

    def __init__(self, name, *constraints, bound=None, covariant=False, contravariant=False, infer_variance=False,
                 default=NoDefault):
        if len(constraints) == 1:
            raise TypeError("A single constraint is not allowed")
        if covariant and contravariant:
            raise ValueError("Bivariant types are not supported.")
        self.__name__, self._lazy = name, {}
        self.__covariant__, self.__contravariant__, self.__infer_variance__ = covariant, contravariant, infer_variance
        if not infer_variance or bound is not None or constraints:
            self.__constraints__, self.__bound__, self.__default__ = constraints, bound, default

    def has_default(self):
        return self.__default__ is not NoDefault

    def __typing_subst__(self, arg):
        """Lets list[T][int] put int in the place of T."""
        return _check(arg)

    def __repr__(self):
        if self.__infer_variance__:
            return self.__name__
        return f"{'+' if self.__covariant__ else '-' if self.__contravariant__ else self._mark}{self.__name__}"


class ParamSpec(TypeVar):
    @property
    def args(self):
        return self

    @property
    def kwargs(self):
        return self


class TypeVarTuple(TypeVar):
    _mark = ""

    def __iter__(self):
        yield Unpack[self]


def _type_parameter(kind, name, bound, default, constrained):
    """What `[T: bound = default]` makes: `bound` and `default` are functions or None."""
    made = {"TypeVar": TypeVar, "ParamSpec": ParamSpec, "TypeVarTuple": TypeVarTuple}[kind](name, infer_variance=True)
    lazy = {"__constraints__" if constrained else "__bound__": bound, "__default__": default}
    made._lazy = {key: function for key, function in lazy.items() if function is not None}
    return made


def _generic_base(parameters):
    """The base that a class with type parameters has."""
    return Generic[tuple([Unpack[p] if isinstance(p, TypeVarTuple) else p for p in parameters])]


def _type_alias(name, function, parameters=()):
    """What the type statement makes; `function` gives the value."""
    return TypeAliasType(name, function, type_params=parameters, _is_lazy=True)


class _Alias(_Typing):
    """A type with arguments, such as typing.List[int]."""

    def __init__(self, origin, args, name, params=None):
        self.__origin__, self.__args__, self._name = origin, args, name
        self.__parameters__ = _parameters(args) if params is None else params

    def __getitem__(self, args):
        args = args if isinstance(args, tuple) else (args,)
        if not self.__parameters__:
            raise TypeError(f"{self!r} is not a generic class")
        if len(args) != len(self.__parameters__):
            raise TypeError(
                f"Too {'many' if len(args) > len(self.__parameters__) else 'few'} arguments for {self!r}; "
                f"actual {len(args)}, expected {len(self.__parameters__)}"
            )
        values = dict(zip(self.__parameters__, map(_check, args)))
        return self._with_args(tuple([_substitute(arg, values) for arg in self.__args__]))

    def _with_args(self, args):
        return Union[args] if self.__origin__ is Union else type(self)(self.__origin__, args, self._name)

    def __mro_entries__(self, bases):
        if isinstance(self.__origin__, _Special):
            raise TypeError(f"Cannot subclass {self!r}")
        entries = (self.__origin__,)
        rest = bases[bases.index(self) + 1 :]
        if self.__origin__ in (Generic, Protocol) or Generic in bases:
            later = any(isinstance(base, _Alias) and base is not self for base in rest) and self.__origin__ is Generic
            return () if later else entries
        generic = any(isinstance(base, _Alias) or base is Generic for base in rest)
        return entries if generic or issubclass(self.__origin__, Generic) else (*entries, Generic)

    def __call__(self, *args, **kwargs):
        if isinstance(self.__origin__, _Special):
            raise TypeError(f"Cannot instantiate {self.__origin__!r}")
        if self._name.startswith("typing."):
            name = self._name.removeprefix("typing.")
            raise TypeError(f"Type {name} cannot be instantiated; use {self.__origin__.__name__}() instead")
        made = self.__origin__(*args, **kwargs)
        try:
            made.__orig_class__ = self
        except Exception:
            # Instances of built-in classes and of classes with slots take no attribute.
            pass
        return made

    def __getattr__(self, name):
        if name.startswith("__") or "__origin__" not in self.__dict__:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        return getattr(self.__origin__, name)

    def __instancecheck__(self, obj):
        if self.__origin__ is Union:
            return any(isinstance(obj, arg) for arg in self.__args__)
        raise TypeError("Subscripted generics cannot be used with class and instance checks")

    def __subclasscheck__(self, cls):
        if self.__origin__ is Union:
            return any(issubclass(cls, arg) for arg in self.__args__)
        raise TypeError("Subscripted generics cannot be used with class and instance checks")

    def _key(self):
        return frozenset(self.__args__) if self.__origin__ is Union else self.__args__

    def __eq__(self, other):
        if isinstance(other, types.UnionType) and self.__origin__ is Union:
            return set(self.__args__) == set(other.__args__)
        if not isinstance(other, _Alias):
            return NotImplemented
        return self.__origin__ == other.__origin__ and self._key() == other._key()

    def __hash__(self):
        return hash((self.__origin__, self._key()))

    def __repr__(self):
        args = self.__args__
        if self.__origin__ is Union and len(args) == 2 and type(None) in args:
            return f"typing.Optional[{_show(args[0] if args[1] is type(None) else args[1])}]"
        if self._name == "typing.Callable":
            taken = "..." if args[0] is ... else f"[{', '.join(map(_show, args[:-1]))}]"
            return f"typing.Callable[{taken}, {_show(args[-1])}]"
        if self._name == "typing.Literal":
            return f"typing.Literal[{', '.join(map(repr, args))}]"
        return f"{self._name}[{', '.join(map(_show, args)) or '()'}]"


class _Annotated(_Alias):
    def __init__(self, origin, metadata):
        super().__init__(origin, (origin,), "typing.Annotated")
        self.__metadata__ = metadata

    def _with_args(self, args):
        return _Annotated(args[0], self.__metadata__)

    def _key(self):
        return self.__args__, self.__metadata__

    def __repr__(self):
        return f"typing.Annotated[{_show(self.__origin__)}, {', '.join(map(repr, self.__metadata__))}]"


def _own_parameters(arg):
    is_class = isinstance(arg, type) and not isinstance(arg, types.GenericAlias)
    return () if is_class else getattr(arg, "__parameters__", ())


def _parameters(args):
    found = []
    for arg in args:
        inner = (arg,) if isinstance(arg, TypeVar) else _own_parameters(arg)
        found.extend(parameter for parameter in inner if parameter not in found)
    return tuple(found)


def _substitute(arg, values):
    if isinstance(arg, TypeVar):
        return values.get(arg, arg)
    inner = _own_parameters(arg)
    return arg[tuple([values.get(parameter, parameter) for parameter in inner])] if inner else arg


class _Special(_Typing):
    """A name such as typing.Union, with a function for its brackets."""

    def __init__(self, name, subscript=None):
        self._name, self._subscript = name, subscript

    def __repr__(self):
        return f"typing.{self._name}"

    def __getitem__(self, args):
        if self._subscript is None:
            raise TypeError(f"{self!r} is not subscriptable")
        return self._subscript(self, args)

    def __instancecheck__(self, obj):
        raise TypeError(f"{self!r} cannot be used with isinstance()")

    def __subclasscheck__(self, cls):
        raise TypeError(f"{self!r} cannot be used with issubclass()")


def _one(special, arg):
    arg = _check(arg, f"{special!r} accepts only single type.")
    return _Alias(special, (arg,), repr(special))


def _union(special, args):
    if args == ():
        raise TypeError("Cannot take a Union of no types.")
    flat = []
    for arg in args if isinstance(args, tuple) else (args,):
        arg = _check(arg, "Union[arg, ...]: each arg must be a type.")
        is_union = isinstance(arg, types.UnionType) or isinstance(arg, _Alias) and arg.__origin__ is Union
        flat.extend(part for part in (arg.__args__ if is_union else (arg,)) if part not in flat)
    return flat[0] if len(flat) == 1 else _Alias(Union, tuple(flat), "typing.Union")


def _optional(special, arg):
    return Union[_check(arg, "typing.Optional requires a single type."), None]


def _literal(special, args):
    flat = []
    for arg in args if isinstance(args, tuple) else (args,):
        parts = arg.__args__ if isinstance(arg, _Alias) and arg.__origin__ is Literal else (arg,)
        flat.extend(part for part in parts if not any(part == other and type(part) is type(other) for other in flat))
    return _Alias(Literal, tuple(flat), "typing.Literal")


def _annotated(special, args):
    if not isinstance(args, tuple) or len(args) < 2:
        raise TypeError("Annotated[...] should be used with at least two arguments (a type and an annotation).")
    origin, *metadata = args
    if isinstance(origin, _Annotated):
        return _Annotated(origin.__origin__, (*origin.__metadata__, *metadata))
    return _Annotated(_check(origin), tuple(metadata))


Union = _Special("Union", _union)
Optional = _Special("Optional", _optional)
Literal = _Special("Literal", _literal)
Annotated = _Special("Annotated", _annotated)
ClassVar, Final, Required, NotRequired, ReadOnly, TypeGuard, TypeIs, Unpack = (
    _Special(_name, _one)
    for _name in ("ClassVar", "Final", "Required", "NotRequired", "ReadOnly", "TypeGuard", "TypeIs", "Unpack")
)
Concatenate = _Special("Concatenate", lambda special, args: _Alias(special, args, "typing.Concatenate"))
NoReturn, Never, Self, LiteralString, TypeAlias = (
    _Special(_name) for _name in ("NoReturn", "Never", "Self", "LiteralString", "TypeAlias")
)


class _AnyMeta(type):
    def __repr__(self):
        return "typing.Any" if self is Any else super().__repr__()

    def __instancecheck__(self, obj):
        if self is Any:
            raise TypeError("typing.Any cannot be used with isinstance()")
        return super().__instancecheck__(obj)


class Any(metaclass=_AnyMeta):
    """Any type."""

    def __new__(cls, *args, **kwargs):
        if cls is Any:
            raise TypeError("Any cannot be instantiated")
        return super().__new__(cls)


class _Generic(_Special):
    """A name such as typing.List for a class."""

    def __init__(self, name, origin, count=None):
        super().__init__(name)
        self.__origin__, self._count = origin, count

    def __getitem__(self, args):
        args = args if isinstance(args, tuple) else (args,)
        if self._name == "Callable":
            if len(args) != 2:
                raise TypeError("Callable must be used as Callable[[arg, ...], result].")
            taken, result = args
            args = (*taken, result) if isinstance(taken, (list, tuple)) else (taken, result)
        elif self._count is not None and len(args) != self._count:
            raise TypeError(
                f"Too {'many' if len(args) > self._count else 'few'} arguments for {self!r}; "
                f"actual {len(args)}, expected {self._count}"
            )
        return _Alias(self.__origin__, tuple(map(_check, args)), repr(self))

    def __mro_entries__(self, bases):
        return (self.__origin__,) if Generic in bases else (self.__origin__, Generic)

    def __call__(self, *args, **kwargs):
        raise TypeError(f"Type {self._name} cannot be instantiated; use {self.__origin__.__name__}() instead")

    def __instancecheck__(self, obj):
        return isinstance(obj, self.__origin__)

    def __subclasscheck__(self, cls):
        return issubclass(cls, self.__origin__)


for _names, _place in {
    "List Set FrozenSet Type": vars(builtins),
    "Hashable Sized Container Iterable Iterator Reversible Collection Sequence MutableSequence": vars(collections.abc),
    "MutableSet KeysView ValuesView Awaitable AsyncIterable AsyncIterator": vars(collections.abc),
    "Counter Deque": vars(collections),
    "Pattern Match": vars(re),
}.items():
    for _name in _names.split():
        _origin = _place.get(_name) or _place[_name.lower()]
        globals()[_name] = _Generic(_name, _origin, 0 if _name in ("Hashable", "Sized") else 1)
Dict, Tuple = _Generic("Dict", dict, 2), _Generic("Tuple", tuple)
DefaultDict = _Generic("DefaultDict", collections.defaultdict, 2)
OrderedDict, ChainMap = (_Generic(_name, getattr(collections, _name), 2) for _name in ("OrderedDict", "ChainMap"))
Mapping, MutableMapping, ItemsView = (
    _Generic(_name, getattr(collections.abc, _name), 2) for _name in ("Mapping", "MutableMapping", "ItemsView")
)
Callable, Generator = (_Generic(_name, getattr(collections.abc, _name)) for _name in ("Callable", "Generator"))
Coroutine = _Generic("Coroutine", collections.abc.Coroutine, 3)
AbstractSet = _Generic("AbstractSet", collections.abc.Set, 1)
ContextManager = _Generic("ContextManager", contextlib.AbstractContextManager)

from _typing_classes import (
    IO, BinaryIO, Generic, NamedTuple, NewType, Protocol, SupportsAbs, SupportsBytes, SupportsComplex, SupportsFloat,
    SupportsIndex, SupportsInt, SupportsRound, TextIO, TypeAliasType, TypedDict, assert_never, assert_type, cast,
    clear_overloads, dataclass_transform, final, get_args, get_origin, get_overloads, get_protocol_members,
    get_type_hints, is_protocol, is_typeddict, no_type_check, overload, override, reveal_type, runtime_checkable,
)

T, KT, VT = TypeVar("T"), TypeVar("KT"), TypeVar("VT")
AnyStr, Text = TypeVar("AnyStr", bytes, str), str
del _names, _place, _name, _origin
