import json

from keras_nets.datasets.request import Request, positive

import numpy as np
import pytest


@pytest.mark.parametrize("value", [0, -1, 2.0, "8", True, None])
def test_what_is_no_positive_integer_is_refused(value):
    with pytest.raises(ValueError, match=f"window {value!r} is not accepted; use an integer from 1"):
        positive("window", value)
    assert positive("window", np.int64(3)) == 3


def test_plain_values_are_what_a_record_keeps():
    request = Request("digits", data_dir="somewhere", split_seed=np.int64(3), image_size=(8, 9), value_range=(-1, 1))
    plain = json.loads(json.dumps(request.plain()))
    assert (plain["split_seed"], plain["image_size"], plain["value_range"]) == (3, [8, 9], [-1, 1])
    # Where the data are is of one machine alone.
    assert not {"name", "data_dir"} & set(plain)
    assert Request("digits", **plain | {"value_range": (-1, 1)}).plain() | {"image_size": [8, 9]} == plain


@pytest.mark.parametrize(
    "options, message",
    [
        ({"split_seed": -1}, "split_seed -1 is not accepted; use an integer from 0"),
        ({"split_seed": 0.5}, "split_seed 0.5 is not accepted"),
        ({"channels": 2}, r"channels 2 is not accepted; use 1 \(gray\) or 3 \(color\)"),
        ({"image_size": (8,)}, r"image_size \(8,\) is no size; use \(height, width\) in pixels"),
        ({"image_size": (8, 9), "margin": 4}, "margin 4 leaves nothing of 8 x 9 pixels; use a smaller one"),
        ({"image_size": (8, 9), "margin": -1}, "margin -1 leaves nothing of 8 x 9 pixels"),
    ],
)
def test_options_out_of_range_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        Request("digits", **options)


def test_what_was_not_given_is_not_refused():
    request = Request("text", fold=2)
    request.refuse(balance="classes", target="a table")
    request.refuse_as_images()
    with pytest.raises(ValueError, match=r"text takes no --fold \(2 was given\), which is for split kfold; leave it"):
        request.refuse(balance="classes", fold="split kfold")
    with pytest.raises(ValueError, match="iris has no images, and channels=3 asks for some; use data such as digits"):
        Request("iris", channels=3).refuse_as_images()
