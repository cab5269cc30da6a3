"""Has TensorFlow compute by oneDNN on every processor.

By itself TensorFlow does so only on processors with instructions made for neural networks. On those with AVX2 alone,
convolutional networks then train in about two thirds of the time and small ones in less than half.
`TF_ENABLE_ONEDNN_OPTS=0` leaves oneDNN out; `make benchmark` measures both.
"""

import os
import sys


def install():
    """Arrange that TensorFlow, which reads its environment when it is imported, computes by oneDNN."""
    if "tensorflow" not in sys.modules:
        os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
