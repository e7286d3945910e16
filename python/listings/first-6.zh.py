import numpy as np

# 数组：同一类型的许多数字，带有形状。
a = np.array([[1, 2, 3], [4, 5, 6]])
print(a.shape, a.dtype, a.ndim)
print(a[0, 1], a[:, 1], a[1])

# 运算对所有元素进行；较小的数组会自动扩展（广播）。
print(a * 10)
print(a + np.array([100, 200, 300]))

# 求和与平均，可以对全部，也可以沿某个轴。
print(a.sum(), a.mean(axis=0), a.max(axis=1), a.T.shape)

# 创建数组的其他方法。
print(np.zeros((2, 2)), np.arange(0, 1, 0.25), np.linspace(0, 1, 3))

# 练习：计算矩阵 a 与向量 weights 的乘积。
weights = np.array([0.5, 1.0, -1.0])
result = a @ weights  # answer
print(result)

# check: result.tolist() == [-0.5, 1.0]
