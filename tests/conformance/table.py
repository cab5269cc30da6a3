"""One row an architecture: the rows of all files in `rows/`.

A new architecture is held to every rule of the house by adding its row; a second row of the same factory, told apart
by `case`, covers another use of it.
"""

import importlib
from pathlib import Path

FILES = sorted(path.stem for path in (Path(__file__).parent / "rows").glob("*.py"))
ROWS = tuple(row for name in FILES for row in importlib.import_module(f"rows.{name}").ROWS)
# Those that are trained and saved, and not only counted.
TINY_ROWS = tuple(row for row in ROWS if row.tiny is not None)
# Between them they have every kind of layer and model of the table. What is proved of a kind is proved of these, such
# as that it trains on JAX; `test_architecture.py` finds what is missing.
ON_JAX = (
    "maxout_network",
    *("alexnet", "all_convolutional", "cifar_resnet", "efficientnet", "fractalnet", "inception_resnet_v2", "lenet5"),
    *("mobilenet", "prelu_network", "resnet", "xception", "dilated_context_network", "unet"),
    *("lstm-regression", "simple_rnn-language_model", "sequence_to_sequence", "text_cnn"),
    *("transformer", "transformer_decoder-gpt", "vision_transformer"),
    *("convolutional_autoencoder", "denoising_autoencoder", "denoising_autoencoder-salt_and_pepper", "ladder_network"),
    *("sparse_autoencoder", "sparse_autoencoder-k_sparse", "variational_autoencoder"),
    *("conditional_rbm", "convolutional_deep_belief_network", "deep_belief_network", "hopfield", "modern_hopfield"),
    *("rbm", "temporal_convolution_machine", "temporal_rbm", "art1", "fuzzy_art", "self_organizing_map"),
)
JAX_ROWS = tuple(row for row in TINY_ROWS if row.label in ON_JAX)
