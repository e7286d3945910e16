"""Own conversions beside the built-in ones."""


def to_base(number, base):
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    if number == 0:
        return "0"
    sign, number, out = "-" if number < 0 else "", abs(number), []
    while number:
        number, digit = divmod(number, base)
        out.append(digits[digit])
    return sign + "".join(reversed(out))


for base in (2, 7, 16, 36):
    text = to_base(-123456789, base)
    print(base, text, int(text, base))
print(f"{10:b} {10:o} {10:x} {10:#b}", int("0x1f", 0), int("0o17", 0), int("12", 3))


def collatz(n):
    while n != 1:
        yield n
        n = n // 2 if n % 2 == 0 else 3 * n + 1
    yield 1


print(*collatz(27))
a, b = 0, 1
while len(str(b)) < 30:
    a, b = b, a + b
print(b)


def is_prime(n):
    return n > 1 and all(n % d for d in range(2, int(n**0.5) + 1))


print([n for n in range(60) if is_prime(n)])
factorial = 1
for i in range(1, 31):
    factorial *= i
print(factorial, len(str(factorial)))


def gcd(a, b):
    while b:
        a, b = b, a % b
    return a


print(gcd(1071, 462), gcd(2**80, 6**40), "".join(chr(ord("a") + i) for i in range(26)))
print("%.50f" % 0.1, 7**77 % 1000, sum(map(int, str(7**77))))
