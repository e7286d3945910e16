import keras
import numpy as np
from keras import layers, ops

rng = np.random.RandomState(3)
tokens = rng.randint(1, 9, size=(12, 6))
targets = (tokens[:, 0] > tokens[:, -1]).astype("float32")


def fixed(model, seed=1):
    draws = np.random.RandomState(seed)
    model.set_weights([draws.uniform(-0.4, 0.4, size=w.shape) for w in model.get_weights()])


def block(x, heads, size, causal):
    h = layers.LayerNormalization()(x)
    x = layers.Add()([x, layers.MultiHeadAttention(heads, size)(h, h, use_causal_mask=causal)])
    h = layers.Dense(16, activation="gelu")(layers.LayerNormalization()(x))
    return layers.Add()([x, layers.Dense(x.shape[-1])(h)])


words = keras.Input((6,), dtype="int32")
x = layers.Embedding(9, 8)(words)
x = block(x, 2, 4, True)
x = block(x, 2, 3, False)
model = keras.Model(words, layers.Dense(1, activation="sigmoid")(layers.GlobalAveragePooling1D()(x)))
model.summary()
fixed(model)
model.compile(optimizer=keras.optimizers.SGD(0.1), loss="binary_crossentropy", metrics=["accuracy"])
history = model.fit(tokens, targets, batch_size=4, epochs=4, shuffle=False, verbose=0)
print([round(v, 4) for v in history.history["loss"]])
print(np.round(model.predict(tokens[:3], verbose=0), 4))

# Scores as a second output, a mask that is given, and a key.
q, v, mask = keras.Input((4, 6)), keras.Input((5, 6)), keras.Input((4, 5))
heads = layers.MultiHeadAttention(num_heads=2, key_dim=3, value_dim=4, output_shape=5)
y, scores = heads(q, v, attention_mask=mask, return_attention_scores=True)
print(y.shape)
both = keras.Model([q, v, mask], [y, scores])
fixed(both)
data = [rng.uniform(-1, 1, size=(2, *t.shape[1:])).astype("float32") for t in (q, v)]
allowed = (rng.uniform(size=(2, 4, 5)) > 0.4).astype("float32")
for part in both.predict([*data, allowed], verbose=0):
    print(np.round(part, 4))
print([(w.name, tuple(w.shape)) for w in heads.weights])
config = both.get_config()["layers"][-1]
print(sorted(config["inbound_nodes"][0]["kwargs"]), config["config"]["num_heads"])

# Layers on arrays.
group = layers.GroupQueryAttention(head_dim=3, num_query_heads=4, num_key_value_heads=2)
out = group(data[0], data[0], use_causal_mask=True)
group.set_weights([np.full(w.shape, 0.1, "float32") for w in group.get_weights()])
out, shares = group(data[0], data[0], use_causal_mask=True, return_attention_scores=True)
print(np.round(np.asarray(out)[0], 4), tuple(shares.shape))
pair = layers.Attention(use_scale=True, score_mode="concat")([data[0], data[1]])
print(np.round(np.asarray(pair)[1], 4))
einsum = layers.EinsumDense("abc,cd->abd", output_shape=(4, 2), bias_axes="d", activation="relu")
print(einsum(data[0]).shape, [tuple(w.shape) for w in einsum.weights])


class Tokens(layers.Layer):
    """Words and their places."""

    def __init__(self, length, words, size):
        super().__init__()
        self.words = layers.Embedding(words, size)
        self.places = layers.Embedding(length, size)
        self.length = length

    def call(self, x):
        return self.words(x) + self.places(ops.arange(self.length))


class Block(layers.Layer):
    def __init__(self, size, heads, wide):
        super().__init__()
        self.heads = layers.MultiHeadAttention(heads, size // heads)
        self.inner = keras.Sequential([layers.Dense(wide, activation="relu"), layers.Dense(size)])
        self.first, self.second = layers.LayerNormalization(epsilon=1e-6), layers.LayerNormalization(epsilon=1e-6)

    def call(self, x):
        x = self.first(x + self.heads(x, x, use_causal_mask=True))
        return self.second(x + self.inner(x))


words = keras.Input((6,), dtype="int32")
x = Block(8, 2, 12)(Tokens(6, 9, 8)(words))
own = keras.Model(words, layers.Dense(9, activation="softmax")(x))
fixed(own, 5)
own.compile(optimizer=keras.optimizers.SGD(0.1, momentum=0.9), loss="sparse_categorical_crossentropy")
following = np.roll(tokens, -1, axis=1)
history = own.fit(tokens, following, batch_size=4, epochs=3, shuffle=False, verbose=0)
print([round(v, 4) for v in history.history["loss"]], own.count_params())
