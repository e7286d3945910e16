# Systems of equations and matrices.
import numpy as np

# 2x + y = 5 and x - 3y = -1
a = np.array([[2.0, 1.0], [1.0, -3.0]])
b = np.array([5.0, -1.0])
x = np.linalg.solve(a, b)
print("solution:", x, "check:", a @ x)
print("determinant:", round(np.linalg.det(a), 6))
print("inverse:", np.linalg.inv(a).round(4))
values, vectors = np.linalg.eigh(np.array([[2.0, 1.0], [1.0, 2.0]]))
print("eigenvalues:", values.round(4))
