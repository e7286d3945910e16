# Three classes with softmax, by hand.
import numpy as np

rng = np.random.RandomState(2)
labels = np.arange(150) % 3
x = np.array([[0, 0], [2, 0], [0, 2]])[labels] + 0.5 * rng.normal(size=(150, 2))
x = np.column_stack([x, np.ones(150)])
onehot = np.eye(3)[labels]
weights = np.zeros((3, 3))
for step in range(301):
    scores = x @ weights
    scores -= scores.max(axis=1, keepdims=True)
    chances = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    if step % 100 == 0:
        loss = -np.log(chances[np.arange(150), labels]).mean()
        print(f"step {step:3d} loss {loss:.4f} accuracy {(chances.argmax(axis=1) == labels).mean():.3f}")
    weights -= 0.5 * x.T @ (chances - onehot) / 150
print(weights.round(2))
