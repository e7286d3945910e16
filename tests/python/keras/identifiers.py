"""Names of metrics, losses, constraints, regularizers and initializers: which ones there are, and what they give."""

import numpy as np
from keras import constraints, initializers, losses, metrics, regularizers

NAMES = {
    metrics: "accuracy auc mse MSE mean_squared_error MeanSquaredError Mean sum binary_accuracy bce mape kld np get _made",
    losses: "MSE mse MeanSquaredError BCE KLD kld huber log_cosh mape np get serialize _values nope",
    constraints: "unit_norm UnitNorm max_norm min_max_norm non_neg plain get",
    regularizers: "l1 l2 L1L2 l1l2 orthogonal_regularizer OrthogonalRegularizer get",
    initializers: "zeros Zeros glorot_uniform HeNormal np get",
}
for module, names in NAMES.items():
    for name in names.split():
        try:
            found = module.get(name)
            print(name, getattr(found, "__name__", type(found).__name__))
        except ValueError as error:
            print(error)
metric = metrics.get("auc")
metric.update_state([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])
print(round(float(metric.result()), 4))
print(round(float(regularizers.get("orthogonal_regularizer")(np.array([[1.0, 0.5], [0.0, 2.0]], "float32"))), 5))
