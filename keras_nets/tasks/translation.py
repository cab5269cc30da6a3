"""Translation: from text to text."""

from keras_nets.generation import exact_match
from keras_nets.inspection.attention import attention_map
from keras_nets.tasks.language import MOST_EXAMPLES, readable_text
from keras_nets.tasks.task import Task

import numpy as np

MOST_CHARACTERS = 60


class Translation(Task):
    """What does a text say in the other language?"""

    name = "translation"
    tool = "write"

    def example(self, dataset):
        """A text to translate."""
        sources = dataset.split("test").x["source"][:MOST_EXAMPLES]
        return readable_text(dataset.vocabulary("source"), sources, MOST_CHARACTERS)

    def compile(self, model, optimizer):
        """Padding counts neither in the loss nor in the accuracy.

        Args:
            model: A network that reads `{"source": ..., "target": ...}`.
            optimizer: A Keras optimizer.
        """
        import keras

        loss = keras.losses.SparseCategoricalCrossentropy(reduction="mean_with_sample_weight")
        model.compile(optimizer, loss, weighted_metrics=["accuracy"])

    def measure(self, model, dataset, split):
        """The fraction of texts that a network with `start` and `step` translates exactly when writing greedily."""
        examples = dataset.split(split)
        return {"exact_match": exact_match(model, examples.x["source"], examples.y)}


TASK = Translation()


def translation_attention(weights, dataset, split):
    """The attention map for the first example of a split of translations, without the padding of its source.

    Rows are the true target, not what the network would write.

    Args:
        weights: Attention weights of this example, `(target tokens, source tokens)`, of a network that is given the
            true target.
        dataset: A `Dataset` of translations, with a vocabulary of each side.
        split: Name of the split.
    """
    source, target = (dataset.vocabulary(side).names for side in ("source", "target"))
    examples = dataset.split(split)
    read = [source[token] for token in examples.x["source"][0] if token]
    true = [target[token] for token in examples.y[0]]
    return attention_map(np.asarray(weights)[:, : len(read)], read, true, labels=("source", "target"))
