"""Machines small enough that all their states can be counted, and data for them."""

import itertools

from keras_nets.models.energy_based.rbm import rbm

import keras
import numpy as np


def numpy(tensor):
    return keras.ops.convert_to_numpy(tensor).astype("float64")


def states(units):
    return np.array(list(itertools.product((0.0, 1.0), repeat=units)), dtype="float32")


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def machine(visible_units=4, hidden_units=3, scale=1.0, **arguments):
    """A machine with weights far from zero, so that its probabilities are far from one half."""
    keras.utils.set_random_seed(0)
    model = rbm(visible_units, hidden_units, **arguments)
    generator = np.random.default_rng(0)
    model.set_weights([generator.normal(scale=scale, size=weight.shape) for weight in model.weights])
    return model


def two_patterns(count=400, seed=0):
    """Noisy copies of two binary patterns of 12 units."""
    generator = np.random.default_rng(seed)
    patterns = np.array([[1] * 6 + [0] * 6, [0, 1] * 6])
    clean = patterns[generator.integers(0, 2, count)]
    return np.abs(clean - (generator.uniform(size=clean.shape) < 0.05)).astype("float32")
