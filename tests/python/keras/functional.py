import keras
import numpy as np
from keras import layers

rng = np.random.default_rng(7)
a = keras.Input(shape=(3,), name="a")
b = keras.Input(shape=(5,), name="b")
shared = layers.Dense(4, activation="relu", name="shared")
left = shared(layers.Dense(6)(a))
right = shared(layers.Dense(6)(b))
both = layers.concatenate([left, right])
both = layers.Add()([both, layers.Dense(8, name="more")(both)])
number = layers.Dense(1, name="number")(both)
kind = layers.Dense(2, activation="softmax", name="kind")(both)
model = keras.Model(inputs=[a, b], outputs=[number, kind], name="two")
print(model.input_shape, model.output_shape, both.shape)
model.set_weights([rng.normal(size=w.shape) * 0.3 for w in model.get_weights()])
model.compile(
    optimizer=keras.optimizers.RMSprop(learning_rate=0.005),
    loss={"number": "mse", "kind": "sparse_categorical_crossentropy"},
    loss_weights={"number": 1.0, "kind": 0.5},
    metrics={"kind": ["accuracy"]},
)
xa, xb = rng.random((30, 3)), rng.random((30, 5))
y1, y2 = xa.sum(axis=1), (xb[:, 0] > 0.5).astype("int32")
history = model.fit({"a": xa, "b": xb}, {"number": y1, "kind": y2}, epochs=3, batch_size=10, shuffle=False, verbose=0)
for name in sorted(history.history):
    print(name, np.round(history.history[name], 4))
first, second = model.predict([xa[:2], xb[:2]], verbose=0)
print(np.round(first, 4), np.round(second, 4))
print([layer.name for layer in model.layers])
encoder = keras.Model(a, left)
print(np.round(encoder.predict(xa[:2], verbose=0), 4))
