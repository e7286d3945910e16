import numpy as np

# Arrays: many numbers of one type, with a shape.
a = np.array([[1, 2, 3], [4, 5, 6]])
print(a.shape, a.dtype, a.ndim)
print(a[0, 1], a[:, 1], a[1])

# Operators work on all numbers at once, and smaller arrays are repeated.
print(a * 10)
print(a + np.array([100, 200, 300]))

# Sums and means, of all or along an axis.
print(a.sum(), a.mean(axis=0), a.max(axis=1), a.T.shape)

# Other ways to make arrays.
print(np.zeros((2, 2)), np.arange(0, 1, 0.25), np.linspace(0, 1, 3))

# Your turn: the product of the matrix a and the vector weights.
weights = np.array([0.5, 1.0, -1.0])
result = a @ weights  # answer
print(result)

# check: result.tolist() == [-0.5, 1.0]
