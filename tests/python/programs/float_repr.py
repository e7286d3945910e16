"""Floats show the shortest digits that read back as the same number."""
for x in [0.1, 0.1 + 0.2, 1.0, 100.0, 1e15, 1e16, 123456789012345680.0, 1e22, 1e23, 1e-4, 1e-5, 0.00012345, 1.5e300, 5e-324, 2**53 + 1.0, 1 / 3, 2 / 3, -0.0, 1e100, 3.14159, 1.7976931348623157e308, 4.35, 9007199254740993.0]:
    print(x, repr(x), [x], f"{x}", str(x))
inf, nan = float("inf"), float("nan")
print(inf, -inf, nan, inf - inf, inf * 0, inf > 1e308, nan == nan, nan != nan, [nan] == [nan], nan in [nan], 1e308 * 10, -1e308 * 10)
print(float("1e5"), float(" -2.5 "), float("Infinity"), float("-nan"), float("1_0.5"), float(".5"), float("5."), float(3), float(True), float())
print(7.0 // 2, -7.0 // 2, 7.5 % 2, -7.5 % 2, 7.5 % -2, divmod(-7.5, 2), 1e16 % 3, 0.1 % 0.03, -0.0 % 5, 5 % inf, -5 % inf)
print(round(0.5), round(1.5), round(2.5), round(-0.5), round(-1.5), round(2.675, 2), round(1.005, 2), round(1234.5678, -2), round(5.5), round(0.15, 1), round(1e20), round(2.5, 0), round(12345.678, 1), round(0.05, 1))
print((2.0).is_integer(), 2.5.is_integer(), 0.5.as_integer_ratio(), (0.1).as_integer_ratio(), (-1.5).as_integer_ratio(), inf.is_integer())
print(int(1e16), int(-2.7), 2.0**0.5, (-8.0) ** (1 / 3), 2**0.5, 4**-1, 4.0**2, (-2.0) ** 2, 0.0**0, abs(-2.5), -2.5 + 2, 1e3 == 1000)
print(max(1.0, 2), min(1, 0.5), sum([0.1] * 10), sum([0.1] * 10) == 1.0, sum([1e16, 1, -1e16]), 0.1 + 0.7, 3 * 0.1, 1.1 * 3, 1 - 0.9)
print(float.fromhex("0x1.8p1"), (0.5).hex(), 1e5 .real, 1.5.imag, 1.5.conjugate())
print(hash(0.5) == hash(0.5), {1.0: "a", 1: "b"}, 1.0 in {1}, 0.0 == -0.0, str(-0.0), 1e0, 12e-1, 1E5, 1_0.0_1)
