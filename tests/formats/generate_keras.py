"""Makes small model files with real Keras, and the values that Keras computes with them.

    python generate_keras.py PART

PART is one of the functions below, and needs a Python with the version of Keras that it names. The files go to the
folder `keras` beside this one, those of HDF5 packed with gzip; `keras/PART.json` says for each file the inputs and
outputs.
"""

import gzip
import json
import os
import sys
import zipfile

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import numpy as np

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "keras")
CASES = {}


def numbers(array):
    array = np.asarray(array, dtype="float32")
    return {"shape": list(array.shape), "data": [float("%.7g" % value) for value in array.ravel()]}


def inputs(shapes, words=None):
    rng = np.random.RandomState(3)
    made = []
    for shape in shapes:
        if words:
            made.append(rng.randint(0, words, size=[2] + list(shape)).astype("float32"))
        else:
            made.append(np.round(rng.normal(size=[2] + list(shape)), 3).astype("float32"))
    return made


def seeded(model, seed=1):
    """Gives every weight random values, so that none keeps its initial zeros or ones."""
    rng = np.random.RandomState(seed)
    weights = []
    for value in model.get_weights():
        drawn = rng.uniform(-0.5, 0.5, size=value.shape)
        # Variances are not negative.
        weights.append((np.abs(drawn) + 0.1 if value.ndim == 1 else drawn).astype(value.dtype))
    model.set_weights(weights)


def case(name, model, x):
    y = model.predict(x if len(x) > 1 else x[0], verbose=0)
    y = y if isinstance(y, (list, tuple)) else [y]
    CASES[name] = {"inputs": [numbers(part) for part in x], "outputs": [numbers(part) for part in y]}


def finish(part):
    for name in os.listdir(HERE):
        if name.endswith(".h5"):
            whole = os.path.join(HERE, name)
            with open(whole, "rb") as file, gzip.GzipFile(whole + ".gz", "wb", mtime=0) as packed:
                packed.write(file.read())
            os.remove(whole)
    with open(os.path.join(HERE, part + ".json"), "w") as file:
        json.dump(CASES, file, indent=1)
        file.write("\n")


def deflated(path):
    """Packs an archive again, with deflated members."""
    with zipfile.ZipFile(path) as archive:
        members = [(name, archive.read(name)) for name in archive.namelist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)


def keras3():
    """Keras 3 (3.15) on TensorFlow."""
    import keras
    from keras import layers, ops

    path = lambda name: os.path.join(HERE, name)

    # A convolutional network, trained for two steps, in all forms.
    keras.utils.set_random_seed(1)
    model = keras.Sequential(
        [
            keras.Input((6, 6, 1)),
            layers.Conv2D(2, 3, activation="relu", name="edges"),
            layers.BatchNormalization(),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dropout(0.5),
            layers.Dense(3, activation="softmax", name="classes"),
        ],
        name="cnn",
    )
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
    x = inputs([(6, 6, 1)])
    model.fit(x[0], np.array([0, 2]), epochs=2, verbose=0)
    model.save(path("k3-cnn.keras"))
    deflated(path("k3-cnn.keras"))
    model.save(path("k3-cnn.h5"))
    model.save_weights(path("k3-cnn.weights.h5"))
    with open(path("k3-cnn.config.json"), "w") as file:
        file.write(model.to_json())
    for name in ["k3-cnn.keras", "k3-cnn.h5", "k3-cnn.weights.h5"]:
        case(name, model, x)

    # Recurrent layers in wrappers; names that are not those of the classes.
    model = keras.Sequential(
        [
            keras.Input((4,)),
            layers.Embedding(9, 3, mask_zero=True, name="words"),
            layers.Bidirectional(layers.LSTM(2, return_sequences=True), name="both"),
            layers.GRU(2, return_sequences=True, recurrent_dropout=0.25, name="gated"),
            layers.TimeDistributed(layers.Dense(2), name="each"),
            layers.SimpleRNN(2, name="simple"),
            layers.Dense(1),
        ]
    )
    seeded(model)
    x = inputs([(4,)], words=9)
    model.save(path("k3-recurrent.keras"))
    deflated(path("k3-recurrent.keras"))
    model.save(path("k3-recurrent.h5"))
    case("k3-recurrent.keras", model, x)
    case("k3-recurrent.h5", model, x)

    # Two inputs, two outputs, a model within the model with frozen layers, a shared layer, operations.
    a, b = keras.Input((4,), name="a"), keras.Input((6, 4), name="b")
    base = keras.Sequential(
        [keras.Input((4,)), layers.Dense(3, name="first"), layers.BatchNormalization(), layers.Dense(2)], name="base"
    )
    base.layers[0].trainable = False
    shared = layers.Dense(4, activation="tanh", name="shared")
    last = b[:, -1, :] * 2.0
    joined = layers.Add()([shared(a), shared(last)])
    first = layers.Dense(2, name="first_output")(ops.reshape(b, (-1, 24)))
    model = keras.Model([a, b], [first, layers.Concatenate(name="second")([base(joined), base(1.0 - a)])])
    seeded(model)
    model.compile("sgd", {"first_output": "mse", "second": "mae"})
    x = inputs([(4,), (6, 4)])
    model.save(path("k3-graph.keras"))
    deflated(path("k3-graph.keras"))
    model.save(path("k3-graph.h5"))
    case("k3-graph.keras", model, x)
    case("k3-graph.h5", model, x)

    # Keras 3 overrides the argument `training` of a layer's call.
    a = keras.Input((4,))
    model = keras.Model(a, layers.Dense(1)(layers.BatchNormalization()(a, training=True)))
    model.save(path("k3-training.keras"))
    deflated(path("k3-training.keras"))
    case("k3-training.keras", model, inputs([(4,)]))

    # 16-bit floats.
    for policy in ["float16", "bfloat16", "mixed_float16"]:
        model = keras.Sequential([keras.Input((5,)), layers.Dense(4, "relu", dtype=policy), layers.Dense(2, dtype=policy)])
        seeded(model)
        model.save(path("k3-%s.keras" % policy))
        deflated(path("k3-%s.keras" % policy))
        case("k3-%s.keras" % policy, model, inputs([(5,)]))
    finish("keras3")


def keras3_masks():
    """Keras 3 (3.15) on TensorFlow: layers pass a mask on, operations drop it."""
    import keras
    from keras import layers, ops

    words = keras.Input((5,), name="words")
    masked = layers.Embedding(9, 3, mask_zero=True)(words)
    sequence = layers.GRU(2, return_sequences=True)(masked)
    parts = [
        layers.LSTM(2)(masked),
        layers.LSTM(2)(masked * 2.0),
        layers.LSTM(2)(layers.Add()([masked, masked])),
        layers.LSTM(2)(masked + layers.Rescaling(0.5)(masked)),
        layers.GRU(2)(ops.relu(sequence)),
        layers.GlobalAveragePooling1D()(masked),
        ops.mean(masked, axis=1),
        masked[:, -1, :],
    ]
    model = keras.Model(words, layers.Dense(3)(layers.Concatenate()(parts)))
    seeded(model)
    for name in ["k3-masks.keras", "k3-masks.h5"]:
        model.save(os.path.join(HERE, name))
    deflated(os.path.join(HERE, "k3-masks.keras"))
    x = [np.array([[3, 1, 4, 0, 0], [0, 2, 0, 7, 0], [5, 8, 1, 1, 6]], dtype="float32")]
    for name in ["k3-masks.keras", "k3-masks.h5"]:
        case(name, model, x)
    finish("keras3_masks")


def attention(prefix, layers, keras, further, masked):
    """A model with attention over words, whose scores are an output; `further` adds layers of this version."""
    words = keras.Input((5,), name="words")
    x = layers.Embedding(9, 6, mask_zero=masked)(words)
    y = layers.MultiHeadAttention(2, 3, name="heads")(x, x, use_causal_mask=True)
    x = layers.Add()([x, y])
    y, scores = layers.MultiHeadAttention(2, 2, use_bias=False)(x, layers.Dense(5)(x), return_attention_scores=True)
    y = layers.Attention(use_scale=True)([further(y), x], use_causal_mask=True)
    model = keras.Model(words, [layers.Dense(3)(layers.AdditiveAttention()([y, x])), scores])
    seeded(model)
    x = [np.array([[3, 1, 4, 0, 0], [2, 7, 0, 0, 0], [5, 8, 1, 1, 6]], dtype="float32")]
    for name in [prefix + ".keras", prefix + ".h5"]:
        model.save(os.path.join(HERE, name))
        case(name, model, x)
    deflated(os.path.join(HERE, prefix + ".keras"))


def keras3_attention():
    """Keras 3 (3.15) on TensorFlow: layers of attention."""
    import keras
    from keras import layers

    def further(y):
        y = layers.GroupQueryAttention(3, 4, 2, use_gate=True)(y, y)
        y = layers.MultiHeadAttention(2, 3, use_gate=True, sliding_window=2)(y, y)
        return layers.EinsumDense("abc,cd->abd", output_shape=(5, 6), bias_axes="d")(y)

    attention("k3-attention", layers, keras, further, True)
    finish("keras3_attention")


def keras3_nested():
    """Keras 3 (3.15) on TensorFlow: outputs that come from functional models within the model."""
    import keras
    from keras import layers

    def inner(name, units):
        x = keras.Input((4,))
        return keras.Model(x, layers.Dense(units)(x), name=name)

    a, b = keras.Input((4,), name="a"), keras.Input((4,), name="b")
    stem, encoder = inner("stem", 4), inner("encoder", 2)
    one = keras.Model(a, encoder(stem(a)))
    # Both calls of a shared model are outputs, in the other order.
    both = keras.Model([a, b], [encoder(b), encoder(a)])
    for name, model in [("k3-inner", one), ("k3-shared-inner", both)]:
        seeded(model)
        x = inputs([(4,)] * len(model.inputs))
        for ending in [".keras", ".h5"]:
            model.save(os.path.join(HERE, name + ending))
            case(name + ending, model, x)
        deflated(os.path.join(HERE, name + ".keras"))
    finish("keras3_nested")


def keras3_texts():
    """Keras 3 (3.15) on TensorFlow. Models that begin with texts."""
    import keras
    from keras import layers

    learned = np.array(["The cat sat.", "a dog, a cat", "the red bird sang: tweet", "dog bites dog"], dtype=object)
    asked = ["The dog sat", "A purple bird!", ""]

    def text(name=None):
        return keras.Input((1,), dtype="string", name=name)

    def texts(rows):
        return np.array(rows, dtype=object).reshape(len(rows), -1)

    def told(name, model, x):
        arrays = [keras.ops.convert_to_tensor(part) if part.dtype == object else part for part in x]
        y = model.predict(arrays if len(x) > 1 else arrays[0], verbose=0)
        of = lambda part: {"shape": list(part.shape), "texts": part.ravel().tolist()} if part.dtype == object else numbers(part)
        CASES[name] = {"inputs": [of(part) for part in x], "outputs": [numbers(y)]}

    def saved(name, model, x):
        keras.utils.set_random_seed(4)
        seeded_trainable(model)
        model.save(os.path.join(HERE, name))
        if name.endswith(".keras"):
            deflated(os.path.join(HERE, name))
        told(name, model, x)

    def seeded_trainable(model):
        rng = np.random.RandomState(5)
        for weight in model.trainable_weights:
            weight.assign(rng.uniform(-0.5, 0.5, size=weight.shape))

    # The text classification of Keras's guides: learned words, then an embedding.
    words = layers.TextVectorization(max_tokens=9, output_sequence_length=5)
    words.adapt(learned)
    end = [layers.Embedding(9, 3), layers.GlobalAveragePooling1D(), layers.Dense(1, activation="sigmoid")]
    saved("k3-texts.keras", keras.Sequential([text(), words, *end]), [texts(asked)])

    # A vocabulary that stands in the config; also in HDF5, which has no other place for it.
    words = layers.TextVectorization(
        vocabulary=["cat", "dog", "a"], output_sequence_length=4, standardize="lower", split="character", name="letters"
    )
    model = keras.Sequential([text(), words, layers.Embedding(5, 2), layers.Flatten(), layers.Dense(2)])
    saved("k3-texts-given.keras", model, [texts(asked)])
    saved("k3-texts-given.h5", model, [texts(asked)])

    # Weights of words. A model of texts around one of numbers, as models are exported.
    words = layers.TextVectorization(output_mode="tf_idf", max_tokens=20, pad_to_max_tokens=True)
    words.adapt(learned)
    numbered = keras.Sequential([keras.Input((20,)), layers.Dense(3, activation="tanh"), layers.Dense(1)], name="numbered")
    x = keras.Input((), dtype="string")
    saved("k3-texts-idf.keras", keras.Model(x, numbered(words(x))), [texts(asked)[:, 0]])

    # Pairs of words, counted, in a model within the model.
    words = layers.TextVectorization(output_mode="count", ngrams=2)
    words.adapt(learned)
    inner = keras.Sequential([text(), words, layers.Dense(3)], name="inner")
    saved("k3-texts-inner.keras", keras.Sequential([text(), inner, layers.ReLU(), layers.Dense(2)]), [texts(asked)])

    # Tables: words and whole numbers with a vocabulary, beside numbers.
    kind = layers.StringLookup(output_mode="one_hot")
    kind.adapt(np.array(["red", "blue", "red", "green"], dtype=object))
    place = layers.StringLookup(num_oov_indices=3, mask_token="")
    place.adapt(np.array(["Rome", "Oslo", "Rome", "Lima"], dtype=object))
    tags = layers.StringLookup(output_mode="tf_idf", vocabulary=["x", "y"], idf_weights=[0.25, 0.75])
    age = layers.IntegerLookup(output_mode="multi_hot", mask_token=0)
    age.adapt(np.array([3, 3, 4, 9, 4, 0]))
    rank = layers.IntegerLookup(vocabulary=[10, -20, 30], num_oov_indices=2, mask_token=5)
    a, b, c = text("kind"), text("place"), keras.Input((2,), dtype="string", name="tags")
    d, e = keras.Input((2,), dtype="int64", name="age"), keras.Input((2,), dtype="int64", name="rank")
    f = keras.Input((2,), name="size")
    joined = layers.Concatenate()(
        [kind(a), layers.Flatten()(layers.Embedding(7, 2)(place(b))), tags(c), age(d), layers.Flatten()(layers.Embedding(6, 2)(rank(e))), f]
    )
    saved(
        "k3-lookups.keras",
        keras.Model([a, b, c, d, e, f], layers.Dense(2)(joined)),
        [
            texts(["red", "pink", "blue", "green"]),
            texts(["Oslo", "Nowhere", "", "a place with a longer name"]),
            texts([["x", "y"], ["y", "y"], ["z", "x"], ["z", "z"]]),
            np.array([[3, 9], [0, 4], [5, 3], [0, 0]], "float32"),
            np.array([[10, 30], [5, -20], [7, 8], [-3, 0]], "float32"),
            np.round(np.random.RandomState(3).normal(size=(4, 2)), 3).astype("float32"),
        ],
    )
    finish("keras3_texts")


def keras3_cells():
    """Keras 3 (3.15) on TensorFlow: stacks of cells, wrappers with weights of their own, volumes and their neighbours."""
    import keras
    from keras import layers

    x, words = keras.Input((4, 2), name="x"), keras.Input((4,), name="words")
    table = layers.ReversibleEmbedding(5, 3, tie_weights=False)
    y = layers.RNN([layers.LSTMCell(3), layers.GRUCell(2), layers.LSTMCell(2)], return_sequences=True)(x)
    y = layers.Bidirectional(layers.RNN(layers.SimpleRNNCell(2), return_sequences=True))(y)
    y = layers.SpectralNormalization(layers.Dense(3, activation="tanh"), power_iterations=2)(y)
    y = table(layers.Add()([y, table(words)]), reverse=True)
    cells = keras.Model([x, words], layers.Lambda(keras.activations.softsign)(y))

    volume = keras.Input((2, 3, 4, 4))
    # TensorFlow's CPU kernels do not convolve channels that come first.
    y = layers.ZeroPadding3D((0, 1, 0), data_format="channels_first")(volume)
    y = layers.Conv3D(2, 2)(layers.Permute((2, 3, 4, 1))(y))
    y = layers.Conv3DTranspose(2, (1, 2, 1), strides=(1, 2, 1), output_padding=(0, 1, 0))(y)
    y = layers.ConvLSTM2D(3, 2, return_sequences=True)(y)
    volumes = keras.Model(volume, layers.GlobalAveragePooling3D()(y))
    for name, model, shapes in [("k3-cells", cells, [(4, 2), (4,)]), ("k3-volumes", volumes, [(2, 3, 4, 4)])]:
        seeded(model)
        x = inputs(shapes)
        if len(x) > 1:
            x[1] = np.array([[3, 1, 4, 0], [2, 2, 0, 1]], dtype="float32")
        for ending in [".keras", ".h5"]:
            model.save(os.path.join(HERE, name + ending))
            case(name + ending, model, x)
        deflated(os.path.join(HERE, name + ".keras"))
    finish("keras3_cells")


def tf_keras():
    """tf_keras 2.21, which goes on with Keras 2."""
    import tf_keras as keras

    keras2("tf", keras)
    finish("tf_keras")


def tf_attention():
    """tf_keras 2.21: layers of attention, without masks: of masked steps it computes other numbers than Keras 3."""
    import tf_keras as keras

    attention("tf-attention", keras.layers, keras, lambda y: y, False)
    finish("tf_attention")


def keras2(prefix, keras, archive=True):
    layers = keras.layers
    path = lambda name: os.path.join(HERE, name)
    # The old hard_sigmoid, LeakyReLU with alpha, a Sequential in a Sequential.
    inner = keras.Sequential([layers.Dense(4, input_shape=(3,), name="inside"), layers.LeakyReLU(alpha=0.1)], name="inner")
    model = keras.Sequential(
        [
            layers.LSTM(3, recurrent_activation="hard_sigmoid", input_shape=(5, 2)),
            inner,
            layers.Dense(2, activation="hard_sigmoid"),
        ]
    )
    seeded(model)
    model.compile(keras.optimizers.Adam(0.01), "mse", metrics=["mae"])
    x = inputs([(5, 2)])
    model.fit(x[0], np.array([[0.0, 1.0], [1.0, 0.0]]), epochs=2, verbose=0)
    model.save(path(prefix + "-old.h5"))
    case(prefix + "-old.h5", model, x)
    if archive:
        model.save(path(prefix + "-old.keras"))
        deflated(path(prefix + "-old.keras"))
        case(prefix + "-old.keras", model, x)
    # A functional model around a functional one, with frozen layers; depthwise convolution.
    a = keras.Input((6, 6, 2))
    h = layers.DepthwiseConv2D(3, name="deep")(a)
    h = layers.BatchNormalization()(h, training=True)
    base = keras.Model(a, layers.GlobalAveragePooling2D()(h), name="base")
    base.trainable = False
    b = keras.Input((6, 6, 2))
    model = keras.Model(b, layers.Dense(2)(base(b)))
    seeded(model)
    x = inputs([(6, 6, 2)])
    model.save(path(prefix + "-transfer.h5"))
    case(prefix + "-transfer.h5", model, x)
    if archive:
        model.save(path(prefix + "-transfer.keras"))
        deflated(path(prefix + "-transfer.keras"))
        case(prefix + "-transfer.keras", model, x)


def keras213():
    """tf.keras 2.13 (Keras 2.13)."""
    from tensorflow import keras

    keras2("k213", keras)
    finish("keras213")


def keras22():
    """Keras 2.2.4 on TensorFlow 1.12."""
    import keras

    keras2("k22", keras, archive=False)
    finish("keras22")


def keras1():
    """Keras 1.2.2 on TensorFlow 1.4."""
    import keras
    from keras import layers

    path = lambda name: os.path.join(HERE, name)
    model = keras.models.Sequential()
    model.add(layers.Convolution2D(2, 3, 3, border_mode="same", activation="relu", input_shape=(6, 6, 1), dim_ordering="tf"))
    model.add(layers.MaxPooling2D(dim_ordering="tf"))
    model.add(layers.BatchNormalization(mode=0))
    model.add(layers.Flatten())
    model.add(layers.Dropout(0.5))
    model.add(layers.Dense(3, activation="softmax"))
    seeded(model)
    model.compile("rmsprop", "categorical_crossentropy", metrics=["accuracy"])
    model.predict = lambda x, verbose=0, predict=model.predict: predict(x)
    x = inputs([(6, 6, 1)])
    model.save(path("k1-cnn.h5"))
    case("k1-cnn.h5", model, x)
    model = keras.models.Sequential()
    model.add(layers.Embedding(9, 3, input_length=4))
    model.add(layers.LSTM(3, return_sequences=True, dropout_W=0.2))
    model.add(layers.Convolution1D(3, 2, activation="relu"))
    model.add(layers.GRU(2))
    model.add(layers.Dense(1))
    seeded(model)
    model.predict = lambda x, verbose=0, predict=model.predict: predict(x)
    x = inputs([(4,)], words=9)
    model.save(path("k1-recurrent.h5"))
    case("k1-recurrent.h5", model, x)
    finish("keras1")


def run(name, model, x, y, optimizer, loss):
    """Saves a model in the middle of a training. `after` is what Keras predicts when it has trained for two more epochs."""
    import keras

    keras.utils.set_random_seed(2)
    seeded(model)
    model.compile(optimizer, loss)
    # Within TensorFlow's graph, ScheduleFreeAdamW would not start from the weights.
    optimizer.build(model.trainable_variables)
    training = dict(batch_size=2, shuffle=False, verbose=0)
    model.fit(x, y, epochs=2, **training)
    path = os.path.join(HERE, name)
    model.save(path)
    deflated(path)
    model.fit(x, y, epochs=2, **training)
    after = model.predict(x, verbose=0)
    CASES[name] = {"x": numbers(x), "y": numbers(y), "after": numbers(after), "steps": int(model.optimizer.iterations)}


def continued_whole():
    """Keras 3 (3.15) on TensorFlow: optimizers whose variables have other shapes than the weights, and others."""
    import keras
    from keras import layers
    from keras import optimizers as O

    rng = np.random.RandomState(5)
    rows = np.round(rng.normal(size=(6, 5, 2)), 3).astype("float32")
    targets = np.round(rng.normal(size=(6, 2)), 3).astype("float32")
    for name, optimizer in [
        ("adafactor", O.Adafactor(0.3)),
        ("muon", O.Muon(0.02, exclude_layers=["last"])),
        ("lamb", O.Lamb(0.05)),
        ("ftrl", O.Ftrl(0.1, l1_regularization_strength=0.01)),
        ("schedulefree", O.ScheduleFreeAdamW(0.02, warmup_steps=3)),
    ]:
        parts = [
            keras.Input((5, 2)),
            layers.Conv1D(3, 2, activation="tanh"),
            layers.Flatten(),
            layers.Dense(4, activation="tanh"),
            layers.Dense(2, name="last"),
        ]
        run("c-whole-%s.keras" % name, keras.Sequential(parts), rows, targets, optimizer, "mse")
    finish("continued_whole")


def continued():
    """Keras 3 (3.15) on JAX (KERAS_BACKEND=jax): saved in the middle of a training. `after` is what Keras predicts when it
    has trained for two more epochs."""
    import keras
    from keras import layers

    rng = np.random.RandomState(4)
    pictures = np.round(rng.normal(size=(6, 6, 6, 1)), 3).astype("float32")
    cnn = [
        keras.Input((6, 6, 1)),
        layers.Conv2D(3, 3, activation="relu"),
        layers.BatchNormalization(),
        layers.MaxPooling2D(),
        layers.Flatten(),
        layers.Dense(3, activation="softmax"),
    ]
    labels = np.array([0, 1, 2, 0, 1, 2], dtype="float32")
    loss = "sparse_categorical_crossentropy"
    run("c-cnn-adam.keras", keras.Sequential(cnn), pictures, labels, keras.optimizers.Adam(0.01), loss)
    words = rng.randint(0, 9, size=(6, 4)).astype("float32")
    for name, optimizer in [
        ("rmsprop", keras.optimizers.RMSprop(0.01, momentum=0.5, centered=True)),
        ("amsgrad", keras.optimizers.AdamW(0.01, amsgrad=True)),
        ("sgd", keras.optimizers.SGD(0.05, momentum=0.9, nesterov=True)),
        ("adagrad", keras.optimizers.Adagrad(0.05)),
    ]:
        lstm = [keras.Input((4,)), layers.Embedding(9, 3), layers.LSTM(3), layers.Dense(1, activation="sigmoid")]
        run("c-lstm-%s.keras" % name, keras.Sequential(lstm), words, (labels > 0).astype("float32"), optimizer, "binary_crossentropy")
    finish("continued")


if __name__ == "__main__":
    if not os.path.isdir(HERE):
        os.makedirs(HERE)
    globals()[sys.argv[1]]()
