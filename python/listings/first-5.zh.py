# 函数：有输入，有返回值。
def mean(values):
    return sum(values) / len(values)


print(mean([3, 4, 8]))


# 参数可以有默认值，也可以按名字传入。
def greet(name, word="Hello", times=1):
    return f"{word}, {name}! " * times


print(greet("Ada"))
print(greet("Bo", times=2))


# 任意多个参数、两个返回值，以及没有名字的小函数。
def smallest_and_largest(*values):
    return min(values), max(values)


low, high = smallest_and_largest(4, 9, 1)
print(low, high)
print(sorted(["pear", "fig", "apple"], key=lambda word: len(word)))


# 练习：写出 sigmoid 函数，1 / （1 + e 的 -x 次方）。
def sigmoid(x):
    import math

    return 1 / (1 + math.exp(-x))  # answer


print(sigmoid(0), sigmoid(2))

# check: sigmoid(0) == 0.5
# check: abs(sigmoid(2) - 0.8807970779778823) < 1e-12
