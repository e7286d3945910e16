"""A dataclass called without an argument."""
from dataclasses import dataclass


@dataclass
class Layer:
    units: int
    activation: str = "relu"


print(Layer(3))
Layer(activation="tanh")
