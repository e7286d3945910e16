import numpy as np
from tensorflow.keras.layers import Bidirectional, Dense, Embedding, GlobalAveragePooling1D, GRU, LSTM
from tensorflow.keras.models import Sequential
from tensorflow.keras.preprocessing.sequence import pad_sequences
from tensorflow.keras.preprocessing.text import Tokenizer

texts = ["a good film", "a bad film", "what a good day", "so bad, so very bad", "good good fun", "no fun at all"]
labels = np.array([1, 0, 1, 0, 1, 0])
tokenizer = Tokenizer(num_words=12, oov_token="<OOV>")
tokenizer.fit_on_texts(texts)
print(tokenizer.word_index)
sequences = tokenizer.texts_to_sequences(texts + ["a new film"])
print(sequences)
x = pad_sequences(sequences[:6], maxlen=5, padding="post")
print(x)
for body in ([GlobalAveragePooling1D()], [LSTM(4)], [Bidirectional(GRU(3))], [LSTM(3, return_sequences=True), LSTM(2)]):
    model = Sequential([Embedding(12, 4), *body, Dense(1, activation="sigmoid")])
    model.build((None, 5))
    rng = np.random.default_rng(9)
    model.set_weights([rng.normal(size=w.shape) * 0.4 for w in model.get_weights()])
    model.compile(loss="binary_crossentropy", optimizer="sgd", metrics=["accuracy"])
    history = model.fit(x, labels, epochs=4, batch_size=6, shuffle=False, verbose=0)
    print([layer.__class__.__name__ for layer in model.layers], np.round(history.history["loss"], 4))
    print(np.round(model.predict(x, verbose=0)[:, 0], 3))
