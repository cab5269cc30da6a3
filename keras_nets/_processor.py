"""Has TensorFlow compute by oneDNN on every processor.

By itself TensorFlow does so only on processors with instructions made for neural networks. On two cores with AVX2
alone, plain Keras took 0.74 of the time for a step of ResNet-50 with it, 0.77 for one of ResNet-20, and half for one of
an LSTM with 512 units. `TF_ENABLE_ONEDNN_OPTS=0` leaves oneDNN out.
"""

import os
import sys


def install():
    """Arrange that TensorFlow, which reads its environment when it is imported, computes by oneDNN."""
    if "tensorflow" not in sys.modules:
        os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
