import keras
import numpy as np
import pandas as pd

rng = np.random.RandomState(61)
table = pd.DataFrame({"size": rng.uniform(30, 150, 50).round(1), "rooms": rng.randint(1, 6, 50), "city": ["a", "b", "b", "a", "b"] * 10})
table["price"] = (2.5 * table["size"] + 10 * table["rooms"] + np.where(table["city"] == "a", 40, 0)).round(1)
print(table.head(3), table.shape)
table = pd.get_dummies(table, columns=["city"], dtype=float)
train, test = table.iloc[:40], table.iloc[40:]
features = [name for name in table.columns if name != "price"]
mean, spread = train[features].mean(), train[features].std()
x_train, x_test = (train[features] - mean) / spread, (test[features] - mean) / spread
print(features, x_train.shape, np.round(x_train.to_numpy().mean(), 6))
model = keras.Sequential([keras.Input((len(features),)), keras.layers.Dense(8, activation="relu"), keras.layers.Dense(1)])
generator = np.random.default_rng(62)
model.set_weights([generator.normal(size=w.shape) * 0.3 for w in model.get_weights()])
model.compile(keras.optimizers.Adam(0.1), "mae")
history = model.fit(x_train, train["price"], epochs=5, batch_size=10, shuffle=False, verbose=0, validation_data=(x_test, test["price"]))
print(pd.DataFrame(history.history).round(2))
print(round(model.evaluate(x_test, test["price"], verbose=0), 2), np.round(model.predict(x_test, verbose=0)[:3, 0], 2))
