from keras_nets.datasets.tokens import as_tokens, fitting, lengths, pad

import numpy as np


def test_padding_is_zeros_at_the_end():
    padded = pad([[4, 5], [], [6, 7, 8]])
    assert padded.dtype == np.int32
    assert padded.tolist() == [[4, 5, 0], [0, 0, 0], [6, 7, 8]]
    assert pad([[4, 5], [6]], 1).tolist() == [[4], [6]]
    assert pad([[4]], 3).tolist() == [[4, 0, 0]]


def test_lengths_do_not_count_padding():
    assert lengths([[4, 5, 0], [0, 0, 0], [6, 7, 8], [0, 9, 0]]).tolist() == [2, 0, 3, 2]


def test_fitting_is_the_least_bucket_that_holds_a_row():
    rows = pad([[1] * length for length in (0, 1, 2, 3, 4, 5)], 5)
    assert fitting(rows, (2, 4, 5)).tolist() == [2, 2, 2, 4, 4, 5]


def test_tokens_stay_integers():
    batch = as_tokens({"source": np.array([[1, 2]], np.int64), "target": np.array([[3]], np.int32)})
    assert {name: array.dtype.name for name, array in batch.items()} == {"source": "int32", "target": "int32"}
