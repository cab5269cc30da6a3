"""Hopfield network (Hopfield, 1982): patterns stored as the low places of an energy, into which a state falls."""

from keras_nets.models._counts import check_counts
from keras_nets.models.energy_based._associative_memory import AssociativeMemory

import keras
import numpy as np
from keras import ops

RULES = ("hebbian", "pseudo_inverse")
UPDATES = ("asynchronous", "synchronous")


@keras.saving.register_keras_serializable(package="keras_nets")
class HopfieldNetwork(AssociativeMemory):
    """Associative memory of patterns ξ of +1 and -1.

    The energy of a state s is E(s) = -1/2 s W s with symmetric weights W of zero diagonal. A unit takes the sign of
    its field Σ_j W_ij s_j, and keeps its state where that is 0; one unit after another, the energy never rises, and
    recall ends where no unit changes. All at once, recall may end between two states in turn.

    The Hebbian rule W = Σ ξ ξᵀ recalls up to about 0.138 random patterns a unit, almost without error. The
    pseudo-inverse rule, W the projection on the space of the patterns, makes all patterns fixed points as long as
    they are linearly independent.

    `store(patterns)` replaces what is stored. `fit(x)` adds to it: one epoch is the rule, exactly. Inputs, of `fit`
    as of recall, are read by their sign. It shows the fraction of units that recall changes in a stored pattern, as
    `loss` and `recall_error`; the optimizer has nothing to do. Calling the model recalls, and `predict` does so
    compiled.
    Differs: units do not update at random times, but in sweeps that update each once, every sweep in another order;
    the orders are the same in every recall.

    Reference:
        Hopfield, 1982, Neural networks and physical systems with emergent collective computational abilities,
        https://doi.org/10.1073/pnas.79.8.2554
        Personnaz, Guyon, Dreyfus, 1985, Information storage and retrieval in spin-glass like neural networks,
        https://doi.org/10.1051/jphyslet:01985004608035900

    Args:
        units: Length of a pattern.
        rule: `"hebbian"` or `"pseudo_inverse"`.
        update: `"asynchronous"`, one unit after another, or `"synchronous"`.
        sweeps: Most times that recall updates all units.

    Input shape:
        `(batch, units)`.

    Output shape:
        `(batch, units)`.

    Raises:
        ValueError: If an argument is not what is listed above.

    Example:

    >>> network = HopfieldNetwork(4)
    >>> network.store([[1, 1, -1, -1]])
    >>> keras.ops.convert_to_numpy(network(np.array([[1, 1, 1, -1]]))).tolist()
    [[1.0, 1.0, -1.0, -1.0]]
    """

    def __init__(self, units, rule="hebbian", update="asynchronous", sweeps=50, **kwargs):
        super().__init__(units, **kwargs)
        for argument, value, known in (("rule", rule, RULES), ("update", update, UPDATES)):
            if value not in known:
                raise ValueError(f"{self.name} needs {argument} to be one of {', '.join(known)}, got {value!r}")
        check_counts(self.name, sweeps=sweeps)
        self.rule = rule
        self.update = update
        self.sweeps = sweeps
        units_in_turn = np.tile(np.arange(units, dtype="int32"), (sweeps, 1))
        self.orders = np.random.default_rng(0).permuted(units_in_turn, axis=1)
        weight = {"initializer": "zeros", "dtype": "float32", "trainable": False, "autocast": False}
        self.kernel = self.add_weight(name="kernel", shape=(units, units), aggregation="sum", **weight)
        if rule == "pseudo_inverse":
            # Recall leaves the diagonal out, but the next pattern's residual needs it.
            self.diagonal = self.add_weight(name="diagonal", shape=(units,), aggregation="sum", **weight)

    def store(self, patterns, rule=None):
        """Stores patterns of +1 and -1, `(patterns, units)`, in the place of all that was stored.

        Args:
            patterns: Any array of +1 and -1.
            rule: `"hebbian"` or `"pseudo_inverse"`; None is the network's own.

        Raises:
            ValueError: If the patterns have other values or another length, or the rule is unknown.
        """
        rule = self.rule if rule is None else rule
        if rule not in RULES:
            raise ValueError(f"{self.name} needs rule to be one of {', '.join(RULES)}, got {rule!r}")
        patterns = self.checked_patterns(patterns)
        other = patterns[np.abs(patterns) != 1]
        if other.size:
            raise ValueError(
                f"{self.name} needs patterns of +1 and -1, such as np.where(images > 0.5, 1, -1), got the value "
                f"{other[0]:g}"
            )
        projection = (
            patterns.T @ patterns if rule == "hebbian" else np.linalg.pinv(patterns.astype("float64")) @ patterns
        )
        self.kernel.assign(projection * (1 - np.eye(self.units)))
        if self.rule == "pseudo_inverse":
            self.diagonal.assign(np.diag(projection))

    def recall(self, states, update=None):
        """The states into which states of +1 and -1 fall; `update` None is the network's own."""
        update = self.update if update is None else update
        # A unit's states side by side, so that its update writes one row.
        states = ops.transpose(self.as_state(states))
        update_once = self._update_in_turn if update == "asynchronous" else self._update_at_once

        def changing(count, states, before):
            return ops.logical_and(count < self.sweeps, ops.logical_or(count == 0, ops.any(states != before)))

        def update_all(count, states, before):
            return count + 1, update_once(ops.take(self.orders, count, axis=0), states), states

        _, states, _ = ops.while_loop(changing, update_all, (0, states, states))
        return ops.transpose(states)

    def energy(self, states):
        """E(s) of each state."""
        states = self.as_state(states)
        return -0.5 * ops.sum(ops.matmul(states, self.kernel) * states, axis=-1)

    def as_state(self, inputs):
        return ops.where(ops.cast(inputs, "float32") >= 0, 1.0, -1.0)

    def errors(self, states, recalled):
        """Fraction of an example's units that recall changes."""
        return ops.mean(ops.cast(states != recalled, "float32"), axis=-1)

    def learn(self, states):
        if self.rule == "hebbian":
            self.kernel.assign_add(ops.matmul(ops.transpose(states), states) * self._off_diagonal())
            return
        before = self.kernel + ops.diag(self.diagonal)

        def add_pattern(index, projection):
            pattern = ops.take(states, index, axis=0)
            residual = pattern - ops.matmul(projection, pattern)
            length = ops.sum(ops.square(residual))
            # A pattern within the space of the others adds nothing but rounding errors.
            scale = ops.where(length > 1e-4 * self.units, 1 / ops.maximum(length, 1e-12), 0.0)
            return projection + scale * ops.outer(residual, residual)

        change = ops.fori_loop(0, ops.shape(states)[0], add_pattern, before) - before
        self.kernel.assign_add(change * self._off_diagonal())
        self.diagonal.assign_add(ops.diagonal(change))

    def get_config(self):
        return {**super().get_config(), "rule": self.rule, "update": self.update, "sweeps": self.sweeps}

    def _off_diagonal(self):
        return 1 - ops.eye(self.units, dtype="float32")

    def _update_at_once(self, order, states):
        return _sign_or_same(ops.matmul(self.kernel, states), states)

    def _update_in_turn(self, order, states):
        def update_unit(index, states):
            unit = ops.take(order, index)
            field = ops.matmul(ops.take(self.kernel, unit, axis=0), states)
            updated = _sign_or_same(field, ops.take(states, unit, axis=0))
            return ops.slice_update(states, (unit, 0), updated[None])

        return ops.fori_loop(0, order.shape[0], update_unit, states)


def _sign_or_same(field, states):
    """The sign of each field, or the unit's state where the field is 0 but for rounding."""
    return ops.where(ops.abs(field) < 1e-4, states, ops.sign(field))


def hopfield(units, *, rule="hebbian", update="asynchronous", sweeps=50, name="hopfield"):
    """Builds a Hopfield network, which stores patterns of +1 and -1 by `fit(x)` or `store(patterns)`.

    A call recalls: from the given state, units take the sign of their fields until none changes; see
    `HopfieldNetwork` for the energy, the two rules of storage and the methods.
    Differs: units do not update at random times, but in sweeps that update each once, every sweep in another order;
    the orders are the same in every recall.

    Reference:
        Hopfield, 1982, Neural networks and physical systems with emergent collective computational abilities,
        https://doi.org/10.1073/pnas.79.8.2554

    Args:
        units: Length of a pattern.
        rule: `"hebbian"`, or `"pseudo_inverse"` for patterns that resemble each other.
        update: `"asynchronous"`, one unit after another, or `"synchronous"`.
        sweeps: Most times that recall updates all units.
        name: Name of the model.

    Input shape:
        `(batch, units)`, read by sign.

    Output shape:
        `(batch, units)`: the recalled states, +1 and -1.

    Raises:
        ValueError: If an argument is not what is listed above.

    Example:

    >>> network = hopfield(8)
    >>> network.compile()
    >>> history = network.fit(np.array([[1, 1, 1, 1, -1, -1, -1, -1], [1, -1, 1, -1, 1, -1, 1, -1]]), verbose=0)
    >>> history.history["recall_error"]
    [0.0]
    """
    return HopfieldNetwork(units, rule=rule, update=update, sweeps=sweeps, name=name)
