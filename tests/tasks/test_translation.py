from keras_nets import datasets
from keras_nets.tasks import translation_attention

import numpy as np


def test_the_map_of_a_translation_leaves_padding_out():
    dataset = datasets.load("dates", examples=200)
    shape = (dataset.test.y.shape[1], dataset.test.x["source"].shape[1])
    axes = translation_attention(np.zeros(shape), dataset, "test").axes[0]
    read = dataset.vocabulary("source").decode(dataset.test.x["source"][0])
    assert "".join(label.get_text() for label in axes.get_xticklabels()) == read
    assert axes.images[0].get_array().shape == (shape[0], len(read))
    assert [label.get_text() for label in axes.get_yticklabels()][-1] == "<end>"
    # The network was given the true target, whatever it would write.
    true = dataset.vocabulary("target").decode(dataset.test.y[0])
    assert "".join(label.get_text() for label in axes.get_yticklabels()).startswith(true.removesuffix("<end>"))
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("source", "target")
