from keras_nets.datasets import load
from keras_nets.datasets.text import UNKNOWN, WINDOW

import numpy as np
import pytest


def decoded(dataset, split):
    return "".join(np.array(dataset.class_names)[dataset.split(split).x.ravel()])


def test_parts_are_contiguous_and_leave_out_less_than_a_window_each():
    from pydoc_data.topics import topics

    content = "\n\n".join(topics[topic].strip() for topic in sorted(topics))
    dataset = load("text")
    position = 0
    for split, share in (("train", 0.8), ("validation", 0.1), ("test", 0.1)):
        text = decoded(dataset, split)
        end = position + round(share * len(content))
        assert 0 <= end - position - len(text) <= WINDOW
        original = content[position : position + len(text)]
        assert all(a in (b, UNKNOWN) for a, b in zip(text, original, strict=True))
        position = end if split == "train" else round(0.9 * len(content))


def test_vocabulary_is_that_of_the_training_part_after_the_unknown_entry():
    dataset = load("text", split="50/50")
    assert dataset.class_names[0] == UNKNOWN
    assert 0 not in dataset.train.x
    assert set(dataset.class_names[1:]) >= set(decoded(dataset, "train"))
    assert dataset.validation is None


def test_batches_are_integers_without_targets():
    dataset = load("text")
    (x,), *_ = dataset.batches("test", 8)
    assert (x.shape, x.dtype) == ((8, 65), "int32")
    assert (dataset.task, dataset.target, dataset.input_shape) == ("text", "none", (65,))
    assert dataset.details["split"] == "80/10/10"


@pytest.mark.parametrize(
    "options, message",
    [
        ({"split": "kfold"}, "divided into contiguous parts and not by split 'kfold'; use A/B/C in percent"),
        ({"balance": "over"}, "text takes no --balance \\('over' was given\\), which is for classes; leave it out"),
        ({"image_size": (8, 8)}, "text has no images, and image_size=\\(8, 8\\) asks for some"),
    ],
)
def test_refusals(options, message):
    with pytest.raises(ValueError, match=message):
        load("text", **options)
