"""`Task`: the interface of all tasks, with defaults."""

import copy


class Task:
    """What people ask of a trained network.

    A custom task is a subclass; an instance of it may be the `task` of a `Dataset`.

    Attributes:
        name: Name of the task in data sets, in the catalog and in messages.
        tool: Command for a closer look at a finished run, such as `"explain"`; None where there is none.
        answers: Whether the network can answer questions about a file; see `answer`.
        temperature: Of the probabilities that are printed and drawn, but not of those that are measured.
    """

    name = ""
    tool = None
    answers = False
    temperature = 1.0

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

    def calibrated(self, model, dataset):
        """The task at the temperature that suits a trained model, found on the validation part; see `classification`.

        A task without probabilities, or data without that part, leave the task as it is.
        """
        return self

    def at_temperature(self, temperature):
        """The same task at another temperature.

        Raises:
            ValueError: If it is not a positive number.
        """
        if not temperature > 0:
            raise ValueError(f"a temperature must be above 0, got {temperature}; 1 leaves probabilities as they are")
        task = copy.copy(self)
        task.temperature = temperature
        return task

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

    def probabilities_by_class(self, model, dataset, split):
        """For curves of precision and recall: `{class: (labels, probabilities)}` of examples of a split.

        Labels are whether each example is of the class, probabilities how probable that is.
        """
        return {}

    def projection(self, model, dataset, split):
        """Examples of a split as points, with what is known of them; see `projection`. Empty where there are none."""
        return {}

    def answer(self, outputs, class_names, guesses=3):
        """Outputs as answers for a person: one dictionary per example, with at least a `prediction`.

        Args:
            outputs: Outputs of `predict`.
            class_names: Names of the classes; empty where there are none.
            guesses: Number of classes that are told with their probability, the most probable ones.

        Raises:
            ValueError: If the task has no answers about files, or the outputs do not belong to it.
        """
        raise ValueError(f"a network that learned {self.name} does not answer questions about files")
