"""Writes the fixtures that prove the engine against Keras; see README.md."""

import os

# Before TensorFlow starts: one thread and no device but the CPU, so that every sum has one order.
os.environ.update(
    CUDA_VISIBLE_DEVICES="-1",
    KERAS_BACKEND="tensorflow",
    OMP_NUM_THREADS="1",
    TF_CPP_MIN_LOG_LEVEL="3",
    TF_DETERMINISTIC_OPS="1",
)

import argparse
import json
import struct
import sys
import zlib
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from cases import Case, all_cases

FIXTURES = Path(__file__).parent / "fixtures"
STEPS = 10
# Largest difference allowed, as a fraction of the largest magnitude in the tensor compared.
TOLERANCES = {"forward": 1e-5, "step1": 1e-4, "step10": 1e-3, "fit": 1e-3}
DTYPES = {"float32": "F32", "int32": "I32"}


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


def build(case, dtype):
    """The case's model. Made anew from its config each time, because layers keep their weights and dtype."""
    keras.utils.clear_session()
    keras.config.set_dtype_policy(dtype)
    keras.config.set_floatx(dtype)
    copies = []
    for layer in case.layers:
        config = layer.get_config() | {"dtype": dtype}
        # Keras numbers layers in the order they are made: without the old name, each model counts from the start.
        del config["name"]
        copies.append(type(layer).from_config(config))
    return keras.Sequential([keras.Input(case.input_shape, dtype=dtype), *copies], name=case.name)


def compile_model(case, model, weights):
    """Compiles with an optimizer that has no memory of other runs, and sets the weights."""
    model.set_weights(weights)
    optimizer = keras.optimizers.deserialize(keras.optimizers.serialize(case.optimizer))
    model.compile(optimizer, case.loss, metrics=list(case.metrics), run_eagerly=False, jit_compile=False)
    return model


def make_data(case, output_shape, rng):
    """Inputs and targets."""
    x = rng.standard_normal((case.samples, *case.input_shape)).astype("float32")
    classes = max(2, output_shape[-1])
    if case.targets == "real":
        y = (0.5 * rng.standard_normal((case.samples, *output_shape))).astype("float32")
    elif case.targets == "binary":
        y = rng.integers(0, 2, (case.samples, *output_shape)).astype("float32")
    else:
        y = rng.integers(0, classes, case.samples).astype("int32")
        if case.targets == "one_hot":
            y = np.eye(classes, dtype="float32")[y]
        elif case.targets == "label_column":
            y = y[:, None]
        else:
            assert case.targets == "labels", case.targets
    return x, y


def make_weights(case, model, rng):
    """Weights as Glorot's, and biases that are not 0 so that they show."""
    weights = []
    for weight in model.get_weights():
        receptive = int(np.prod(weight.shape[:-2]))
        limit = np.sqrt(6 / (receptive * sum(weight.shape[-2:]))) if weight.ndim > 1 else 0.3
        weights.append(rng.uniform(-limit, limit, weight.shape).astype("float32"))
    kernel = -2 if weights[-1].ndim == 1 else -1
    weights[kernel] *= np.float32(case.gain)
    index, amount = case.shift
    weights[index] += np.float32(amount)
    return weights


def replay(case, dtype, x, y, initial):
    """Everything that the Rust tests repeat, as named arrays."""
    batch = case.batch_size
    model = compile_model(case, build(case, dtype), initial)
    x = x.astype(dtype)
    y = y.astype(dtype) if y.dtype.kind == "f" else y
    out = {"predict": model.predict(x, batch_size=batch, verbose=0)}
    for name, value in model.evaluate(x, y, batch_size=batch, verbose=0, return_dict=True).items():
        out[f"evaluate.{name}"] = value
    if not case.trains:
        return out

    for step in range(STEPS):
        at = np.arange(step * batch, (step + 1) * batch) % case.samples
        logs = model.train_on_batch(x[at], y[at], return_dict=True)
        if step + 1 in (1, STEPS):
            for name, value in logs.items():
                out[f"step{step + 1}.{name}"] = value
            for i, weight in enumerate(model.get_weights()):
                out[f"step{step + 1}.weights.{i}"] = weight

    model = compile_model(case, build(case, dtype), initial)
    history = model.fit(
        x,
        y,
        batch_size=batch,
        epochs=case.epochs,
        validation_split=case.validation_split,
        shuffle=False,
        verbose=0,
    ).history
    for name, values in history.items():
        out[f"fit.history.{name}"] = values
    for i, weight in enumerate(model.get_weights()):
        out[f"fit.weights.{i}"] = weight
    return out


def tolerance(name):
    """The tolerance for one tensor of a replay."""
    return TOLERANCES.get(name.split(".")[0], TOLERANCES["forward"])


def check(case, single, double):
    """What is wrong with a replay: numbers that are not finite, and where float32 itself strays from float64 by more
    than half the tolerance, because such a fixture would judge rounding, not the engine."""
    problems = []
    for name, value in single.items():
        value, exact = np.asarray(value, "float64"), np.asarray(double[name], "float64")
        if not np.isfinite(value).all():
            problems.append(f"{case.name}: {name} is not finite")
        off = np.abs(value - exact).max() / max(np.abs(exact).max(), 1e-3)
        if case.float64_agrees and off > tolerance(name) / 2:
            problems.append(f"{case.name}: {name} differs by {off:.1e} between float32 and float64")
    return problems


def make(case):
    """One fixture: its tensors and its description."""
    seed = zlib.crc32(case.name.encode())
    rng = np.random.default_rng(seed)
    model = build(case, "float32")
    training = int(case.samples * (1 - case.validation_split))
    assert case.samples % case.batch_size and training % case.batch_size, f"{case.name}: no last batch is short"
    x, y = make_data(case, model.output_shape[1:], rng)
    initial = make_weights(case, model, rng)
    config = json.loads(model.to_json())
    config.pop("compile_config", None)

    out = replay(case, "float32", x, y, initial)
    if problems := check(case, out, replay(case, "float64", x, y, initial)):
        sys.exit("\n".join(problems))
    tensors = {name: np.asarray(value, "float32") for name, value in out.items()}
    tensors |= {"x": x, "y": y} | {f"weights.{i}": weight for i, weight in enumerate(initial)}
    keras.config.set_floatx("float32")
    optimizer = keras.optimizers.serialize(case.optimizer)
    # Keras counts the optimizers it makes; the name must not depend on the other cases.
    optimizer["config"]["name"] = optimizer["class_name"].lower()
    description = {
        "name": case.name,
        "about": case.about,
        "model": config,
        "optimizer": optimizer,
        "loss": case.loss,
        "metrics": list(case.metrics),
        "batch_size": case.batch_size,
        "epochs": case.epochs,
        "validation_split": case.validation_split,
        "steps": STEPS if case.trains else 0,
        "tolerances": TOLERANCES,
        "keras": keras.__version__,
        "tensorflow": tf.__version__,
    }
    return tensors, {"case": json.dumps(description, sort_keys=True)}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="only these cases; all of them by default")
    names = parser.parse_args().names
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    tf.get_logger().setLevel("ERROR")
    cases = all_cases()
    if unknown := set(names) - {case.name for case in cases}:
        parser.error(f"no such case: {', '.join(sorted(unknown))}")

    FIXTURES.mkdir(exist_ok=True)
    total = 0
    for case in cases:
        if not names or case.name in names:
            tensors, metadata = make(case)
            path = FIXTURES / f"{case.name}.safetensors"
            write_safetensors(path, tensors, metadata)
            total += path.stat().st_size
            print(f"{path.stat().st_size:8} {case.name}: {case.about}", flush=True)
    print(f"{total:8} bytes")
    known = {f"{case.name}.safetensors" for case in cases}
    for old in FIXTURES.glob("*.safetensors"):
        if old.name not in known:
            old.unlink()
            print(f"removed {old.name}: no such case")


if __name__ == "__main__":
    main()
