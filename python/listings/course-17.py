# k nearest neighbours decide.
import numpy as np

rng = np.random.RandomState(5)
centres = np.array([[0, 0], [3, 1], [1, 3]])
labels = np.arange(90) % 3
points = centres[labels] + rng.normal(size=(90, 2))
train, test = slice(0, 60), slice(60, 90)


def predict(point, k):
    distances = np.sqrt(((points[train] - point) ** 2).sum(axis=1))
    nearest = labels[train][np.argsort(distances)[:k]]
    return np.bincount(nearest).argmax()


for k in (1, 3, 9, 25):
    guesses = np.array([predict(point, k) for point in points[test]])
    print(f"k = {k:2d}: accuracy {np.mean(guesses == labels[test]):.3f}")
