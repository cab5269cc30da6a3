"""Building blocks that Keras lacks: they import keras alone and run on all its backends."""

from keras_nets.layers.activation_layers import RandomizedLeakyReLU, activate
from keras_nets.layers.activations import hard_decision, scaled_tanh
from keras_nets.layers.additive_attention import AdditiveAttention
from keras_nets.layers.atrous_spatial_pyramid_pooling import atrous_spatial_pyramid_pooling
from keras_nets.layers.attention_decoder import AttentionDecoder
from keras_nets.layers.bernoulli_dropout import BernoulliDropout
from keras_nets.layers.cached_multi_head_attention import CachedMultiHeadAttention
from keras_nets.layers.chrono_initializer import ChronoInitializer
from keras_nets.layers.class_token import ClassToken
from keras_nets.layers.concatenation_downsampling import downsample_by_concatenation
from keras_nets.layers.context_module import context_module
from keras_nets.layers.convolution import convolution, normalize_activate, pad
from keras_nets.layers.convolution_arithmetic import convolve, cross_correlate, flip_kernel, output_size
from keras_nets.layers.corruption import corruption
from keras_nets.layers.crop_concatenate import CropConcatenate, CropLike
from keras_nets.layers.dilated import dilated_convolutions, hybrid_dilated_convolution, largest_gap, leaves_holes
from keras_nets.layers.dilated_pooling2d import DilatedPooling2D
from keras_nets.layers.drop_path import DropPath, check_rate
from keras_nets.layers.fixed_filter2d import FixedFilter2D, gaussian_kernel
from keras_nets.layers.fractal import ColumnDraw, FractalJoin, fractal_block
from keras_nets.layers.freeze_drop_path import FreezeDropPath
from keras_nets.layers.fully_connected import fully_connected
from keras_nets.layers.gaussian_sampling import GaussianSampling
from keras_nets.layers.grouped_conv2d import GroupedConv2D
from keras_nets.layers.heads import classifier_head, segmentation_head
from keras_nets.layers.identity_initializer import IdentityInitializer
from keras_nets.layers.inputs import image_input, is_large, vector_input
from keras_nets.layers.inverted_residual import inverted_residual, scaled_by_eights
from keras_nets.layers.k_sparse import KSparse
from keras_nets.layers.kl_sparsity import KLSparsity
from keras_nets.layers.local_response_normalization import LocalResponseNormalization
from keras_nets.layers.masking_noise import MaskingNoise
from keras_nets.layers.max_over_time_conv1d import MaxOverTimeConv1D
from keras_nets.layers.maxout import Maxout
from keras_nets.layers.min_pooling2d import MinPooling2D
from keras_nets.layers.mirror_padding2d import MirrorPadding2D
from keras_nets.layers.multiplicative_attention import MultiplicativeAttention
from keras_nets.layers.output_codes import DigitBitmaps, RandomSigns
from keras_nets.layers.parameter_free_shortcut import ParameterFreeShortcut
from keras_nets.layers.partially_connected_conv2d import PartiallyConnectedConv2D
from keras_nets.layers.pointwise_conv2d import PointwiseConv2D
from keras_nets.layers.positional_encoding import (
    LearnedPositionalEncoding,
    SinusoidalPositionalEncoding,
    positional_encoding,
)
from keras_nets.layers.preprocessing import MeanRemoval, MinMaxScaling, Standardization
from keras_nets.layers.principal_components import PrincipalComponents, Whitening
from keras_nets.layers.radial_basis_output import RadialBasisOutput
from keras_nets.layers.residual import (
    basic_block,
    bottleneck_block,
    preactivation_block,
    preactivation_bottleneck_block,
    residual_shortcut,
)
from keras_nets.layers.resize_like import ResizeLike
from keras_nets.layers.salt_and_pepper_noise import SaltAndPepperNoise
from keras_nets.layers.scale_jitter import ScaleJitter
from keras_nets.layers.scaled_dot_product_attention import ScaledDotProductAttention
from keras_nets.layers.scaled_residual import ScaledResidual
from keras_nets.layers.scaling import scaled
from keras_nets.layers.separable import depthwise_convolution, separable_convolution
from keras_nets.layers.sequence_pooling import SequencePooling
from keras_nets.layers.spatial_pyramid_pooling2d import SpatialPyramidPooling2D
from keras_nets.layers.squeeze_excitation import squeeze_excitation
from keras_nets.layers.subsampling2d import Subsampling2D
from keras_nets.layers.token_embedding import TokenEmbedding
from keras_nets.layers.transformer_decoder_block import TransformerDecoderBlock
from keras_nets.layers.transformer_encoder_block import TransformerEncoderBlock
from keras_nets.layers.upsampling import upsample
