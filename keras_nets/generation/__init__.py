"""Texts that a network writes token by token: acts on any model with `start` and `step`."""

from keras_nets.generation.beam_search import BeamSearch
from keras_nets.generation.sampling import Sampler, exact_match

__all__ = ["BeamSearch", "Sampler", "exact_match"]
