"""import in all forms, aliases, names of modules, __all__, attributes of modules."""
import collections.abc
import math as m
import os.path
from collections import OrderedDict as OD, deque
from math import *
from math import pi as circle

print(m.pi == circle, sqrt(16), floor(2.5), OD(a=1), deque([1]), os.path.basename("a/b"), collections.abc.Iterable.__name__, collections.Counter("aa"))
print(m.__name__, type(m).__name__, hasattr(m, "sqrt"), "sqrt" in dir(m), m is __import__("math"), m.sqrt is sqrt)


def local_import():
    import json
    from string import digits

    return json.dumps([1]), digits


print(local_import(), "json" in globals())
for statement in ("import nothing_like_this", "from math import nothing_like_this", "import math.sub", "from nothing_like_this.sub import x", "from math import sqrt as", "import", "from . import x", "from .a import b"):
    try:
        exec(statement)
    except ImportError as error:
        print(f"{statement}: {type(error).__name__}: {str(error).split(' (')[0]}")
    except SyntaxError as error:
        print(f"{statement}: SyntaxError: {error.msg}")
try:
    m.nothing
except AttributeError as error:
    print(error)
m.extra = 5
print(m.extra, __import__("math").extra)
del m.extra
import sys

print(sys.modules["math"] is m, "__main__" in sys.modules, sys.modules["__main__"].circle == circle)
if True:
    import random as conditional
print(conditional.__name__)
from importlib import import_module

print(import_module("math") is m, import_module("collections.abc").Sized.__name__)
