"""write: what it makes of beginnings and of what is to be translated, and what it cannot use."""

import json
import re

from keras_nets.datasets import Vocabulary
from keras_nets.datasets.sequences.tokens import END, UNKNOWN
from keras_nets.generation import BeamSearch, Sampler

import pytest


def written(result):
    assert result.exit_code == 0, result.stderr
    return [answer["written"] for answer in json.loads(result.stdout)]


def test_it_goes_on_with_a_text_as_the_sampler_does(tool, language_model_run):
    texts = written(tool("write").call(language_model_run.path, "The ", "--length", 40, "--seed", 3, "--json"))
    vocabulary = Vocabulary.from_plain(language_model_run.record["dataset"]["vocabulary"])
    sampler = Sampler(language_model_run.load_model(), 40, temperature=0.8, end=END, excluded=[UNKNOWN])
    assert texts == [vocabulary.decode(sampler.texts([vocabulary.encode("The ")], seed=3)[0])]
    assert texts[0].startswith("The ")


def test_what_the_vocabulary_lacks_is_never_written(tool, language_model_run):
    # Nearly all tokens are equally probable, the one for what is unknown too.
    arguments = [*["The "] * 20, "--temperature", 50, "--length", 120, "--json"]
    texts = written(tool("write").call(language_model_run.path, *arguments))
    assert not any("\N{REPLACEMENT CHARACTER}" in text for text in texts)


def test_beginnings_of_several_lengths_are_each_kept(tool, language_model_run):
    result = tool("write").call(language_model_run.path, "a", "the", "--length", 8, "--temperature", 0)
    assert [line[:length] for line, length in zip(result.stdout.splitlines(), (1, 3), strict=False)] == ["a", "the"]


def test_beams_find_what_beam_search_does(tool, language_model_run):
    texts = written(tool("write").call(language_model_run.path, "ab", "c", "--beams", 2, "--length", 6, "--json"))
    vocabulary = Vocabulary.from_plain(language_model_run.record["dataset"]["vocabulary"])
    search = BeamSearch(language_model_run.load_model(), 6, beams=2, excluded=[UNKNOWN])
    assert texts == [vocabulary.decode(search.texts([vocabulary.encode(text)])[0][0, 0]) for text in ("ab", "c")]


def test_it_translates_with_the_most_probable_tokens(tool, translator_run):
    result = tool("write").call(translator_run.path, "4 March 2005", "--length", 6)
    record = translator_run.record["dataset"]
    source, target = (Vocabulary.from_plain(record[f"{side}_vocabulary"]) for side in ("source", "target"))
    sampler = Sampler(translator_run.load_model(), 6, temperature=0, end=END, excluded=[UNKNOWN])
    expected = target.decode(sampler.texts(source=[source.encode("4 March 2005")])[0])
    assert result.stdout == f"4 March 2005 -> {expected}\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([""], "the text '' is empty; give at least one of the characters to go on from"),
        (["né\u2603"], "2 characters of the text are outside the vocabulary .* 'é', '\u2603'"),
        (["The ", "--length", "3"], "prompt has 4 tokens and the whole text 3; give a larger length"),
        (["The ", "--length", "300"], "positions has learned 256 positions, got a sequence of 300; shorten it"),
        (["The ", "--beams", "2", "--top-k", "3"], "--beams draws nothing; leave --temperature and --top-k out"),
        (["The ", "--top-k", "0"], "top_k must be an integer from 1 to"),
    ],
)
def test_what_cannot_be_written_is_explained(tool, language_model_run, arguments, message):
    result = tool("write").call(language_model_run.path, *arguments)
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert re.search(message, result.stderr), result.stderr


def test_a_network_that_reads_no_texts_cannot_write(tool, vector_run):
    result = tool("write").call(vector_run.path, "The ")
    assert result.exit_code == 2
    said = "feedforward.blobs learned classification, which write.py does not show; "
    assert f"{said}python tools/explain.py {vector_run.path} --recipe" in result.stderr
