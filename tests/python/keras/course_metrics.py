import keras
import numpy as np
from keras import layers


def fill(model, seed):
    rng = np.random.default_rng(seed)
    model.set_weights([rng.normal(size=w.shape) * 0.3 for w in model.get_weights()])


rng = np.random.default_rng(43)
x = rng.normal(size=(60, 4)).astype("float32")
y = (x[:, 0] + x[:, 1] > 0).astype("float32")
metrics = keras.metrics
model = keras.Sequential([keras.Input((4,)), layers.Dense(6, activation="relu"), layers.Dense(1, activation="sigmoid")])
fill(model, 44)
model.compile("adam", "binary_crossentropy", metrics=[
    "accuracy", metrics.Precision(name="precision"), metrics.Recall(name="recall"), metrics.AUC(name="auc"),
    metrics.TruePositives(name="tp"), metrics.FalsePositives(name="fp"), metrics.MeanSquaredError(name="mse"),
    metrics.BinaryAccuracy(threshold=0.4, name="low"),
])
history = model.fit(x, y, epochs=2, batch_size=20, shuffle=False, verbose=0)
for name in sorted(history.history):
    print(name, np.round(history.history[name], 4))
print({name: round(float(value), 4) for name, value in sorted(model.evaluate(x, y, verbose=0, return_dict=True).items())})
labels = rng.integers(0, 5, 60)
model = keras.Sequential([keras.Input((4,)), layers.Dense(5, activation="softmax")])
fill(model, 45)
model.compile("sgd", "sparse_categorical_crossentropy", metrics=[
    "accuracy", metrics.SparseTopKCategoricalAccuracy(k=2, name="top2"), "sparse_categorical_crossentropy",
])
print({name: round(float(value), 4) for name, value in sorted(model.evaluate(x, labels, verbose=0, return_dict=True).items())})
model.compile("sgd", "categorical_crossentropy", metrics=["categorical_accuracy", metrics.TopKCategoricalAccuracy(k=3, name="top3")])
print({name: round(float(value), 4) for name, value in sorted(model.evaluate(x, np.eye(5)[labels], verbose=0, return_dict=True).items())})
