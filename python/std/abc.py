"""Abstract base classes. `object.__new__` refuses classes whose `__abstractmethods__` is not empty."""


def abstractmethod(function):
    """Marks a method that subclasses must define."""
    function.__isabstractmethod__ = True
    return function


class abstractproperty(property):
    __isabstractmethod__ = True


class abstractclassmethod(classmethod):
    __isabstractmethod__ = True


class abstractstaticmethod(staticmethod):
    __isabstractmethod__ = True


def _is_abstract(value):
    return getattr(value, "__isabstractmethod__", False)


class ABCMeta(type):
    """Metaclass of abstract classes, with virtual subclasses."""

    # Counts the registrations: each makes the negative answers that were kept worthless.
    _registrations = 0

    def __new__(mcls, name, bases, namespace, /, **kwargs):
        cls = super().__new__(mcls, name, bases, namespace, **kwargs)
        abstract = {key for key, value in namespace.items() if _is_abstract(value)}
        for base in bases:
            inherited = getattr(base, "__abstractmethods__", ())
            abstract.update(key for key in inherited if _is_abstract(getattr(cls, key, None)))
        cls.__abstractmethods__ = frozenset(abstract)
        cls._abc_registry = []
        cls._abc_answers = {}
        return cls

    def register(cls, subclass):
        """Makes a class a virtual subclass; also as a decorator."""
        if not isinstance(subclass, type):
            raise TypeError("Can only register classes")
        if issubclass(subclass, cls):
            return subclass
        if issubclass(cls, subclass):
            raise RuntimeError("Refusing to create an inheritance cycle")
        cls._abc_registry.append(subclass)
        ABCMeta._registrations += 1
        return subclass

    def __instancecheck__(cls, instance):
        kind = instance.__class__
        return cls.__subclasscheck__(kind) or (type(instance) is not kind and cls.__subclasscheck__(type(instance)))

    def __subclasscheck__(cls, subclass):
        if not isinstance(subclass, type):
            raise TypeError("issubclass() arg 1 must be a class")
        answer, registrations = cls._abc_answers.get(subclass, (False, -1))
        if answer or registrations == ABCMeta._registrations:
            return answer
        answer = cls._is_superclass_of(subclass)
        cls._abc_answers[subclass] = answer, ABCMeta._registrations
        return answer

    def _is_superclass_of(cls, subclass):
        hooked = cls.__subclasshook__(subclass)
        if hooked is not NotImplemented:
            return bool(hooked)
        if cls in getattr(subclass, "__mro__", ()):
            return True
        known = cls._abc_registry + cls.__subclasses__()
        return any(issubclass(subclass, other) for other in known)


class ABC(metaclass=ABCMeta):
    """Base for classes with abstract methods."""

    __slots__ = ()


def update_abstractmethods(cls):
    """Computes anew which methods are abstract, after a decorator has added some."""
    if hasattr(cls, "__abstractmethods__"):
        names = set(vars(cls))
        for base in cls.__bases__:
            names.update(getattr(base, "__abstractmethods__", ()))
        cls.__abstractmethods__ = frozenset(name for name in names if _is_abstract(getattr(cls, name, None)))
    return cls
