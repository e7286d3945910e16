"""random with a seed gives CPython's numbers."""
import random

random.seed(42)
print(random.random(), random.randint(1, 6), random.uniform(1, 10), random.choice("abcdef"), random.randrange(0, 100, 5), random.getrandbits(70), random.randrange(7))
items = list(range(10))
random.shuffle(items)
print(items, random.sample(range(100), 5), random.sample("abcdef", 3), random.choices([1, 2, 3], weights=[5, 1, 1], k=6), random.choices("ab", k=4), random.sample(range(10**6), 12))
print(random.gauss(0, 1), random.gauss(10, 2), random.normalvariate(0, 1), random.triangular(0, 10, 3), random.expovariate(0.5), random.betavariate(2, 3), random.gammavariate(0.5, 1), random.gammavariate(3, 2), random.lognormvariate(0, 0.5), random.paretovariate(3), random.weibullvariate(1, 1.5), random.vonmisesvariate(1, 2), random.binomialvariate(10, 0.3), random.binomialvariate(100, 0.4))
for seed in (0, 1, -5, 2**70, 1.5, "text", b"bytes", True):
    random.seed(seed)
    print(repr(seed), random.random(), random.randint(0, 1000))
own = random.Random(7)
print(own.random(), own.randint(1, 100), [own.randint(0, 9) for _ in range(5)], random.Random(7).random() == random.Random(7).random())
random.seed(1)
print([random.randint(1, 6) for _ in range(10)], random.sample(["a", "b"], counts=[3, 2], k=4), random.choices(range(5), cum_weights=[1, 2, 3, 4, 10], k=3), random.randbytes(4).hex(), random.triangular(), random.random())
for action in ("random.choice([])", "random.randint(5, 1)", "random.sample([1], 2)", "random.randrange(0)", "random.sample({1, 2}, 1)", "random.choices([1, 2], [0, 0])", "random.choices([1, 2], [1])", "random.randint(1.5, 2)", "random.randrange(1, 5, 0)", "random.shuffle((1, 2))", "random.seed([])"):
    try:
        eval(action)
    except Exception as error:
        print(f"{action}: {type(error).__name__}: {error}")
random.seed(123)
inside = sum(random.random() ** 2 + random.random() ** 2 < 1 for _ in range(2000))
print(4 * inside / 2000)
