# Describe numbers: mean, median, spread.
import numpy as np

rng = np.random.RandomState(1)
heights = rng.normal(170, 8, size=200).round(1)
print("mean", heights.mean().round(2), "median", np.median(heights), "spread", heights.std().round(2))
print("from", heights.min(), "to", heights.max(), "quartiles", np.percentile(heights, [25, 50, 75]).round(2))
counts, edges = np.histogram(heights, bins=6)
for count, left, right in zip(counts, edges, edges[1:]):
    print(f"{left:6.1f} to {right:6.1f} {'#' * (count // 2)} {count}")
