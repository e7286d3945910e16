"""Layers with a vocabulary, and `adapt`."""
import numpy as np
import keras
from keras import layers

texts = ["The cat sat.", "a dog, a cat", "the red bird sang: tweet", "dog bites dog"]

words = layers.TextVectorization(max_tokens=9, output_sequence_length=5)
words.adapt(texts)
shown = lambda layer: [str(token) for token in layer.get_vocabulary()]
print(shown(words), words.vocabulary_size())
print(len(words.get_vocabulary(include_special_tokens=False)))
print(np.asarray(words(["The dog sat", "A purple bird!", ""])).tolist())

counts = layers.TextVectorization(output_mode="count", ngrams=2)
counts.adapt(texts)
print(shown(counts))
print(np.asarray(counts(["the cat sat the cat"])).tolist())

given = layers.TextVectorization(vocabulary=["cat", "dog"], output_sequence_length=3, standardize="lower", split="character")
print(shown(given))

kinds = layers.StringLookup(output_mode="one_hot")
kinds.adapt(["red", "blue", "red", "green"])
print(shown(kinds))
print(np.asarray(kinds(["red", "pink"])).tolist())
places = layers.StringLookup(vocabulary=["Rome", "Oslo"], num_oov_indices=3, mask_token="")
print(np.asarray(places(["Oslo", "Nowhere", "", "a place with a longer name"])).tolist(), places.vocabulary_size())

numbers = layers.IntegerLookup(mask_token=0)
numbers.adapt(np.array([3, 3, 4, 9, 4, 0, 7]))
print([int(number) for number in numbers.get_vocabulary()])
print(np.asarray(numbers(np.array([[3, 9], [0, 5]]))).tolist())
hot = layers.IntegerLookup(vocabulary=[10, 20], output_mode="multi_hot")
print(np.asarray(hot(np.array([[10, 30], [20, 20]]))).tolist())

bins = layers.Discretization(num_bins=4)
bins.adapt(np.array([[0.1], [0.4], [0.9], [1.6], [2.5], [3.6], [4.9], [6.4]]))
print(bins.bin_boundaries)
print(np.asarray(bins(np.array([[0.0], [1.0], [3.0], [9.0]]))).tolist())

model = keras.Sequential([
    keras.Input((1,), dtype="string"), words, layers.Embedding(9, 2), layers.GlobalAveragePooling1D(), layers.Dense(1),
])
model.layers[1].set_weights([np.arange(18.0).reshape(9, 2) / 10])
model.layers[3].set_weights([np.array([[1.0], [-0.5]]), np.array([0.25])])
print(model.output_shape, model.layers[0].get_config()["output_sequence_length"])
