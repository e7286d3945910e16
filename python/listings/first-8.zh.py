import matplotlib.pyplot as plt
import numpy as np

# 折线图：两条线。
x = np.linspace(0, 2 * np.pi, 100)
plt.plot(x, np.sin(x), label="sin")
plt.plot(x, np.cos(x), "--", label="cos")
plt.title("Two waves")
plt.xlabel("x")
plt.ylabel("y")
plt.legend()
plt.show()

# 散点图，按数值着色。
rng = np.random.RandomState(0)
points = rng.normal(size=(50, 2))
plt.scatter(points[:, 0], points[:, 1], c=points[:, 0])
plt.show()

# 柱状图和直方图。
plt.bar(["cats", "dogs", "birds"], [12, 15, 4])
plt.show()
plt.hist(rng.normal(size=500), bins=20)
plt.show()

# 练习：在 -6 到 6 的 13 个点上计算 sigmoid 的值，并画成曲线。
values = 1 / (1 + np.exp(-np.linspace(-6, 6, 13)))  # answer
plt.plot(np.linspace(-6, 6, 13), values)
plt.show()
print(values.shape)

# check: values.shape == (13,)
# check: abs(values[6] - 0.5) < 1e-9
