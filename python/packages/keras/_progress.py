"""Keras's lines about a training."""

import itertools
import json
import sys
import time

WIDTH = 20
_runs = itertools.count(1)


def number(value):
    return f"{value:.4f}" if abs(value) > 1e-3 else f"{value:.4e}"


def clock(seconds):
    seconds = int(seconds)
    if seconds >= 3600:
        return f"{seconds // 3600}:{seconds % 3600 // 60:02d}:{seconds % 60:02d}"
    if seconds >= 60:
        return f"{seconds // 60}:{seconds % 60:02d}"
    return f"{seconds}s"


def pace(seconds):
    """Seconds of a step."""
    if seconds >= 1:
        return f"{seconds:.0f}s/step"
    if seconds >= 1e-3:
        return f"{seconds * 1e3:.0f}ms/step"
    return f"{seconds * 1e6:.0f}us/step"


def new_run():
    """A number for a training, an evaluation or a prediction."""
    return next(_runs)


class Progress:
    """The line of an epoch, written again at most ten times a second."""

    def __init__(self, target, verbose, run=None, epoch=None, epochs=None):
        self.target, self.verbose = target, verbose
        self.run, self.epoch, self.epochs = run or new_run(), epoch, epochs
        self.start = time.time()
        self.shown = 0.0
        self.first = None
        # The width of what the line says after its bar.
        self.width = 0

    def update(self, step, logs, end=False):
        if not self.verbose:
            return
        now = time.time()
        if self.first is None:
            self.first = now
        if self.verbose == 1:
            if not end and now - self.shown < 0.1:
                return
            self.shown = now
            self._bar(step, logs, end, now)
        elif end:
            took = now - self.start
            values = "".join(f" - {name}: {number(value)}" for name, value in logs)
            print(f"{step}/{self.target or step} - {clock(took)} - {pace(took / max(step, 1))}{values}")

    def _bar(self, step, logs, end, now):
        target = self.target or (step if end else None)
        took = now - self.start
        # The first step also compiles.
        each = (now - self.first) / (step - 1) if step > 1 else took
        if target:
            count = f"{step:>{len(str(target))}}/{target}"
            done = min(int(WIDTH * step / target), WIDTH)
            left = clock(took) if end else clock(each * (target - step))
            bar = f"\x1b[1m{count}\x1b[0m \x1b[32m{'━' * done}\x1b[0m\x1b[37m{'━' * (WIDTH - done)}\x1b[0m"
        else:
            bar, left = f"\x1b[1m{step:>7}/Unknown\x1b[0m", clock(took)
        values = "".join(f" - {name}: {number(value)}" for name, value in logs)
        rest = f"{left} {pace(each)}{values}"
        # Spaces cover what is left of a longer line.
        cover = " " * (self.width - len(rest))
        self.width = len(rest)
        text = f"\r{bar} \x1b[1m{left}\x1b[0m {pace(each)}{values}{cover}" + ("\n" if end else "")
        state = {"step": step, "steps": target, "rest": rest, "values": dict(logs), "end": end}
        show(self.run, self.epoch, self.epochs, state, text)


def show(run, epoch, epochs, state, text):
    """Shows a line as a bar where the host has bars, else as text."""
    if sys.stdout is sys.__stdout__:
        state = {**state, "run": run, "epoch": epoch, "epochs": epochs}
        # JSON has no NaN.
        state["values"] = {name: value if abs(value) < 1e38 else None for name, value in state["values"].items()}
        if sys._display("progress", json.dumps(state), text):
            return
    sys.stdout.write(text)
    sys.stdout.flush()
