"""Building blocks that Keras lacks: they import keras alone and run on all its backends."""

from keras_nets.layers.activation_layers import RandomizedLeakyReLU, activate
from keras_nets.layers.activations import hard_decision, scaled_tanh
from keras_nets.layers.convolution import convolution, normalize_activate, pad
from keras_nets.layers.heads import classifier_head
from keras_nets.layers.inputs import image_input, vector_input
from keras_nets.layers.maxout import Maxout
from keras_nets.layers.output_codes import DigitBitmaps, RandomSigns
from keras_nets.layers.partially_connected_conv2d import PartiallyConnectedConv2D
from keras_nets.layers.preprocessing import MeanRemoval, MinMaxScaling, Standardization
from keras_nets.layers.principal_components import PrincipalComponents, Whitening
from keras_nets.layers.radial_basis_output import RadialBasisOutput
from keras_nets.layers.scaling import scaled
from keras_nets.layers.subsampling2d import Subsampling2D

__all__ = [
    "DigitBitmaps",
    "Maxout",
    "MeanRemoval",
    "MinMaxScaling",
    "PartiallyConnectedConv2D",
    "PrincipalComponents",
    "RadialBasisOutput",
    "RandomSigns",
    "RandomizedLeakyReLU",
    "Standardization",
    "Subsampling2D",
    "Whitening",
    "activate",
    "classifier_head",
    "convolution",
    "hard_decision",
    "image_input",
    "normalize_activate",
    "pad",
    "scaled",
    "scaled_tanh",
    "vector_input",
]
