"""Density estimation, clustering and associative memory: networks learn from inputs alone, with losses of their own.

None of them adds questions about a result, so one task with the defaults serves all three.
"""

from keras_nets.tasks.task import Task


class Unlabeled(Task):
    """What are the inputs like?"""

    name = "unsupervised learning"


TASK = Unlabeled()
