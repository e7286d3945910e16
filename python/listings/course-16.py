# Polynomials: underfitting and overfitting.
import matplotlib.pyplot as plt
import numpy as np

rng = np.random.RandomState(3)
x = np.linspace(-1, 1, 20)
y = np.sin(3 * x) + 0.2 * rng.normal(size=20)
train, test = np.arange(20) % 2 == 0, np.arange(20) % 2 == 1
grid = np.linspace(-1, 1, 100)
plt.scatter(x, y)
for degree in (1, 3, 8):
    weights = np.polyfit(x[train], y[train], degree)
    error = lambda part: np.sqrt(np.mean((np.polyval(weights, x[part]) - y[part]) ** 2))
    print(f"degree {degree}: training error {error(train):.3f}, test error {error(test):.3f}")
    plt.plot(grid, np.polyval(weights, grid), label=f"degree {degree}")
plt.ylim(-2, 2)
plt.legend()
plt.show()
