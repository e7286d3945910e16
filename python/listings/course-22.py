# A perceptron learns AND and OR, but not XOR.
import numpy as np

inputs = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
targets = {"and": [0, 0, 0, 1], "or": [0, 1, 1, 1], "xor": [0, 1, 1, 0]}
for name, wanted in targets.items():
    weights, bias = np.zeros(2), 0.0
    for epoch in range(20):
        errors = 0
        for x, target in zip(inputs, wanted):
            guess = int(weights @ x + bias > 0)
            weights += 0.1 * (target - guess) * x
            bias += 0.1 * (target - guess)
            errors += guess != target
        if errors == 0:
            break
    guesses = (inputs @ weights + bias > 0).astype(int)
    print(f"{name:4} epochs {epoch + 1:2d} guesses {guesses} right {np.mean(guesses == wanted):.2f}")
