"""Whole models, drawn at random from the layers above; the draw is the same every time."""

import random

from keras import layers as L
from keras import optimizers as O
from keras.optimizers import schedules as S

from .case import small

COUNT = 30
ACTIVATIONS = "relu elu selu gelu silu mish softplus softsign tanh sigmoid leaky_relu relu6".split()


class Draw:
    """Draws layers as (class, options), so that a model can be made any number of times."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.spec = []

    def chance(self, probability):
        return self.random.random() < probability

    def one(self, *choices):
        return self.random.choice(choices)

    def add(self, layer, *arguments, **options):
        self.spec.append((layer, arguments, options))

    def penalty(self):
        """A regularizer or constraint for some of the kernels."""
        if self.chance(0.15):
            return {"kernel_regularizer": self.one("l1", "l2", "l1l2")}
        return {"kernel_constraint": self.one("max_norm", "unit_norm")} if self.chance(0.1) else {}

    def between(self):
        """A layer that may follow any other: a normalization, an activation, dropout with rate 0."""
        kind = self.random.randrange(8)
        if kind == 0:
            # A bias before the normalization would have no gradient except rounding errors, which Adam would enlarge.
            layer, arguments, options = self.spec[-1]
            if layer in (L.Dense, L.Conv1D, L.Conv2D, L.DepthwiseConv2D, L.SeparableConv2D):
                if "activation" not in options:
                    self.spec[-1] = layer, arguments, options | {"use_bias": False}
            self.add(L.BatchNormalization, momentum=self.one(0.99, 0.8, 0.6))
        elif kind == 1:
            self.add(L.LayerNormalization)
        elif kind == 2:
            self.add(L.Activation, self.one(*ACTIVATIONS))
        elif kind == 3:
            layer, options = self.one(
                (L.LeakyReLU, {"negative_slope": 0.1}),
                (L.ELU, {"alpha": 0.7}),
                (L.PReLU, {}),
                (L.ReLU, {"negative_slope": 0.1, "max_value": 2.0}),
                (L.Softmax, {}),
            )
            self.add(layer, **options)
        elif kind == 4:
            self.add(L.Dropout, 0.0)

    def activation(self):
        return {"activation": self.one(*ACTIVATIONS)} if self.chance(0.6) else {}

    def vector(self):
        if self.chance(0.3):
            self.add(L.Rescaling, 0.5, offset=0.1)
        for _ in range(self.random.randint(1, 2)):
            self.add(L.Dense, self.random.randint(3, 6), **self.activation(), **self.penalty())
            self.between()
        return (self.random.randint(2, 5),), {}

    def picture(self):
        if self.chance(0.3):
            self.add(L.ZeroPadding2D, self.one(1, (0, 1)))
        padding = {"padding": self.one("same", "valid")}
        strides = {"strides": self.one(1, 1, 2)}
        kind = self.random.randrange(4)
        if kind < 2:
            filters, kernel = self.one(2, 3), self.one(2, 3, (1, 3))
            self.add(L.Conv2D, filters, kernel, **padding, **strides, **self.activation(), **self.penalty())
        elif kind == 2:
            self.add(L.DepthwiseConv2D, 2, depth_multiplier=2, **padding, **self.activation())
        else:
            self.add(L.SeparableConv2D, 2, self.one(2, 3), **padding, **self.activation())
        self.between()
        pool = self.random.randrange(4)
        if pool < 2:
            self.add((L.MaxPooling2D, L.AveragePooling2D)[pool], 2, strides=self.one(1, 2), padding="same")
        elif pool == 2:
            self.add(L.UpSampling2D, self.one(2, (1, 2)))
            self.add(L.Conv2D, 2, 2, strides=2)
        end = self.one(L.Flatten, L.GlobalAveragePooling2D, L.GlobalMaxPooling2D, None)
        if end:
            self.add(end)
        else:
            self.add(L.TimeDistributed, lambda: L.GRU(2))
            self.add(L.SimpleRNN, 3)
        return (self.random.randint(5, 6), self.random.randint(5, 6), self.one(1, 2)), {}

    def recurrent(self, sequences):
        """One recurrent layer, in one or two directions."""
        layer = self.one(L.LSTM, L.GRU, L.SimpleRNN)
        options = {"return_sequences": sequences}
        if layer is L.GRU and self.chance(0.4):
            options["reset_after"] = False
        if self.chance(0.2):
            options["go_backwards"] = True
        if self.chance(0.2):
            options["activation"] = self.one("sigmoid", "softsign")
        if self.chance(0.3):
            # Keras's Bidirectional makes its backward layer only from a layer that goes forwards.
            options.pop("go_backwards", None)
            made = lambda: layer(2, **options)
            self.add(L.Bidirectional, made, merge_mode=self.one("concat", "sum", "ave", "mul"))
        else:
            self.add(layer, self.one(2, 3), **options)

    def sequence(self):
        kind = self.random.randrange(4)
        if kind == 0:
            padding = self.one("valid", "same", "causal")
            self.add(L.Conv1D, 3, self.one(2, 3), padding=padding, **self.activation(), **self.penalty())
        elif kind == 1:
            self.recurrent(True)
        elif kind == 2:
            activation = self.activation()
            self.add(L.TimeDistributed, lambda: L.Dense(3, **activation))
        else:
            self.add(L.Permute, (2, 1))
            self.add(L.Dense, 3, **self.activation())
        self.between()
        if self.chance(0.4):
            self.add(self.one(L.MaxPooling1D, L.AveragePooling1D), 2, padding="same")
        end = self.one(L.Flatten, L.GlobalAveragePooling1D, L.GlobalMaxPooling1D, None, None)
        self.add(end) if end else self.recurrent(False)
        return (self.random.randint(4, 6), self.random.randint(2, 3)), {}

    def tokens(self):
        masks = self.chance(0.7)
        vocabulary = self.random.randint(4, 7)
        self.add(L.Embedding, vocabulary, self.one(2, 3), mask_zero=masks)
        if self.chance(0.3):
            self.recurrent(True)
        if self.chance(0.3):
            self.add(L.GlobalAveragePooling1D)
        else:
            self.recurrent(False)
        return (self.random.randint(3, 5),), {"inputs": "tokens", "vocabulary": vocabulary}

    def layers(self):
        """A function that makes the drawn layers."""
        spec = list(self.spec)

        def make():
            # A function in the arguments makes the layer inside a wrapper.
            return [
                layer(*(argument() if callable(argument) else argument for argument in arguments), **options)
                for layer, arguments, options in spec
            ]

        return make

    def optimizer(self):
        rate = self.one(
            0.02,
            0.01,
            S.ExponentialDecay(0.03, 3, 0.6),
            S.CosineDecay(0.03, 5),
        )
        made = self.one(O.SGD, O.SGD, O.Adam, O.Adam, O.RMSprop, O.AdamW, O.Nadam, O.Adagrad, O.Adamax)
        options = {"momentum": 0.8, "nesterov": self.chance(0.5)} if made is O.SGD and self.chance(0.7) else {}
        if self.chance(0.3):
            options |= self.one({"clipnorm": 0.5}, {"global_clipnorm": 0.8}, {"clipvalue": 0.1}, {"weight_decay": 0.02})
        return made(rate, **options)

    def head(self):
        """The last layer with the loss, targets and metrics that go with it."""
        kind = self.random.randrange(4)
        if kind == 0:
            self.add(L.Dense, 2)
            return self.one("mse", "mae", "huber", "log_cosh"), "real", ("mae",)
        if kind == 1:
            self.add(L.Dense, 1, activation="sigmoid")
            return "binary_crossentropy", "labels", ("accuracy",)
        self.add(L.Dense, 3, activation="softmax")
        if kind == 2:
            return "categorical_crossentropy", "one_hot", ("accuracy", "mse")
        return "sparse_categorical_crossentropy", "labels", ("accuracy",)


def model(number):
    draw = Draw(number)
    kind = (draw.vector, draw.picture, draw.sequence, draw.picture, draw.sequence, draw.tokens)[number % 6]
    shape, options = kind()
    loss, targets, metrics = draw.head()
    names = ", ".join(layer.__name__ for layer, _, _ in draw.spec)
    return small(
        f"model_{number:02}",
        f"{names}.",
        shape,
        draw.layers(),
        loss,
        draw.optimizer(),
        targets,
        metrics=metrics,
        samples=14,
        steps=0,
        epochs=draw.one(2, 3),
        predicts_after=True,
        # Some configs are complete, as Keras writes them.
        slim=number % 5 != 0,
        **options,
    )


def model_cases():
    return [model(number) for number in range(COUNT)]
