import keras
import numpy as np
from keras import layers

rng = np.random.RandomState(2)


def fixed(model, seed=1):
    draws = np.random.RandomState(seed)
    model.set_weights([draws.uniform(-0.5, 0.5, size=w.shape) for w in model.get_weights()])


# Keras's guide to sequences: an encoder whose states start a decoder.
encoder_input = keras.Input((6,), name="words")
x = layers.Embedding(9, 5, mask_zero=True)(encoder_input)
output, state_h, state_c = layers.LSTM(4, return_state=True, name="encoder")(x)
decoder_input = keras.Input((5,), name="made")
y = layers.Embedding(7, 5)(decoder_input)
y = layers.LSTM(4, return_sequences=True, name="decoder")(y, initial_state=[state_h, state_c])
model = keras.Model([encoder_input, decoder_input], layers.Dense(7, activation="softmax")(y))
fixed(model)
words, made = rng.randint(0, 9, size=(8, 6)), rng.randint(0, 7, size=(8, 5))
words[:, -2:] = 0
model.compile(optimizer=keras.optimizers.SGD(0.2), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
history = model.fit([words, made], np.roll(made, -1, axis=1), batch_size=4, epochs=3, shuffle=False, verbose=0)
print([round(v, 4) for v in history.history["loss"]])
print(np.round(model.predict([words[:1], made[:1]], verbose=0)[0, 0], 4))

# The decoder alone, step by step.
step_input, h, c = keras.Input((1,)), keras.Input((4,)), keras.Input((4,))
embed = layers.Embedding(7, 5)
cell = layers.LSTM(4, return_sequences=True, return_state=True)
z, new_h, new_c = cell(embed(step_input), initial_state=[h, c])
step = keras.Model([step_input, h, c], [layers.Dense(7)(z), new_h, new_c])
fixed(step)
states = [np.zeros((1, 4), "float32"), np.zeros((1, 4), "float32")]
token = np.array([[1]])
for _ in range(4):
    scores, *states = step.predict([token, *states], verbose=0)
    token = scores[:, -1].argmax(axis=-1)[:, None]
    print(token.ravel(), np.round(states[0], 3))

# Both directions, and GRU.
x = keras.Input((3, 2))
both = layers.Bidirectional(layers.GRU(3, return_sequences=True, return_state=True))
y, forward, backward = both(x)
print(y.shape, forward.shape, backward.shape)
z = layers.SimpleRNN(6)(y, initial_state=layers.Concatenate()([forward, backward]))
model = keras.Model(x, z)
fixed(model)
print(np.round(model.predict(rng.uniform(-1, 1, size=(2, 3, 2)), verbose=0), 4))
print(sorted(model.get_config()["layers"][-1]["inbound_nodes"][0]["kwargs"]))

# Arrays.
gru = layers.GRU(2, return_state=True)
a, b = gru(np.zeros((1, 3, 2), "float32"))
gru.set_weights([np.full(w.shape, 0.2, "float32") for w in gru.get_weights()])
a, b = gru(np.ones((1, 3, 2), "float32"), initial_state=np.full((1, 2), 0.5, "float32"))
print(np.round(np.asarray(a), 4), np.allclose(a, b))
print(np.round(np.asarray(layers.Softmax()(np.array([[1.0, 2.0, 3.0]]), mask=np.array([[1, 0, 1]]))), 4))
