"""Names of built-in types, taken from samples."""

import sys


def _function():
    yield


class _Sample:
    def method(self):
        return __class__


FunctionType = LambdaType = type(_function)
CodeType = type(_function.__code__)
GeneratorType = type(_function())
MethodType = type(_Sample().method)
BuiltinFunctionType = BuiltinMethodType = type(len)
CellType = type(_Sample.method.__closure__[0])
MappingProxyType = type(type.__dict__)
ModuleType = type(sys)
GenericAlias = type(list[int])
UnionType = type(int | str)
NoneType = type(None)
EllipsisType = type(...)
NotImplementedType = type(NotImplemented)

try:
    raise TypeError
except TypeError as _error:
    TracebackType = type(_error.__traceback__)
    FrameType = type(_error.__traceback__.tb_frame)


class SimpleNamespace:
    """An object whose attributes are its contents."""

    def __init__(self, mapping_or_iterable=(), /, **kwargs):
        self.__dict__.update(mapping_or_iterable, **kwargs)

    def __repr__(self):
        kind = type(self)
        name = "namespace" if kind is SimpleNamespace else kind.__name__
        return f"{name}({', '.join(f'{key}={value!r}' for key, value in vars(self).items())})"

    def __getattr__(self, name):
        kind = type(self)
        shown = "types.SimpleNamespace" if kind is SimpleNamespace else kind.__name__
        raise AttributeError(f"{shown!r} object has no attribute {name!r}", name=name, obj=self)

    def __eq__(self, other):
        if isinstance(other, SimpleNamespace):
            return vars(self) == vars(other)
        return NotImplemented

    __hash__ = None

    def __replace__(self, /, **changes):
        return type(self)(**{**vars(self), **changes})


def new_class(name, bases=(), kwds=None, exec_body=None):
    """Makes a class as the class statement does; exec_body fills its namespace."""
    kwds = dict(kwds or {})
    resolved = resolve_bases(bases)
    metaclass = kwds.pop("metaclass", None) or (type(resolved[0]) if resolved else type)
    namespace = metaclass.__prepare__(name, resolved, **kwds)
    if exec_body is not None:
        exec_body(namespace)
    if resolved is not bases:
        namespace["__orig_bases__"] = bases
    return metaclass(name, resolved, namespace, **kwds)


def resolve_bases(bases):
    """The classes that stand for bases such as list[int]."""
    if all(isinstance(base, type) or not hasattr(base, "__mro_entries__") for base in bases):
        return bases
    out = []
    for base in bases:
        is_class = isinstance(base, type) and not isinstance(base, GenericAlias)
        out.extend([base] if is_class or not hasattr(base, "__mro_entries__") else base.__mro_entries__(bases))
    return tuple(out)


def get_original_bases(cls):
    return cls.__dict__.get("__orig_bases__", cls.__bases__)
