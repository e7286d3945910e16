"""`tf.nn`."""

from tensorflow._functions import (
    elu, gelu, l2_normalize, leaky_relu, log_softmax, relu, relu6, selu, sigmoid, sigmoid_cross_entropy_with_logits, silu,
    softmax, softmax_cross_entropy_with_logits, softplus, softsign, sparse_softmax_cross_entropy_with_logits, tanh, top_k,
)

swish = silu


def __getattr__(name):
    raise AttributeError(
        f"module 'tensorflow.nn' has no attribute '{name}' here; the layers of tensorflow.keras.layers do what it does"
    )
