"""decimal.Decimal."""
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal, DivisionByZero, InvalidOperation, getcontext, localcontext

D = Decimal
print(D("0.1") + D("0.2"), D("1.10"), repr(D("3.14")), D(5), D(0.1), D("-0"), D("1e3"), D("1E-10"), D("Infinity"), D("NaN"), D((0, (1, 2, 3), -2)), D(" 7.50 "))
print(D(1) / D(3), D(10) / 4, D(7) // 2, D(-7) // 2, D(-7) % 3, divmod(D("7.5"), 2), D(2) ** 10, D(2) ** D("0.5"), D(2) ** -1, -D("1.5"), abs(D(-2)), D("1.20") * 3, D("1.0") + 2, 3 - D("0.5"), sum([D("0.1")] * 10), D("100") * D("1.05"))
price = D("19.995")
print(price.quantize(D("0.01")), price.quantize(D("0.01"), rounding=ROUND_HALF_UP), price.quantize(D("0.01"), ROUND_DOWN), price.quantize(D("1")), round(D("2.5")), round(D("2.675"), 2), round(D("3.5")), int(D("-3.9")), float(D("1.5")), D("1.500").normalize(), D("1200").normalize(), D("3.7").to_integral_value())
print(D(2).sqrt(), D("0.01").sqrt(), D(1).exp(), D(10).ln(), D(1000).log10(), D("1.5").as_integer_ratio(), D("-1.23").as_tuple(), D("123.45").adjusted(), D("1.0") == D("1.00"), D("1.0") == 1, D("0.5") == 0.5, D("0.1") == 0.1, hash(D("1.0")) == hash(1), sorted([D("2"), D("1.5"), 1]), max(D(1), D("1.1")))
print(f"{D('1234567.891'):,.2f} {D('0.5'):.0%} {D('1.5'):>8} {D('12'):08.3f} {D('1E+5')} {D('12345'):.2e} {D('-5'):+}", str(D("1E+20")), bool(D("0.0")), D("5").is_zero(), D("nan").is_nan())
for action in ("D('abc')", "D(1) / D(0)", "D(0) / D(0)", "D(-1).sqrt()", "D('1') + 1.5", "D('Infinity') - D('Infinity')", "D([])", "int(D('NaN'))", "D('1e30').quantize(D('0.01'))", "D(5) % 0", "D('x1')", "D(None)"):
    try:
        print(action, eval(action))
    except Exception as error:
        print(f"{action}: {type(error).__name__}: {error}", isinstance(error, ArithmeticError))
with localcontext() as context:
    context.prec = 5
    print(D(1) / 3, D("123456.789") + 0)
print(D(1) / 3, getcontext().prec, issubclass(DivisionByZero, ZeroDivisionError), getcontext().rounding)
getcontext().prec = 50
print(D(2).sqrt(), D(1) / D(7))
getcontext().traps[InvalidOperation] = False
print(D(-1).sqrt(), Context(prec=4).divide(D(1), D(3)))
