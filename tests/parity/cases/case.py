"""The description of a case."""

from dataclasses import dataclass, field
from typing import Callable

from keras import optimizers as O


@dataclass
class Case:
    """One small model, its data and how it is trained."""

    name: str
    about: str
    # Shape of one sample.
    input_shape: tuple
    # Layers, or a function that makes new ones; None where `model` is given.
    layers: list | Callable | None
    # A name, or a function that makes a keras.losses object; with several outputs, a list or a dict of these.
    loss: str | Callable | list | dict
    optimizer: O.Optimizer
    # Kind of targets: "real", "positive" (0.1 to 1.9), "signs" (-1 or 1), "binary", "probabilities" (add up to 1),
    # "one_hot", "labels" (n,) or "label_column" (n, 1).
    targets: str
    # Names, or a function that makes names and keras.metrics objects.
    metrics: tuple | Callable = ()
    samples: int = 26
    batch_size: int = 8
    epochs: int = 2
    validation_split: float = 0.25
    # Factor of the last weights: large ones drive probabilities to 0 and 1.
    gain: float = 1.0
    # False where training draws random numbers, which another implementation cannot repeat.
    trains: bool = True
    # False where Keras's clip at 1 - 1e-7 decides (float32 rounds that bound, so float64 has other losses), or where Keras
    # cannot compute in float64.
    float64_agrees: bool = True
    # Added to one of the weights: its index in get_weights(), and the number.
    shift: tuple = (0, 0.0)
    # A function that makes a keras.Model, for models that are not a plain stack of layers.
    model: Callable | None = None
    # Factor of real inputs.
    scale: float = 1.0
    # For models with several inputs or outputs: (shape, kind of inputs, vocabulary) of each input, and the kind of
    # targets of each output. `input_shape`, `inputs` and `targets` are then not used.
    several: tuple | None = None
    # Factors of the outputs' losses.
    loss_weights: list | dict | None = None
    # Kind of inputs: "real", "ints" (below `vocabulary`) or "tokens" (the same, with zeros at the end of most samples).
    inputs: str = "real"
    vocabulary: int = 0
    # Calls of train_on_batch.
    steps: int = 10
    # True for weights (n,); "column" for (n, 1); "places" for one weight at each place of outputs of rank 3; "each" for
    # weights (n,) of each of several outputs.
    sample_weight: bool | str = False
    class_weight: dict | None = None
    weighted_metrics: tuple | Callable = ()
    # More options of fit: initial_epoch, steps_per_epoch, validation_freq.
    fit: dict = field(default_factory=dict)
    # Samples of separate validation data, instead of validation_split.
    validation_samples: int = 0
    # Where a model's inputs have unknown sizes: the shape of one validation sample, or a list with one for each input.
    validation_shape: tuple | list | None = None
    # Pairs of a class name and its config. LearningRateScheduler has "rates", one for each epoch.
    callbacks: tuple = ()
    # True if the fixture includes the predictions after fit.
    predicts_after: bool = False
    # True where only XLA can compute it: TensorFlow's CPU kernels do not know channels that come first.
    xla: bool = False
    # True if unused entries are left out of the model's config, to keep the file small.
    slim: bool = False


def small(name, about, input_shape, layers, loss="mse", optimizer=None, targets="real", **options):
    """A case with few samples and one step, as most cases are."""
    options = {"samples": 10, "batch_size": 4, "steps": 1, "slim": True} | options
    return Case(name, about, input_shape, layers, loss, optimizer or O.SGD(0.05), targets, **options)
