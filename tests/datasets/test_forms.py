import dataclasses
import json

from keras_nets.datasets import load
from keras_nets.datasets.forms import (
    _TELLING,
    Form,
    ImageForm,
    PairForm,
    PhotographForm,
    SentenceForm,
    SeriesForm,
    TableForm,
    TextForm,
    form_of,
)

import numpy as np
import pytest

WORDS, CHARACTERS = {"unit": "words", "tokens": "so be it"}, {"unit": "characters", "tokens": "ab"}
COLUMNS = (
    {"column": "age", "kind": "number", "fill": 20.0},
    {"column": "color", "kind": "category", "categories": ["red", None]},
)
FORMS = [
    Form(),
    Form(("a", "b")),
    ImageForm(image_size=(8, 9), channels=3, flatten=True, margin=2, value_range=(-1, 1)),
    ImageForm(image_size=(8, 9), by_rows=True),
    PhotographForm(image_size=(8, 9), preprocessing="green", image_names={"train": ["1"], "test": ["2", "3"]}),
    PhotographForm(
        image_size=(8, 9), preprocessing="retina", mean=90.5, deviation=30.25, patch_size=4, patches=9, image_names={}
    ),
    TableForm(("age", "color=red", "color=missing"), COLUMNS),
    SentenceForm(vocabulary=WORDS, max_length=7),
    SentenceForm(vocabulary=WORDS, max_length=7, text="review"),
    TextForm(vocabulary=CHARACTERS, characters=400),
    PairForm(source_vocabulary=CHARACTERS, target_vocabulary=WORDS),
    SeriesForm(mean=1.5, deviation=0.5, rows={"train": [0, 9], "test": [9, 30]}, anomaly_windows=(("a", "b"),)),
    SeriesForm(("co2", "light"), (1.5, 2.0), (0.5, 1.0), test_windows={"first": 3}),
]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: type(form).__name__)
def test_a_record_gives_the_form_back(form):
    dataset = dataclasses.replace(load("iris"), form=form)
    record = json.loads(json.dumps(dataset.describe()))
    assert form_of(record) == form
    assert form_of(dataset) is form_of(form) is form


def test_every_kind_of_form_is_among_them():
    assert {type(form) for form in FORMS} == {Form, *_TELLING.values()}


@pytest.mark.parametrize(
    "name, options, kind",
    [
        ("iris", {"flatten": True}, Form),
        ("adding", {"examples": 20, "length": 5}, Form),
        ("digits", {"image_size": (16, 12), "margin": 1, "value_range": (-1, 1)}, ImageForm),
        ("digits", {"by_rows": True, "channels": 3}, ImageForm),
        ("digit_scenes", {"examples": 10, "image_size": (32, 40)}, ImageForm),
        ("topics", {"max_length": 9, "vocabulary_size": 50}, SentenceForm),
        ("text", {"window": 20}, TextForm),
        ("dates", {"examples": 60}, PairForm),
    ],
)
def test_the_record_of_a_data_set_gives_its_form_back(name, options, kind):
    dataset = load(name, **options)
    assert type(dataset.form) is kind
    record = json.loads(json.dumps(dataset.describe()))
    assert form_of(record) == dataset.form
    assert record == dataset.describe() and dataset.details.items() <= record.items()


def test_the_record_of_a_table_gives_its_form_back(fruit):
    dataset = load(fruit, target="kind")
    assert type(dataset.form) is TableForm
    again = form_of(json.loads(json.dumps(dataset.describe())))
    assert again == dataset.form
    names, inputs = again.read([fruit])
    assert inputs.shape == (20, *dataset.input_shape) and names[0] == f"{fruit} row 1" and len(names) == 20


def earlier(**values):
    """What all records of an earlier version say of their data, and these values."""
    options = {"split": "60/20/20", "fold": 0, "split_seed": 0, "balance": None, "target": None, "image_size": None}
    options |= {"channels": None, "flatten": False, "margin": 0, "value_range": [0, 1], "skip_unreadable": False}
    return {"name": "it", "task": "classification", "checksum": "", "class_names": ["a", "b"]} | options | values


@pytest.mark.parametrize(
    "record, form",
    [
        (earlier(input_shape=[10], flatten=True, feature_names=["age", "sex"]), Form(("age", "sex"))),
        (earlier(input_shape=[200, 2], length=200, examples=9), Form()),
        (
            earlier(input_shape=[32, 32, 1], image_size=[32, 32], channels=1, margin=2),
            ImageForm((), (32, 32), margin=2),
        ),
        (
            earlier(input_shape=[64], image_size=[8, 8], channels=1, flatten=True, value_range=[-1, 1]),
            ImageForm((), (8, 8), flatten=True, value_range=(-1, 1)),
        ),
        # They did not say that images were read by rows.
        (earlier(input_shape=[8, 24], image_size=[8, 8], channels=3), ImageForm((), (8, 8), 3, by_rows=True)),
        (
            earlier(
                input_shape=[None, None, 1],
                image_size=[584, 565],
                channels=1,
                preprocessing="retina",
                mean=90.5,
                deviation=30.0,
                patch_size=48,
                patches=4000,
                image_names={"train": ["21"], "test": ["1"]},
            ),
            PhotographForm((), (584, 565), 1, "retina", 90.5, 30.0, 48, 4000, {"train": ["21"], "test": ["1"]}),
        ),
        (
            earlier(
                input_shape=[3], target="kind", encoding=list(COLUMNS), feature_names=["age", "color=red", "other"]
            ),
            TableForm(("age", "color=red", "other"), COLUMNS),
        ),
        (earlier(input_shape=[24], max_length=24, vocabulary=WORDS), SentenceForm((), WORDS, 24)),
        (
            earlier(input_shape=[24], target="stars", text="review", max_length=24, vocabulary=WORDS),
            SentenceForm((), WORDS, 24, "review"),
        ),
        (
            earlier(input_shape=[64], task="text", window=64, stride=64, characters=465047, vocabulary=CHARACTERS),
            TextForm((), CHARACTERS, 465047),
        ),
        (
            earlier(
                input_shape={"source": [36], "target": [11]},
                examples=1000,
                source_vocabulary=CHARACTERS,
                target_vocabulary=WORDS,
            ),
            PairForm((), CHARACTERS, WORDS),
        ),
        (
            earlier(
                input_shape=[48, 1],
                task="regression",
                series="nyc_taxi",
                window=48,
                rows={"train": [0, 750], "test": [750, 10320]},
                mean=14405.5,
                deviation=6669.25,
                anomaly_windows=[["2014-10-30 15:30:00", "2014-11-03 22:30:00"]],
                anomalies=["2014-11-01 19:00:00"],
            ),
            SeriesForm(
                mean=14405.5,
                deviation=6669.25,
                rows={"train": [0, 750], "test": [750, 10320]},
                anomaly_windows=(("2014-10-30 15:30:00", "2014-11-03 22:30:00"),),
                anomalies=("2014-11-01 19:00:00",),
            ),
        ),
    ],
)
def test_records_of_an_earlier_version_give_the_form(record, form):
    assert form_of(record) == form


def test_vocabularies_are_known_by_their_side():
    assert SentenceForm(vocabulary=WORDS).vocabularies == {"": WORDS}
    assert PairForm(source_vocabulary=WORDS, target_vocabulary=CHARACTERS).vocabularies == {
        "source": WORDS,
        "target": CHARACTERS,
    }
    assert Form().vocabularies == {} and Form().image_shape is None and tuple(Form().anomaly_windows) == ()


@pytest.mark.parametrize(
    "form, shape",
    [
        (ImageForm(image_size=(4, 6), channels=3), (4, 6, 3)),
        (ImageForm(image_size=(4, 6), channels=3, flatten=True), (72,)),
        (ImageForm(image_size=(4, 6), channels=3, by_rows=True), (4, 18)),
    ],
)
def test_images_are_read_whole_as_a_vector_or_by_rows(form, shape):
    assert form.input_shape == shape and form.image_shape == (4, 6, 3)


def test_files_are_read_in_the_form_of_their_data_alone(tmp_path):
    from PIL import Image

    path = tmp_path / "one.png"
    Image.fromarray(np.full((4, 6), 51, np.uint8)).save(path)
    names, inputs = ImageForm(image_size=(4, 6), by_rows=True).read([path])
    assert names == [str(path)]
    np.testing.assert_allclose(inputs, np.full((1, 4, 6), 0.2), rtol=1e-6)
    for form in (TextForm(), PairForm(), SeriesForm()):
        with pytest.raises(ValueError, match="the data were neither images, tables nor arrays, so files cannot be"):
            form.read([path])
    with pytest.raises(ValueError, match="one.png is no .npz file, and the data of the run were arrays"):
        Form().read([path])
    with pytest.raises(ValueError, match="the data were not a table"):
        SentenceForm(vocabulary=WORDS, max_length=3).read([path])
