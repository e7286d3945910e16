"""Every activation that Keras knows by name."""

from keras import layers as L
from keras import optimizers as O

from .case import small

NAMES = """
    relu relu6 leaky_relu elu selu gelu silu swish mish softplus softsign tanh sigmoid hard_sigmoid hard_silu
    hard_swish exponential softmax log_softmax linear celu tanh_shrink soft_shrink hard_shrink hard_tanh squareplus
    sparse_plus sparse_sigmoid sparsemax log_sigmoid
""".split()


def activation_cases():
    return [
        small(
            f"activation_{name}",
            f"Activation '{name}' as a layer of its own, where some inputs are large, and within a layer.",
            (4,),
            # Each name has its own function, because the loop's variable must not be shared.
            lambda name=name: [L.Dense(6), L.Activation(name), L.Dense(2, activation=name)],
            "mse",
            O.SGD(0.02),
            # Large inputs reach every piece of the piecewise functions. Exponentials of exponentials would overflow.
            shift=(1, 0.5),
            scale=0.4 if name == "exponential" else 2.0,
            metrics=("mae",),
        )
        for name in NAMES
    ]
