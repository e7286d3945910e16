"""Operator methods: plain, reflected, in place, unary, NotImplemented."""


class V:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __repr__(self):
        return f"V({self.x}, {self.y})"

    def __add__(self, o):
        return V(self.x + o.x, self.y + o.y) if isinstance(o, V) else NotImplemented

    def __sub__(self, o):
        return V(self.x - o.x, self.y - o.y)

    def __mul__(self, k):
        if isinstance(k, (int, float)):
            return V(self.x * k, self.y * k)
        return NotImplemented

    __rmul__ = __mul__

    def __matmul__(self, o):
        return self.x * o.x + self.y * o.y

    def __neg__(self):
        return V(-self.x, -self.y)

    def __pos__(self):
        return self

    def __invert__(self):
        return V(self.y, self.x)

    def __abs__(self):
        return (self.x**2 + self.y**2) ** 0.5

    def __iadd__(self, o):
        self.x += o.x
        self.y += o.y
        return self

    def __radd__(self, o):
        return self if o == 0 else NotImplemented

    def __round__(self, n=None):
        return V(round(self.x, n), round(self.y, n))

    def __divmod__(self, k):
        return "divmod", k

    def __pow__(self, k, mod=None):
        return "pow", k, mod


a, b = V(1, 2), V(3, 4)
print(a + b, a - b, a * 2, 3 * a, a @ b, -a, +a is a, ~a, abs(b), sum([a, b]), round(V(1.26, 2.5), 1), round(V(1.5, 2.5)), divmod(a, 2), a**2, pow(a, 2, 5))
c = a
c += b
print(c, a is c)
c -= V(1, 1)
print(c, a is c)
c @= V(1, 1)
print(c)
for action in ("a + 1", "1 + a", "a * 'x'", "'x' * a", "a / 2", "a // 2", "a % 2", "a & a", "a << 1", "a @ 1", "1 - a", "a < b", "a += 1", "a['x']", "a()", "[] + a", "1 @ a"):
    try:
        exec(action)
    except Exception as error:
        print(f"{action}: {type(error).__name__}: {error}")


class Logged:
    def __getattr__(self, name):
        raise AttributeError(name)


class Base:
    def __add__(self, o):
        return "Base.__add__"

    def __radd__(self, o):
        return "Base.__radd__"


class Derived(Base):
    def __radd__(self, o):
        return "Derived.__radd__"


print(Base() + Derived(), Derived() + Base(), Base() + Base(), 1 + Derived())


class Bits:
    def __and__(self, o): return "and"
    def __or__(self, o): return "or"
    def __ror__(self, o): return "ror"
    def __xor__(self, o): return "xor"
    def __lshift__(self, o): return "lshift"
    def __rshift__(self, o): return "rshift"
    def __truediv__(self, o): return "truediv"
    def __floordiv__(self, o): return "floordiv"
    def __mod__(self, o): return "mod"
    def __index__(self): return 2
    def __int__(self): return 7
    def __float__(self): return 1.5
    def __complex__(self): return 1j
    def __trunc__(self): return 3


n = Bits()
print(n & 1, n | 1, 1 | n, n ^ 1, n << 1, n >> 1, n / 1, n // 1, n % 1, "abc"[n], [0] * n, range(n), int(n), float(n), complex(n), hex(n), "x" * n, list(range(5))[n:])
