"""Callbacks."""

import json
import math
import os
import time
import warnings

import numpy as np

import _pupil
from keras._tensor import flatten


class Callback:
    """The base of all callbacks."""

    def __init__(self):
        self.params = None
        self.model = None

    def set_params(self, params):
        self.params = params

    def set_model(self, model):
        self.model = model


    def on_train_batch_begin(self, batch, logs=None):
        self.on_batch_begin(batch, logs)

    def on_train_batch_end(self, batch, logs=None):
        self.on_batch_end(batch, logs)


_PER_BATCH = ("on_train_batch_begin", "on_train_batch_end", "on_batch_begin", "on_batch_end")
for _name in ("epoch_begin", "epoch_end", "batch_begin", "batch_end", "test_batch_begin", "test_batch_end",
              "predict_batch_begin", "predict_batch_end"):
    setattr(Callback, f"on_{_name}", lambda self, index, logs=None: None)
for _name in ("train_begin", "train_end", "test_begin", "test_end", "predict_begin", "predict_end"):
    setattr(Callback, f"on_{_name}", lambda self, logs=None: None)


class CallbackList:
    """Calls callbacks one after another."""

    def __init__(self, callbacks, model, params):
        self.callbacks = flatten(callbacks)
        for callback in self.callbacks:
            callback.set_params(params)
            callback.set_model(model)
        self.watch_batches = self.watch(*_PER_BATCH)
        self.watch_tests = self.watch("on_test_batch_begin", "on_test_batch_end")
        self.watch_predictions = self.watch("on_predict_batch_begin", "on_predict_batch_end")

    def watch(self, *names):
        """True if a callback has one of these methods."""
        return any(
            getattr(type(callback), name, None) is not getattr(Callback, name) or name in vars(callback)
            for callback in self.callbacks
            for name in names
        )

    def call(self, name, *args):
        for callback in self.callbacks:
            getattr(callback, name)(*args)


class History(Callback):
    """The values of all epochs."""

    def __init__(self):
        super().__init__()
        self.history = {}

    def on_train_begin(self, logs=None):
        self.epoch = []

    def on_epoch_end(self, epoch, logs=None):
        self.epoch.append(epoch)
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(value)
        self.model.history = self


class LambdaCallback(Callback):
    """Functions as a callback."""

    def __init__(self, on_epoch_begin=None, on_epoch_end=None, on_train_begin=None, on_train_end=None,
                 on_train_batch_begin=None, on_train_batch_end=None, **kwargs):
        super().__init__()
        given = {
            "on_epoch_begin": on_epoch_begin, "on_epoch_end": on_epoch_end, "on_train_begin": on_train_begin,
            "on_train_end": on_train_end, "on_train_batch_begin": on_train_batch_begin,
            "on_train_batch_end": on_train_batch_end, **kwargs,
        }
        for name, function in given.items():
            if function is not None:
                setattr(self, name, function)


class _Monitor(Callback):
    """Watches a value by a rule of the engine, which also knows which direction is better."""

    def _set_up(self, **options):
        if options["mode"] not in ("auto", "min", "max"):
            options["mode"] = "auto"
        self.monitor, self.mode = options["monitor"], options["mode"]
        name = next(cls.__name__ for cls in type(self).__mro__ if cls.__module__ == __name__)
        self._rule = {"class_name": name, "config": options}
        self._watch = None

    def _asked(self, epoch, logs):
        """What the rule asks for: to stop, to keep the weights, to save, a learning rate; and whether larger is better."""
        if self._watch is None:
            self._watch = _pupil.watch(self.model._engine.native, self._rule)
        pairs = [(name, float(value)) for name, value in logs.items()]
        return self._watch.epoch_end(epoch, pairs, float(self.model.optimizer.learning_rate.numpy()))

    def _value(self, logs, who):
        value = (logs or {}).get(self.monitor)
        if value is None:
            warnings.warn(
                f"{who} conditioned on metric `{self.monitor}` which is not available. "
                f"Available metrics are: {','.join(logs or {})}",
                stacklevel=2,
            )
        return value


class EarlyStopping(_Monitor):
    """Stops when a value no longer improves."""

    def __init__(self, monitor="val_loss", min_delta=0, patience=0, verbose=0, mode="auto", baseline=None,
                 restore_best_weights=False, start_from_epoch=0):
        super().__init__()
        # The rule always says when weights are the best: that is when the value has improved.
        self._set_up(monitor=monitor, mode=mode, min_delta=min_delta, patience=patience, baseline=baseline,
                     restore_best_weights=True, start_from_epoch=start_from_epoch)
        self.min_delta = min_delta
        self.patience, self.verbose, self.baseline = patience, verbose, baseline
        self.restore_best_weights, self.start_from_epoch = restore_best_weights, start_from_epoch

    def on_train_begin(self, logs=None):
        self._watch = None
        self.wait, self.stopped_epoch, self.best, self.best_weights, self.best_epoch = 0, 0, None, None, 0

    def on_epoch_end(self, epoch, logs=None):
        value = self._value(logs, "Early stopping")
        if value is None or epoch < self.start_from_epoch:
            return
        stop, improved, *_ = self._asked(epoch, logs)
        self.wait += 1
        if improved:
            self.best, self.best_epoch, self.wait = value, epoch, 0
            if self.restore_best_weights:
                self.best_weights = self.model.get_weights()
        if stop:
            self.stopped_epoch = epoch
            self.model.stop_training = True

    def on_train_end(self, logs=None):
        if self.stopped_epoch > 0 and self.verbose > 0:
            print(f"Epoch {self.stopped_epoch + 1}: early stopping")
        if self.restore_best_weights and self.best_weights is not None:
            if self.verbose > 0:
                print(f"Restoring model weights from the end of the best epoch: {self.best_epoch + 1}.")
            self.model.set_weights(self.best_weights)


class ReduceLROnPlateau(_Monitor):
    """Lowers the learning rate when a value no longer improves."""

    def __init__(self, monitor="val_loss", factor=0.1, patience=10, verbose=0, mode="auto", min_delta=1e-4, cooldown=0,
                 min_lr=0.0, **kwargs):
        super().__init__()
        if factor >= 1.0:
            raise ValueError(f"ReduceLROnPlateau does not support a factor >= 1.0. Received factor={factor}")
        self._set_up(monitor=monitor, mode=mode, min_delta=min_delta, factor=factor, patience=patience,
                     cooldown=cooldown, min_lr=min_lr)
        self.factor, self.patience, self.verbose = factor, patience, verbose
        self.cooldown, self.min_lr, self.min_delta = cooldown, min_lr, min_delta

    def on_train_begin(self, logs=None):
        self._watch = None

    def on_epoch_end(self, epoch, logs=None):
        value = self._value(logs, "Learning rate reduction is")
        asked = None if value is None else self._asked(epoch, logs)
        logs["learning_rate"] = self.model.optimizer.learning_rate.numpy()
        if asked is not None and asked[3] is not None:
            self.model.optimizer.learning_rate = asked[3]
            if self.verbose > 0:
                print(f"\nEpoch {epoch + 1}: ReduceLROnPlateau reducing learning rate to {asked[3]}.")


class LearningRateScheduler(Callback):
    """Sets the learning rate by a function of epoch and rate."""

    def __init__(self, schedule, verbose=0):
        super().__init__()
        self.schedule, self.verbose = schedule, verbose

    def on_epoch_begin(self, epoch, logs=None):
        rate = float(self.model.optimizer.learning_rate.numpy())
        try:
            rate = self.schedule(epoch, rate)
        except TypeError:
            rate = self.schedule(epoch)
        if not isinstance(rate, (float, np.floating)):
            raise ValueError(
                f"The output of the `schedule` function should be a float. Got: {rate}"
            )
        self.model.optimizer.learning_rate = float(rate)
        if self.verbose > 0:
            print(f"\nEpoch {epoch + 1}: LearningRateScheduler setting learning rate to {rate}.")

    def on_epoch_end(self, epoch, logs=None):
        logs["learning_rate"] = self.model.optimizer.learning_rate.numpy()


class ModelCheckpoint(_Monitor):
    """Saves the model after epochs."""

    def __init__(self, filepath, monitor="val_loss", verbose=0, save_best_only=False, save_weights_only=False,
                 mode="auto", save_freq="epoch", initial_value_threshold=None):
        super().__init__()
        self._set_up(monitor=monitor, mode=mode, save_best_only=save_best_only,
                     initial_value_threshold=initial_value_threshold)
        self.filepath, self.verbose, self.save_freq = str(filepath), verbose, save_freq
        self.save_best_only, self.save_weights_only = save_best_only, save_weights_only
        self.best = initial_value_threshold
        if save_weights_only and not self.filepath.endswith(".weights.h5"):
            raise ValueError(
                "When using `save_weights_only=True` in `ModelCheckpoint`, the filepath provided must end in "
                f"`.weights.h5` (Keras weights format). Received: filepath={filepath}"
            )
        if not save_weights_only and not self.filepath.endswith((".keras", ".h5")):
            raise ValueError(
                f"The filepath provided must end in `.keras` (Keras model format). Received: filepath={filepath}"
            )
        if save_freq != "epoch":
            raise NotImplementedError("ModelCheckpoint: save_freq other than \"epoch\" is not here yet")

    def on_epoch_end(self, epoch, logs=None):
        path = self.filepath.format(epoch=epoch + 1, **(logs or {}))
        if self.save_best_only:
            value = self._value(logs, "Can save best model only")
            if value is None:
                return
            _, _, save, _, _ = self._asked(epoch, logs)
            if not save:
                if self.verbose > 0:
                    print(f"\nEpoch {epoch + 1}: {self.monitor} did not improve from {self.best:.5f}")
                return
            if self.verbose > 0:
                before = "None" if self.best is None else f"{self.best:.5f}"
                print(f"\nEpoch {epoch + 1}: {self.monitor} improved from {before} to {value:.5f}, saving model to {path}")
            self.best = value
        elif self.verbose > 0:
            print(f"\nEpoch {epoch + 1}: saving model to {path}")
        folder = os.path.dirname(path)
        if folder:
            os.makedirs(folder, exist_ok=True)
        if self.save_weights_only:
            self.model.save_weights(path)
        else:
            self.model.save(path)
        if self.verbose > 0:
            print(f"\nEpoch {epoch + 1}: finished saving model to {path}")


class TerminateOnNaN(Callback):
    """Stops when the loss is not finite."""

    def on_train_batch_end(self, batch, logs=None):
        loss = (logs or {}).get("loss")
        if loss is not None and not math.isfinite(loss):
            print(f"Batch {batch}: Invalid loss, terminating training")
            self.model.stop_training = True


class CSVLogger(Callback):
    """Writes the values of epochs to a file."""

    def __init__(self, filename, separator=",", append=False):
        super().__init__()
        self.filename, self.sep, self.append = str(filename), separator, append

    def on_train_begin(self, logs=None):
        self._keys = None
        # A file that is continued has its first line already.
        self._headed = self.append and os.path.exists(self.filename) and os.path.getsize(self.filename) > 0
        if not self.append:
            self._write("")

    def on_epoch_end(self, epoch, logs=None):
        logs = logs or {}
        if self._keys is None:
            self._keys = sorted(logs)
            if not any(key.startswith("val_") for key in logs):
                self._keys += [f"val_{key}" for key in self._keys]
            if not self._headed:
                self._write(self._line(["epoch", *self._keys]), "a")
        self._write(self._line([epoch, *(logs.get(key, "NA") for key in self._keys)]), "a")

    def _line(self, values):
        return self.sep.join(map(str, values)) + "\n"

    def _write(self, text, mode="w"):
        with open(self.filename, mode) as file:
            file.write(text)


class BackupAndRestore(Callback):
    """Keeps the state of a training in files, with which the next training goes on after an interruption."""

    def __init__(self, backup_dir, save_freq="epoch", double_checkpoint=False, delete_checkpoint=True):
        super().__init__()
        if not backup_dir:
            raise ValueError("Empty `backup_dir` argument passed")
        if save_freq != "epoch" and not isinstance(save_freq, int):
            raise ValueError(
                f"Invalid value for argument `save_freq`. Received: save_freq={save_freq}. "
                "Expected either 'epoch' or an integer value."
            )
        self.backup_dir, self.save_freq = str(backup_dir), save_freq
        self.double_checkpoint, self.delete_checkpoint = double_checkpoint, delete_checkpoint
        self._files = [os.path.join(self.backup_dir, name) for name in ("latest.weights.h5", "training_metadata.json")]
        self._epoch = self._batch = self._unsaved = 0
        if save_freq != "epoch" and save_freq:
            # Hooks of batches cost time, so there is one only if it is needed.
            self.on_train_batch_end = self._count

    def on_train_begin(self, logs=None):
        self._epoch = self._batch = self._unsaved = 0
        try:
            self._load()
        except (OSError, ValueError):
            if not os.path.exists(self._files[0] + ".bkp"):
                raise
            self._copy(".bkp", "")
            self._load()

    def _load(self):
        from keras import _weights_file

        weights, metadata = self._files
        if os.path.exists(weights):
            with open(weights, "rb") as file:
                self.model._optimizer_variables = _weights_file.read(self.model, file.read())
            _weights_file.restore_optimizer(self.model)
        if os.path.exists(metadata):
            with open(metadata) as file:
                state = json.load(file)
            self._epoch = self.model._initial_epoch = state["epoch"]
            if "learning_rate" in state:
                self.model.optimizer.learning_rate = state["learning_rate"]

    def on_epoch_end(self, epoch, logs=None):
        self._epoch, self._batch = epoch + 1, 0
        if self.save_freq == "epoch":
            self._save()

    def _count(self, batch, logs=None):
        self._unsaved += batch + 1 if batch <= self._batch else batch - self._batch
        self._batch = batch
        if self._unsaved >= self.save_freq:
            self._unsaved = 0
            self._save()

    def _save(self):
        from keras import _weights_file

        os.makedirs(self.backup_dir, exist_ok=True)
        if self.double_checkpoint:
            self._copy("", ".bkp")
        state, optimizer = {"epoch": self._epoch, "batch": self._batch}, self.model.optimizer
        if isinstance(optimizer._options["learning_rate"], (int, float)):
            state["learning_rate"] = float(optimizer.learning_rate)
        self.model._engine.sync()
        for path, content in zip(self._files, (_weights_file.write(self.model, True), json.dumps(state).encode())):
            with open(path, "wb") as file:
                file.write(content)

    def _copy(self, from_ending, to_ending):
        for path in self._files:
            if os.path.exists(path + from_ending):
                with open(path + from_ending, "rb") as file:
                    content = file.read()
                with open(path + to_ending, "wb") as file:
                    file.write(content)

    def on_train_end(self, logs=None):
        if self.delete_checkpoint and os.path.exists(self.backup_dir):
            for folder, _, names in os.walk(self.backup_dir, topdown=False):
                for name in names:
                    os.remove(os.path.join(folder, name))
                os.rmdir(folder)


_LEFT_OUT = {"write_images": False, "profile_batch": 0, "embeddings_freq": 0}


class TensorBoard(Callback):
    """Writes event files for TensorBoard: curves, the graph of layers, and histograms of weights."""

    _files = 0

    def __init__(self, log_dir="logs", histogram_freq=0, write_graph=True, write_images=False,
                 write_steps_per_second=False, update_freq="epoch", profile_batch=0, embeddings_freq=0,
                 embeddings_metadata=None):
        super().__init__()
        given = {"write_images": write_images, "profile_batch": profile_batch, "embeddings_freq": embeddings_freq}
        for name, value in given.items():
            if value != _LEFT_OUT[name]:
                warnings.warn(f"TensorBoard: {name} is not here; the curves are written", stacklevel=2)
        self.log_dir, self.histogram_freq, self.write_graph = str(log_dir), histogram_freq, write_graph
        self.write_steps_per_second = write_steps_per_second
        self.update_freq = 1 if update_freq == "batch" else update_freq
        self._writers = {}
        self._train_batch = 0
        if self.update_freq != "epoch":
            # Hooks of batches cost time, so there are these only if they are needed.
            self.on_train_batch_begin, self.on_train_batch_end = self._begin_batch, self._end_batch

    def set_model(self, model):
        super().set_model(model)
        self._writers = {}
        if self.write_graph and type(model).__name__ in ("Functional", "Sequential"):
            self._write("train", 0, {"keras": model.to_json()})

    def _write(self, part, step, values):
        """Adds values to the file of the training or the validation."""
        now = time.time()
        records = [_pupil.event(now, int(step), tag, value) for tag, value in values.items()]
        if part not in self._writers:
            folder = os.path.join(self.log_dir, part)
            os.makedirs(folder, exist_ok=True)
            name = f"events.out.tfevents.{int(now)}.pupil.{os.getpid()}.{TensorBoard._files}.v2"
            TensorBoard._files += 1
            self._writers[part] = os.path.join(folder, name)
            records.insert(0, _pupil.event(float(int(now))))
        with open(self._writers[part], "ab") as file:
            file.write(b"".join(records))

    def _steps_per_second(self):
        steps, seconds = self.model.optimizer.iterations - self._first_step, time.time() - self._began
        return steps / max(seconds, 1e-9)

    def on_train_begin(self, logs=None):
        self._train_batch = 0

    def _begin_batch(self, batch, logs=None):
        self._train_batch += 1
        self._batch_began = time.time()

    def _end_batch(self, batch, logs=None):
        if self._train_batch % self.update_freq:
            return
        values = {f"batch_{name}": float(value) for name, value in (logs or {}).items()}
        if self.write_steps_per_second:
            values = {"batch_steps_per_second": 1 / max(time.time() - self._batch_began, 1e-9), **values}
        self._write("train", self._train_batch, values)

    def on_epoch_begin(self, epoch, logs=None):
        if self.write_steps_per_second:
            self._first_step, self._began = self.model.optimizer.iterations, time.time()

    def on_epoch_end(self, epoch, logs=None):
        logs = {name: float(value) for name, value in (logs or {}).items()}
        if not logs:
            return
        train = {f"epoch_{name}": value for name, value in logs.items() if not name.startswith("val_")}
        train["epoch_learning_rate"] = float(self.model.optimizer.learning_rate)
        if self.write_steps_per_second:
            train["epoch_steps_per_second"] = self._steps_per_second()
        self._write("train", epoch, train)
        validation = {f"epoch_{name[4:]}": value for name, value in logs.items() if name.startswith("val_")}
        if validation:
            self._write("validation", epoch, validation)
        if self.histogram_freq and epoch % self.histogram_freq == 0:
            weights = [weight for layer in self.model.layers for weight in layer.weights]
            # Keras builds the layers of a Sequential under its name.
            start = f"{self.model.name}/" if type(self.model).__name__ == "Sequential" else ""
            self._write("train", epoch, {
                f"{start}{weight.path}/histogram".replace(":", "_"): np.asarray(weight.numpy()) for weight in weights
            })

    def on_test_end(self, logs=None):
        if self.model.optimizer is not None and logs:
            values = {f"evaluation_{name}_vs_iterations": float(value) for name, value in logs.items()}
            self._write("validation", self.model.optimizer.iterations, values)
