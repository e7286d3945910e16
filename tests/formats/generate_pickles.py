"""Makes pickles with tf_keras, scikit-learn and joblib, and says what is in them.

    python generate_pickles.py
"""

import json
import os
import pickle

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import joblib
import numpy as np
from sklearn.preprocessing import LabelEncoder, MinMaxScaler, StandardScaler
from tf_keras.preprocessing.text import Tokenizer

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "pickles")
os.makedirs(HERE, exist_ok=True)
EXPECTED = {}


def save(name, value, key, expected, protocols=(2, 4), with_joblib=False):
    for protocol in protocols:
        file = "%s-%d.pkl" % (name, protocol)
        with open(os.path.join(HERE, file), "wb") as out:
            pickle.dump(value, out, protocol=protocol)
        EXPECTED[file] = [key, expected]
    if with_joblib:
        file = name + "-joblib.pkl"
        joblib.dump(value, os.path.join(HERE, file))
        EXPECTED[file] = [key, expected]


rng = np.random.RandomState(1)
rows = rng.normal(3, 2, size=(20, 3))
standard = StandardScaler().fit(rows)
save(
    "standard",
    standard,
    "scaler",
    {"class_name": "StandardScaler", "mean": list(standard.mean_), "scale": list(standard.scale_)},
    with_joblib=True,
)
minmax = MinMaxScaler().fit(rows)
save(
    "minmax",
    minmax,
    "scaler",
    {"class_name": "MinMaxScaler", "min": list(minmax.data_min_), "max": list(minmax.data_max_)},
    with_joblib=True,
)
save("labels", LabelEncoder().fit(["dog", "cat", "bird", "cat"]), "classes", ["bird", "cat", "dog"], with_joblib=True)
objects = LabelEncoder().fit(np.array(["猫", "狗"], dtype=object))
save("labels-objects", objects, "classes", list(objects.classes_))
tokenizer = Tokenizer(num_words=50, oov_token="<OOV>")
tokenizer.fit_on_texts(["the cat sat on the mat", "a dog sat", "猫 坐"])
save("tokenizer", tokenizer, "tokenizer", json.loads(tokenizer.to_json()), protocols=(0, 2, 4, 5))


class Evil:
    def __reduce__(self):
        return os.system, ("echo this must never run",)


with open(os.path.join(HERE, "evil.pkl"), "wb") as out:
    pickle.dump(Evil(), out)
with open(os.path.join(HERE, "expected.json"), "w") as out:
    json.dump(EXPECTED, out, indent=1, ensure_ascii=False)
    out.write("\n")
