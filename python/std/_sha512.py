"""SHA-512, with which random turns a text into a seed."""

_MASK = 2**64 - 1


def _root(n, power):
    """The first 64 bits after the point of a root of a prime."""
    n <<= 64 * power
    low, high = 0, 1 << 68
    while high - low > 1:
        middle = (low + high) // 2
        if middle**power <= n:
            low = middle
        else:
            high = middle
    return low & _MASK


_PRIMES = [n for n in range(2, 410) if all(n % d for d in range(2, int(n**0.5) + 1))]
_ROUNDS = [_root(prime, 3) for prime in _PRIMES]
_START = [_root(prime, 2) for prime in _PRIMES[:8]]


def _turn(x, n):
    return (x >> n | x << 64 - n) & _MASK


def digest(data):
    size = len(data)
    data += b"\x80" + bytes(-(size + 17) % 128) + (size * 8).to_bytes(16, "big")
    state = _START
    for block in range(0, len(data), 128):
        w = [int.from_bytes(data[i : i + 8], "big") for i in range(block, block + 128, 8)]
        for i in range(16, 80):
            a, b = w[i - 15], w[i - 2]
            a = _turn(a, 1) ^ _turn(a, 8) ^ a >> 7
            b = _turn(b, 19) ^ _turn(b, 61) ^ b >> 6
            w.append(w[i - 16] + a + w[i - 7] + b & _MASK)
        a, b, c, d, e, f, g, h = state
        for k, x in zip(_ROUNDS, w):
            t = h + (_turn(e, 14) ^ _turn(e, 18) ^ _turn(e, 41)) + (e & f ^ ~e & g) + k + x
            u = (_turn(a, 28) ^ _turn(a, 34) ^ _turn(a, 39)) + (a & b ^ a & c ^ b & c)
            a, b, c, d, e, f, g, h = t + u & _MASK, a, b, c, d + t & _MASK, e, f, g
        state = [x + y & _MASK for x, y in zip(state, (a, b, c, d, e, f, g, h))]
    return b"".join(x.to_bytes(8, "big") for x in state)
