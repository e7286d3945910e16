"""Writes the fixtures that prove the engine against Keras; see README.md."""

import os

# Set before TensorFlow starts: one thread and no device except the CPU, so that every sum has one order.
os.environ.update(
    CUDA_VISIBLE_DEVICES="-1",
    KERAS_BACKEND="tensorflow",
    OMP_NUM_THREADS="1",
    TF_CPP_MIN_LOG_LEVEL="3",
    TF_DETERMINISTIC_OPS="1",
)

import argparse
import inspect
import json
import multiprocessing
import struct
import sys
import textwrap
import zlib
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from fnmatch import fnmatch
from pathlib import Path
from types import FunctionType

import keras
import numpy as np
import tensorflow as tf
from keras.src.trainers import compile_utils

from cases import Case, all_cases

FIXTURES = Path(__file__).parent / "fixtures"
# Largest allowed difference, as a share of the largest magnitude in the compared tensor.
TOLERANCES = {"forward": 1e-5, "step1": 1e-4, "step10": 1e-3, "fit": 1e-3}
DTYPES = {"float32": "F32", "int32": "I32"}
# What slim configs leave out, besides null.
DEFAULTS = {"trainable": True} | dict.fromkeys(
    ("optional", "ragged", "sparse", "return_state", "stateful", "unroll", "zero_output_for_mask", "use_ema"), False
)
# Ranges of weights that are not around 0.
RANGES = {
    "alpha": (0.1, 0.4),
    "gamma": (0.7, 1.3),
    "moving_variance": (0.5, 1.5),
    "embeddings": (-1.0, 1.0),
}
# Seeds that are tried until float32 stays close to float64: near a kink a sample may fall on either side.
ATTEMPTS = 8


def write_safetensors(path, tensors, metadata):
    """The safetensors container: header length, JSON header, bytes. Sorted, so that equal contents are equal files."""
    header, parts, end = {"__metadata__": metadata}, [], 0
    for name in sorted(tensors):
        array = np.asarray(tensors[name], order="C")
        data = array.astype(array.dtype.newbyteorder("<")).tobytes()
        header[name] = {
            "dtype": DTYPES[array.dtype.name],
            "shape": list(array.shape),
            "data_offsets": [end, end + len(data)],
        }
        parts.append(data)
        end += len(data)
    text = json.dumps(header, sort_keys=True, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(parts))


def fresh(value):
    """A new object if the value is a function that makes one; otherwise the value."""
    return value() if isinstance(value, FunctionType) else value


def fresh_each(value):
    """As `fresh`, for each entry of a list or dict with an entry for each output."""
    if isinstance(value, dict):
        return {name: fresh_each(entry) for name, entry in value.items()}
    return [fresh_each(entry) for entry in value] if isinstance(value, list) else fresh(value)


def build(case, dtype):
    """A new model for the case. It is made from the config each time, because layers keep their weights and dtype."""
    keras.utils.clear_session()
    keras.config.set_dtype_policy(dtype)
    keras.config.set_floatx(dtype)
    if case.model:
        return case.model()
    input_dtype = dtype if case.inputs == "real" else "int32"
    if isinstance(case.layers, FunctionType):
        return keras.Sequential([keras.Input(case.input_shape, dtype=input_dtype), *case.layers()], name=case.name)
    copies = []
    for layer in case.layers:
        config = layer.get_config() | {"dtype": dtype}
        # Keras numbers layers in the order in which they are made. Without the old name, each model counts from the
        # start.
        del config["name"]
        copies.append(type(layer).from_config(config))
    return keras.Sequential([keras.Input(case.input_shape, dtype=dtype), *copies], name=case.name)


def each_output(metrics):
    """Metrics as `compile` takes them: a list, or a list or dict of lists."""
    metrics = fresh(metrics)
    return fresh_each(metrics) if isinstance(metrics, dict) else list(fresh_each(list(metrics)))


def compile_model(case, model, weights):
    """Compiles with an optimizer that has no memory of other runs, and sets the weights."""
    model.set_weights(weights)
    # Keras's `deserialize` does not know Lamb.
    optimizer = type(case.optimizer).from_config(case.optimizer.get_config())
    model.compile(
        optimizer,
        fresh_each(case.loss),
        loss_weights=case.loss_weights,
        metrics=each_output(case.metrics),
        weighted_metrics=each_output(case.weighted_metrics) or None,
        run_eagerly=False,
        jit_compile=case.xla,
    )
    if isinstance(optimizer, keras.optimizers.ScheduleFreeAdamW):
        # It copies the weights when it is built. Within a graph, TensorFlow drops that copy, and the averages start at 0.
        optimizer.build(model.trainable_variables)
    return model


def make_callbacks(case):
    """The case's callbacks, without memory of other runs."""
    made = []
    for name, config in case.callbacks:
        if name == "LearningRateScheduler":
            made.append(keras.callbacks.LearningRateScheduler(lambda epoch, rates=config["rates"]: rates[epoch]))
        else:
            made.append(getattr(keras.callbacks, name)(**config))
    return made


def output_shapes(case, model, given=None):
    """The shapes of a model's outputs. Where they are not known, for samples of the shapes that are given."""
    shapes = [output.shape for output in model.outputs]
    if not any(None in shape[1:] for shape in shapes):
        return shapes
    given = given or ([shape for shape, *_ in case.several[0]] if case.several else case.input_shape)
    zeros = [np.zeros((1, *shape)) for shape in (given if isinstance(given, list) else [given])]
    outputs = model(zeros if len(zeros) > 1 else zeros[0])
    return [tuple(output.shape) for output in (outputs if isinstance(outputs, list) else [outputs])]


def make_several(case, output_shapes, rng, samples, suffix=""):
    """Inputs and targets of a model with several, by their names: `x.0`, `x.1`, `y.0`, .."""
    inputs, targets = case.several
    if suffix and case.validation_shape:
        inputs = [(shape, *rest) for shape, (_, *rest) in zip(case.validation_shape, inputs)]
    # A single input or output has no number.
    name = lambda letter, i, all: f"{letter}{suffix}.{i}" if len(all) > 1 else f"{letter}{suffix}"
    data = {}
    for i, (shape, kind, vocabulary) in enumerate(inputs):
        part = replace(case, input_shape=shape, inputs=kind, vocabulary=vocabulary, targets="real")
        data[name("x", i, inputs)], _ = make_data(part, (1,), rng, samples)
    for i, (kind, shape) in enumerate(zip(targets, output_shapes)):
        part = replace(case, input_shape=(1,), inputs="real", targets=kind)
        _, data[name("y", i, targets)] = make_data(part, shape[1:], rng, samples)
    return data


def packed(data, name):
    """A tensor, or the list of tensors with numbered names; None if there is none."""
    if name in data:
        return data[name]
    parts = [data[key] for key in sorted(data) if key.startswith(f"{name}.")]
    return parts or None


def put(out, name, value):
    """Stores an array, or a list or dict of arrays under numbers."""
    if isinstance(value, dict):
        # In the order of the outputs: Keras sorts the keys of a dict.
        value = [value[key] for key in sorted(value)]
    if isinstance(value, list):
        out |= {f"{name}.{i}": part for i, part in enumerate(value)}
    else:
        out[name] = value


def make_data(case, output_shape, rng, samples):
    """Inputs and targets."""
    if case.inputs == "real":
        x = (rng.standard_normal((samples, *case.input_shape)) * case.scale).astype("float32")
    elif case.inputs == "ints":
        x = rng.integers(0, case.vocabulary, (samples, *case.input_shape)).astype("int32")
    else:
        assert case.inputs == "tokens", case.inputs
        x = rng.integers(1, case.vocabulary, (samples, *case.input_shape)).astype("int32")
        lengths = rng.integers(1, case.input_shape[-1] + 1, (*x.shape[:-1], 1))
        x[np.arange(case.input_shape[-1]) >= lengths] = 0
    classes = max(2, output_shape[-1])
    if case.targets == "real":
        y = (0.5 * rng.standard_normal((samples, *output_shape))).astype("float32")
    elif case.targets == "positive":
        y = rng.uniform(0.1, 1.9, (samples, *output_shape)).astype("float32")
    elif case.targets == "signs":
        y = (2 * rng.integers(0, 2, (samples, *output_shape)) - 1).astype("float32")
    elif case.targets == "probabilities":
        y = rng.dirichlet(np.ones(output_shape[-1]), (samples, *output_shape[:-1])).astype("float32")
    elif case.targets == "binary":
        y = rng.integers(0, 2, (samples, *output_shape)).astype("float32")
    else:
        y = rng.integers(0, classes, samples).astype("int32")
        if case.targets == "one_hot":
            y = np.eye(classes, dtype="float32")[y]
        elif case.targets == "label_column":
            y = y[:, None]
        else:
            assert case.targets == "labels", case.targets
    return x, y


def make_weights(case, model, rng):
    """Glorot weights, and biases that are not 0, so that they have an effect."""
    weights = []
    for variable in model.weights:
        low, high = RANGES.get(variable.name, (None, None))
        shape = tuple(variable.shape)
        if low is None:
            receptive = int(np.prod(shape[:-2]))
            high = np.sqrt(6 / (receptive * sum(shape[-2:]))) if len(shape) > 1 else 0.3
            low = -high
        weights.append(rng.uniform(low, high, shape).astype("float32"))
    if not weights:
        return weights
    kernel = -2 if weights[-1].ndim == 1 else -1
    weights[kernel] *= np.float32(case.gain)
    index, amount = case.shift
    weights[index] += np.float32(amount)
    return weights


def replay(case, dtype, data, initial):
    """Everything that the Rust tests repeat, as named arrays."""
    batch = case.batch_size
    model = compile_model(case, build(case, dtype), initial)
    data = {name: value.astype(dtype) if value.dtype.kind == "f" else value for name, value in data.items()}
    x, y, sample_weight = (packed(data, name) for name in ("x", "y", "sample_weight"))
    some = lambda values, at: [part[at] for part in values] if isinstance(values, list) else values[at]
    out = {}
    put(out, "predict", model.predict(x, batch_size=batch, verbose=0))
    logs = model.evaluate(x, y, sample_weight=sample_weight, batch_size=batch, verbose=0, return_dict=True)
    for name, value in logs.items():
        out[f"evaluate.{name}"] = value
    if not case.trains:
        return out

    for step in range(case.steps):
        at = np.arange(step * batch, (step + 1) * batch) % case.samples
        weight = None if sample_weight is None else some(sample_weight, at)
        logs = model.train_on_batch(some(x, at), some(y, at), sample_weight=weight, return_dict=True)
        if step + 1 in (1, case.steps):
            for name, value in logs.items():
                out[f"step{step + 1}.{name}"] = value
            for i, weight in enumerate(model.get_weights()):
                out[f"step{step + 1}.weights.{i}"] = weight

    model = compile_model(case, build(case, dtype), initial)
    history = model.fit(
        x,
        y,
        sample_weight=sample_weight,
        class_weight=case.class_weight,
        batch_size=batch,
        epochs=case.epochs,
        validation_split=0.0 if case.validation_samples else case.validation_split,
        validation_data=(packed(data, "x_val"), packed(data, "y_val")) if case.validation_samples else None,
        shuffle=False,
        callbacks=make_callbacks(case),
        verbose=0,
        **case.fit,
    ).history
    for name, values in history.items():
        out[f"fit.history.{name}"] = values
    for i, weight in enumerate(model.get_weights()):
        out[f"fit.weights.{i}"] = weight
    if case.predicts_after:
        put(out, "fit.predict", model.predict(x, batch_size=batch, verbose=0))
    return out


def tolerance(name):
    """The tolerance for one tensor of a replay."""
    return TOLERANCES.get(name.split(".")[0], TOLERANCES["forward"])


def check(case, single, double):
    """What is wrong with a replay: numbers that are not finite, or float32 results that differ from float64 by more than
    half the tolerance. Such a fixture would test rounding, not the engine."""
    problems = []
    for name, value in single.items():
        value, exact = np.asarray(value, "float64"), np.asarray(double[name], "float64")
        if value.shape != exact.shape:
            problems.append(f"{case.name}: {name} has another shape in float64")
            continue
        if not np.isfinite(value).all():
            problems.append(f"{case.name}: {name} is not finite")
        off = np.abs(value - exact).max() / max(np.abs(exact).max(), 1e-3)
        if case.float64_agrees and off > tolerance(name) / 2:
            problems.append(f"{case.name}: {name} differs by {off:.1e} between float32 and float64")
    return problems


def serialized(case):
    """Optimizer, loss and metrics as Keras describes them; names stay names."""
    keras.utils.clear_session()
    keras.config.set_dtype_policy("float32")
    keras.config.set_floatx("float32")
    optimizer = keras.optimizers.serialize(case.optimizer)
    # Keras numbers the optimizers that it makes; the name must not depend on the other cases.
    optimizer["config"]["name"] = optimizer["class_name"].lower()
    out = {"optimizer": optimizer, "loss": serialized_loss(case.loss)}
    for key in ("metrics", "weighted_metrics"):
        out[key] = serialized_metrics(getattr(case, key))
    return out


def serialized_metrics(value):
    """Metrics as Keras describes them, with a list for each output."""
    value = fresh(value)
    if isinstance(value, dict):
        return {name: serialized_metrics(entry) for name, entry in value.items()}
    one = lambda metric: metric if isinstance(metric, str) else serialized_metric(metric)
    return [serialized_metrics(entry) if isinstance(entry, (list, tuple)) else one(entry) for entry in value]


def serialized_metric(metric):
    """A metric as Keras describes it. The config of a cosine similarity lacks its axis."""
    axis = getattr(metric, "_fn_kwargs", {}).get("axis", -1)
    metric = keras.metrics.serialize(metric)
    if axis != -1:
        metric["config"]["axis"] = axis
    return metric


def serialized_loss(value):
    """A loss as Keras describes it; with several outputs a list or dict of losses."""
    if isinstance(value, dict):
        return {name: serialized_loss(entry) for name, entry in value.items()}
    if isinstance(value, list):
        return [serialized_loss(entry) for entry in value]
    loss = fresh(value)
    if loss is not None and not isinstance(loss, str):
        options = {key: value for key, value in getattr(loss, "_fn_kwargs", {}).items() if key != "fn"}
        loss = keras.losses.serialize(loss)
        # The configs of some of Keras's losses lack their options, such as Huber's delta.
        loss["config"] = options | loss["config"]
    return loss


def slim(config):
    """A config without nulls, which Keras reads as the default, some defaults, initializers and build information. The
    fixtures hold the weights, and there are many of them, so small configs save space."""
    if isinstance(config, list):
        return [slim(value) for value in config]
    if not isinstance(config, dict):
        return config
    if config.get("class_name") == "DTypePolicy":
        return config["config"]["name"]
    return {
        key: value if key == "inbound_nodes" else slim(value)
        for key, value in config.items()
        # Muon's options are not null by default.
        if (value is not None or key in ("rms_rate", "adam_weight_decay"))
        and value is not DEFAULTS.get(key, DEFAULTS)
        and key not in ("build_config", "build_input_shape")
        and not key.endswith("_initializer")
    }


def describe(case, config):
    """The case as a JSON text. Optional keys that the case does not use are missing."""
    objects = serialized(case)
    description = {
        "name": case.name,
        "about": case.about,
        "model": config,
        "optimizer": objects["optimizer"],
        "loss": objects["loss"],
        "metrics": objects["metrics"],
        "batch_size": case.batch_size,
        "epochs": case.epochs,
        "validation_split": 0.0 if case.validation_samples else case.validation_split,
        "steps": case.steps if case.trains else 0,
        "tolerances": TOLERANCES,
        "keras": keras.__version__,
        "tensorflow": tf.__version__,
    }
    if case.loss_weights is not None:
        description["loss_weights"] = case.loss_weights
    if objects["weighted_metrics"]:
        description["weighted_metrics"] = objects["weighted_metrics"]
    if case.class_weight:
        description["class_weight"] = {str(label): weight for label, weight in case.class_weight.items()}
    if case.callbacks:
        description["callbacks"] = [{"class_name": name, "config": config} for name, config in case.callbacks]
    description |= case.fit
    if not case.slim:
        return json.dumps(description, sort_keys=True)
    description |= {"model": slim(config), "optimizer": slim(objects["optimizer"])}
    return json.dumps(description, sort_keys=True, separators=(",", ":"))


def make(case):
    """One fixture: its tensors and its description."""
    for attempt in range(ATTEMPTS):
        rng = np.random.default_rng(zlib.crc32(case.name.encode()) + attempt)
        model = build(case, "float32")
        split = 0.0 if case.validation_samples else case.validation_split
        training = int(case.samples * (1 - split))
        assert case.samples % case.batch_size and training % case.batch_size, f"{case.name}: no last batch is short"
        shapes = output_shapes(case, model)
        if case.several:
            data = make_several(case, shapes, rng, case.samples)
        else:
            shapes = shapes[0]
            data = dict(zip("xy", make_data(case, shapes[1:], rng, case.samples)))
        initial = make_weights(case, model, rng)
        config = json.loads(model.to_json())
        config.pop("compile_config", None)
        if case.sample_weight == "each":
            for i in range(len(case.several[1])):
                data[f"sample_weight.{i}"] = rng.uniform(0.2, 1.8, case.samples).astype("float32")
        elif case.sample_weight:
            shape = {True: (), "column": (1,), "places": shapes[1:-1]}[case.sample_weight]
            data["sample_weight"] = rng.uniform(0.2, 1.8, (case.samples, *shape)).astype("float32")
        if case.validation_samples:
            shapes = output_shapes(case, model, case.validation_shape)
        if case.validation_samples and case.several:
            data |= make_several(case, shapes, rng, case.validation_samples, "_val")
        elif case.validation_samples:
            part = replace(case, input_shape=case.validation_shape or case.input_shape)
            data["x_val"], data["y_val"] = make_data(part, shapes[0][1:], rng, case.validation_samples)

        out = replay(case, "float32", data, initial)
        problems = check(case, out, replay(case, "float64", data, initial) if case.float64_agrees else out)
        if not problems:
            break
    else:
        raise ValueError("\n".join(problems))
    tensors = {name: np.asarray(value, "float32") for name, value in out.items()}
    tensors |= data | {f"weights.{i}": weight for i, weight in enumerate(initial)}
    return tensors, {"case": describe(case, config)}


def start():
    """Sets TensorFlow up, once for each process."""
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    tf.get_logger().setLevel("ERROR")
    # TensorFlow has this function only in float32, and Keras does not cast.
    in_top_k = tf.math.in_top_k
    tf.math.in_top_k = lambda targets, predictions, k: in_top_k(targets, tf.cast(predictions, "float32"), k)
    # TensorFlow returns the gradient of an Embedding as slices. If a row occurs several times in a batch, Keras then
    # squares its slices one by one. On its other backends, and in its formulas, it squares their sum.
    apply = keras.optimizers.Optimizer.apply

    def apply_dense(self, gradients, variables=None):
        dense = [None if gradient is None else tf.convert_to_tensor(gradient) for gradient in gradients]
        return apply(self, dense, variables)

    keras.optimizers.Optimizer.apply = apply_dense
    # The loss of one of several outputs is shown as the mean over the batches, each weighted by its number of samples.
    # In TensorFlow's graphs Keras does not know that number and weights all batches the same; eagerly it knows it.
    source = textwrap.dedent(inspect.getsource(compile_utils.CompileLoss.call))
    unknown, known = "tree.flatten(y_p)[0].shape[0]", "ops.shape(tree.flatten(y_p)[0])[0]"
    assert unknown in source, "Keras weights the losses of outputs in another way now"
    exec(source.replace(unknown, known), vars(compile_utils), patched := {})
    compile_utils.CompileLoss.call = patched["call"]


def write(name):
    """Makes one fixture's file; returns its size and what went wrong."""
    case = next(case for case in all_cases() if case.name == name)
    try:
        tensors, metadata = make(case)
    except Exception as error:
        return 0, f"{name}: {error}"
    path = FIXTURES / f"{name}.safetensors"
    write_safetensors(path, tensors, metadata)
    return path.stat().st_size, None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="only these cases, or those of a group (loss_*); all by default")
    parser.add_argument("-j", "--jobs", type=int, default=1, help="processes at once")
    arguments = parser.parse_args()
    cases = {case.name: case for case in all_cases()}
    names = [name for name in cases if not arguments.names or any(fnmatch(name, want) for want in arguments.names)]
    if unknown := [want for want in arguments.names if not any(fnmatch(name, want) for name in cases)]:
        parser.error(f"no such case: {', '.join(unknown)}")

    FIXTURES.mkdir(exist_ok=True)
    total, failures = 0, []
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(arguments.jobs, mp_context=spawn, initializer=start) as pool:
        for name, (size, failure) in zip(names, pool.map(write, names)):
            total += size
            print(failure or f"{size:8} {name}: {cases[name].about}", flush=True)
            failures += [failure] if failure else []
    print(f"{total:8} bytes")
    for old in FIXTURES.glob("*.safetensors"):
        if old.stem not in cases:
            old.unlink()
            print(f"removed {old.name}: no such case")
    if failures:
        sys.exit(f"{len(failures)} failed:\n" + "\n".join(failures))


if __name__ == "__main__":
    main()
