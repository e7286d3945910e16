import os

import keras
import numpy as np

for kind, words in (("neg", "bad"), ("pos", "good")):
    os.makedirs(f"reviews/{kind}")
    for number in range(5):
        with open(f"reviews/{kind}/{number}.txt", "w") as file:
            file.write(f"{words} film number {number}")
dataset = keras.utils.text_dataset_from_directory("reviews", batch_size=4, shuffle=False)
print(dataset.class_names, dataset.element_spec, len(dataset))
for texts, labels in dataset:
    print([text.decode() for text in texts.numpy()], labels.numpy())
train, valid = keras.utils.text_dataset_from_directory("reviews", validation_split=0.2, subset="both", seed=2, label_mode="binary")
print(len(list(train.unbatch())), sorted(float(label[0]) for _, labels in valid for label in labels))
left, right = keras.utils.split_dataset(np.arange(10), left_size=0.7)
print([int(value) for value in left], [int(value) for value in right], len(left))
left, right = keras.utils.split_dataset((np.arange(6), np.arange(6) * 2), right_size=2)
print([(int(a), int(b)) for a, b in right])
print(keras.utils.to_categorical([0, 2, 1]), keras.utils.to_categorical([[1], [0]], num_classes=3).shape)
print(keras.utils.normalize(np.array([[3.0, 4.0], [6.0, 8.0]])), keras.utils.normalize(np.array([[1.0, 3.0]]), order=1))
for bad in (lambda: keras.utils.text_dataset_from_directory("reviews", validation_split=0.2),
            lambda: keras.utils.text_dataset_from_directory("reviews", label_mode="many"),
            lambda: keras.utils.text_dataset_from_directory("reviews", validation_split=0.2, subset="training")):
    try:
        bad()
    except ValueError as error:
        print(str(error)[:60])
