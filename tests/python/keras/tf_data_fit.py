import numpy as np
import tensorflow as tf

rng = np.random.default_rng(21)
x = rng.normal(size=(50, 3)).astype("float32")
y = (x @ np.array([1.0, -2.0, 0.5]) > 0).astype("float32")
train = tf.data.Dataset.from_tensor_slices((x[:40], y[:40])).batch(8)
valid = tf.data.Dataset.from_tensor_slices((x[40:], y[40:])).batch(5)


def build():
    model = tf.keras.Sequential([
        tf.keras.layers.Input((3,)),
        tf.keras.layers.Dense(6, activation="relu"),
        tf.keras.layers.Dense(1, activation="sigmoid"),
    ])
    generator = np.random.default_rng(22)
    model.set_weights([generator.normal(size=w.shape) * 0.4 for w in model.get_weights()])
    model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
    return model


model = build()
history = model.fit(train, epochs=3, validation_data=valid, verbose=0)
for name in sorted(history.history):
    print(name, np.round(history.history[name], 4))
print(np.round(model.evaluate(valid, verbose=0), 4))
print(np.round(model.predict(valid, verbose=0)[:3], 4))
scaled = train.map(lambda a, b: (a / 2.0, b)).cache().prefetch(1)
print(np.round(build().fit(scaled, epochs=2, verbose=0).history["loss"], 4))
endless = tf.data.Dataset.from_tensor_slices((x, y)).repeat().batch(10)
history = build().fit(endless, steps_per_epoch=3, epochs=3, verbose=0, validation_data=endless, validation_steps=2)
print(np.round(history.history["loss"], 4), np.round(history.history["val_loss"], 4))
weighted = tf.data.Dataset.from_tensor_slices((x, y, np.linspace(0, 1, 50).astype("float32"))).batch(25)
print(np.round(build().fit(weighted, epochs=2, verbose=0).history["loss"], 4))
odd = train.unbatch().filter(lambda a, b: a[0] > 0).batch(6)
print(np.round(build().fit(odd, epochs=2, verbose=0).history["loss"], 4))
print(tf.data.Dataset.from_tensor_slices(x).batch(20).element_spec, build().predict(tf.constant(x[:2]), verbose=0).shape)
print(np.round(build().fit(tf.constant(x), tf.constant(y), epochs=1, shuffle=False, verbose=0).history["loss"], 4))
