"""Classes made from annotated fields."""

import sys
from types import GenericAlias, MappingProxyType

__all__ = [
    "FrozenInstanceError", "InitVar", "KW_ONLY", "MISSING", "Field", "asdict", "astuple", "dataclass", "field",
    "fields", "is_dataclass", "make_dataclass", "replace",
]


class FrozenInstanceError(AttributeError):
    pass


class _Sentinel:
    def __init__(self, text):
        self.text = text

    def __repr__(self):
        return self.text


MISSING = _Sentinel("<dataclasses.MISSING>")
_FACTORY = _Sentinel("<factory>")
_FIELD, _CLASSVAR, _INITVAR = map(_Sentinel, ("_FIELD", "_FIELD_CLASSVAR", "_FIELD_INITVAR"))
_FIELDS, _PARAMS = "__dataclass_fields__", "__dataclass_params__"


class KW_ONLY:
    """As an annotation: the fields after it are keyword-only."""


class InitVar:
    """Annotates an argument of __init__ that is handed to __post_init__ and not kept."""

    def __init__(self, type):
        self.type = type

    def __repr__(self):
        is_class = isinstance(self.type, type) and not isinstance(self.type, GenericAlias)
        return f"dataclasses.InitVar[{self.type.__name__ if is_class else repr(self.type)}]"

    def __class_getitem__(cls, type):
        return InitVar(type)


class Field:
    """A field of a dataclass."""

    __slots__ = ("name", "type", "default", "default_factory", "repr", "hash", "init", "compare", "metadata", "kw_only",
                 "_field_type")

    def __init__(self, default, default_factory, init, repr, hash, compare, metadata, kw_only):
        self.name = self.type = self._field_type = None
        self.default, self.default_factory, self.init, self.repr = default, default_factory, init, repr
        self.hash, self.compare, self.kw_only = hash, compare, kw_only
        self.metadata = MappingProxyType({} if metadata is None else metadata)

    def __repr__(self):
        return f"Field({','.join(f'{name}={getattr(self, name)!r}' for name in self.__slots__)})"

    def __set_name__(self, owner, name):
        if hasattr(type(self.default), "__set_name__"):
            self.default.__set_name__(owner, name)

    __class_getitem__ = classmethod(GenericAlias)


class _Params:
    def __init__(self, **options):
        self.__dict__.update(options)

    def __repr__(self):
        return f"_DataclassParams({','.join(f'{key}={value!r}' for key, value in vars(self).items())})"


def field(*, default=MISSING, default_factory=MISSING, init=True, repr=True, hash=None, compare=True, metadata=None,
          kw_only=MISSING):
    """Describes a field beyond its annotation."""
    if default is not MISSING and default_factory is not MISSING:
        raise ValueError("cannot specify both default and default_factory")
    return Field(default, default_factory, init, repr, hash, compare, metadata, kw_only)


def dataclass(cls=None, /, *, init=True, repr=True, eq=True, order=False, unsafe_hash=False, frozen=False,
              match_args=True, kw_only=False, slots=False, weakref_slot=False):
    """Adds __init__, __repr__, __eq__ and more, from the annotations of the class."""
    params = _Params(init=init, repr=repr, eq=eq, order=order, unsafe_hash=unsafe_hash, frozen=frozen,
                     match_args=match_args, kw_only=kw_only, slots=slots, weakref_slot=weakref_slot)
    return (lambda cls: _process(cls, params)) if cls is None else _process(cls, params)


def _kind(annotation, cls):
    """Tells fields from ClassVar and InitVar, also where annotations are strings."""
    if isinstance(annotation, str):
        head = annotation.partition("[")[0].strip()
        prefix, _, name = head.rpartition(".")
        space = vars(sys.modules.get(cls.__module__, sys))
        if prefix:
            found = getattr(space.get(prefix), name, None)
        else:
            found = space.get(name)
        if found is not None and getattr(found, "_name", None) == "ClassVar":
            return _CLASSVAR
        return _INITVAR if found is InitVar else _FIELD
    origin = getattr(annotation, "__origin__", annotation)
    if getattr(origin, "_name", None) == "ClassVar" and type(origin).__module__ == "typing":
        return _CLASSVAR
    return _INITVAR if annotation is InitVar or isinstance(annotation, InitVar) else _FIELD


def _own_field(cls, name, annotation, kw_only):
    default = getattr(cls, name, MISSING)
    if isinstance(default, Field):
        made = default
    else:
        slot = type(default).__name__ == "member_descriptor"
        made = field(default=MISSING if slot else default)
    made.name, made.type, made._field_type = name, annotation, _kind(annotation, cls)
    if made._field_type in (_CLASSVAR, _INITVAR) and made.default_factory is not MISSING:
        raise TypeError(f"field {name} cannot have a default factory")
    if made._field_type is _CLASSVAR:
        if made.kw_only is not MISSING:
            raise TypeError(f"field {name} is a ClassVar but specifies kw_only")
    elif made.kw_only is MISSING:
        made.kw_only = kw_only
    if made._field_type is _FIELD and made.default.__class__.__hash__ is None:
        raise ValueError(
            f"mutable default {type(made.default)} for field {name} is not allowed: use default_factory"
        )
    return made


def _process(cls, params):
    found, any_frozen, all_frozen, has_dataclass_bases = {}, False, None, False
    for base in cls.__mro__[-1:0:-1]:
        base_fields = base.__dict__.get(_FIELDS)
        if base_fields is not None:
            has_dataclass_bases = True
            found.update(base_fields)
            frozen = getattr(base, _PARAMS).frozen
            any_frozen, all_frozen = any_frozen or frozen, frozen if all_frozen is None else all_frozen and frozen
    annotations, kw_only = cls.__dict__.get("__annotations__", {}), params.kw_only
    own = []
    for name, annotation in annotations.items():
        if annotation is KW_ONLY or isinstance(annotation, str) and annotation in ("KW_ONLY", "dataclasses.KW_ONLY"):
            kw_only = True
        else:
            own.append(_own_field(cls, name, annotation, kw_only))
    for made in own:
        found[made.name] = made
        if isinstance(cls.__dict__.get(made.name), Field):
            if made.default is MISSING:
                delattr(cls, made.name)
            else:
                setattr(cls, made.name, made.default)
    for name, value in cls.__dict__.items():
        if isinstance(value, Field) and name not in annotations:
            raise TypeError(f"{name!r} is a field but has no type annotation")
    if has_dataclass_bases:
        if any_frozen and not params.frozen:
            raise TypeError("cannot inherit non-frozen dataclass from a frozen one")
        if all_frozen is False and params.frozen:
            raise TypeError("cannot inherit frozen dataclass from a non-frozen one")
    setattr(cls, _FIELDS, found)
    setattr(cls, _PARAMS, params)
    own_hash = cls.__dict__.get("__hash__", MISSING)
    has_hash = not (own_hash is MISSING or (own_hash is None and "__eq__" in cls.__dict__))
    if params.order and not params.eq:
        raise ValueError("eq must be true if order is true")
    if params.weakref_slot and not params.slots:
        raise TypeError("weakref_slot is True but slots is False")
    fields_ = [f for f in found.values() if f._field_type is _FIELD]
    arguments = [f for f in found.values() if f._field_type in (_FIELD, _INITVAR)]
    positional = tuple(f for f in arguments if f.init and not f.kw_only)
    keyword = tuple(f for f in arguments if f.init and f.kw_only)
    from _dataclass_methods import add_methods

    add_methods(cls, params, arguments, positional, keyword, fields_, has_hash)
    if params.match_args and "__match_args__" not in cls.__dict__:
        cls.__match_args__ = tuple(f.name for f in positional)
    if not cls.__doc__:
        from _dataclass_methods import signature

        cls.__doc__ = cls.__name__ + signature(positional, keyword)
    if params.slots:
        cls = _with_slots(cls, fields_, params)
    if hasattr(cls, "__abstractmethods__"):
        from abc import update_abstractmethods

        update_abstractmethods(cls)
    return cls


def _with_slots(cls, fields_, params):
    """A new class with slots in place of the fields' class attributes."""
    if "__slots__" in cls.__dict__:
        raise TypeError(f"{cls.__name__} already specifies __slots__")
    namespace = dict(cls.__dict__)
    inherited = {name for base in cls.__mro__[1:-1] for name in getattr(base, "__slots__", ())}
    namespace["__slots__"] = tuple(f.name for f in fields_ if f.name not in inherited)
    if params.weakref_slot:
        namespace["__slots__"] += ("__weakref__",)
    for name in [f.name for f in fields_] + ["__dict__", "__weakref__"]:
        namespace.pop(name, None)
    new = type(cls)(cls.__name__, cls.__bases__, namespace)
    new.__qualname__ = cls.__qualname__
    return new


def fields(class_or_instance):
    """The fields of a dataclass."""
    found = getattr(class_or_instance, _FIELDS, None)
    if found is None:
        raise TypeError("must be called with a dataclass type or instance")
    return tuple(f for f in found.values() if f._field_type is _FIELD)


def is_dataclass(obj):
    return hasattr(obj if isinstance(obj, type) else type(obj), _FIELDS)


def _is_instance(obj):
    return hasattr(type(obj), _FIELDS)


def asdict(obj, *, dict_factory=dict):
    """The fields as a dict; dataclasses inside of them too."""
    if not _is_instance(obj):
        raise TypeError("asdict() should be called on dataclass instances")
    return _convert(obj, lambda pairs: dict_factory(pairs))


def astuple(obj, *, tuple_factory=tuple):
    """The fields as a tuple; dataclasses inside of them too."""
    if not _is_instance(obj):
        raise TypeError("astuple() should be called on dataclass instances")
    return _convert(obj, lambda pairs: tuple_factory([value for _, value in pairs]))


def _convert(obj, make):
    kind = type(obj)
    if kind in (int, float, str, bool, type(None), bytes):
        return obj
    if hasattr(kind, _FIELDS):
        return make([(f.name, _convert(getattr(obj, f.name), make)) for f in fields(obj)])
    if isinstance(obj, tuple) and hasattr(obj, "_fields"):
        return kind(*[_convert(value, make) for value in obj])
    if isinstance(obj, (list, tuple)):
        return kind([_convert(value, make) for value in obj])
    if isinstance(obj, dict):
        pairs = [(_convert(key, make), _convert(value, make)) for key, value in obj.items()]
        return kind(obj.default_factory, pairs) if hasattr(kind, "default_factory") else kind(pairs)
    from copy import deepcopy

    return deepcopy(obj)


def make_dataclass(cls_name, fields, *, bases=(), namespace=None, module=None, **options):
    """A dataclass from names, (name, type) pairs or (name, type, default) triples."""
    namespace, annotations = dict(namespace or {}), {}
    for item in fields:
        name, kind, *default = (item, "typing.Any") if isinstance(item, str) else item
        if not name.isidentifier():
            raise TypeError(f"Field names must be valid identifiers: {name!r}")
        if name in annotations:
            raise TypeError(f"Field name duplicated: {name!r}")
        annotations[name] = kind
        if default:
            namespace[name] = default[0]
    namespace["__annotations__"] = annotations
    namespace["__module__"] = module or sys._getframe(1).f_globals.get("__name__", "__main__")
    return dataclass(type(cls_name, bases, namespace), **options)


def replace(obj, /, **changes):
    """A copy with some fields changed."""
    if not _is_instance(obj):
        raise TypeError("replace() should be called on dataclass instances")
    return _replace(obj, **changes)


def _replace(self, /, **changes):
    for f in getattr(self, _FIELDS).values():
        if f._field_type is _CLASSVAR:
            continue
        if not f.init:
            if f.name in changes:
                raise TypeError(
                    f"field {f.name} is declared with init=False, it cannot be specified with replace()"
                )
        elif f.name not in changes:
            if f._field_type is _INITVAR and f.default is MISSING:
                raise TypeError(f"InitVar {f.name!r} must be specified with replace()")
            changes[f.name] = getattr(self, f.name)
    return self.__class__(**changes)
