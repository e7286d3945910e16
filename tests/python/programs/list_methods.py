"""All methods of list."""
numbers = [3, 1, 2]
numbers.append(5)
numbers.extend([7, 6])
numbers.extend("ab")
numbers.insert(0, "first")
numbers.insert(-1, "before last")
numbers.insert(100, "end")
print(numbers)
print(numbers.pop(), numbers.pop(0), numbers.pop(-2), numbers)
numbers.remove("a")
numbers.remove("b")
print(numbers.index(5), numbers.count(1), numbers.index(1, 1), len(numbers))
numbers.reverse()
print(numbers, numbers[::-1])
numbers.sort()
print(numbers, sorted(numbers, reverse=True))
copied = numbers.copy()
copied.clear()
print(copied, numbers)
for action in (lambda: numbers.remove(99), lambda: numbers.index(99), lambda: [].pop(), lambda: numbers.pop(99),
               lambda: numbers[99], lambda: numbers["a"], lambda: [1] + (2,), lambda: [1] * 1.5, lambda: [1, "a"] < [1, 2],
               lambda: sorted([1, "a"]), lambda: numbers.append(), lambda: numbers.append(1, 2), lambda: list(5),
               lambda: [].sort(5), lambda: numbers.nothing, lambda: numbers.index(7, 5)):
    try:
        action()
    except Exception as error:
        print(f"{type(error).__name__}: {error}")
print([1, 2] * 2, 2 * [0], [1] + [2], [1, 2] == [1, 2], [1, 2] < [1, 3], [2] > [1, 9], [] < [0])
grid = [[0] * 3] * 2
grid[0][1] = 1
print(grid)
grid = [[0] * 3 for _ in range(2)]
grid[0][1] = 1
print(grid)
numbers += (1, 2)
numbers *= 2
print(numbers, 7 in numbers, 8 not in numbers)
loop = [1]
loop.append(loop)
print(loop)
print(list("abc"), list(range(3)), list({"k": 1}), [*"xy", *[1]])
print(any([0, "", None]), all([1, "a"]), any([]), all([]), sum([1, 2.5]), sum([[1], [2]], []), min([3, 1]), max([], default=0))
