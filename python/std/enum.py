"""Enumerations."""

import sys
from types import MappingProxyType

__all__ = [
    "CONFORM", "CONTINUOUS", "EJECT", "Enum", "EnumMeta", "EnumType", "Flag", "FlagBoundary", "IntEnum", "IntFlag",
    "KEEP", "NAMED_FLAGS", "ReprEnum", "STRICT", "StrEnum", "UNIQUE", "auto", "global_enum", "member", "nonmember",
    "property", "unique", "verify",
]
_property = property


class nonmember:
    """Keeps a value in the body from becoming a member."""

    def __init__(self, value):
        self.value = value


class member:
    """Makes a value in the body a member, also a function."""

    def __init__(self, value):
        self.value = value


class auto:
    """Stands for the next value."""

    def __init__(self):
        self.value = None

    def __repr__(self):
        return f"auto({self.value!r})"


class property(_property):
    """A property of members only: on the class the name may be a member's."""

    def __set_name__(self, owner, name):
        self.name, self.owner_name = name, owner.__name__

    def __get__(self, instance, owner=None):
        if instance is not None:
            return self.fget(instance)
        found = owner._member_map_.get(self.name)
        if found is None:
            raise AttributeError(f"{owner!r} has no attribute {self.name!r}")
        return found

    def __set__(self, instance, value):
        if self.fset is None:
            raise AttributeError(f"<enum {self.owner_name!r}> cannot set attribute {self.name!r}")
        return self.fset(instance, value)

    def __delete__(self, instance):
        raise AttributeError(f"<enum {self.owner_name!r}> cannot delete attribute {self.name!r}")


def _is_dunder(name):
    return len(name) > 4 and name.startswith("__") and name.endswith("__") and name[2] != "_" != name[-3]


def _is_sunder(name):
    return len(name) > 2 and name[0] == name[-1] == "_" and name[1] != "_" != name[-2]


_SUNDERS = {"_order_", "_generate_next_value_", "_numeric_repr_", "_missing_", "_ignore_", "_iter_member_",
            "_iter_member_by_value_", "_iter_member_by_def_", "_add_alias_", "_add_value_alias_"}


class EnumDict(dict):
    """The namespace of the body: remembers the names that become members."""

    def __init__(self, cls_name=None):
        super().__init__()
        self._cls_name, self.members, self._ignore, self._last_values = cls_name, {}, (), []

    def __setitem__(self, key, value):
        private = self._cls_name is not None and key.startswith(f"_{self._cls_name.lstrip('_')}__")
        if private:
            pass
        elif _is_sunder(key):
            if key not in _SUNDERS:
                raise ValueError(f"_sunder_ names, such as {key!r}, are reserved for future Enum use")
            if key == "_generate_next_value_" and self.members:
                raise TypeError("_generate_next_value_ must be defined before members")
            if key == "_ignore_":
                self._ignore = tuple(value.replace(",", " ").split() if isinstance(value, str) else value)
                value = list(self._ignore)
        elif _is_dunder(key) or key in self._ignore:
            pass
        elif key in self.members:
            raise TypeError(f"{key!r} already defined as {self[key]!r}")
        elif isinstance(value, nonmember):
            value = value.value
        elif isinstance(value, type) and value.__qualname__ == f"{self.get('__qualname__')}.{key}":
            pass
        elif isinstance(value, member) or not (hasattr(value, "__get__") or hasattr(value, "__set__")):
            if key in self:
                raise TypeError(f"{key!r} already defined as {self[key]!r}")
            if isinstance(value, member):
                value = value.value
            value = self._fill(key, value)
            self.members[key] = value
            self._last_values.append(value)
        super().__setitem__(key, value)

    def _fill(self, key, value):
        """The value with each auto() replaced by the next value."""
        if isinstance(value, auto):
            if value.value is None:
                value.value = self._next(key, 1, len(self.members), self._last_values[:])
            return value.value
        if type(value) is tuple and any(isinstance(part, auto) for part in value):
            return tuple([self._fill(key, part) for part in value])
        return value

    def _next(self, *arguments):
        function = self["_generate_next_value_"] if "_generate_next_value_" in self else self.inherited_next
        return getattr(function, "__func__", function)(*arguments)


class EnumType(type):
    """The class of enumerations."""

    @classmethod
    def __prepare__(mcls, name, bases, **kwds):
        for base in bases:
            if isinstance(base, EnumType) and base._member_names_:
                raise TypeError(f"<enum {name!r}> cannot extend {base!r}")
        namespace = EnumDict(name)
        parent = next((base for base in reversed(bases) if isinstance(base, EnumType)), None)
        if parent is not None:
            namespace.inherited_next = parent._generate_next_value_
        return namespace

    def __new__(mcls, name, bases, namespace, *, boundary=None, _simple=False, **kwds):
        members = namespace.members
        body = {key: value for key, value in namespace.items() if key not in members and key not in namespace._ignore}
        if "mro" in members:
            raise ValueError("invalid enum member name(s) 'mro'")
        next_value = body.get("_generate_next_value_")
        if next_value is not None and not isinstance(next_value, staticmethod):
            body["_generate_next_value_"] = staticmethod(next_value)
        body.update(_member_names_=[], _member_map_={}, _value2member_map_={}, _unhashable_=[])
        new = body.pop("__new__", None)
        cls = super().__new__(mcls, name, bases, body, **kwds)
        data_type = cls._data_type_ = _find_data_type(bases)
        cls._boundary_ = boundary or getattr(cls, "_boundary_", None)
        if new is not None and Enum is not None:
            cls._new_member_ = staticmethod(getattr(new, "__func__", new))
        _choose_methods(cls, bases, body, data_type)
        for key, value in members.items():
            _add_member(cls, key, value, data_type)
        if Flag is not None and issubclass(cls, Flag):
            _prepare_flags(cls)
        type.__setattr__(cls, "__new__", _look_up)
        return cls

    def __init__(cls, *args, **kwds):
        type.__init__(cls, *args)

    def __call__(cls, value, names=None, *more, module=None, qualname=None, type=None, start=1, boundary=None):
        if names is None and not more:
            return cls.__new__(cls, value)
        if cls._member_map_:
            return cls.__new__(cls, (value, names, *more))
        if module is None:
            module = sys._getframe(1).f_globals.get("__name__")
        return cls._create_(value, names, module=module, qualname=qualname, type=type, start=start, boundary=boundary)

    def _create_(cls, class_name, names, *, module=None, qualname=None, type=None, start=1, boundary=None):
        metacls = cls.__class__
        bases = (cls,) if type is None else (type, cls)
        namespace = metacls.__prepare__(class_name, bases)
        if isinstance(names, str):
            names = names.replace(",", " ").split()
        if isinstance(names, (tuple, list)) and names and isinstance(names[0], str):
            values = []
            pairs = []
            for count, name in enumerate(names):
                values.append(cls._generate_next_value_(name, start, count, values[:]))
                pairs.append((name, values[-1]))
        else:
            pairs = names.items() if hasattr(names, "items") else names
        for name, value in pairs or ():
            namespace[name] = value
        if module is not None:
            namespace["__module__"] = module
        namespace["__qualname__"] = qualname or class_name
        return metacls.__new__(metacls, class_name, bases, namespace, boundary=boundary)

    def __contains__(cls, value):
        if isinstance(value, cls):
            return True
        try:
            if value in cls._value2member_map_:
                return True
        except TypeError:
            return any(value == known for known, _ in cls._unhashable_)
        if Flag is not None and issubclass(cls, Flag):
            try:
                return isinstance(cls._missing_(value), cls)
            except ValueError:
                return False
        return False

    def __delattr__(cls, name):
        if name in cls.__dict__.get("_member_map_", ()):
            raise AttributeError(f"{cls.__name__!r} cannot delete member {name!r}.")
        super().__delattr__(name)

    def __setattr__(cls, name, value):
        if name in cls.__dict__.get("_member_map_", ()):
            raise AttributeError(f"cannot reassign member {name!r}")
        super().__setattr__(name, value)

    def __getitem__(cls, name):
        return cls._member_map_[name]

    def __iter__(cls):
        return (cls._member_map_[name] for name in cls._member_names_)

    def __reversed__(cls):
        return (cls._member_map_[name] for name in reversed(cls._member_names_))

    def __len__(cls):
        return len(cls._member_names_)

    def __bool__(cls):
        return True

    def __repr__(cls):
        kind = "flag" if Flag is not None and issubclass(cls, Flag) else "enum"
        return f"<{kind} {cls.__name__!r}>"

    def __dir__(cls):
        special = "class contains doc getitem iter len members module name qualname".split()
        return sorted({*cls._member_names_, *(f"__{name}__" for name in special)})

    @_property
    def __members__(cls):
        return MappingProxyType(cls._member_map_)


EnumMeta = EnumType
Enum = Flag = ReprEnum = None


def _find_data_type(bases):
    """The type that the members also have, such as int."""
    for chain in bases:
        for base in chain.__mro__:
            if base is object or isinstance(base, EnumType) and "_data_type_" not in base.__dict__:
                continue
            if isinstance(base, EnumType):
                if base._data_type_ is not object:
                    return base._data_type_
            elif "__new__" in base.__dict__ or "__dataclass_fields__" in base.__dict__:
                return base
    return object


def _choose_methods(cls, bases, body, data_type):
    """Members show themselves as members, except those of ReprEnum, which show themselves as their values."""
    parent = next((base for base in reversed(bases) if isinstance(base, EnumType)), None)
    if parent is None:
        return
    if ReprEnum is not None and ReprEnum in bases:
        if data_type is object:
            raise TypeError("ReprEnum subclasses must be mixed with a data type (i.e. int, str, float, etc.)")
        body = {"__str__": None, "__format__": None, **body}
        if body["__format__"] is None:
            type.__setattr__(cls, "__format__", data_type.__format__)
        if body["__str__"] is None:
            type.__setattr__(cls, "__str__", data_type.__dict__.get("__str__", data_type.__repr__))
    for name in ("__repr__", "__str__", "__format__"):
        if name not in body and getattr(cls, name) in (getattr(data_type, name), getattr(object, name)):
            type.__setattr__(cls, name, getattr(parent, name))


def _add_member(cls, name, value, data_type):
    args = value if isinstance(value, tuple) else (value,)
    if data_type is tuple:
        args = (args,)
    make = cls.__dict__.get("_new_member_") or getattr(cls, "_new_member_", None)
    if make is not None:
        new = make(cls, *args)
    elif data_type is object:
        new = object.__new__(cls)
    else:
        new = data_type.__new__(cls, *args)
    if "_value_" not in new.__dict__:
        if make is not None or data_type is object:
            new._value_ = value
        else:
            new._value_ = data_type(*args)
    new._name_, new.__objclass__, new._sort_order_ = name, cls, len(cls._member_names_)
    new.__init__(*args)
    value = new._value_
    try:
        known = cls._value2member_map_.get(value)
    except TypeError:
        known = next((other for other_value, other in cls._unhashable_ if other_value == value), None)
        if known is None:
            cls._unhashable_.append((value, new))
    else:
        if known is None:
            cls._value2member_map_[value] = new
    if known is None:
        if Flag is None or not issubclass(cls, Flag) or _is_single_bit(value):
            cls._member_names_.append(name)
    cls._member_map_[name] = new if known is None else known
    existing = next((base.__dict__[name] for base in cls.__mro__ if name in base.__dict__), None)
    if not isinstance(existing, property):
        type.__setattr__(cls, name, cls._member_map_[name])


def _is_single_bit(value):
    return isinstance(value, int) and value > 0 and value & (value - 1) == 0


def _look_up(cls, value):
    """`__new__` of a finished enumeration: finds the member."""
    if type(value) is cls:
        return value
    try:
        return cls._value2member_map_[value]
    except KeyError:
        pass
    except TypeError:
        for known, found in cls._unhashable_:
            if known == value:
                return found
    if not cls._member_map_ and cls.__dict__.get("_boundary_") is None:
        raise TypeError(f"{cls!r} has no members")
    problem, result = None, None
    try:
        result = cls._missing_(value)
    except Exception as error:
        problem = error
    if isinstance(result, cls):
        return result
    if Flag is not None and issubclass(cls, Flag) and cls._boundary_ is EJECT and isinstance(result, int):
        return result
    refusal = ValueError(f"{value!r} is not a valid {cls.__qualname__}")
    if problem is None and result is None:
        raise refusal
    if problem is None:
        problem = TypeError(
            f"error in {cls.__name__}._missing_: returned {result!r} instead of None or a valid member"
        )
    if not isinstance(problem, ValueError):
        problem.__context__ = refusal
    raise problem


class Enum(metaclass=EnumType):
    """A class whose members are its only instances."""

    __new__ = _look_up

    def __init__(self, *args, **kwds):
        pass

    @staticmethod
    def _generate_next_value_(name, start, count, last_values):
        if not last_values:
            return start
        try:
            return max(last_values) + 1
        except TypeError:
            raise TypeError("unable to sort non-numeric values") from None

    @classmethod
    def _missing_(cls, value):
        return None

    def __repr__(self):
        fields = self._data_type_.__dict__.get("__dataclass_fields__")
        value = repr(self._value_)
        if fields is not None:
            value = ", ".join(f"{name}={getattr(self, name)!r}" for name in fields)
        return f"<{type(self).__name__}.{self._name_}: {value}>"

    def __str__(self):
        return f"{type(self).__name__}.{self._name_}"

    def __format__(self, spec):
        return str.__format__(str(self), spec)

    def __dir__(self):
        own = {name for name in vars(self) if not name.startswith("_")}
        return sorted({"__class__", "__doc__", "__eq__", "__hash__", "__module__", "name", "value"} | own)

    def __hash__(self):
        return hash(self._name_)

    def __reduce_ex__(self, protocol):
        return self.__class__, (self._value_,)

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    @property
    def name(self):
        """The name of the member."""
        return self._name_

    @property
    def value(self):
        """The value of the member."""
        return self._value_

    def _add_alias_(self, name):
        cls = type(self)
        cls._member_map_[name] = self
        type.__setattr__(cls, name, self)

    def _add_value_alias_(self, value):
        type(self)._value2member_map_[value] = self


from _enum_flags import (
    CONFORM, CONTINUOUS, EJECT, Flag, FlagBoundary, IntEnum, IntFlag, KEEP, NAMED_FLAGS, ReprEnum, STRICT, StrEnum,
    UNIQUE, _prepare_flags, global_enum, unique, verify,
)
