import logging

import pytest
import tensorflow as tf

WARNING = (
    "5 out of the last 5 calls to <function {} at 0x7f> triggered tf.function retracing. Tracing is expensive and ..."
)


@pytest.mark.parametrize(
    "function, is_shown",
    [
        ("TensorFlowTrainer.make_predict_function.<locals>.one_step_on_data_distributed", False),
        ("TensorFlowTrainer._make_function.<locals>.multi_step_on_iterator", False),
        ("my_step", True),
    ],
)
def test_a_new_model_is_no_reason_for_a_warning_and_a_users_own_function_is(function, is_shown):
    logger = tf.get_logger()
    record = logger.makeRecord("tensorflow", logging.WARNING, "file", 1, WARNING.format(function), (), None)
    assert bool(logger.filter(record)) is is_shown
