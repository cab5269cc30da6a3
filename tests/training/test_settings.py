"""What a user sets takes the type of the default whose place it takes, or is refused."""

from keras_nets.training.settings import typed

import numpy as np
import pytest


@pytest.mark.parametrize(
    ("value", "default", "expected"),
    [
        ("3", 1, 3),
        ("0.5", 1.0, 0.5),
        ("1e-3", None, 1e-3),
        ("none", None, None),
        ("yes", False, True),
        ("(0.1, 0.2)", (1.0, 1.0), (0.1, 0.2)),
        ("tanh", "relu", "tanh"),
        (2, 1.0, 2),
        (np.int64(3), 1, 3),
        (np.float32(0.5), 1.0, 0.5),
        ("-0.1,0.1", (0.0, 0.0), (-0.1, 0.1)),
    ],
)
def test_a_value_takes_the_type_of_the_default(value, default, expected):
    found = typed("name", value, default)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("value", "default", "message"),
    [
        ("1.5", 1, "name is '1.5'; it must be a whole number, like its default 1"),
        (1.5, 1, "name is 1.5; it must be a whole number, like its default 1"),
        (True, 1, "name is True; it must be a whole number, like its default 1"),
        (1, False, "name is 1; it must be true or false, like its default False"),
        (None, 1.0, "name is None; it must be a number, like its default 1.0"),
        ("many", 1.0, "name is 'many'; it must be a number, like its default 1.0"),
        (3, "relu", "name is 3; it must be a text, like its default relu"),
        (
            "1,x",
            (1, 2),
            r"name is '1,x'; it must be a list of values with commas between them, like its default \(1, 2\)",
        ),
        ("nan", 1.0, "name is 'nan'; it must be finite"),
        ("1e400", 1.0, "name is '1e400'; it must be finite"),
        ("-inf", None, "name is '-inf'; it must be finite"),
        ("1,inf", (1.0, 1.0), "name is '1,inf'; it must be finite"),
        (float("nan"), 1.0, "name is nan; it must be finite"),
        ("1000001", 1, "name is '1000001'; it must be at most 1,000,000"),
        ("9" * 23, 1, "name is '9{3,}.*'; it must be at most 1,000,000"),
        ("9" * 5000, 1, r"name is '9+\.\.\.9+'; it must be a whole number, like its default 1"),
    ],
)
def test_what_cannot_be_is_refused(value, default, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        typed("name", value, default)
