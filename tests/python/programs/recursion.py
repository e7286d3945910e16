"""Recursive functions: hanoi, permutations, memo, mutual recursion, depth."""
import sys


def hanoi(n, a="A", b="B", c="C"):
    if n == 0:
        return 0
    return hanoi(n - 1, a, c, b) + 1 + hanoi(n - 1, c, b, a)


def is_even(n):
    return True if n == 0 else is_odd(n - 1)


def is_odd(n):
    return False if n == 0 else is_even(n - 1)


def subsets(items):
    if not items:
        return [[]]
    rest = subsets(items[1:])
    return rest + [[items[0]] + s for s in rest]


def queens(n, row=0, columns=(), solutions=None):
    solutions = [] if solutions is None else solutions
    if row == n:
        solutions.append(columns)
        return solutions
    for c in range(n):
        if all(c != cc and abs(c - cc) != row - r for r, cc in enumerate(columns)):
            queens(n, row + 1, columns + (c,), solutions)
    return solutions


def ackermann(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ackermann(m - 1, 1)
    return ackermann(m - 1, ackermann(m, n - 1))


print(hanoi(8), is_even(100), is_odd(7), subsets([1, 2, 3]), len(queens(6)), queens(6)[0], ackermann(2, 3))


def depth(n):
    return n if n == 0 else 1 + depth(n - 1)


print(depth(900), sys.getrecursionlimit() >= 1000)


def forever():
    return forever()


for attempt in range(3):
    try:
        forever()
    except RecursionError as error:
        print(error)
print(depth(900))


def deep_repr():
    x = []
    for _ in range(50):
        x = [x]
    return repr(x)


print(deep_repr())


class Node:
    def __eq__(self, other):
        return self == other


try:
    Node() == Node()
except RecursionError as error:
    print(type(error).__name__)
try:
    Fib = type("Fib", (), {"__getattr__": lambda self, name: self.missing})
    Fib().x
except RecursionError as error:
    print(type(error).__name__)
