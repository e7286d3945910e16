"""Makes small safetensors files with PyTorch, configs of the same models with Keras, and the values that PyTorch computes.

    KERAS_BACKEND=torch python generate_pytorch.py

It needs torch, safetensors and keras 3.15. The files go to the folder `pytorch` beside this one; `pytorch/cases.json`
says for each case the input in Keras's order of axes and the output of PyTorch.
"""

import json
import os
from collections import OrderedDict

import keras
import numpy as np
import torch
from keras import layers
from safetensors.torch import save_file
from torch import nn

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "pytorch")
CASES = {}


def numbers(array):
    array = np.asarray(array, dtype="float32")
    return {"shape": list(array.shape), "data": [float("%.7g" % value) for value in array.ravel()]}


def randomize(module, seed):
    """Gives every parameter and running statistic values that differ from each other."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, tensor in module.state_dict().items():
            if tensor.is_floating_point():
                values = torch.rand(tensor.shape, generator=generator) - 0.5
                tensor.copy_(values.abs() + 0.3 if "running_var" in name else values)


def case(name, module, model, x, to_torch=lambda *x: x, dtype=torch.float32, from_torch=lambda y: y):
    x = x if isinstance(x, list) else [x]
    randomize(module, len(CASES) + 1)
    module.eval()
    save_file({key: value.to(dtype) if value.is_floating_point() else value for key, value in module.state_dict().items()},
              os.path.join(HERE, name + ".safetensors"), metadata={"format": "pt"})
    with torch.no_grad():
        # The values that the file holds.
        for tensor in module.state_dict().values():
            if tensor.is_floating_point():
                tensor.copy_(tensor.to(dtype).to(torch.float32))
        inputs = to_torch(*map(torch.tensor, x))
        y = from_torch(module(*inputs) if isinstance(inputs, tuple) else module(inputs))
    config = name.split("-")[0] + ".json"
    with open(os.path.join(HERE, config), "w") as file:
        file.write(model.to_json())
    CASES[name] = {"config": config, "inputs": [numbers(x) for x in x], "outputs": [numbers(y)]}


def pictures(x):
    return x.permute(0, 3, 1, 2)


class Cnn(nn.Module):
    """The layers' names sort in another order than they are used."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(2, 3, (3, 2))
        self.bn1 = nn.BatchNorm2d(3)
        self.conv2 = nn.Conv2d(3, 3, 2, padding="same", bias=False)
        self.bn2 = nn.BatchNorm2d(3)
        self.fc1 = nn.Linear(3 * 3 * 2, 5)
        self.fc2 = nn.Linear(5, 2)

    def forward(self, x):
        x = torch.relu(self.bn1(self.conv1(x)))
        x = torch.relu(self.bn2(self.conv2(x)))
        x = nn.functional.max_pool2d(x, (2, 2))
        x = torch.relu(self.fc1(x.flatten(1)))
        return torch.softmax(self.fc2(x), 1)


class Words(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(7, 3)
        self.lstm = nn.LSTM(3, 2, num_layers=2, bidirectional=True, batch_first=True)
        self.fc = nn.Linear(4, 2)

    def forward(self, x):
        return self.fc(self.lstm(self.embedding(x.long()))[0].mean(1))


class Steps(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(3, 4, batch_first=True)
        self.rnn = nn.RNN(4, 2, batch_first=True)
        self.head = nn.Linear(5 * 2, 2)

    def forward(self, x):
        x = self.rnn(self.gru(x)[0])[0]
        # Steps come first with both programs.
        return self.head(x.flatten(1))


class Joined(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(2, 2, 1)
        self.fc1 = nn.Linear(8 + 3 + 6, 5)
        self.fc2 = nn.Linear(5 + 8, 2)

    def forward(self, a, b, t):
        y = self.fc1(torch.cat([self.conv(a).flatten(1), t, b.flatten(1)], 1))
        return self.fc2(torch.cat([y, a.flatten(1)], 1))


def main():
    os.makedirs(HERE, exist_ok=True)
    rng = np.random.RandomState(3)

    def normal(*shape):
        return np.round(rng.normal(size=shape), 3).astype("float32")

    mlp = [layers.Input((3,)), layers.Dense(4, activation="relu"), layers.LayerNormalization(epsilon=1e-5), layers.Dense(2)]
    for name, dtype in [("mlp", torch.float32), ("mlp-f64", torch.float64), ("mlp-f16", torch.float16), ("mlp-bf16", torch.bfloat16)]:
        torch_mlp = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.LayerNorm(4), nn.Linear(4, 2))
        case(name, torch_mlp, keras.Sequential(mlp), normal(3, 3), dtype=dtype)

    x = layers.Input((8, 5, 2))
    y = layers.Conv2D(3, (3, 2))(x)
    y = layers.ReLU()(layers.BatchNormalization(epsilon=1e-5)(y))
    y = layers.Conv2D(3, 2, padding="same", use_bias=False)(y)
    y = layers.Activation("relu")(layers.BatchNormalization(epsilon=1e-5)(y))
    y = layers.MaxPooling2D(2)(y)
    y = layers.Dropout(0.2)(layers.Flatten()(y))
    y = layers.Dense(2, activation="softmax")(layers.Dense(5, activation="relu")(y))
    case("cnn", Cnn(), keras.Model(x, y), normal(2, 8, 5, 2), pictures)

    # Statistics behind the flattening, a depthwise and a transposed convolution, and twelve modules in a row.
    row = nn.Sequential(
        nn.Conv2d(2, 4, 3, padding=1, groups=2), nn.ReLU(), nn.ConvTranspose2d(4, 3, (2, 3), stride=(2, 3)), nn.Identity(),
        nn.Identity(), nn.Identity(), nn.Identity(), nn.Identity(), nn.Conv2d(3, 2, 1), nn.Flatten(),
        nn.BatchNorm1d(2 * 6 * 6), nn.Linear(2 * 6 * 6, 2),
    )
    model = keras.Sequential([
        layers.Input((3, 2, 2)), layers.DepthwiseConv2D(3, padding="same", depth_multiplier=2, activation="relu"),
        layers.Conv2DTranspose(3, (2, 3), strides=(2, 3)), layers.Conv2D(2, 1), layers.Flatten(),
        layers.BatchNormalization(epsilon=1e-5), layers.Dense(2),
    ])
    case("row", row, model, normal(2, 3, 2, 2), pictures)

    model = keras.Sequential([
        layers.Input((5,)), layers.Embedding(7, 3), layers.Bidirectional(layers.LSTM(2, return_sequences=True)),
        layers.Bidirectional(layers.LSTM(2, return_sequences=True)), layers.GlobalAveragePooling1D(), layers.Dense(2),
    ])
    case("words", Words(), model, rng.randint(0, 7, size=(3, 5)).astype("float32"))

    x = layers.Input((5, 3))
    y = layers.SimpleRNN(2, return_sequences=True)(layers.GRU(4, return_sequences=True)(x))
    case("steps", Steps(), keras.Model(x, layers.Dense(2)(layers.Flatten()(y))), normal(2, 5, 3))

    # As many units as there are flattened values: only the kernel's rows are reordered, and not the bias.
    row = nn.Sequential(nn.Conv2d(1, 2, 1), nn.Flatten(), nn.PReLU(8), nn.Linear(8, 8), nn.Tanh(), nn.Linear(8, 2))
    model = keras.Sequential([
        layers.Input((2, 2, 1)), layers.Conv2D(2, 1), layers.Flatten(), layers.PReLU(), layers.Dense(8, activation="tanh"),
        layers.Dense(2),
    ])
    case("square", row, model, normal(2, 2, 2, 1), pictures)

    # A decoder: the outputs of a dense layer become a picture.
    row = nn.Sequential(
        nn.Linear(3, 12), nn.BatchNorm1d(12), nn.ReLU(), nn.Unflatten(1, (3, 2, 2)),
        nn.ConvTranspose2d(3, 2, 2, stride=2), nn.Tanh(),
    )
    z = layers.Input((3,))
    y = layers.ReLU()(layers.BatchNormalization(epsilon=1e-5)(layers.Dense(12)(z)))
    y = layers.Conv2DTranspose(2, 2, strides=2, activation="tanh")(layers.Reshape((2, 2, 3))(y))
    case("decoder", row, keras.Model(z, y), normal(2, 3), from_torch=lambda y: y.permute(0, 2, 3, 1))

    # The same for steps, which have their channels first before a convolution.
    row = nn.Sequential(nn.Linear(3, 8), nn.Unflatten(1, (2, 4)), nn.Conv1d(2, 2, 2), nn.Flatten(), nn.Linear(6, 1))
    model = keras.Sequential([
        layers.Input((3,)), layers.Dense(8), layers.Reshape((4, 2)), layers.Conv1D(2, 2), layers.Flatten(), layers.Dense(1),
    ])
    case("signal", row, model, normal(2, 3))

    # Two flattened pictures and a row of a table before a dense layer, and a picture in PyTorch's order by a Permute.
    a, b, t = layers.Input((2, 2, 2), name="a"), layers.Input((1, 3, 2), name="b"), layers.Input((3,), name="t")
    y = layers.Concatenate()([layers.Flatten()(layers.Conv2D(2, 1, name="conv")(a)), t, layers.Flatten()(b)])
    y = layers.Dense(5, name="fc1")(y)
    y = layers.Concatenate()([y, layers.Flatten()(layers.Permute((3, 1, 2))(a))])
    model = keras.Model([a, b, t], layers.Dense(2, name="fc2")(y))
    case("joined", Joined(), model, [normal(2, 2, 2, 2), normal(2, 1, 3, 2), normal(2, 3)],
         lambda a, b, t: (pictures(a), pictures(b), t))

    # An autoencoder of two inner models, whose layers have the same names within.
    def inner(name, input_shape, units):
        x = layers.Input(input_shape)
        return keras.Model(x, layers.Dense(units, name="dense")(x), name=name)

    model = keras.Sequential([layers.Input((4,)), inner("stem", (4,), 4), inner("encoder", (4,), 4)])
    row = nn.Sequential(OrderedDict(stem=nn.Sequential(OrderedDict(dense=nn.Linear(4, 4))),
                                    encoder=nn.Sequential(OrderedDict(dense=nn.Linear(4, 4)))))
    case("inner", row, model, normal(2, 4))

    # Keras's own weights under the names of its variables.
    model = keras.Sequential([layers.Input((3,)), layers.Dense(4, activation="tanh", name="first"), layers.Dense(2, name="last")])
    weights = [normal(*weight.shape) for weight in model.weights]
    model.set_weights(weights)
    x = normal(2, 3)
    names = [f"{layer.name}/{weight.name}" for layer in model.layers for weight in layer.weights]
    save_file({name: torch.tensor(value) for name, value in zip(names, weights)},
              os.path.join(HERE, "own-names.safetensors"))
    with open(os.path.join(HERE, "own.json"), "w") as file:
        file.write(model.to_json())
    CASES["own-names"] = {"config": "own.json", "inputs": [numbers(x)], "outputs": [numbers(model.predict(x, verbose=0))]}

    for name in os.listdir(HERE):
        os.chmod(os.path.join(HERE, name), 0o644)
    with open(os.path.join(HERE, "cases.json"), "w") as file:
        json.dump(CASES, file)
        file.write("\n")


main()
