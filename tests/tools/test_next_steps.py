"""What a run recommends at its end can be typed as it stands."""

from keras_nets.datasets import Vocabulary
from keras_nets.tasks.language import readable_text

import pytest

# Of a run on images, and of one on labels of pixels, where what the tool draws is looked at.
RUNS = ("vector", "series", "stack", "sentence", "language_model", "translator")


@pytest.fixture(scope="session")
def series_run(recurrent_run):
    return recurrent_run


@pytest.fixture(scope="session")
def stack_run(untrained_run, tmp_path_factory):
    """Of a classifier that is no graph of layers."""
    return untrained_run("energy_based.deep_belief_network", tmp_path_factory.mktemp("runs"))


@pytest.fixture(scope="session")
def sentence_run(untrained_run, tmp_path_factory):
    return untrained_run("sequence.text_cnn", tmp_path_factory.mktemp("runs"))


@pytest.mark.parametrize("kind", RUNS)
def test_the_next_steps_of_a_run_work(recommended, request, kind):
    recommended(request.getfixturevalue(f"{kind}_run"))


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("The cat sat", 30, ["The cat sat"]),
        ("The cat sat", 6, ["The"]),
        ("Thecatsat", 4, ["Thec"]),
        ("--flag\n  \n  a cat\t", 30, ["a cat"]),
        ("\n\n...", 30, []),
        ("a\x1bcat", 30, []),
    ],
)
def test_an_example_text_is_one_that_a_shell_and_the_network_take(text, most, expected):
    vocabulary = Vocabulary.from_texts([text])
    assert readable_text(vocabulary, [vocabulary.encode(text)], most) == expected
    # An unknown character is no text to type.
    assert readable_text(Vocabulary("xyz"), [[3, 3]], most) == []
