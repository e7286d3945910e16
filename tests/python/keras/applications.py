"""Known networks."""
import numpy as np
import keras
from keras import layers
from keras.applications import MobileNetV2
from keras.applications.mobilenet_v2 import preprocess_input

for make, options in [
    (keras.applications.MobileNet, {"alpha": 0.25, "input_shape": (64, 64, 3), "classes": 10}),
    (MobileNetV2, {"alpha": 0.35, "include_top": False}),
    (keras.applications.EfficientNetB0, {"include_top": False, "pooling": "avg"}),
]:
    model = make(weights=None, **options)
    print(model.name, model.count_params(), model.input_shape, model.output_shape, len(model.layers))
    print([layer.name for layer in model.layers[1:5]], model.layers[-1].name)

print(preprocess_input(np.array([0.0, 127.5, 255.0])))

# Transfer learning as courses have it.
base = MobileNetV2(input_shape=(96, 96, 3), alpha=0.35, include_top=False, weights=None)
base.trainable = False
inputs = keras.Input((96, 96, 3))
x = layers.Rescaling(1 / 127.5, offset=-1)(inputs)
x = base(x, training=False)
x = layers.GlobalAveragePooling2D()(x)
outputs = layers.Dense(1, activation="sigmoid")(layers.Dropout(0.2)(x))
model = keras.Model(inputs, outputs)
print(len(model.trainable_weights), model.count_params())
model.compile("adam", "binary_crossentropy")
print(model.predict(np.zeros((2, 96, 96, 3)), verbose=0).shape)
