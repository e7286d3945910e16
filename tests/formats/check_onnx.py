"""Runs files that the engine wrote in ONNX Runtime and compares with the engine's predictions.

    ONNX_OUT=/tmp/written cargo test -p pupil-engine-tests onnx::
    venv/bin/python tests/formats/check_onnx.py /tmp/written
"""

import json
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime

failed = False
for path in sorted(Path(sys.argv[1]).glob("*.onnx")):
    expected = json.loads(Path(f"{path}.expected.json").read_text())
    onnx.checker.check_model(str(path), full_check=True)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    array = lambda t: np.array(t["data"], np.float32).reshape(t["shape"])
    feed = {i.name: array(t) for i, t in zip(session.get_inputs(), expected["inputs"])}
    outputs = session.run(None, feed)
    differences = []
    for output, wanted in zip(outputs, expected["outputs"]):
        wanted = array(wanted)
        assert output.shape == wanted.shape, (path, output.shape, wanted.shape)
        differences.append(np.abs(output - wanted).max() / max(1e-6, np.abs(wanted).max()))
    assert len(outputs) == len(expected["outputs"]), path
    wrong = not max(differences) <= 1e-5
    failed |= wrong
    print(f"{path.name:30} {max(differences):.2e} {'WRONG' if wrong else ''}")
sys.exit(failed)
