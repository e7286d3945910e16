"""The expressions, in groups: (name, close, sources)."""

from itertools import product

GROUPS = []


def group(name, sources, close=False):
    GROUPS.append((name, close, list(sources)))


def lines(text):
    return [line.strip() for line in text.strip().splitlines() if line.strip() and not line.strip().startswith("#")]


# Creation

group("create", lines("""
np.array([1, 2, 3])
np.array([1, 2.5, True])
np.array([True, False])
np.array([True, 2])
np.array([[1, 2], [3, 4]])
np.array([[1, 2], [3]])
np.array([[1, 2], 3])
np.array([[[1], [2]], [[3], [4, 5]]])
np.array([1, [2]])
np.array([])
np.array([[]])
np.array([[], []])
np.array(5)
np.array(2.5)
np.array(True)
np.array([1, 2, 3], dtype=float)
np.array([1.7, -1.7], dtype=int)
np.array([1, 0, 2], dtype=bool)
np.array([1, 2], dtype='float32')
np.array([1, 2], dtype=np.uint8)
np.array([300], dtype=np.uint8)
np.array([-1], dtype=np.uint8)
np.array([1, 2], dtype='foo')
np.array((1, 2, 3))
np.array([np.arange(3), np.arange(3, 6)])
np.array([np.float32(1.5), np.float32(2)])
np.array([np.int32(1), 2])
np.array([np.uint8(1), np.int32(2)])
np.zeros(3)
np.zeros((2, 3))
np.zeros((2, 0))
np.zeros(())
np.zeros(3, dtype=int)
np.zeros((2, 2), dtype=bool)
np.zeros(-1)
np.zeros((2, -1))
np.ones(3)
np.ones((2, 2), dtype='int32')
np.ones((1, 2, 3), dtype=np.float32)
np.full(3, 7)
np.full((2, 2), 1.5)
np.full((2, 2), 1.5, dtype=int)
np.full(2, True)
np.full((2, 3), [1, 2, 3])
np.zeros_like(np.array([1, 2]))
np.zeros_like(np.array([1.5, 2]))
np.ones_like(np.array([[1, 2]]), dtype=float)
np.full_like(np.array([1, 2, 3]), 9)
np.full_like(np.array([1, 2, 3]), 9.7)
np.empty((0, 3))
np.eye(3)
np.eye(2, 3)
np.eye(3, k=1)
np.eye(3, k=-1, dtype=int)
np.eye(3, 4, k=2)
np.identity(2)
np.diag([1, 2, 3])
np.diag([1.5, 2], k=1)
np.diag([1, 2], k=-1)
np.diag(np.arange(9).reshape(3, 3))
np.diag(np.arange(9).reshape(3, 3), k=1)
np.diag(np.arange(12).reshape(3, 4), k=-2)
np.diag(np.zeros((2, 2, 2)))
np.diagonal(np.arange(12).reshape(3, 4))
np.diagonal(np.arange(8).reshape(2, 2, 2))
np.tri(3)
np.tri(3, 4, k=1)
np.tri(3, k=-1, dtype=int)
np.tril(np.arange(9).reshape(3, 3))
np.tril(np.arange(9).reshape(3, 3), k=-1)
np.triu(np.arange(9).reshape(3, 3))
np.triu(np.arange(12).reshape(3, 4), k=1)
np.triu(np.ones((2, 3, 3)))
np.tril(np.array([1, 2, 3]))
np.meshgrid([1, 2, 3], [4, 5])
np.meshgrid([1, 2, 3], [4, 5], indexing='ij')
np.meshgrid([1, 2], [3, 4], [5, 6])
np.meshgrid([1, 2], [3, 4], sparse=True)
np.indices((2, 3))
np.indices((3,))
np.vander([1, 2, 3])
np.vander([1, 2, 3], 2)
np.vander([1.5, 2], 3, increasing=True)
np.asarray([1, 2])
np.asarray(3.5)
np.atleast_1d(3)
np.atleast_2d([1, 2])
np.atleast_3d([[1, 2]])
np.zeros((10**6, 10**6, 10))
np.ones((1000, 1000, 1000, 100))
np.zeros((10**10, 10**10))
"""))

group("arange", lines("""
np.arange(5)
np.arange(0)
np.arange(-3)
np.arange(2, 10)
np.arange(2, 10, 3)
np.arange(10, 2, -3)
np.arange(5.0)
np.arange(0, 1, 0.1)
np.arange(0, 1, 0.3)
np.arange(1, 2, 0.15)
np.arange(0.5, 3)
np.arange(5, dtype=float)
np.arange(5, dtype='float32')
np.arange(0, 1, 0.25, dtype='float32')
np.arange(5, dtype=np.uint8)
np.arange(0, 5, 2, dtype='int32')
np.arange(0, 10, 0)
np.arange(0.0, 10.0, 0.0)
np.arange(1, 5, 0.5, dtype=int)
np.arange(-1.5, 1.5, 0.5)
np.arange(3, 1)
np.arange(1, 3, -1)
np.arange(0, -1, -0.2)
np.arange(1e10, 1e10 + 3)
np.arange(np.int32(3))
np.arange(np.float32(3))
np.arange(0, np.nan)
np.linspace(0, 1, 5)
np.linspace(0, 1)
np.linspace(0, 10, 5, endpoint=False)
np.linspace(0, 10, 4, dtype=int)
np.linspace(1, 2, 1)
np.linspace(1, 2, 0)
np.linspace(1, 2, -1)
np.linspace(5, 5, 3)
np.linspace(-1, 1, 7)
np.linspace(0, 2 * np.pi, 9)
np.linspace(0, 1, 3, retstep=True)
np.linspace(3, -3, 4)
np.linspace(0, 1, 4, dtype='float32')
np.linspace(0.1, 0.7, 13)
"""))
group("arange", lines("""
np.logspace(0, 2, 5)
np.logspace(0, 3, 4, base=2)
np.logspace(-3, 3, 7)
np.logspace(0, 1, 3, endpoint=False)
np.geomspace(1, 1000, 4)
np.geomspace(1, 256, 9)
np.geomspace(-1, -1000, 4)
np.geomspace(1000, 1, 4)
np.geomspace(0, 1, 3)
np.geomspace(1, 100, 3, endpoint=False)
"""), close=True)

# Attributes and casts

A = {
    "b": "np.array([True, False, True])",
    "u": "np.array([1, 200, 3], dtype=np.uint8)",
    "i": "np.array([7, -2, 3], dtype=np.int32)",
    "l": "np.array([5, -7, 2])",
    "f": "np.array([1.5, -2.25, 4], dtype=np.float32)",
    "d": "np.array([0.1, -3.5, 2.0])",
}

group("attributes", [
    f"{array}.{attribute}"
    for array in ["np.zeros((2, 3))", "np.arange(24).reshape(2, 3, 4)", "np.ones((2, 2), dtype='float32')", "np.array(5)"]
    for attribute in ["shape", "ndim", "size", "dtype.name", "itemsize", "nbytes", "strides", "T", "T.shape"]
])
group("astype", [
    f"{array}.astype({dtype})"
    for array, dtype in product(A.values(), ["bool", "np.uint8", "np.int32", "int", "np.float32", "float"])
])
group("astype", lines("""
np.array([1.9, -1.9, 300.5]).astype(np.uint8)
np.array([1e10, -1e10]).astype(np.int32)
np.array([np.nan, np.inf, 1]).astype(int)
np.array([2**40 + 3]).astype(np.int32)
np.array([0.1, 0.2]).astype('float32').astype(float)
np.float64(2.7).astype(int)
np.array([1, 2]).tolist()
np.array([[1.5, 2], [3, 4]]).tolist()
np.array(3).item()
np.array([3]).item()
np.array([1, 2]).item()
np.float64(1.5).item()
float(np.array(2))
int(np.float64(2.7))
float(np.arange(3))
bool(np.array([0]))
bool(np.arange(3))
bool(np.array([]))
len(np.zeros((4, 2)))
np.result_type(np.int32, np.float32)
np.promote_types('uint8', 'int32')
np.can_cast('int64', 'float32')
np.array([1, 2, 3]).copy()
"""))

# Promotion and arithmetic

OPERATORS = ["+", "-", "*", "/", "//", "%", "**"]
group("promotion", [
    f"{a} {op} {b}" for a, op, b in product(A.values(), ["+", "*", "/"], A.values())
])
POWERS = ["2.5", "1.5", "0.5", "np.float32(0.5)"]
group("power", [f"{a} ** {b}" for a, b in product(A.values(), POWERS + ["np.float32(3)"])], close=True)
group("power", [f"{b} ** {a}" for a, b in product(A.values(), ["3", "0.5"])], close=True)
group("power", [
    f"{a} ** {b}" for a, b in product(["np.float64(2.5)", "np.int64(7)", "np.float32(1.25)", "np.int32(-3)", "np.uint8(200)"],
                                      ["2", "1.5", "np.int64(3)", "np.float32(0.5)", "np.uint8(100)"])
], close=True)
group("promotion", [
    f"{a} {op} {b}"
    for a, op, b in product(A.values(), OPERATORS, ["2", "2.5", "True", "np.float32(3)", "np.int32(2)"])
])
group("promotion", [f"{b} {op} {a}" for a, op, b in product(A.values(), ["-", "/", "//", "%", "**"], ["3", "0.5"])])
group("promotion", [
    f"{a} {op} {b}"
    for a, op, b in product(
        ["np.float64(2.5)", "np.int64(7)", "np.float32(1.25)", "np.int32(-3)", "np.uint8(200)", "np.bool_(True)"],
        OPERATORS,
        ["2", "1.5", "np.int64(3)", "np.float32(0.5)", "np.uint8(100)"],
    )
])
group("promotion", lines("""
np.uint8(5) + 300
np.array([1, 2], dtype=np.uint8) + 256
np.array([1, 2], dtype=np.uint8) + -1
np.array([1, 2], dtype=np.uint8) - 2
np.array([250, 10], dtype=np.uint8) + np.uint8(10)
np.int32(2**31 - 1) + np.int32(1)
np.array([2**31 - 1], dtype=np.int32) + 1
np.int64(2**63 - 1) + 1
np.array([2**62]) * 4
np.float32(3e38) * 10
np.float32(0.1) + 0.2
np.float32(0.1) + np.float64(0.2)
np.array([0.1], dtype=np.float32) * 3
np.array([0.1], dtype=np.float32) == 0.1
np.uint8(3) == 300
np.array([1, 2, 3]) / 0
np.array([0, 1]) / np.array([0, 0])
np.array([1.0, -1.0, 0.0]) / 0
np.float64(1) / 0
np.float64(0) / 0
np.int64(1) // 0
np.array([1, 2]) // 0
np.array([1, 2]) % 0
np.array([1.0, -2.0]) // 0
np.array([1.0]) % 0
np.array([7, -7, 7, -7]) // np.array([2, 2, -2, -2])
np.array([7, -7, 7, -7]) % np.array([2, 2, -2, -2])
np.array([7.5, -7.5, 7.5, -7.5]) // np.array([2, 2, -2, -2])
np.array([7.5, -7.5, 7.5, -7.5]) % np.array([2, 2, -2, -2])
np.divmod(np.array([7, -7]), 3)
np.divmod(np.array([7.5, -7.5]), 2)
divmod(np.array([9, -9]), 4)
np.fmod(np.array([7, -7]), 3)
np.fmod(np.array([7.5, -7.5]), 2)
np.array([2, 3]) ** 2
np.array([2, 3]) ** -1
np.array([2.0, 3]) ** -1
2 ** np.array([1, 2, 3])
2.0 ** np.array([-1, 0, 1])
np.array([-8.0]) ** (1 / 3)
np.array([0.0]) ** -1
np.float_power(2, [1, 2, -1])
np.power([2, 3], [3, 2])
np.array([1e308]) * 10
-np.array([1, 2])
-np.array([1, 2], dtype=np.uint8)
+np.array([1, -2])
-np.array([True])
~np.array([True, False])
~np.array([1, 2])
~np.array([1, 2], dtype=np.uint8)
np.array([True]) - np.array([False])
np.array([True, False]) + np.array([True, True])
np.array([True, False]) * True
abs(np.array([-1, 2]))
abs(np.float64(-2.5))
np.array([1, 2, 3]) & 2
np.array([1, 2, 3]) | np.array([4, 4, 4])
np.array([5, 6]) ^ 3
np.array([1, 2]) << 3
np.array([100, -100]) >> 2
np.array([1]) << 64
np.array([1.5]) & 1
np.array([True, False]) & np.array([True, True])
np.array([1, 2, 3]) @ np.array([4, 5, 6])
np.zeros((2, 3)) + np.zeros((4,))
np.zeros((2, 3)) + np.zeros((2,))
np.zeros((2, 3)) + np.zeros((2, 1))
np.arange(3)[:, None] + np.arange(4)
np.ones((3, 1, 2)) * np.arange(2).reshape(2, 1)
np.arange(3) + []
np.array([[1, 2], [3, 4]]) * [10, 100]
[1, 2] + np.array([1, 2])
(1, 2) * np.array([3, 4])
np.array([1, 2, 3]) == [1, 5, 3]
np.array([1, 2, 3]) < 2
2 < np.array([1, 2, 3])
np.array([1.0, np.nan]) == np.nan
np.array([1.0, np.nan]) != np.nan
np.float64(1.5) == 1.5
np.int64(3) > 2.5
np.array([1, 2]) >= np.array([2, 2], dtype=np.float32)
np.array([True, False]) == 1
np.array([3, 5]) != 3
"""))

group("comparison", [
    f"{a} {op} {b}" for a, op, b in product([A["u"], A["l"], A["d"]], ["==", "!=", "<", "<=", ">", ">="], ["2", "1.5", A["f"]])
])

group("in-place", lines("""
a = np.arange(5); a += 2; a
a = np.arange(5); a *= 2.5; a
a = np.arange(5); a /= 2; a
a = np.arange(5.0); a += np.arange(5); a
a = np.arange(5.0); a -= 1; a **= 2; a
a = np.arange(6); a //= 4; a
a = np.arange(6); a %= 4; a
a = np.ones(3, dtype=np.float32); a *= 2.5; a
a = np.ones(3, dtype=np.float32); a *= np.float64(2.5); a
a = np.arange(5); a[1:] += a[:-1]; a
a = np.arange(5); a[:-1] += a[1:]; a
a = np.arange(6).reshape(2, 3); a += np.array([10, 20, 30]); a
a = np.arange(6).reshape(2, 3); a.T[0] += 5; a
a = np.arange(3); a += np.zeros((2, 3), dtype=int); a
a = np.array([1, 2], dtype=np.uint8); a += 255; a
a = np.array([1, 2], dtype=np.uint8); a += 300; a
a = np.array([True, False]); a |= True; a
a = np.array([7, 8]); a >>= 1; a ^= 1; a
a = np.arange(4); b = a[::-1]; b += 1; a
a = np.arange(4); b = a; b += 1; a
a = np.arange(4); b = a.copy(); b += 1; a
a = np.broadcast_to(np.arange(3), (2, 3)); a += 1; a
a = np.arange(6.0).reshape(2, 3); a[:, 1] *= -1; a
a = np.arange(6); a[a % 2 == 0] *= 10; a
a = np.arange(6); a[[0, 0, 1]] += 1; a
"""))

# Universal functions

UNARY = ["negative", "positive", "absolute", "sign", "square", "reciprocal", "floor", "ceil", "trunc", "rint", "sqrt",
         "cbrt", "isnan", "isinf", "isfinite", "signbit", "logical_not", "fabs", "conjugate"]
group("unary", [f"np.{name}({array})" for name, array in product(UNARY, A.values())])
group("unary", [f"np.{name}(np.array([-1.5, 2.5, np.nan, np.inf, -np.inf, -0.0]))" for name in UNARY])
TRANSCENDENTAL = ["exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "sin", "cos", "tan", "arcsin", "arccos",
                  "arctan", "sinh", "cosh", "tanh", "arcsinh", "arccosh", "arctanh", "deg2rad", "rad2deg", "radians",
                  "degrees", "sinc", "acos", "atan", "asinh"]
group("transcendental", [
    f"np.{name}({array})"
    for name, array in product(TRANSCENDENTAL, ["np.array([0.5, -0.25, 0.0, 1.0])", "np.array([1, 2, 3])", "0.5",
                                                "np.array([0.5, 1.5], dtype=np.float32)", "np.float32(0.75)"])
], close=True)
group("transcendental", lines("""
np.exp(np.array([1000.0, -1000.0]))
np.log(np.array([0.0, -1.0, 1.0]))
np.log(0)
np.log(-1.0)
np.sqrt(-1)
np.sqrt([1, 4, -9])
np.exp(710)
np.log1p(-1.0)
np.arcsin(2)
np.arctanh(1.0)
np.log10([1, 10, 100, 1000])
np.log2([1, 2, 1024])
np.exp([])
np.sin(np.pi)
np.cos(np.array([[0, np.pi]]))
np.spacing(1.0)
np.exp(np.nan)
np.float32(np.exp(np.float32(89)))
"""), close=True)

BINARY = ["maximum", "minimum", "fmax", "fmin", "copysign", "heaviside", "hypot", "arctan2", "fmod", "remainder",
          "floor_divide", "logaddexp", "nextafter"]
group("binary", [
    f"np.{name}({a}, {b})" for name, (a, b) in product(BINARY, [
        ("np.array([1.5, -2.0, 0.0])", "np.array([2.0, 1.0, -1.0])"),
        ("np.array([7, -7, 3])", "np.array([2, 3, -2])"),
        ("np.array([1.5, 2], dtype=np.float32)", "2"),
    ])
], close=True)
group("binary", lines("""
np.maximum([1, np.nan], [np.nan, 2])
np.minimum([1, np.nan], 0)
np.fmax([1, np.nan], [np.nan, 2])
np.fmin([np.nan, np.nan], [1, np.nan])
np.maximum([True, False], [False, False])
np.gcd([12, 18], 8)
np.lcm([4, 6], [6, 8])
np.gcd(-12, 8)
np.gcd([1.5], 2)
np.bitwise_and([5, 6], 3)
np.bitwise_or(5, 2)
np.bitwise_xor([True, False], True)
np.left_shift([1, 2], 2)
np.right_shift(16, [1, 2])
np.invert([0, 1])
np.logical_and([True, 0, 2], [1, 1, 0])
np.logical_or([0, 1.5], [0, 0])
np.logical_xor([1, 0], [1, 1])
np.logical_not([0, 1, 2])
np.equal([1, 2], [1, 3])
np.not_equal([1, 2], 2)
np.less([1, 2], [2, 2])
np.greater_equal([1, 2], 2)
np.add([1, 2], [3, 4])
np.subtract(5, [1, 2])
np.multiply([1.5, 2], 2)
np.divide([1, 2], 4)
np.true_divide(1, 3)
np.mod([5, -5], 3)
np.add([1, 2], [3, 4], dtype=float)
np.add([1.5], [2], dtype=int)
np.add([1, 2], [3, 4], out=np.zeros(2))
np.add([1.5, 2], [3, 4], out=np.zeros(2, dtype=int))
a = np.zeros(3); np.add([1, 2, 3], 1, out=a, where=[True, False, True]); a
a = np.zeros(2); np.multiply(np.arange(3), 2, out=a)
np.sqrt([4, 9], out=np.zeros(2))
np.logaddexp2(1, 2)
np.array([1, 2]).clip(2)
np.clip([1, 5, 9], 2, 7)
np.clip([1.5, 5, 9], None, 7)
np.clip([1, 5, 9], 2.5, 7)
np.clip(np.array([1, 5], dtype=np.uint8), 2, 3)
np.clip(5, 1, 3)
np.clip([1, 5, 9], [2, 6, 1], [3, 7, 8])
np.where([True, False], 1, 2)
np.where([True, False], [1, 2], [3.5, 4])
np.where(np.arange(4) > 1)
np.where(np.array([[1, 0], [0, 1]]))
np.where([[True], [False]], [1, 2], 0)
np.where(np.array([1.5, -1]) > 0, np.array([1.5, -1]), 0)
np.where(True, 1, 2.5)
np.where([True], np.float32(1), 2)
np.nan_to_num([1, np.nan, np.inf, -np.inf])
np.nan_to_num([np.nan, np.inf], nan=5, posinf=9)
np.nan_to_num([1, 2])
np.isclose([1, 1.00001], [1, 1])
np.isclose([1, np.nan], [1, np.nan])
np.isclose([1, np.nan], [1, np.nan], equal_nan=True)
np.isclose(1e-9, 0)
np.isclose([np.inf, 1], [np.inf, np.inf])
np.allclose([1, 2], [1, 2.000001])
np.allclose([1, 2], [1, 3])
np.array_equal([1, 2], [1, 2])
np.array_equal([1, 2], [1, 2, 3])
np.array_equal([np.nan], [np.nan], equal_nan=True)
np.array_equiv([1, 2], [[1, 2], [1, 2]])
np.modf([1.5, -2.25])
np.modf(3.7)
np.unwrap([0, 3, 6.5, 9])
np.copysign([1, 2], -1)
np.hypot(3, 4)
np.arctan2([1, -1], [-1, -1])
np.round(2.5)
np.round([1.234, 5.678], 2)
np.round([0.5, 1.5, 2.5, -0.5])
np.round(1234.5, -2)
np.round([15, 25, 35], -1)
np.round(np.array([1, 2]), 2)
np.around([1.05, 2.675], 1)
np.array([1.256, 3.5]).round(1)
np.round(np.float32(1.26), 1)
round(np.float64(2.567), 2)
np.fix([1.7, -1.7])
"""))

# Indexing

X = "np.arange(12).reshape(3, 4)"
Y = "np.arange(24).reshape(2, 3, 4)"
INDICES = ["0", "-1", "1, 2", "-1, -1", "1:", ":2", "::2", "::-1", "1:3, 1:3", ":, 1", ":, -1", ":, 1:2", "...", "..., 0",
           "0, ...", "None", "None, 0", ":, None", "1, None, 2", "..., None", "[0, 2]", "[0, 2], [1, 3]", "[0, 2], 1",
           "1, [0, 3]", ":, [0, 3]", "[0, 2], 1:3", "[[0, 1], [1, 2]]", "[True, False, True]", "[-1]", "[]",
           "[[0], [2]], [1, 3]", "2:0:-1", "5:", "1:1", "::-1, ::-2", "10:2:-1", "-2:", ":-1, :-1", "3", "0, 4", "-4",
           "1.5", "0, 0, 0", "[3]", "[1.5]", "[0, 1], [0, 1, 2]", "[True, False]", "'a'", "..., ...", "[True, False, True], 1",
           "1, [True, False, True, False]", "np.array([0, 2])", "np.array([0.0, 2])", "np.array(1)", "np.int64(1)",
           "True", "False", "(1, 2)", "[0, 1, 2], [1, 2, 3]", "::0", "1:2:1, ...", "np.arange(3) > 0", "0, 1:3"]
group("index", [f"{X}[{index}]" for index in INDICES])
INDICES3 = ["0", "1, 2", "1, 2, 3", "..., 1", ":, 1", ":, :, 1", "[0, 1], :, [1, 2]", "[0, 1], [1, 2]", ":, [0, 2], [1, 3]",
            "0, :, [1, 2]", ":, 0, [1, 2]", "[0, 1], 0", "[[0, 1]], :, 2", "1, ::2, ::-1", "None, ..., None", "..., [0, 1]",
            "[1], ..., [2]", ":, [True, False, True]", ":, [True, False, True], 1", "[True, False], :, [0, 1]",
            "..., ::-1", "0, None, 1", "[0], None, [1]", "1, ..., 1:3", "np.arange(24).reshape(2, 3, 4) % 5 == 0",
            "0, [0, 2], 1:3", ":, 1:, [0, 3]", "[[0], [1]], [[0, 2]]", "-1, -1, -1", "0, 3", "2", "0, 0, 4", "[0, 2]"]
group("index", [f"{Y}[{index}]" for index in INDICES3])
group("index", [f"np.array(7)[{index}]" for index in ["()", "...", "None", "0", "True", "False"]])
group("index", lines("""
a = np.arange(6); b = a[1:4]; b[0] = 99; a
a = np.arange(6); b = a[[1, 2]]; b[0] = 99; a
a = np.arange(6).reshape(2, 3); b = a.T; b[0, 1] = 99; a
a = np.arange(6); b = a.reshape(2, 3); b[0, 0] = 99; a
a = np.arange(6).reshape(2, 3); b = a.ravel(); b[0] = 99; a
a = np.arange(6).reshape(2, 3); b = a.flatten(); b[0] = 99; a
a = np.arange(6).reshape(2, 3); b = a.T.ravel(); b[0] = 99; a
a = np.arange(5); a[1:3] = 7; a
a = np.arange(5); a[1:3] = [7, 8]; a
a = np.arange(3); a[0:2] = [1, 2, 3]; a
a = np.arange(5); a[0] = 2.9; a
a = np.arange(5); a[[0, 2]] = [10, 20]; a
a = np.arange(5); a[a > 2] = 0; a
a = np.arange(5); a[a > 2] = [7, 8]; a
a = np.arange(5); a[a > 2] = [7, 8, 9]; a
a = np.arange(5); a[::2] = -1; a
a = np.arange(5); a[...] = 3; a
a = np.arange(12).reshape(3, 4); a[1] = 0; a
a = np.arange(12).reshape(3, 4); a[:, 1] = [7, 8, 9]; a
a = np.arange(12).reshape(3, 4); a[:, [0, 2]] = 5; a
a = np.arange(12).reshape(3, 4); a[[0, 1], [1, 2]] = [100, 200]; a
a = np.arange(12).reshape(3, 4); a[[0, 1], [1, 2]] = [1, 2, 3]; a
a = np.arange(12).reshape(3, 4); a[a % 3 == 0] = -1; a
a = np.arange(12).reshape(3, 4); a[:2, :2] = np.array([[1, 2], [3, 4]]) * 10; a
a = np.arange(12).reshape(3, 4); a[1, 2] = 99; a
a = np.arange(12).reshape(3, 4); a[5] = 0; a
a = np.arange(12).reshape(3, 4); a[0, 0] = [1, 2]; a
a = np.zeros(3); a[1] = True; a
a = np.zeros(3, dtype=bool); a[1] = 5; a
a = np.zeros(3, dtype=np.uint8); a[0] = 300; a
a = np.zeros(3, dtype=np.uint8); a[0] = 255; a
a = np.zeros(3); a[[0, 0, 0]] = [1, 2, 3]; a
a = np.zeros((2, 3)); a[:] = np.arange(3); a
a = np.zeros((2, 3)); a[:] = [[1], [2]]; a
a = np.zeros((2, 3)); a[:] = np.zeros((3, 2)); a
a = np.arange(5); a[1:] = a[:-1]; a
a = np.arange(4); a[::-1] = a; a
a = np.arange(6).reshape(2, 3); a[None] = 5; a
a = np.arange(10); a.fill(3); a
a = np.eye(3); np.fill_diagonal(a, 5); a
a = np.zeros((2, 2)); a.flat[0] = 1; a
np.shares_memory(np.arange(3), np.arange(3))
a = np.arange(10); np.shares_memory(a, a[::2])
a = np.arange(10); np.shares_memory(a[::2], a[1::2])
a = np.arange(6).reshape(2, 3); a.T.base is not None
a = np.diag(np.eye(2)); a[0] = 5; a
np.arange(5)[np.array([True, False, True, False, True])].sum()
"""))

# Reductions

REDUCTIONS = ["sum", "prod", "mean", "std", "var", "min", "max", "argmin", "argmax", "any", "all", "cumsum", "cumprod", "ptp",
              "median", "count_nonzero"]
D2 = "np.array([[1.5, -2.0, 3.25], [4.0, 5.5, -6.75]])"
L2 = "np.array([[3, 1, 2], [9, -7, 0]])"
B2 = "np.array([[True, False, True], [False, False, True]])"
F2 = "np.array([[1.5, 2], [3, 4.25]], dtype=np.float32)"
group("reduce", [
    f"np.{name}({array}{axis})"
    for name, array, axis in product(REDUCTIONS, [D2, L2, B2, F2], ["", ", axis=0", ", axis=1", ", axis=-1"])
    if not (name == "ptp" and array == B2)
])
group("reduce", [
    f"{D2}.{name}(axis={axis}, keepdims=True)"
    for name, axis in product(["sum", "mean", "max", "min", "prod", "any", "std"], ["0", "1", "(0, 1)", "None"])
])
group("reduce", [f"np.{name}(np.arange(24.0).reshape(2, 3, 4), axis={axis})" for name, axis in product(
    ["sum", "mean", "var", "max", "median", "argmax", "cumsum", "all"], ["0", "1", "2"])])
group("reduce", [f"np.{name}(np.arange(24).reshape(2, 3, 4), axis={axis})" for name, axis in product(
    ["sum", "mean", "max", "median"], ["(0, 1)", "(0, 2)", "(1, 2)", "(0, 1, 2)", "(-1, 0)"])])
group("reduce", lines("""
np.zeros((2, 3)).sum(axis=2)
np.zeros((2, 3)).sum(axis=(0, 0))
np.array([]).sum()
np.array([]).prod()
np.array([]).mean()
np.array([]).max()
np.array([]).argmax()
np.array([]).std()
np.zeros((0, 3)).sum(axis=0)
np.zeros((0, 3)).max(axis=0)
np.zeros((0, 3)).max(axis=1)
np.zeros((2, 0)).mean(axis=1)
np.array([1.0]).std(ddof=1)
np.std([1, 2, 3, 4], ddof=1)
np.var([1, 2, 3, 4], ddof=1)
np.var([[1, 2], [3, 5]], axis=0, ddof=1)
np.sum([0.1] * 10)
np.sum([1, 2, 3], dtype=float)
np.sum(np.array([200, 100], dtype=np.int32))
np.sum([True, True])
np.sum([1, 2, 3], initial=10)
np.sum([[1, 2], [3, 4]], where=[True, False])
np.max([1, 2, 3], initial=7)
np.max([np.nan, 1])
np.min([1, np.nan])
np.argmax([1, np.nan, 3])
np.argmin([3, 1, 1])
np.argmax([[1, 5], [7, 2]], axis=0, keepdims=True)
np.median([3, 1, 2])
np.median([3, 1, 2, 4])
np.median([1, np.nan])
np.median([])
np.mean([1, 2, 3], dtype=np.float32)
np.mean(np.array([1, 2, 4], dtype=np.float32))
np.sum(np.ones(1000, dtype=np.float32) * np.float32(0.1))
np.sum(np.arange(1000) * 0.1)
np.mean(np.arange(10000) * 0.1)
np.sum(np.arange(10000).reshape(100, 100) * 0.1, axis=0)
np.sum(np.arange(10000).reshape(100, 100) * 0.1, axis=1)
np.sum((np.arange(10000).reshape(100, 100) * 0.1).T)
np.sum((np.arange(10000).reshape(100, 100) * 0.1)[:, ::2])
np.sum((np.arange(10000).reshape(100, 100) * 0.1)[::-1, ::3], axis=0)
np.sum(np.arange(1000).reshape(10, 10, 10) * 0.1, axis=(0, 2))
np.sum(np.arange(1000).reshape(10, 10, 10) * 0.1, axis=1)
np.std(np.arange(1000) * 0.1)
np.var(np.arange(999) * 0.3, ddof=1)
np.mean(np.arange(100000))
np.cumsum(np.arange(20) * 0.1)
np.cumsum(np.ones(5, dtype=np.float32) * np.float32(0.1))
np.cumsum([[1, 2], [3, 4]])
np.cumsum(np.array([1, 2], dtype=np.uint8), dtype=int)
np.cumprod([1.5, 2, 3])
np.any([])
np.all([])
np.any([[0, 0], [0, 1]], axis=1)
np.all([1, 2, 0])
np.ptp([3, 9, 1])
np.average([1, 2, 3])
np.average([1, 2, 3], weights=[3, 2, 1])
np.average([[1, 2], [3, 4]], axis=0, weights=[1, 3])
np.average([[1, 2], [3, 4]], axis=1, weights=[0.5, 0.25])
np.average([1, 2], weights=[1, -1])
np.average([1.5, 2.5], weights=[1, 1], returned=True)
np.count_nonzero([0, 1, 2, 0])
np.count_nonzero([[0, 1], [2, 0]], axis=0)
np.nansum([1, np.nan, 3])
np.nanprod([2, np.nan, 3])
np.nanmean([1, np.nan, 3])
np.nanstd([1, np.nan, 3])
np.nanvar([1, np.nan, 3], ddof=1)
np.nanmax([1, np.nan, 3])
np.nanmin(np.array([np.nan, np.nan]))
np.nanargmax([np.nan, 2, 3])
np.nanargmin([np.nan, np.nan])
np.nanmedian([1, np.nan, 3, 10])
np.nansum([[1, np.nan], [np.nan, np.nan]], axis=0)
np.nanmean([[1, np.nan], [np.nan, np.nan]], axis=1)
np.nanmax([[1, np.nan], [4, 2]], axis=0)
np.nancumsum([1, np.nan, 2])
np.nancumprod([2, np.nan, 3])
np.nanpercentile([1, np.nan, 3, 4], 50)
np.nanquantile([1, np.nan, 3, 4], [0.25, 0.75])
np.maximum.accumulate([1, 3, 2, 5])
np.minimum.accumulate([3, 1, 2])
np.add.reduce([1, 2, 3])
np.multiply.reduce([1, 2, 3, 4])
np.add.accumulate([1, 2, 3])
np.add.outer([1, 2], [3, 4])
np.multiply.outer([1, 2, 3], [4, 5])
np.max(np.array([1, 2], dtype=np.uint8))
np.sum(5)
np.mean(2.5)
np.float64(3.5).sum()
"""))
METHODS = ["linear", "lower", "higher", "nearest", "midpoint", "inverted_cdf", "averaged_inverted_cdf", "closest_observation",
           "interpolated_inverted_cdf", "hazen", "weibull", "median_unbiased", "normal_unbiased"]
group("quantile", [f"np.percentile([15, 20, 35, 40, 50], {q}, method='{m}')" for q, m in product([40, 25, 100], METHODS)])
group("quantile", [f"np.quantile(np.array([3.5, 1.25, 9.0, 4.0, 2.0, 7.5]), [0, 0.1, 0.5, 0.9, 1], method='{m}')" for m in METHODS])
group("quantile", lines("""
np.percentile([1, 2, 3, 4], 50)
np.percentile([1, 2, 3, 4], [25, 50, 75])
np.percentile([[1, 2, 3], [4, 5, 6]], 50, axis=0)
np.percentile([[1, 2, 3], [4, 5, 6]], [25, 75], axis=1)
np.percentile([[1, 2, 3], [4, 5, 6]], 50, axis=1, keepdims=True)
np.percentile([1, 2], 120)
np.quantile([1, 2], -0.5)
np.quantile([1, np.nan], 0.5)
np.quantile(np.arange(11), 0.35)
np.percentile(np.array([1, 2, 4], dtype=np.float32), 30)
np.percentile([1, 2, 3], 50, method='foo')
np.quantile([7], 0.3)
"""))

group("numeric", lines("""
np.diff([1, 4, 9, 16])
np.diff([1, 4, 9, 16], n=2)
np.diff([[1, 3], [2, 8]])
np.diff([[1, 3], [2, 8]], axis=0)
np.diff([1.5, 2, 4])
np.diff([True, False, True])
np.diff([5])
np.diff([1, 2], n=-1)
np.diff(np.array([1, 3], dtype=np.uint8)[::-1])
np.gradient([1, 4, 9, 16])
np.gradient([1, 4, 9, 16], 2)
np.gradient([1.0, 4, 9, 16], [0, 1, 3, 4])
np.gradient(np.array([[1, 2, 6], [3, 4, 5]]))
np.gradient(np.array([[1.0, 2, 6], [3, 4, 5]]), axis=1)
np.gradient([1, 4, 9, 16, 25], edge_order=2)
np.gradient([1])
np.trapezoid([1, 2, 3])
np.trapezoid([1, 2, 3], x=[0, 2, 5])
np.trapezoid([1, 2, 3], dx=0.5)
np.trapezoid([[1, 2], [3, 4]], axis=0)
np.histogram([1, 2, 1, 3, 5, 4])
np.histogram([1, 2, 1], bins=[0, 1, 2, 3])
np.histogram([1, 2, 1, 3], bins=3)
np.histogram([1, 2, 1], bins=np.array([0.0, 1.5, 3.0]))
np.histogram([1, 2, 1], bins=(0, 1, 2))
np.histogram([1, 2, 1, 3], bins=2, range=[0, 4])
np.histogram([0.1, 0.5, 0.9], bins=2, range=(0, 1))
np.histogram([1, 2, 1], bins=[0, 1, 2, 3], density=True)
np.histogram([1, 2, 3], bins=2, weights=[0.5, 1, 2])
np.histogram([], bins=2)
np.histogram([5, 5], bins=2)
np.histogram([1, 2], bins=0)
np.histogram([1, 2], bins=[3, 1])
np.histogram([1, np.nan])
np.histogram(np.arange(10), bins=4)
np.histogram([1, 2], range=(3, 1))
np.histogram_bin_edges([1, 2, 5], bins=4)
np.bincount([0, 1, 1, 3])
np.bincount([0, 1, 1, 3], minlength=6)
np.bincount([0, 1, 1], weights=[0.5, 1, 2])
np.bincount([-1, 2])
np.bincount([1.5])
np.bincount([])
np.digitize([0.2, 6.4, 3.0, 1.6], [0, 1, 2.5, 4, 10])
np.digitize([1, 2, 3], [1, 2], right=True)
np.digitize([1, 5], [4, 2, 0])
np.digitize([1], [1, 3, 2])
np.interp(2.5, [1, 2, 3], [3, 2, 0])
np.interp([0, 1, 1.5, 2.72, 3.14], [1, 2, 3], [3, 2, 0])
np.interp(5, [1, 2], [3, 4], right=-1)
np.interp([0], [1, 2], [3, 4], left=-9)
np.interp([370, -10], [0, 90, 270], [1, 2, 3], period=360)
np.interp(1, [1, 2], [3])
np.interp(1, [], [])
np.convolve([1, 2, 3], [0, 1, 0.5])
np.convolve([1, 2, 3], [0, 1, 0.5], 'same')
np.convolve([1, 2, 3], [0, 1, 0.5], mode='valid')
np.convolve([1, 2], [1, 2, 3, 4], 'same')
np.convolve([1, 2, 3], [4])
np.convolve([], [1])
np.correlate([1, 2, 3], [0, 1, 0.5])
np.correlate([1, 2, 3], [0, 1, 0.5], 'full')
np.correlate([1, 2, 3], [0, 1], 'same')
np.correlate([1, 2], [1, 2, 3, 4], 'full')
np.polyval([1, 2, 3], 2)
np.polyval([1, 0, -1], [0, 1, 2])
np.polyval([0.5, 2], np.array([[1, 2]]))
np.polyval([], 3)
"""))
group("numeric", lines("""
np.cov([[0, 1, 2], [2, 1, 0]])
np.cov([1, 2, 3, 4])
np.cov([1, 2, 3], [3, 1, 2])
np.cov([[1, 2], [3, 4], [5, 7]], rowvar=False)
np.cov([[0, 1, 2], [2, 1, 0]], bias=True)
np.cov([[0, 1, 3], [2, 1, 0]], ddof=0)
np.corrcoef([1, 2, 3], [3, 2, 2])
np.corrcoef([[1, 2, 3], [3, 2, 2], [0, 1, 0]])
np.corrcoef([1, 2, 3])
np.polyfit([0, 1, 2, 3], [1, 3, 5, 7], 1)
np.polyfit([0, 1, 2, 3], [1, 2, 5, 10], 2)
np.polyfit([0, 1, 2], [1, 3, 2], 1, w=[1, 2, 1])
np.polyfit([1, 2], [1, 2], -1)
np.polyfit([1, 2], [1], 1)
np.polyfit([0, 1, 2], [[1, 2], [3, 4], [5, 6]], 1)
np.sort(np.roots([1, -3, 2]))
np.sort(np.roots([1, -6, 11, -6]))
np.roots([2, -4])
np.roots([1, 0, 0])
np.roots([0, 0])
"""), close=True)

# Shapes

group("shape", lines("""
np.arange(6).reshape(2, 3)
np.arange(6).reshape((3, 2))
np.arange(6).reshape(-1, 2)
np.arange(6).reshape(-1)
np.arange(6).reshape(4)
np.arange(6).reshape(-1, 4)
np.arange(6).reshape(-1, -1)
np.arange(6).reshape(2, 3, order='F')
np.reshape([[1, 2], [3, 4]], 4)
np.arange(6).reshape(1, 6, 1)
np.zeros((0, 3)).reshape(3, 0)
np.zeros((0, 3)).reshape(-1, 3)
np.arange(24).reshape(2, 3, 4).T
np.arange(12).reshape(3, 4).T.reshape(2, 6)
np.arange(12).reshape(3, 4)[:, ::2].reshape(6)
np.arange(24).reshape(2, 3, 4).transpose(1, 0, 2)
np.arange(24).reshape(2, 3, 4).transpose((2, 0, 1)).shape
np.transpose(np.arange(6).reshape(2, 3))
np.transpose([[1, 2], [3, 4]], (1, 0))
np.arange(3).transpose(0, 1)
np.zeros((2, 3)).transpose(0, 0)
np.zeros((2, 3)).transpose(0, 2)
np.swapaxes(np.arange(6).reshape(1, 2, 3), 0, 2)
np.swapaxes(np.zeros((2, 3)), 0, 5)
np.moveaxis(np.zeros((3, 4, 5)), 0, -1).shape
np.moveaxis(np.zeros((3, 4, 5)), [0, 1], [-1, -2]).shape
np.moveaxis(np.zeros((3, 4)), 0, 5)
np.rollaxis(np.zeros((3, 4, 5)), 2).shape
np.expand_dims([1, 2], 0)
np.expand_dims([1, 2], axis=1)
np.expand_dims(np.zeros(3), (0, 2)).shape
np.expand_dims(np.zeros(3), 5)
np.squeeze([[[1], [2]]])
np.squeeze(np.zeros((1, 3, 1)), axis=0).shape
np.squeeze(np.zeros((2, 3)), 0)
np.squeeze([[5]])
np.ravel([[1, 2], [3, 4]])
np.ravel([[1, 2], [3, 4]], order='F')
np.array([[1, 2], [3, 4]]).flatten()
np.array([[1, 2], [3, 4]]).flatten('F')
np.concatenate([[1, 2], [3]])
np.concatenate(([1, 2], [3.5]))
np.concatenate([[[1, 2]], [[3, 4]]])
np.concatenate([[[1, 2]], [[3, 4]]], axis=1)
np.concatenate([[[1, 2]], [[3, 4]]], axis=None)
np.concatenate([np.zeros((2, 3)), np.zeros((3, 2))])
np.concatenate([np.zeros(2), np.zeros((2, 2))])
np.concatenate([])
np.concatenate([1, 2])
np.concatenate([np.array([1], dtype=np.uint8), np.array([2], dtype=np.float32)])
np.concatenate([[1], [2]], axis=1)
np.stack([[1, 2], [3, 4]])
np.stack([[1, 2], [3, 4]], axis=1)
np.stack([[1, 2], [3, 4]], axis=-1)
np.stack([np.zeros(2), np.zeros(3)])
np.stack([])
np.vstack([[1, 2], [3, 4]])
np.vstack(([1, 2], [[3, 4], [5, 6]]))
np.hstack([[1, 2], [3]])
np.hstack(([[1], [2]], [[3], [4]]))
np.dstack([[1, 2], [3, 4]])
np.column_stack([[1, 2], [3, 4]])
np.column_stack(([1, 2], [[3, 4], [5, 6]]))
np.split(np.arange(6), 3)
np.split(np.arange(6), [2, 4])
np.split(np.arange(6), np.array([1, 4]))
np.split(np.arange(6), (3,))
np.ndim([[1, 2], [3, 4]])
np.ndim(5)
np.shape(np.zeros((2, 3)))
np.shape([1, 2])
np.shape(3.5)
np.split(np.arange(5), 2)
np.split(np.arange(6), [4, 10])
np.array_split(np.arange(7), 3)
np.hsplit(np.arange(8).reshape(2, 4), 2)
np.vsplit(np.arange(8).reshape(4, 2), 2)
np.split(np.arange(8).reshape(2, 4), 2, axis=1)
np.tile([1, 2], 3)
np.tile([1, 2], (2, 2))
np.tile([[1, 2], [3, 4]], 2)
np.tile([[1], [2]], (1, 3))
np.tile(5, 3)
np.repeat([1, 2], 3)
np.repeat([1, 2], [1, 3])
np.repeat([[1, 2], [3, 4]], 2)
np.repeat([[1, 2], [3, 4]], 2, axis=0)
np.repeat([[1, 2], [3, 4]], [1, 2], axis=1)
np.repeat([1, 2, 3], [1, 2])
np.repeat([1], -1)
np.repeat(3, 4)
np.arange(3).repeat(2)
np.roll([1, 2, 3, 4], 1)
np.roll([1, 2, 3, 4], -1)
np.roll([[1, 2], [3, 4]], 1)
np.roll([[1, 2], [3, 4]], 1, axis=0)
np.roll(np.arange(6).reshape(2, 3), (1, 1), axis=(0, 1))
np.rot90([[1, 2], [3, 4]])
np.rot90([[1, 2, 3], [4, 5, 6]], 2)
np.rot90([[1, 2, 3], [4, 5, 6]], k=-1)
np.flip([1, 2, 3])
np.flip([[1, 2], [3, 4]])
np.flip([[1, 2], [3, 4]], axis=1)
np.fliplr([[1, 2], [3, 4]])
np.flipud([[1, 2], [3, 4]])
np.pad([1, 2, 3], 2)
np.pad([1, 2, 3], (1, 2))
np.pad([1, 2, 3], 1, constant_values=9)
np.pad([[1, 2], [3, 4]], 1)
np.pad([[1, 2], [3, 4]], ((0, 1), (2, 0)))
np.pad([1, 2, 3], 2, mode='edge')
np.pad([1, 2, 3], 2, mode='reflect')
np.pad([1, 2, 3], 4, mode='reflect')
np.pad([1, 2, 3], 2, mode='symmetric')
np.pad([1, 2, 3], 2, mode='wrap')
np.pad([[1, 2], [3, 4]], 1, mode='edge')
np.pad([1.5, 2], 1, mode='constant', constant_values=0.5)
np.pad([1, 2], -1)
np.broadcast_to([1, 2], (3, 2))
np.broadcast_to(5, (2, 2))
np.broadcast_to(np.arange(3), (2, 2))
np.broadcast_to([[1], [2]], (2, 3))
np.broadcast_to(np.zeros((2, 3)), (3,))
np.broadcast_shapes((2, 1), (1, 3))
np.atleast_2d(5)
np.atleast_3d(np.zeros((2, 3))).shape
np.append([1, 2], 3)
np.append([1, 2], [3, 4.5])
np.append([[1, 2]], [[3, 4]], axis=0)
np.append([[1, 2]], [3, 4], axis=0)
np.insert([1, 2, 3], 1, 9)
np.insert([1, 2, 3], 1, [8, 9])
np.insert([1, 2, 3], [0, 2], [8, 9])
np.insert([[1, 2], [3, 4]], 1, 9)
np.insert([[1, 2], [3, 4]], 1, 9, axis=1)
np.insert([[1, 2], [3, 4]], 1, [8, 9], axis=0)
np.insert([[1, 2], [3, 4]], 1, [8, 9], axis=1)
np.insert([1, 2, 3], 5, 9)
np.insert([1, 2, 3], -1, 9)
np.insert([1, 2, 3], [1, 1], 7)
np.insert([1.5, 2], 0, 3)
np.insert([1, 2], 1, 2.7)
np.delete([1, 2, 3], 1)
np.delete([1, 2, 3], [0, 2])
np.delete([[1, 2], [3, 4]], 0, axis=0)
np.delete([[1, 2], [3, 4]], 1, axis=1)
np.delete([1, 2, 3], -1)
np.delete([1, 2, 3], 5)
np.delete([[1, 2], [3, 4]], 1)
np.delete([1, 2, 3, 4], slice(0, 2))
np.delete([1, 2, 3], [True, False, True])
np.resize([1, 2, 3], (2, 4))
np.resize([1, 2, 3], 2)
np.array([1, 2, 3]).size
np.zeros((2, 3)).swapaxes(0, 1).shape
"""))

# Sorting and searching

group("sort", lines("""
np.sort([3, 1, 2])
np.sort([3.5, np.nan, 1])
np.sort([[3, 1], [2, 4]])
np.sort([[3, 1], [2, 4]], axis=0)
np.sort([[3, 1], [2, 4]], axis=None)
np.sort([True, False, True])
np.sort(np.array([3, 1], dtype=np.uint8))
np.sort([3, 1, 2], kind='stable')
np.sort([[1, 2]], axis=5)
a = np.array([3, 1, 2]); a.sort(); a
a = np.array([[3, 1], [2, 0]]); a.sort(axis=0); a
np.argsort([3, 1, 2])
np.argsort([3.5, np.nan, 1])
np.argsort([[3, 1], [2, 4]], axis=0)
np.argsort([2, 1, 2, 1], kind='stable')
np.argsort([[3, 1], [2, 4]], axis=None)
np.array([3, 1, 2]).argsort()
np.lexsort(([1, 1, 2], [3, 2, 1]))
np.lexsort(([9, 4, 0, 4, 0, 2, 1], [1, 5, 1, 4, 3, 4, 4]))
np.partition([3, 1, 2], 1)[1]
np.argpartition([3, 1, 2], 0)[0]
np.partition([1, 2], 5)
np.searchsorted([1, 2, 3, 4], 3)
np.searchsorted([1, 2, 3, 4], 3, side='right')
np.searchsorted([1, 2, 3, 4], [0, 2.5, 9])
np.searchsorted([1.5, 2.5], [[1, 2], [2.5, 3]])
np.searchsorted([3, 1, 2], 2, sorter=[1, 2, 0])
np.unique([3, 1, 2, 1, 3])
np.unique([1.5, np.nan, np.nan])
np.unique([[1, 2], [2, 3]])
np.unique([3, 1, 1], return_index=True)
np.unique([3, 1, 1], return_inverse=True)
np.unique([3, 1, 1], return_counts=True)
np.unique([2, 1, 2], return_index=True, return_inverse=True, return_counts=True)
np.unique([[1, 0], [1, 0], [2, 3]], axis=0)
np.unique([[1, 1, 2], [0, 0, 3]], axis=1)
np.unique([[1, 2], [2, 3]], return_inverse=True)
np.unique([True, False, True])
np.unique([])
np.isin([1, 2, 3], [2, 5])
np.isin([1, 2, 3], [2, 5], invert=True)
np.isin([[1, 2], [3, 4]], [1, 4])
np.isin([1.5, 2], [2])
np.intersect1d([1, 3, 4, 3], [3, 1, 2, 1])
np.union1d([1, 2], [2, 3])
np.setdiff1d([1, 2, 3, 2], [2, 4])
np.setxor1d([1, 2, 3], [2, 3, 4])
np.nonzero([0, 3, 0, 5])
np.nonzero([[1, 0], [0, 2]])
np.argwhere([[1, 0], [0, 2]])
np.argwhere([0, 1, 1])
np.flatnonzero([[0, 1], [2, 0]])
np.take([4, 3, 5], [0, 2])
np.take([[1, 2], [3, 4]], [0], axis=1)
np.take([[1, 2], [3, 4]], 3)
np.take([4, 3, 5], [[0, 1], [2, 0]])
np.take([4, 3, 5], 5)
np.take([4, 3, 5], [4, -1], mode='wrap')
np.take([4, 3, 5], [4, -1], mode='clip')
np.array([4, 3, 5]).take([0, 1])
np.take_along_axis(np.array([[3, 1], [2, 4]]), np.array([[1, 0], [0, 1]]), axis=1)
np.take_along_axis(np.array([[10, 30, 20], [60, 40, 50]]), np.array([[1], [0]]), axis=1)
a = np.arange(5); np.put(a, [0, 2], [-44, -55]); a
a = np.arange(5); np.put(a, [0, 1, 2], 9); a
a = np.arange(5); np.put(a, 22, -5, mode='clip'); a
a = np.arange(5); np.put(a, 22, -5); a
np.choose([1, 0, 1], [[1, 2, 3], [4, 5, 6]])
np.choose([2], [[1], [2]])
np.choose([3, 0], [[1, 2], [4, 5]], mode='wrap')
np.select([np.arange(6) < 3, np.arange(6) > 3], [np.arange(6), np.arange(6) ** 2], 42)
np.select([np.array([True, False])], [np.array([1.5, 2])])
np.compress([0, 1], [[1, 2], [3, 4]], axis=0)
np.compress([True, False, True], [1, 2, 3])
np.extract([True, False, True], [1, 2, 3])
np.unravel_index(5, (2, 3))
np.unravel_index([1, 4], (2, 3))
np.unravel_index(7, (2, 3))
np.ravel_multi_index(([0, 1], [2, 1]), (2, 3))
np.ravel_multi_index((1, 2), (2, 3))
np.ravel_multi_index((3, 2), (2, 3))
a = np.arange(6).reshape(2, 3); np.copyto(a, 7, where=a > 2); a
a = np.zeros(2, dtype=int); np.copyto(a, 1.5); a
np.flatnonzero(np.array([1.5, 0, np.nan]))
np.place(np.arange(3), [True, False, True], [9])
"""))

# Linear algebra

M = "np.array([[1.0, 2.0], [3.0, 4.0]])"
S = "np.array([[2.0, 1.0], [1.0, 3.0]])"
T = "np.array([[4.0, 1.0, 2.0], [1.0, 3.0, 0.5], [2.0, 0.5, 5.0]])"
group("products", lines(f"""
np.dot([1, 2, 3], [4, 5, 6])
np.dot({M}, {S})
np.dot({M}, [1, 2])
np.dot([1, 2], {M})
np.dot(3, [1, 2])
np.dot(np.arange(24).reshape(2, 3, 4), np.arange(4))
np.dot(np.arange(6).reshape(2, 3), np.arange(24).reshape(2, 3, 4))
np.ones(3).dot(np.ones(4))
np.zeros((2, 3)).dot(np.zeros((2, 3)))
np.array([1, 2]).dot([3, 4])
{M} @ {S}
{M} @ np.array([1, 2])
np.array([1, 2]) @ {M}
np.arange(8).reshape(2, 2, 2) @ np.arange(4).reshape(2, 2)
np.arange(8).reshape(2, 2, 2) @ np.arange(2)
np.arange(12).reshape(2, 3, 2) @ np.arange(12).reshape(2, 2, 3)
np.zeros((2, 2)) @ np.zeros((3, 3))
np.array(5) @ np.array(3)
np.zeros((3, 2, 2)) @ np.zeros((2, 2, 2))
np.matmul([[1, 0], [0, 1]], [[4, 1], [2, 2]])
np.matmul(np.array([[1, 2]], dtype=np.float32), np.array([[3], [4]], dtype=np.float32))
np.array([[True, False]]) @ np.array([[True], [True]])
np.arange(3) @ np.arange(3.0)
np.inner([1, 2], [3, 4])
np.inner([[1, 2], [3, 4]], [5, 6])
np.inner([[1, 2], [3, 4]], [[5, 6], [7, 8]])
np.inner(2, [1, 2])
np.outer([1, 2], [3, 4, 5])
np.outer([[1, 2], [3, 4]], [1, 0.5])
np.vdot([[1, 2], [3, 4]], [[5, 6], [7, 8]])
np.tensordot(np.arange(6).reshape(2, 3), np.arange(6).reshape(3, 2), axes=1)
np.tensordot(np.arange(24).reshape(2, 3, 4), np.arange(12).reshape(3, 4))
np.tensordot(np.arange(24).reshape(2, 3, 4), np.arange(6).reshape(3, 2), axes=([1, 0], [0, 1]))
np.tensordot([1, 2], [3, 4], axes=0)
np.tensordot(np.zeros((2, 3)), np.zeros((2, 3)), axes=1)
np.kron([1, 10], [5, 6, 7])
np.kron(np.eye(2, dtype=int), np.ones((2, 2), dtype=int))
np.cross([1, 2, 3], [4, 5, 6])
np.cross([[1, 2, 3], [1, 0, 0]], [[4, 5, 6], [0, 1, 0]])
np.trace({M})
np.trace(np.arange(9).reshape(3, 3), offset=1)
np.trace(np.arange(8).reshape(2, 2, 2))
np.einsum('ij,jk->ik', {M}, {S})
np.einsum('ij,jk', {M}, {S})
np.einsum('ij->ji', {M})
np.einsum('ji', {M})
np.einsum('ii', {M})
np.einsum('ii->i', {M})
np.einsum('ij->', {M})
np.einsum('ij->i', {M})
np.einsum('i,j->ij', [1, 2], [3, 4])
np.einsum('i,i', [1, 2], [3, 4])
np.einsum('i,i->i', [1, 2], [3, 4])
np.einsum('ij,ij->', {M}, {S})
np.einsum('bij,bjk->bik', np.arange(8).reshape(2, 2, 2), np.arange(8).reshape(2, 2, 2))
np.einsum('...ij,...jk->...ik', np.arange(8).reshape(2, 2, 2), np.arange(4).reshape(2, 2))
np.einsum('...i->...', np.arange(6).reshape(2, 3))
np.einsum('i...,i...', np.arange(6).reshape(2, 3), np.arange(6).reshape(2, 3))
np.einsum('ij,jk,kl->il', {M}, {S}, {M})
np.einsum('ij,kj->ik', {M}, {S})
np.einsum('ij,jk', np.zeros((2, 3)), np.zeros((2, 3)))
np.einsum('ij', [1, 2])
np.einsum('ij->ik', {M})
np.einsum('i,j', [1, 2])
np.einsum('ijk->kji', np.arange(8).reshape(2, 2, 2))
"""))
group("linalg", lines(f"""
np.linalg.inv({M})
np.linalg.inv({T})
np.linalg.inv(np.zeros((2, 2)))
np.linalg.inv(np.zeros(3))
np.linalg.inv(np.zeros((2, 3)))
np.linalg.inv(np.array([{M}, {S}]))
np.linalg.inv([[2, 0], [0, 4]])
np.linalg.inv(np.array([[2, 1], [1, 1]], dtype=np.float32))
np.linalg.solve({M}, [5, 6])
np.linalg.solve({T}, [1, 2, 3])
np.linalg.solve({M}, [[5, 6], [7, 8]])
np.linalg.solve([[3, 1], [1, 2]], [9, 8])
np.linalg.solve(np.zeros((2, 2)), [1, 2])
np.linalg.solve(np.zeros((2, 3)), [1, 2])
np.linalg.solve({M}, [1, 2, 3])
np.linalg.det({M})
np.linalg.det({T})
np.linalg.det(np.eye(3))
np.linalg.det(np.zeros((2, 2)))
np.linalg.det([[1, 2], [2, 4]])
np.linalg.det(np.array([{M}, {S}]))
np.linalg.slogdet({M})
np.linalg.slogdet(np.zeros((2, 2)))
np.linalg.norm([3, 4])
np.linalg.norm({M})
np.linalg.norm({M}, 'fro')
np.linalg.norm({M}, 'nuc')
np.linalg.norm({M}, 1)
np.linalg.norm({M}, -1)
np.linalg.norm({M}, 2)
np.linalg.norm({M}, -2)
np.linalg.norm({M}, np.inf)
np.linalg.norm({M}, -np.inf)
np.linalg.norm([1, -2, 3], 1)
np.linalg.norm([1, -2, 3], np.inf)
np.linalg.norm([1, -2, 3], -np.inf)
np.linalg.norm([1, -2, 3], 0)
np.linalg.norm([1, -2, 3], 3)
np.linalg.norm({M}, axis=0)
np.linalg.norm({M}, axis=1)
np.linalg.norm({M}, axis=1, keepdims=True)
np.linalg.norm({M}, 1, axis=1)
np.linalg.norm({M}, 3)
np.linalg.norm(np.arange(8.0).reshape(2, 2, 2), axis=(1, 2))
np.linalg.norm([])
np.linalg.cholesky({S})
np.linalg.cholesky({T})
np.linalg.cholesky(-np.eye(2))
np.linalg.qr({M})[0]
np.linalg.qr({M})[1]
np.linalg.qr({T})[0]
np.linalg.qr({T})[1]
np.linalg.qr(np.arange(6.0).reshape(3, 2))[0]
np.linalg.qr(np.arange(6.0).reshape(3, 2))[1]
np.linalg.qr(np.arange(6.0).reshape(3, 2), mode='complete')[0]
np.linalg.qr(np.arange(6.0).reshape(2, 3))[1]
np.linalg.qr({M}, mode='r')
np.linalg.eigvalsh({S})
np.linalg.eigvalsh({T})
np.linalg.eigh({S})[0]
np.linalg.eigh({S})[1]
np.linalg.eigh({T})[0]
np.linalg.eigh({T})[1]
np.linalg.eigh([[2, 0], [0, 1]])[1]
np.linalg.eigh([[1, 2], [2, 1]])[1]
np.linalg.eigh(np.array([[2.0, -1, 0, 0], [-1, 2, -1, 0], [0, -1, 2, -1], [0, 0, -1, 2]]))[1]
np.linalg.eigh(np.diag([3.0, 1, 2]))[1]
np.linalg.eigh(np.cov([[1.0, 2, 3, 4], [2, 1, 4, 3], [0, 1, 0, 5]]))[1]
np.linalg.eigh(np.ones((3, 3)))[0].round(6) + 0.0
np.sort(np.linalg.eigvals({M}))
np.sort(np.linalg.eigvals({T}))
np.sort(np.linalg.eigvals([[2, 0], [0, 3]]))
np.linalg.eigvals(np.zeros((2, 3)))
np.linalg.svd({M})[1]
np.linalg.svd({T})[1]
np.linalg.svd(np.arange(6.0).reshape(2, 3))[1]
np.linalg.svd(np.arange(6.0).reshape(2, 3), full_matrices=False)[2].shape
np.linalg.svd(np.arange(6.0).reshape(2, 3))[2].shape
np.linalg.svdvals({M})
np.linalg.pinv({M})
np.linalg.pinv(np.arange(6.0).reshape(3, 2))
np.linalg.pinv(np.arange(6.0).reshape(2, 3))
np.linalg.matrix_rank({M})
np.linalg.matrix_rank([[1, 2], [2, 4]])
np.linalg.matrix_rank(np.eye(4))
np.linalg.matrix_rank(np.zeros((2, 2)))
np.linalg.matrix_rank([1, 2])
np.linalg.matrix_power({M}, 3)
np.linalg.matrix_power([[1, 1], [1, 0]], 10)
np.linalg.matrix_power({M}, 0)
np.linalg.matrix_power({M}, -1)
np.linalg.matrix_power(np.zeros((2, 3)), 2)
np.linalg.cond({M})
np.linalg.cond({M}, 1)
np.linalg.cond({M}, np.inf)
np.linalg.cond({M}, 'fro')
np.linalg.lstsq([[0, 1], [1, 1], [2, 1], [3, 1]], [-1, 0.2, 0.9, 2.1])[0]
np.linalg.lstsq([[0, 1], [1, 1], [2, 1], [3, 1]], [-1, 0.2, 0.9, 2.1])[1]
np.linalg.lstsq([[0, 1], [1, 1], [2, 1], [3, 1]], [-1, 0.2, 0.9, 2.1])[2]
np.linalg.lstsq([[0, 1], [1, 1], [2, 1], [3, 1]], [-1, 0.2, 0.9, 2.1])[3]
np.linalg.lstsq({M}, [1, 2], rcond=None)[0]
np.linalg.lstsq([[1, 2], [2, 4], [3, 6]], [1, 2, 3], rcond=None)[0]
np.linalg.lstsq([[1, 2, 3]], [1], rcond=None)[0]
np.linalg.multi_dot([{M}, {S}, {M}])
"""), close=True)
group("linalg signs", lines(f"""
np.linalg.svd({M})[0]
np.linalg.svd({M})[2]
np.linalg.svd({T})[0]
np.linalg.svd({T})[2]
np.linalg.svd(np.arange(6.0).reshape(3, 2), full_matrices=False)[0]
np.linalg.svd(np.arange(6.0).reshape(3, 2), full_matrices=False)[2]
np.linalg.svd(np.arange(6.0).reshape(2, 3), full_matrices=False)[0]
np.linalg.svd(np.arange(6.0).reshape(2, 3), full_matrices=False)[2]
np.linalg.svd(np.array([[1.0, 2], [3, 4], [5, 7], [2, 0]]), full_matrices=False)[0]
np.linalg.svd(np.array([[1.0, 2], [3, 4], [5, 7], [2, 0]]), full_matrices=False)[2]
np.linalg.svd(np.array([[1.0, 2, 0], [3, 4, 1], [5, 7, -1], [2, 0, 3], [1, 1, 1]]), full_matrices=False)[2]
np.linalg.svd(np.eye(2))[0]
np.linalg.svd([[0.0, 2], [1, 0]])[0]
np.linalg.eig({M})[0]
np.linalg.eig({M})[1]
np.linalg.eig({S})[0]
np.linalg.eig({S})[1]
np.linalg.eig({T})[0]
np.linalg.eig({T})[1]
np.linalg.eig([[2, 0], [0, 3]])[1]
np.linalg.eig([[0.9, 0.2], [0.1, 0.8]])[0]
np.linalg.eig([[0.9, 0.2], [0.1, 0.8]])[1]
np.linalg.eig([[2.0, 1, 0], [0, 3, 1], [0, 0, 1]])[1]
np.linalg.eigvals({M})
np.linalg.eigvals([[2, 1], [1, 2]])
np.roots([1, -3, 2])
np.roots([1, -6, 11, -6])
"""), close=True)

# Printing

group("print", lines("""
np.array([1.0, 2.5, 3.14159265358979])
np.array([1e-10, 1.0])
np.array([1e10, 1.0])
np.array([1e8])
np.array([99999999.0])
np.array([123456.789, 0.001])
np.array([0.0001, 0.1])
np.array([0.00001])
np.array([1e300, 1e-300])
np.array([1e100])
np.array([np.nan, 1.0])
np.array([np.inf, -np.inf, np.nan])
np.array([np.nan, np.nan])
np.array([-np.inf, 1.5])
np.array([1e10, np.nan, -np.inf])
np.array([-0.0, 0.0])
np.array([1.0, -1.0])
np.array([0.1, 0.12, 0.123456789123])
np.array([1/3, 2/3])
np.array([1000.5, 1.25])
np.array([1001.0, 0.5])
np.array([1e5, 1e-3])
np.array([[1.5, 2], [100.25, -3]])
np.array([[1e-5, 1], [2, 3]])
np.array([1, 10, 100])
np.array([-1, 10, -100])
np.array([[1, -2], [300, 4]])
np.array([True, False])
np.array([[True], [False]])
np.array([1.5, 2.5], dtype=np.float32)
np.array([0.1, 1/3], dtype=np.float32)
np.array([1e6, 1.0], dtype=np.float32)
np.array([1e7], dtype=np.float32)
np.array([999999.0], dtype=np.float32)
np.array([1, 2], dtype=np.int32)
np.array([1, 2], dtype=np.uint8)
np.array([], dtype=int)
np.array([], dtype=np.float32)
np.zeros((0, 3))
np.zeros((3, 0), dtype=int)
np.zeros((2, 0, 3))
np.array(1.5)
np.array(3)
np.array(True)
np.array(1.5, dtype=np.float32)
np.array(1e20)
np.array(1/3)
np.float64(1.5)
np.float64(1/3)
np.float64(1e16)
np.float64(1e15)
np.float64(123456789012345680.0)
np.float64(0.0001)
np.float64(0.00001)
np.float64(1e-320)
np.float64(-0.0)
np.float64(np.nan)
np.float64(-np.inf)
np.float64(100)
np.float32(0.1)
np.float32(1/3)
np.float32(1e10)
np.float32(16777216)
np.float32(1e16)
np.float32(3.4e38)
np.int64(5)
np.int32(-5)
np.uint8(5)
np.bool_(True)
np.arange(1001)
np.arange(2000).reshape(2, 1000)
np.arange(10000).reshape(100, 100)
np.arange(1100) * 0.5
np.arange(27000).reshape(30, 30, 30)
np.zeros((1001,), dtype=bool)
np.arange(1001, dtype=np.int32)
np.ones((40, 40))
np.arange(30)
np.arange(30) * 1.5
np.arange(100).reshape(10, 10)
np.arange(100).reshape(10, 10) / 7
np.arange(24).reshape(2, 3, 4)
np.arange(16).reshape(2, 2, 2, 2)
np.arange(8).reshape(1, 2, 1, 4)
np.linspace(0, 1, 20)
np.linspace(-1, 1, 40).reshape(4, 10)
np.arange(60).reshape(2, 30)
np.array([12345678901234567890.0])
np.array([0.1 + 0.2])
np.array([5e-324])
np.array([1.7976931348623157e308])
np.array([1e22, 1e23])
np.array([123456789.123456789])
np.array([0.5, 1e-9])
np.array([1.0, 1000.0])
np.array([1.0, 1001.0])
np.array([0.001, 1.0])
np.array([0.00099, 1.0])
[np.float64(1.5), np.int64(2)]
(np.array([1, 2]), np.float32(0.5))
[np.array([[1, 2], [3, 4]])]
np.arange(5, dtype=np.float32) / 3
np.exp(np.arange(0, 20, 4.0))
np.array([[1, 2], [3, 4]]) / 3
np.array([2**53, 1.5])
np.array([[0.1, np.nan], [np.inf, -1e-7]])
np.array([1.123456789, 2.1, 3])
np.array([1.000000001])
np.array([100000000.5, 1])
np.array([0.99999999999])
np.array2string(np.array([1.5, 2.25]))
np.array2string(np.arange(3), separator=', ')
np.array2string(np.array([1.23456, 2]), precision=2)
np.array2string(np.array([1e-10, 1]), suppress_small=True)
np.array2string(np.arange(20), max_line_width=20)
np.array_repr(np.array([1.5]))
np.array_str(np.array([1.5, 2]))
np.array_str(np.array([1.23456789, 2]), precision=3)
np.format_float_positional(0.1)
np.format_float_positional(1e10)
np.format_float_positional(3.14159, precision=2)
np.format_float_scientific(12345.678)
np.format_float_scientific(0.00012)
np.format_float_positional(100.0, trim='-')
"""))
group("print", [
    f"np.set_printoptions({options}); {array}"
    for options, array in product(
        ["precision=3", "suppress=True", "precision=2, suppress=True", "threshold=5", "threshold=5, edgeitems=1",
         "linewidth=40", "floatmode='fixed', precision=4", "floatmode='unique'", "floatmode='maxprec_equal'", "sign='+'",
         "sign=' '", "nanstr='NA', infstr='oo'", "precision=0"],
        ["np.array([1.23456789, 1e-5, 100])", "np.arange(12).reshape(3, 4) / 7", "np.array([np.nan, np.inf, 1.5])",
         "np.arange(20)", "np.array([1e10, 1.5])", "np.array([-1, 1])", "np.array([1.5, -2.5], dtype=np.float32)"],
    )
])
group("print", [f"str({a})" for a in ["np.arange(3)", "np.float64(1.5)", "np.array(2.5)", "np.array([])", "np.bool_(False)", "np.float32(0.1)"]])
group("print", [f"f'{{{a}}}'" for a in []])

# Random streams

SEEDS = [0, 1, 42, 12345, 2**32 - 1]
LEGACY = ["rand()", "rand(3)", "rand(2, 3)", "randn()", "randn(5)", "randn(2, 2)", "random_sample(3)", "random(2)", "uniform(-1, 1, 4)",
          "normal(10, 2, 5)", "normal(size=(2, 2))", "standard_normal(3)", "randint(10)", "randint(0, 10, 8)", "randint(5, size=(2, 3))",
          "randint(-100, 100, 10)", "randint(0, 2**40, 4)", "randint(0, 256, 9, dtype=np.uint8)", "randint(0, 100, 7, dtype=np.int32)",
          "randint(0, 2, 9, dtype=bool)", "choice(5)", "choice(5, 3)", "choice([10, 20, 30], 4)", "choice(5, 3, replace=False)",
          "choice(4, 6, p=[0.1, 0.2, 0.3, 0.4])", "choice(4, 3, replace=False, p=[0.1, 0.2, 0.3, 0.4])", "choice(5, (2, 2))",
          "permutation(8)", "permutation([1, 5, 9])", "permutation(np.arange(6).reshape(3, 2))", "exponential(2.0, 4)", "exponential(size=3)",
          "poisson(3, 6)", "poisson(50, 5)", "binomial(10, 0.3, 6)", "binomial(100, 0.7, 5)", "binomial(1000, 0.5, 5)", "beta(0.5, 0.5, 3)",
          "beta(2, 3, 3)", "gamma(2, 1.5, 4)", "gamma(0.5, 1, 3)", "gamma(1, 2, 3)", "chisquare(3, 3)", "standard_t(4, 3)", "geometric(0.2, 5)",
          "geometric(0.7, 5)", "laplace(0, 1, 3)", "logistic(0, 1, 3)", "gumbel(0, 1, 3)", "triangular(0, 1, 4, 3)", "lognormal(0, 1, 3)",
          "weibull(2, 3)", "rayleigh(1, 3)", "normal([0, 100], [1, 2])", "normal([0, 100], 1, (2, 2))", "uniform([0, 10], [1, 20])",
          "multinomial(20, [0.2, 0.3, 0.5])", "standard_gamma(3, 2)", "standard_exponential(3)", "pareto(3, 3)", "power(2, 3)"]
group("random legacy", [f"np.random.seed({seed}); np.random.{call}" for call, seed in
                        [(call, SEEDS[i % len(SEEDS)]) for i, call in enumerate(LEGACY)]])
group("random legacy", [f"np.random.seed({seed}); np.random.{call}" for seed in SEEDS for call in
                        ["rand(4)", "randn(5)", "randint(0, 1000, 5)", "permutation(7)"]])
group("random legacy", lines("""
r = np.random.RandomState(7); r.randn(3)
r = np.random.RandomState(7); r.rand(3); r.randint(0, 9, 4)
r = np.random.RandomState([1, 2, 3]); r.rand(3)
np.random.seed([1, 2, 3, 4]); np.random.randn(3)
np.random.seed(3); np.random.randn(3); np.random.rand(2)
np.random.seed(3); np.random.randn(1); np.random.randn(2)
np.random.seed(3); np.random.seed(3); np.random.rand(2)
np.random.seed(1); a = np.arange(10); np.random.shuffle(a); a
np.random.seed(1); a = np.arange(10).reshape(5, 2); np.random.shuffle(a); a
np.random.seed(1); np.random.rand(1000).sum()
np.random.seed(1); np.random.randn(100000).sum()
np.random.seed(1); np.random.normal(size=1000).std()
np.random.seed(0); np.random.randint(0, 2**31, 1000).sum()
np.random.seed(-1)
np.random.seed(2**32)
np.random.normal(0, -1)
np.random.randint(5, 2)
np.random.randint(0, 300, dtype=np.uint8)
np.random.choice(3, 5, replace=False)
np.random.choice(3, p=[0.5, 0.5])
np.random.choice(2, p=[0.5, 0.6])
np.random.choice(2, p=[-0.5, 1.5])
np.random.choice([])
np.random.choice(0)
np.random.exponential(-1)
np.random.poisson(-1)
np.random.binomial(5, 1.5)
np.random.beta(-1, 1)
np.random.normal([1, 2], 1, 3)
np.random.rand(-1)
np.random.seed(5); np.random.multivariate_normal([0, 0], [[2, 1], [1, 3]], 2).shape
"""))
GENERATOR = ["random()", "random(4)", "random((2, 2))", "random(5, dtype=np.float32)", "integers(10)", "integers(0, 10, 8)",
             "integers(1, 6, size=5, endpoint=True)", "integers(-5, 5, (2, 3))", "integers(0, 2**40, 4)", "integers(0, 2**32, 3)",
             "integers(0, 256, 9, dtype=np.uint8)", "integers(0, 100, 7, dtype=np.int32)", "integers(0, 2, 9, dtype=bool)",
             "integers(0, 7, 9, dtype=np.uint8)", "standard_normal()", "standard_normal(6)", "normal(10, 2, 4)", "normal(size=(2, 3))",
             "standard_normal(6, dtype=np.float32)", "uniform(-1, 1, 4)", "uniform(size=2)", "choice(5)", "choice(5, 3)",
             "choice([10, 20, 30], 4)", "choice(10, 4, replace=False)", "choice(20, 15, replace=False)", "choice(10, 4, replace=False, shuffle=False)",
             "choice(4, 6, p=[0.1, 0.2, 0.3, 0.4])", "choice(4, 3, replace=False, p=[0.1, 0.2, 0.3, 0.4])", "choice(20000, 5, replace=False)",
             "choice(20000, 1000, replace=False)[:5]", "choice(np.arange(6).reshape(3, 2), 2)", "choice(np.arange(6).reshape(2, 3), 2, axis=1)",
             "permutation(8)", "permutation([1, 5, 9])", "permutation(np.arange(6).reshape(3, 2))", "permutation(np.arange(6).reshape(2, 3), axis=1)",
             "exponential(2.0, 5)", "standard_exponential(4)", "poisson(3, 6)", "poisson(50, 5)", "binomial(10, 0.3, 6)", "binomial(100, 0.7, 5)",
             "binomial(1000, 0.5, 5)", "beta(0.5, 0.5, 3)", "beta(2, 3, 3)", "gamma(2, 1.5, 4)", "gamma(0.5, 1, 3)", "chisquare(3, 3)",
             "standard_t(4, 3)", "geometric(0.2, 5)", "geometric(0.7, 5)", "laplace(0, 1, 3)", "logistic(0, 1, 3)", "gumbel(0, 1, 3)",
             "triangular(0, 1, 4, 3)", "lognormal(0, 1, 3)", "weibull(2, 3)", "rayleigh(1, 3)", "normal([0, 100], [1, 2])", "multinomial(20, [0.2, 0.3, 0.5])",
             "standard_gamma(3, 2)", "pareto(3, 3)", "power(2, 3)", "standard_cauchy(2)"]
GSEEDS = [0, 1, 42, 12345, 2**100 + 7]
group("random generator", [f"np.random.default_rng({seed}).{call}" for call, seed in
                           [(call, GSEEDS[i % len(GSEEDS)]) for i, call in enumerate(GENERATOR)]])
group("random generator", [f"np.random.default_rng({seed}).{call}" for seed in GSEEDS for call in
                           ["random(4)", "standard_normal(5)", "integers(0, 1000, 5)", "permutation(7)", "exponential(1, 3)"]])
group("random generator", lines("""
rng = np.random.default_rng(7); rng.random(2); rng.normal(size=2)
rng = np.random.default_rng(7); rng.integers(0, 9, 3); rng.integers(0, 9, 3)
rng = np.random.default_rng(7); rng.integers(0, 9); rng.random()
rng = np.random.default_rng([1, 2, 3]); rng.random(3)
rng = np.random.default_rng(1); a = np.arange(10); rng.shuffle(a); a
rng = np.random.default_rng(1); a = np.arange(10).reshape(5, 2); rng.shuffle(a); a
rng = np.random.default_rng(1); a = np.arange(10).reshape(2, 5); rng.shuffle(a, axis=1); a
rng = np.random.default_rng(2); rng.spawn(2)[1].random(2)
np.random.default_rng(1).standard_normal(200000).sum()
np.random.default_rng(2).exponential(1, 200000).sum()
np.random.default_rng(3).random(10000).sum()
np.random.default_rng(4).standard_normal(50000, dtype=np.float32).sum()
np.random.default_rng(5).integers(0, 10**9, 10000).sum()
np.random.default_rng(6).poisson(100, 10000).sum()
np.random.default_rng(6).binomial(1000, 0.4, 10000).sum()
np.random.default_rng(0).integers(5, 2)
np.random.default_rng(0).normal(0, -1)
np.random.default_rng(0).choice(3, 5, replace=False)
np.random.default_rng(0).choice(2, p=[0.5, 0.6])
np.random.default_rng(0).integers(0, 300, dtype=np.uint8)
np.random.default_rng(0).integers(0, 3, dtype=float)
np.random.default_rng(-1)
"""))

group("scalar warnings", lines("""
-np.uint8(5)
-np.int32(-2**31)
abs(np.int64(-2**63))
np.int32(5) / 0
np.int64(5) // np.int32(0)
np.float32(5) // 0
np.float64(1e308) * np.float32(10)
np.uint8(200) * np.int64(2**62)
np.bool_(True) / np.float64(0)
np.float64(1) / np.bool_(False)
5 / np.float64(0)
np.float64(1) / np.array(0)
np.array(1) / 0
np.array([1e200]) ** 2
np.array([-1.0]) ** 0.5
np.array([-1.0]) ** -0.5
np.array([1, 2]) ** 2.0
np.float64(1e200) ** 2
np.add(np.arange(3), np.arange(2), out=np.zeros(2))
np.sqrt(np.arange(3.0), out=np.zeros(2))
np.sqrt(np.arange(3.0), out=np.zeros((2, 3)))
np.sqrt(np.arange(3.0), out=np.zeros(1))
a = np.zeros((2, 2)); a[0, 0] = np.array([1, 2]); a
np.copyto(np.zeros(2, dtype=int), np.array([1.5, 2]))
np.zeros((2, 3)).reshape(4, -1)
np.repeat([1, 2], [-1, 2])
np.float32(1e6)
np.float32(999999)
np.float32(0.0001)
np.random.exponential([1, 2], 3)
np.random.normal(1, [1, 2], 3)
np.einsum('i', [1], [2])
np.nanmax(np.array([[np.nan, np.nan], [1, 2]]), axis=1)
"""))

RANDOM = "np.random.default_rng({seed}).standard_normal({shape})"
SHAPES = [(3, 3), (4, 4), (6, 6), (10, 10), (5, 4), (8, 3), (4, 6), (3, 8), (2, 7), (20, 3), (1, 3), (3, 1), (12, 9)]
group("random matrices", [
    f"np.linalg.svd({RANDOM.format(seed=seed, shape=shape)}, full_matrices={full})[{part}]"
    for seed, (shape, full, part) in enumerate(product(SHAPES, ["False"], [0, 1, 2]))
], close=True)
group("random matrices", [
    f"np.linalg.svd({RANDOM.format(seed=seed, shape=shape)})[{part}]"
    for seed, (shape, part) in enumerate(product([(3, 3), (5, 3), (3, 5), (7, 2), (2, 7)], [0, 2]))
], close=True)
group("random matrices", [
    f"a = {RANDOM.format(seed=seed, shape=(n, n))}; a = a @ a.T; np.linalg.{call}"
    for seed, (n, call) in enumerate(product([2, 3, 4, 5, 8, 13, 20], ["eigh(a)[0]", "eigh(a)[1]", "eig(a)[0]", "eig(a)[1]", "cholesky(a)", "inv(a + np.eye(len(a)))"]))
], close=True)
group("random matrices", [
    f"a = {RANDOM.format(seed=seed, shape=(n, n))}; a = a @ a.T @ np.diag(np.arange(1, {n} + 1)); np.linalg.{call}"
    for seed, (n, call) in enumerate(product([2, 3, 4, 5, 8, 12], ["eig(a)[0]", "eig(a)[1]", "eigvals(a)", "det(a)", "solve(a, np.ones(len(a)))"]))
], close=True)
group("random matrices", [
    f"np.linalg.qr({RANDOM.format(seed=seed, shape=shape)})[{part}]"
    for seed, (shape, part) in enumerate(product([(4, 4), (6, 3), (3, 6)], [0, 1]))
], close=True)
group("random matrices", lines("""
x = np.random.default_rng(0).standard_normal((20, 3)); x = x - x.mean(axis=0); np.linalg.svd(x, full_matrices=False)[2]
x = np.random.default_rng(0).standard_normal((20, 3)); np.linalg.eigh(np.cov(x.T))[1]
x = np.random.default_rng(0).standard_normal((20, 3)); np.linalg.lstsq(x, np.arange(20.0), rcond=None)[0]
x = np.random.default_rng(0).standard_normal((20, 3)); np.linalg.pinv(x)
x = np.random.default_rng(1).random(50); np.polyfit(x, 3 * x ** 2 - x, 3).round(8) + 0.0
np.random.seed(0); np.random.multivariate_normal([0, 0], [[2, 1], [1, 3]], 3)
np.random.seed(0); np.random.multivariate_normal([1, 2, 3], np.eye(3), 2)
np.random.default_rng(3).multivariate_normal([0, 0], [[2, 1], [1, 3]], 3)
np.random.default_rng(3).multivariate_normal([0, 0], [[2, 1], [1, 3]])
np.linalg.svd(np.zeros((2, 2)))[0]
np.linalg.svd(np.ones((3, 3)))[1].round(6) + 0.0
np.linalg.svd(np.diag([1.0, 3, 2]))[0]
np.linalg.svd(np.diag([1.0, -3, 2]))[2]
np.linalg.eig(np.eye(3))[1]
np.linalg.eig(np.diag([3.0, 1, 2]))[1]
np.linalg.eig([[1.0, 1], [0, 1]])[0]
np.linalg.eig([[4.0, 0, 0], [1, 2, 0], [3, 1, 7]])[0]
np.linalg.eig([[4.0, 0, 0], [1, 2, 0], [3, 1, 7]])[1]
np.linalg.eig([[0.5, 0.25, 0.25], [0.2, 0.6, 0.2], [0.1, 0.3, 0.6]])[1]
np.linalg.eig([[0.5, 0.25, 0.25], [0.2, 0.6, 0.2], [0.1, 0.3, 0.6]])[0]
"""), close=True)

ODD = ["np.array(5)", "np.array(2.5)", "np.array([])", "np.array([], dtype=int)", "np.zeros((0, 3))", "np.arange(6.0)[::-2]",
       "np.arange(6).reshape(2, 3).T", "np.array([np.nan, 1, 2])", "np.array([[1.5, -2], [0, 3]], dtype=np.float32)[:, ::-1]",
       "np.array([True, False, True])", "np.broadcast_to(np.arange(3), (2, 3))", "np.array([3, 200, 7], dtype=np.uint8)",
       "np.array([[5]])", "[]", "7", "True"]
ONE = ["sum", "prod", "mean", "std", "var", "min", "max", "argmin", "argmax", "any", "all", "cumsum", "cumprod", "ptp", "median",
       "count_nonzero", "sort", "argsort", "unique", "nonzero", "argwhere", "flatnonzero", "ravel", "squeeze", "transpose", "flip",
       "atleast_1d", "atleast_2d", "atleast_3d", "diff", "nansum", "nanmean", "nanmax", "nan_to_num", "round", "isnan", "sign",
       "abs", "negative", "square", "sqrt", "floor", "logical_not", "invert", "tile({}, 2)", "repeat({}, 2)", "roll({}, 1)",
       "append({}, 1)", "concatenate([{}, {}])", "stack([{}, {}])", "hstack([{}, {}])", "vstack([{}, {}])", "where({}, 1, 0)",
       "clip({}, 1, 2)", "isin({}, [1, 2])", "searchsorted([1, 2, 3], {})", "take([10, 20, 30], {})", "expand_dims({}, 0)",
       "reshape({}, -1)", "array({})[...]", "array({}).tolist()", "array({}) + 1", "array({}) / 2", "array({}) == 1",
       "array({}).astype(float)", "sum({}, axis=0)", "max({}, axis=-1)", "mean({}, axis=0)", "cumsum({}, axis=0)", "histogram({}, 3)",
       "percentile({}, 50)", "dot({}, {})", "outer({}, {})", "trace({})", "diag({})", "tril({})", "bincount({})", "pad({}, 1)",
       "zeros_like({})", "full_like({}, 2)", "digitize({}, [1, 2])", "interp({}, [0, 1], [1, 2])", "average({})", "delete({}, 0)",
       "insert({}, 0, 1)", "split({}, 1)", "swapaxes({}, 0, -1)", "rot90({})", "linalg.norm({})", "array_equal({}, {})",
       "maximum({}, 2)", "power({}, 2)", "equal({}, {})", "meshgrid({}, {})", "gradient({})", "trapezoid({})", "nanargmax", "array({}).size",
       "array({}).item()", "array({})[0]", "array({})[-1]", "array({})[::-1]", "array({})[None]", "array({})[:1]"]
group("odd arrays", [
    f"np.{name.replace('{}', array) if '{}' in name else f'{name}({array})'}" for name, array in product(ONE, ODD)
])

group("options", [
    f"np.{name}(np.arange(24.0).reshape(2, 3, 4) % 7, axis={axis}, keepdims=True)"
    for name, axis in product(["median", "std", "var", "any", "all", "prod", "ptp", "nanmean", "nansum", "nanmax", "nanstd", "mean",
                               "count_nonzero"], ["0", "(0, 2)", "(1, -1)", "None"])
])
group("options", lines("""
np.argmax(np.arange(6).reshape(2, 3), axis=1, keepdims=True)
np.quantile(np.arange(24).reshape(2, 3, 4), [0.25, 0.5], axis=(0, 2))
np.quantile(np.arange(24).reshape(2, 3, 4), 0.5, axis=1, keepdims=True)
np.std(np.arange(12).reshape(3, 4), axis=0, ddof=1, keepdims=True)
np.var(np.arange(5, dtype=np.float32), ddof=1)
np.mean(np.arange(6).reshape(2, 3), axis=1, dtype=np.float32)
np.mean([[1, 2], [3, 4]], where=[[True, False], [True, True]])
np.sum([[1.5, 2], [3, 4]], axis=0, where=[[True], [False]])
np.max([[1, 2], [3, 4]], axis=0, initial=3)
np.max([1, 2], where=[True, False])
np.min([5, 2], where=[True, False], initial=10)
np.all([[1, 0], [1, 1]], axis=1, keepdims=True)
np.any([[1, 0], [0, 0]], where=[True, False])
np.sum(np.ones((2, 3), dtype=bool), axis=1)
np.sum(np.arange(3, dtype=np.uint8))
np.sum(np.arange(4, dtype=np.int32), dtype=np.int32)
np.prod(np.array([100, 200], dtype=np.int32))
np.cumsum(np.arange(6).reshape(2, 3), axis=1, dtype=float)
np.cumprod([[1, 2], [3, 4]], axis=0)
np.cumsum([True, True, False])
np.add(1, 2, dtype=np.float32)
np.multiply([1, 2], 2.5, dtype=np.float32)
np.sqrt([1, 4], dtype=np.float32)
np.exp(np.array([0, 1], dtype=np.int32)).dtype
np.add([1, 2], [3, 4], where=[True, False], out=np.array([9, 9]))
np.divide([1.0, 2.0], [0.0, 4.0], where=[False, True], out=np.zeros(2))
np.maximum(np.arange(3), 1.5, out=np.zeros(3))
np.sum([1, 2, 3], keepdims=True)
np.clip(np.arange(5), 1, 3, out=np.zeros(5, dtype=int))
np.arange(5).clip(1, 3)
np.arange(5).clip(min=2)
np.round(np.arange(3) / 3, decimals=2)
np.unique([[3, 1], [3, 1]], axis=0, return_counts=True)
np.sort(np.array([3, 1, 2])[::-1])
np.linalg.norm(np.arange(6).reshape(2, 3), axis=-1, ord=1)
np.average(np.arange(6).reshape(2, 3), axis=0, keepdims=True)
np.repeat(np.arange(4).reshape(2, 2), [2, 1], axis=0)
np.trace(np.arange(9).reshape(3, 3), offset=-1)
np.full((2, 2), np.float32(0.5))
np.full(2, np.int32(7))
np.array([np.float32(1), 2.5])
np.array([1, 2], dtype=np.float32) * np.float64(2)
np.array([1, 2], dtype=np.int32) / np.array([2, 2], dtype=np.float32)
np.array([1, 2], dtype=np.uint8) - np.array([2, 1], dtype=np.int32)
np.array([200], dtype=np.uint8) * 2
np.array([1.5], dtype=np.float32) + 1
np.array([1, 2, 3])[np.newaxis, :].shape
np.arange(10)[-3:].sum()
np.where(np.arange(5) % 2 == 0, np.arange(5), -np.arange(5))
np.mean(np.array([True, False, True]))
"""))
group("lessons", lines("""
x = np.array([1.0, 2, 3]); e = np.exp(x - x.max()); e / e.sum()
x = np.arange(6.0).reshape(2, 3); (x - x.mean(axis=0)) / (x.std(axis=0) + 1e-8)
x = np.arange(6.0).reshape(2, 3); (x - x.min()) / (x.max() - x.min())
y = np.array([0, 2, 1]); np.eye(3)[y]
y = np.array([0, 2, 1]); np.eye(3, dtype=int)[y].argmax(axis=1)
p = np.array([[0.1, 0.9], [0.8, 0.2]]); y = np.array([1, 0]); -np.log(p[np.arange(2), y]).mean()
p = np.array([0.9, 0.2, 0.6]); y = np.array([1, 0, 1]); -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
1 / (1 + np.exp(-np.array([-2.0, 0, 2])))
np.maximum(0, np.array([-1.5, 0, 2]))
np.tanh(np.linspace(-1, 1, 3))
a = np.array([[0, 0], [3, 4], [6, 8]]); np.sqrt(((a[:, None] - a[None]) ** 2).sum(axis=-1))
X = np.column_stack([np.ones(4), np.arange(4)]); y = np.array([1.0, 3, 5, 7]); np.linalg.inv(X.T @ X) @ X.T @ y
X = np.column_stack([np.ones(4), np.arange(4)]); y = np.array([1.0, 3, 5, 7]); np.linalg.solve(X.T @ X, X.T @ y)
w = np.zeros(2); X = np.column_stack([np.ones(3), np.arange(3)]); g = 2 / 3 * X.T @ (X @ w - np.array([1, 2, 3])); w -= 0.1 * g; w
np.random.seed(0); x = np.random.rand(5); y = 2 * x + 1 + 0.1 * np.random.randn(5); np.polyfit(x, y, 1)
np.random.seed(42); w = np.random.randn(3, 2) * 0.01; w
np.random.seed(1); idx = np.random.permutation(6); idx[:4]
rng = np.random.default_rng(42); rng.normal(0, 1, (2, 3)).round(3)
img = np.arange(16).reshape(4, 4); img[::2, ::2]
img = np.arange(16).reshape(4, 4); img.reshape(2, 2, 2, 2).max(axis=(1, 3))
img = np.arange(9).reshape(3, 3); np.pad(img, 1)[0:3, 0:3]
img = np.arange(16).reshape(4, 4) / 15; (img * 255).astype(np.uint8)
k = np.array([[1, 0], [0, -1]]); img = np.arange(9).reshape(3, 3); (img[0:2, 0:2] * k).sum()
t = np.array([3, 1, 2]); t.argsort()[::-1]
pred = np.array([1, 0, 1, 1]); y = np.array([1, 0, 0, 1]); (pred == y).mean()
pred = np.array([1, 0, 1, 1]); y = np.array([1, 0, 0, 1]); np.sum((pred == 1) & (y == 1)) / np.sum(pred == 1)
np.bincount(np.array([0, 1, 1, 2]) * 3 + np.array([0, 1, 2, 2]), minlength=9).reshape(3, 3)
a = np.arange(10); a[a % 2 == 1]
a = np.arange(10); a[(a > 2) & (a < 7)]
a = np.arange(10); np.convolve(a, np.ones(3) / 3, mode='valid')
a = np.arange(12).reshape(3, 4); a.sum(axis=0), a.sum(axis=1), a.sum()
a = np.arange(12).reshape(3, 4); a[a.sum(axis=1) > 10]
a = np.arange(12).reshape(3, 4); a - a.mean(axis=1, keepdims=True)
a = np.array([[1, 2], [3, 4]]); a.T, a.shape, a.ndim, a.dtype
a = np.array([1.0, np.nan, 3]); a[np.isnan(a)] = np.nanmean(a); a
a = np.array([1, 2, 3, 4]); b = a.reshape(2, 2); b[0, 0] = 100; a
a = np.zeros((2, 3)); a[0] = [1, 2, 3]; a[:, 2] = 9; a
x = np.linspace(0, 2 * np.pi, 5); np.sin(x).round(4)
x = np.linspace(0, 1, 11); np.trapezoid(x ** 2, x)
np.dot(np.array([[1, 2], [3, 4]]), np.array([5, 6]))
np.outer(np.arange(1, 4), np.arange(1, 4))
np.cumsum(np.full(5, 0.2))
np.clip(np.array([-5, 300, 100]), 0, 255).astype(np.uint8)
c = np.corrcoef([1, 2, 3, 4], [2, 4, 5, 9]); c[0, 1]
x = np.arange(8); np.split(x, 4)[1]
np.vstack([np.arange(3), np.arange(3) * 10]).T
np.concatenate([np.zeros((1, 2)), np.ones((1, 2))], axis=0)
w = np.array([0.2, 0.8]); x = np.array([[1.0, 2], [3, 4]]); x @ w + 0.5
x = np.array([[1, 2], [3, 4]]); x * x, x @ x, x ** 2
np.array([0.1, 0.2, 0.3]).sum() == 0.6, np.isclose(np.array([0.1, 0.2, 0.3]).sum(), 0.6)
"""), close=True)

group("sums", [
    f"(np.arange({n}).reshape({shape}) * 0.1){index}.sum({axis})"
    for n, shape, index, axis in [
        (1000, "1000", "[::-1]", ""), (1000, "1000", "[::-3]", ""), (1000, "10, 100", "[::-1]", ""), (1000, "10, 100", "[:, ::-1]", ""),
        (1000, "10, 100", "[::-1, ::-1]", ""), (1000, "10, 100", "[::-1]", "axis=0"), (1000, "10, 100", "[::-1]", "axis=1"),
        (1000, "10, 100", "[:, ::-1]", "axis=0"), (1000, "10, 100", "[:, ::-1]", "axis=1"), (1000, "10, 100", "[::-1, ::-1]", "axis=0"),
        (1000, "10, 100", "[::-1, ::2]", "axis=0"), (1000, "10, 100", "[::-1].T", "axis=1"), (1000, "10, 10, 10", "[::-1]", "axis=(0, 2)"),
        (1000, "10, 10, 10", "[:, ::-1]", "axis=(0, 2)"), (1000, "10, 10, 10", ".transpose(1, 2, 0)", "axis=(0, 2)"),
        (1000, "10, 10, 10", ".transpose(1, 2, 0)", "axis=1"), (1000, "10, 10, 10", ".swapaxes(0, 2)", "axis=0"),
        (3000, "3, 1000", ".T", "axis=0"), (3000, "3, 1000", ".T", "axis=1"), (3000, "3, 1000", "[:, 5:-7]", ""),
    ]
])
group("sums", [f"np.{name}(np.arange(20000).astype('{dtype}') / 7{cast})" for name, dtype, cast in product(
    ["sum", "mean", "std", "var"], ["float64", "float32"], ["", ", axis=0"])])
group("sums", lines("""
np.sum(np.arange(20000, dtype=np.int32), dtype=float)
np.mean(np.arange(20000, dtype=np.float32) / 3, dtype=float)
np.sum(np.arange(20000, dtype=np.float32) / 3, dtype=float)
np.sum((np.arange(20000, dtype=np.float32) / 3).reshape(100, 200), axis=0, dtype=float)
np.sum((np.arange(20000, dtype=np.float32) / 3).reshape(100, 200), axis=1, dtype=float)
np.mean(np.arange(30000).reshape(100, 300), axis=0)
np.mean(np.arange(30000).reshape(100, 300), axis=1)
np.std(np.arange(30000).reshape(100, 300) / 7, axis=0)
np.prod(np.arange(1, 20) / 7)
np.prod(np.arange(1, 21).reshape(4, 5) / 7, axis=0)
"""))

group("reduction warnings", lines("""
np.sum([1e308, 1e308])
np.sum([np.inf, -np.inf])
np.sum(np.array([[1e308, 1], [1e308, 1]]), axis=0)
np.prod([1e308, 10])
np.cumsum([1e308, 1e308])
np.cumprod([1e308, 10])
np.mean([1e308, 1e308])
np.std([1e308, 1e308])
np.array([1e308, 1]) @ np.array([10.0, 1])
np.dot([1e200, 1], [1e200, 1])
np.sum(np.array([3e38, 3e38], dtype='f4'))
np.mean([np.inf, 1])
np.var([np.inf, 1])
np.prod([0, np.inf])
np.linalg.norm([1e200, 1e200])
np.nansum([1e308, 1e308])
np.diff([np.inf, np.inf])
np.sum([np.nan, 1])
np.outer([1e200], [1e200])
np.argsort([0.0, -0.0, 0.0])
np.argsort([np.nan, -np.inf, np.nan, np.inf, -1, 1])
np.argsort(np.array([2, 255, 0], dtype=np.uint8))
np.argsort(np.array([1.5, -2, 1.5, -2], dtype=np.float32), kind='stable')
np.unique([0.0, -0.0, 1])
np.unique(np.array([np.nan, 1, np.nan]), equal_nan=False)
np.unique([np.nan, 1, np.nan], return_counts=True)
np.lexsort(([1.5, np.nan, 1.5], [1, 1, 0]))
np.sort([np.nan, -np.inf, 3, np.inf])
"""))

group("axes", lines(f"""
np.zeros({(1,) * 65})
np.expand_dims(np.zeros({(1,) * 64}), 0)
np.zeros({(1,) * 64})[None]
np.zeros(1).reshape({(1,) * 65})
np.array({"[" * 65}1{"]" * 65})
np.broadcast_to(1, {(1,) * 65})
np.zeros({(1,) * 64}).sum()
np.array({"[" * 40}1{"]" * 40}).ndim
"""))

group("grids", lines("""
np.iinfo(np.int32)
str(np.iinfo('uint8'))
np.iinfo(5).dtype
np.iinfo('uint64').max
np.iinfo(np.int64).min
np.iinfo(1.5)
np.finfo(np.float32)
np.finfo(1.5)
[getattr(np.finfo(np.float64), n) for n in 'bits eps epsneg max min tiny smallest_subnormal resolution precision nmant nexp machep negep minexp maxexp'.split()]
[getattr(np.finfo('float32'), n) for n in 'bits eps epsneg max min tiny resolution precision nmant nexp machep negep minexp maxexp'.split()]
np.finfo(1)
np.mgrid[0:0]
np.mgrid[0:3, 1:2:0.5]
np.mgrid[0:1:3j]
np.mgrid[:3]
np.mgrid[0:1:1j]
np.mgrid[0:4:2, 0:1:3j]
np.mgrid[0:3:0]
np.mgrid[1:0:-0.5]
np.c_[np.arange(3), np.ones(3)]
np.c_[np.arange(3)]
np.c_[[1, 2, 3]]
np.c_[1, 2]
np.c_[np.zeros((2, 2)), np.ones(2)]
np.c_[np.zeros((2, 2)), np.ones((2, 1)), np.arange(2)]
np.c_[np.ones((1, 3)), 0]
np.c_[np.ones(2), np.ones(3)]
np.c_[0:3, 3:6]
np.r_[1:4, 0, [5, 6]]
np.r_[np.arange(3), np.ones(2)]
np.r_[0:1:3j]
np.r_[np.zeros((1, 2)), np.ones((2, 2))]
np.r_[np.zeros((1, 2)), np.ones(2)]
list(np.ndenumerate([[1, 2], [3, 4]]))
list(np.ndenumerate(np.array([1.5, 2.5])))
list(np.ndenumerate(3))
list(np.ndindex(2, 2))
list(np.ndindex((1, 3)))
list(np.ndindex())
[(i, j, int(x)) for (i, j), x in np.ndenumerate(np.eye(2, dtype=int))]
np.mgrid[-1:1:5j, -1:1:5j].shape
np.ogrid[0:3, 0:2]
np.ogrid[0:1:3j, 0:2]
np.histogram2d([1, 2], [3, 4, 5])
np.histogram2d([1, 2], [3, 4], bins=2)
np.histogram2d([1, 2, 2, 3.5], [3, 4, 4, 9], bins=[[1, 2, 4], [3, 4, 5]])
np.histogram2d([1, 2, 2, 3.5], [3, 4, 4, 9], bins=3, range=[[0, 3], [0, 5]], weights=[1, 2, 3, 4])
np.histogram2d([1, 2, 2, 3.5], [3, 4, 4, 9], bins=(2, 3), density=True)
np.broadcast_arrays([[1, 2, 3]], [[4], [5]])
[np.iterable(x) for x in ([1], 3, 'a', None, np.arange(2), np.array(1))]
np.arange(6).reshape(2, 3).astype('i4').tobytes()
np.arange(6).reshape(2, 3).astype('i4').tobytes(order='F')
np.array([[1.5, 2], [3, 4]]).T.tobytes()
np.array([True, False]).tobytes()
np.arange(3).tobytes('Q')
"""))

group("places", lines("""
np.concatenate(([[1, 2]], [[3, 4]]), 1)
np.concatenate(([[1, 2]], [[3, 4]]), None)
np.allclose(1.0, 1.1, rtol=0.2)
np.allclose([1.0], [1.1], 0.2)
np.allclose([1.0], [1.05], 0, 0.1)
np.allclose([np.nan], [np.nan], equal_nan=True)
np.isclose([1.0, 2.0], [1.1, 2.0], 0.2, 0.0)
np.isclose([1.0, np.nan], [1.1, np.nan], 1e-5, 1e-8, True)
np.sum([[1, 2], [3, 4]], 0, None, None, True)
np.sum([[1, 2], [3, 4]], 1, float)
np.max([[1, 2], [3, 4]], 0, None, True)
np.min([[1, 2], [3, 4]], 1, None, True)
np.prod([[1, 2], [3, 4]], 0, None, None, True)
np.mean([[1, 2], [3, 4]], 0, None, None, True)
np.any([[0, 2], [0, 0]], 0, None, True)
np.all([[1, 2], [0, 4]], 1, None, True)
np.std([1, 2, 4], None, None, None, 1)
np.var([1, 2, 4], None, None, None, 1)
np.average([1, 2, 4], None, [3, 1, 1])
np.nan_to_num([np.nan, 1], True, 7.0)
np.interp([-1, 9], [0, 1], [10, 20], -5, 5)
np.linspace(0, 1, 4, False)
np.geomspace(1, 8, 3, False)
np.logspace(0, 2, 2, False)
np.unique([3, 1, 3], True)
np.unique([3, 1, 3], False, True)
np.unique([3, 1, 3], False, False, True)
np.digitize([1, 2], [1, 2], True)
np.cov([[1, 2], [3, 5]], None, False)
np.linalg.norm([[3, 4], [6, 8]], None, 1, True)
np.linalg.norm([[3, 4], [6, 8]], 1, 0)
np.cumsum([[1, 2], [3, 4]], 1, float)
np.argsort([3, 1, 2], 0, 'stable')
np.median([[1, 2], [3, 4]], 1, None, False, True)
np.percentile([1, 2, 3, 4], 50, 0, None, False, 'lower')
np.array([[1, 2], [3, 4]]).sum(0, None, None, True)
np.array([[1, 2], [3, 4]]).max(1, None, True)
np.array([1.0, 2, 4]).std(None, None, None, 1)
np.array([[1, 2], [3, 4]]).mean(1, 'float32')
np.array([3, 1, 2]).argsort(0, 'stable')
np.sum(a=[[1, 2], [3, 4]], axis=0)
np.sum([1, 2], bogus=3)
np.zeros(3, foo=1)
np.sum([1, 2], 0, axis=0)
np.tensordot(np.eye(2), np.eye(2), [[0], [1]])
np.tensordot(np.eye(2), np.eye(2), ([0], [1]))
"""))
