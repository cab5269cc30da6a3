"""gradient_memory: the numbers and the picture of trained networks, and what it cannot use."""

import json

from keras_nets import inspection
from keras_nets.training import open_run

import numpy as np
import pytest
from PIL import Image


@pytest.fixture(scope="module")
def norms(recurrent_run):
    run = open_run(recurrent_run.path)
    return inspection.gradient_norms(run.model, run.dataset.inputs("test", limit=64))


def test_it_prints_and_draws_the_norms_of_each_run(tool, recurrent_run, language_model_run, norms):
    result = tool("gradient_memory").call(recurrent_run.path, language_model_run.path, "--json")
    assert result.exit_code == 0, result.stderr
    answer = json.loads(result.stdout)
    assert list(answer["networks"]) == ["simple_rnn", "transformer_decoder"]
    np.testing.assert_allclose(answer["networks"]["simple_rnn"]["norms"], norms, rtol=1e-5)
    assert answer["networks"]["simple_rnn"]["factor"] == inspection.fading_factor(norms)
    assert answer["picture"] == str(recurrent_run.figures_path / "compared_gradient_memory.png")
    assert min(Image.open(answer["picture"]).size) > 300


def test_it_prints_a_table(tool, recurrent_run, norms):
    lines = tool("gradient_memory").call(recurrent_run.path).stdout.splitlines()
    shown = [f"{value:.1g}" for value in (norms[0], norms[2], norms[4], norms[5], norms[7])]
    assert ["simple_rnn", "8", f"{inspection.fading_factor(norms):.3g}", *shown] in [line.split() for line in lines]
    assert lines[-1] == str(recurrent_run.figures_path / "compared_gradient_memory.png")


def test_what_reads_no_sequence_is_refused(tool, vector_run, translator_run):
    result = tool("gradient_memory").call(vector_run.path)
    assert result.exit_code == 2
    assert "gradients in time need inputs (examples, steps, features) or tokens" in result.stderr
    result = tool("gradient_memory").call(translator_run.path)
    assert result.exit_code == 2
    assert "reads two sequences; name runs of networks that read one" in result.stderr
