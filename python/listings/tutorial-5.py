# Random.
import numpy as np
import tensorflow as tf
from tensorflow.keras.preprocessing.sequence import pad_sequences
from tensorflow.keras.preprocessing.text import Tokenizer

tf.random.set_seed(5)

reviews = [
    "a wonderful film", "great acting and a great story", "I loved every minute", "fun from start to end",
    "a terrible film", "bad acting and a bad story", "I hated every minute", "boring from start to end",
]
labels = np.array([1, 1, 1, 1, 0, 0, 0, 0])

tokenizer = Tokenizer(oov_token="<unknown>")
tokenizer.fit_on_texts(reviews)
sequences = pad_sequences(tokenizer.texts_to_sequences(reviews), maxlen=8, padding="post")
print("words:", len(tokenizer.word_index), "first review:", sequences[0])

layers = tf.keras.layers
model = tf.keras.Sequential([
    layers.Input((8,)),
    layers.Embedding(len(tokenizer.word_index) + 1, 8, mask_zero=True),
    layers.LSTM(12),
    layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer=tf.keras.optimizers.Adam(0.02), loss="binary_crossentropy", metrics=["accuracy"])
history = model.fit(sequences, labels, epochs=25, verbose=0)
print("accuracy:", history.history["accuracy"][-1])
new = pad_sequences(tokenizer.texts_to_sequences(["a great film", "a boring story"]), maxlen=8, padding="post")
print("chances of praise:", np.round(model.predict(new, verbose=0)[:, 0], 2))
