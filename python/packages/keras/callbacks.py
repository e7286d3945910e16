"""Callbacks."""

import math
import os
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


class TensorBoard(Callback):
    """Nothing is written: a page has no TensorBoard."""

    def __init__(self, *args, **kwargs):
        super().__init__()
        print("TensorBoard is not here: nothing is written")
