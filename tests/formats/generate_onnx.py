"""Makes the files in tests/formats/onnx: small models of PyTorch, scikit-learn and plain ONNX operators.

Beside each NAME.onnx there is NAME.onnx.expected.json with inputs and the outputs that ONNX Runtime computes.

    python3 -m venv venv && venv/bin/pip install torch onnx onnxscript onnxruntime scikit-learn skl2onnx
    venv/bin/python tests/formats/generate_onnx.py
"""

import io
import json
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

warnings.filterwarnings("ignore")
FOLDER = Path(__file__).parent / "onnx"
RANDOM = np.random.default_rng(7)


def values(*shape):
    return RANDOM.normal(0, 1, shape).round(3).astype(np.float32)


def rounded(array):
    return [float(f"{v:.7g}") for v in np.asarray(array, np.float64).ravel()]


def save(name, model, *inputs, skip=()):
    """Writes a model, the inputs and the outputs of ONNX Runtime."""
    data = model if isinstance(model, bytes) else model.SerializeToString()
    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    names = [i.name for i in session.get_inputs()]
    kinds = {"tensor(int64)": np.int64, "tensor(int32)": np.int32, "tensor(double)": np.float64}
    feed = {i.name: x.astype(kinds.get(i.type, np.float32)) for i, x in zip(session.get_inputs(), inputs)}
    wanted = [o.name for o in session.get_outputs() if o.name not in skip]
    outputs = session.run(wanted, feed)
    tensor = lambda x: {"shape": list(x.shape), "data": rounded(x)}
    text = {"inputs": [tensor(feed[n]) for n in names], "outputs": [tensor(o) for o in outputs]}
    (FOLDER / f"{name}.onnx").write_bytes(data)
    (FOLDER / f"{name}.onnx.expected.json").write_text(json.dumps(text, separators=(",", ":")))


# PyTorch


def randomize(module):
    """Gives batch normalizations moving statistics that are not 0 and 1."""
    for layer in module.modules():
        if isinstance(layer, (nn.BatchNorm1d, nn.BatchNorm2d)):
            layer.running_mean.normal_()
            layer.running_var.uniform_(0.5, 2)
            layer.weight.data.normal_()
            layer.bias.data.normal_()


def strip(data):
    """Without the texts that name places in the source, which the exporter adds to each node."""
    model = onnx.load_from_string(data)
    model.graph.ClearField("value_info")
    model.ClearField("metadata_props")
    model.graph.ClearField("metadata_props")
    for node in model.graph.node:
        node.ClearField("doc_string")
        node.ClearField("metadata_props")
    for value in [*model.graph.input, *model.graph.output, *model.graph.initializer]:
        value.ClearField("metadata_props") if hasattr(value, "metadata_props") else None
    return model.SerializeToString()


def from_torch(name, module, *inputs, opset=17, dynamo=False, axes=None, names=("x", "z")):
    torch.manual_seed(3)
    module = module.eval()
    randomize(module)
    tensors = tuple(torch.from_numpy(x) for x in inputs)
    names = list(names[: len(inputs)])
    if dynamo:
        batch = torch.export.Dim("batch")
        shapes = tuple({0: batch} for _ in inputs)
        program = torch.onnx.export(
            module, tensors, dynamo=True, dynamic_shapes=shapes, input_names=names, verbose=False
        )
        data = program.model_proto.SerializeToString()
    else:
        stream = io.BytesIO()
        if axes is None:
            axes = {n: {0: "batch"} for n in names}
        torch.onnx.export(
            module, tensors, stream, opset_version=opset, input_names=names, output_names=["y"],
            dynamic_axes=axes, dynamo=False,
        )
        data = stream.getvalue()
    save(name, strip(data), *inputs)


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 4, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(4), nn.ReLU())
        self.pool = nn.MaxPool2d(3, 2, 1)
        self.depthwise = nn.Conv2d(4, 8, 3, padding=1, groups=4)
        self.point = nn.Conv2d(8, 4, 1)
        self.gate = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(4, 4, 1), nn.Sigmoid())
        self.head = nn.Linear(4, 3)

    def forward(self, x):
        x = self.pool(self.stem(x))
        y = self.point(nn.functional.silu(self.depthwise(x)))
        y = y * self.gate(y)
        x = nn.functional.relu6(x + y)
        return self.head(torch.flatten(x.mean([2, 3]), 1))


class Flattened(nn.Module):
    """Flatten of channels first, by `view` with the size of the batch."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(2, 3, 3, padding=1)
        self.pool = nn.AvgPool2d(2, ceil_mode=True)
        self.head = nn.Linear(3 * 4 * 3, 4)

    def forward(self, x):
        x = self.pool(nn.functional.leaky_relu(self.conv(x)))
        return nn.functional.log_softmax(self.head(x.view(x.size(0), -1)), dim=1)


class Recurrent(nn.Module):
    def __init__(self, kind, bidirectional=False, batch_first=True, last="step"):
        super().__init__()
        self.core = kind(3, 4, batch_first=batch_first, bidirectional=bidirectional)
        self.head = nn.Linear(8 if bidirectional else 4, 2)
        self.last = last

    def forward(self, x):
        y, h = self.core(x)
        if self.last == "state":
            h = h[0] if isinstance(h, tuple) else h
            return self.head(torch.cat([h[-2], h[-1]], 1) if h.shape[0] == 2 else h[-1])
        if self.last == "all":
            return self.head(y)
        return self.head(y[:, -1, :])


class Words(nn.Module):
    def __init__(self):
        super().__init__()
        self.words = nn.Embedding(11, 6)
        self.conv = nn.Conv1d(6, 4, 3, padding=1)
        self.norm = nn.LayerNorm(4)
        self.head = nn.Linear(4, 2)

    def forward(self, ids):
        x = self.conv(self.words(ids).transpose(1, 2)).transpose(1, 2)
        x = nn.functional.gelu(self.norm(x))
        return self.head(x.mean(1))


class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.up = nn.ConvTranspose2d(3, 2, 3, stride=2, padding=1, output_padding=1)
        self.even = nn.ConvTranspose2d(2, 2, 4, stride=2, padding=1)
        self.slope = nn.PReLU(2)
        self.conv = nn.Conv2d(2, 1, 3)

    def forward(self, x):
        x = self.slope(self.even(nn.functional.elu(self.up(x), 0.5)))
        x = nn.functional.interpolate(x, scale_factor=2, mode="nearest")
        return torch.tanh(self.conv(nn.functional.pad(x, (1, 2, 0, 1))))


class Several(nn.Module):
    def __init__(self):
        super().__init__()
        self.picture = nn.Conv2d(1, 2, 3)
        self.numbers = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Hardswish(), nn.Dropout(0.5))
        self.head = nn.Linear(2 * 9 + 4, 2)

    def forward(self, x, z):
        z = (z - torch.tensor([0.5, 1.0, 2.0])) / torch.tensor([2.0, 1.5, 0.5])
        x = torch.cat([torch.flatten(self.picture(x * 2 - 1), 1), self.numbers(z)], dim=1)
        x = nn.functional.hardsigmoid(self.head(x))
        return torch.softmax(x, 1), torch.clamp(x, 0.2, 0.7)


def pytorch():
    relu = lambda: nn.Sequential(nn.Linear(4, 6), nn.ReLU(), nn.Linear(6, 3), nn.Softmax(1))
    from_torch("torch_dense", relu(), values(3, 4))
    from_torch("torch_dense_new_exporter", relu(), values(3, 4), dynamo=True)
    from_torch("torch_residual", Residual(), values(1, 3, 12, 10))
    from_torch("torch_residual_new_exporter", Residual(), values(1, 3, 12, 10), dynamo=True)
    for opset in 9, 13:
        from_torch(f"torch_flattened_{opset}", Flattened(), values(2, 2, 7, 6), opset=opset)
    from_torch("torch_flattened_fixed_batch", Flattened(), values(1, 2, 7, 6), axes={})
    from_torch("torch_flattened_new_exporter", Flattened(), values(2, 2, 7, 6), dynamo=True)
    from_torch("torch_lstm_step", Recurrent(nn.LSTM), values(2, 5, 3))
    from_torch("torch_lstm_new_exporter", Recurrent(nn.LSTM), values(2, 5, 3), dynamo=True)
    from_torch("torch_lstm_both_all", Recurrent(nn.LSTM, True, last="all"), values(2, 5, 3))
    from_torch("torch_lstm_both_state", Recurrent(nn.LSTM, True, last="state"), values(2, 5, 3))
    from_torch("torch_gru_state", Recurrent(nn.GRU, last="state"), values(2, 5, 3))
    from_torch("torch_gru_both_step", Recurrent(nn.GRU, True), values(2, 5, 3))
    from_torch("torch_rnn_all", Recurrent(nn.RNN, last="all"), values(2, 5, 3))
    ids = RANDOM.integers(0, 11, (2, 7))
    from_torch("torch_words", Words(), ids)
    from_torch("torch_words_13", Words(), ids, opset=13)
    from_torch("torch_words_new_exporter", Words(), ids, dynamo=True)
    from_torch("torch_decoder", Decoder(), values(1, 3, 3, 2))
    from_torch("torch_several", Several(), values(2, 1, 5, 5), values(2, 3))
    from_torch("torch_several_new_exporter", Several(), values(2, 1, 5, 5), values(2, 3), dynamo=True)


# scikit-learn


def sklearn():
    from skl2onnx import to_onnx
    from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
    from sklearn.neural_network import MLPClassifier, MLPRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    x = values(60, 4)
    two, three = (x[:, 0] > 0).astype(int), np.digitize(x[:, 0], [-0.5, 0.5])
    colours = np.array(["blue", "green", "red"])[three]
    small = dict(hidden_layer_sizes=(5,), max_iter=20, random_state=1)
    from sklearn.multiclass import OneVsRestClassifier

    for name, model, y, zipmap in [
        ("linear", LinearRegression(), x @ values(4, 2), True),
        ("ridge", make_pipeline(StandardScaler(), Ridge()), x[:, 0] * 2, True),
        ("logistic_two", LogisticRegression(), two, False),
        ("logistic_zipmap", LogisticRegression(), two, True),
        ("logistic_three", make_pipeline(StandardScaler(), LogisticRegression()), colours, False),
        ("mlp_two", MLPClassifier(**small), two, False),
        ("mlp_three", MLPClassifier(activation="tanh", **small), three, False),
        ("mlp_regressor", MLPRegressor(activation="logistic", **small), x[:, 1], True),
    ]:
        model.fit(x, y)
        classifier = hasattr(model, "predict_proba")
        options = {id(model): {"zipmap": False}} if classifier else {}
        make = lambda options: to_onnx(model, x[:1], options=options, target_opset=17)
        plain = make(options)
        labels = [plain.graph.output[0].name] if classifier else []
        save(f"sklearn_{name}", plain, x[:3], skip=labels)
        if zipmap and classifier:
            (FOLDER / f"sklearn_{name}.onnx").write_bytes(make({}).SerializeToString())


# Plain operators


def graph(name, nodes, inputs, outputs, constants, samples, opset=17, initializers_are_inputs=False):
    info = lambda n, shape, kind=TensorProto.FLOAT: helper.make_tensor_value_info(n, kind, shape)
    tensors = [c if isinstance(c, TensorProto) else numpy_helper.from_array(c[1], c[0]) for c in constants]
    ports = [info(*i) for i in inputs]
    if initializers_are_inputs:
        ports += [info(t.name, list(t.dims), t.data_type) for t in tensors]
    made = helper.make_graph(nodes, "graph", ports, [info(*o) for o in outputs], tensors)
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", opset)], ir_version=min(8, 3 if opset < 9 else 8))
    save(name, model, *samples)


def operators():
    n = helper.make_node
    floats = lambda name, array: helper.make_tensor(name, TensorProto.FLOAT, array.shape, array.ravel())
    halves = lambda name, array: numpy_helper.from_array(array.astype(np.float16), name)
    # Old files: constants are inputs, and numbers stand in typed lists.
    graph(
        "opset_7",
        [
            n("Gemm", ["x", "k", "q"], ["c"], alpha=0.5, transB=1),
            n("Relu", ["c"], ["a"]),
            n("MatMul", ["a", "w"], ["b"], name="fc/MatMul"),
            n("Add", ["b", "v"], ["y"]),
        ],
        [("x", [1, 3])], [("y", [1, 2])],
        [floats("w", values(4, 2)), floats("v", values(2)), floats("k", values(4, 3)), floats("q", values(4))],
        [values(1, 3)], opset=7, initializers_are_inputs=True,
    )
    # LSTM and GRU with layout, reverse, and Keras's own options.
    def cell(op, gates, directions=1, **attributes):
        return n(op, ["t", "w", "r", "b"], ["s", "h"], hidden_size=2, **attributes), [
            ("w", values(directions, gates * 2, 3)), ("r", values(directions, gates * 2, 2)),
            ("b", values(directions, gates * 4)),
        ]

    for name, op, gates, directions, attributes in [
        ("gru_before", "GRU", 3, 1, {}),
        ("gru_reverse", "GRU", 3, 1, dict(direction="reverse", linear_before_reset=1)),
        ("lstm_relu", "LSTM", 4, 1, dict(activations=["Sigmoid", "Relu", "Relu"])),
        ("rnn_both", "RNN", 1, 2, dict(direction="bidirectional", activations=["Tanh", "Relu"])),
    ]:
        node, constants = cell(op, gates, directions, **attributes)
        graph(
            name,
            [n("Transpose", ["x"], ["t"], perm=[1, 0, 2]), node, n("Transpose", ["h"], ["p"], perm=[1, 0, 2]),
             n("Flatten", ["p"], ["y"])],
            [("x", ["N", 4, 3])], [("y", ["N", 2 * directions])], constants, [values(2, 4, 3)],
        )
    # Both outputs of a layer in two directions.
    node, constants = cell("LSTM", 4, 2, direction="bidirectional")
    graph(
        "lstm_both_outputs",
        [n("Transpose", ["x"], ["t"], perm=[1, 0, 2]), node,
         n("Transpose", ["s"], ["s1"], perm=[2, 0, 1, 3]), n("Reshape", ["s1", "shape"], ["y"]),
         n("Transpose", ["h"], ["h1"], perm=[1, 0, 2]), n("Flatten", ["h1"], ["z"])],
        [("x", ["N", 4, 3])], [("y", ["N", 4, 4]), ("z", ["N", 4])],
        constants + [("shape", np.array([0, 4, -1]))], [values(2, 4, 3)],
    )
    # Pooling with padding that Keras does not have, half-precision weights, constants of other types.
    graph(
        "pooling",
        [
            n("Conv", ["x", "k"], ["a0"], auto_pad="SAME_LOWER", strides=[2, 1]),
            n("Cast", ["half"], ["k"], to=1), n("Add", ["a0", "b"], ["a"]),
            n("MaxPool", ["a"], ["m"], kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1]),
            n("AveragePool", ["m"], ["v"], kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1]),
            n("AveragePool", ["v"], ["w"], kernel_shape=[2, 2], pads=[1, 0, 0, 1], count_include_pad=1),
            n("GlobalMaxPool", ["w"], ["g"]), n("Squeeze", ["g", "axes"], ["y"]),
        ],
        [("x", ["N", 2, 20, 12])], [("y", ["N", 3])],
        [halves("half", values(3, 2, 2, 2)), ("b", values(3, 1, 1)), ("axes", np.array([2, 3]))],
        [values(1, 2, 20, 12)],
    )
    # Sequences, groups, dilations, steps that are cut off.
    graph(
        "sequences",
        [
            n("Transpose", ["x"], ["t"], perm=[0, 2, 1]),
            n("Conv", ["t", "k", "c"], ["a"], dilations=[2], group=2, pads=[4, 0]),
            n("Softplus", ["a"], ["s"]), n("MaxPool", ["s"], ["m"], kernel_shape=[2], strides=[2]),
            n("Slice", ["m", "one", "three", "two"], ["cut"]),
            n("Resize", ["cut", "", "scales"], ["u"], mode="nearest",
              coordinate_transformation_mode="asymmetric", nearest_mode="floor"),
            n("Transpose", ["u"], ["y"], perm=[0, 2, 1]),
        ],
        [("x", ["N", 8, 4])], [("y", ["N", "T", 6])],
        [("k", values(6, 2, 3)), ("c", values(6)), ("one", np.array([1])), ("three", np.array([3])),
         ("two", np.array([2])), ("scales", np.array([1, 1, 2], np.float32))],
        [values(2, 8, 4)],
    )
    # Activations and arithmetic.
    chain = [("LeakyRelu", {}), ("Selu", {}), ("HardSigmoid", {}), ("Elu", {"alpha": 0.7}), ("Softsign", {}),
             ("Neg", {}), ("Celu", {}), ("ThresholdedRelu", {"alpha": 0.1}), ("Exp", {})]
    nodes = [n(op, [f"a{k}"], [f"a{k + 1}"], **attributes) for k, (op, attributes) in enumerate(chain)]
    last = f"a{len(chain)}"
    graph(
        "activations",
        [n("Identity", ["x"], ["a0"]), *nodes, n("Mul", [last, "scale"], ["b"]), n("Sub", ["two", "b"], ["c"]),
         n("Max", ["c", "low"], ["d"]), n("Div", ["d", "two"], ["e"]), n("Mul", ["e", "x"], ["f"]),
         n("PRelu", ["f", "slope"], ["g"]), n("Softmax", ["g"], ["y"], axis=1)],
        [("x", ["N", 3, 4])], [("y", ["N", 3, 4])],
        [("scale", values(4)), ("two", np.array(2, np.float32)), ("low", np.array(-0.3, np.float32)),
         ("slope", values(3, 1))],
        [values(2, 3, 4)],
    )
    # The matrix product over steps that TensorFlow's converter writes.
    graph(
        "steps_folded",
        [n("Reshape", ["x", "flat"], ["a"]), n("MatMul", ["a", "w"], ["b"]), n("Shape", ["x"], ["shape"]),
         n("Slice", ["shape", "zero", "two", "zero"], ["head"]), n("Concat", ["head", "units"], ["to"], axis=0),
         n("Reshape", ["b", "to"], ["c"]), n("Add", ["c", "v"], ["d"]), n("Tanh", ["d"], ["e"]),
         n("ReduceMax", ["e"], ["y"], axes=[1], keepdims=0)],
        [("x", ["N", 5, 3])], [("y", ["N", 2])],
        [("flat", np.array([-1, 3])), ("w", values(3, 2)), ("v", values(2)), ("zero", np.array([0])),
         ("two", np.array([2])), ("units", np.array([2]))],
        [values(2, 5, 3)],
    )
    graph(
        "opset_21",
        [n("GroupNormalization", ["x", "g", "b"], ["a"], num_groups=2), n("Split", ["a"], ["l", "r"], axis=1, num_outputs=2),
         n("Mul", ["l", "r"], ["m"]), n("LayerNormalization", ["m", "s"], ["y"])],
        [("x", ["N", 4, 3])], [("y", ["N", 2, 3])],
        [("g", values(4)), ("b", values(4)), ("s", values(3))], [values(2, 4, 3)], opset=21,
    )


def shared():
    """One layer that is applied twice, one that shares its matrix only, and GELU's approximation by tanh."""
    n = helper.make_node
    graph(
        "shared",
        [n("MatMul", ["x", "w"], ["a"], name="fc"), n("Add", ["a", "v"], ["b"]), n("Gelu", ["b"], ["c"], approximate="tanh"),
         n("MatMul", ["c", "w"], ["d"], name="fc2"), n("Add", ["d", "v"], ["e"]),
         n("MatMul", ["e", "w"], ["f"], name="other"), n("Add", ["f", "u"], ["y"])],
        [("x", ["N", 3])], [("y", ["N", 3])],
        [("w", values(3, 3)), ("v", values(3)), ("u", values(3))], [values(2, 3)], opset=20,
    )


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.iterdir():
        old.unlink()
    torch.manual_seed(1)
    operators()
    sklearn()
    pytorch()
    shared()
    print(sum(f.stat().st_size for f in FOLDER.iterdir()), "bytes")
