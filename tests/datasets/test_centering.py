"""Clocks and large targets: what float32 would merge is centered first, and all else is left as it is."""

import json

from keras_nets import datasets
from keras_nets.datasets import load, read_rows
from keras_nets.datasets.centering import center_of, centered, centers_of
from keras_nets.datasets.changes import seen_through
from keras_nets.datasets.forms import form_of

import numpy as np
import pytest

CLOCK = 1_700_000_000_000 + 10 * np.arange(400)


def kept(numbers):
    return len(np.unique(numbers))


@pytest.mark.parametrize(
    "numbers",
    [CLOCK, 2**24 + np.arange(100), 1e9 + np.arange(50) / 8, -1e6 - np.arange(64) / 64, np.array([1e9, 1e9 + 1])],
)
def test_what_float32_would_merge_is_kept_apart(numbers):
    numbers = numbers.astype("float64")
    assert kept(numbers.astype("float32")) < len(numbers)
    center = center_of(numbers)
    assert center == np.median(numbers)
    assert kept(centered(numbers, center)) == len(numbers)
    np.testing.assert_array_equal(centered(numbers, center).astype("float64") + center, numbers)


@pytest.mark.parametrize(
    "numbers",
    [
        np.arange(2.0**24),
        np.random.default_rng(0).normal(size=10_000),
        np.random.default_rng(0).uniform(30, 31, 1000),
        np.linspace(0, 1e12, 1000),
        np.full(50, 1e12),
        # No center keeps these apart.
        np.concatenate([1e12 + np.arange(99), -1e12 - np.arange(99)]),
    ],
    ids=["integers", "normal", "uniform", "wide", "constant", "two heaps"],
)
def test_other_numbers_have_no_center(numbers):
    assert center_of(numbers) is None


@pytest.fixture
def clock(tmp_path):
    """Early or late, a target near a billion, and gaps in the clock."""
    lines = [f"{t},{n % 7}.5,{'late' if n > 199 else 'early'},{1e9 + n / 4!r}" for n, t in enumerate(CLOCK)]
    path = tmp_path / "clock.csv"
    path.write_text("clock_ms,volt,phase,level\n" + "\n".join([*lines, ",1,late,1000000000", ",2,early,1000000000"]))
    return path


def test_a_clock_in_a_table_is_centered_in_float64(clock, tmp_path):
    dataset = load(clock, target="phase", split="50/50")
    column, volt, level = dataset.form.encoding
    assert column["center"] == column["fill"] and CLOCK[0] < column["center"] < CLOCK[-1]
    assert "center" not in volt and "center" in level and dataset.form.target_center is None
    everything = np.concatenate([dataset.train.x, dataset.test.x])
    known = np.sort(everything[:, 0].astype("float64") + column["center"])
    assert np.isin(CLOCK, known).all() and np.isin(known, [*CLOCK, column["fill"]]).all()
    told = f"column clock_ms: float32 would merge its numbers, so {column['center']:.15g} is subtracted first"
    assert told in dataset.messages

    record = json.loads(json.dumps(dataset.describe()))
    rows = tmp_path / "rows.csv"
    rows.write_text(f"clock_ms,volt,level\n{CLOCK[7]},0,1000000000.25\n,0,1000000000\n")
    encoded = read_rows(rows, record)[:, 0].astype("float64") + column["center"]
    assert encoded.tolist() == [CLOCK[7], column["fill"]]
    # Columns recorded without a center are read as they were.
    del record["encoding"][0]["center"]
    assert read_rows(rows, record)[0, 0] == np.float32(CLOCK[7])


def test_a_large_target_is_learned_around_its_center(clock):
    dataset = load(clock, target="level", split="50/50")
    center = form_of(json.loads(json.dumps(dataset.describe()))).target_center
    assert center == dataset.form.target_center and center > 1e9
    targets = np.concatenate([dataset.train.y, dataset.test.y])
    assert targets.dtype == "float32"
    assert sorted(dataset.form.restored(targets)) == sorted([*(1e9 + np.arange(400) / 4), 1e9, 1e9])
    told = f"the target: float32 would merge its numbers, so {center:.15g} is subtracted first and added to predictions"
    assert told in dataset.messages
    assert datasets.load("diabetes").form.restored(targets) is targets


@pytest.mark.parametrize("kind", ["int64", "float64", "uint64"])
def test_arrays_are_centered_feature_by_feature(save, kind):
    x = np.stack([CLOCK, np.arange(400)], axis=1).astype(kind)
    dataset = load(save(x=x, y=1e9 + np.arange(400) / 4), split="50/50")
    clock, other = dataset.form.center
    assert other == 0 and dataset.train.x.dtype == "float32"
    everything = np.concatenate([dataset.train.x, dataset.test.x]).astype("float64")
    assert sorted(everything[:, 0] + clock) == CLOCK.tolist()
    assert sorted(everything[:, 1]) == list(range(400))
    assert dataset.form.target_center > 1e9
    assert sum("float32 would merge its numbers" in message for message in dataset.messages) == 2
    assert form_of(json.loads(json.dumps(dataset.describe()))) == dataset.form


def test_series_have_one_center_for_all_steps(save):
    x = np.stack([CLOCK + step for step in range(3)], axis=1)[..., None]
    dataset = load(save(x=x, y=np.arange(400) % 2), split="50/50")
    assert dataset.input_shape == (3, 1) and len(dataset.form.center) == 1
    np.testing.assert_array_equal(dataset.train.x[:, 1, 0] - dataset.train.x[:, 0, 0], 1)
    assert load(save(x=x, y=np.arange(400) % 2), split="50/50", flatten=True).input_shape == (3,)


def test_arrays_that_float32_keeps_apart_are_the_same_arrays(save):
    x = np.random.default_rng(0).normal(size=(400, 3))
    dataset = load(save(x=x, y=x[:, 0]), split="50/50")
    assert dataset.train.x.dtype == "float64" and np.isin(dataset.train.x, x).all()
    assert dataset.train.y.dtype == "float32" and np.isin(dataset.train.y, x[:, 0].astype("float32")).all()
    assert dataset.form.center is dataset.form.target_center is None
    assert dataset.form.plain() == {}
    assert centers_of(np.zeros((4, 0)), np.arange(4)) is None


def test_what_is_made_of_images_keeps_the_center_of_its_targets(save):
    images = np.arange(400 * 16, dtype="uint32").astype("uint8").reshape(400, 4, 4)
    dataset = load(save(x=images, y=1e9 + np.arange(400) / 4), split="50/50")
    through = seen_through(dataset, lambda inputs: inputs.reshape(len(inputs), -1))
    assert through.form.target_center == dataset.form.target_center > 1e9
