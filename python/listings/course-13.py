# Pi by throwing points into a square.
import numpy as np

rng = np.random.RandomState(42)
for count in (100, 10_000, 200_000):
    points = rng.uniform(-1, 1, size=(count, 2))
    inside = (points**2).sum(axis=1) < 1
    print(f"{count:7d} points: {4 * inside.mean():.4f}")
