import numpy as np

# Eight houses: size in square metres, number of rooms, and price in thousands.
features = np.array([[50, 1], [65, 2], [80, 3], [95, 3], [110, 4], [125, 4], [140, 5], [160, 5]])
prices = np.array([152, 195, 238, 271, 318, 349, 392, 437])


def fit_line(x, y):
    """The weights of the least squares plane, with a constant in front."""
    x = np.column_stack([np.ones(len(x)), x])
    return np.linalg.solve(x.T @ x, x.T @ y)


def predict(weights, x):
    return weights[0] + x @ weights[1:]


weights = fit_line(features, prices)
print("weights:", np.round(weights, 3))
print("prices:", np.round(predict(weights, features), 1))
print("a house of 100 square metres with 3 rooms:", round(float(predict(weights, np.array([100, 3]))), 1))
