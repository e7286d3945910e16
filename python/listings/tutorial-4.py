# Random.
import tensorflow as tf
from tensorflow.keras.preprocessing.image import ImageDataGenerator

tf.random.set_seed(3)

# Pictures in data/train/cats and data/train/dogs. A fifth is kept for testing.
generator = ImageDataGenerator(rescale=1 / 255, horizontal_flip=True, validation_split=0.2)
options = {"target_size": (48, 48), "batch_size": 12, "class_mode": "binary", "seed": 3}
train = generator.flow_from_directory("data/train", subset="training", **options)
test = generator.flow_from_directory("data/train", subset="validation", **options)
print(train.class_indices)

layers = tf.keras.layers
model = tf.keras.Sequential([
    layers.Input((48, 48, 3)),
    layers.Conv2D(8, 3, activation="relu"),
    layers.MaxPooling2D(),
    layers.Conv2D(16, 3, activation="relu"),
    layers.MaxPooling2D(),
    layers.Conv2D(16, 3, activation="relu"),
    layers.MaxPooling2D(),
    layers.Flatten(),
    layers.Dense(32, activation="relu"),
    layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
history = model.fit(train, epochs=8, validation_data=test, verbose=2)
print("accuracy on pictures that it has not seen:", round(history.history["val_accuracy"][-1], 2))
