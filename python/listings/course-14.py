# How often does each sum of two dice occur?
import matplotlib.pyplot as plt
import numpy as np

rng = np.random.RandomState(7)
sums = rng.randint(1, 7, size=(3600, 2)).sum(axis=1)
values, counts = np.unique(sums, return_counts=True)
for value, count in zip(values, counts):
    print(f"{value:2d}: {count:4d}, expected {100 * (6 - abs(7 - value)):4d}")
plt.bar(values, counts)
plt.title("Sums of two dice")
plt.show()
