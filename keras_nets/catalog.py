"""What there is: a table with one row an architecture, which imports nothing and so is read in no time."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Architecture:
    """One architecture: `keras_nets.models.<name>`, defined in `keras_nets/models/<family>/<name>.py`.

    Args:
        name: Name of the factory, of its file and of its recipe.
        family: Folder that it stands in.
        task: What it learns to do.
        year: Year of the paper.
        reference: Authors and title of the paper.
        variants: Names of further factories in the same file.

    Example:

    >>> [row.family for row in ARCHITECTURES if row.name == "lenet5"]
    ['convolutional']
    """

    name: str
    family: str
    task: str
    year: int
    reference: str
    variants: tuple[str, ...] = ()


ARCHITECTURES = (
    Architecture(
        name="logistic_regression",
        family="feedforward",
        task="classification",
        year=1958,
        reference="Cox, The regression analysis of binary sequences",
    ),
    Architecture(
        name="perceptron",
        family="feedforward",
        task="classification",
        year=1958,
        reference="Rosenblatt, The perceptron: a probabilistic model for information storage and organization in the "
        "brain",
    ),
    Architecture(
        name="mlp",
        family="feedforward",
        task="classification, regression",
        year=1986,
        reference="Rumelhart, Hinton, Williams, Learning representations by back-propagating errors",
    ),
    Architecture(
        name="maxout_network",
        family="feedforward",
        task="classification",
        year=2013,
        reference="Goodfellow, Warde-Farley, Mirza, Courville, Bengio, Maxout networks",
    ),
    Architecture(
        name="lenet5",
        family="convolutional",
        task="classification",
        year=1998,
        reference="LeCun, Bottou, Bengio, Haffner, Gradient-based learning applied to document recognition",
        variants=("lenet5_modern",),
    ),
    Architecture(
        name="alexnet",
        family="convolutional",
        task="classification",
        year=2012,
        reference="Krizhevsky, Sutskever, Hinton, ImageNet classification with deep convolutional neural networks",
    ),
    Architecture(
        name="vgg",
        family="convolutional",
        task="classification",
        year=2014,
        reference="Simonyan, Zisserman, Very deep convolutional networks for large-scale image recognition",
        variants=("vgg11", "vgg13", "vgg16_c", "vgg16", "vgg19"),
    ),
    Architecture(
        name="all_convolutional",
        family="convolutional",
        task="classification",
        year=2015,
        reference="Springenberg, Dosovitskiy, Brox, Riedmiller, Striving for simplicity: the all convolutional net",
        variants=("all_convolutional_c", "all_convolutional_7"),
    ),
    Architecture(
        name="prelu_network",
        family="convolutional",
        task="classification",
        year=2015,
        reference="He, Zhang, Ren, Sun, Delving deep into rectifiers: surpassing human-level performance on ImageNet "
        "classification",
    ),
    Architecture(
        name="digit_cnn",
        family="convolutional",
        task="classification",
        year=2015,
        reference="Chollet and others, Keras example mnist_cnn.py",
    ),
    Architecture(
        name="googlenet",
        family="convolutional",
        task="classification",
        year=2015,
        reference="Szegedy, Liu, Jia, Sermanet, Reed, Anguelov, Erhan, Vanhoucke, Rabinovich, Going deeper with "
        "convolutions",
    ),
    Architecture(
        name="bn_inception",
        family="convolutional",
        task="classification",
        year=2015,
        reference="Ioffe, Szegedy, Batch normalization: accelerating deep network training by reducing internal "
        "covariate shift",
    ),
    Architecture(
        name="inception_v3",
        family="convolutional",
        task="classification",
        year=2016,
        reference="Szegedy, Vanhoucke, Ioffe, Shlens, Wojna, Rethinking the Inception architecture for computer vision",
    ),
    Architecture(
        name="resnet",
        family="convolutional",
        task="classification",
        year=2016,
        reference="He, Zhang, Ren, Sun, Deep residual learning for image recognition",
        variants=("resnet18", "resnet34", "resnet50", "resnet101", "resnet152"),
    ),
    Architecture(
        name="cifar_resnet",
        family="convolutional",
        task="classification",
        year=2016,
        reference="He, Zhang, Ren, Sun, Deep residual learning for image recognition",
        variants=("resnet20", "resnet32", "resnet44", "resnet56", "resnet110"),
    ),
    Architecture(
        name="resnet_v2",
        family="convolutional",
        task="classification",
        year=2016,
        reference="He, Zhang, Ren, Sun, Identity mappings in deep residual networks",
        variants=("resnet50_v2", "resnet101_v2", "resnet152_v2"),
    ),
    Architecture(
        name="wide_resnet",
        family="convolutional",
        task="classification",
        year=2016,
        reference="Zagoruyko, Komodakis, Wide residual networks",
    ),
    Architecture(
        name="inception_v4",
        family="convolutional",
        task="classification",
        year=2017,
        reference="Szegedy, Ioffe, Vanhoucke, Alemi, Inception-v4, Inception-ResNet and the impact of residual "
        "connections on learning",
    ),
    Architecture(
        name="inception_resnet_v2",
        family="convolutional",
        task="classification",
        year=2017,
        reference="Szegedy, Ioffe, Vanhoucke, Alemi, Inception-v4, Inception-ResNet and the impact of residual "
        "connections on learning",
    ),
    Architecture(
        name="xception",
        family="convolutional",
        task="classification",
        year=2017,
        reference="Chollet, Xception: deep learning with depthwise separable convolutions",
    ),
    Architecture(
        name="mobilenet",
        family="convolutional",
        task="classification",
        year=2017,
        reference="Howard and others, MobileNets: efficient convolutional neural networks for mobile vision "
        "applications",
    ),
    Architecture(
        name="fractalnet",
        family="convolutional",
        task="classification",
        year=2017,
        reference="Larsson, Maire, Shakhnarovich, FractalNet: ultra-deep neural networks without residuals",
    ),
    Architecture(
        name="mobilenet_v2",
        family="convolutional",
        task="classification",
        year=2018,
        reference="Sandler, Howard, Zhu, Zhmoginov, Chen, MobileNetV2: inverted residuals and linear bottlenecks",
    ),
    Architecture(
        name="efficientnet",
        family="convolutional",
        task="classification",
        year=2019,
        reference="Tan, Le, EfficientNet: rethinking model scaling for convolutional neural networks",
        variants=(
            "efficientnet_b0",
            "efficientnet_b1",
            "efficientnet_b2",
            "efficientnet_b3",
            "efficientnet_b4",
            "efficientnet_b5",
            "efficientnet_b6",
            "efficientnet_b7",
        ),
    ),
    Architecture(
        name="unet",
        family="segmentation",
        task="segmentation",
        year=2015,
        reference="Ronneberger, Fischer, Brox, U-Net: convolutional networks for biomedical image segmentation",
    ),
    Architecture(
        name="retina_unet",
        family="segmentation",
        task="segmentation",
        year=2016,
        reference="Cortinovis, Retina blood vessel segmentation with a convolution neural network (U-net)",
    ),
    Architecture(
        name="dilated_context_network",
        family="segmentation",
        task="segmentation",
        year=2016,
        reference="Yu, Koltun, Multi-scale context aggregation by dilated convolutions",
    ),
    Architecture(
        name="deeplab_v3",
        family="segmentation",
        task="segmentation",
        year=2017,
        reference="Chen, Papandreou, Schroff, Adam, Rethinking atrous convolution for semantic image segmentation",
    ),
    Architecture(
        name="deeplab_v3_plus",
        family="segmentation",
        task="segmentation",
        year=2018,
        reference="Chen, Zhu, Papandreou, Schroff, Adam, Encoder-decoder with atrous separable convolution for "
        "semantic image segmentation",
    ),
    Architecture(
        name="simple_rnn",
        family="sequence",
        task="classification, regression, language modeling",
        year=1990,
        reference="Elman, Finding structure in time",
    ),
    Architecture(
        name="lstm",
        family="sequence",
        task="classification, regression, language modeling",
        year=1997,
        reference="Hochreiter, Schmidhuber, Long short-term memory",
    ),
    Architecture(
        name="bidirectional_rnn",
        family="sequence",
        task="classification, regression, sequence labeling",
        year=1997,
        reference="Schuster, Paliwal, Bidirectional recurrent neural networks",
    ),
    Architecture(
        name="gru",
        family="sequence",
        task="classification, regression, language modeling",
        year=2014,
        reference="Cho, van Merriënboer, Gulcehre, Bahdanau, Bougares, Schwenk, Bengio, Learning phrase "
        "representations using RNN encoder-decoder for statistical machine translation",
    ),
    Architecture(
        name="text_cnn",
        family="sequence",
        task="classification",
        year=2014,
        reference="Kim, Convolutional neural networks for sentence classification",
    ),
    Architecture(
        name="sequence_to_sequence",
        family="sequence",
        task="translation",
        year=2014,
        reference="Bahdanau, Cho, Bengio, Neural machine translation by jointly learning to align and translate",
    ),
    Architecture(
        name="autoencoder",
        family="autoencoder",
        task="dimensionality reduction",
        year=2006,
        reference="Hinton, Salakhutdinov, Reducing the dimensionality of data with neural networks",
    ),
    Architecture(
        name="denoising_autoencoder",
        family="autoencoder",
        task="feature learning",
        year=2008,
        reference="Vincent, Larochelle, Bengio, Manzagol, Extracting and composing robust features with denoising "
        "autoencoders",
    ),
    Architecture(
        name="sparse_autoencoder",
        family="autoencoder",
        task="feature learning",
        year=2011,
        reference="Ng, Sparse autoencoder",
    ),
    Architecture(
        name="convolutional_autoencoder",
        family="autoencoder",
        task="feature learning",
        year=2011,
        reference="Masci, Meier, Cireşan, Schmidhuber, Stacked convolutional auto-encoders for hierarchical feature "
        "extraction",
    ),
    Architecture(
        name="variational_autoencoder",
        family="autoencoder",
        task="density estimation",
        year=2013,
        reference="Kingma, Welling, Auto-encoding variational Bayes",
    ),
    Architecture(
        name="ladder_network",
        family="autoencoder",
        task="semi-supervised classification",
        year=2015,
        reference="Rasmus, Valpola, Honkala, Berglund, Raiko, Semi-supervised learning with ladder networks",
    ),
    Architecture(
        name="stacked_autoencoder",
        family="autoencoder",
        task="classification",
        year=2007,
        reference="Bengio, Lamblin, Popovici, Larochelle, Greedy layer-wise training of deep networks",
    ),
    Architecture(
        name="rbm",
        family="energy_based",
        task="density estimation",
        year=2002,
        reference="Hinton, Training products of experts by minimizing contrastive divergence",
    ),
    Architecture(
        name="continuous_rbm",
        family="energy_based",
        task="density estimation",
        year=2006,
        reference="Bengio, Lamblin, Popovici, Larochelle, Greedy layer-wise training of deep networks",
    ),
    Architecture(
        name="convolutional_rbm",
        family="energy_based",
        task="feature learning",
        year=2009,
        reference="Lee, Grosse, Ranganath, Ng, Convolutional deep belief networks for scalable unsupervised learning "
        "of hierarchical representations",
    ),
    Architecture(
        name="convolutional_deep_belief_network",
        family="energy_based",
        task="classification",
        year=2009,
        reference="Lee, Grosse, Ranganath, Ng, Convolutional deep belief networks for scalable unsupervised learning "
        "of hierarchical representations",
    ),
    Architecture(
        name="deep_belief_network",
        family="energy_based",
        task="classification",
        year=2006,
        reference="Hinton, Osindero, Teh, A fast learning algorithm for deep belief nets",
    ),
    Architecture(
        name="hopfield",
        family="energy_based",
        task="associative memory",
        year=1982,
        reference="Hopfield, Neural networks and physical systems with emergent collective computational abilities",
    ),
    Architecture(
        name="modern_hopfield",
        family="energy_based",
        task="associative memory",
        year=2020,
        reference="Ramsauer and others, Hopfield networks is all you need",
    ),
    Architecture(
        name="conditional_rbm",
        family="energy_based",
        task="sequence modeling",
        year=2006,
        reference="Taylor, Hinton, Roweis, Modeling human motion using binary latent variables",
    ),
    Architecture(
        name="temporal_rbm",
        family="energy_based",
        task="sequence modeling",
        year=2007,
        reference="Sutskever, Hinton, Learning multilevel distributed representations for high-dimensional sequences",
        variants=("stacked_temporal_rbm",),
    ),
    Architecture(
        name="temporal_convolution_machine",
        family="energy_based",
        task="sequence modeling",
        year=2009,
        reference="Lockett, Miikkulainen, Temporal convolution machines for sequence learning",
    ),
    Architecture(
        name="self_organizing_map",
        family="competitive",
        task="vector quantization",
        year=1982,
        reference="Kohonen, Self-organized formation of topologically correct feature maps",
    ),
    Architecture(
        name="art1",
        family="competitive",
        task="clustering",
        year=1987,
        reference="Carpenter, Grossberg, A massively parallel architecture for a self-organizing neural pattern "
        "recognition machine",
    ),
    Architecture(
        name="fuzzy_art",
        family="competitive",
        task="clustering",
        year=1991,
        reference="Carpenter, Grossberg, Rosen, Fuzzy ART: fast stable learning and categorization of analog patterns "
        "by an adaptive resonance system",
    ),
    Architecture(
        name="transformer",
        family="transformer",
        task="translation",
        year=2017,
        reference="Vaswani and others, Attention is all you need",
    ),
    Architecture(
        name="transformer_encoder",
        family="transformer",
        task="classification, regression",
        year=2017,
        reference="Vaswani and others, Attention is all you need",
    ),
    Architecture(
        name="transformer_decoder",
        family="transformer",
        task="language modeling",
        year=2019,
        reference="Radford, Wu, Child, Luan, Amodei, Sutskever, Language models are unsupervised multitask learners",
    ),
    Architecture(
        name="vision_transformer",
        family="transformer",
        task="classification",
        year=2020,
        reference="Dosovitskiy and others, An image is worth 16x16 words: Transformers for image recognition at scale",
        variants=("vit_b16", "vit_b32", "vit_l16"),
    ),
)
