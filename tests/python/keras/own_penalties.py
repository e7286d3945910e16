"""Regularizers that are functions: once for each weight that trains, however often its layer is used."""

import keras
import numpy as np
from keras import layers, ops


def penalty(w):
    return 0.1 * ops.sum(ops.square(w))


class Scale(layers.Layer):
    def __init__(self, trainable=True, **kwargs):
        super().__init__(trainable=trainable, **kwargs)
        self.w = self.add_weight(shape=(2,), initializer="ones", regularizer=penalty, name="w")
        self.fixed = self.add_weight(shape=(2,), initializer="ones", trainable=False, regularizer=penalty, name="fixed")

    def call(self, x):
        return x * self.w * self.fixed


x, y = np.ones((4, 2), "float32"), np.ones((4, 2), "float32")


def show(name, model):
    model.compile(keras.optimizers.SGD(0.5), "mse")
    values = [float(model.evaluate(x, y, verbose=0))]
    values += model.fit(x, y, epochs=2, shuffle=False, verbose=0).history["loss"]
    print(name, np.round(values, 5).tolist(), [np.round(w, 5).tolist() for w in model.get_weights()])
    model.set_weights([np.ones_like(w) for w in model.get_weights()])


inputs = keras.Input((2,))
layer = Scale()
show("once", keras.Model(inputs, layer(inputs)))
show("twice", keras.Model(inputs, layer(layer(inputs))))
show("in a sequence", keras.Sequential([keras.Input((2,)), Scale(), Scale()]))
show("frozen", keras.Model(inputs, Scale(trainable=False)(inputs)))

inner = keras.Sequential([keras.Input((2,)), Scale()])
outer = keras.Model(inputs, layers.Add()([inner(inputs), inner(inner(inputs))]))
show("inside of a model used three times", outer)
inner.trainable = False
show("frozen later", outer)
inner.trainable = True
show("free again", outer)


class Pair(keras.Model):
    def __init__(self):
        super().__init__()
        self.scale = Scale()
        self.drop = layers.Dropout(0.0)

    def call(self, x, training=False):
        return self.scale(self.drop(self.scale(x), training=training))


show("within a model of one's own", Pair())
