"""What the conformance tests need to know of an architecture."""

from dataclasses import dataclass
from functools import partial

from keras_nets import models

import keras
import numpy as np

EXAMPLES = 8
# Of sequences whose length is left open.
STEPS = 6
# What deeper networks consist of, shallower ones have too; theirs are the graphs that take long to make.
MOST_COMPILED_LAYERS = 48


@dataclass(frozen=True)
class Row:
    """What an architecture is built with, counts and learns from."""

    # Name of the factory in `keras_nets.models`.
    name: str
    # Arguments of the paper's network, and the number of its weights, trainable or not. A network among the arguments
    # is a partial that builds it.
    paper: dict
    parameters: int
    # Arguments of a network that trains in a moment; None where another row of the same factory has it.
    tiny: dict | None = None
    # Targets: class indices ("classes"), numbers ("values"), the inputs themselves ("inputs"), or none ("none").
    data: str = "classes"
    # None where the model computes its own.
    loss: object = "sparse_categorical_crossentropy"
    # Names of weights that no gradient moves and that a step of training must change all the same.
    moved: tuple = ()
    # Names of weights that learn by gradient, but some of them only once others have moved.
    late: tuple = ()
    # Whether the model is a functional graph; a subclass of keras.Model is not.
    functional: bool = True
    # Where inputs are numbers of words or characters: how many there are of these, 0 (padding) among them.
    vocabulary: int | None = None
    case: str = ""

    @property
    def label(self):
        return f"{self.name}-{self.case}" if self.case else self.name

    def build_paper(self):
        return self._build(self.paper)

    def build_tiny(self):
        return self._build(self.tiny)

    def compile(self, model, optimizer, eager=False):
        eager = eager or len(model.layers) > MOST_COMPILED_LAYERS
        model.compile(optimizer=optimizer, loss=self.loss, run_eagerly=eager)
        # Variables made in the first step would have TensorFlow trace it twice.
        model.optimizer.build(model.trainable_variables)

    def training_data(self, model):
        """Inputs and targets, as `fit` takes them, for a tiny model."""
        generator = np.random.default_rng(0)
        tensors = model.input if self.functional else model.input_spec
        shapes = keras.tree.map_structure(lambda tensor: tensor.shape, tensors)
        x = keras.tree.map_shape_structure(lambda shape: self._inputs(generator, shape), shapes)
        if self.data == "none":
            return (x,)
        if self.data == "inputs":
            return x, x
        outputs = model.compute_output_shape(keras.tree.map_structure(np.shape, x))
        if self.data == "values":
            return x, generator.normal(size=outputs).astype("float32")
        if len(outputs) > 2:
            return x, generator.integers(0, outputs[-1], size=outputs[:-1])
        return x, np.arange(EXAMPLES).reshape(-1, 1) % max(2, outputs[-1])

    def _build(self, arguments):
        built = {name: value() if isinstance(value, partial) else value for name, value in arguments.items()}
        return getattr(models, self.name)(**built)

    def _inputs(self, generator, shape):
        size = (EXAMPLES, *(side or STEPS for side in shape[1:]))
        if self.vocabulary is None:
            return generator.uniform(size=size).astype("float32")
        return generator.integers(1, self.vocabulary, size=size).astype("int32")
