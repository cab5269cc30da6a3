"""Models that learn by assigning their weights, while the optimizer has nothing to do."""

import contextlib
import warnings

import keras


class WithoutGradient(keras.Model):
    """Base of models none of whose weights a gradient moves; Keras would warn of that each time they are trained."""

    def fit(self, *args, **kwargs):
        with _untrained_by_gradient():
            return super().fit(*args, **kwargs)

    def train_on_batch(self, *args, **kwargs):
        with _untrained_by_gradient():
            return super().train_on_batch(*args, **kwargs)


@contextlib.contextmanager
def _untrained_by_gradient():
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="The model does not have any trainable weights")
        yield
