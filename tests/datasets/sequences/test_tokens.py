from keras_nets.datasets.sequences.tokens import as_tokens, pad

import numpy as np


def test_padding_is_zeros_at_the_end():
    padded = pad([[4, 5], [], [6, 7, 8]])
    assert padded.dtype == np.int32
    assert padded.tolist() == [[4, 5, 0], [0, 0, 0], [6, 7, 8]]
    assert pad([[4, 5], [6]], 1).tolist() == [[4], [6]]
    assert pad([[4]], 3).tolist() == [[4, 0, 0]]


def test_tokens_stay_integers():
    batch = as_tokens({"source": np.array([[1, 2]], np.int64), "target": np.array([[3]], np.int32)})
    assert {name: array.dtype.name for name, array in batch.items()} == {"source": "int32", "target": "int32"}
