"""Whole numbers: signs of // and %, powers, big numbers, bits."""
for a, b in [(7, 2), (-7, 2), (7, -2), (-7, -2), (6, 3), (-6, 3), (0, -5)]:
    print(a, b, a // b, a % b, divmod(a, b), a / b)
print(2**100, 3**50 // 7**20, -(2**70), 2**-1, (-2) ** 3, -2**2, 0**0, pow(3, 200, 13), pow(3, -1, 7), 10**25 % 97, divmod(-10**20, 3))
print(7 & 3, 8 | 1, 6 ^ 3, ~5, 1 << 70, -1 >> 3, -9 >> 1, 2**70 >> 68, -5 & 0xFF, ~0, -(2**65) & (2**66 - 1))
print(0b1010, 0o17, 0xFF, 1_000_000, bin(10), oct(8), hex(255), bin(-5), hex(-(2**65)), int("ff", 16), int("-0x1A", 16), int("0b11", 0), int(" 42\n"), int("1_000"), int("z", 36))
print((255).bit_length(), (0).bit_length(), (-8).bit_length(), (7).bit_count(), (3).as_integer_ratio(), (5).numerator, (5).is_integer())
print(int(3.99), int(-3.99), int("7"), int(True), round(15, -1), round(25, -1), round(-15, -1), round(1234, -2), round(7, 2), abs(-3), int(), int(1e20))
print(123456789 * 987654321, 10**40 // 10**38, (10**40 + 1) % 10, 99**20, -7 // 2 * 2 + -7 % 2, 2**64 - 1, (2**64) ** 2)
print(1 < 2 < 3, 1 < 3 > 2, 1 == 1.0, 2**53 == 2.0**53, 2**53 + 1 == 2.0**53, 10**30 < 1e30, 3 == "3", 0 == False, 5 is not None)
print(5 if 0 else 6, 0 or "x", 3 and 4, not 0, 1 and 0 or 2, None or [] or 0, "" and 1)
x = 10
x += 5
x -= 3
x *= 2
x //= 5
x **= 3
x %= 50
x <<= 2
x |= 1
x ^= 3
x &= 0x7F
x >>= 1
print(x)
print(len(str(2**1000)), sum(int(d) for d in str(2**100)), str(-12), repr(10**21), f"{10**21:,}", int(str(3**99)) == 3**99)
print(hash(1), hash(0), hash(-1), hash(2**61 - 1), hash(2**61), hash(True), hash(1.0), hash(10**20), hash(0.5), hash(float("inf")))
