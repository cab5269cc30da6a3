"""All architectures, one row each. No other module is imported, so that commands list them at once."""

import ast
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Architecture:
    """One architecture: `keras_nets.models.<name>`, defined in `keras_nets/models/<family>/<name>.py`.

    Args:
        name: Name of the factory, of its file and of its recipe.
        family: Folder that it stands in.
        tasks: What it learns to do, in the words of `keras_nets.tasks`.
        reads: What its recipe trains it on, in the words of `Dataset.kind`.
        year: Year of the paper.
        variants: Names of further factories in the same file.

    Example:

    >>> [row.family for row in ARCHITECTURES if row.name == "lenet5"]
    ['convolutional']
    """

    name: str
    family: str
    tasks: tuple[str, ...]
    reads: tuple[str, ...]
    year: int
    variants: tuple[str, ...] = ()

    @property
    def reference(self):
        """Authors, year and title of the paper, as the factory's docstring has them; the file is read, not run.

        Example:

        >>> ARCHITECTURES[0].reference
        'Cox, 1958, The regression analysis of binary sequences'
        """
        path = Path(__file__).parent.joinpath("models", self.family, self.name).with_suffix(".py")
        tree = ast.parse(path.read_text(encoding="utf-8"))
        factory = next(node for node in tree.body if getattr(node, "name", None) == self.name)
        reference = ast.get_docstring(factory).partition("Reference:\n")[2].partition("\n\n")[0]
        return " ".join(reference.split()).partition(", http")[0]


CLASSES = ("classification",)
CLASSES_OR_NUMBERS = ("classification", "regression")
OF_SEQUENCES = ("classification", "regression", "forecasting", "language modeling")
PIXELS = ("segmentation",)
TEXTS = ("language modeling",)
TRANSLATIONS = ("translation",)
INPUTS = ("reconstruction",)
DENSITIES = ("density estimation",)
GROUPS = ("clustering",)
MEMORIES = ("associative memory",)

IMAGES = ("images",)
# Networks that flatten what they read.
NUMBERS = ("vectors", "series", "images")
SERIES_OR_ROWS = ("series", "images")
SERIES_OR_WORDS = ("series", "texts")
WORDS = ("texts",)
PAIRS = ("pairs of texts",)

ARCHITECTURES = (
    Architecture("logistic_regression", "feedforward", CLASSES, NUMBERS, 1958),
    Architecture("perceptron", "feedforward", CLASSES, NUMBERS, 1958),
    Architecture("mlp", "feedforward", CLASSES_OR_NUMBERS, NUMBERS, 1986),
    Architecture("maxout_network", "feedforward", CLASSES, NUMBERS, 2013),
    Architecture("lenet5", "convolutional", CLASSES, IMAGES, 1998, ("lenet5_modern",)),
    Architecture("alexnet", "convolutional", CLASSES, IMAGES, 2012),
    Architecture("vgg", "convolutional", CLASSES, IMAGES, 2014, ("vgg11", "vgg13", "vgg16_c", "vgg16", "vgg19")),
    Architecture(
        "all_convolutional", "convolutional", CLASSES, IMAGES, 2015, ("all_convolutional_c", "all_convolutional_7")
    ),
    Architecture("prelu_network", "convolutional", CLASSES, IMAGES, 2015),
    Architecture("digit_cnn", "convolutional", CLASSES, IMAGES, 2015),
    Architecture("googlenet", "convolutional", CLASSES, IMAGES, 2015),
    Architecture("bn_inception", "convolutional", CLASSES, IMAGES, 2015),
    Architecture("inception_v3", "convolutional", CLASSES, IMAGES, 2016),
    Architecture(
        "resnet", "convolutional", CLASSES, IMAGES, 2016, ("resnet18", "resnet34", "resnet50", "resnet101", "resnet152")
    ),
    Architecture(
        *("cifar_resnet", "convolutional", CLASSES, IMAGES, 2016),
        ("resnet20", "resnet32", "resnet44", "resnet56", "resnet110"),
    ),
    Architecture("resnet_v2", "convolutional", CLASSES, IMAGES, 2016, ("resnet50_v2", "resnet101_v2", "resnet152_v2")),
    Architecture("wide_resnet", "convolutional", CLASSES, IMAGES, 2016),
    Architecture("inception_v4", "convolutional", CLASSES, IMAGES, 2017),
    Architecture("inception_resnet_v2", "convolutional", CLASSES, IMAGES, 2017),
    Architecture("xception", "convolutional", CLASSES, IMAGES, 2017),
    Architecture("mobilenet", "convolutional", CLASSES, IMAGES, 2017),
    Architecture("fractalnet", "convolutional", CLASSES, IMAGES, 2017),
    Architecture("mobilenet_v2", "convolutional", CLASSES, IMAGES, 2018),
    Architecture(
        "efficientnet", "convolutional", CLASSES, IMAGES, 2019, tuple(f"efficientnet_b{size}" for size in range(8))
    ),
    Architecture("unet", "segmentation", PIXELS, IMAGES, 2015),
    Architecture("retina_unet", "segmentation", PIXELS, IMAGES, 2016),
    Architecture("dilated_context_network", "segmentation", PIXELS, IMAGES, 2016),
    Architecture("deeplab_v3", "segmentation", PIXELS, IMAGES, 2017),
    Architecture("deeplab_v3_plus", "segmentation", PIXELS, IMAGES, 2018),
    Architecture("simple_rnn", "sequence", OF_SEQUENCES, SERIES_OR_WORDS, 1990),
    Architecture("lstm", "sequence", OF_SEQUENCES, SERIES_OR_WORDS, 1997),
    Architecture("bidirectional_rnn", "sequence", CLASSES_OR_NUMBERS, SERIES_OR_WORDS, 1997),
    Architecture("gru", "sequence", OF_SEQUENCES, SERIES_OR_WORDS, 2014),
    Architecture("text_cnn", "sequence", CLASSES, WORDS, 2014),
    Architecture("sequence_to_sequence", "sequence", TRANSLATIONS, PAIRS, 2014),
    Architecture("autoencoder", "autoencoder", INPUTS, NUMBERS, 2006),
    Architecture("denoising_autoencoder", "autoencoder", INPUTS, NUMBERS, 2008),
    Architecture("sparse_autoencoder", "autoencoder", INPUTS, NUMBERS, 2011),
    Architecture("convolutional_autoencoder", "autoencoder", INPUTS, IMAGES, 2011),
    Architecture("variational_autoencoder", "autoencoder", DENSITIES, NUMBERS, 2013),
    Architecture("ladder_network", "autoencoder", CLASSES, NUMBERS, 2015),
    Architecture("stacked_autoencoder", "autoencoder", CLASSES, NUMBERS, 2007),
    Architecture("rbm", "energy_based", DENSITIES, NUMBERS, 2002),
    Architecture("continuous_rbm", "energy_based", DENSITIES, NUMBERS, 2006),
    Architecture("convolutional_rbm", "energy_based", DENSITIES, IMAGES, 2009),
    Architecture("convolutional_deep_belief_network", "energy_based", CLASSES, IMAGES, 2009),
    Architecture("deep_belief_network", "energy_based", CLASSES, NUMBERS, 2006),
    Architecture("hopfield", "energy_based", MEMORIES, NUMBERS, 1982),
    Architecture("modern_hopfield", "energy_based", MEMORIES, NUMBERS, 2020),
    Architecture("conditional_rbm", "energy_based", DENSITIES, SERIES_OR_ROWS, 2006),
    Architecture("temporal_rbm", "energy_based", DENSITIES, SERIES_OR_ROWS, 2007, ("stacked_temporal_rbm",)),
    Architecture("temporal_convolution_machine", "energy_based", DENSITIES, SERIES_OR_ROWS, 2009),
    Architecture("self_organizing_map", "competitive", GROUPS, NUMBERS, 1982),
    Architecture("art1", "competitive", GROUPS, NUMBERS, 1987),
    Architecture("fuzzy_art", "competitive", GROUPS, NUMBERS, 1991),
    Architecture("transformer", "transformer", TRANSLATIONS, PAIRS, 2017),
    Architecture("transformer_encoder", "transformer", CLASSES_OR_NUMBERS, SERIES_OR_WORDS, 2017),
    Architecture("transformer_decoder", "transformer", TEXTS, WORDS, 2019),
    Architecture("vision_transformer", "transformer", CLASSES, IMAGES, 2020, ("vit_b16", "vit_b32", "vit_l16")),
)


def recipes_for(task, kind):
    """The recipes that learn a task of this kind of data, those that read nothing else first.

    Args:
        task: Name of a task.
        kind: `Dataset.kind`.

    Example:

    >>> recipes_for("segmentation", "images")[:2]
    ['segmentation.unet', 'segmentation.retina_unet']
    """
    rows = sorted(ARCHITECTURES, key=lambda row: len(row.reads))
    return [f"{row.family}.{row.name}" for row in rows if task in row.tasks and kind in row.reads]
