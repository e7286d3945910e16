"""What a course on machine learning does with plain lists."""
import math
import random

random.seed(3)


def dot(a, b):
    return sum(x * y for x, y in zip(a, b, strict=True))


def matmul(a, b):
    return [[dot(row, column) for column in zip(*b)] for row in a]


def transpose(m):
    return [list(row) for row in zip(*m)]


def softmax(values):
    top = max(values)
    exps = [math.exp(v - top) for v in values]
    return [e / sum(exps) for e in exps]


class Perceptron:
    def __init__(self, size, rate=0.1):
        self.weights = [random.uniform(-1, 1) for _ in range(size)]
        self.bias, self.rate = 0.0, rate

    def __call__(self, x):
        return 1 if dot(self.weights, x) + self.bias > 0 else 0

    def fit(self, data, epochs):
        for epoch in range(epochs):
            errors = 0
            for x, y in data:
                delta = y - self(x)
                errors += abs(delta)
                self.weights = [w + self.rate * delta * v for w, v in zip(self.weights, x)]
                self.bias += self.rate * delta
            print(f"epoch {epoch + 1}: {errors} errors", [round(w, 4) for w in self.weights], round(self.bias, 4))
            if not errors:
                return


a, b = [[1, 2], [3, 4]], [[5, 6], [7, 8]]
print(matmul(a, b), transpose([[1, 2, 3], [4, 5, 6]]), softmax([1.0, 2.0, 3.0]), sum(softmax([5, 1, -3])))
p = Perceptron(2)
p.fit([((0, 0), 0), ((0, 1), 0), ((1, 0), 0), ((1, 1), 1)], 20)
x = [i / 10 for i in range(10)]
y = [3 * v + 1 + random.gauss(0, 0.1) for v in x]
w = c = 0.0
for step in range(200):
    errors = [w * xi + c - yi for xi, yi in zip(x, y)]
    w -= 0.5 * 2 * dot(errors, x) / len(x)
    c -= 0.5 * 2 * sum(errors) / len(x)
print(f"{w:.6f} {c:.6f} {sum(e * e for e in errors) / len(x):.6f}", w)
try:
    dot([1, 2], [1])
except ValueError as error:
    print(error)
mean = sum(y) / len(y)
print(round(mean, 6), [round((v - mean) / max(y), 3) for v in y[:4]], math.sqrt(sum((v - mean) ** 2 for v in y) / len(y)))
