"""`Task`: the interface of all tasks, with defaults."""


class Task:
    """What people ask of a trained network.

    A custom task is a subclass; an instance of it may be the `task` of a `Dataset`.

    Attributes:
        name: Name of the task in data sets, in the catalog and in messages.
        tool: Command for a closer look at a finished run, such as `"explain"`; None where there is none.
        answers: Whether the network can answer questions about a file; see `answer`.
    """

    name = ""
    tool = None
    answers = False

    def __str__(self):
        return self.name

    def tool_for(self, record):
        """The command for a closer look at a run on its data, of which its record tells; None where there is none."""
        return self.tool

    def example(self, dataset):
        """Arguments of the tool after the run, for one of these examples; none where it needs none.

        Returns:
            A list of words, which a run records.
        """
        return []

    def compile(self, model, optimizer):
        """Compile a model with the usual loss and metrics of the task.

        Args:
            model: A built `keras.Model`.
            optimizer: A Keras optimizer.
        """
        model.compile(optimizer)

    def class_weights(self, dataset):
        """The weight of each class in the loss, by its frequency in the training part, `(classes,)`.

        Raises:
            ValueError: If the task has no classes of examples.
        """
        raise ValueError(f"--class-weight is for classification, and {dataset.name} is for {self}; leave it out")

    def predict(self, model, inputs, batch_size=256):
        """The outputs of a model for inputs in memory."""
        return model.predict(inputs, batch_size=batch_size, verbose=0)

    def measure(self, model, dataset, split):
        """Measures in addition to the compiled metrics, `{name: number}`, which a run records for its test part."""
        return {}

    def scores(self, model, dataset, split):
        """Further measures that people look up, `{name: number}`: a run records them for its test part, unannounced.

        A score that the examples leave undefined is left out.
        """
        return {}

    def report(self, model, dataset, split):
        """A report on a split.

        Returns:
            Tables, `{title: {row: {column: number}}}`, and figures, `{name: matplotlib figure}`.
        """
        return {}, {}

    def measure_views(self, models, dataset, split, **views):
        """Measures of the mean prediction over several models or views of each example; see `classification`.

        Raises:
            ValueError: If the task has no such measures.
        """
        raise ValueError(f"{self.name} has no classes, and averaging over views or runs needs them")

    def pictures(self, model, dataset, split):
        """Pictures of a split for the run folder and TensorBoard, `{name: matplotlib figure}`."""
        return {}

    def answer(self, outputs, class_names):
        """Outputs as answers for a person: one dictionary per example, with at least a `prediction`.

        Args:
            outputs: Outputs of `predict`.
            class_names: Names of the classes; empty where there are none.

        Raises:
            ValueError: If the task has no answers about files, or the outputs do not belong to it.
        """
        raise ValueError(f"a network that learned {self.name} does not answer questions about files")
