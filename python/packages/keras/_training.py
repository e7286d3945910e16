"""`compile`, `fit`, `evaluate` and `predict`."""

import numpy as np

import _pupil
from keras import _data, _judges, _texts, _weights_file
from keras._progress import Progress, new_run, show
from keras._tensor import KerasTensor, flatten, mapped, plain_array


class Trainer:
    """What a model can do with data."""

    def compile(self, optimizer="rmsprop", loss=None, loss_weights=None, metrics=None, weighted_metrics=None,
                run_eagerly=False, steps_per_execution=1, jit_compile="auto", auto_scale_loss=True):
        from keras import optimizers

        if loss is None:
            raise ValueError("compile: the engine trains with a loss; give one, such as loss=\"mse\"")
        self.__dict__.pop("_optimizer_variables", None)
        self.optimizer = optimizers.get(optimizer)
        self.optimizer._bind(self)
        self.loss = loss
        self._judges = _judges.Judges(loss, loss_weights, metrics, weighted_metrics)
        self._compiled = None if self._judges.has_own else self._judges.config(self)
        self.compiled = True
        if self._is_known() and self._compiled is not None:
            self._ready()

    def _ready(self, x=None, y=None):
        """The engine, compiled and with the newest weights. The first data tell an unknown input shape, and the shape of
        the targets for losses and metrics of one's own."""
        if self._judges is None:
            raise ValueError("You must call `compile()` before using the model.")
        if x is not None:
            self._learn_shape(x)
        engine = self._require()
        engine.sync()
        if y is not None and self._judges.has_own:
            self._compiled = self._judges.config(self, _data.leaves(y, self.output_names, "y"))
        if self._compiled is not None and engine.compiled is not self._compiled:
            engine.native.compile(self._compiled)
            engine.compiled = self._compiled
            if "_optimizer_variables" in self.__dict__:
                _weights_file.restore_optimizer(self)
        return engine

    def _learn_shape(self, x):
        if self._is_known():
            return
        if self._is_own():
            self._take(mapped(_symbol_of, x))
        elif _texts.is_texts(x):
            self._take_shape((1,))
        else:
            arrays = _data.leaves(x, ["input"], "x")
            shape = arrays[0].shape[1:] or (1,)
            self._take_shape(shape)

    def _arrays(self, x, y=None, weight=None):
        """Inputs, targets and weights for the engine."""
        x = _texts.given(self, x)
        names = [tensor._history[0].name for tensor in self.inputs]
        # A model of one's own names its inputs by what `call` takes.
        inputs = _data.leaves(x, list(x) if isinstance(x, dict) and self._is_own() else names, "x")
        inputs = _data.with_axis(inputs, [tensor.shape for tensor in self.inputs])
        if y is None:
            return inputs, None, None
        targets = _data.leaves(y, self.output_names, "y")
        targets = _data.with_axis(targets, [tensor.shape for tensor in self.outputs])
        if len(inputs[0]) != len(targets[0]):
            raise ValueError(
                "Data cardinality is ambiguous. Make sure all arrays contain the same number of samples."
                f"'x' sizes: {', '.join(str(len(array)) for array in inputs)}\n"
                f"'y' sizes: {', '.join(str(len(array)) for array in targets)}\n"
            )
        weights = None
        if weight is not None:
            weights = [_data.array(item, "sample_weight") for item in flatten(weight)]
            if len(weights) == 1 and len(targets) > 1:
                weights = weights * len(targets)
        return inputs, targets, weights

    def fit(self, x=None, y=None, batch_size=None, epochs=1, verbose="auto", callbacks=None, validation_split=0.0,
            validation_data=None, shuffle=True, class_weight=None, sample_weight=None, initial_epoch=0,
            steps_per_epoch=None, validation_steps=None, validation_batch_size=None, validation_freq=1, workers=1,
            use_multiprocessing=False, max_queue_size=10):
        from keras import utils
        from keras.callbacks import History

        verbose = 1 if verbose == "auto" else int(verbose)
        batches = _data.Batches(x, steps_per_epoch, steps_per_epoch is not None, shuffle) if _data.is_batches(x) else None
        first = None
        if batches is not None:
            if y is not None:
                raise ValueError("`y` should not be passed when `x` gives batches: each batch has its targets.")
            first = batches.next()
            if first is None:
                raise ValueError("The data given to fit() has no batch.")
            engine = self._ready(*_data.unpack(first)[:2])
        else:
            _data.check(x, y)
            engine = self._ready(x, y)
        options = {
            "epochs": int(epochs),
            "shuffle": bool(shuffle),
            "seed": utils._next_fit_seed(),
            "validation_freq": validation_freq,
        }
        if class_weight is not None:
            options["class_weight"] = {str(key): float(value) for key, value in class_weight.items()}
        for name, value in (("validation_steps", validation_steps), ("validation_batch_size", validation_batch_size)):
            if value is not None:
                options[name] = int(value)
        validation = None
        outside = None
        if validation_data is not None:
            if _data.is_batches(validation_data):
                outside = _data.Batches(validation_data, validation_steps)
            else:
                parts = _data.unpack(validation_data)
                validation = self._arrays(*parts)
        if batches is None:
            samples = self._arrays(x, y, sample_weight)
            if samples[1] is None:
                raise ValueError("fit: targets are missing: pass y")
            if batch_size is not None:
                options["batch_size"] = min(int(batch_size), max(len(samples[0][0]), 1))
            if steps_per_epoch is not None:
                options["steps_per_epoch"] = int(steps_per_epoch)
            options["validation_split"] = float(validation_split)
        else:
            samples = (None, None, None)
            if batches.steps is not None:
                options["steps_per_epoch"] = int(batches.steps)

        history = History()
        steps = batches.steps if batches is not None else steps_per_epoch
        if steps is None and batches is None:
            count = int(len(samples[0][0]) * (1 - float(validation_split)))
            steps = -(-count // (batch_size or 32))
        params = {"verbose": verbose, "epochs": epochs, "steps": steps}
        watchers = self._watchers([callbacks or [], history], params)
        self.stop_training = False
        self._has_trained = True
        self.history = history
        # A callback may set it when it restores a training.
        self._initial_epoch = None
        watchers.call("on_train_begin")
        initial_epoch = self._initial_epoch or initial_epoch
        if initial_epoch >= epochs:
            watchers.call("on_train_end")
            return history
        options["initial_epoch"] = int(initial_epoch)
        run = _pupil.fit(engine.native, *samples, validation, options)
        loop = _Loop(self, engine, run, batches, first, outside, watchers, verbose, epochs, initial_epoch,
                     validation_freq)
        try:
            loop.run()
        finally:
            engine.changed()
        watchers.call("on_train_end")
        engine.changed()
        return history

    def evaluate(self, x=None, y=None, batch_size=None, verbose="auto", sample_weight=None, steps=None,
                 callbacks=None, return_dict=False):
        verbose = 1 if verbose == "auto" else int(verbose)
        watchers = self._watchers(callbacks, {"verbose": verbose})
        watchers.call("on_test_begin")
        if _data.is_batches(x):
            logs = self._evaluate_batches(_data.Batches(x, steps), verbose, watchers)
        else:
            _data.check(x, y)
            evaluation = _pupil.evaluation(self._ready(x, y).native)
            size, count = int(batch_size or 32), 0
            for part in _parts(self._arrays(x, y, sample_weight), size, watchers.watch_tests):
                count = self._add(evaluation, part, count, watchers, size)
            logs = self._judges.finish(evaluation.logs())
            Progress(count, verbose).update(count, _ordered(logs), end=True)
        watchers.call("on_test_end", logs)
        return _answer(logs, return_dict)

    def _watchers(self, callbacks, params):
        from keras.callbacks import CallbackList

        return CallbackList(callbacks or [], self, params)

    def _add(self, evaluation, arrays, count, watchers, size=None):
        """Adds data to an evaluation of `count` batches. Gives the number of batches then."""
        watchers.call("on_test_batch_begin", count)
        count += _evaluate(evaluation, arrays, size)
        if watchers.watch_tests:
            watchers.call("on_test_batch_end", count - 1, self._judges.finish(evaluation.logs()))
        return count

    def _evaluate_batches(self, batches, verbose, watchers):
        """The values of batches, each weighted by its samples."""
        evaluation, count = None, 0
        while batches.steps is None or count < batches.steps:
            batch = batches.next()
            if batch is None:
                break
            x, y, weight = _data.unpack(batch)
            self._learn_shape(x)
            evaluation = evaluation or _pupil.evaluation(self._ready(x, y).native)
            count = self._add(evaluation, self._arrays(x, y, weight), count, watchers)
        if evaluation is None:
            raise ValueError("evaluate: the data has no batch")
        logs = self._judges.finish(evaluation.logs())
        Progress(count, verbose).update(count, _ordered(logs), end=True)
        return logs

    def predict(self, x, batch_size=None, verbose="auto", steps=None, callbacks=None):
        verbose = 1 if verbose == "auto" else int(verbose)
        watchers = self._watchers(callbacks, {"verbose": verbose})
        watchers.call("on_predict_begin")
        outputs = self._predicted(x, batch_size, verbose, steps, watchers)
        watchers.call("on_predict_end")
        return outputs

    def _predicted(self, x, batch_size, verbose, steps, watchers):
        parts = []

        def add(arrays, size=32):
            watchers.call("on_predict_batch_begin", len(parts))
            parts.append(self._predict_arrays(arrays, size))
            if watchers.watch_predictions:
                watchers.call("on_predict_batch_end", len(parts) - 1, {"outputs": self._unpack(parts[-1])})

        if _data.is_batches(x):
            batches = _data.Batches(x, steps)
            while batches.steps is None or len(parts) < batches.steps:
                batch = batches.next()
                if batch is None:
                    break
                batch = _data.unpack(batch)[0]
                self._learn_shape(batch)
                add(self._arrays(batch)[0])
            progress = Progress(len(parts), verbose)
            progress.update(len(parts), [], end=True)
            return self._unpack(_joined(parts))
        _data.check(x, None)
        self._learn_shape(x)
        arrays = self._arrays(x)[0]
        size = int(batch_size or 32)
        count = -(-len(arrays[0]) // size)
        progress = Progress(count, verbose)
        for part in _parts([arrays], size, watchers.watch_predictions):
            add(part[0], size)
        progress.update(count, [], end=True)
        return self._unpack(_joined(parts))

    def _predict_arrays(self, arrays, size):
        if not self._is_known():
            self._take_shape(arrays[0].shape[1:])
        engine = self._require()
        engine.sync()
        arrays = _data.with_axis([_data.array(array, "x") for array in arrays], [t.shape for t in self.inputs])
        return engine.native.predict(arrays, size)

    def predict_on_batch(self, x):
        _data.check(x, None)
        self._learn_shape(x)
        arrays = self._arrays(x)[0]
        return self._unpack(self._predict_arrays(arrays, max(len(arrays[0]), 1)))

    def train_on_batch(self, x, y=None, sample_weight=None, class_weight=None, return_dict=False):
        _data.check(x, y)
        if class_weight is not None:
            if sample_weight is not None:
                raise ValueError("Arguments `sample_weight` and `class_weight` cannot be specified at the same time. "
                                 f"Received: sample_weight={sample_weight}, class_weight={class_weight}")
            sample_weight = _data.class_weights(y, class_weight)
        engine = self._ready(x, y)
        inputs, targets, weights = self._arrays(x, y, sample_weight)
        logs = self._judges.finish(engine.native.train_on_batch(inputs, targets, weights))
        self._has_trained = True
        engine.changed()
        return _answer(logs, return_dict)

    def test_on_batch(self, x, y=None, sample_weight=None, return_dict=False):
        _data.check(x, y)
        evaluation = _pupil.evaluation(self._ready(x, y).native)
        _evaluate(evaluation, self._arrays(x, y, sample_weight))
        return _answer(self._judges.finish(evaluation.logs()), return_dict)

    @property
    def metrics_names(self):
        return ["loss"] if self._judges is None or not self._judges.metrics else ["loss", "compile_metrics"]


def _evaluate(evaluation, arrays, size=None):
    """Adds data to an evaluation in batches of `size`, or as one batch. Gives the number of batches."""
    inputs, targets, weights = arrays
    if targets is None:
        raise ValueError("evaluate: targets are missing: pass y")
    samples = max(len(inputs[0]), 1)
    evaluation.add(inputs, targets, weights, size or samples)
    return -(-samples // (size or samples))


def _parts(groups, size, watched):
    """Groups of arrays in batches where callbacks watch them, else as a whole."""
    samples = len(groups[0][0])
    if not watched or samples <= size:
        return [groups]
    return [[group and [array[at:at + size] for array in group] for group in groups] for at in range(0, samples, size)]


def _joined(parts):
    """The outputs of batches one after another."""
    return parts[0] if len(parts) == 1 else [np.concatenate(column) for column in zip(*parts)]


def _symbol_of(array):
    array = plain_array(array)
    dtype = array.dtype.name if array.dtype.name.startswith("int") else "float32"
    return KerasTensor((None, *(array.shape[1:] or (1,))), dtype)


class _Loop:
    """The steps of a training and what is called between them."""

    def __init__(self, model, engine, run, batches, first, outside, watchers, verbose, epochs, initial_epoch,
                 frequency):
        self.model, self.engine, self.fit = model, engine, run
        self.batches, self.next_batch, self.outside = batches, first, outside
        self.watchers, self.verbose, self.epochs = watchers, verbose, epochs
        self.epoch, self.frequency = initial_epoch, frequency
        self.progress = None
        self.number = new_run()
        self.trained = 0
        self.testing = False

    def begin_epoch(self):
        text = f"Epoch {self.epoch + 1}/{self.epochs}\n"
        if self.verbose == 1:
            state = {"step": 0, "steps": None, "rest": "", "values": {}, "end": False}
            show(self.number, self.epoch + 1, self.epochs, state, text)
        elif self.verbose:
            print(text, end="")
        self.trained = 0
        self.progress = None
        self.watchers.call("on_epoch_begin", self.epoch)

    def run(self):
        self.begin_epoch()
        while True:
            step = self.step()
            if step is None:
                return
            phase, epoch, index, steps, size, logs, end, _, last = step
            logs = dict(sorted(self.model._judges.finish(logs).items()))
            if self.progress is None:
                self.progress = Progress(steps or None, self.verbose, self.number, self.epoch + 1, self.epochs)
            if phase == "train":
                self.trained = index + 1
                if self.watchers.watch_batches:
                    self.engine.changed()
                    self.watchers.call("on_train_batch_end", index, logs)
                if end is None:
                    self.progress.update(self.trained, _ordered(logs))
                    if self.trained == steps:
                        self.begin_test()
            else:
                # The engine tells the values of a validation at its end.
                self.begin_test()
                self.watchers.call("on_test_batch_begin", index)
                self.watchers.call("on_test_batch_end", index, self._validated(end or {}))
            if end is not None:
                self.end_epoch(end)
                if last or self.model.stop_training:
                    # Moving averages take the place of the weights.
                    self.fit.finish()
                    self.engine.changed()
                    return
                self.epoch = epoch + 1
                self.begin_epoch()

    def step(self):
        if self.batches is None:
            if self.watchers.watch_batches:
                self.watchers.call("on_train_batch_begin", self.trained)
            return self.fit.step()
        if not self.fit.wants_batch():
            return self.fit.step()
        batch = self.next_batch
        self.next_batch = None
        if batch is None:
            if self.batches.steps is not None and self.trained == 0:
                self.batches.again()
            batch = self.batches.next()
        if batch is None:
            self.batches.again()
            return self.fit.end_of_data()
        self.watchers.call("on_train_batch_begin", self.trained)
        return self.fit.feed(*self.model._arrays(*_data.unpack(batch)))

    def begin_test(self):
        """The engine validates in its next steps."""
        if not self.testing:
            self.testing = True
            self.engine.changed()
            self.watchers.call("on_test_begin")
            self.engine.sync()

    def _validated(self, logs):
        """The values of a validation."""
        logs = self.model._judges.finish(logs)
        return {name.removeprefix("val_"): value for name, value in _ordered(logs) if name.startswith("val_")}

    def end_epoch(self, logs):
        if self.testing:
            self.testing = False
            self.watchers.call("on_test_end", self._validated(logs))
        logs = dict(_ordered(self.model._judges.finish(logs)))
        self.engine.changed()
        epoch, frequency = self.epoch + 1, self.frequency
        due = epoch % frequency == 0 if isinstance(frequency, int) else epoch in frequency
        if self.outside is not None and due:
            self.outside.again()
            self.watchers.call("on_test_begin")
            values = self.model._evaluate_batches(self.outside, 0, self.watchers)
            self.watchers.call("on_test_end", values)
            logs.update({f"val_{name}": value for name, value in sorted(values.items())})
        self.progress.update(self.trained, _ordered(logs), end=True)
        self.watchers.call("on_epoch_end", self.epoch, logs)


def _ordered(logs):
    """Names and values in the order in which Keras shows them: sorted, those of the validation last."""
    return sorted(logs.items(), key=lambda item: (item[0].startswith("val_"), item[0]))


def _answer(logs, return_dict):
    """What `evaluate` and its kind return: a dict, or the values as Keras orders them, or the only value."""
    if return_dict:
        return dict(sorted(logs.items()))
    # The losses stand in the order of the outputs, the metrics in that of their names.
    rank = lambda name: (0, "") if name == "loss" else (1, "") if name.endswith("_loss") else (2, name)
    values = [value for _, value in sorted(logs.items(), key=lambda item: rank(item[0]))]
    return values[0] if len(values) == 1 else values
