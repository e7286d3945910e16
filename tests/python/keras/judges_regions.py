"""Losses and metrics of regions, embeddings and labels; optimizers of whole weights."""

import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np
import keras
from keras import layers, losses, metrics, optimizers

truth = np.array([[1.0, 2.0], [2.0, 0.0], [4.0, 1.0], [3.0, 5.0], [0.0, 2.0]], "float32")
guess = np.array([[1.5, 2.0], [2.0, 0.5], [3.0, 1.5], [3.5, 4.0], [0.5, 1.0]], "float32")
labels = np.array([0, 1, 0, 1, 0])


def show(name, value):
    print(name, np.round(np.array(value), 4).tolist())


for regressors in (0, 2, 4, 9):
    metric = metrics.R2Score(num_regressors=regressors)
    metric.update_state(truth, guess)
    show(f"R2, {regressors} inputs:", metric.result())
metric = metrics.R2Score(class_aggregation=None)
metric.update_state(truth, guess)
show("R2 of each:", metric.result())
for kind in (metrics.PearsonCorrelation, metrics.ConcordanceCorrelation):
    metric = kind(axis=0)
    metric.update_state(truth, guess)
    show(kind.__name__, metric.result())
metric = metrics.MeanIoU(3, sparse_y_pred=False)
metric.update_state(labels, guess)
show("MeanIoU", metric.result())
metric = metrics.IoU(2, target_class_ids=[1])
metric.update_state([0, 0, 1, 1], [0, 1, 0, 1], sample_weight=[3, 3, 3, 1])
show("IoU", metric.result())
metric = metrics.BinaryIoU(threshold=0.3)
metric.update_state([0, 1, 0, 1], [0.1, 0.2, 0.4, 0.7])
show("BinaryIoU", metric.result())
metric = metrics.PrecisionAtRecall(0.8)
metric.update_state([0, 0, 0, 1, 1], [0, 0.3, 0.8, 0.3, 0.8])
show("PrecisionAtRecall", metric.result())
metric = metrics.AUC(multi_label=True, num_thresholds=20, label_weights=[1.0, 3.0])
metric.update_state((truth > 1.5).astype("float32"), guess / 5)
show("AUC", metric.result())

norms = np.linalg.norm(guess, axis=1, keepdims=True)
show("Circle", losses.Circle(gamma=2.0)(np.array([0, 1, 0, 1, 2]), guess / norms))
show("ignored", losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=1)(labels, guess))
show("Dice", losses.Dice()(truth / 5, guess / 5))
show("Dice of each", losses.Dice(axis=1)(truth / 5, guess / 5))
print(losses.dice(truth / 5, guess / 5).shape, losses.tversky(truth / 5, guess / 5, axis=1).shape)
show("Tversky", losses.Tversky(alpha=0.3, beta=0.8)(truth / 5, guess / 5))
show("generalized", losses.CategoricalGeneralizedCrossEntropy(0.3)(labels, guess / 6))
show("axis", losses.CategoricalCrossentropy(axis=0, from_logits=True)(truth, guess))
show("sparsemax", keras.activations.sparsemax(keras.ops.convert_to_tensor(guess)))
show("glu", keras.activations.glu(keras.ops.convert_to_tensor(guess)))
show("penalty", keras.regularizers.OrthogonalRegularizer(0.5)(keras.ops.convert_to_tensor(guess)))

x = np.linspace(-1, 1, 24).reshape(8, 3).astype("float32")
y = np.stack([x.sum(axis=1), x[:, 0] * x[:, 1]], axis=1)
for made in (
    optimizers.Lamb(0.05),
    optimizers.Ftrl(0.1, l1_regularization_strength=0.01),
    optimizers.Adafactor(0.3, weight_decay=0.01),
    optimizers.Muon(0.02, rms_rate=None, adam_weight_decay=None),
    optimizers.Adam(0.02, loss_scale_factor=64.0),
    optimizers.SGD(optimizers.schedules.CosineDecayRestarts(0.1, 3)),
):
    model = keras.Sequential(
        [
            keras.Input((3,)),
            layers.Dense(4, activation="tanh", kernel_regularizer=keras.regularizers.OrthogonalRegularizer(0.1)),
            layers.Dense(2),
        ]
    )
    count = iter(range(1, 9))
    model.set_weights([np.cos(np.arange(w.size) * next(count)).reshape(w.shape) / 2 for w in model.get_weights()])
    model.compile(made, "mse", metrics=[metrics.R2Score(), "pearson_correlation"])
    history = model.fit(x, y, epochs=3, batch_size=4, shuffle=False, verbose=0).history
    show(type(made).__name__, [history[name] for name in ("loss", "r2_score")])
