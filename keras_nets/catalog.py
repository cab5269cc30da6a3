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
        name="digit_cnn",
        family="convolutional",
        task="classification",
        year=2015,
        reference="Chollet and others, Keras example mnist_cnn.py",
    ),
    Architecture(
        name="autoencoder",
        family="autoencoder",
        task="dimensionality reduction",
        year=2006,
        reference="Hinton, Salakhutdinov, Reducing the dimensionality of data with neural networks",
    ),
    Architecture(
        name="rbm",
        family="energy_based",
        task="density estimation",
        year=2002,
        reference="Hinton, Training products of experts by minimizing contrastive divergence",
    ),
    Architecture(
        name="self_organizing_map",
        family="competitive",
        task="vector quantization",
        year=1982,
        reference="Kohonen, Self-organized formation of topologically correct feature maps",
    ),
)
