"""What ART1 and Fuzzy ART have in common: categories that compete for an input and must pass the vigilance test."""

from keras_nets.models._counts import check_counts
from keras_nets.models.competitive._competitive_network import CompetitiveNetwork

import keras
import numpy as np
from keras import ops

# Sums of 32-bit numbers that should be equal differ by less than this fraction.
ROUNDING = 1e-6


class AdaptiveResonance(CompetitiveNetwork):
    """Base of networks whose prototypes w_j are learned one input I after the other.

    With ∧ for the lesser of each two elements and |·| for the sum of a vector, the categories are searched in the
    order of their choice T_j = |I ∧ w_j| / (α + |w_j|), those of equal choice from the first on. The first for which
    |I ∧ w_j| >= ρ |I| resonates and learns: w_j becomes β (I ∧ w_j) + (1 - β) w_j, with β = 1 when it is new.
    Unused prototypes are ones, so that they pass every test: an input takes one into use when no other category
    resonates before it. When all are in use, an input that resonates with none teaches nothing.

    A subclass says how inputs are coded (`_code`) and which it accepts (`_fault`).

    Args:
        input_shape: Shape of one example.
        vigilance: ρ.
        choice: α.
        learning_rate: β.
        max_categories: Number of prototypes.
        preprocessing: Layer that is applied to the input first, or None.
    """

    def __init__(self, input_shape, vigilance, choice, learning_rate, max_categories, preprocessing, **kwargs):
        super().__init__(input_shape, preprocessing, **kwargs)
        if not 0 <= vigilance <= 1:
            raise ValueError(
                f"{self.name} needs a vigilance from 0 (few wide categories) to 1 (one for each pattern), got "
                f"{vigilance}"
            )
        check_counts(self.name, max_categories=max_categories)
        self.vigilance = vigilance
        self.choice = choice
        self.learning_rate = learning_rate
        self.max_categories = max_categories
        code_size = self._code(np.zeros((1, self.features), "float32")).shape[1]
        self.prototypes = self._add_state("prototypes", (max_categories, code_size), "ones")
        # How many presentations each category has learned from; one with none is unused.
        self.counts = self._add_state("counts", (max_categories,), dtype="int32")
        self.resonance_tracker = keras.metrics.Mean(name="resonance")
        self.category_tracker = keras.metrics.Mean(name="categories")
        self.built = True

    def call(self, inputs, training=False):
        codes = self._code(self._flat(inputs))
        examples, categories = ops.shape(codes)[0], ops.arange(self.max_categories)

        def present(index, answers, prototypes, counts):
            code = ops.take(codes, index, axis=0)
            common = ops.minimum(code, prototypes)
            choices = self._choices(code, common, prototypes)
            chosen = (categories == ops.argmax(choices)) & (choices >= 0)
            recognized = ops.any(chosen & (counts > 0))
            answer = ops.where(recognized & (counts > 0), choices, -1.0)
            answers = ops.where(ops.arange(examples)[:, None] == index, answer, answers)
            if training:
                rate = ops.where(counts > 0, self.learning_rate, 1.0)[:, None]
                learned = rate * common + (1 - rate) * prototypes
                prototypes = ops.where(chosen[:, None], learned, prototypes)
                counts = counts + ops.cast(chosen, "int32")
            return index + 1, answers, prototypes, counts

        state = (self.prototypes.value, self.counts.value)
        answers = ops.full((examples, self.max_categories), -1.0)
        loop = ops.while_loop(lambda index, *_: index < examples, present, (0, answers, *state))
        if training:
            self.prototypes.assign(loop[2])
            self.counts.assign(loop[3])
        return loop[1]

    def category(self, x):
        """Index of the category that each example resonates with, a NumPy array; -1 where it is none in use."""
        answers = self.predict(x, batch_size=256, verbose=0)
        return np.where(answers.max(axis=1) >= 0, answers.argmax(axis=1), -1)

    def category_count(self):
        """Number of categories in use."""
        return int(ops.sum(self.counts > 0))

    def categories_by_order(self, x, orders=5, passes=1):
        """How many categories a new network with room for all makes of examples, which depends on their order.

        Args:
            x: An array of examples.
            orders: Number of random orders that are tried.
            passes: How often a network sees all examples.

        Returns:
            A list of `orders` integers.
        """
        x = ops.convert_to_numpy(self._flat(x))
        own = {"input_shape": x.shape[1:], "preprocessing": None, "max_categories": len(x)}
        counts = []
        for order in range(orders):
            other = type(self).from_config({**self.get_config(), **own})
            other.compile()
            shuffled = np.random.default_rng(order).permutation(x)
            other.fit(shuffled, batch_size=64, epochs=passes, shuffle=False, verbose=0)
            counts.append(other.category_count())
        return counts

    def check_inputs(self, x):
        """Raises ValueError if an example is not of the kind that the network learns."""
        fault = self._fault(ops.convert_to_numpy(self._flat(x)))
        if fault:
            raise ValueError(f"{self.name} learns {fault}")

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        resonance = ops.cast(ops.max(y_pred, axis=1) >= 0, "float32")
        self.resonance_tracker.update_state(resonance)
        # The number at the end of an epoch, no mean over its steps.
        self.category_tracker.reset_state()
        self.category_tracker.update_state(ops.sum(ops.cast(self.counts > 0, "float32")))
        return 1 - ops.mean(resonance)

    def compute_output_shape(self, input_shape):
        return (input_shape[0], self.max_categories)

    def get_config(self):
        return {**super().get_config(), "vigilance": self.vigilance, "max_categories": self.max_categories}

    def _code(self, x):
        return x

    def _fault(self, x):
        """What is learned, what examples are instead and how to mend that, or None."""

    def _choices(self, code, common, prototypes):
        """T_j of all categories, -1 of those that the vigilance test resets.

        The search ends at the largest choice that passes, so nothing has to be reset one after the other.
        """
        choices = ops.sum(common, axis=1) / (self.choice + ops.sum(prototypes, axis=1))
        # |I| - |I ∧ w|, summed so that it is exactly 0 where w holds all of I.
        lacking = ops.sum(code - common, axis=1)
        length = ops.sum(code)
        passed = (lacking <= (1 - self.vigilance) * length * (1 + ROUNDING)) & (length > 0)
        return ops.where(passed, choices, -1.0)
