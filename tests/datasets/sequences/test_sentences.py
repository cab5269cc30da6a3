import json

from keras_nets.datasets import load

import numpy as np
import pytest


@pytest.fixture
def reviews(tmp_path):
    """Twenty sentences of each class; one has an ellipsis that is the end of a line to str.splitlines()."""
    negative = [f"a dull film bad{number} ." for number in range(20)]
    positive = [f"a caf\xe9 film , films\x85which shine good{number}" for number in range(20)]
    (tmp_path / "rt-polarity.neg").write_bytes("\n".join([*negative, ""]).encode("latin-1"))
    (tmp_path / "rt-polarity.pos").write_bytes("\n".join([*positive, ""]).encode("latin-1"))
    return tmp_path


def test_sentences_are_words_with_a_class(reviews):
    dataset = load("rt_polarity", data_dir=reviews)
    assert (dataset.task, dataset.class_names, dataset.input_shape) == (
        "classification",
        ("negative", "positive"),
        (8,),
    )
    vocabulary = dataset.vocabulary()
    for x, y in zip(dataset.train.x, dataset.train.y, strict=True):
        # Latin-1's 0x85 is white space, and the words around it are two.
        assert vocabulary.decode(x).startswith(("a dull film bad", "a café film , films which shine good")[y])
    assert np.bincount(dataset.train.y).tolist() == [12, 12]
    assert dataset.messages[0] == "rt_polarity: 20 negative and 20 positive sentences, of 5,331 each"


def test_vocabulary_is_that_of_the_training_part(reviews):
    dataset = load("rt_polarity", data_dir=reviews)
    assert 3 not in dataset.train.x
    # The one word that no other sentence has is unknown in the test part.
    assert (dataset.test.x == 3).sum(axis=1).tolist() == [1] * 8
    assert dataset.messages[-1] == "16 words that the training part lacks, encoded as unknown"
    assert set(dataset.vocabulary().names[: dataset.train.x.max() + 1]) == set(dataset.vocabulary().names)


def test_chinese_sentences_are_characters(tmp_path):
    lines = [f"{'好坏'[n % 2]},这部电影{'很好看' if n % 2 == 0 else '不好看'}" for n in range(20)]
    (tmp_path / "reviews.csv").write_text("\n".join(["label,review", *lines]) + "\n", encoding="utf-8")
    (tmp_path / "more.csv").write_text("review\n很好看电影\n", encoding="utf-8")
    dataset = load(str(tmp_path / "reviews.csv"), target="label", text="review")
    assert set(dataset.vocabulary().tokens) == set("这部电影很不好看") and 3 not in dataset.test.x
    _, later = dataset.form.read([str(tmp_path / "more.csv")])
    assert dataset.vocabulary().decode(later[0]) == "很好看电影"


def test_folds_cover_every_sentence_once(reviews):
    folds = [load("rt_polarity", data_dir=reviews, split="kfold", fold=fold) for fold in range(10)]
    assert {len(fold.test) for fold in folds} == {4} and {len(fold.train) for fold in folds} == {36}
    assert all(fold.validation is None and np.bincount(fold.test.y).tolist() == [2, 2] for fold in folds)
    # A sentence of the test part lacks its own word in the vocabulary, and no two sentences share one.
    own = {f"{kind}{number}" for kind in ("bad", "good") for number in range(20)}
    assert sorted(word for fold in folds for word in own - set(fold.vocabulary().tokens)) == sorted(own)


def test_length_and_vocabulary_can_be_bounded(reviews):
    dataset = load("rt_polarity", data_dir=reviews, max_length=3, vocabulary_size=7)
    assert dataset.input_shape == (3,) and dataset.train.x.shape[1] == 3
    assert dataset.vocabulary().size == 7
    assert dataset.form.max_length == 3
    assert dataset.messages[1] == "40 sentences cut to 3 words; the longest has 8"
    assert load("rt_polarity", data_dir=reviews, max_length=10).train.x[:, 8:].max() == 0


def test_batches_are_integers(reviews):
    dataset = load("rt_polarity", data_dir=reviews)
    (x, y), *_ = dataset.batches("test", 4)
    assert (x.dtype, y.dtype) == ("int32", "int32")
    assert dataset.inputs("test").dtype == np.int32
    np.testing.assert_array_equal(dataset.inputs("test", limit=3), dataset.test.x[:3])
    json.dumps(dataset.describe())


def test_refusals(reviews):
    with pytest.raises(ValueError, match="max_length 0 is not accepted; use an integer from 1"):
        load("rt_polarity", data_dir=reviews, max_length=0)
    with pytest.raises(ValueError, match="vocabulary_size 4 is not accepted; use an integer from 5"):
        load("rt_polarity", data_dir=reviews, vocabulary_size=4)
    (reviews / "rt-polarity.pos").write_text("\n")
    with pytest.raises(ValueError, match="rt-polarity.pos is empty; copy it again from https://www.cs.cornell.edu"):
        load("rt_polarity", data_dir=reviews)
    (reviews / "rt-polarity.pos").unlink()
    with pytest.raises(FileNotFoundError, match="rt_polarity: there is no rt-polarity.pos in .*; get it from https"):
        load("rt_polarity", data_dir=reviews)


def test_real_rt_polarity_has_the_published_sentences(real_folder):
    folder = real_folder("rt-polarity.pos")
    dataset = load("rt_polarity", data_dir=folder, split="kfold", fold=9)
    y = np.concatenate([dataset.train.y, dataset.test.y])
    assert np.bincount(y).tolist() == [5331, 5331]
    assert len(dataset.test) == 1066
    assert dataset.input_shape == (59,)
    assert len(dataset.messages) == 1 and "words that the training part lacks" in dataset.messages[0]
