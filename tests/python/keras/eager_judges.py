import keras
import numpy as np

t = np.array([[0.0, 1.0], [0.5, 0.2], [1.0, 0.0]], "float32")
p = np.array([[0.1, 0.8], [0.4, 0.9], [0.7, 0.3]], "float32")
for name in ("mean_squared_error", "mean_absolute_error", "huber", "binary_crossentropy", "categorical_crossentropy",
             "kl_divergence", "poisson", "log_cosh", "cosine_similarity", "mean_absolute_percentage_error"):
    print(name, np.round(np.array(getattr(keras.losses, name)(t, p)), 5))
for loss in (keras.losses.MeanSquaredError(), keras.losses.MeanAbsoluteError(reduction="sum"),
             keras.losses.MeanSquaredError(reduction=None), keras.losses.CategoricalCrossentropy(from_logits=True),
             keras.losses.BinaryCrossentropy(label_smoothing=0.1), keras.losses.Huber(delta=0.2)):
    print(type(loss).__name__, np.round(np.array(loss(t, p)), 5))
print(np.round(float(keras.losses.SparseCategoricalCrossentropy()(np.array([1, 0, 1]), p / p.sum(1, keepdims=True))), 5))
print(np.round(float(keras.losses.MeanSquaredError()(t, p, sample_weight=np.array([1.0, 2.0, 0.5]))), 5))
metric = keras.metrics.Accuracy(name="acc")
metric.update_state([1, 2, 3, 4], [0, 2, 3, 4])
print(metric.name, float(metric.result()))
metric = keras.metrics.MeanSquaredError()
metric.update_state(t, p)
print(np.round(float(metric.result()), 5))
metric.update_state(t + 1, p)
print(np.round(float(metric.result()), 5))
metric.reset_state()
print(float(metric.result()))
for metric in (keras.metrics.BinaryAccuracy(), keras.metrics.Precision(), keras.metrics.Recall(), keras.metrics.AUC()):
    metric.update_state([0, 1, 1, 0, 1], [0.2, 0.7, 0.4, 0.6, 0.9])
    print(type(metric).__name__, np.round(float(metric.result()), 4))
metric = keras.metrics.SparseCategoricalAccuracy()
metric.update_state(np.array([[1], [0], [1]]), p)
print(np.round(float(metric.result()), 5))
mean = keras.metrics.Mean(name="loss")
for value in (1.0, 3.0, 8.0):
    mean.update_state(value)
mean([2.0, 4.0])
print(mean.name, float(mean.result()))
mean.reset_state()
mean.update_state([1.0, 3.0], sample_weight=[1.0, 0.0])
print(float(mean.result()))
for function in ("relu", "sigmoid", "tanh", "softplus", "elu", "gelu", "silu", "softsign", "leaky_relu", "selu", "relu6", "mish"):
    print(function, np.round(np.array(getattr(keras.activations, function)(np.linspace(-3, 3, 5, dtype="float32"))), 4))
print(np.round(np.array(keras.activations.softmax(t)), 4))
print(np.round(np.array(keras.activations.relu(np.array([-2.0, 0.5, 9.0], "float32"), negative_slope=0.1, max_value=6.0)), 4))
for name, shape in (("Zeros", (2, 2)), ("Ones", (3,)), ("Identity", (2, 2))):
    print(np.array(getattr(keras.initializers, name)()(shape=shape)))
print(np.array(keras.initializers.Constant(3.0)((2,))), np.array(keras.initializers.GlorotUniform(seed=1)((4, 5))).shape)
values = np.array(keras.initializers.RandomNormal(stddev=0.1, seed=2)((200, 50)))
print(abs(values.std() - 0.1) < 0.005, abs(values.mean()) < 0.005)
