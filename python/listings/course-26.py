# Prepare data: shuffle, split, scale with the numbers of the training part only.
import numpy as np

rng = np.random.RandomState(4)
data = np.column_stack([rng.normal(170, 10, 50), rng.normal(70, 15, 50), rng.randint(0, 2, 50)])
order = rng.permutation(len(data))
cut = int(0.8 * len(data))
train, test = data[order[:cut]], data[order[cut:]]
mean, spread = train[:, :2].mean(axis=0), train[:, :2].std(axis=0)
x_train, x_test = (train[:, :2] - mean) / spread, (test[:, :2] - mean) / spread
print(x_train.shape, x_test.shape, mean.round(2), spread.round(2))
print("training:", x_train.mean(axis=0).round(6) + 0, x_train.std(axis=0).round(6))
print("test:    ", x_test.mean(axis=0).round(3), x_test.std(axis=0).round(3))
