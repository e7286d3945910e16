import matplotlib.pyplot as plt
import numpy as np

# A line chart with two lines.
x = np.linspace(0, 2 * np.pi, 100)
plt.plot(x, np.sin(x), label="sin")
plt.plot(x, np.cos(x), "--", label="cos")
plt.title("Two waves")
plt.xlabel("x")
plt.ylabel("y")
plt.legend()
plt.show()

# Points, coloured by a value.
rng = np.random.RandomState(0)
points = rng.normal(size=(50, 2))
plt.scatter(points[:, 0], points[:, 1], c=points[:, 0])
plt.show()

# Bars, and how often values occur.
plt.bar(["cats", "dogs", "birds"], [12, 15, 4])
plt.show()
plt.hist(rng.normal(size=500), bins=20)
plt.show()

# Your turn: the values of the sigmoid at 13 places from -6 to 6, as a line.
values = 1 / (1 + np.exp(-np.linspace(-6, 6, 13)))  # answer
plt.plot(np.linspace(-6, 6, 13), values)
plt.show()
print(values.shape)

# check: values.shape == (13,)
# check: abs(values[6] - 0.5) < 1e-9
