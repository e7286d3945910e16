"""Helpers for the with statement."""

import sys
from abc import ABC, abstractmethod
from functools import wraps


class AbstractContextManager(ABC):
    """A class with __enter__ and __exit__."""

    def __enter__(self):
        return self

    @abstractmethod
    def __exit__(self, exc_type, exc_value, traceback):
        return None

    @classmethod
    def __subclasshook__(cls, other):
        if cls is AbstractContextManager:
            return all(getattr(other, name, None) is not None for name in ("__enter__", "__exit__"))
        return NotImplemented


class ContextDecorator:
    """Lets a context manager also decorate functions."""

    def _recreate_cm(self):
        return self

    def __call__(self, function):
        @wraps(function)
        def inner(*args, **kwargs):
            with self._recreate_cm():
                return function(*args, **kwargs)

        return inner


class _GeneratorContextManager(ContextDecorator, AbstractContextManager):
    def __init__(self, function, args, kwargs):
        self.gen = function(*args, **kwargs)
        self._made_from = function, args, kwargs
        self.__doc__ = getattr(function, "__doc__", None) or type(self).__doc__

    def _recreate_cm(self):
        return type(self)(*self._made_from)

    def __enter__(self):
        del self._made_from
        try:
            return next(self.gen)
        except StopIteration:
            raise RuntimeError("generator didn't yield") from None

    def __exit__(self, kind, value, traceback):
        if kind is None:
            try:
                next(self.gen)
            except StopIteration:
                return False
            self._refuse_second_yield("generator didn't stop")
        if value is None:
            value = kind()
        try:
            self.gen.throw(value)
        except StopIteration as stop:
            # The body's own StopIteration is not the end of the generator.
            return stop is not value
        except RuntimeError as error:
            if error is value or (isinstance(value, StopIteration) and error.__cause__ is value):
                error.__traceback__ = traceback if error is value else error.__traceback__
                return False
            raise
        except BaseException as error:
            if error is not value:
                raise
            error.__traceback__ = traceback
            return False
        self._refuse_second_yield("generator didn't stop after throw()")

    def _refuse_second_yield(self, message):
        try:
            raise RuntimeError(message)
        finally:
            self.gen.close()


def contextmanager(function):
    """Makes a context manager of a generator with one yield."""

    @wraps(function)
    def helper(*args, **kwargs):
        return _GeneratorContextManager(function, args, kwargs)

    return helper


class closing(AbstractContextManager):
    """Closes the object at the end of the block."""

    def __init__(self, thing):
        self.thing = thing

    def __enter__(self):
        return self.thing

    def __exit__(self, *details):
        self.thing.close()


class suppress(AbstractContextManager):
    """Ends the block silently at these exceptions."""

    def __init__(self, *exceptions):
        self._exceptions = exceptions

    def __enter__(self):
        pass

    def __exit__(self, kind, value, traceback):
        return kind is not None and issubclass(kind, self._exceptions)


class nullcontext(AbstractContextManager):
    """Does nothing."""

    def __init__(self, enter_result=None):
        self.enter_result = enter_result

    def __enter__(self):
        return self.enter_result

    def __exit__(self, *details):
        pass


class _Redirect(AbstractContextManager):
    _stream = None

    def __init__(self, new_target):
        self._new_target, self._old_targets = new_target, []

    def __enter__(self):
        self._old_targets.append(getattr(sys, self._stream))
        setattr(sys, self._stream, self._new_target)
        return self._new_target

    def __exit__(self, *details):
        setattr(sys, self._stream, self._old_targets.pop())


class redirect_stdout(_Redirect):
    _stream = "stdout"


class redirect_stderr(_Redirect):
    _stream = "stderr"


class ExitStack(AbstractContextManager):
    """Context managers and callbacks that are collected while the block runs and ended in reverse order."""

    def __init__(self):
        self._exits = []

    def pop_all(self):
        new = type(self)()
        new._exits, self._exits = self._exits, []
        return new

    def push(self, exit):
        method = getattr(type(exit), "__exit__", None)
        self._exits.append(exit if method is None else lambda *details: method(exit, *details))
        return exit

    def enter_context(self, manager):
        kind = type(manager)
        try:
            enter, leave = kind.__enter__, kind.__exit__
        except AttributeError:
            raise TypeError(
                f"'{kind.__module__}.{kind.__qualname__}' object does not support the context manager protocol"
            ) from None
        result = enter(manager)
        self._exits.append(lambda *details: leave(manager, *details))
        return result

    def callback(self, callback, /, *args, **kwargs):
        def leave(*details):
            callback(*args, **kwargs)

        self._exits.append(leave)
        return callback

    def close(self):
        self.__exit__(None, None, None)

    def __exit__(self, *details):
        had_exception = details[1] is not None
        outer_context = sys.exception()
        pending, raised = details[1], False
        while self._exits:
            leave = self._exits.pop()
            try:
                current = (None, None, None) if pending is None else (type(pending), pending, pending.__traceback__)
                if leave(*current):
                    pending, raised = None, False
            except BaseException as error:
                _link_context(error, pending, outer_context)
                pending, raised = error, True
        if raised:
            context = pending.__context__
            try:
                raise pending
            except BaseException:
                pending.__context__ = context
                raise
        return had_exception and pending is None


def _link_context(error, pending, outer_context):
    """Gives an exception from a callback the context that nested with statements would give it."""
    while error.__context__ is not pending:
        if error.__context__ is None or error.__context__ is outer_context:
            error.__context__ = pending
            return
        error = error.__context__
