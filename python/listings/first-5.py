# A function has inputs and gives a result.
def mean(values):
    return sum(values) / len(values)


print(mean([3, 4, 8]))


# Parameters can have defaults and be given by name.
def greet(name, word="Hello", times=1):
    return f"{word}, {name}! " * times


print(greet("Ada"))
print(greet("Bo", times=2))


# Any number of inputs, two results, and a small function without a name.
def smallest_and_largest(*values):
    return min(values), max(values)


low, high = smallest_and_largest(4, 9, 1)
print(low, high)
print(sorted(["pear", "fig", "apple"], key=lambda word: len(word)))


# Your turn: the sigmoid function, 1 / (1 + e to the power of -x).
def sigmoid(x):
    import math

    return 1 / (1 + math.exp(-x))  # answer


print(sigmoid(0), sigmoid(2))

# check: sigmoid(0) == 0.5
# check: abs(sigmoid(2) - 0.8807970779778823) < 1e-12
