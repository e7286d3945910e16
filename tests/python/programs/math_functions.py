"""math."""
import math

print(math.pi, math.e, math.tau, math.inf, math.nan, math.sqrt(2), math.pow(2, 0.5), math.exp(1), math.log(10), math.log(8, 2), math.log2(8), math.log10(1000), math.log1p(1e-10), math.expm1(1e-10), math.exp2(3))
print(math.floor(-2.5), math.ceil(-2.5), math.trunc(-2.7), math.fabs(-2), math.fmod(-7, 3), -7 % 3, math.modf(-2.25), math.frexp(8), math.ldexp(0.5, 4), math.copysign(1, -0.0), math.remainder(7, 4))
print(math.sin(1), math.cos(1), math.tan(1), math.asin(1), math.acos(0), math.atan(1), math.atan2(-1, -1), math.degrees(math.pi), math.radians(180), math.hypot(3, 4), math.hypot(1, 2, 2), math.dist((0, 0), (3, 4)), math.sinh(1), math.cosh(1), math.tanh(1), math.asinh(1), math.acosh(2), math.atanh(0.5))
print(math.gcd(12, 18), math.gcd(), math.gcd(12, 18, 27), math.lcm(4, 6), math.factorial(20), math.comb(10, 3), math.perm(5, 2), math.perm(4), math.isqrt(99), math.isqrt(10**40), math.prod([1, 2, 3]), math.prod([2.0, 3], start=2), math.fsum([0.1] * 10), math.sumprod([1, 2], [3, 4]))
print(math.isclose(0.1 + 0.2, 0.3), math.isclose(1, 1.1), math.isclose(1, 1.05, rel_tol=0.1), math.isclose(0, 1e-10, abs_tol=1e-9), math.isnan(math.nan), math.isinf(-math.inf), math.isfinite(1.0), math.gamma(5), round(math.lgamma(10), 12), math.erf(0.5), math.erfc(0.5), math.nextafter(1, 2), math.ulp(1.0))
for action in ("math.sqrt(-1)", "math.log(0)", "math.log(-1)", "math.factorial(-1)", "math.factorial(2.5)", "math.exp(1000)", "math.sqrt('a')", "math.floor('a')", "math.floor(math.inf)", "math.floor(math.nan)", "math.asin(2)", "math.gcd(1.5)", "math.comb(-1, 2)", "math.isqrt(-1)", "math.pow(0, -1)", "math.fmod(1, 0)", "math.pow(-8, 1/3)", "math.acosh(0)", "math.atanh(1)", "math.gamma(0)", "math.sin(math.inf)", "math.prod(['a'])", "math.dist([1], [1, 2])", "math.sqroot(2)", "math.ldexp(1, 5000)", "math.cosh(1000)", "math.log(2, 1)", "math.sumprod([1], [1, 2])", "math.fsum(['a'])"):
    try:
        print(action, eval(action))
    except Exception as error:
        print(f"{action}: {type(error).__name__}: {error}")
print(math.log(10**400), math.log2(2**5000), math.floor(1e300) == int(1e300), math.ceil(2**53 + 0.0), math.sqrt(10**30), math.fma(2, 3, 4))


class Half:
    def __floor__(self): return "floor"
    def __ceil__(self): return "ceil"
    def __trunc__(self): return "trunc"
    def __float__(self): return 0.5


print(math.floor(Half()), math.ceil(Half()), math.trunc(Half()), math.sqrt(Half()))
