import keras
import numpy as np
from keras import layers


def show(function):
    try:
        function()
    except Exception as error:
        print(type(error).__name__, str(error).splitlines()[0][:45])


show(lambda: layers.Dense())
show(lambda: layers.Dense(4, units=3))
show(lambda: layers.Dense(4, activations="relu"))
show(lambda: keras.Sequential([layers.Dense(2), 3]))
model = keras.Sequential([keras.Input((2,)), layers.Dense(2)])
show(lambda: model.fit(np.ones((2, 2)), np.ones((2, 2)), verbose=0))
model.compile("sgd", "mse")
show(lambda: model.fit(np.ones((2, 2)), np.ones((3, 2)), verbose=0))
show(lambda: model.fit([[1, 2]], [[1, 2]], verbose=0))
show(lambda: model.get_layer("nothing"))
