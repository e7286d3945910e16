import numpy as np
import tensorflow as tf

x = tf.constant([[-1.5, 0.5, 2.0], [0.25, -0.75, 1.0]])
for name in ("abs", "square", "exp", "sin", "cos", "tanh", "sigmoid", "floor", "round", "sign", "negative", "softplus"):
    print(name, np.round(getattr(tf.math, name)(x).numpy(), 5).tolist())
positive = tf.abs(x) + 0.1
for name in ("sqrt", "log", "log1p", "rsqrt", "reciprocal"):
    print(name, np.round(getattr(tf.math, name)(positive).numpy(), 5).tolist())
for name in ("sum", "mean", "max", "min", "prod", "std", "variance", "logsumexp"):
    function = getattr(tf.math, f"reduce_{name}")
    print(name, np.round(function(x).numpy(), 5), np.round(function(x, axis=0).numpy(), 5), function(x, axis=-1, keepdims=True).shape)
y = tf.constant([[1.0, 2.0, -3.0], [0.5, 0.5, 0.5]])
for name in ("add", "subtract", "multiply", "divide", "maximum", "minimum", "squared_difference", "floordiv", "mod"):
    print(name, np.round(getattr(tf.math, name)(x, y).numpy(), 5).tolist())
print(tf.pow(positive, 2.0).numpy().round(4), tf.math.divide_no_nan(x, tf.zeros_like(x)).numpy())
for name in ("relu", "relu6", "elu", "selu", "leaky_relu", "gelu", "silu", "softmax", "log_softmax", "softsign", "l2_normalize"):
    print(name, np.round(getattr(tf.nn, name)(x * 4).numpy(), 4).tolist())
print(tf.reduce_all(x > -2), tf.reduce_any(x > 5), tf.math.argmax(x, axis=1), tf.logical_and(x > 0, y > 0))
print(tf.linalg.inv([[2.0, 0.0], [1.0, 1.0]]), tf.linalg.det([[2.0, 1.0], [1.0, 3.0]]), tf.einsum("ij,kj->ik", x, y))
print(tf.math.cumsum([1.0, 2.0, 3.0]), tf.math.confusion_matrix([0, 1, 1], [0, 1, 0]), tf.math.bincount([1, 1, 3]))
for loss in (
    tf.nn.sigmoid_cross_entropy_with_logits(labels=[0.0, 1.0], logits=[1.0, 2.0]),
    tf.nn.softmax_cross_entropy_with_logits(labels=[[0.0, 1.0]], logits=[[1.0, 2.0]]),
    tf.nn.sparse_softmax_cross_entropy_with_logits(labels=[1, 0], logits=[[1.0, 2.0], [0.0, 0.0]]),
):
    print(loss.shape, loss.dtype, np.round(loss.numpy(), 5))
v = tf.Variable(tf.zeros([2, 2]), name="state")
v.assign([[1.0, 2.0], [3.0, 4.0]])
v.assign_sub(tf.ones([2, 2]))
print(v, v.shape, v.dtype, v.numpy().sum(), (v * 2)[0], tf.reduce_sum(v), v.trainable, v.name)
t = tf.reshape(tf.range(24), [2, 3, 4])
print(t[0, 1, 2], t[:, -1].shape, t[..., 0], t[1, :2, ::2], t[tf.newaxis].shape)
print(tf.gather(t, [1, 0], axis=2).shape, tf.roll(t[0, 0], 1, 0), tf.pad(t[0, :1, :2], [[1, 0], [0, 1]]))
print(tf.strings.length(["a", "bcd"]), tf.strings.join(["a", "b"], "-"), tf.strings.to_number(["1.5", "2"]))
for bad in (lambda: tf.zeros([2]) + tf.zeros([3]), lambda: tf.constant(["a"]) + 1, lambda: tf.reshape(x, [4])):
    try:
        bad()
    except Exception as error:
        print(type(error).__name__)
