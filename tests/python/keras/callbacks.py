import keras
import numpy as np
from keras import callbacks, layers, regularizers

rng = np.random.default_rng(11)
x = rng.random((50, 3)).astype("float32")
y = (x.sum(axis=1) > 1.5).astype("float32")


def build():
    model = keras.Sequential([
        keras.Input((3,)),
        layers.Dense(5, activation="relu", kernel_regularizer=regularizers.l2(0.01)),
        layers.Dense(1, activation="sigmoid"),
    ])
    generator = np.random.default_rng(2)
    model.set_weights([generator.normal(size=w.shape) * 0.5 for w in model.get_weights()])
    model.compile(keras.optimizers.SGD(0.5, momentum=0.9), loss="binary_crossentropy", metrics=["accuracy"])
    return model


class Printer(callbacks.Callback):
    def on_train_begin(self, logs=None):
        print("begin", sorted(logs or {}))

    def on_epoch_end(self, epoch, logs=None):
        print(epoch, {name: round(float(value), 4) for name, value in logs.items()})
        if epoch == 3:
            self.model.stop_training = True


model = build()
history = model.fit(x, y, epochs=10, batch_size=10, shuffle=False, verbose=0, callbacks=[Printer()],
                    validation_data=(x[:20], y[:20]))
print(len(history.history["loss"]), history.epoch)

model = build()
stop = callbacks.EarlyStopping(monitor="val_loss", patience=1, restore_best_weights=True)
plan = callbacks.LearningRateScheduler(lambda epoch, rate: rate * 0.5 if epoch % 2 else rate)
history = model.fit(x, y, epochs=6, batch_size=10, shuffle=False, verbose=0, callbacks=[stop, plan],
                    validation_split=0.2)
print(np.round(history.history["val_loss"], 4))
print(np.round(history.history["learning_rate"], 5))

model = build()
plateau = callbacks.ReduceLROnPlateau(monitor="loss", factor=0.2, patience=1, min_delta=0.5)
history = model.fit(x, y, epochs=4, batch_size=25, shuffle=False, verbose=0, callbacks=[plateau])
print(np.round(history.history["learning_rate"], 6))
steps = []
model.fit(x, y, epochs=1, batch_size=20, shuffle=False, verbose=0,
          callbacks=[callbacks.LambdaCallback(on_train_batch_end=lambda batch, logs: steps.append(batch))])
print(steps)
