import numpy as np
from tensorflow.keras.preprocessing.sequence import pad_sequences
from tensorflow.keras.preprocessing.text import Tokenizer, text_to_word_sequence

texts = ["The cat sat on the mat.", "The dog ate my homework!", "A cat, a dog & a mouse", ""]
print(text_to_word_sequence(texts[0]), text_to_word_sequence("A-B c_d", filters="-", lower=False))
for options in ({}, {"num_words": 5}, {"oov_token": "?"}, {"num_words": 4, "oov_token": "<unk>"}, {"lower": False},
                {"char_level": True}, {"filters": "", "split": "a"}):
    tokenizer = Tokenizer(**options)
    tokenizer.fit_on_texts(texts)
    print(options, len(tokenizer.word_index), list(tokenizer.word_index.items())[:6], tokenizer.document_count)
    sequences = tokenizer.texts_to_sequences(["the mouse sat", "new words on a mat"])
    print(sequences, tokenizer.sequences_to_texts(sequences))
tokenizer = Tokenizer()
tokenizer.fit_on_texts(texts)
print(dict(tokenizer.word_counts), sorted(tokenizer.word_docs.items())[:4], sorted(tokenizer.index_docs.items())[:4])
for mode in ("binary", "count", "freq", "tfidf"):
    print(mode, np.round(tokenizer.texts_to_matrix(texts[:3], mode=mode), 3).tolist())
tokenizer.fit_on_texts(["one more text"])
print(tokenizer.index_word[1], tokenizer.word_index["text"], sorted(tokenizer.get_config()))
rows = [[1, 2, 3, 4, 5], [6, 7], [], [8]]
for options in ({}, {"maxlen": 3}, {"padding": "post"}, {"maxlen": 3, "truncating": "post", "padding": "post"},
                {"value": -1, "dtype": "float32"}, {"maxlen": 7, "value": 9}):
    made = pad_sequences(rows, **options)
    print(options, made.dtype, made.tolist())
for bad in (lambda: pad_sequences(5), lambda: pad_sequences([1, 2]), lambda: pad_sequences(rows, padding="mid")):
    try:
        bad()
    except ValueError as error:
        print(error)
