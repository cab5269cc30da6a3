"""Text generation, token by token, with any model that has `start` and `step`."""

from keras_nets.generation.beam_search import BeamSearch
from keras_nets.generation.sampling import Sampler, exact_match

__all__ = ["BeamSearch", "Sampler", "exact_match"]
