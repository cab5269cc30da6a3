"""Every architecture as a function that builds it: `models.lenet5((32, 32, 1), 10)` is an uncompiled `keras.Model`.

Importing this module makes known to Keras all that a saved model of the library is made of.
"""

from keras_nets import losses  # noqa: F401 - a compiled model names its loss
from keras_nets.models.autoencoder.autoencoder import autoencoder
from keras_nets.models.competitive.self_organizing_map import self_organizing_map
from keras_nets.models.convolutional.digit_cnn import digit_cnn
from keras_nets.models.convolutional.lenet5 import lenet5, lenet5_modern
from keras_nets.models.energy_based.rbm import rbm
from keras_nets.models.feedforward.logistic_regression import logistic_regression
from keras_nets.models.feedforward.maxout_network import maxout_network
from keras_nets.models.feedforward.mlp import mlp
from keras_nets.models.feedforward.perceptron import perceptron

__all__ = [
    "autoencoder",
    "digit_cnn",
    "lenet5",
    "lenet5_modern",
    "logistic_regression",
    "maxout_network",
    "mlp",
    "perceptron",
    "rbm",
    "self_organizing_map",
]
