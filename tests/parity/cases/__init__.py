"""The models, losses and optimizers that the fixtures prove; see README.md."""

from .activations import activation_cases
from .attention import attention_cases
from .case import Case
from .cells import cell_cases
from .dense import dense_cases
from .features import feature_cases
from .functional import functional_cases
from .images import image_cases
from .layers import layer_cases
from .logits import logits_cases
from .losses import loss_cases
from .metrics import metric_cases
from .models import model_cases
from .optimizers import optimizer_cases, schedule_cases
from .open_sizes import open_cases
from .penalties import constraint_cases, regularizer_cases
from .recurrent import recurrent_cases
from .several import several_cases
from .states import state_cases
from .training import callback_cases, fit_cases
from .volumes import volume_cases

__all__ = ["Case", "all_cases"]


def all_cases():
    return [
        *dense_cases(),
        *logits_cases(),
        *image_cases(),
        *activation_cases(),
        *loss_cases(),
        *optimizer_cases(),
        *schedule_cases(),
        *regularizer_cases(),
        *constraint_cases(),
        *layer_cases(),
        *recurrent_cases(),
        *state_cases(),
        *cell_cases(),
        *volume_cases(),
        *feature_cases(),
        *attention_cases(),
        *metric_cases(),
        *functional_cases(),
        *several_cases(),
        *open_cases(),
        *fit_cases(),
        *callback_cases(),
        *model_cases(),
    ]
