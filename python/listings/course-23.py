# A network of two layers learns XOR, with NumPy alone.
import matplotlib.pyplot as plt
import numpy as np

rng = np.random.RandomState(1)
x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
y = np.array([[0], [1], [1], [0]], dtype=float)
w1, b1 = rng.normal(size=(2, 4)), np.zeros(4)
w2, b2 = rng.normal(size=(4, 1)), np.zeros(1)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


losses = []
for step in range(3000):
    hidden = np.tanh(x @ w1 + b1)
    output = sigmoid(hidden @ w2 + b2)
    losses.append(-np.mean(y * np.log(output) + (1 - y) * np.log(1 - output)))
    # The gradients, from the output back to the input.
    d2 = (output - y) / len(x)
    d1 = d2 @ w2.T * (1 - hidden**2)
    w2 -= 0.5 * hidden.T @ d2
    b2 -= 0.5 * d2.sum(axis=0)
    w1 -= 0.5 * x.T @ d1
    b1 -= 0.5 * d1.sum(axis=0)
print("loss:", [round(float(losses[step]), 4) for step in (0, 100, 1000, 2999)])
print("output:", output.ravel().round(2), "rounded:", output.ravel().round())
plt.plot(losses)
plt.show()
