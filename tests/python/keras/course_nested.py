"""Summaries of models within models, with the layers within and with what learns."""

import keras
from keras import layers
inner = keras.Sequential([keras.Input((8,)), layers.Dense(4, name="a"), layers.Dense(3, name="b")], name="inner")
inner.layers[0].trainable = False
m = keras.Sequential([keras.Input((5,)), layers.Dense(8, name="first"), inner, layers.Dense(1, name="last")], name="outer")
m.summary(expand_nested=True, show_trainable=True)
m.summary(show_trainable=True)
i = keras.Input((5,), name="i")
h = layers.Dense(8, name="h")(i)
x = inner(h)
y = layers.Concatenate(name="cat")([x, h])
f = keras.Model(i, y, name="fun")
f.summary(expand_nested=True)
f.summary(expand_nested=True, show_trainable=True)
deep = keras.Sequential([keras.Input((5,)), m, layers.Dense(2, name="z")], name="deep")
deep.summary(expand_nested=True)
deep.summary(line_length=70, expand_nested=True)
m.summary(line_length=60, positions=[0.5, 0.8, 1.0])


class Own(keras.Model):
    def __init__(self):
        super().__init__(name="own")
        self.first = layers.Dense(4, name="own_first")
        self.block = keras.Sequential([layers.Dense(3, name="p"), layers.Dense(2, name="q")], name="block")

    def call(self, x):
        return self.block(self.first(x))


own = Own()
own(keras.ops.zeros((2, 5)))
own.summary(expand_nested=True, show_trainable=True)
m.save("a.keras")
m.save("a.keras", overwrite=True)
