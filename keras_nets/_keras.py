"""What Keras keeps to itself and this project needs: an upgrade of Keras opens this file and no other.

Every attribute of Keras that begins with an underscore is touched here.
"""

import contextlib
import math
import types

import keras


def layers_in(layer, include_self=False, recursive=True):
    """The layers inside a layer or model, in the order in which Keras tracks them."""
    return list(layer._flatten_layers(include_self=include_self, recursive=recursive))


def own_weights(layer):
    """The weights of a layer itself, without those of the layers inside it."""
    return layer._trainable_variables + layer._non_trainable_variables


def random_states(layer):
    """The states of the random generators of a layer or model and of all layers inside it."""
    inside = layers_in(layer, include_self=True)
    return [generator.state for each in inside for generator in each._seed_generators]


def is_training(layer):
    """Whether the layer that is being called is called in training, for layers whose `call` is not told."""
    return bool(layer._get_call_context().training)


def first_call(layer):
    """The node of a layer's first call in a functional graph; None where it was not called in one."""
    return layer._inbound_nodes[0] if getattr(layer, "_inbound_nodes", None) else None


def node_of(tensor):
    """The call that a symbolic tensor is the output of: a node with `operation`, `input_tensors` and `parent_nodes`."""
    history = tensor._keras_history
    return history.operation._inbound_nodes[history.node_index]


def nodes_of(model):
    """All calls of a functional model's graph, the last ones first."""
    return [node for depth in sorted(model._nodes_by_depth) for node in model._nodes_by_depth[depth]]


def bare_operations_in(model):
    """Operations of the graphs in a model that are no layers, as those of `keras.ops` are."""
    graphs = [each for each in layers_in(model, include_self=True) if hasattr(each, "_nodes_by_depth")]
    operations = [node.operation for graph in graphs for node in nodes_of(graph)]
    return [each for each in operations if not isinstance(each, keras.Layer)]


def is_plain_graph(model):
    """Whether a model is a graph of layers, or a stack, that is called, trained and judged as Keras does it."""
    kind = type(model)
    return kind.call.__qualname__ in ("Functional.call", "Sequential.call") and (
        kind.train_step is keras.Model.train_step and kind.compute_loss is keras.Model.compute_loss
    )


def mask_of(tensor):
    """Keras's mask of a tensor, or None."""
    return getattr(tensor, "_keras_mask", None)


def put_mask(tensor, mask):
    """Gives a tensor a mask of Keras's."""
    tensor._keras_mask = mask


def forget_losses(model):
    """Forgets what layers added to the loss in their last call; returns whether there was anything."""
    added = any(layer._losses for layer in layers_in(model, include_self=True))
    model._clear_losses()
    return added


def leave_message(error):
    """Keeps Keras from adding what a layer was called with to the message of an error, which says enough."""
    error._keras_call_info_injected = True
    return error


def optimizers_of(model):
    """All optimizers that a model holds, its compiled one among them, in the order in which they were assigned."""
    optimizers = [value for value in vars(model).values() if isinstance(value, keras.optimizers.Optimizer)]
    compiled = getattr(model, "optimizer", None)
    if compiled is not None and not any(compiled is optimizer for optimizer in optimizers):
        optimizers.append(compiled)
    return optimizers


def leave_gradients_unsummed(optimizer):
    """Keeps an optimizer from summing gradients over replicas where there is one replica only.

    Keras all-reduces even on one replica, and TensorFlow never frees the graph: a search would leak one per trial. It
    also delays every update until the last gradient is ready.
    """
    for each in (optimizer, getattr(optimizer, "inner_optimizer", None)):
        strategy = getattr(each, "_distribution_strategy", None)
        if strategy is not None and strategy.num_replicas_in_sync == 1:
            each._all_reduce_sum_gradients = list


def own_variable(variable):
    """The backend's variable behind one of Keras; one of the backend is returned as it is."""
    return getattr(variable, "_value", variable)


def kept_of(optimizer, variable, *names):
    """What an optimizer keeps of one weight under these names, as variables of the backend."""
    index = optimizer._get_variable_index(variable)
    return [own_variable(getattr(optimizer, name)[index]) for name in names]


def direction_of(model, name):
    """`"min"` or `"max"`, as a compiled model's metric says it of itself; None where it does not.

    Args:
        model: A compiled `keras.Model` that has measured once, so that its metrics exist.
        name: What `fit` reports, with or without `val_`.
    """
    name = name.removeprefix("val_")
    # Of several outputs, `fit` puts the name of each before that of its metric.
    names = {name, *(name.removeprefix(f"{output}_") for output in getattr(model, "output_names", ()))}
    losses = getattr(model, "_compile_loss", None)
    if name == "loss" or any(metric.name == name for metric in getattr(losses, "metrics", ())):
        return "min"
    for metric in model.metrics:
        for each in getattr(metric, "metrics", [metric]):
            if each.name in names and hasattr(each, "_direction"):
                return {"up": "max", "down": "min"}[each._direction]
    return None


@contextlib.contextmanager
def variables_within(most_numbers, most_variables=math.inf):
    """Refuses, with MemoryError, to create more trainable variables, or variables of more numbers together.

    Yields:
        A namespace whose `exceeded` says whether that happened, since Keras hides errors behind its own; `numbers` and
        `variables` count what was asked for.
    """
    create = keras.Variable._initialize_with_initializer
    asked = types.SimpleNamespace(numbers=0, variables=0, exceeded=False)

    def counted(variable, initializer):
        asked.numbers += math.prod(variable._shape)
        asked.variables += variable.trainable
        if asked.numbers > most_numbers or asked.variables > most_variables:
            asked.exceeded = True
            raise MemoryError(f"{asked.variables:,} variables have {asked.numbers:,} numbers")
        create(variable, initializer)

    keras.Variable._initialize_with_initializer = counted
    try:
        yield asked
    finally:
        keras.Variable._initialize_with_initializer = create
