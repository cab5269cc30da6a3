"""Language modeling: the next token of a text."""

from keras_nets.tasks.task import Task

MOST_EXAMPLES, MOST_CHARACTERS = 20, 24


class LanguageModeling(Task):
    """Which token comes next?"""

    name = "language modeling"
    tool = "write"

    def example(self, dataset):
        """The beginning of a text, at most half of what the network reads."""
        if "" not in dataset.form.vocabularies:
            return []
        most = max(1, min(MOST_CHARACTERS, dataset.input_shape[0] // 2))
        return readable_text(dataset.vocabulary(), dataset.inputs("test", limit=MOST_EXAMPLES), most)

    def compile(self, model, optimizer):
        """The loss is in nats per token."""
        model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])


TASK = LanguageModeling()


def readable_text(vocabulary, examples, most):
    """A text that a shell and a network with this vocabulary take as it stands.

    Args:
        vocabulary: The `Vocabulary`.
        examples: Token numbers, one row per example.
        most: Characters at which the text is cut, at the end of a word where there is one.

    Returns:
        A list with the longest such text; an empty one where no example has one.
    """
    found = []
    for numbers in examples:
        for line in vocabulary.decode(numbers).splitlines():
            text = line.strip()
            if len(text) > most:
                text = text[: most + 1].rpartition(" ")[0].strip() or text[:most]
            # What begins with a hyphen would be taken for an option.
            if text[:1].isalnum() and text.isprintable() and not vocabulary.outside(text):
                found.append(text)
    return [max(found, key=len)] if found else []
