"""Every optimizer and its options, and schedules of learning rates."""

from keras import layers as L
from keras import optimizers as O
from keras.optimizers import schedules as S

from .case import small


def optimizer(name, about, made, **options):
    layers = lambda: [L.Dense(5, activation="tanh"), L.Dense(2)]
    return small(f"optimizer_{name}", about, (3,), layers, "mse", made, "real", **({"steps": 10} | options))


def kernels(name, about, made):
    """Weights of several shapes."""
    layers = lambda: [
        L.Embedding(6, 3),
        L.Conv1D(2, 2, activation="tanh"),
        L.Flatten(),
        L.Dense(4, activation="tanh"),
        L.Dense(1),
        L.Dense(2, name="last"),
    ]
    options = {"steps": 10, "inputs": "ints", "vocabulary": 6}
    return small(f"optimizer_{name}", about, (4,), layers, "mse", made, "real", **options)


def optimizer_cases():
    return [
        optimizer("sgd", "SGD with its defaults.", O.SGD()),
        optimizer("sgd_momentum", "SGD with momentum.", O.SGD(0.05, momentum=0.8)),
        optimizer("sgd_nesterov", "SGD with Nesterov momentum.", O.SGD(0.05, momentum=0.8, nesterov=True)),
        optimizer("rmsprop", "RMSprop with its defaults.", O.RMSprop()),
        optimizer("rmsprop_momentum", "RMSprop with momentum.", O.RMSprop(0.002, rho=0.8, momentum=0.7)),
        optimizer("rmsprop_centered", "RMSprop, centered.", O.RMSprop(0.005, centered=True, epsilon=1e-3)),
        optimizer(
            "rmsprop_centered_momentum",
            "RMSprop, centered and with momentum.",
            O.RMSprop(0.002, rho=0.85, momentum=0.5, centered=True, epsilon=1e-3),
        ),
        optimizer("adam", "Adam with its defaults.", O.Adam()),
        optimizer("adam_amsgrad", "Adam, AMSGrad.", O.Adam(0.02, beta_1=0.8, beta_2=0.9, amsgrad=True)),
        optimizer("adamw", "AdamW with its default decay.", O.AdamW(0.01)),
        optimizer("adamw_decay", "AdamW with a decay of its own.", O.AdamW(0.02, weight_decay=0.3)),
        optimizer("adamax", "Adamax.", O.Adamax(0.01)),
        optimizer("nadam", "Nadam.", O.Nadam(0.01)),
        optimizer("adagrad", "Adagrad with its defaults.", O.Adagrad()),
        optimizer("adagrad_start", "Adagrad from another start.", O.Adagrad(0.1, initial_accumulator_value=0.01)),
        optimizer("adadelta", "Adadelta with its defaults.", O.Adadelta()),
        optimizer("adadelta_fast", "Adadelta, fast enough to show.", O.Adadelta(2.0, rho=0.8, epsilon=1e-3)),
        optimizer("lion", "Lion.", O.Lion(0.01)),
        optimizer(
            "ftrl",
            "Ftrl with both penalties.",
            O.Ftrl(0.1, l1_regularization_strength=0.01, l2_regularization_strength=0.02, beta=0.1),
        ),
        optimizer("ftrl_defaults", "Ftrl with its defaults.", O.Ftrl()),
        optimizer(
            "ftrl_options",
            "Ftrl with every option, decay and updates of two steps.",
            O.Ftrl(
                0.1,
                learning_rate_power=-0.7,
                initial_accumulator_value=0.3,
                l2_shrinkage_regularization_strength=0.02,
                weight_decay=0.05,
                gradient_accumulation_steps=2,
            ),
        ),
        optimizer("adafactor", "Adafactor with its defaults.", O.Adafactor(0.02)),
        optimizer(
            "adafactor_options",
            "Adafactor with a schedule, decay, clipping and an average.",
            O.Adafactor(
                S.ExponentialDecay(0.9, 3, 0.7),
                beta_2_decay=-0.6,
                epsilon_2=0.01,
                clip_threshold=0.8,
                relative_step=False,
                weight_decay=0.05,
                use_ema=True,
                ema_momentum=0.6,
                global_clipnorm=0.5,
            ),
        ),
        kernels("adafactor_kernels", "Adafactor of kernels of three axes and of one row.", O.Adafactor(0.5)),
        optimizer("lamb", "Lamb with its defaults.", O.Lamb()),
        optimizer(
            "lamb_options",
            "Lamb with decay, clipping and an average.",
            O.Lamb(0.05, beta_1=0.8, beta_2=0.9, weight_decay=0.1, clipnorm=0.2, use_ema=True, ema_momentum=0.6),
        ),
        kernels("lamb_kernels", "Lamb of kernels of three axes.", O.Lamb(0.05)),
        optimizer("muon", "Muon with its defaults.", O.Muon()),
        optimizer(
            "muon_options",
            "Muon with other numbers.",
            O.Muon(
                0.02,
                adam_beta_1=0.8,
                adam_beta_2=0.95,
                adam_weight_decay=None,
                weight_decay=0.1,
                adam_lr_ratio=0.5,
                momentum=0.8,
                ns_steps=3,
                nesterov=False,
                rms_rate=None,
            ),
        ),
        kernels("muon_kernels", "Muon: convolutions and embeddings are Adam's.", O.Muon(0.02, exclude_layers=["last"])),
        optimizer("schedule_free", "Schedule-free AdamW with its defaults.", O.ScheduleFreeAdamW()),
        optimizer(
            "schedule_free_options",
            "Schedule-free AdamW with a warm-up, decay and updates of two steps.",
            O.ScheduleFreeAdamW(
                0.02,
                beta_1=0.8,
                beta_2=0.95,
                epsilon=1e-6,
                warmup_steps=4,
                weight_decay=0.1,
                gradient_accumulation_steps=2,
            ),
        ),
        optimizer("loss_scale", "The loss is scaled and the gradients back.", O.Adam(0.02, loss_scale_factor=1024.0)),
        optimizer(
            "loss_scale_clip",
            "The gradients are scaled back before they are clipped.",
            O.SGD(0.2, loss_scale_factor=100.0, clipnorm=0.15),
        ),
        optimizer("clipnorm", "Each gradient's norm is clipped.", O.SGD(0.2, clipnorm=0.15)),
        optimizer("global_clipnorm", "The norm of all gradients is clipped.", O.Adam(0.01, global_clipnorm=0.2)),
        optimizer("clipvalue", "Gradients are clipped by value.", O.SGD(0.2, momentum=0.5, clipvalue=0.05)),
        optimizer("weight_decay", "SGD with weight decay.", O.SGD(0.05, weight_decay=0.1)),
        optimizer("adam_weight_decay", "Adam with weight decay.", O.Adam(0.02, weight_decay=0.05)),
        optimizer(
            "ema",
            "Moving averages of the weights: they take the weights' place when fit ends.",
            O.SGD(0.1, use_ema=True, ema_momentum=0.7),
        ),
        optimizer(
            "ema_overwrite",
            "Moving averages that take the weights' place every third step.",
            O.Adam(0.02, use_ema=True, ema_momentum=0.6, ema_overwrite_frequency=3),
        ),
        optimizer(
            "accumulation",
            "Gradients of three steps make one update.",
            O.SGD(0.1, momentum=0.5, gradient_accumulation_steps=3),
        ),
        optimizer(
            "accumulation_all",
            "Decay and a schedule beside updates of several steps; the average is taken every step.",
            O.AdamW(
                S.ExponentialDecay(0.05, 3, 0.7),
                weight_decay=0.1,
                amsgrad=True,
                use_ema=True,
                ema_momentum=0.6,
                ema_overwrite_frequency=2,
                gradient_accumulation_steps=2,
            ),
        ),
    ]


def schedule(name, about, made, make=O.SGD):
    # Six steps in fit, enough for every piece.
    return optimizer(name, about, make(made), epochs=3)


def schedule_cases():
    cases = [
        schedule("exponential", "Exponential decay.", S.ExponentialDecay(0.1, 3, 0.7)),
        schedule("exponential_stairs", "In stairs.", S.ExponentialDecay(0.1, 3, 0.5, staircase=True)),
        schedule("cosine", "Cosine decay, past its end.", S.CosineDecay(0.1, 7, alpha=0.1)),
        schedule(
            "cosine_warmup",
            "Cosine decay after a warm-up.",
            S.CosineDecay(0.01, 6, warmup_target=0.1, warmup_steps=3),
            O.Adam,
        ),
        schedule("cosine_restarts", "Cosine decay with restarts.", S.CosineDecayRestarts(0.1, 3, 1.5, 0.8, 0.05)),
        schedule("cosine_restarts_equal", "Periods of one length.", S.CosineDecayRestarts(0.1, 4, 1.0)),
        schedule("cosine_restarts_double", "Each period is twice as long.", S.CosineDecayRestarts(0.1, 3)),
        schedule("piecewise", "Piecewise constant.", S.PiecewiseConstantDecay([2, 5], [0.1, 0.05, 0.01])),
        schedule("polynomial", "Polynomial decay, past its end.", S.PolynomialDecay(0.1, 6, 0.02, power=2.0)),
        schedule("polynomial_cycle", "It starts again.", S.PolynomialDecay(0.1, 3, 0.01, cycle=True)),
        schedule("inverse_time", "Inverse time decay.", S.InverseTimeDecay(0.1, 2, 0.5), O.RMSprop),
        schedule("inverse_time_stairs", "In stairs.", S.InverseTimeDecay(0.1, 3, 0.5, staircase=True)),
    ]
    for case in cases:
        case.name = case.name.replace("optimizer_", "schedule_")
    return cases
