import keras
import numpy as np
from keras import layers


class Net(keras.Model):
    def __init__(self, classes, **kwargs):
        super().__init__(**kwargs)
        self.hidden = [layers.Dense(6, activation="relu") for _ in range(2)]
        self.drop = layers.Dropout(0.5)
        self.norm = layers.BatchNormalization()
        self.last = layers.Dense(classes, activation="softmax")

    def call(self, x, training=False):
        for layer in self.hidden:
            x = layer(x)
        x = self.norm(x, training=training)
        if not training:
            x = self.drop(x, training=training)
        return self.last(x)


rng = np.random.RandomState(11)
x = rng.normal(size=(20, 5)).astype("float32")
y = keras.utils.to_categorical((x[:, 0] > 0).astype(int), 2)
model = Net(2, name="net")
model(x[:1])
model.set_weights([np.abs(rng.normal(size=w.shape)) * 0.4 for w in model.get_weights()])
model.compile(optimizer=keras.optimizers.RMSprop(0.01), loss="categorical_crossentropy", metrics=["accuracy"])
history = model.fit(x, y, epochs=3, batch_size=5, shuffle=False, verbose=0)
print(np.round(history.history["loss"], 4), history.history["accuracy"])
print(np.round(model.evaluate(x, y, verbose=0), 4))
print(np.round(model.predict(x[:3], verbose=0), 4))
print(model.hidden[0].get_weights()[0].shape, len(model.trainable_weights), len(model.weights))
logs = model.train_on_batch(x[:4], y[:4], return_dict=True)
print(sorted(logs), np.round(float(logs["loss"]), 4))
