"""An error in a decorated function, and frames of the wrapper."""
import functools


def logged(prefix):
    def decorate(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            print(prefix, function.__name__)
            return function(*args, **kwargs)

        return wrapper

    return decorate


@logged("call")
@logged("inner")
def divide(a, b):
    return a % b


divide(5, b=0)
