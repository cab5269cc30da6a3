import datetime

from keras_nets.datasets import load
from keras_nets.datasets.sequences.dates import DAYS, SPELLINGS, spell

import dateutil.parser
import numpy as np
import pytest

DAY = datetime.date(2005, 3, 4)


def decoded(dataset, split):
    source, target = dataset.vocabulary("source"), dataset.vocabulary("target")
    examples = dataset.split(split)
    return [
        (source.decode(written), target.decode(iso))
        for written, iso in zip(examples.x["source"], examples.y, strict=True)
    ]


def test_spellings():
    assert [spell(DAY, spelling) for spelling in SPELLINGS] == [
        "4 March 2005",
        "4 Mar 2005",
        "04-Mar-2005",
        "4th March 2005",
        "4th of March, 2005",
        "the 4th of March 2005",
        "March 4, 2005",
        "March 4th, 2005",
        "March the 4th, 2005",
        "Mar 4 2005",
        "MAR 04 2005",
        "march 4 2005",
        "Friday, 4 March 2005",
        "Friday, March 4, 2005",
        "Friday the 4th of March, 2005",
        "Fri 4 Mar 2005",
        "Fri, Mar 4th, 2005",
        "2005 March 4",
        "2005, Mar 4th",
        "2005/03/04",
        "2005-03-04",
        "Fri 2005-03-04",
    ]


def test_ordinals():
    ends = {day: spell(DAY.replace(day=day), "{nth}") for day in (1, 2, 3, 4, 11, 12, 13, 21, 22, 23, 30, 31)}
    assert [end.removeprefix(str(day)) for day, end in ends.items()] == (
        ["st", "nd", "rd", "th", "th", "th", "th", "st", "nd", "rd", "th", "st"]
    )


def test_no_spelling_stands_for_two_dates():
    """Every day of thirty years, two centuries among them, in every spelling."""
    meant = {}
    for number in range(30 * 365):
        day = datetime.date(1985, 1, 1) + datetime.timedelta(number)
        for spelling in SPELLINGS:
            assert meant.setdefault(spell(day, spelling), day) == day


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_spellings_are_read_as_the_date_that_they_stand_for(spelling):
    for number in range(0, DAYS, 997):
        day = datetime.date(1900, 1, 1) + datetime.timedelta(number)
        text = spell(day, spelling).replace("the ", "")
        assert dateutil.parser.parse(text).date() == day, text


def test_parts_have_no_date_in_common_and_every_spelling():
    dataset = load("dates", examples=2000)
    parts = {split: decoded(dataset, split) for split in ("train", "validation", "test")}
    assert [len(part) for part in parts.values()] == [1200, 400, 400]
    days = {split: {iso for _, iso in part} for split, part in parts.items()}
    assert [len(part) for part in days.values()] == [1200, 400, 400]
    assert len(set.union(*days.values())) == 2000
    for part in parts.values():
        used = {
            spelling
            for written, iso in part
            for spelling in SPELLINGS
            if written == spell(datetime.date.fromisoformat(iso), spelling)
        }
        assert used == set(SPELLINGS)


def test_translation_is_of_characters_to_iso_form():
    dataset = load("dates", examples=300)
    assert (dataset.task, dataset.input_shape["target"], dataset.targets.ignored_label) == ("translation", (11,), 0)
    assert dataset.class_names == ("<padding>", "<start>", "<end>", "<unknown>", "-", *"0123456789")
    assert all(len(iso) == 10 for _, iso in decoded(dataset, "test"))
    assert (dataset.train.x["target"][:, 0] == 1).all() and (dataset.train.y[:, -1] == 2).all()
    np.testing.assert_array_equal(dataset.train.x["target"][:, 1:], dataset.train.y[:, :-1])


def test_examples_are_a_function_of_the_seed():
    first, again, other = (load("dates", examples=100, split_seed=seed) for seed in (1, 1, 2))
    assert decoded(first, "test") == decoded(again, "test") != decoded(other, "test")
    assert first.checksum == again.checksum != other.checksum


def test_more_examples_than_days_are_refused():
    with pytest.raises(ValueError, match="examples 80000 is more than the 73,049 days from 1900 to 2099; use fewer"):
        load("dates", examples=80_000)
