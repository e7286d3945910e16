"""itertools."""
import itertools as it
import operator

print(list(it.islice(it.count(5, 2), 4)), list(it.islice(it.count(0.5, 0.25), 3)), list(it.islice(it.cycle("ab"), 5)), list(it.repeat(1, 3)), list(map(pow, range(4), it.repeat(2))))
print(list(it.accumulate([1, 2, 3, 4])), list(it.accumulate([1, 2, 3], operator.mul)), list(it.accumulate([3, 1, 5], max)), list(it.accumulate([1, 2], initial=10)), list(it.accumulate("abc")))
print(list(it.chain([1], "ab", (2,))), list(it.chain.from_iterable(["ab", "cd"])), list(it.compress("abcd", [1, 0, 1, 0])), list(it.dropwhile(lambda x: x < 3, [1, 4, 2])), list(it.takewhile(lambda x: x < 3, [1, 4, 2])), list(it.filterfalse(lambda x: x % 2, range(5))))
for key, group in it.groupby("aaabbca"):
    print(key, list(group), end="; ")
print({k: [w for w in g] for k, g in it.groupby(sorted(["bb", "a", "cc", "d"], key=len), key=len)})
print(list(it.islice(range(10), 3)), list(it.islice(range(10), 2, 8, 3)), list(it.islice("abc", 1, None)), list(it.starmap(pow, [(2, 3), (3, 2)])), list(it.zip_longest("ab", [1], fillvalue="-")), list(it.pairwise("abcd")), list(it.batched("abcdefg", 3)))
print(list(it.product("ab", [1, 2])), list(it.product([0, 1], repeat=2)), list(it.permutations([1, 2, 3], 2)), list(it.combinations("abc", 2)), list(it.combinations_with_replacement("ab", 2)), len(list(it.permutations(range(5)))))
a, b = it.tee([1, 2, 3])
print(next(a), next(a), list(b), list(a))
groups = it.groupby([1, 1, 2])
first = next(groups)
next(groups)
print(list(first[1]))
for action in ("it.islice([1], -1)", "it.batched('ab', 0)", "it.combinations('ab', -1)", "list(it.batched('abc', 2, strict=True))", "it.count('a')", "it.chain(5).__next__()", "it.repeat()", "list(it.starmap(pow, [1]))", "it.product(1)"):
    try:
        eval(action)
    except Exception as error:
        print(f"{action}: {type(error).__name__}: {error}")
print(it.count(3), it.repeat("x", 2), it.count(1, 2), list(zip(it.count(), "ab")), next(it.cycle([1])), list(it.cycle([])), sum(it.takewhile(lambda n: n < 100, (n * n for n in it.count()))))
print(list(it.combinations(range(4), 0)), list(it.combinations("ab", 3)), list(it.product()), list(it.permutations("ab", 3)), list(it.accumulate([])), list(it.chain()))
