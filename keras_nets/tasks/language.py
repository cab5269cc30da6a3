"""Language modeling: the next token of a text."""

from keras_nets.tasks.task import Task


class LanguageModeling(Task):
    """Which token comes next?"""

    name = "language modeling"
    tool = "write"
    tool_arguments = "TEXT"

    def compile(self, model, optimizer):
        """The loss is in nats per token."""
        model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])


TASK = LanguageModeling()
