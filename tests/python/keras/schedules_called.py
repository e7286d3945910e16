"""Schedules that are called with a step."""

import keras

schedules = keras.optimizers.schedules
for schedule in (
    schedules.ExponentialDecay(0.1, 10, 0.5),
    schedules.ExponentialDecay(0.1, 10, 0.5, staircase=True),
    schedules.InverseTimeDecay(0.1, 10, 0.5),
    schedules.PiecewiseConstantDecay([5, 15], [0.1, 0.01, 0.001]),
    schedules.PolynomialDecay(0.1, 20, 0.01, power=2.0),
    schedules.PolynomialDecay(0.1, 8, 0.01, cycle=True),
    schedules.CosineDecay(0.1, 20, alpha=0.1),
    schedules.CosineDecay(0.0, 20, warmup_target=0.1, warmup_steps=5),
):
    print(type(schedule).__name__, [round(float(schedule(step)), 6) for step in (0, 1, 4, 5, 6, 10, 16, 25, 100)])
