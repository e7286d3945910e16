# Random.
# Praise or blame: words as vectors.
import keras
import numpy as np
from tensorflow.keras.preprocessing.text import Tokenizer

keras.utils.set_random_seed(10)
good, bad = ["great", "lovely", "fine", "superb"], ["awful", "dull", "poor", "silly"]
things = ["film", "story", "song", "play", "book"]
texts = [f"a {word} {thing}" for word in good + bad for thing in things]
labels = np.array([1] * 20 + [0] * 20)
tokenizer = Tokenizer()
tokenizer.fit_on_texts(texts)
x = keras.utils.pad_sequences(tokenizer.texts_to_sequences(texts), maxlen=4)
model = keras.Sequential([
    keras.Input((4,)),
    keras.layers.Embedding(len(tokenizer.word_index) + 1, 4),
    keras.layers.GlobalAveragePooling1D(),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer=keras.optimizers.Adam(0.05), loss="binary_crossentropy", metrics=["accuracy"])
model.fit(x, labels, epochs=40)
print("accuracy:", model.evaluate(x, labels, verbose=0)[1])
points = model.layers[0].get_weights()[0]
near = lambda a, b: np.linalg.norm(points[tokenizer.word_index[a]] - points[tokenizer.word_index[b]])
print("great to lovely:", near("great", "lovely"), "great to awful:", near("great", "awful"))
