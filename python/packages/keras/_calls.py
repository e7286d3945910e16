"""What a layer is called with: tensors, and arguments of Keras's `call` besides them."""

from keras._tensor import flatten

_HEADS = ("query", "value", "key", "query_mask", "value_mask", "key_mask", "attention_mask", "return_attention_scores",
          "training", "use_causal_mask")
_LISTS = ("inputs", "mask", "training", "return_attention_scores", "use_causal_mask")
_STATES = ("sequences", "initial_state", "mask", "training")
_MASKED = ("inputs", "mask")
_REVERSIBLE = ("inputs", "reverse", "training")
# The parameters of layers that take more than `inputs` and `training`.
_PARAMETERS = {
    "MultiHeadAttention": _HEADS, "GroupQueryAttention": _HEADS, "Attention": _LISTS, "AdditiveAttention": _LISTS,
    "LSTM": _STATES, "GRU": _STATES, "SimpleRNN": _STATES, "RNN": _STATES, "Bidirectional": _STATES, "Softmax": _MASKED,
    "ConvLSTM1D": _STATES, "ConvLSTM2D": _STATES, "ConvLSTM3D": _STATES, "ReversibleEmbedding": _REVERSIBLE,
}
# The tensors that layers with these parameters take by name.
_NAMED = {_STATES: "initial_state", _MASKED: "mask"}
_FLAGS = ("return_attention_scores", "use_causal_mask", "reverse")


class Call:
    """A call: `args` as a file has them, all tensors in the engine's order, `flags`, and tensors that are `named`."""

    def __init__(self, args, tensors, flags=None, named=None, training=None):
        self.args, self.tensors, self.training = args, tensors, training
        self.flags, self.named = flags or {}, named or {}

    def written(self):
        """The arguments by name, as a file has them."""
        return {**self.named, **self.engine()}

    def engine(self):
        """The arguments by name that the engine takes besides all tensors."""
        return self.flags if self.training is None else {**self.flags, "training": self.training}


def read(layer, args, kwargs):
    """The call of a built-in layer with these arguments."""
    kind = layer._engine_class() or ""
    parameters = _PARAMETERS.get(kind, ("inputs", "training"))
    if kind not in _PARAMETERS and args[1:] and not isinstance(args[1], bool):
        # `_refuse` names it.
        parameters = ("inputs", "its second argument", "training")
    if len(args) > len(parameters):
        raise TypeError(f"{layer.name}: takes {len(parameters)} arguments, got {len(args)}")
    given = dict(zip(parameters, args))
    for name, value in kwargs.items():
        # The first parameter of a recurrent layer is `inputs` in Keras 2 and `sequences` in Keras 3.
        name = parameters[0] if name in ("inputs", "sequences") and name not in parameters else name
        if name in given:
            raise TypeError(f"{layer.name}: got two values for the argument '{name}'")
        given[name] = value
    given = {name: value for name, value in given.items() if value is not None}
    if parameters[0] not in given:
        raise TypeError(f"{layer.name}: missing the argument '{parameters[0]}'")
    training = given.pop("training", None)
    flags = {name: True for name in _FLAGS if name in parameters and given.pop(name, False)}
    if parameters is _HEADS:
        return _heads(layer, given, flags, training)
    inputs = given.pop(parameters[0])
    name = _NAMED.get(parameters)
    named = {name: given.pop(name)} if name in given else {}
    _refuse(layer, given)
    return Call([inputs], [*flatten(inputs), *flatten(list(named.values()))], flags, named, training)


def _heads(layer, given, flags, training):
    if "value" not in given:
        raise TypeError(f"{layer.name}: missing the argument 'value'")
    query, value, key, mask = (given.pop(name, None) for name in ("query", "value", "key", "attention_mask"))
    _refuse(layer, given)
    args = [query, value] if key is None else [query, value, key]
    tensors = list(args)
    if mask is not None:
        # Without a key, the value is the key.
        tensors = [query, value, value if key is None else key, mask]
    return Call(args, tensors, flags, {} if mask is None else {"attention_mask": mask}, training)


def _refuse(layer, given):
    for name in given:
        raise NotImplementedError(f"{layer.name}: is called with the argument '{name}', which is not here yet")
