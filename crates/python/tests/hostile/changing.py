# Programs, apart by lines of dashes, whose data change while they are used or lie at the borders. None may fail.
x = [1, 2, 3]
class A:
    def __eq__(self, o): x.clear(); return False
A() in x
x[:] = [A()] * 3
x.index(5) if 0 else x.count(5)
# ----
x = [1] * 5
class A:
    def __eq__(self, o): x.clear(); return True
x.append(A())
x.remove(7) if 0 else None
try: x.remove(5)
except ValueError: pass
# ----
d = {}
class A:
    def __hash__(self): d[len(d)] = 1; return 1
    def __eq__(self, o): return False
for _ in range(50): d[A()] = 1
d.get(A())
# ----
d = {}
class A:
    def __hash__(self): return 1
    def __eq__(self, o): d.clear(); return True
d[A()] = 1
d[A()] = 2
d.pop(A(), 0)
d[A()] = 1
d.pop(A(), 0)
# ----
s = set()
class A:
    def __hash__(self): return 1
    def __eq__(self, o): s.clear(); return True
s.add(A())
s.add(A())
s.discard(A())
s |= {A()}
s & {A()}
s ^ {A()}
# ----
d = {}
class A:
    def __hash__(self): return 1
    def __eq__(self, o):
        for i in range(100): d[i + 10] = i
        return False
d[A()] = 1
d[A()] = 2
d[A()] = 3
# ----
x = [1, 2, 3]
class I:
    def __index__(self): x.clear(); return 1
try: x[I()]
except IndexError: pass
x = [1, 2, 3]
try: x[I()] = 1
except IndexError: pass
x = [1, 2, 3]
try: del x[I()]
except IndexError: pass
# ----
x = [1, 2, 3]
class I:
    def __index__(self): x.clear(); return 1
x[I():]
x = [1, 2, 3]
x[I():] = [4]
x = [1, 2, 3]
del x[I():]
x = [1, 2, 3]
try: x[::I()] = [1, 2, 3]
except ValueError: pass
x = [1, 2, 3]
x.insert(I(), 1)
x = [1, 2, 3]
try: x.pop(I())
except IndexError: pass
# ----
x = bytearray(5)
class I:
    def __index__(self): x.clear(); return 1
try: x[I()]
except IndexError: pass
x = bytearray(5)
try: x[I()] = 1
except IndexError: pass
x = bytearray(5)
try: x[1] = I()
except IndexError: pass
x = bytearray(5)
x[I():]
x = bytearray(5)
x[I():] = b'a'
x = bytearray(5)
del x[I():]
x = bytearray(5)
x.insert(I(), 1)
x = bytearray(5)
try: x.pop(I())
except IndexError: pass
# ----
from collections import deque
x = deque([1, 2, 3])
class I:
    def __index__(self): x.clear(); return 1
try: x[I()]
except IndexError: pass
x = deque([1, 2, 3])
try: x[I()] = 1
except IndexError: pass
x = deque([1, 2, 3])
try: del x[I()]
except IndexError: pass
x = deque([1, 2])
x.rotate(I())
x.insert(I(), 1)
# ----
from collections import deque
x = deque([1, 2, 3])
class A:
    def __eq__(self, o): x.clear(); return False
try: x.remove(A())
except (ValueError, RuntimeError, IndexError): pass
x.extend([A(), A()])
try: x.index(5)
except (ValueError, RuntimeError): pass
x.count(5)
# ----
x = [1, 2, 3]
x.extend(x)
x += x
x[1:2] = x
x *= 2
x.extend(y for y in x[:3])
# ----
d = {1: 2}
d.update(d)
d |= d
s = {1}
s.update(s)
s -= s
s ^= s
# ----
x = []
x.append(x)
print(x, x in [x])
d = {}
d['d'] = d
print(d)
t = ([],)
t[0].append(t)
print(t)
# ----
import io
s = io.StringIO('abc')
s.truncate(1)
s.seek(5)
s.write('x')
s.seek(1)
s.read(100)
b = io.BytesIO(b'abc')
b.seek(2**62)
b.read()
b.tell()
# ----
import io
s = io.StringIO('éé')
s.seek(1)
try: s.read()
except UnicodeDecodeError: pass
s.seek(1)
s.write('a')
try: s.getvalue()
except UnicodeDecodeError: pass
# ----
x = iter([1, 2, 3])
for a in zip(x, x): pass
x = map(lambda v: next(x), [1, 2])
try: next(x)
except ValueError: pass
# ----
class A:
    def __del__(self): raise ValueError
A()
x = [A()]
x.clear()
# ----
class A: pass
a = A()
a.__dict__ = {'x': a}
a.__class__ = type('B', (), {})
try: a.__class__ = int
except TypeError: pass
repr(a)
# ----
try:
    x = type('A', (int,), {})(5)
    x.__class__ = type('B', (), {})
except TypeError: pass
x + 1
# ----
import sys
sys.modules.clear()
try: import math
except Exception: pass
sys.stdout = None
try: print(1)
except AttributeError: pass
sys.stdout = sys.__stdout__
# ----
import builtins
del builtins.len
try: len([])
except NameError: pass
builtins.print2 = print
globals().clear()
# ----
def f(): pass
f.__defaults__ = (1, 2, 3)
f.__defaults__ = None
f.__name__ = 'x'
try: f.__code__ = 5
except TypeError: pass
f()
# ----
def f(a, b=1): pass
def g(a): pass
try: g.__code__ = f.__code__
except Exception: pass
try: g(1)
except TypeError: pass
# ----
exec('x = 1', {}, {})
try: exec('x', 5)
except TypeError: pass
eval('[x for x in [1]]', {}, {'y': 1})
class M(dict):
    def __missing__(self, k): return 5
print(eval('z', {}, M()))
# ----
e = ValueError()
e.__cause__ = e
e.__context__ = e
try: raise e
except ValueError as x:
    import traceback
    traceback.format_exc()
try: e.args = 5
except TypeError: pass
# ----
range(2**63 - 1)[2**62:]
range(-2**63, 2**63 - 1)[-1]
len(range(-2**61, 2**61))
reversed(range(-2**63, 2**63 - 1))
range(0, 2**63 - 1, 2**62)[::2]
range(2**63 - 1, -2**63, -1)[5:2:-1]
slice(2**63 - 1, None, -2**63 + 1).indices(5)
'abc'[::-2**63 + 1]
[1, 2][-2**63:2**63]
[1][::2**63]
'abc'.find('c', -2**63)
[1, 2].index(2, -2**63)
# ----
(-2**63) // -1
(-2**63) % -1
abs(-2**63)
-(-2**63)
(-2**63) * -1
divmod(-2**63, -1)
round(-2**63, -1)
2**63 - 1 + 1
(-2**63) - 1
hash(-2**63)
int('-9223372036854775808')
~(-2**63)
(-2**63) >> 100
1 << 63
(-1) << 63
import math
math.gcd(-2**63, 0)
math.isqrt(2**63)
float(-2**63).as_integer_ratio()
(5e-324).as_integer_ratio()
math.frexp(5e-324)
math.ldexp(1, 10**18) if 0 else math.ldexp(1, -10**18)
# ----
'%c' % 0x10ffff
try: '%c' % -1
except OverflowError: pass
try: chr(0xd800)
except ValueError: pass
try: '%*d' % (-2**63, 1)
except (OverflowError, ValueError): pass
f'{-0.0:z}' if 0 else None
format(10**400, 'd')
try: format(10**400, 'f')
except OverflowError: pass
format(True, 'c')
format(5, '_b')
format(1e300, ',.0f')
# ----
import itertools
list(itertools.combinations([1], 0))
list(itertools.combinations([], 0))
list(itertools.combinations_with_replacement([], 2))
list(itertools.permutations([], 0))
list(itertools.product([], repeat=0))
list(itertools.islice([1, 2], 0, 10**18, 10**18))
next(itertools.count(2**63 - 1))
list(itertools.islice(itertools.count(2**63 - 1), 3))
list(enumerate('ab', 2**63 - 1))
list(itertools.zip_longest())
list(zip())
# ----
int('1' * 4300)
try: int('1' * 4301)
except ValueError: pass
try: str(10 ** 5000)
except ValueError: pass
try: f'{10 ** 5000}'
except ValueError: pass
hex(10 ** 5000)[:3]
int('z' * 1000, 36)
float('1' * 400)
float('1e400')
float('nan')
try: int('_1')
except ValueError: pass
try: int('0x', 16)
except ValueError: pass
try: float('\ufb01')
except ValueError: pass
try: int('١é')
except ValueError: pass
# ----
'{0.__class__.__mro__[1]}'.format(1)
'{:{}{}}'.format(1, '>', 5)
try: '{:{:{}}}'.format(1, 2, 3)
except ValueError: pass
try: '{0[}'.format([1])
except ValueError: pass
try: '{' .format()
except ValueError: pass
try: '{:é>5}é{'.format(1)
except ValueError: pass
# ----
bytes.fromhex('é') if 0 else None
try: bytes.fromhex('aé')
except ValueError: pass
b'\xff'.decode('utf-8', 'replace')
b'\xff\xfe'.decode('utf-16')
b'a'.decode('utf-16')
'é'.encode('ascii', 'xmlcharrefreplace')
b'%s' % b'\xff'
try: b'%d' % 'a'
except TypeError: pass
b'a'.split(b'a', 10**18)
b''.rsplit(None, 0)
b'ab'.find(b'', 5)
b'ab'.find(b'b', -2**63, 2**63 - 1)
b'ab'.center(3, b'x')
# ----
'éa'.split('é')
'aéb'.partition('é')
'é'.find('', 1)
'é'.find('', 5)
'é'[5:]
'éé'.rfind('é', 1, 1)
'é'.expandtabs(0)
'ß'.title()
''.title()
'éx'.zfill(5)
'−5'.zfill(5)
'+é'.zfill(5)
'abc'.translate({97: None, 98: 'xx', 99: 0x10ffff})
try: 'a'.translate({97: 2**40})
except (ValueError, TypeError): pass
# ----
import re
re.sub('é', '-', 'aébé')
re.findall('', 'éé')
re.split('', 'éa')
re.compile('(?<=é)a').search('éa')
re.compile('a').search('éa', 1, 100)
re.compile('a').search('éa', 5)
re.compile('a').match('éa', -5)
re.compile('.').findall('😀éa')
re.compile('(?i)İ').search('i̇')
re.compile('[é-ê]').sub('x', 'éêë')
# ----
def g():
    try: yield 1
    finally: yield 2
x = g()
next(x)
try: x.close()
except RuntimeError: pass
def h():
    while True:
        try: yield
        except BaseException: pass
y = h()
next(y)
try: y.close()
except RuntimeError: pass
del y
# ----
class A:
    def __set_name__(self, o, n): raise ValueError
try:
    class B: x = A()
except (ValueError, RuntimeError): pass
try:
    class C(1, 2): pass
except TypeError: pass
try: type('D', (), {'__slots__': 5})
except TypeError: pass
try: type('\0', (), {})
except ValueError: pass
type('E', (), {1: 2})
# ----
class A:
    def __class_getitem__(cls, i): return cls[i]
try: A[1]
except RecursionError: pass
class B: __slots__ = ('a', '__dict__')
b = B()
b.a = b.c = 1
del b.a
try: b.a
except AttributeError: pass
# ----
super.__init__
try: super().x
except RuntimeError: pass
try: super(int, 'a')
except TypeError: pass
class A:
    def f(self): return super
A().f()
try: object.__new__(int)
except TypeError: pass
try: int.__new__(str)
except TypeError: pass
try: list.append(5, 1)
except TypeError: pass
try: dict.__getitem__([], 1)
except TypeError: pass
try: str.join(5, [])
except TypeError: pass
try: type.__call__()
except TypeError: pass
try: type.__call__(5)
except TypeError: pass
try: object.__init__()
except TypeError: pass
try: property.__get__()
except TypeError: pass
try: BaseException.__new__(5)
except TypeError: pass
try: len.__call__()
except TypeError: pass
try: (lambda: 0).__get__()
except TypeError: pass
