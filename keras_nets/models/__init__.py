"""Every architecture as a function that builds it: `models.lenet5((32, 32, 1), 10)` is an uncompiled `keras.Model`.

Importing this module makes known to Keras all that a saved model of the library is made of.
"""

# A compiled model names its loss.
from keras_nets import losses
from keras_nets.models.autoencoder.autoencoder import autoencoder
from keras_nets.models.autoencoder.convolutional_autoencoder import convolutional_autoencoder
from keras_nets.models.autoencoder.denoising_autoencoder import denoising_autoencoder
from keras_nets.models.autoencoder.ladder_network import ladder_network
from keras_nets.models.autoencoder.sparse_autoencoder import sparse_autoencoder
from keras_nets.models.autoencoder.stacked_autoencoder import stacked_autoencoder
from keras_nets.models.autoencoder.variational_autoencoder import variational_autoencoder
from keras_nets.models.competitive.art1 import art1
from keras_nets.models.competitive.fuzzy_art import fuzzy_art
from keras_nets.models.competitive.self_organizing_map import self_organizing_map
from keras_nets.models.convolutional.alexnet import alexnet
from keras_nets.models.convolutional.all_convolutional import (
    all_convolutional,
    all_convolutional_7,
    all_convolutional_c,
)
from keras_nets.models.convolutional.bn_inception import bn_inception
from keras_nets.models.convolutional.cifar_resnet import cifar_resnet, resnet20, resnet32, resnet44, resnet56, resnet110
from keras_nets.models.convolutional.digit_cnn import digit_cnn
from keras_nets.models.convolutional.efficientnet import (
    efficientnet,
    efficientnet_b0,
    efficientnet_b1,
    efficientnet_b2,
    efficientnet_b3,
    efficientnet_b4,
    efficientnet_b5,
    efficientnet_b6,
    efficientnet_b7,
)
from keras_nets.models.convolutional.fractalnet import fractalnet
from keras_nets.models.convolutional.googlenet import googlenet
from keras_nets.models.convolutional.inception_resnet_v2 import inception_resnet_v2
from keras_nets.models.convolutional.inception_v3 import inception_v3
from keras_nets.models.convolutional.inception_v4 import inception_v4
from keras_nets.models.convolutional.lenet5 import lenet5, lenet5_modern
from keras_nets.models.convolutional.mobilenet import mobilenet
from keras_nets.models.convolutional.mobilenet_v2 import mobilenet_v2
from keras_nets.models.convolutional.prelu_network import prelu_network
from keras_nets.models.convolutional.resnet import resnet, resnet18, resnet34, resnet50, resnet101, resnet152
from keras_nets.models.convolutional.resnet_v2 import resnet50_v2, resnet101_v2, resnet152_v2, resnet_v2
from keras_nets.models.convolutional.vgg import vgg, vgg11, vgg13, vgg16, vgg16_c, vgg19
from keras_nets.models.convolutional.wide_resnet import wide_resnet
from keras_nets.models.convolutional.xception import xception
from keras_nets.models.energy_based._partition_function import annealed_log_partition
from keras_nets.models.energy_based.conditional_rbm import conditional_rbm
from keras_nets.models.energy_based.continuous_rbm import continuous_rbm
from keras_nets.models.energy_based.convolutional_deep_belief_network import convolutional_deep_belief_network
from keras_nets.models.energy_based.convolutional_rbm import convolutional_rbm
from keras_nets.models.energy_based.deep_belief_network import deep_belief_network
from keras_nets.models.energy_based.hopfield import hopfield
from keras_nets.models.energy_based.modern_hopfield import modern_hopfield
from keras_nets.models.energy_based.rbm import rbm
from keras_nets.models.energy_based.temporal_convolution_machine import temporal_convolution_machine
from keras_nets.models.energy_based.temporal_rbm import stacked_temporal_rbm, temporal_rbm
from keras_nets.models.feedforward.logistic_regression import logistic_regression
from keras_nets.models.feedforward.maxout_network import maxout_network
from keras_nets.models.feedforward.mlp import mlp
from keras_nets.models.feedforward.perceptron import perceptron
from keras_nets.models.segmentation.deeplab_v3 import deeplab_v3
from keras_nets.models.segmentation.deeplab_v3_plus import deeplab_v3_plus
from keras_nets.models.segmentation.dilated_context_network import dilated_context_network
from keras_nets.models.segmentation.retina_unet import retina_unet
from keras_nets.models.segmentation.unet import unet
from keras_nets.models.sequence.bidirectional_rnn import bidirectional_rnn
from keras_nets.models.sequence.gru import gru
from keras_nets.models.sequence.lstm import lstm
from keras_nets.models.sequence.sequence_to_sequence import sequence_to_sequence
from keras_nets.models.sequence.simple_rnn import simple_rnn
from keras_nets.models.sequence.text_cnn import text_cnn
from keras_nets.models.transformer.transformer import transformer
from keras_nets.models.transformer.transformer_decoder import transformer_decoder
from keras_nets.models.transformer.transformer_encoder import transformer_encoder
from keras_nets.models.transformer.vision_transformer import vision_transformer, vit_b16, vit_b32, vit_l16
