# k-means: groups without labels.
import matplotlib.pyplot as plt
import numpy as np

rng = np.random.RandomState(8)
points = np.concatenate([rng.normal(centre, 0.5, size=(30, 2)) for centre in ([0, 0], [3, 0], [1.5, 2.5])])
centres = points[[0, 1, 2]]
for step in range(20):
    distances = ((points[:, None] - centres[None]) ** 2).sum(axis=2)
    group = distances.argmin(axis=1)
    moved = np.array([points[group == number].mean(axis=0) for number in range(3)])
    if np.allclose(moved, centres):
        break
    centres = moved
print("steps:", step)
print("centres:", centres[np.argsort(centres[:, 0])].round(2))
print("sizes:", sorted(np.bincount(group).tolist()))
plt.scatter(points[:, 0], points[:, 1], c=group)
plt.scatter(centres[:, 0], centres[:, 1], marker="x", color="black")
plt.show()
