"""The second half of typing: Generic, Protocol, NamedTuple, TypedDict and functions."""

import collections
import functools
import sys
import types
from abc import ABCMeta, abstractmethod
from typing import (
    Annotated, ForwardRef, Literal, NotRequired, ReadOnly, Required, TypeVar, Union, _Alias, _Annotated, _check,
    _parameters,
)

__name__ = "typing"


class Generic:
    """Base of generic classes."""

    __slots__ = ()

    def __class_getitem__(cls, args):
        args = args if isinstance(args, tuple) else (args,)
        args = tuple(map(_check, args))
        if cls in (Generic, Protocol):
            if not args:
                raise TypeError(f"Parameter list to {cls.__qualname__}[...] cannot be empty")
            if not all(isinstance(arg, TypeVar) for arg in args):
                raise TypeError(
                    f"Parameters to {cls.__name__}[...] must all be type variables or "
                    "parameter specification variables."
                )
            if len(set(args)) != len(args):
                raise TypeError(f"Parameters to {cls.__name__}[...] must all be unique")
            return _Alias(cls, args, f"typing.{cls.__name__}")
        wanted = getattr(cls, "__parameters__", ())
        if not wanted:
            raise TypeError(f"{cls!r} is not a generic class")
        if len(args) != len(wanted) and not any(type(p).__name__ in ("TypeVarTuple", "ParamSpec") for p in wanted):
            raise TypeError(
                f"Too {'many' if len(args) > len(wanted) else 'few'} arguments for {cls!r}; "
                f"actual {len(args)}, expected {len(wanted)}"
            )
        return _Alias(cls, args, f"{cls.__module__}.{cls.__qualname__}")

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        bases = cls.__dict__.get("__orig_bases__", ())
        named = [b.__args__ for b in bases if isinstance(b, _Alias) and b.__origin__ is Generic]
        cls.__parameters__ = named[0] if named else _parameters(bases)


# What a protocol's body has beside its members.
_NO_MEMBERS = frozenset(
    "__abstractmethods__ __annotations__ __dict__ __doc__ __init__ __module__ __new__ __slots__ __subclasshook__ "
    "__weakref__ __class_getitem__ __match_args__ __static_attributes__ __firstlineno__ __orig_bases__ __parameters__ "
    "__protocol_attrs__ __non_callable_proto_members__ __qualname__ _is_protocol _is_runtime_protocol _abc_impl "
    "_abc_registry _abc_answers __hash__".split()
)


class _ProtocolMeta(ABCMeta):
    def __instancecheck__(cls, instance):
        if not cls.__dict__.get("_is_protocol"):
            return super().__instancecheck__(instance)
        if not getattr(cls, "_is_runtime_protocol", False):
            raise TypeError("Instance and class checks can only be used with @runtime_checkable protocols")
        return super().__instancecheck__(instance) or all(hasattr(instance, name) for name in get_protocol_members(cls))

    def __subclasscheck__(cls, other):
        if not cls.__dict__.get("_is_protocol") or cls in getattr(other, "__mro__", ()):
            return super().__subclasscheck__(other)
        if not getattr(cls, "_is_runtime_protocol", False):
            raise TypeError("Instance and class checks can only be used with @runtime_checkable protocols")
        return all(
            any(name in base.__dict__ or name in base.__dict__.get("__annotations__", ()) for base in other.__mro__)
            for name in get_protocol_members(cls)
        )


class Protocol(Generic, metaclass=_ProtocolMeta):
    """Base of classes that describe what other classes have."""

    __slots__ = ()
    _is_protocol = True

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        cls._is_protocol = Protocol in cls.__bases__
        if cls._is_protocol and cls.__init__ is Protocol.__init__:
            cls.__init__ = _no_init


def _no_init(self, *args, **kwargs):
    if type(self)._is_protocol:
        raise TypeError("Protocols cannot be instantiated")


def get_protocol_members(cls):
    members = set()
    for base in cls.__mro__[:-1]:
        if base.__dict__.get("_is_protocol") and base is not Protocol:
            members.update(base.__dict__, base.__dict__.get("__annotations__", ()))
    return frozenset(members - _NO_MEMBERS)


def is_protocol(cls):
    return isinstance(cls, _ProtocolMeta) and cls.__dict__.get("_is_protocol", False) and cls is not Protocol


def runtime_checkable(cls):
    if not cls.__dict__.get("_is_protocol"):
        raise TypeError(f"@runtime_checkable can be only applied to protocol classes, got {cls!r}")
    cls._is_runtime_protocol = True
    return cls


def _supports(name, method):
    def function(self):
        raise NotImplementedError

    function.__name__ = method
    body = {method: abstractmethod(function), "__slots__": (), "__module__": "typing"}
    return runtime_checkable(_ProtocolMeta(name, (Protocol,), body))


SupportsInt, SupportsFloat = _supports("SupportsInt", "__int__"), _supports("SupportsFloat", "__float__")
SupportsIndex, SupportsAbs = _supports("SupportsIndex", "__index__"), _supports("SupportsAbs", "__abs__")
SupportsRound, SupportsBytes = _supports("SupportsRound", "__round__"), _supports("SupportsBytes", "__bytes__")
SupportsComplex = _supports("SupportsComplex", "__complex__")


class IO(Generic):
    """A file."""


class TextIO(IO):
    """A file of text."""


class BinaryIO(IO):
    """A file of bytes."""


class _NamedTupleMeta(type):
    def __new__(mcls, name, bases, namespace):
        annotations = namespace.get("__annotations__", {})
        defaults = []
        for field in annotations:
            if field in namespace:
                defaults.append(field)
            elif defaults:
                s = "s" if len(defaults) > 1 else ""
                raise TypeError(
                    f"Non-default namedtuple field {field} cannot follow default field{s} {', '.join(defaults)}"
                )
        made = collections.namedtuple(
            name, annotations, defaults=[namespace[key] for key in defaults], module=namespace["__module__"]
        )
        made.__annotations__ = made.__new__.__annotations__ = {key: _check(kind) for key, kind in annotations.items()}
        refused = "__new__ __init__ __slots__ __getnewargs__ _fields _field_defaults _make _replace _asdict".split()
        left_out = ("__annotations__", "__module__", "__orig_bases__", "__classcell__", *annotations)
        for key, value in namespace.items():
            if key in refused:
                raise AttributeError(f"Cannot overwrite NamedTuple attribute {key}")
            if key not in left_out:
                setattr(made, key, value)
        if Generic in bases:
            made.__class_getitem__ = classmethod(types.GenericAlias)
        return made


def NamedTuple(typename, fields=(), /, **kwargs):
    """A named tuple with types; mostly used as a base class."""
    pairs = [(name, _check(kind)) for name, kind in (fields or kwargs.items())]
    module = sys._getframe(1).f_globals.get("__name__")
    made = collections.namedtuple(typename, [name for name, _ in pairs], module=module)
    made.__annotations__ = made.__new__.__annotations__ = dict(pairs)
    return made


_named_tuple_base = type.__new__(_NamedTupleMeta, "NamedTuple", (), {})
NamedTuple.__mro_entries__ = lambda bases: (_named_tuple_base,)


class _TypedDictMeta(type):
    def __new__(mcls, name, bases, namespace, total=True):
        made = type.__new__(mcls, name, (dict,), namespace)
        annotations, required, optional, frozen = {}, set(), set(), set()
        for base in bases:
            annotations.update(base.__dict__.get("__annotations__", {}))
            required |= base.__dict__.get("__required_keys__", set())
            optional |= base.__dict__.get("__optional_keys__", set())
            frozen |= base.__dict__.get("__readonly_keys__", set())
        for key, kind in namespace.get("__annotations__", {}).items():
            annotations[key] = kind = _check(kind)
            origin, is_required = get_origin(kind), total
            while origin in (Required, NotRequired, ReadOnly, Annotated):
                if origin is ReadOnly:
                    frozen.add(key)
                elif origin is not Annotated:
                    is_required = origin is Required
                kind = get_args(kind)[0]
                origin = get_origin(kind)
            (required if is_required else optional).add(key)
            (optional if is_required else required).discard(key)
        made.__annotations__, made.__total__ = annotations, total
        made.__required_keys__, made.__optional_keys__ = frozenset(required), frozenset(optional)
        made.__readonly_keys__, made.__mutable_keys__ = frozenset(frozen), frozenset(annotations) - frozen
        return made

    # A call makes a plain dict.
    __call__ = dict

    def __subclasscheck__(cls, other):
        raise TypeError("TypedDict does not support instance and class checks")

    __instancecheck__ = __subclasscheck__


def TypedDict(typename, fields, /, *, total=True):
    """A dict with named keys; mostly used as a base class."""
    module = sys._getframe(1).f_globals.get("__name__")
    return _TypedDictMeta(typename, (), {"__annotations__": dict(fields), "__module__": module}, total=total)


_typed_dict_base = type.__new__(_TypedDictMeta, "TypedDict", (), {})
TypedDict.__mro_entries__ = lambda bases: (_typed_dict_base,)


def is_typeddict(tp):
    return isinstance(tp, _TypedDictMeta)


class NewType:
    """A name for a type that type checkers keep apart."""

    def __init__(self, name, tp):
        self.__qualname__ = self.__name__ = name
        self.__supertype__, self.__module__ = tp, sys._getframe(1).f_globals.get("__name__")

    def __call__(self, value, /):
        return value

    def __repr__(self):
        return f"{self.__module__}.{self.__qualname__}"

    def __or__(self, other):
        return Union[self, other]

    def __ror__(self, other):
        return Union[other, self]


class TypeAliasType:
    """What the type statement makes. Its value may be a function that is called when it is first asked for."""

    def __init__(self, name, value, *, type_params=(), _is_lazy=False):
        self.__name__, self.__type_params__, self.__parameters__ = name, type_params, type_params
        self.__module__ = sys._getframe(1).f_globals.get("__name__")
        self._value, self._is_lazy = value, _is_lazy

    @property
    def __value__(self):
        if self._is_lazy:
            self._value, self._is_lazy = self._value(), False
        return self._value

    def __getitem__(self, args):
        if not self.__type_params__:
            raise TypeError("Only generic type aliases are subscriptable")
        return types.GenericAlias(self, args)

    def __or__(self, other):
        return Union[self, other]

    def __ror__(self, other):
        return Union[other, self]

    def __repr__(self):
        return self.__name__


def get_origin(tp):
    """The class before the brackets."""
    if isinstance(tp, _Annotated):
        return Annotated
    if isinstance(tp, types.UnionType):
        return types.UnionType
    if tp is Generic:
        return Generic
    if isinstance(tp, type) and not isinstance(tp, types.GenericAlias):
        return None
    return getattr(tp, "__origin__", None)


def get_args(tp):
    """The types in the brackets."""
    if isinstance(tp, _Annotated):
        return (tp.__origin__, *tp.__metadata__)
    if not isinstance(tp, (_Alias, types.GenericAlias, types.UnionType)):
        return ()
    args = tp.__args__
    if get_origin(tp) is collections.abc.Callable and args[0] is not ...:
        return (list(args[:-1]), args[-1])
    return args


def get_type_hints(obj, globalns=None, localns=None, include_extras=False):
    """The annotations with strings evaluated."""
    if getattr(obj, "__no_type_check__", None):
        return {}
    sources = [obj]
    if isinstance(obj, type):
        sources = [base for base in reversed(obj.__mro__) if "__annotations__" in base.__dict__]
    elif not hasattr(obj, "__annotations__"):
        raise TypeError(f"{obj!r} is not a module, class, method, or function.")
    hints = {}
    for source in sources:
        while hasattr(source, "__wrapped__"):
            source = source.__wrapped__
        space = globalns
        if space is None and isinstance(source, type):
            space = vars(sys.modules.get(source.__module__, sys))
        elif space is None:
            space = getattr(source, "__globals__", None) or getattr(source, "__dict__", {})
        names = dict(vars(source)) if isinstance(source, type) and localns is None else localns
        for key, kind in (source.__dict__ if isinstance(source, type) else {}).get(
            "__annotations__", source.__annotations__
        ).items():
            hints[key] = _evaluated(kind, space, names)
    return hints if include_extras else {key: _bare(kind) for key, kind in hints.items()}


def _evaluated(kind, space, names):
    if kind is None:
        return type(None)
    if isinstance(kind, ForwardRef):
        kind = kind.__forward_arg__
    if isinstance(kind, str):
        return _evaluated(eval(kind, space, names), space, names)
    return _rebuilt(kind, lambda arg: _evaluated(arg, space, names) if isinstance(arg, (ForwardRef, str)) else arg)


def _bare(kind):
    """The type without Annotated, Required and NotRequired."""
    if isinstance(kind, _Annotated) or get_origin(kind) in (Required, NotRequired, ReadOnly):
        return _bare(kind.__args__[0])
    return _rebuilt(kind, _bare)


def _rebuilt(kind, convert):
    if not isinstance(kind, (_Alias, types.GenericAlias, types.UnionType)) or get_origin(kind) is Literal:
        return kind
    args = tuple([_rebuilt(convert(arg), convert) for arg in kind.__args__])
    if args == kind.__args__:
        return kind
    if isinstance(kind, types.UnionType):
        return functools.reduce(lambda a, b: a | b, args)
    return types.GenericAlias(kind.__origin__, args) if isinstance(kind, types.GenericAlias) else kind._with_args(args)


def cast(typ, val):
    return val


def assert_type(val, typ, /):
    return val


def reveal_type(obj, /):
    print(f"Runtime type is {type(obj).__name__!r}", file=sys.stderr)
    return obj


def assert_never(arg, /):
    raise AssertionError(f"Expected code to be unreachable, but got: {arg!r}")


def _mark(attribute):
    def decorate(thing):
        try:
            setattr(thing, attribute, True)
        except (AttributeError, TypeError):
            pass
        return thing

    return decorate


final, override, no_type_check = _mark("__final__"), _mark("__override__"), _mark("__no_type_check__")


def dataclass_transform(**options):
    return lambda thing: thing


_overloads = {}


def overload(func):
    """Describes one form of a function; the last definition, without overload, is the one that runs."""
    _overloads.setdefault((func.__module__, func.__qualname__), []).append(func)

    def _overload_dummy(*args, **kwds):
        raise NotImplementedError(
            "You should not call an overloaded function. A series of @overload-decorated functions outside a stub "
            "module should always be followed by an implementation that is not @overload-ed."
        )

    return _overload_dummy


def get_overloads(func):
    return list(_overloads.get((func.__module__, func.__qualname__), ()))


def clear_overloads():
    _overloads.clear()
