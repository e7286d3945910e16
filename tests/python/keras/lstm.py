import numpy as np
from tensorflow.keras.layers import LSTM, Dense, Embedding
from tensorflow.keras.models import Sequential
from tensorflow.keras.preprocessing.sequence import pad_sequences

rng = np.random.default_rng(9)
texts = [list(rng.integers(1, 20, rng.integers(2, 9))) for _ in range(24)]
x = pad_sequences(texts, maxlen=6)
y = rng.integers(0, 2, 24)
print(x[:3])
model = Sequential([Embedding(20, 5), LSTM(4), Dense(1, activation="sigmoid")])
model.build((None, 6))
model.set_weights([rng.normal(size=w.shape) * 0.4 for w in model.get_weights()])
model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
history = model.fit(x, y, epochs=3, batch_size=6, shuffle=False, verbose=0)
print(np.round(history.history["loss"], 4))
print(np.round(model.predict(x[:4], verbose=0), 4))
print([w.shape for w in model.get_weights()])
