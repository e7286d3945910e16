"""The messages for calls with wrong arguments."""


def none(): pass
def one(a): pass
def two(a, b): pass
def three(a, b, c): pass
def default(a, b=1): pass
def keyword(*, k): pass
def keywords(*, k, l, m=1): pass
def mixed(a, *, k): pass
def slash(a, b, /): pass
def slashed(a, /, b, *, c=1): pass
def star(a, *args): pass


class Plain:
    def method(self, x): pass
    @classmethod
    def make(cls, x): pass
    @staticmethod
    def loose(x): pass


class WithInit:
    def __init__(self, a, b): pass


nested = lambda x: x
calls = """none(1)
none(1, 2)
none(x=1)
one()
one(1, 2)
one(1, a=2)
one(b=1)
one(1, b=2)
two()
two(1)
two(1, 2, 3)
three()
three(1)
default()
default(1, 2, 3)
default(1, b=2, c=3)
keyword()
keyword(1)
keywords()
keyword(k=1, j=2)
mixed()
mixed(1)
mixed(1, 2, k=3)
mixed(1, 2)
slash(a=1, b=2)
slash(1)
slash(1, b=2)
slashed(a=1, b=2)
slashed(1, 2, 3)
star()
one(*[1, 2])
one(**{'a': 1, 'z': 2})
one(1, **{'a': 2})
one(*5)
one(**5)
one(**{1: 2})
Plain(1)
Plain(x=1)
Plain().method()
Plain().method(1, 2)
Plain.method()
Plain.make()
Plain.loose()
Plain().loose(1, 2)
WithInit()
WithInit(1)
WithInit(1, 2, 3)
nested()
nested(1, 2)
len()
len(1, 2)
isinstance(1)
int(1, 2, 3)
str(1, 2, 3, 4)
print(a=1)
sorted()
sorted([], 1)
sorted([], x=1)
abs()
''.join()
''.split(x=1)
[].append()
{}.get()
range()
object(1)
enumerate()
zip(1)
map()
map(1)
isinstance(1, 2)
issubclass(1, int)
getattr(1)
getattr(1, 'x')
getattr(1, 2)
setattr(1, 'x', 2)
type(1, 2)
super()
hash([])
sum(1)
sum('ab')
open()
one(default(1), two=3)"""
for call in calls.splitlines():
    try:
        eval(call)
        print(call, "ok")
    except Exception as error:
        print(f"{call}: {type(error).__name__}: {error}")
