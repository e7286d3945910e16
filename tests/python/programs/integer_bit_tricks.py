"""Bits: masks, shifts, two's complement, popcounts, Gray codes, sieves."""
flags = 0
READ, WRITE, EXEC = 1 << 0, 1 << 1, 1 << 2
flags |= READ | EXEC
print(flags, bin(flags), bool(flags & WRITE), flags & ~READ, flags ^ 0b111, f"{flags:03b}", (flags >> 2) & 1)
print([n ^ n >> 1 for n in range(8)], [bin(n).count("1") for n in range(9)], [n.bit_length() for n in (0, 1, 255, 256, -256)], [n & -n for n in (12, 7, 8)], [(n & (n - 1)) == 0 for n in (1, 6, 64)])


def signed(n, bits=8):
    n &= (1 << bits) - 1
    return n - (1 << bits) if n >> (bits - 1) else n


print([signed(n) for n in (0, 127, 128, 255, 256, -129)], -1 & 0xFFFF, ~5 & 0xFF, -8 >> 1, -7 >> 1, -1 >> 100, 1 << 64, (1 << 64) >> 63, -(1 << 70) >> 68, (-5) % 8, -5 & 7, 5 & -2, -6 | 3, -6 ^ 3, ~(-1))


def sieve(n):
    marks = (1 << n) - 1 & ~0b11
    for p in range(2, int(n**0.5) + 1):
        if marks >> p & 1:
            for multiple in range(p * p, n, p):
                marks &= ~(1 << multiple)
    return [i for i in range(n) if marks >> i & 1]


print(sieve(60))


class LCG:
    def __init__(self, state):
        self.state = state

    def next(self):
        self.state = (6364136223846793005 * self.state + 1442695040888963407) & (2**64 - 1)
        return self.state >> 33


g = LCG(1)
print([g.next() for _ in range(4)])


def crc32(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xEDB88320 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


print(hex(crc32(b"123456789")), pow(3, 2**100, 10**9 + 7), 2**127 - 1, (2**127 - 1) % 97, (2**200).bit_length(), int.from_bytes((2**70 + 5).to_bytes(10, "big"), "big") == 2**70 + 5)
h = 5381
for c in "hash me":
    h = (h * 33 + ord(c)) & 0xFFFFFFFF
print(h, True << 3, 7 // -2, -7 // 2, 7 % -2, divmod(-7, -2), (-2) ** 63, -2**63, 10**18 // 7 * 7 + 10**18 % 7 == 10**18)
