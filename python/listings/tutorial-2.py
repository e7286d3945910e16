import numpy as np

# Hours of study and of sleep before a test, and who passed.
hours = np.array([[1, 7], [2, 8], [3, 5], [4, 6], [5, 7], [6, 8], [7, 5], [8, 7]], dtype=float)
passed = np.array([0, 0, 0, 0, 1, 1, 1, 1])


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def logistic_regression(x, y, rate=0.1, steps=5000):
    """Gradient descent on the cross-entropy."""
    x = np.column_stack([np.ones(len(x)), x])
    weights = np.zeros(x.shape[1])
    for _ in range(steps):
        error = sigmoid(x @ weights) - y
        weights -= rate * x.T @ error / len(y)
    return weights


# Numbers of the same size are learned faster.
mean, spread = hours.mean(axis=0), hours.std(axis=0)
weights = logistic_regression((hours - mean) / spread, passed)
chances = sigmoid(weights[0] + (hours - mean) / spread @ weights[1:])
print("weights:", np.round(weights, 2))
print("chances:", np.round(chances, 2))
print("right:", np.mean((chances > 0.5) == passed))
