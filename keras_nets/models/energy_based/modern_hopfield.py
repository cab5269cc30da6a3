"""Modern Hopfield network of continuous states (Ramsauer et al., 2020), whose update is attention."""

import math

from keras_nets.models._counts import check_counts
from keras_nets.models.energy_based._associative_memory import AssociativeMemory

import keras
import numpy as np
from keras import ops


@keras.saving.register_keras_serializable(package="keras_nets")
class ModernHopfieldNetwork(AssociativeMemory):
    """Associative memory of vectors x_i, the columns of X, that holds exponentially many in the number of units.

    A state ξ is updated by ξ ← X softmax(β Xᵀ ξ), which never raises the energy
    E(ξ) = -lse(β, Xᵀ ξ) + 1/2 ξ·ξ + log(N) / β + M² / 2, with lse(β, z) = log(Σ exp(β z_i)) / β, N stored patterns
    and M the length of the longest. With a large β one update recalls the stored pattern that is nearest by scalar
    product; with a small one it ends at a mean of several.

    `store(patterns)` replaces what is stored. `fit(x)` adds every example, in a ring of `capacity` places: with as
    many places as examples, an epoch stores each of them. It shows the mean square of what recall changes in a stored
    pattern, as `loss` and `recall_error`; the optimizer has nothing to do. Calling the model recalls.

    Reference:
        Ramsauer et al., 2020, Hopfield networks is all you need, https://arxiv.org/abs/2008.02217

    Args:
        units: Length of a pattern.
        capacity: Places for patterns.
        beta: The inverse temperature β.
        steps: Updates that a recall makes; the paper finds one to be enough.

    Input shape:
        `(batch, units)`.

    Output shape:
        `(batch, units)`.

    Raises:
        ValueError: If an argument is out of range.

    Example:

    >>> network = ModernHopfieldNetwork(3, capacity=5, beta=20.0)
    >>> network.store([[1, 1, -1], [-1, 1, 1]])
    >>> np.round(keras.ops.convert_to_numpy(network(np.array([[0.9, 0.2, -0.3]])))).tolist()
    [[1.0, 1.0, -1.0]]
    """

    def __init__(self, units, capacity, beta=1.0, steps=1, **kwargs):
        super().__init__(units, **kwargs)
        check_counts(self.name, capacity=capacity, steps=steps)
        if not 0 < beta < math.inf:
            raise ValueError(f"{self.name} needs beta above 0, got {beta}")
        self.capacity = capacity
        self.beta = beta
        self.steps = steps
        self.patterns = self.add_weight(
            name="patterns",
            shape=(capacity, units),
            initializer="zeros",
            dtype="float32",
            trainable=False,
            autocast=False,
            aggregation="only_first_replica",
        )
        self.shown = self.add_weight(
            name="shown", dtype="int32", initializer="zeros", trainable=False, aggregation="only_first_replica"
        )

    def store(self, patterns):
        """Stores vectors, `(patterns, units)`, in the place of all that was stored.

        Raises:
            ValueError: If there are more than `capacity`, or they have another length or infinite values.
        """
        patterns = self.checked_patterns(patterns)
        if len(patterns) > self.capacity:
            raise ValueError(
                f"{self.name} has {self.capacity} places, got {len(patterns)} patterns; build it with "
                f"capacity={len(patterns)}"
            )
        self.patterns.assign(np.pad(patterns, ((0, self.capacity - len(patterns)), (0, 0))))
        self.shown.assign(len(patterns))

    def recall(self, states, steps=None):
        """The states after some updates; `steps` None is the network's own number."""
        states = self.as_state(states)
        for _ in range(self.steps if steps is None else steps):
            states = ops.matmul(self.association(states), self.patterns)
        return states

    def association(self, states):
        """softmax(β Xᵀ ξ): how strongly each place answers to each state, `(batch, capacity)`."""
        return ops.softmax(self._scores(states), axis=-1)

    def energy(self, states):
        """E(ξ) of each state, which lies between 0 and 2 M² where ξ is a mean of stored patterns."""
        states = self.as_state(states)
        closeness = ops.logsumexp(self._scores(states), axis=-1)
        stored = ops.log(ops.cast(self._stored(), "float32"))
        longest = ops.max(ops.sum(ops.square(self.patterns), axis=-1))
        return 0.5 * ops.sum(ops.square(states), axis=-1) + (stored - closeness) / self.beta + 0.5 * longest

    def as_state(self, inputs):
        return ops.cast(inputs, "float32")

    def errors(self, states, recalled):
        """Mean square of what recall changes in an example."""
        return ops.mean(ops.square(states - recalled), axis=-1)

    def learn(self, states):
        examples = ops.shape(states)[0]
        places = (self.shown + ops.arange(examples, dtype="int32")) % self.capacity
        self.patterns.assign(ops.scatter_update(self.patterns, places[:, None], states))
        self.shown.assign_add(examples)

    def get_config(self):
        return {**super().get_config(), "capacity": self.capacity, "beta": self.beta, "steps": self.steps}

    def _stored(self):
        return ops.minimum(self.shown, self.capacity)

    def _scores(self, states):
        """β Xᵀ ξ, with a value that vanishes in a softmax for places that are empty."""
        scores = self.beta * ops.matmul(self.as_state(states), ops.transpose(self.patterns))
        return ops.where(ops.arange(self.capacity) < self._stored(), scores, -1e30)


def modern_hopfield(units, capacity, *, beta=1.0, steps=1, name="modern_hopfield"):
    """Builds a modern Hopfield network, which stores vectors by `fit(x)` or `store(patterns)`.

    A call recalls by ξ ← X softmax(β Xᵀ ξ), the attention of a state to the stored patterns; see
    `ModernHopfieldNetwork` for the energy and the methods.

    Reference:
        Ramsauer et al., 2020, Hopfield networks is all you need, https://arxiv.org/abs/2008.02217

    Args:
        units: Length of a pattern.
        capacity: Places for patterns; `fit` overwrites the oldest ones when it runs out of places.
        beta: The inverse temperature β.
        steps: Updates that a recall makes.
        name: Name of the model.

    Input shape:
        `(batch, units)`.

    Output shape:
        `(batch, units)`: the recalled states.

    Raises:
        ValueError: If an argument is out of range.

    Example:

    >>> network = modern_hopfield(4, capacity=6, beta=8.0)
    >>> network.compile()
    >>> history = network.fit(np.eye(4), verbose=0)
    >>> history.history["recall_error"][0] < 1e-6
    True
    """
    return ModernHopfieldNetwork(units, capacity, beta=beta, steps=steps, name=name)
