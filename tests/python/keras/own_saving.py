import keras
import numpy as np
from keras import layers, ops


class Scale(layers.Layer):
    def __init__(self, factor=1.0, activation=None, **kwargs):
        super().__init__(**kwargs)
        self.factor = factor
        self.activation = keras.activations.get(activation)

    def build(self, input_shape):
        self.gain = self.add_weight(shape=(input_shape[-1],), initializer="ones", name="gain")

    def call(self, x):
        return self.activation(x * self.gain * self.factor)

    def get_config(self):
        config = super().get_config()
        config.update({"factor": self.factor, "activation": keras.activations.serialize(self.activation)})
        return config


@keras.saving.register_keras_serializable(package="Mine")
class Twice(layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.inner = layers.Dense(units)

    def call(self, x):
        return self.inner(x) * 2

    def get_config(self):
        return {**super().get_config(), "units": self.units}


def my_loss(y_true, y_pred):
    return ops.mean(ops.square(y_true - y_pred), axis=-1) * 3


@keras.saving.register_keras_serializable()
class Own(keras.Model):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.dense = layers.Dense(units, activation="relu")
        self.out = layers.Dense(1)

    def call(self, x):
        return self.out(self.dense(x))

    def get_config(self):
        return {**super().get_config(), "units": self.units}


rng = np.random.RandomState(12)
x = rng.normal(size=(10, 4)).astype("float32")
y = x[:, :1]
print(Scale(2.0, "relu", name="s").get_config())
model = keras.Sequential([keras.Input((4,)), Scale(0.5, "tanh", name="scale"), Twice(3, name="twice"), layers.Dense(1)])
model.set_weights([rng.normal(size=w.shape) for w in model.get_weights()])
model.compile(optimizer=keras.optimizers.SGD(0.01), loss=my_loss)
model.fit(x, y, epochs=1, verbose=0, shuffle=False)
model.save("own.keras")
again = keras.models.load_model("own.keras", custom_objects={"Scale": Scale, "my_loss": my_loss})
print(type(again.layers[0]).__name__, again.layers[0].factor, np.allclose(again.predict(x, verbose=0), model.predict(x, verbose=0)))
print(np.isclose(again.evaluate(x, y, verbose=0), model.evaluate(x, y, verbose=0)))
with keras.saving.custom_object_scope({"Scale": Scale, "my_loss": my_loss}):
    print(len(keras.models.load_model("own.keras").weights))
try:
    keras.models.load_model("own.keras")
except (TypeError, ValueError) as error:
    print("Scale" in str(error))
copy = Scale.from_config(model.layers[0].get_config())
print(copy.name, copy.factor)
with keras.saving.custom_object_scope({"Scale": Scale, "my_loss": my_loss}):
    clone = keras.models.clone_model(model)
print([layer.name for layer in clone.layers], len(clone.get_weights()))
own = Own(5)
own.compile("sgd", "mse")
own.fit(x, y, epochs=1, verbose=0)
own.save("model.keras")
loaded = keras.models.load_model("model.keras")
print(type(loaded).__name__, loaded.units, np.allclose(loaded.predict(x, verbose=0), own.predict(x, verbose=0)))
functional_input = keras.Input((4,))
h = Twice(4)(functional_input)
h = h * 0.5 + functional_input
functional = keras.Model(functional_input, ops.sum(h, axis=-1, keepdims=True))
functional.save("f.keras")
loaded = keras.models.load_model("f.keras")
print(np.allclose(loaded.predict(x, verbose=0), functional.predict(x, verbose=0)), [layer.name for layer in loaded.layers])
print("Mine>Twice" in keras.saving.get_custom_objects())
