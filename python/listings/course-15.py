# A line through points by gradient descent.
import matplotlib.pyplot as plt
import numpy as np

rng = np.random.RandomState(0)
x = rng.uniform(0, 10, size=40)
y = 3 * x + 4 + rng.normal(size=40)

slope, start = 0.0, 0.0
losses = []
for step in range(2000):
    error = slope * x + start - y
    losses.append((error**2).mean())
    slope -= 0.01 * 2 * (error * x).mean()
    start -= 0.01 * 2 * error.mean()
    if step in (0, 10, 100, 1999):
        print(f"step {step:4d} loss {losses[-1]:9.4f} slope {slope:.3f} start {start:.3f}")
print("formula:", np.polyfit(x, y, 1).round(3))

plt.scatter(x, y)
plt.plot([0, 10], [start, start + 10 * slope], color="red")
plt.show()
