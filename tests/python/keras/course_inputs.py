import keras
import numpy as np
from keras import layers


def fill(model, seed):
    rng = np.random.default_rng(seed)
    model.set_weights([rng.normal(size=w.shape) * 0.3 for w in model.get_weights()])


rng = np.random.default_rng(8)
title = rng.random((24, 6)).astype("float32")
body = rng.random((24, 10)).astype("float32")
price = (title.sum(axis=1) + body.mean(axis=1)).reshape(-1, 1)
kind = (body[:, 0] > 0.5).astype("float32").reshape(-1, 1)
first = keras.Input(shape=(6,), name="title")
second = keras.Input(shape=(10,), name="body")
joined = layers.concatenate([layers.Dense(4, activation="relu")(first), layers.Dense(5, activation="relu")(second)])
price_out = layers.Dense(1, name="price")(joined)
kind_out = layers.Dense(1, activation="sigmoid", name="kind")(joined)
model = keras.Model(inputs=[first, second], outputs=[price_out, kind_out])
fill(model, 13)
model.compile(optimizer="adam", loss={"price": "mse", "kind": "binary_crossentropy"},
              loss_weights={"price": 1.0, "kind": 0.5}, metrics={"price": ["mae"], "kind": ["accuracy"]})
history = model.fit({"title": title, "body": body}, {"price": price, "kind": kind}, epochs=3, batch_size=8,
                    shuffle=False, verbose=0)
for name in sorted(history.history):
    print(name, np.round(history.history[name], 4))
history = model.fit([title, body], [price, kind], epochs=2, batch_size=12, shuffle=False, verbose=2)
print(np.round(model.evaluate([title, body], [price, kind], verbose=0), 4))
answers = model.predict([title[:3], body[:3]], verbose=0)
print(len(answers), [answer.shape for answer in answers], np.round(answers[1].ravel(), 3))
model.summary()
