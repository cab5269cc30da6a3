"""Reconstruction: the input itself, through a code that is smaller, sparser or noisy."""

from keras_nets import inspection
from keras_nets.tasks.task import Task

import keras

MOST_EXAMPLES = 500


class Reconstruction(Task):
    """What was the input?"""

    name = "reconstruction"

    def compile(self, model, optimizer):
        """The loss is the cross-entropy of inputs from 0 to 1.

        Args:
            model: A network whose outputs have the shape of the inputs.
            optimizer: A Keras optimizer.
        """
        model.compile(optimizer, "binary_crossentropy", metrics=["mean_squared_error"])

    def pictures(self, model, dataset, split):
        """Images above their reconstructions, and the codes of a layer called `latent` as a plane."""
        inputs, drawn = dataset.inputs(split, limit=MOST_EXAMPLES), {}
        if dataset.image_shape is not None:
            restored = self.predict(model, inputs[:10])
            drawn["reconstructions"] = inspection.reconstructions(inputs[:10], restored, dataset.image_shape)
        latent = next((layer for layer in model.layers if layer.name == "latent"), None)
        if latent is not None:
            codes = self.predict(keras.Model(model.inputs, latent.output), inputs)
            labels = dataset.split(split).y[: len(codes)] if dataset.class_names else None
            drawn["latent_plane"] = inspection.latent_plane(codes, labels, dataset.class_names)
        return drawn


TASK = Reconstruction()
